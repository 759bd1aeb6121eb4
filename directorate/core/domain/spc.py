"""XmR statistical process control charts: limits, rules, icons.

Arithmetic is exact (fractions of the decimals given), so that a value equal to a limit is never outside it.
Source: NHS England, Making Data Count.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from directorate.core.domain.rounding import Exact, exact

Direction = Literal["increase", "decrease", "neutral"]
Zone = Literal["inner", "near", "outer"]
PointType = Literal["common_cause", "special_high", "special_low"]
Reason = Literal["outside_limits", "trend", "two_in_three", "shift"]
LIMIT_FACTOR = Fraction("2.66")
SCREEN_FACTOR = Fraction("3.267")
WINDOW = 3
BEYOND_IN_WINDOW = 2


@dataclass(frozen=True, slots=True)
class Settings:
    """The one set of chart settings of the site, shown with every chart."""

    screen_outliers: bool = True
    shift_points: int = 7
    trend_points: int = 7
    two_in_three_counts_outer: bool = True
    min_points: int = 13


@dataclass(frozen=True, slots=True)
class Limits:
    """Mean, process limits and near limits (two thirds of the way out)."""

    mean: Fraction
    lpl: Fraction
    upl: Fraction
    near_lpl: Fraction
    near_upl: Fraction

    def zone(self, value: Fraction) -> Zone:
        """Return how far out a value lies; a value on a limit is inside it."""
        if not self.lpl <= value <= self.upl:
            return "outer"
        return "inner" if self.near_lpl <= value <= self.near_upl else "near"


@dataclass(frozen=True, slots=True)
class Run:
    """Where a run rule fires: sign at each position that completes it, sign on every point of it."""

    trigger: tuple[int, ...]
    part_of: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Points from start to end (indices, both in) that share one set of limits."""

    start: int
    end: int
    limits: Limits


@dataclass(frozen=True, slots=True)
class Point:
    """What one point shows: common cause, or special cause with the rule that says so."""

    type: PointType
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class Chart:
    """A finished chart: its groups, points, icons and warnings."""

    groups: tuple[Group, ...]
    points: tuple[Point, ...]
    variation_icon: str
    assurance_icon: str
    warnings: tuple[str, ...]


def limits(
    values: Sequence[Exact | float], *, screen_outliers: bool = True, baseline_points: int | None = None
) -> Limits:
    """Return the limits of a series, from its first `baseline_points` values where given.

    Raises: ValueError when there is no value.
    """
    used = [exact(value) for value in values[:baseline_points]]
    if not used:
        message = "limits need at least one value"
        raise ValueError(message)
    mean = sum(used, Fraction(0)) / len(used)
    spread = LIMIT_FACTOR * _mean_moving_range(used, screen_outliers=screen_outliers)
    near = spread * 2 / 3
    return Limits(mean=mean, lpl=mean - spread, upl=mean + spread, near_lpl=mean - near, near_upl=mean + near)


def sign(number: Exact) -> int:
    """Return 1, 0 or -1."""
    return (number > 0) - (number < 0)


def shift(relative_to_mean: Sequence[int], *, points: int = 7) -> Run:
    """Return the runs of `points` values on one side of the mean; a value on it breaks the run."""
    return _runs(relative_to_mean, length=points, first_counts=True)


def trend(values: Sequence[Exact | float], *, points: int = 7) -> Run:
    """Return the runs of `points` values each strictly beyond the one before; a tie breaks the run."""
    numbers = [exact(value) for value in values]
    steps = [0, *(sign(after - before) for before, after in pairwise(numbers))]
    return _runs(steps[: len(numbers)], length=points, first_counts=False)


def two_in_three(zones: Sequence[Zone], *, sides: Sequence[int], outer_counts: bool = True) -> tuple[int, ...]:
    """Return 1 for each point beyond the near limit in a window of three on one side with two such points."""
    beyond = [zone == "near" or (zone == "outer" and outer_counts) for zone in zones]
    flagged: set[int] = set()
    for start in range(len(zones) - WINDOW + 1):
        window = range(start, start + WINDOW)
        one_side = abs(sum(sides[i] for i in window)) == WINDOW
        if one_side and sum(beyond[i] for i in window) >= BEYOND_IN_WINDOW:
            flagged.update(i for i in window if beyond[i])
    return tuple(int(i in flagged) for i in range(len(zones)))


def assurance(*, lpl: Exact | float, upl: Exact | float, target: Exact | float | None, direction: Direction) -> str:
    """Return whether the process will pass its target: only a target strictly outside the limits is consistent."""
    if target is None or direction == "neutral":
        return "none"
    goal = exact(target)
    below, above = goal < exact(lpl), goal > exact(upl)
    if not below and not above:
        return "inconsistent"
    return "consistent_pass" if below == (direction == "increase") else "consistent_fail"


def chart(
    values: Sequence[Exact | float],
    *,
    direction: Direction,
    target: Exact | float | None = None,
    rebase_at: Sequence[int] = (),
    settings: Settings | None = None,
) -> Chart:
    """Return limits, special causes and icons of a series; `rebase_at` lists indices where a group starts."""
    used = settings or Settings()
    numbers = [exact(value) for value in values]
    groups = tuple(_groups(numbers, rebase_at=rebase_at, settings=used))
    points = tuple(
        point for group in groups for point in _points(numbers[group.start : group.end + 1], group, settings=used)
    )
    enough = bool(groups) and _size(groups[-1]) >= used.min_points
    return Chart(
        groups=groups,
        points=points,
        variation_icon=_variation_icon(points[-1], direction=direction) if enough else "none",
        assurance_icon=_assurance_icon(groups[-1], target=target, direction=direction) if enough else "none",
        warnings=("too_few_points",) if any(_size(group) < used.min_points for group in groups) else (),
    )


def _mean_moving_range(values: Sequence[Fraction], *, screen_outliers: bool) -> Fraction:
    ranges = [abs(after - before) for before, after in pairwise(values)]
    if not ranges:
        return Fraction(0)
    mean = sum(ranges, Fraction(0)) / len(ranges)
    kept = [size for size in ranges if size < SCREEN_FACTOR * mean]
    if not screen_outliers or not kept:
        return mean
    return sum(kept, Fraction(0)) / len(kept)


def _runs(signs: Sequence[int], *, length: int, first_counts: bool) -> Run:
    """Return runs of equal signs; for steps between values the value before the first step belongs to the run."""
    needed = length if first_counts else length - 1
    trigger = [0] * len(signs)
    part_of = [0] * len(signs)
    run = 0
    for position, current in enumerate(signs):
        run = run + 1 if position and current == signs[position - 1] else 1
        if current and run >= needed:
            trigger[position] = current
            for member in range(position - length + 1, position + 1):
                part_of[member] = current
    return Run(trigger=tuple(trigger), part_of=tuple(part_of))


def _groups(values: Sequence[Fraction], *, rebase_at: Sequence[int], settings: Settings) -> list[Group]:
    starts = sorted({0, *(index for index in rebase_at if 0 < index < len(values))})
    ends = [*starts[1:], len(values)]
    return [
        Group(
            start=start,
            end=end - 1,
            limits=limits(values[start:end], screen_outliers=settings.screen_outliers),
        )
        for start, end in zip(starts, ends, strict=True)
        if end > start
    ]


def _points(values: Sequence[Fraction], group: Group, *, settings: Settings) -> list[Point]:
    zones = [group.limits.zone(value) for value in values]
    sides = [sign(value - group.limits.mean) for value in values]
    trends = trend(values, points=settings.trend_points).part_of
    pairs = two_in_three(zones, sides=sides, outer_counts=settings.two_in_three_counts_outer)
    shifts = shift(sides, points=settings.shift_points).part_of
    rules: tuple[tuple[Reason, Callable[[int], int]], ...] = (
        ("outside_limits", lambda i: sides[i] if zones[i] == "outer" else 0),
        ("trend", lambda i: trends[i]),
        ("two_in_three", lambda i: sides[i] if pairs[i] else 0),
        ("shift", lambda i: shifts[i]),
    )
    return [_point(i, rules) for i in range(len(values))]


def _point(index: int, rules: Sequence[tuple[Reason, Callable[[int], int]]]) -> Point:
    for reason, rule in rules:
        fired = rule(index)
        if fired:
            return Point(type="special_high" if fired > 0 else "special_low", reason=reason)
    return Point(type="common_cause", reason=None)


def _variation_icon(last: Point, *, direction: Direction) -> str:
    if last.type == "common_cause":
        return "common_cause"
    side = last.type.removeprefix("special_")
    if direction == "neutral":
        return f"neutral_{side}"
    better = (side == "high") == (direction == "increase")
    return f"{'improvement' if better else 'concern'}_{side}"


def _assurance_icon(last: Group, *, target: Exact | float | None, direction: Direction) -> str:
    return assurance(lpl=last.limits.lpl, upl=last.limits.upl, target=target, direction=direction)


def _size(group: Group) -> int:
    return group.end - group.start + 1
