"""Sickness absence rate: FTE days lost over FTE days available, calendar days, exact.

A rate of a group or of a longer period is the sum of the numerators over the sum of the denominators, never a
mean of rates. Source: NHS England, NHS sickness absence rates, methodology.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from directorate.core.domain.periods import Period
from directorate.core.domain.rounding import percentage
from staffing.domain.spans import Span, merged

DEFAULT_EXCLUDED_STATUSES = frozenset({"bank", "career_break", "external_secondment"})


@dataclass(frozen=True, slots=True)
class Segment:
    """Days with one FTE and one status in one assignment."""

    span: Span
    fte: Fraction
    status: str = "active"


@dataclass(frozen=True, slots=True)
class StaffMember:
    """One person's assignments and sickness, in a reporting group such as a specialty."""

    group: str
    segments: tuple[Segment, ...]
    episodes: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Rate:
    """Lost over available FTE days; add rates to combine people or periods."""

    lost: Fraction = Fraction(0)
    available: Fraction = Fraction(0)

    def __add__(self, other: "Rate") -> "Rate":
        return Rate(lost=self.lost + other.lost, available=self.available + other.available)

    @property
    def percent(self) -> Decimal | None:
        """Return the rate with 2 decimals, half up; None when nobody was available."""
        return percentage(self.lost, denominator=self.available)


def rate_of(
    member: StaffMember, *, period: Period, exclude_statuses: Collection[str] = DEFAULT_EXCLUDED_STATUSES
) -> Rate:
    """Return one person's FTE days lost and available; a day counts once however many episodes cover it."""
    sick = merged(part for episode in member.episodes if (part := episode.within(period)))
    counted = [segment for segment in member.segments if segment.status not in exclude_statuses]
    return sum((_rate_of_segment(segment, period=period, sick=sick) for segment in counted), Rate())


def rates_by_group(
    members: Iterable[StaffMember],
    *,
    period: Period,
    exclude_statuses: Collection[str] = DEFAULT_EXCLUDED_STATUSES,
) -> dict[str, Rate]:
    """Return the rate of each group in order of first appearance."""
    rates: dict[str, Rate] = {}
    for member in members:
        rate = rate_of(member, period=period, exclude_statuses=exclude_statuses)
        rates[member.group] = rates.get(member.group, Rate()) + rate
    return rates


def total(rates: Iterable[Rate]) -> Rate:
    """Return the rate of all of them together."""
    return sum(rates, Rate())


def _rate_of_segment(segment: Segment, *, period: Period, sick: Sequence[Period]) -> Rate:
    employed = segment.span.within(period)
    if employed is None:
        return Rate()
    lost = sum(part.days for spell in sick if (part := Span(spell.first, spell.last).within(employed)))
    return Rate(lost=segment.fte * lost, available=segment.fte * employed.days)
