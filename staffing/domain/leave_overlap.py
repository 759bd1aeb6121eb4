"""Does a new absence of one person fit beside the ones already there?

A day is 00:00 to 24:00 in minutes; all intervals are half-open, so 10:00-11:00 and 11:00-12:00 do not clash.
The database enforces the same with an exclusion constraint.
Source: staffing rule book, section 3.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from directorate.core.domain.periods import Period
from staffing.domain.spans import each_day

Part = Literal["all", "am", "pm"]
OverlapError = Literal["END_BEFORE_START", "TIME_END_NOT_AFTER_START", "HALF_DATE_OUTSIDE"]
BLOCKING_STATUSES = frozenset({"requested", "approved"})
NOON = 12 * 60
DAY_END = 24 * 60
PARTS: dict[Part, tuple[int, int]] = {"all": (0, DAY_END), "am": (0, NOON), "pm": (NOON, DAY_END)}
_CLOCK = re.compile(r"([01]?[0-9]|2[0-4]):([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class Times:
    """Local minutes since midnight, end excluded; None is the start or the end of the day."""

    start: int | None = None
    end: int | None = None

    @property
    def given(self) -> bool:
        """Return whether the day is timed at all."""
        return self.start is not None or self.end is not None

    def interval(self) -> tuple[int, int]:
        """Return start and end in minutes."""
        return self.start or 0, DAY_END if self.end is None else self.end


UNTIMED = Times()


@dataclass(frozen=True, slots=True)
class Absence:
    """One absence of a person; last None is open.

    Times win over parts on the day they apply. `half_date` is one date on which half a day, not placed in
    morning or afternoon, is taken; it wins over both.
    """

    id: str
    status: str
    first: date
    last: date | None
    first_part: Part = "all"
    last_part: Part = "all"
    first_day: Times = UNTIMED
    last_day: Times = UNTIMED
    same_times_every_day: bool = False
    half_date: date | None = None

    def covers(self, day: date) -> bool:
        """Return whether the absence touches the day."""
        return self.first <= day and (self.last is None or day <= self.last)

    def interval_on(self, day: date) -> tuple[int, int] | None:
        """Return the minutes taken on a covered day, None for an unplaced half."""
        if day == self.half_date:
            return None
        times = self._times_on(day)
        if times.given:
            return times.interval()
        if day == self.first:
            return PARTS[self.first_part]
        return PARTS[self.last_part if day == self.last else "all"]

    def size_on(self, day: date) -> int:
        """Return the minutes taken on a covered day; an unplaced half is 12 hours."""
        interval = self.interval_on(day)
        return NOON if interval is None else interval[1] - interval[0]

    def _times_on(self, day: date) -> Times:
        if day == self.first or self.same_times_every_day:
            return self.first_day
        return self.last_day if day == self.last else UNTIMED


@dataclass(frozen=True, slots=True, order=True)
class Conflict:
    """A date on which the new absence clashes with an existing one."""

    date: date
    existing_id: str


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether the absence fits; `error` when it makes no sense in itself."""

    conflicts: tuple[Conflict, ...] = ()
    error: OverlapError | None = None

    @property
    def fits(self) -> bool:
        """Return whether there is neither error nor conflict."""
        return self.error is None and not self.conflicts


def minutes_of_clock(text: str) -> int:
    """Return minutes since midnight of hh:mm, 24:00 included.

    Raises: ValueError.
    """
    match = _CLOCK.fullmatch(text)
    minutes = int(match[1]) * 60 + int(match[2]) if match else DAY_END + 1
    if minutes > DAY_END:
        message = f"not a time of day: {text}"
        raise ValueError(message)
    return minutes


def fit(request: Absence, *, existing: Iterable[Absence]) -> Fit:
    """Return whether the request fits beside the requested and approved absences of the same person."""
    error = _error_in(request)
    if error:
        return Fit(error=error)
    blocking = [absence for absence in existing if absence.status in BLOCKING_STATUSES]
    conflicts = [
        Conflict(date=day, existing_id=absence.id)
        for day in _days_to_check(request, existing=blocking)
        for absence in _clashing_on(day, request=request, existing=blocking)
    ]
    return Fit(conflicts=tuple(sorted(conflicts)))


def _error_in(request: Absence) -> OverlapError | None:
    if request.last is not None and request.last < request.first:
        return "END_BEFORE_START"
    longer = request.last != request.first and not request.same_times_every_day
    timed = [request.first_day, request.last_day] if longer else [request.first_day]
    if any(times.given and times.interval()[1] <= times.interval()[0] for times in timed):
        return "TIME_END_NOT_AFTER_START"
    if request.half_date is not None and not request.covers(request.half_date):
        return "HALF_DATE_OUTSIDE"
    return None


def _days_to_check(request: Absence, *, existing: Sequence[Absence]) -> Iterable[date]:
    """Return the days of the request; an open one is checked as far as anything changes."""
    known = [day for absence in existing for day in (absence.first, absence.last) if day is not None]
    last = request.last or max([request.first, *known])
    return each_day(Period(first=request.first, last=last))


def _clashing_on(day: date, *, request: Absence, existing: Sequence[Absence]) -> list[Absence]:
    present = [absence for absence in existing if absence.covers(day)]
    if _overfull(day, request=request, present=present):
        return present
    wanted = request.interval_on(day)
    return [absence for absence in present if _overlap(wanted, absence.interval_on(day))]


def _overfull(day: date, *, request: Absence, present: Sequence[Absence]) -> bool:
    """Return whether an unplaced half on the day makes the sizes exceed a whole day."""
    everything = [request, *present]
    if all(absence.half_date != day for absence in everything):
        return False
    return sum(absence.size_on(day) for absence in everything) > DAY_END


def _overlap(one: tuple[int, int] | None, other: tuple[int, int] | None) -> bool:
    return one is not None and other is not None and one[0] < other[1] and other[0] < one[1]
