"""Bands and statistics agree with the days behind them."""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from waiting_lists.domain.bands import BANDS, band_index, days_of_band, wait_of
from waiting_lists.domain.statistics import quantile, statistics_by_start, statistics_of

COUNTS = st.lists(st.integers(0, 50), min_size=1, max_size=BANDS)


@given(days=st.integers(0, 2000))
def test_band_holds_its_days(days: int) -> None:
    first, last = days_of_band(band_index(days))
    assert first <= days
    assert last is None or days <= last


@given(days=st.integers(0, 2000))
def test_flags_agree_with_the_band(days: int) -> None:
    wait = wait_of(days)
    assert wait.within_18 == (wait.band_index < 18)
    for weeks in (52, 65, 78, 104):
        assert wait.over(weeks) == (wait.band_index >= weeks)


@given(counts=COUNTS, shares=st.tuples(st.fractions(0, 1), st.fractions(0, 1)))
def test_percentile_never_falls_as_the_share_rises(counts: list[int], shares: tuple[Fraction, Fraction]) -> None:
    low, high = (quantile(counts, q=share) for share in sorted(shares))
    if low is not None and high is not None:
        assert low <= high


@given(waits=st.lists(st.integers(0, 900), max_size=60), unknown=st.integers(0, 5))
def test_statistics_by_clock_start_count_the_same_as_by_day(waits: list[int], unknown: int) -> None:
    as_of = date(2026, 1, 31)
    counts = [(as_of - timedelta(days=wait), 1) for wait in waits]
    found = statistics_by_start([*counts, (None, unknown)], as_of=as_of)
    assert (found.n, found.total_all) == (len(waits), len(waits) + unknown)
    assert found.within_18 == sum(wait <= 126 for wait in waits)
    assert found.over(52) == sum(wait > 364 for wait in waits)


def test_nineteen_pathways_are_too_few_to_publish_and_twenty_are_not() -> None:
    assert statistics_of([19]).median_text == "-"
    assert statistics_of([20]).median_text == "0.5"
