"""Turnover and stability.

Source: staffing rule book, section 8. Papers print monthly rates added up or averaged: a page names its method.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from directorate.core.domain.periods import Period
from directorate.core.domain.rounding import decimal_half_away, percentage
from staffing.domain.spans import Span

ONE_DAY = timedelta(days=1)
# What a manager chooses from, in the words of ESR; a file may say others.
LEAVING_REASONS = (
    "Voluntary Resignation - Better Reward Package",
    "Voluntary Resignation - Health",
    "Voluntary Resignation - Promotion",
    "Voluntary Resignation - Relocation",
    "Voluntary Resignation - Work Life Balance",
    "Voluntary Resignation - Other/Not Known",
    "Retirement Age",
    "Retirement - Ill Health",
    "Flexi Retirement",
    "End of Fixed Term Contract",
    "Internal Move Within the Trust",
    "Employee Transfer",
    "Redundancy",
    "Dismissal",
    "Death in Service",
)
LEFT_OUT = ("end of fixed term", "internal move")


@dataclass(frozen=True, slots=True)
class Employment:
    """One spell of employment; the last day is still in post, a person may have several spells."""

    person_id: str
    span: Span
    reason: str | None = None


def is_left_out(reason: str) -> bool:
    """Return whether a leaving reason is none of turnover: the end of a fixed term, in whatever way ESR says it, or a move.

    Source: staffing rule book, section 8 (end of fixed term and internal moves are excluded by reason).
    """
    return reason.strip().casefold().startswith(LEFT_OUT)


@dataclass(frozen=True, slots=True)
class Turnover:
    """Headcounts and leavers of a period."""

    opening: int
    closing: int
    leavers: int
    stayed: int = 0

    @property
    def rate_percent(self) -> Decimal | None:
        """Return leavers over the mean of opening and closing headcount."""
        return percentage(2 * self.leavers, denominator=self.opening + self.closing)

    @property
    def stability_percent(self) -> Decimal | None:
        """Return the share of those in post at opening who are in post at closing."""
        return percentage(self.stayed, denominator=self.opening)


def turnover(employments: Sequence[Employment], *, period: Period, exclude_reasons: Collection[str] = ()) -> Turnover:
    """Return the turnover of a period: opening is the day before it, closing its last day."""
    eve = period.first - ONE_DAY
    opening = _in_post(employments, on=eve)
    closing = _in_post(employments, on=period.last)
    ended = {
        spell.person_id
        for spell in employments
        if spell.span.last is not None and eve <= spell.span.last < period.last and spell.reason not in exclude_reasons
    }
    return Turnover(
        opening=len(opening),
        closing=len(closing),
        leavers=len(ended - closing),
        stayed=len(opening & closing),
    )


def cumulative_percent(rates: Sequence[Fraction]) -> Decimal:
    """Return monthly rates added up."""
    return decimal_half_away(sum(rates, Fraction(0)), places=2)


def simple_mean_percent(rates: Sequence[Fraction]) -> Decimal | None:
    """Return the mean of monthly rates, None without any."""
    return decimal_half_away(sum(rates, Fraction(0)) / len(rates), places=2) if rates else None


def _in_post(employments: Sequence[Employment], *, on: date) -> set[str]:
    return {spell.person_id for spell in employments if spell.span.holds(on)}
