"""Change what a doctor does in one half day of one week, and take the change back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from directorate.core import clock
from directorate.core.history import acting
from directorate.core.models import Person, User
from rotas.actions.problems import SessionRefused
from rotas.domain.activity_weeks import week_of_month
from rotas.domain.leave_sessions import Half
from rotas.facts.session_changes import HalfDay, WantedSession, doctor_to_plan, half_day, mark_of, now_words
from rotas.models import ActivityTemplate, SessionChange


def change_session(person: Person, *, day: date, half: Half, wanted: WantedSession, was: str, by: User) -> None:
    """Let a doctor do something else, or nothing, in one half day, and a colleague the usual session.

    Raises:
        SessionRefused: somebody else changed it meanwhile, or the colleague is not free.
        PermissionDenied: `by` does not make the rotas of the specialty.
    """
    with transaction.atomic(), acting(by=by, action="Change half day"):
        found = _held(person, day=day, half=half, was=was, covering=wanted.covering, by=by)
        _take_back(found)
        common: dict[str, Any] = {"date": day, "session": half, "changed_at": clock.now(), "changed_by": by}
        SessionChange.objects.create(
            person=person, activity=wanted.activity, site=wanted.site, note=wanted.note, **common
        )
        if wanted.covering is not None:
            _hand_over(found, to=wanted.covering, common=common)


def take_change_back(person: Person, *, day: date, half: Half, was: str, by: User) -> None:
    """Let a half day be as usual again, also for the colleague who was to do it instead.

    Raises:
        SessionRefused: somebody else changed it meanwhile.
        PermissionDenied: `by` does not make the rotas of the specialty.
    """
    with transaction.atomic(), acting(by=by, action="Half day as usual"):
        _take_back(_held(person, day=day, half=half, was=was, covering=None, by=by))


def _held(person: Person, *, day: date, half: Half, was: str, covering: int | None, by: User) -> HalfDay:
    """The half day as it is now, held for the doctors concerned."""
    if doctor_to_plan(by, person=person.pk, day=day) is None:
        raise PermissionDenied
    keys = sorted({person.pk, *([covering] if covering else [])})
    list(Person.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys).order_by("pk"))
    found = half_day(person, day=day, half=half)
    if mark_of(found.change) != was:
        raise SessionRefused(f"Somebody else changed this half day meanwhile. It is now: {now_words(found)}.")
    return found


def _take_back(found: HalfDay) -> None:
    """Delete the change of a half day, and that of whoever does its session instead."""
    rows = SessionChange.objects.filter(date=found.date, session=found.half)
    rows.filter(instead_of=found.person).delete()
    rows.filter(person=found.person).delete()


def _hand_over(found: HalfDay, *, to: int, common: Mapping[str, Any]) -> None:
    """Give the usual session to a colleague who is free, in the place of what they do then."""
    colleague = next((row for row in found.colleagues if row.pk == to), None)
    if colleague is None or colleague.busy:
        why = f"{colleague.name} {colleague.busy} then" if colleague else "That doctor is not of this specialty"
        raise SessionRefused(f"{why}. Choose somebody else, or nobody.", field="covering")
    if not found.usual:
        raise SessionRefused("Nothing is done then as usual, so nobody can do it instead.", field="covering")
    rows = SessionChange.objects.filter(date=found.date, session=found.half, person=to)
    rows.delete()
    repeating = ActivityTemplate.objects.in_force(first=found.date, last=found.date).filter(
        person=found.person,
        session=found.half,
        weekday=found.date.isoweekday(),
        weeks_of_month__contains=[week_of_month(found.date)],
    )
    usual = repeating.order_by("pk")[0]
    SessionChange.objects.create(
        person_id=to, activity=usual.activity, site=usual.site, instead_of=found.person, **common
    )
