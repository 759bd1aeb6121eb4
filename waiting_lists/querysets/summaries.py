"""The dashboard's figures from the small summary that every import keeps: never from the rows of the list."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Case, Count, F, Func, IntegerField, Q, Sum, Value, When
from django.db.models.functions import Coalesce, Least

from waiting_lists.domain.bands import BANDS, LAST_BAND, LAST_DAY_OF_BAND_0, OVER_WEEKS_DAYS, WITHIN_18_WEEKS_DAYS
from waiting_lists.domain.cohorts import CohortCount, latest_start
from waiting_lists.domain.statistics import ListStatistics, statistics_of

if TYPE_CHECKING:
    from waiting_lists.models.census import OpenPathwaySummary

Line = tuple[int, str]
TrendRow = tuple[date, str, int, int, int]


def _days_waited() -> Func:
    """Whole days from clock start to the census, in SQL."""
    return Func(
        F("census__census_date"),
        F("clock_start_date"),
        template="(%(expressions)s)",
        arg_joiner=" - ",
        output_field=IntegerField(),
    )


def _band() -> Case:
    """`waiting_lists.domain.bands.band_index` in SQL; a test holds the two together."""
    days = _days_waited()
    later = Least(Func(days, template="((%(expressions)s - 1) / 7)", output_field=IntegerField()), Value(LAST_BAND))
    return Case(
        When(clock_start_date=None, then=None),
        When(Q(_days__lte=LAST_DAY_OF_BAND_0), then=Value(0)),
        default=later,
        output_field=IntegerField(),
    )


class SummaryQuerySet(models.QuerySet["OpenPathwaySummary", "OpenPathwaySummary"]):
    """Counts of open pathways by day of clock start."""

    def national(self) -> "SummaryQuerySet":
        """What the national statistics count: English commissioners only."""
        return self.filter(is_nonc=False)

    def statistics_by_line(self, census_ids: Iterable[int]) -> dict[Line, ListStatistics]:
        """The national figures of each line of the return on each of these censuses (one query)."""
        rows = (
            self.national()
            .filter(census__in=list(census_ids))
            .annotate(_days=_days_waited())
            .annotate(band=_band())
            .values_list("census_id", "return_line", "band")
            .annotate(n=Sum("pathways"))
            .order_by()
        )
        bands: dict[Line, list[int]] = {}
        unknown: dict[Line, int] = {}
        for census_id, line, band, pathways in rows:
            counts = bands.setdefault((census_id, line), [0] * BANDS)
            if band is None:
                unknown[census_id, line] = pathways
            else:
                counts[band] = pathways
        return {key: statistics_of(counts, unknown_start=unknown.get(key, 0)) for key, counts in bands.items()}

    def outside_england(self, census_id: int) -> int:
        """Pathways of commissioners outside England, which the national figures leave out."""
        found: int = self.filter(census=census_id, is_nonc=True).aggregate(n=Coalesce(Sum("pathways"), 0))["n"]
        return found

    def by_start(self, census_id: int) -> list[tuple[date | None, int]]:
        """Pathways by day of clock start, all lines together."""
        rows = self.national().filter(census=census_id).values_list("clock_start_date").annotate(n=Sum("pathways"))
        return list(rows.order_by())

    def trend(self, census_ids: Iterable[int]) -> list[TrendRow]:
        """Of each census and line: census date, line, known starts, within 18 weeks, over 52 weeks."""
        rows = (
            self.national()
            .filter(census__in=list(census_ids), clock_start_date__isnull=False)
            .annotate(_days=_days_waited())
            .values_list("census__census_date", "return_line")
            .annotate(
                n=Sum("pathways"),
                within=Coalesce(Sum("pathways", filter=Q(_days__lte=WITHIN_18_WEEKS_DAYS)), 0),
                over=Coalesce(Sum("pathways", filter=Q(_days__gt=OVER_WEEKS_DAYS[52])), 0),
            )
            .order_by("census__census_date", "return_line")
        )
        return list(rows)


class CohortQuerySet(models.QuerySet[Any, Any]):
    """Cohorts counted over the rows of one census, through the index of clock starts."""

    def cohort_by_specialty(self, *, by: date, weeks: int, census_date: date) -> dict[int | None, CohortCount]:
        """Pathways over so many weeks on a day if nothing happens, by specialty and by what the PAS has booked."""
        rows = (
            self.filter(is_rtt=True, rtt_period_start_date__lte=latest_start(by, weeks=weeks))
            .values_list("specialty_id")
            .annotate(
                n=Count("pk"),
                in_time=Count("pk", filter=Q(tci_date__gte=census_date, tci_date__lte=by)),
                none=Count("pk", filter=Q(next_step_date=None)),
            )
            .order_by()
        )
        return {specialty: CohortCount(n, in_time, none) for specialty, n, in_time, none in rows}
