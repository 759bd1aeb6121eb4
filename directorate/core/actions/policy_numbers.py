"""Limits, targets and timescales: changed by a new row from a date, so that the past stays as it was."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from psycopg.types.range import DateRange

from directorate.core.history import acting
from directorate.core.models import PolicyNumber, User


class NotAfterTheStartError(Exception):
    """A change has to begin after the row that it ends."""


@dataclass(frozen=True)
class NumberAsked:
    """A new value from a day on, where it comes from, and whether somebody has checked it there."""

    value: Decimal
    first_day: date
    source: str
    is_confirmed: bool
    # the wording, when the old one names the old value
    name: str = ""


@transaction.atomic
def change_policy_number(*, number: PolicyNumber, by: User, asked: NumberAsked, reason: str) -> PolicyNumber:
    """End the row in force the day before and begin the new one.

    Raises:
        NotAfterTheStartError: the row in force began on that day or later, or the day is after its end.
    """
    current = PolicyNumber.objects.select_for_update().get(pk=number.pk)
    if asked.first_day not in current.valid or current.valid.lower == asked.first_day:
        raise NotAfterTheStartError
    with acting(by=by, action="Change a policy number", reason=reason):
        PolicyNumber.objects.filter(pk=current.pk).update(valid=DateRange(current.valid.lower, asked.first_day))
        return PolicyNumber.objects.create(
            key=current.key,
            name=asked.name or current.name,
            unit=current.unit,
            value=asked.value,
            source=asked.source,
            is_confirmed=asked.is_confirmed,
            valid=DateRange(asked.first_day, current.valid.upper),
        )


@transaction.atomic
def confirm_policy_number(*, number: PolicyNumber, by: User, source: str, reason: str) -> None:
    """Say that a value has been checked against its source; the value does not change."""
    with acting(by=by, action="Confirm a policy number", reason=reason):
        PolicyNumber.objects.filter(pk=number.pk).update(is_confirmed=True, source=source)
