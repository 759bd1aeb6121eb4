"""Percentage targets that depend on a baseline, compared exactly.

Source: Medium Term Planning Framework, 24 October 2025 (the greater of baseline plus points and a floor).
"""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Position:
    """A list against its target; figures are None for an empty list.

    `breaches_to_clear`: the fewest over-limit pathways that must leave for the target to be met.
    """

    target: Fraction
    achieved: Fraction | None
    met: bool | None
    breaches_to_clear: int | None


def target_percent(*, floor: Fraction, baseline: Fraction | None, delta: Fraction | None) -> Fraction:
    """Return the target in per cent: the greater of baseline plus points and the floor."""
    return floor if baseline is None else max(baseline + (delta or 0), floor)


def position(*, target: Fraction, within: int, n: int) -> Position:
    """Return whether `within` of `n` pathways meet the target, and how many breaches are too many."""
    if n == 0:
        return Position(target=target, achieved=None, met=None, breaches_to_clear=None)
    achieved = Fraction(100 * within, n)
    met = achieved >= target
    largest_list = n if met else int(100 * within / target)
    return Position(target=target, achieved=achieved, met=met, breaches_to_clear=n - largest_list)
