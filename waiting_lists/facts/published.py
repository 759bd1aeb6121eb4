"""The figures that the Trust published, and what our list of the same day says."""

from datetime import date
from decimal import Decimal

from directorate.core.domain.rounding import decimal_half_away
from waiting_lists.domain.statistics import ListStatistics
from waiting_lists.models import Census, OpenPathwaySummary
from waiting_lists.models.checks import Measure


def our_figure(*, as_at: date, return_line: str, measure: str) -> Decimal | None:
    """Return what our list of that day says of a line, None where there is no list of that day."""
    census = Census.objects.in_use().filter(census_date=as_at).first()
    if census is None:
        return None
    found = OpenPathwaySummary.objects.statistics_by_line([census.pk]).get((census.pk, return_line))
    return None if found is None else _value(found, measure=measure)


def _value(found: ListStatistics, *, measure: str) -> Decimal | None:
    if measure == Measure.OPEN:
        return Decimal(found.total_all)
    if measure == Measure.OVER_52:
        return Decimal(found.over(52))
    share = found.percent_within_18
    return None if share is None else decimal_half_away(share, places=2)
