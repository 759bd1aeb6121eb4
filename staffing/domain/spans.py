"""Days from first to last, both in, where the last may be open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from directorate.core.domain.calendar import add_months
from directorate.core.domain.periods import Period

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Calendar days, both ends in; last None is open."""

    first: date
    last: date | None = None

    def holds(self, day: date) -> bool:
        """Return whether the day lies in the span."""
        return self.first <= day and (self.last is None or day <= self.last)

    def within(self, window: Period) -> Period | None:
        """Return the part inside the window, None when there is none."""
        first = max(self.first, window.first)
        last = window.last if self.last is None else min(self.last, window.last)
        return Period(first=first, last=last) if first <= last else None


def merged(periods: Iterable[Period]) -> list[Period]:
    """Return the same days as periods that neither overlap nor touch, in order."""
    found: list[Period] = []
    for period in sorted(periods, key=lambda period: period.first):
        if found and period.first <= found[-1].last + ONE_DAY:
            found[-1] = Period(first=found[-1].first, last=max(found[-1].last, period.last))
        else:
            found.append(period)
    return found


def distinct_days(periods: Iterable[Period]) -> int:
    """Return how many different days the periods cover."""
    return sum(period.days for period in merged(periods))


def each_day(period: Period) -> Iterable[date]:
    """Yield every day of the period."""
    return (period.first + timedelta(days=offset) for offset in range(period.days))


def months_ending(last: date, *, n: int) -> Period:
    """Return the n months that end on a day: the day n months before (clamped), plus one, to the day."""
    return Period(first=add_months(last, n=-n).date + ONE_DAY, last=last)


def days_ending(last: date, *, n: int) -> Period:
    """Return the n days that end on a day."""
    return Period(first=last - timedelta(days=n - 1), last=last)
