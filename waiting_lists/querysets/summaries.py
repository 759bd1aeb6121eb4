"""The dashboard's figures from the small summary that every import keeps: never from the rows of the list."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, Count, F, Func, IntegerField, Q, Sum, Value, When
from django.db.models.functions import Coalesce, Least

from waiting_lists.domain.bands import BANDS, LAST_BAND, LAST_DAY_OF_BAND_0, OVER_WEEKS_DAYS, WITHIN_18_WEEKS_DAYS
from waiting_lists.domain.cohorts import CohortChange, CohortCount, latest_start
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

    def cohorts_by_specialty(
        self, *, days: Sequence[date], weeks: int, census_date: date
    ) -> dict[date, dict[int | None, CohortCount]]:
        """Pathways over so many weeks on each day if nothing happens, by specialty and by what the PAS has booked."""
        counted: dict[str, Any] = {}
        for place, day in enumerate(days):
            within = Q(rtt_period_start_date__lte=latest_start(day, weeks=weeks))
            booked = within & Q(tci_date__gte=census_date)
            counted |= {
                f"all_{place}": Count("pk", filter=within),
                f"in_time_{place}": Count("pk", filter=booked & Q(tci_date__lte=day)),
                f"none_{place}": Count("pk", filter=within & Q(next_step_date=None)),
                f"booked_{place}": Count("pk", filter=booked),
            }
        rows = self.filter(is_rtt=True, rtt_period_start_date__lte=latest_start(max(days), weeks=weeks))
        found = list(rows.values("specialty_id").annotate(**counted).order_by())
        return {day: {row["specialty_id"]: _cohort(row, place) for row in found} for place, day in enumerate(days)}


def _cohort(row: dict[str, Any], place: int) -> CohortCount:
    every = row[f"all_{place}"]
    return CohortCount(every, row[f"in_time_{place}"], row[f"none_{place}"], every - row[f"booked_{place}"])


class CensusChangeQuerySet(models.QuerySet[Any, Any]):
    """Differences between a census and the one before it."""

    def tipped_in(self, *, latest: date) -> Self:
        """Pathways that are in a cohort (clock start on or before `latest`) and were not on the list before."""
        return self.filter(_tipped_in(latest))

    def dates_lost(self, *, latest: date) -> Self:
        """Pathways of a cohort that had a date on the list before and have none now."""
        return self.filter(_date_lost(latest))

    def of_cohorts(
        self, *, days: Sequence[date], weeks: int, admitted: models.Exists
    ) -> dict[date, dict[int | None, CohortChange]]:
        """What changed in each cohort, by specialty; `admitted` says of a change that an admission date fell between."""
        counted: dict[str, Any] = {}
        for place, day in enumerate(days):
            latest = latest_start(day, weeks=weeks)
            counted |= {
                f"in_{place}": Count("pk", filter=_tipped_in(latest)),
                f"left_{place}": Count("pk", filter=_left(latest)),
                f"admitted_{place}": Count("pk", filter=_left(latest) & Q(was_admitted=True)),
                f"lost_{place}": Count("pk", filter=_date_lost(latest)),
            }
        rows = list(self.annotate(was_admitted=admitted).values("specialty_id").annotate(**counted).order_by())
        return {day: {row["specialty_id"]: _change(row, place) for row in rows} for place, day in enumerate(days)}


def _change(row: dict[str, Any], place: int) -> CohortChange:
    names = ("in", "left", "admitted", "lost")
    return CohortChange(*(row[f"{name}_{place}"] for name in names))


def _tipped_in(latest: date) -> Q:
    was_out = Q(clock_start_before=None) | Q(clock_start_before__gt=latest)
    return Q(kind__in=("new", "reinstated", "restarted", "moved_start"), clock_start_after__lte=latest) & was_out


def _left(latest: date) -> Q:
    is_out = Q(clock_start_after=None) | Q(clock_start_after__gt=latest)
    return Q(kind__in=("gone", "restarted", "moved_start"), clock_start_before__lte=latest) & is_out


def _date_lost(latest: date) -> Q:
    return Q(kind="date_lost", clock_start_after__lte=latest)
