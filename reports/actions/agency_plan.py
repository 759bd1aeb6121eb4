"""Plan of agency, A&C pay and exemptions: typed by a manager with their source."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from psycopg.types.range import DateRange

from directorate.core.access import WRITE, reach
from directorate.core.domain.access import Subject
from directorate.core.history import acting
from directorate.core.models import Specialty, User
from reports.facts.agency_plan import Place
from reports.models import AgencyExemption, MonthlyAmount

ONE_DAY = timedelta(days=1)


class PlanRefused(ValueError):
    """An amount or an exemption cannot be kept like this; `field` is where to say so, empty for the whole form."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def write_amounts(amounts: Mapping[Place, Decimal | None], *, source: str, by: User, at: datetime) -> int:
    """Keep plan and pay of each month that differs from what is kept; None takes one away. Return how many changed.

    Raises:
        PlanRefused: something changes and no source is given.
        PermissionDenied: `by` does not make the reports.
    """
    _check(by)
    with transaction.atomic(), acting(by=by, action="Type plan and pay", reason=source):
        held = _held(amounts)
        changed = {
            place: pounds
            for place, pounds in amounts.items()
            if pounds != (held[place].pounds if place in held else None)
        }
        if changed and not source.strip():
            raise PlanRefused("Say where the figures that you changed come from.", field="source")
        for place, pounds in changed.items():
            _put(place, row=held.get(place), pounds=pounds, source=source.strip(), by=by, at=at)
    return len(changed)


def _check(by: User) -> None:
    if not reach(user=by, subject=Subject.HR_REPORT, operation=WRITE).everything:
        raise PermissionDenied


def _held(amounts: Mapping[Place, Decimal | None]) -> dict[Place, MonthlyAmount]:
    months = {place.month for place in amounts}
    rows = MonthlyAmount.objects.select_for_update().filter(month_date__in=months).order_by("pk")
    return {Place(row.month_date, row.specialty_id): row for row in rows}


def _put(
    place: Place, *, row: MonthlyAmount | None, pounds: Decimal | None, source: str, by: User, at: datetime
) -> None:
    if pounds is None and row is not None:
        row.delete()
    elif pounds is not None:
        row = row or MonthlyAmount(kind=place.kind, month_date=place.month, specialty_id=place.specialty)
        row.pounds, row.source, row.typed_by, row.typed_at = pounds, source, by, at
        row.save()


def record_exemption(
    *,
    reference: str,
    specialty: Specialty,
    band: str,
    ground: str,
    granted_by_name: str,
    first_day: date,
    last_day: date | None,
    by: User,
    at: datetime,
) -> AgencyExemption:
    """Record what lets a specialty use agency from a day on.

    Raises:
        PlanRefused: it ends before it begins, or is recorded already.
        PermissionDenied: `by` does not make the reports.
    """
    _check(by)
    _check_days(first_day, last=last_day)
    try:
        with transaction.atomic(), acting(by=by, action="Record exemption"):
            return AgencyExemption.objects.create(
                reference=reference,
                specialty=specialty,
                band=band,
                ground=ground,
                granted_by_name=granted_by_name,
                valid=DateRange(first_day, last_day + ONE_DAY if last_day else None),
                recorded_by=by,
                recorded_at=at,
            )
    except IntegrityError as problem:
        text = "This reference is recorded for this specialty and band already. Change its last day instead."
        raise PlanRefused(text, field="reference") from problem


def _check_days(first: date, *, last: date | None) -> None:
    if last is not None and last < first:
        raise PlanRefused("The last day must not lie before the first day.", field="last_day")


def end_exemption(exemption: AgencyExemption, *, last_day: date | None, by: User, at: datetime) -> None:
    """Let an exemption end on another day; None lets it go on without an end.

    Raises:
        PlanRefused: it would end before it begins.
        PermissionDenied: `by` does not make the reports.
    """
    _check(by)
    with transaction.atomic(), acting(by=by, action="Change exemption"):
        row = AgencyExemption.objects.select_for_update().get(pk=exemption.pk)
        first = row.valid.lower
        _check_days(first, last=last_day)
        row.valid = DateRange(first, last_day + ONE_DAY if last_day else None)
        row.recorded_by, row.recorded_at = by, at
        row.save(update_fields=["valid", "recorded_by", "recorded_at"])
