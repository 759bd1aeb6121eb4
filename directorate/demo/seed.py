"""Puts the demo together, in one transaction for people and through the ordinary import for the waiting list."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from directorate.core import clock
from directorate.core.domain.access import Role
from directorate.core.history import acting, system_user
from directorate.core.models import ImportBatch, Person, User
from directorate.core.reference import load_reference
from directorate.demo import (
    absences,
    agency,
    cancellations,
    comments,
    complaints,
    desk_counts,
    escalations,
    establishment,
    locum_bookings,
    medical_staff,
    people,
    published,
    questions,
    reports,
    rotas,
    waiting_list_history,
)
from directorate.demo.people import DEMO_DOMAIN
from reports.actions.recipients import add_recipient, approve_outside, record_governance
from reports.models import Copy
from staffing.actions.charges import charge_all

Say = Callable[[str], object]


class RealDataPresentError(Exception):
    """The database holds something that the demo did not make."""


@dataclass(frozen=True)
class Options:
    """How large, and which one of the possible demos."""

    scale: float
    seed: int


def is_seeded() -> bool:
    """Whether the demo is there already."""
    return User.objects.filter(is_demo=True).exists()


def refuse_where_real_data_is() -> None:
    """The demo never mixes with what people entered.

    Raises:
        RealDataPresentError: with the sentence to show.
    """
    if not settings.DEMO:
        raise RealDataPresentError("Demo mode is off. Set DEMO=1 on a machine that will never hold real patients.")
    if User.objects.filter(is_demo=False, is_system=False).exists():
        raise RealDataPresentError("There are real accounts in this database. Use an empty database for the demo.")
    if Person.objects.exists() or ImportBatch.objects.exists():
        raise RealDataPresentError(
            "There are people or imported lists in this database. Use an empty one for the demo."
        )


def seed(*, options: Options, say: Say) -> None:
    """Make the whole demo; the same seed on the same day gives the same data."""
    refuse_where_real_data_is()
    load_reference()
    today = clock.today()
    by = system_user("demo")
    with acting(by=by, action="Demo data"), transaction.atomic():
        staff = _seed_people(options=options, today=today, by=by, say=say)
    _seed_balances(today=today, by=by, say=say)
    with acting(by=by, action="Demo data"):
        waiting_list_history.seed_waiting_list(
            random=Random(options.seed),
            scale=options.scale,
            staff=staff,
            latest=latest_sunday(today),
            by=by,
            say=say,
        )
    with acting(by=by, action="Demo data"), transaction.atomic():
        made = cancellations.create_cancellations(
            random=Random(options.seed), doctors=staff.doctors, today=today, as_at=latest_sunday(today), by=by
        )
    say(made)
    with acting(by=by, action="Demo data"), transaction.atomic():
        escalations.create_escalations(today=today, by=by)
        published.create_published_figures(by=by)
        questions.create_questions(by=by)
        comments.create_comments(random=Random(options.seed), today=today)
    chris = _seed_recipients()
    with acting(by=by, action="Demo data"), transaction.atomic():
        complaints.create_complaints(random=Random(options.seed), today=today)
    reports.create_reports(today=today, by=chris)
    say("Last week’s reports, released")
    say(f"{complaints.OPEN} open complaints and {complaints.CLOSED} closed ones")


def _seed_people(*, options: Options, today: date, by: User, say: Say) -> people.Staff:
    random = Random(options.seed)
    staff = people.create_staff(random=random, today=today, by=by)
    establishment.create_establishment(random=random, staff=staff, today=today)
    absences.create_absences(random=random, staff=staff, today=today, by=by)
    desk_counts.create_desk_counts(random=random, today=today, by=by)
    medical_staff.create_medical_staff(staff.doctors, today=today)
    rotas.create_rotas(doctors=staff.doctors, today=today, by=by)
    agency.create_agency(random=random, clerical=staff.clerical, today=today, by=by)
    agency.create_signatories(today=today)
    agency.create_locum_requests(today=today, by=by)
    locum_bookings.create_locum_bookings(today=today)
    rotas.publish_weeks(today=today)
    say(f"{len(staff.clerical)} clerical staff and {len(staff.doctors)} doctors with two years of absence")
    return staff


def _seed_balances(*, today: date, by: User, say: Say) -> None:

    this_year = today.year if (today.month, today.day) >= (4, 1) else today.year - 1
    for leave_year in (this_year - 1, this_year):
        call_command("run_entitlements", leave_year=leave_year, verbosity=0)
    charge_all(by=by)
    say("Leave accounts brought up to date")


def _seed_recipients() -> User:
    """Return the manager who set them up: HR gets the full copy, as approved, the directorate's own list the other."""
    chris, sam = (
        User.objects.get(is_demo=True, grants__role=role) for role in (Role.DIRECTORATE_MANAGER, Role.ASSISTANT_MANAGER)
    )
    hr = add_recipient(
        by=chris, at=clock.now(), address=f"bola.bankole@{DEMO_DOMAIN}", name="Bola Bankole, HR", copy=Copy.HR
    )
    wide = add_recipient(
        by=chris,
        at=clock.now(),
        address=f"managers@division.{DEMO_DOMAIN}",
        name="Directorate managers",
        copy=Copy.WIDE,
    )
    for recipient in (hr, wide):
        if recipient.is_outside:
            approve_outside(recipient, by=sam, at=clock.now())
    record_governance(hr, by=sam, at=clock.now(), reference="IG 2026/014")
    return chris


def latest_sunday(today: date) -> date:
    """The Sunday before today: the census of a Monday's list."""
    return today - timedelta(days=today.weekday() + 1)
