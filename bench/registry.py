"""Which measures there are, and what one result is.

A module `bench/measures/<name>.py` registers its measures by decoration; nothing else has to know it:

    @measure(group="waiting list")
    def ptl_page(run: BenchRun) -> Iterable[Result]: ...
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bench import measures
from bench.timing import Sample


@dataclass(frozen=True)
class Result:
    """One line of the table: a figure and, where there is one, its floor and how many times the floor is allowed.

    Figures are in `unit` (ms, MB, queries ...). `most` is an absolute limit instead of one against a floor.
    """

    name: str
    figure: float
    unit: str = "ms"
    floor: float | None = None
    floor_name: str = ""
    times_allowed: float | None = None
    most: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Return figure over floor, or None where there is no floor."""
        return self.figure / self.floor if self.floor else None

    @property
    def holds(self) -> bool | None:
        """Return whether the figure is within what is allowed, None where nothing is demanded."""
        within = []
        if self.times_allowed is not None and self.ratio is not None:
            within.append(self.ratio <= self.times_allowed)
        if self.most is not None:
            within.append(self.figure <= self.most)
        return all(within) if within else None


def against_floor(name: str, sample: Sample, *, floor: Sample, floor_name: str, times_allowed: float) -> Result:
    """Return the result of a timed thing against a timed floor (medians, milliseconds)."""
    return Result(
        name=name,
        figure=sample.median_ms,
        floor=floor.median_ms,
        floor_name=floor_name,
        times_allowed=times_allowed,
        note=f"{len(sample.seconds)} runs, {sample.spread_ms}",
    )


@dataclass(frozen=True)
class BenchRun:
    """What the person asked for: the largest number of rows, how often to repeat, and whether a short look is enough."""

    rows: int
    repeats: int
    is_quick: bool = False


@dataclass(frozen=True)
class Measure:
    """A registered measure."""

    name: str
    group: str
    function: Callable[[BenchRun], Iterable[Result]]


_registered: list[Measure] = []


def measure(
    *, group: str
) -> Callable[[Callable[[BenchRun], Iterable[Result]]], Callable[[BenchRun], Iterable[Result]]]:
    """Register a function as a measure; its name is the measure's."""

    def register(function: Callable[[BenchRun], Iterable[Result]]) -> Callable[[BenchRun], Iterable[Result]]:
        _registered.append(Measure(name=function.__name__, group=group, function=function))
        return function

    return register


_endings: list[Callable[[], None]] = []


def at_end(function: Callable[[], None]) -> Callable[[], None]:
    """Register what is to be done once after the last measure, whatever became of it."""
    _endings.append(function)
    return function


def finish() -> None:
    """Do what was registered for the end."""
    for function in _endings:
        function()


def all_measures() -> list[Measure]:
    """Return every measure of every module in bench.measures."""
    for module in pkgutil.iter_modules(measures.__path__):
        importlib.import_module(f"{measures.__name__}.{module.name}")
    return list(_registered)
