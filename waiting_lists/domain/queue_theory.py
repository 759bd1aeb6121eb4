"""Waiting-list arithmetic: load, target sizes, relief capacity, month-by-month forecast.

Source: Fong and others, "Understanding waiting lists pressures", 2022; clearance: RTT guidance v5.0, section 9.1.
Rates are per week unless stated. A divisor of zero raises NoCapacityError, shown as "no capacity".
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from directorate.core.domain.rounding import Exact, exact


class NoCapacityError(ZeroDivisionError):
    """Nothing is treated per week, so the question has no answer."""


@dataclass(frozen=True, slots=True)
class WaitSpan:
    """One patient on the list from referral until removal; None is still waiting."""

    referral: date
    removal: date | None

    def waits_on(self, day: date) -> bool:
        """Return whether the patient is on the list on that day."""
        return self.referral <= day and (self.removal is None or self.removal > day)


@dataclass(frozen=True, slots=True)
class MonthForecast:
    """One month by completed months waited; numbers of patients."""

    closing: tuple[Fraction, ...]
    reneges: tuple[Fraction, ...]
    treatments: tuple[Fraction, ...]
    unused_capacity: Fraction


def load(demand: Exact | float, *, capacity: Exact | float) -> Fraction:
    """Return demand over capacity; above 1 the list grows."""
    return _divided(demand, by=capacity)


def target_mean_wait(target: Exact | float, *, factor: Exact | float = 4) -> Fraction:
    """Return the mean wait, in the target's unit, at which nearly everybody is treated in time."""
    return _divided(target, by=factor)


def target_queue_size(demand: Exact | float, *, target_wait: Exact | float, factor: Exact | float = 4) -> Fraction:
    """Return the largest list that is still in balance with its target wait."""
    return exact(demand) * _divided(target_wait, by=factor)


def relief_capacity(
    demand: Exact | float,
    *,
    queue_size: Exact | float,
    target_queue_size: Exact | float,
    weeks: Exact | float = 26,
) -> Fraction:
    """Return the capacity per week that brings the list to its target size in so many weeks."""
    return exact(demand) + _divided(exact(queue_size) - exact(target_queue_size), by=weeks)


def target_capacity(
    demand: Exact | float,
    *,
    target_wait: Exact | float,
    factor: Exact | float,
    cv_demand: Exact | float,
    cv_capacity: Exact | float,
) -> Fraction:
    """Return the capacity that keeps a balanced list balanced, given how much both vary."""
    spread = (exact(cv_demand) ** 2 + exact(cv_capacity) ** 2) / 2
    return exact(demand) + spread * _divided(factor, by=target_wait)


def pressure(mean_wait: Exact | float, *, target_wait: Exact | float) -> Fraction:
    """Return twice the mean wait over the target; both in the same unit."""
    return 2 * _divided(mean_wait, by=target_wait)


def steady_state_list(demand: float, *, weeks: float, share: float) -> float:
    """Return the largest list that still treats that share (0 to 1) within so many weeks."""
    if share >= 1:
        return 0.0
    if share <= 0:
        raise NoCapacityError
    return demand * weeks / -math.log(1 - share)


def clearance_weeks(list_size: Exact | float, *, stops_per_week: Exact | float) -> Fraction:
    """Return how many weeks it takes to clear the list at the present rate of clock stops."""
    return _divided(list_size, by=stops_per_week)


def queue_size_by_day(patients: Sequence[WaitSpan], *, first: date, last: date) -> list[int]:
    """Return the patients on the list on each day from first to last, both in."""
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return [sum(patient.waits_on(day) for patient in patients) for day in days]


def mean_wait(patients: Sequence[WaitSpan], *, on: date) -> Fraction | None:
    """Return the mean days waited by those on the list on that day, None when there is nobody."""
    waits = [(on - patient.referral).days for patient in patients if patient.waits_on(on)]
    return Fraction(sum(waits), len(waits)) if waits else None


def forecast_month(
    opening: Sequence[Exact | float],
    *,
    new_referrals: Exact | float,
    renege_rates: Sequence[Exact | float],
    shares: Sequence[Exact | float],
    capacity: Exact | float,
) -> MonthForecast:
    """Return the list after one month; opening + referrals - reneges - treatments = closing, exactly.

    `opening` counts patients by completed months waited, the last open-ended; `shares` weigh who is treated.
    """
    inflow = _aged([exact(count) for count in opening], new_referrals=exact(new_referrals))
    reneges = [exact(rate) * count for rate, count in zip(renege_rates, inflow, strict=True)]
    left = [count - gone for count, gone in zip(inflow, reneges, strict=True)]
    weights = [exact(share) * count for share, count in zip(shares, inflow, strict=True)]
    treatments, unused = _shared_out(exact(capacity), weights=weights, limits=left)
    return MonthForecast(
        closing=tuple(count - treated for count, treated in zip(left, treatments, strict=True)),
        reneges=tuple(reneges),
        treatments=tuple(treatments),
        unused_capacity=unused,
    )


def _aged(opening: Sequence[Fraction], *, new_referrals: Fraction) -> list[Fraction]:
    """Move everybody one month on; the last compartment keeps its own."""
    if len(opening) == 1:
        return [new_referrals + opening[0]]
    return [new_referrals, *opening[:-2], opening[-2] + opening[-1]]


def _shared_out(
    capacity: Fraction, *, weights: Sequence[Fraction], limits: Sequence[Fraction]
) -> tuple[list[Fraction], Fraction]:
    """Share capacity by weight, never above a limit, the surplus again, until none or nobody is left."""
    given = [Fraction(0)] * len(limits)
    while capacity > 0:
        open_ones = [i for i, weight in enumerate(weights) if weight > 0 and given[i] < limits[i]]
        if not open_ones:
            break
        total = sum(weights[i] for i in open_ones)
        shares = {i: min(capacity * weights[i] / total, limits[i] - given[i]) for i in open_ones}
        for i, share in shares.items():
            given[i] += share
        capacity -= sum(shares.values())
    return given, capacity


def _divided(number: Exact | float, *, by: Exact | float) -> Fraction:
    divisor = exact(by)
    if not divisor:
        raise NoCapacityError
    return exact(number) / divisor
