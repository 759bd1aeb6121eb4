"""The published statistics of a waiting list from its weekly bands, as NHS England computes them.

Source: NHS England, RTT statistics, method of the median and 92nd percentile from weekly bands with
interpolation inside the band; checked against the published figures of January and March 2026.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import accumulate

from directorate.core.domain.rounding import Exact, decimal_half_away, exact
from waiting_lists.domain.bands import BANDS, LAST_BAND, band_index, wait_between

FEWEST_FOR_PERCENTILES = 20
MEDIAN = Fraction(1, 2)
P92 = Fraction(92, 100)


@dataclass(frozen=True, slots=True)
class ListStatistics:
    """Figures of one list. Weeks are exact fractions; None means too few or in the open-ended band."""

    bands: tuple[int, ...]
    unknown_start: int

    @property
    def n(self) -> int:
        """Return the pathways with a known clock start."""
        return sum(self.bands)

    @property
    def total_all(self) -> int:
        """Return all pathways, those with an unknown clock start included."""
        return self.n + self.unknown_start

    @property
    def within_18(self) -> int:
        """Return the pathways within 18 weeks."""
        return sum(self.bands[:18])

    @property
    def percent_within_18(self) -> Fraction | None:
        """Return the share within 18 weeks in per cent, unrounded; None for an empty list."""
        return Fraction(100 * self.within_18, self.n) if self.n else None

    def over(self, weeks: int) -> int:
        """Return the pathways over so many weeks (52, 65, 78, 104)."""
        return sum(self.bands[weeks:])

    @property
    def median(self) -> Fraction | None:
        """Return the median wait in weeks, None when suppressed or open-ended."""
        return self._published(MEDIAN)

    @property
    def p92(self) -> Fraction | None:
        """Return the 92nd percentile in weeks, None when suppressed or open-ended."""
        return self._published(P92)

    @property
    def median_text(self) -> str:
        """Return the median with one decimal, "-" for fewer than 20 pathways, "104+" when open-ended."""
        return self._text(self.median)

    @property
    def p92_text(self) -> str:
        """Return the 92nd percentile with one decimal, "-" for fewer than 20, "104+" when open-ended."""
        return self._text(self.p92)

    def quantile(self, q: Exact | float) -> Fraction | None:
        """Return a quantile (0 to 1) in weeks, never suppressed; None when empty or open-ended."""
        return quantile(self.bands, q=q)

    def _published(self, q: Fraction) -> Fraction | None:
        return None if self.n < FEWEST_FOR_PERCENTILES else quantile(self.bands, q=q)

    def _text(self, weeks: Fraction | None) -> str:
        if self.n < FEWEST_FOR_PERCENTILES:
            return "-"
        return "104+" if weeks is None else str(decimal_half_away(weeks, places=1))


def statistics_of(bands: Sequence[int | None], *, unknown_start: int = 0) -> ListStatistics:
    """Return the statistics of counts by band index; a missing tail and blanks count 0.

    Pathways of non-English commissioners are left out by the caller.
    Raises: ValueError for more than 105 bands.
    """
    if len(bands) > BANDS:
        message = f"a list has {BANDS} bands, not {len(bands)}"
        raise ValueError(message)
    counts = [count or 0 for count in bands]
    return ListStatistics(bands=(*counts, *[0] * (BANDS - len(counts))), unknown_start=unknown_start)


def statistics_by_start(counts: Iterable[tuple[date | None, int]], *, as_of: date) -> ListStatistics:
    """Return the statistics of (clock start, pathways) pairs; None is an unknown clock start.

    Raises: NegativeDurationError when a clock starts after the day asked about.
    """
    bands, unknown = [0] * BANDS, 0
    for clock_start, pathways in counts:
        if clock_start is None:
            unknown += pathways
        else:
            bands[band_index(wait_between(clock_start, as_of=as_of).days)] += pathways
    return ListStatistics(bands=tuple(bands), unknown_start=unknown)


def quantile(bands: Sequence[int], *, q: Exact | float) -> Fraction | None:
    """Return the wait in weeks below which the share q of the list waits.

    The target q times n (not rounded, no one added) is looked up in the cumulative counts and interpolated
    inside its band. None for an empty list or when it falls in the open-ended band.
    """
    target = exact(q) * sum(bands)
    if not sum(bands):
        return None
    if target == 0:
        return Fraction(0)
    for index, (count, cumulative) in enumerate(zip(bands, accumulate(bands), strict=True)):
        if count and cumulative >= target:
            return None if index == LAST_BAND else index + (target - (cumulative - count)) / count
    return None
