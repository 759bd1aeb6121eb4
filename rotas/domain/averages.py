"""The averages that a rota page shows; each method with its parts, compared exactly.

Source: rota rule book, section 4; NHS Employers prospective cover guidance; Working Time Regulations 1998, reg 4(6), 6.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

AverageVerdict = Literal["PASS", "BREACH", "UNKNOWN"]
PartValue = Fraction | None | tuple[Fraction, ...] | tuple[int, ...]
WEEKS_OF_YEAR = 52
WORKING_DAYS_OF_WEEK = 5


@dataclass(frozen=True, slots=True)
class Average:
    """Hours a week (a day for night workers), exact; None when unknown. Parts carry the formula's letters."""

    hours: Fraction | None
    verdict: AverageVerdict
    parts: Mapping[str, PartValue] = field(default_factory=dict)


def _judged(hours: Fraction, *, limit: Fraction, parts: Mapping[str, PartValue] | None = None) -> Average:
    return Average(hours=hours, verdict="BREACH" if hours > limit else "PASS", parts=parts or {})


def raw(minutes: Fraction, *, weeks: int, limit: Fraction) -> Average:
    """Return total hours over weeks."""
    return _judged(minutes / 60 / weeks, limit=limit)


def leave_method(
    minutes: Fraction, *, weeks: int, leave_days_per_year: Fraction, normal_day_hours: Fraction, limit: Fraction
) -> Average:
    """Return J = H / I: the hours that remain over the weeks that remain when leave is taken out of the cycle."""
    leave_days = leave_days_per_year * weeks / WEEKS_OF_YEAR
    leave_weeks = leave_days / WORKING_DAYS_OF_WEEK
    leave_hours = leave_days * normal_day_hours
    hours, left = minutes / 60 - leave_hours, weeks - leave_weeks
    parts = {"E": leave_days, "F": leave_weeks, "G": leave_hours, "H": hours, "I": left}
    return _judged(hours / left, limit=limit, parts=parts)


def leave_neutral(
    period_minutes: Sequence[int],
    *,
    weeks: int,
    excluded_days: int,
    next_worked_days_minutes: Sequence[int],
    limit: Fraction,
) -> Average:
    """Return (A + B) / C; unknown when too few worked days after the period are known and those are not too much."""
    worked = sum(period_minutes)
    following = list(next_worked_days_minutes[:excluded_days])
    hours = Fraction(worked + sum(following), 60 * weeks)
    is_known = len(following) == excluded_days
    parts: dict[str, PartValue] = {
        "A_minutes": Fraction(worked),
        "B_minutes": Fraction(sum(following)) if is_known else None,
        "C_weeks": Fraction(weeks),
    }
    if not is_known and hours <= limit:
        return Average(hours=None, verdict="UNKNOWN", parts=parts)
    return _judged(hours, limit=limit, parts=parts)


def worked(weekly_minutes: Sequence[int | None], *, limit: Fraction) -> Average:
    """Return the average of recorded weeks; unknown when one is missing and the known ones are not too much."""
    hours = Fraction(sum(minutes or 0 for minutes in weekly_minutes), 60 * len(weekly_minutes))
    if None in weekly_minutes and hours <= limit:
        return Average(hours=None, verdict="UNKNOWN")
    return _judged(hours, limit=limit)


def placement(row_minutes: Sequence[int], *, placement_weeks: int, limit: Fraction) -> Average:
    """Return the cycle's average; a breach when the rows really worked from any start row (from 1) are too much."""
    rows = len(row_minutes)
    by_start = tuple(
        Fraction(sum(row_minutes[(start + week) % rows] for week in range(placement_weeks)), 60 * placement_weeks)
        for start in range(rows)
    )
    breaching = tuple(row for row, hours in enumerate(by_start, start=1) if hours > limit)
    return Average(
        hours=Fraction(sum(row_minutes), 60 * rows),
        verdict="BREACH" if breaching else "PASS",
        parts={"by_start_row": by_start, "breaching_rows": breaching},
    )


def leave_in_grid(minutes: Fraction, *, weeks: int, leave_days_in_grid: Fraction, limit: Fraction) -> Average:
    """Return the hours over weeks, each leave day in the grid shortening them by a fifth of a week."""
    return _judged(minutes / 60 / (weeks - leave_days_in_grid / WORKING_DAYS_OF_WEEK), limit=limit)


def night_worker(minutes: Fraction, *, weeks: int, weekly_rest_days: int, limit: Fraction) -> Average:
    """Return hours per day: A / (B - C)."""
    days = 7 * weeks
    divisor = days - weekly_rest_days
    parts = {"days": Fraction(days), "divisor_days": Fraction(divisor)}
    return _judged(minutes / 60 / divisor, limit=limit, parts=parts)
