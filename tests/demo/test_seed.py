"""The demo: believable, the same for the same seed, and never beside real data."""

import re
from collections import Counter
from csv import DictReader
from datetime import date
from io import StringIO
from pathlib import Path
from random import Random

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from complaints.models import Case, StatementRequest
from directorate.core import clock
from directorate.core.domain.access import Role
from directorate.core.models import Person, RoleGrant, User
from directorate.demo import waiting_list
from directorate.demo.people import DEMO_PASSWORD
from reports.models import AgencyExemption, MonthlyAmount
from rotas.facts.cover import colleagues_for
from rotas.models import CancellationRequest, ClinicBooking, CoverOffer, Duty, Gap, LocumRequest, Signatory, Timesheet
from staffing.models import Absence, AgencyTimesheet, TrainingRecord, Vacancy
from tests.factories import UserFactory
from waiting_lists.facts.questions import questions_for
from waiting_lists.models import Census, CensusPathway, Comment, PublishedFigure, ValidationQuery

SUNDAY = date(2026, 11, 22)
TODAY = date(2026, 11, 23)
CONSULTANTS = {"ent": ["C9700000"], "omfs": ["C9700011"], "dermatology": ["C9700022"]}


def fingerprint() -> tuple[object, ...]:
    """What must be equal between two demos of one seed."""
    return (
        list(Person.objects.order_by("staff_number").values_list("staff_number", "surname", "forenames", "grade")),
        Counter(Absence.objects.values_list("kind", "first_date", "last_date", "state")),
        list(Case.objects.order_by("reference").values_list("reference", "received_at", "state", "complainant_name")),
        list(
            AgencyTimesheet.objects.order_by("timesheet_no").values_list("timesheet_no", "minutes", "week_ending_date")
        ),
        list(Signatory.objects.order_by("limit_pence").values_list("limit_pence", "cost_codes")),
        list(
            MonthlyAmount.objects.order_by("kind", "month_date", "pounds").values_list("kind", "month_date", "pounds")
        ),
        list(Comment.objects.order_by("created_at", "text").values_list("text", "created_at", "created_by__name")),
        list(ValidationQuery.objects.order_by("question").values_list("question", "answer", "created_at")),
        Counter(TrainingRecord.objects.values_list("competence", "completed_date")),
        Counter(CensusPathway.objects.values_list("rtt_period_start_date", "surname", "consultant_code")),
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("monday")
def test_seed_gives_the_same_believable_directorate_each_time(settings: Settings, tmp_path: Path) -> None:
    settings.DEMO = True
    call_command("seed_demo", "--scale", "0.02", stdout=StringIO())
    first = fingerprint()
    assert Person.objects.filter(staff_group="ac").count() == 60
    assert Person.objects.filter(staff_group="medical").count() == 45
    assert set(RoleGrant.objects.filter(user__is_demo=True).values_list("role", flat=True)) == set(Role)
    assert Duty.objects.exclude(person=None).count() > 300
    assert Gap.objects.open().exists()
    assert CancellationRequest.objects.filter(state="asked").exists()
    assert ClinicBooking.objects.count() > 300
    assert Census.objects.count() == 105
    assert (Case.objects.open().count(), Case.objects.filter(state="closed").count()) == (25, 60)
    assert AgencyTimesheet.objects.filter(week_ending_date=SUNDAY).count() == 6
    assert set(LocumRequest.objects.values_list("state", flat=True)) == {"t2_bank", "filled"}
    asked = CoverOffer.objects.select_related("person", "gap__duty__rota__specialty")
    assert asked
    assert all(offer.person in colleagues_for(offer.gap.duty) for offer in asked)
    assert all(offer.person_id != offer.gap.given_up_by_id for offer in asked)
    assert PublishedFigure.objects.count() == 2
    night = Timesheet.objects.get().request.gap
    assert (night.duty.locum_name, night.duty.during.upper.date() < TODAY) == ("Dr Ada Quick (locum)", True)
    assert night.closed_at
    assert set(Signatory.objects.values_list("user__grants__role", flat=True)) == {"dm", "am"}
    assert (MonthlyAmount.objects.filter(kind="plan").count(), AgencyExemption.objects.count()) == (36, 2)
    assert (ValidationQuery.objects.open().count(), ValidationQuery.objects.count()) == (3, 4)
    manager = User.objects.get(is_demo=True, grants__role="dm")
    assert Vacancy.objects.exclude(stage="outcome").count() == 3
    assert StatementRequest.objects.late_on(TODAY).exists()
    latest = Census.objects.latest_with_rows()
    assert latest
    assert latest.census_date == SUNDAY
    assert latest.gone_count > 0 < latest.new_count
    questions = questions_for(manager, census=latest, now=clock.now(), today=TODAY)
    assert {question.title: question.total for question in questions} == {"Offers": 3, "Should leave the list": 2}

    assert_next_list_goes_on(latest, tmp_path)

    accounts = StringIO()
    call_command("demo_accounts", stdout=accounts)
    assert DEMO_PASSWORD in accounts.getvalue()
    assert len(re.findall(r"@demo\.invalid", accounts.getvalue())) == User.objects.filter(is_demo=True).count()

    again = StringIO()
    call_command("seed_demo", stdout=again)
    assert "already" in again.getvalue()
    assert fingerprint() == first


def assert_next_list_goes_on(latest: Census, folder: Path) -> None:
    """The list of a week later: the same twice, most of the patients still on it, with what was said of them."""
    said = StringIO()
    call_command("demo_list", str(folder), stdout=said)
    (file,) = folder.iterdir()
    assert said.getvalue().strip() == str(file)
    assert file.name == "ptl_2026-11-29.csv"
    content = file.read_bytes()
    call_command("demo_list", str(folder), stdout=StringIO())
    assert file.read_bytes() == content
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = {row["PPID"]: row for row in DictReader(opened)}
    before = CensusPathway.objects.filter(census=latest)
    known = dict(before.values_list("patient_pathway_identifier", "local_patient_identifier"))
    assert {row["Census_Date"] for row in rows.values()} == {"2026-11-29"}
    assert 0.9 * len(known) < len(rows) < len(known)
    stayed = known.keys() & rows.keys()
    assert 0.9 * len(known) < len(stayed) < len(rows)
    assert all(rows[ppid]["Local_Patient_Identifier"] == known[ppid] for ppid in stayed)
    commented = before.filter(pathway_key__in=Comment.objects.values("pathway_key"))
    assert {row.patient_pathway_identifier for row in commented} & stayed


@pytest.mark.django_db
def test_the_next_list_is_written_in_demo_mode_only_and_needs_one_before_it(settings: Settings, tmp_path: Path) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="Demo mode is off"):
        call_command("demo_list", str(tmp_path))
    settings.DEMO = True
    with pytest.raises(CommandError, match="no waiting list"):
        call_command("demo_list", str(tmp_path))
    assert not list(tmp_path.iterdir())


@pytest.mark.django_db
def test_seed_refuses_outside_demo_mode(settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="Demo mode is off"):
        call_command("seed_demo")


@pytest.mark.django_db
def test_seed_refuses_where_there_is_a_real_account(settings: Settings) -> None:
    settings.DEMO = True
    UserFactory()
    with pytest.raises(CommandError, match="real accounts"):
        call_command("seed_demo")


def test_the_list_of_a_seed_is_always_the_same_list() -> None:
    one, two = (
        list(waiting_list.pathways(random=Random(7), census=SUNDAY, consultants=CONSULTANTS, scale=0.05))
        for _ in range(2)
    )
    assert one == two


def test_full_list_has_fourteen_thousand_open_pathways() -> None:
    rows = list(waiting_list.pathways(random=Random(1), census=SUNDAY, consultants=CONSULTANTS))
    assert 14_000 <= len(rows) <= 14_500
    assert len({row.nhs_number for row in rows}) == len(rows)
    assert all(row.nhs_number.startswith("999") for row in rows)


def test_nobody_is_decided_on_attended_or_born_after_the_census() -> None:
    for row in waiting_list.pathways(random=Random(3), census=SUNDAY, consultants=CONSULTANTS, scale=0.1):
        assert row.clock_start <= SUNDAY
        assert row.birth_date < row.clock_start
        assert row.decision_to_admit is None or row.clock_start < row.decision_to_admit <= SUNDAY
        assert row.last_attended is None or row.clock_start <= row.last_attended <= SUNDAY
