"""What doctors do in the half days of a week: the sessions that repeat, and what was changed for one half day.

A change stands in the place of all that repeats in its half day; one without an activity says that nothing is done then.
Nothing repeats on a bank holiday, but a change counts on it. Source: product description 3.5 (week sheet).
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from rotas.domain.activity_weeks import week_of_month
from rotas.domain.leave_sessions import Half


@dataclass(frozen=True, slots=True)
class UsualSession:
    """A session that repeats on an ISO weekday in weeks of the month, valid from `first` until before `end` (None: open)."""

    person: int
    weekday: int
    half: Half
    weeks: Collection[int]
    first: date | None
    end: date | None
    activity: str
    site: str

    def takes(self, day: date) -> bool:
        """Return whether it is done on a day that is no bank holiday."""
        return (
            self.weekday == day.isoweekday()
            and week_of_month(day) in self.weeks
            and (self.first is None or self.first <= day)
            and (self.end is None or day < self.end)
        )


@dataclass(frozen=True, slots=True)
class DatedSession:
    """What a person does in half a day, or was changed to do; `activity` is empty in a change to nothing."""

    person: int
    date: date
    half: Half
    activity: str
    site: str


def sessions_between(
    usual: Iterable[UsualSession], changes: Iterable[DatedSession], *, first: date, last: date, closed: Collection[date]
) -> Iterator[DatedSession]:
    """Yield what is done from first to last, both in, by days; `closed` are bank holidays. `changes` lie in these days."""
    repeating = list(usual)
    changed = {(row.person, row.date, row.half): row for row in changes}
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        yield from (row for row in changed.values() if row.date == day and row.activity)
        if day not in closed:
            yield from (
                DatedSession(row.person, day, row.half, row.activity, row.site)
                for row in repeating
                if row.takes(day) and (row.person, day, row.half) not in changed
            )
