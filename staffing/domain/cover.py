"""Who is in on a half-day beside the team's minimum.

Source: staffing rule book, section 13 (cover rules per team and half day).
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from directorate.core.domain.periods import Period
from staffing.domain.spans import each_day

Half = Literal["am", "pm"]
Part = Literal["all", "am", "pm"]
HALVES: tuple[Half, Half] = ("am", "pm")


@dataclass(frozen=True, slots=True)
class AwayDays:
    """An absence; last None is open. A part touches only its own end, on one day only `first_part` counts."""

    first: date
    last: date | None
    first_part: Part = "all"
    last_part: Part = "all"

    def takes(self, day: date, *, half: Half) -> bool:
        """Return whether that half of the day is taken."""
        if day < self.first or (self.last is not None and day > self.last):
            return False
        part = "all"
        if day == self.first:
            part = self.first_part
        elif day == self.last:
            part = self.last_part
        return part in {"all", half}


@dataclass(frozen=True, slots=True)
class TeamMember:
    """Which halves a person works by ISO weekday, and when the person is away."""

    working: Mapping[int, frozenset[Half]]
    absences: tuple[AwayDays, ...] = ()

    def is_in(self, day: date, *, half: Half) -> bool:
        """Return whether the person is in on that half-day."""
        if half not in self.working.get(day.isoweekday(), ()):
            return False
        return not any(absence.takes(day, half=half) for absence in self.absences)


@dataclass(frozen=True, slots=True)
class HalfDayCover:
    """How many people are in on a half-day that has a minimum."""

    date: date
    half: Half
    present: int
    minimum: int

    @property
    def spare(self) -> int:
        """Return how many more are in than the minimum; below 0 are too few."""
        return self.present - self.minimum


@dataclass(frozen=True, slots=True)
class CoverCheck:
    """The half-days that have a minimum, in order."""

    half_days: tuple[HalfDayCover, ...]

    @property
    def half_days_checked(self) -> int:
        """Return how many half-days have a minimum."""
        return len(self.half_days)

    @property
    def breaches(self) -> tuple[HalfDayCover, ...]:
        """Return the half-days on which the minimum is not met."""
        return tuple(half_day for half_day in self.half_days if half_day.spare < 0)


def check_cover(
    members: Sequence[TeamMember],
    *,
    period: Period,
    minimum: Mapping[int, Mapping[Half, int]],
    bank_holidays: Container[date],
) -> CoverCheck:
    """Return who is in on the half-days of a period that have a minimum; bank holidays are skipped.

    `minimum` maps ISO weekdays to the numbers needed in the morning and in the afternoon.
    """
    return CoverCheck(
        tuple(
            HalfDayCover(day, half, present=sum(member.is_in(day, half=half) for member in members), minimum=needed)
            for day in each_day(period)
            if day not in bank_holidays
            for half in HALVES
            if (needed := minimum.get(day.isoweekday(), {}).get(half)) is not None
        )
    )


def most_away_at_once(away: Sequence[AwayDays], *, period: Period) -> int:
    """Return how many of these absences fall at most on one half day of a period."""
    return max(
        (sum(one.takes(day, half=half) for one in away) for day in each_day(period) for half in HALVES), default=0
    )
