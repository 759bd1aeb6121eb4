"""Medians of several runs, of time and of memory."""

import gc
import os
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import psutil

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Sample:
    """The seconds that each run of one thing took."""

    seconds: tuple[float, ...]

    @property
    def median_ms(self) -> float:
        """Return the median in milliseconds."""
        return statistics.median(self.seconds) * 1000

    @property
    def spread_ms(self) -> str:
        """Return the shortest and the longest run in words."""
        return f"{min(self.seconds) * 1000:.1f} to {max(self.seconds) * 1000:.1f} ms"

    def percentile_ms(self, percent: float) -> float:
        """Return a percentile in milliseconds (nearest rank)."""
        ordered = sorted(self.seconds)
        place = max(0, min(len(ordered) - 1, round(percent / 100 * len(ordered) + 0.5) - 1))
        return ordered[place] * 1000


def timed(function: Callable[[], object], *, repeats: int, warm_up: int = 1) -> Sample:
    """Return how long each of several runs took, after some that do not count."""
    for _ in range(warm_up):
        function()
    return Sample(tuple(seconds_of(function) for _ in range(repeats)))


def timed_in_turn(functions: dict[str, Callable[[], object]], *, repeats: int, warm_up: int = 1) -> dict[str, Sample]:
    """Return the samples of several things run in turn, so that a busy moment of the machine meets all of them."""
    for _ in range(warm_up):
        for function in functions.values():
            function()
    seconds: dict[str, list[float]] = {name: [] for name in functions}
    for _ in range(repeats):
        for name, function in functions.items():
            seconds[name].append(seconds_of(function))
    return {name: Sample(tuple(values)) for name, values in seconds.items()}


def seconds_of(function: Callable[[], object]) -> float:
    """Return how long one run took; garbage of earlier runs is collected before."""
    gc.collect()
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def peak_megabytes(function: Callable[[], object], *, pid: int | None = None, every_seconds: float = 0.01) -> float:
    """Return the highest resident memory of a process (ours) during a run, above that at its start."""
    process = psutil.Process(pid or os.getpid())
    before = process.memory_info().rss
    highest = before
    done = threading.Event()

    def watch() -> None:
        nonlocal highest
        while not done.wait(every_seconds):
            highest = max(highest, process.memory_info().rss)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    function()
    done.set()
    watcher.join()
    return (max(highest, process.memory_info().rss) - before) / MEGABYTE
