"""Enter somebody in the staff list, and change what is entered."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from directorate.core.history import acting
from directorate.core.models import Person, User
from staffing.actions.contracts import begin_contract, follow_dates, recount
from staffing.actions.problems import StaffRefused
from staffing.domain.contracts import Terms
from staffing.models import AbsenceCharge, Assignment, WorkPattern
from staffing.querysets.scope import may_keep_record_of

OWN_TERMS = ("staff_number", "staff_group", "grade", "start_date", "leaving_date", "leaving_reason")
TAKEN = "Somebody else has this staff number or consultant code. Check it and save again."


def add_person(person: Person, *, terms: Terms, by: User) -> Person:
    """Enter somebody with the first contract, so that leave can be logged at once.

    Raises:
        StaffRefused: the staff number is in use.
    """
    if not may_keep_record_of(by).holds(person):
        raise PermissionDenied
    number, first_day = person.staff_number, person.start_date
    if number is None or first_day is None:
        raise StaffRefused("Enter the staff number and the first day.")
    if Assignment.objects.filter(assignment_no=number).exists():
        raise StaffRefused("A contract with this staff number exists already.", field="staff_number")
    try:
        with transaction.atomic(), acting(by=by, action="Enter in staff list"):
            person.save(force_insert=True)
            begin_contract(person, terms=terms, first_day=first_day, number=number)
            recount(person, first_day=first_day, by=by)
    except IntegrityError as problem:  # somebody entered the same number a moment ago
        raise StaffRefused(TAKEN) from problem
    return person


def change_person(person: Person, *, by: User, reason: str = "") -> None:
    """Keep what a form has put into `person`; contracts follow the first day, the leaving date and the number.

    Raises:
        StaffRefused: the number is in use, or a contract lies outside the new dates.
    """
    try:
        with transaction.atomic(), acting(by=by, action="Change staff record", reason=reason):
            before = Person.objects.select_for_update().get(pk=person.pk)
            rights = may_keep_record_of(by)
            if not (rights.holds(before) and rights.holds(person)):
                raise PermissionDenied
            _refuse_own_terms(before, after=person, by=by)
            person.save(force_update=True)
            follow_dates(before, after=person)
            _follow_number(before, number=person.staff_number)
            _recount_if_moved(before, after=person, by=by)
    except IntegrityError as problem:
        raise StaffRefused(TAKEN) from problem


def _refuse_own_terms(before: Person, *, after: Person, by: User) -> None:
    """Nobody moves the dates or the number of their own contract, or gives themself another grade."""
    if before.pk != by.person_id:
        return
    for name in OWN_TERMS:
        if getattr(before, name) != getattr(after, name):
            raise StaffRefused("This is about your own contract. Ask another manager to change it.", field=name)


def _follow_number(before: Person, *, number: str | None) -> None:
    """A corrected staff number is corrected in the contracts too: theirs is the number, with -2 for a second job."""
    old = before.staff_number
    if number is None or old is None or number == old:
        return
    for rows in (
        Assignment.objects.filter(person=before),
        WorkPattern.objects.filter(person=before),
        AbsenceCharge.objects.filter(absence__person=before),
    ):
        for found in rows.filter(assignment_no__startswith=old).values_list("assignment_no", flat=True).distinct():
            rows.filter(assignment_no=found).update(assignment_no=number + found.removeprefix(old))


def _recount_if_moved(before: Person, *, after: Person, by: User) -> None:
    moved: set[date | None] = set()
    if before.start_date != after.start_date:
        moved |= {before.start_date, after.start_date}
    if before.leaving_date != after.leaving_date:
        moved |= {before.leaving_date, after.leaving_date}
    days = sorted(day for day in moved if day is not None)
    if days:
        recount(after, first_day=days[0], by=by)
