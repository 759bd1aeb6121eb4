"""Time to hire, from authorisation to start.

Source: NHS England, Provider Workforce Return (target of 8 weeks, since February 2025).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from directorate.core.domain.rounding import decimal_half_away, percentage

TARGET_DAYS = 56


@dataclass(frozen=True, slots=True)
class Hire:
    """One vacancy filled."""

    id: str
    authorised: date
    started: date

    @property
    def days(self) -> int:
        """Return the days it took; negative when the dates are wrong."""
        return (self.started - self.authorised).days


@dataclass(frozen=True, slots=True)
class TimeToHire:
    """Median and mean days (one decimal, None without records) and how many were within the target."""

    n: int
    median_days: Decimal | None
    mean_days: Decimal | None
    within_target: int
    rejected: tuple[str, ...]

    @property
    def within_target_percent(self) -> Decimal | None:
        """Return the share within the target, None without records."""
        return percentage(self.within_target, denominator=self.n)


def time_to_hire(hires: Sequence[Hire], *, target_days: int = TARGET_DAYS) -> TimeToHire:
    """Return how long hiring took; records that start before they were authorised are rejected."""
    days = sorted(hire.days for hire in hires if hire.days >= 0)
    return TimeToHire(
        n=len(days),
        median_days=_median(days),
        mean_days=decimal_half_away(Fraction(sum(days), len(days)), places=1) if days else None,
        within_target=sum(day <= target_days for day in days),
        rejected=tuple(hire.id for hire in hires if hire.days < 0),
    )


def _median(ordered: Sequence[int]) -> Decimal | None:
    if not ordered:
        return None
    middle = len(ordered) // 2
    return decimal_half_away(Fraction(ordered[middle] + ordered[~middle], 2), places=1)
