"""Contracts: begin one, change it from a date, end it when somebody leaves.

Hours and weekly pattern change together: the rows in force end the day before, new ones begin.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from psycopg.types.range import DateRange

from directorate.core import clock
from directorate.core.domain.words import long_date
from directorate.core.history import acting
from directorate.core.models import Person, SecretaryConsultant, User
from staffing.actions.charges import settle
from staffing.actions.entitlements import credit_person
from staffing.actions.problems import StaffRefused
from staffing.domain.contracts import Terms
from staffing.facts.accounts import leave_year_of
from staffing.models import Absence, Assignment, LeaveAccount, WorkPattern
from staffing.querysets.scope import may_keep_record_of

ONE_DAY = timedelta(days=1)
NOT_ONES_OWN = "This is your own contract. Ask another manager to change it."


def begin_contract(person: Person, *, terms: Terms, first_day: date, number: str, is_primary: bool = True) -> None:
    """Make the rows of a new contract; inside the transaction of the action that adds the person or the contract."""
    valid = DateRange(first_day, _end_of(person))
    Assignment.objects.create(person=person, assignment_no=number, valid=valid, is_primary=is_primary, **_hours(terms))
    WorkPattern.objects.create(person=person, assignment_no=number, valid=valid, **_pattern(terms, first_day=first_day))


def change_contract(person: Person, *, number: str, terms: Terms, first_day: date, by: User, reason: str = "") -> None:
    """Other hours, pattern, kind or status from a day on; a change that begins on the same day is corrected.

    Raises:
        StaffRefused: outside the person's time here, or a later change is entered already.
    """
    with transaction.atomic(), acting(by=by, action="Change contract", reason=reason):
        held = _locked(person, by=by)
        _check_day(held, first_day=first_day)
        if Assignment.objects.filter(assignment_no=number).exclude(person=held).exists():
            raise StaffRefused("Somebody else has a contract with this number. Correct the staff number first.")
        hours = list(Assignment.objects.filter(person=held, assignment_no=number).order_by("valid"))
        patterns = list(WorkPattern.objects.filter(person=held, assignment_no=number).order_by("valid"))
        _put_from(hours, model=Assignment, first_day=first_day, fields=_hours(terms), whose=held, number=number)
        pattern = _pattern(terms, first_day=first_day)
        _put_from(patterns, model=WorkPattern, first_day=first_day, fields=pattern, whose=held, number=number)
        recount(held, first_day=first_day, by=by)


def add_contract(person: Person, *, terms: Terms, first_day: date, by: User, reason: str = "") -> str:
    """A second (or third) job beside the first; returns its number: the staff number with -2, -3.

    Raises:
        StaffRefused: there is no first contract, or the day lies outside the person's time here.
    """
    with transaction.atomic(), acting(by=by, action="Add contract", reason=reason):
        held = _locked(person, by=by)
        _check_day(held, first_day=first_day)
        taken = set(Assignment.objects.filter(person=held).values_list("assignment_no", flat=True))
        if not held.staff_number or not taken:
            raise StaffRefused("Begin the first contract before a second one.")
        places = range(2, len(taken) + 3)
        number = next(n for n in (f"{held.staff_number}-{place}" for place in places) if n not in taken)
        begin_contract(held, terms=terms, first_day=first_day, number=number, is_primary=False)
        recount(held, first_day=first_day, by=by)
        return number


def end_contract(person: Person, *, number: str, last_day: date, by: User, reason: str = "") -> None:
    """The last day of one job of somebody who keeps another.

    Raises:
        StaffRefused: it is the only contract, or the day lies outside it.
    """
    with transaction.atomic(), acting(by=by, action="End contract", reason=reason):
        held = _locked(person, by=by)
        rows = list(Assignment.objects.filter(person=held, assignment_no=number).order_by("valid"))
        end = last_day + ONE_DAY
        others = Assignment.objects.filter(person=held, valid__contains=end).exclude(assignment_no=number)
        if not others.exists():
            raise StaffRefused("It is the only contract then. For somebody who leaves, enter the last day.")
        if not rows or last_day not in rows[-1].valid:
            raise StaffRefused("Choose a day on which the contract runs and after which no change is entered.")
        patterns = WorkPattern.objects.filter(person=held, assignment_no=number)
        patterns.filter(valid__startswith__gte=end).delete()
        running: list[Any] = [rows[-1], *patterns.filter(valid__contains=last_day)]
        for row in running:
            row.valid = DateRange(row.valid.lower, end)
            row.save(update_fields=["valid"])
        recount(held, first_day=end, by=by)


def _locked(person: Person, *, by: User) -> Person:
    """The person, locked; nobody sets their own hours, pay or dates."""
    held = Person.objects.select_for_update().get(pk=person.pk)
    if not may_keep_record_of(by).holds(held):
        raise PermissionDenied
    if held.pk == by.person_id:
        raise StaffRefused(NOT_ONES_OWN)
    return held


def _check_day(person: Person, *, first_day: date) -> None:
    if person.start_date and first_day < person.start_date:
        text = f"{person.display_name} starts on {long_date(person.start_date)}. Choose that day or a later one."
        raise StaffRefused(text, field="first_day")
    if person.leaving_date and first_day > person.leaving_date:
        text = f"{person.display_name} leaves on {long_date(person.leaving_date)}. Choose that day or an earlier one."
        raise StaffRefused(text, field="first_day")


def _hours(terms: Terms) -> dict[str, Any]:
    return {
        "contract_type": terms.contract_type,
        "status": terms.status,
        "weekly_minutes": terms.weekly_minutes,
        "fte": terms.fte,
        "post_id": terms.post,
        "backfill_for_id": terms.backfill_for,
    }


def _pattern(terms: Terms, *, first_day: date) -> dict[str, Any]:
    return {
        "cycle_weeks": terms.cycle_weeks,
        "cycle_start": terms.cycle_start or first_day - timedelta(days=first_day.weekday()),
        "am_minutes": list(terms.am_minutes),
        "pm_minutes": list(terms.pm_minutes),
    }


def _end_of(person: Person) -> date | None:
    """The first day that no longer counts."""
    return person.leaving_date + ONE_DAY if person.leaving_date else None


def _put_from(
    rows: Sequence[Any], *, model: Any, first_day: date, fields: dict[str, Any], whose: Person, number: str
) -> None:
    """End the row in force the day before and begin one with these fields; the rest is carried over."""
    later = [row for row in rows if row.valid.lower > first_day]
    if later:
        day = long_date(later[0].valid.lower)
        raise StaffRefused(
            f"A change from {day} is entered already. Choose that day or a later one.", field="first_day"
        )
    current = next((row for row in rows if first_day in row.valid), None)
    end = current.valid.upper if current else _end_of(whose)
    if current is None:
        model.objects.create(person=whose, assignment_no=number, valid=DateRange(first_day, end), **fields)
        return
    if current.valid.lower < first_day:
        current.valid = DateRange(current.valid.lower, first_day)
        current.save(update_fields=["valid"])
        current.pk, current._state.adding = None, True
        current.valid = DateRange(first_day, end)
    for name, value in fields.items():
        setattr(current, name, value)
    current.save()


def follow_dates(before: Person, *, after: Person) -> None:
    """Move the ends of contracts, patterns and links when first day or leaving date have changed."""
    if before.start_date != after.start_date and after.start_date is not None:
        _move_start(before, first_day=after.start_date)
    if before.leaving_date == after.leaving_date:
        return
    end, old_end = _end_of(after), _end_of(before)
    for rows in _rows_of(after):
        if end is not None:
            rows.filter(valid__startswith__gte=end).delete()
        ended_by_leaving = Q(valid__endswith=old_end) if old_end else Q(pk__in=())
        runs_past = Q(valid__endswith__isnull=True) | Q(valid__endswith__gt=end) if end else Q(pk__in=())
        for row in rows.filter(ended_by_leaving | runs_past):
            row.valid = DateRange(row.valid.lower, end)
            row.save(update_fields=["valid"])


def _move_start(before: Person, *, first_day: date) -> None:
    for rows in (Assignment.objects.filter(person=before), WorkPattern.objects.filter(person=before)):
        for row in rows:
            if row.valid.lower < first_day or row.valid.lower == before.start_date:
                if row.valid.upper is not None and row.valid.upper <= first_day:
                    text = f"The contract changed on {long_date(row.valid.upper)}. Choose an earlier first day."
                    raise StaffRefused(text, field="start_date")
                row.valid = DateRange(first_day, row.valid.upper)
                row.save(update_fields=["valid"])


def _rows_of(person: Person) -> tuple[Any, ...]:
    return (
        Assignment.objects.filter(person=person),
        WorkPattern.objects.filter(person=person),
        SecretaryConsultant.objects.filter(Q(secretary=person) | Q(consultant=person)),
    )


def recount(person: Person, *, first_day: date, by: User) -> None:
    """What leave costs and what is due, from a day on, after hours or pattern have changed."""
    booked = Absence.objects.counting().filter(Q(last_date=None) | Q(last_date__gte=first_day), person=person)
    for absence in booked.order_by("first_date"):
        settle(absence, by=by)
    year = leave_year_of(first_day)
    opened = LeaveAccount.objects.filter(person=person, leave_year__gte=year).values_list("leave_year", flat=True)
    for leave_year in sorted({*opened, max(year, leave_year_of(clock.today()))}):
        credit_person(person, leave_year=leave_year, by=by)
