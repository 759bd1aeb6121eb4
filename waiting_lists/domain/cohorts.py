"""Cohorts: who would be over a number of weeks on a day, if nothing happens; and breaches week by week.

A pathway is over w weeks on a day when its wait is 7 w + 1 days or more (source: RTT guidance v5.0, 10.1.7).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

MARCH = 3
DAYS_OF_WEEK = 7


@dataclass(frozen=True, slots=True)
class CohortCount:
    """Pathways of a cohort by next step.

    Attributes:
        pathways: all of them.
        in_time: an admission date on or before the cohort's day.
        no_date: nothing is booked or planned.
        untreated: no admission and no planned treatment ahead; those without any date are among them.
    """

    pathways: int = 0
    in_time: int = 0
    no_date: int = 0
    untreated: int = 0

    @property
    def other_date(self) -> int:
        """A date that is too late, or is not for treatment."""
        return self.pathways - self.in_time - self.no_date

    def __add__(self, other: "CohortCount") -> "CohortCount":
        return CohortCount(
            self.pathways + other.pathways,
            self.in_time + other.in_time,
            self.no_date + other.no_date,
            self.untreated + other.untreated,
        )


@dataclass(frozen=True, slots=True)
class CohortChange:
    """How a cohort differs from that of the same day on the list before.

    Attributes:
        tipped_in: in it now and not before: new on the list, back, or the clock start moved.
        left: in it before and not now; `admitted` are those who had an admission date between the two lists.
        dates_lost: still in it, had a date, has none now.
    """

    tipped_in: int = 0
    left: int = 0
    admitted: int = 0
    dates_lost: int = 0

    def __add__(self, other: "CohortChange") -> "CohortChange":
        return CohortChange(
            self.tipped_in + other.tipped_in,
            self.left + other.left,
            self.admitted + other.admitted,
            self.dates_lost + other.dates_lost,
        )


@dataclass(frozen=True, slots=True)
class BreachWeek:
    """Pathways whose first day over falls in a week (both days in), by number of weeks."""

    first: date
    last: date
    counts: dict[int, int]


def latest_start(by: date, *, weeks: int) -> date:
    """The latest clock start of a pathway that is over so many weeks on a day."""
    return by - timedelta(days=weeks * DAYS_OF_WEEK + 1)


def first_day_over(clock_start: date, *, weeks: int) -> date:
    """The first day on which a pathway is over so many weeks."""
    return clock_start + timedelta(days=weeks * DAYS_OF_WEEK + 1)


def month_end(day: date) -> date:
    """The last day of the month."""
    following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return following - timedelta(days=1)


def next_31_march(day: date) -> date:
    """The 31 March on or after a day: the end of the NHS year."""
    this_year = date(day.year, MARCH, 31)
    return this_year if day <= this_year else date(day.year + 1, MARCH, 31)


def cohort_days(as_at: date, *, chosen: date | None = None) -> list[date]:
    """The days of the cohort tiles in order: end of the next month, 31 March, and one the user chose."""
    coming = month_end(month_end(as_at) + timedelta(days=1))
    days = {coming, next_31_march(as_at)} | ({chosen} if chosen else set())
    return sorted(days)


def breaches_by_week(
    starts: Iterable[tuple[date | None, int]], *, as_at: date, how_many: int, limits: Iterable[int]
) -> list[BreachWeek]:
    """Count the first days over in each of the weeks that follow a census, the first beginning the day after it."""
    thresholds = tuple(limits)
    weeks = [
        BreachWeek(
            first=as_at + timedelta(days=1 + DAYS_OF_WEEK * number),
            last=as_at + timedelta(days=DAYS_OF_WEEK * (number + 1)),
            counts=dict.fromkeys(thresholds, 0),
        )
        for number in range(how_many)
    ]
    for start, pathways in starts:
        if start is None:
            continue
        for threshold in thresholds:
            days_ahead = (first_day_over(start, weeks=threshold) - as_at).days - 1
            if 0 <= days_ahead < DAYS_OF_WEEK * how_many:
                weeks[days_ahead // DAYS_OF_WEEK].counts[threshold] += pathways
    return weeks
