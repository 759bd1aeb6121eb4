"""Which consultants a secretary works for; it decides whose patients and leave are hers to work on."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from psycopg.types.range import DateRange

from directorate.core.domain.words import long_date
from directorate.core.history import acting
from directorate.core.models import Person, SecretaryConsultant, User
from directorate.core.models.people import StaffGroup
from staffing.actions.problems import StaffRefused
from staffing.querysets.scope import may_keep_record_of, may_list


def begin_working_for(secretary: Person, *, consultant: Person, first_day: date, by: User) -> SecretaryConsultant:
    """The secretary works for the consultant from a day on.

    Raises:
        StaffRefused: she does already, or the day is after she has left.
    """
    rights = may_keep_record_of(by).holds(secretary) and may_list(by).holds(consultant)
    if not rights or secretary.staff_group == StaffGroup.MEDICAL or consultant.staff_group != StaffGroup.MEDICAL:
        raise PermissionDenied
    ends = [day for day in (secretary.leaving_date, consultant.leaving_date) if day]
    last = min(ends) + timedelta(days=1) if ends else None
    if last is not None and first_day >= last:
        raise StaffRefused("One of the two has left by then. Choose an earlier day.", field="first_day")
    valid = DateRange(first_day, last)
    with transaction.atomic(), acting(by=by, action="Begin working for a consultant"):
        Person.objects.select_for_update().get(pk=secretary.pk)
        if SecretaryConsultant.objects.filter(
            secretary=secretary, consultant=consultant, valid__overlap=valid
        ).exists():
            text = f"{secretary.display_name} works for {consultant.display_name} already."
            raise StaffRefused(text, field="consultant")
        return SecretaryConsultant.objects.create(secretary=secretary, consultant=consultant, valid=valid)


def end_working_for(link: SecretaryConsultant, *, last_day: date, by: User) -> None:
    """The last day on which the secretary works for the consultant.

    Raises:
        StaffRefused: the day is before the first.
    """
    if not may_keep_record_of(by).holds(link.secretary):
        raise PermissionDenied
    with transaction.atomic(), acting(by=by, action="End working for a consultant"):
        held = SecretaryConsultant.objects.select_for_update().get(pk=link.pk)
        if held.valid.lower and last_day < held.valid.lower:
            text = f"The last day must be {long_date(held.valid.lower)} or later, when it began."
            raise StaffRefused(text, field="last_day")
        held.valid = DateRange(held.valid.lower, last_day + timedelta(days=1))
        held.save(update_fields=["valid"])
