"""A price cap begins on a day; what counted before that day stays."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from psycopg.types.range import DateRange

from directorate.core.access import WRITE, reach
from directorate.core.domain.access import Subject
from directorate.core.domain.words import long_date
from directorate.core.history import acting
from directorate.core.models import User
from staffing.actions.problems import StaffRefused
from staffing.models import AgencyPriceCap


def set_price_cap(grade: str, *, hourly_rate: Decimal, first_day: date, source: str, by: User) -> AgencyPriceCap:
    """End the cap in force the day before and begin this one; on the day on which it began it is put right.

    Raises:
        StaffRefused: a later cap is entered already.
    """
    if not reach(user=by, subject=Subject.POLICY_NUMBER, operation=WRITE).everything:
        raise PermissionDenied
    with transaction.atomic(), acting(by=by, action="Set price cap", reason=source):
        rows = list(AgencyPriceCap.objects.select_for_update().filter(band=grade).order_by("valid"))
        later = [row.valid.lower for row in rows if row.valid.lower > first_day]
        if later:
            text = f"A cap from {long_date(min(later))} is entered already. Choose that day or a later one."
            raise StaffRefused(text, field="first_day")
        now = next((row for row in rows if first_day in row.valid), None)
        if now is not None and now.valid.lower == first_day:
            now.hourly_rate, now.source = hourly_rate, source
            now.save(update_fields=["hourly_rate", "source"])
            return now
        if now is not None:
            now.valid = DateRange(now.valid.lower, first_day)
            now.save(update_fields=["valid"])
        return AgencyPriceCap.objects.create(
            band=grade, hourly_rate=hourly_rate, valid=DateRange(first_day, None), source=source
        )
