"""Minutes to charge for a leave: the hours normally worked on each day, bank holidays apart.

Source: NHS Annual Leave Policy V3.1 (March 2021); staffing rule book, section 3.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from directorate.core.domain.periods import Period, financial_year_of
from staffing.domain.spans import each_day

Part = Literal["all", "am", "pm", "minutes"]


class EndBeforeStartError(ValueError):
    """The last day lies before the first."""


@dataclass(frozen=True, slots=True)
class WorkedDay:
    """Working minutes of a morning and an afternoon."""

    am: int = 0
    pm: int = 0

    @property
    def minutes(self) -> int:
        """Return the working minutes of the day."""
        return self.am + self.pm


DAY_OFF = WorkedDay()


@dataclass(frozen=True, slots=True)
class WorkingPattern:
    """Weeks that repeat, counted from the Monday `cycle_start`; ISO weekday to worked day, a gap is a day off."""

    valid_from: date
    valid_to: date | None
    cycle_start: date
    weeks: tuple[Mapping[int, WorkedDay], ...]

    def is_valid_on(self, day: date) -> bool:
        """Return whether the pattern holds on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def worked_on(self, day: date) -> WorkedDay:
        """Return what is worked on that day."""
        week = (day - self.cycle_start).days // 7 % len(self.weeks)
        return self.weeks[week].get(day.isoweekday(), DAY_OFF)


@dataclass(frozen=True, slots=True)
class LeaveDates:
    """A leave from first to last day; a part touches only its own end, on one day only `first_part` counts."""

    first: date
    last: date
    first_part: Part = "all"
    last_part: Part = "all"
    minutes: int | None = None

    def part_on(self, day: date) -> Part:
        """Return the part of that day that is taken."""
        if day == self.first:
            return self.first_part
        return self.last_part if day == self.last else "all"


@dataclass(frozen=True, slots=True)
class DayCharge:
    """What one day costs, in minutes."""

    date: date
    al_minutes: int
    bh_minutes: int


@dataclass(frozen=True, slots=True)
class Charge:
    """What a leave costs day by day; dates without a working pattern are listed, not guessed."""

    days: tuple[DayCharge, ...]
    uncovered_dates: tuple[date, ...]
    by_leave_year: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def al_minutes(self) -> int:
        """Return the minutes of annual leave."""
        return sum(day.al_minutes for day in self.days)

    @property
    def bh_minutes(self) -> int:
        """Return the minutes of bank holiday."""
        return sum(day.bh_minutes for day in self.days)


def leave_year_label(day: date) -> str:
    """Return the leave year of a day, like 2026/27 (1 April to 31 March)."""
    year = financial_year_of(day)
    return f"{year.first.year}/{year.last.year % 100:02d}"


def charge(leave: LeaveDates, *, patterns: Sequence[WorkingPattern], bank_holidays: Container[date]) -> Charge:
    """Return the minutes that a leave costs by day and leave year.

    Raises: EndBeforeStartError.
    """
    if leave.last < leave.first:
        raise EndBeforeStartError
    days: list[DayCharge] = []
    uncovered: list[date] = []
    for day in each_day(Period(first=leave.first, last=leave.last)):
        pattern = pattern_on(day, patterns=patterns)
        if pattern is None:
            uncovered.append(day)
            continue
        cost = _day_charge(day, worked=pattern.worked_on(day), leave=leave, is_holiday=day in bank_holidays)
        if cost.al_minutes or cost.bh_minutes:
            days.append(cost)
    return Charge(days=tuple(days), uncovered_dates=tuple(uncovered), by_leave_year=_by_leave_year(days))


def pattern_on(day: date, *, patterns: Sequence[WorkingPattern]) -> WorkingPattern | None:
    """Return the pattern that holds on a day, None when none does."""
    return next((pattern for pattern in patterns if pattern.is_valid_on(day)), None)


def _day_charge(day: date, *, worked: WorkedDay, leave: LeaveDates, is_holiday: bool) -> DayCharge:
    if is_holiday:
        return DayCharge(date=day, al_minutes=0, bh_minutes=worked.minutes)
    return DayCharge(date=day, al_minutes=_minutes_of_part(leave, day=day, worked=worked), bh_minutes=0)


def _minutes_of_part(leave: LeaveDates, *, day: date, worked: WorkedDay) -> int:
    part = leave.part_on(day)
    if part == "minutes":
        return min(leave.minutes or 0, worked.minutes)
    return {"all": worked.minutes, "am": worked.am, "pm": worked.pm}[part]


def _by_leave_year(days: Sequence[DayCharge]) -> dict[str, tuple[int, int]]:
    """Return minutes of annual leave and of bank holidays by leave year."""
    totals: dict[str, tuple[int, int]] = {}
    for day in days:
        label = leave_year_label(day.date)
        al, bh = totals.get(label, (0, 0))
        totals[label] = (al + day.al_minutes, bh + day.bh_minutes)
    return totals
