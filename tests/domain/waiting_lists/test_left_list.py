"""Who left the list and is asked about: where it matters, and a random share that is the same for everybody."""

from datetime import date, timedelta

import pytest

from waiting_lists.domain.left_list import Gone, drawn, why_it_matters

BEFORE = date(2026, 11, 15)
USUAL = Gone("a", BEFORE - timedelta(weeks=10), None, is_cancer=False, priority_rank=7)


def gone(**change: object) -> Gone:
    facts = {"key": "a", "clock_start": USUAL.clock_start, "booked": None, "is_cancer": False, "priority_rank": 7}
    return Gone(**(facts | change))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "reasons"),
    [
        pytest.param(USUAL, (), id="ten weeks, nothing else"),
        pytest.param(gone(booked=BEFORE), ("Had a date ahead",), id="a date on the day itself"),
        pytest.param(gone(booked=BEFORE - timedelta(days=1)), (), id="a date that was over"),
        pytest.param(gone(clock_start=BEFORE - timedelta(weeks=40)), ("40 weeks or more",), id="40 weeks"),
        pytest.param(gone(clock_start=BEFORE - timedelta(days=279)), (), id="a day less"),
        pytest.param(gone(clock_start=BEFORE - timedelta(weeks=16)), (), id="15 days before the first day over"),
        pytest.param(
            gone(clock_start=BEFORE - timedelta(days=113)), ("Within 14 days of 18 weeks",), id="14 days before it"
        ),
        pytest.param(gone(is_cancer=True, priority_rank=2), ("Cancer", "P1 or P2"), id="cancer, P2"),
        pytest.param(gone(priority_rank=3, clock_start=None), (), id="P3, start unknown"),
    ],
)
def test_why_it_matters(one: Gone, reasons: tuple[str, ...]) -> None:
    assert why_it_matters(one, before=BEFORE) == reasons


def test_five_per_cent_are_drawn_at_least_five_and_always_the_same_ones() -> None:
    keys = [f"key {n}" for n in range(617)]
    sample = drawn(keys, seed="week")
    assert len(sample) == 31
    assert drawn(reversed(keys), seed="week") == sample
    assert drawn(keys, seed="the week after") != sample
    assert len(drawn(keys[:20], seed="week")) == 5
    assert drawn(keys[:3], seed="week") == set(keys[:3])
