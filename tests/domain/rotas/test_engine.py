"""The compliance engine beyond its worked cases: order, words, endless templates, rests that fill weeks."""

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rotas.domain.clocks import (
    LONDON_CLOCK,
    AmbiguousTimeError,
    BadDatetimeError,
    NonexistentTimeError,
    hours_words,
    local_minute,
)
from rotas.domain.compliance import check_duties
from rotas.domain.cyclic import AverageGate, check_template
from rotas.domain.duties import Duty, Kind
from rotas.domain.templates import DutyType
from rotas.domain.terms import Terms

TYPES = {
    "N": DutyType(kind="shift", start="09:00", end="17:00"),
    "X": DutyType(kind="shift", start="20:00", end="08:30"),
    "W": DutyType(kind="shift", start="08:00", end="08:00"),
    "BAD": DutyType(kind="shift", start="25:00", end="08:00"),
}
GATE = AverageGate(method="RAW")


def duty(start: str, end: str, *, kind: Kind = "shift") -> Duty:
    return Duty(start=local_minute(start), end=local_minute(end), kind=kind)


def codes(duties: list[Duty], *, terms: Terms | None = None) -> list[str]:
    return [item.code for item in check_duties(duties, terms=terms or Terms()).findings]


spans = st.tuples(st.integers(0, 40 * 1440), st.integers(60, 1500), st.sampled_from(["shift", "nroc"]))


@settings(max_examples=40, deadline=None)
@given(st.lists(spans, max_size=12), st.randoms())
def test_the_order_in_which_duties_are_stated_makes_no_difference(
    found: list[tuple[int, int, Kind]], shuffle: random.Random
) -> None:
    first = local_minute("2026-10-05T00:00")
    duties = [Duty(start=first + start, end=first + start + length, kind=kind) for start, length, kind in found]
    terms = Terms(reference_weeks=8)
    before = check_duties(duties, terms=terms)
    shuffled = list(duties)
    shuffle.shuffle(shuffled)
    after = check_duties(shuffled, terms=terms)
    assert [(item.code, item.value) for item in before.findings] == [(item.code, item.value) for item in after.findings]


@settings(max_examples=60, deadline=None)
@given(st.integers(local_minute("2026-01-01T00:00"), local_minute("2028-01-01T00:00")))
def test_the_clock_reading_leads_back_to_its_minute_or_to_the_first_passing(minute: int) -> None:
    assert LONDON_CLOCK.elapsed(LONDON_CLOCK.wall(minute)) in {minute, minute - 60}


@pytest.mark.parametrize(
    ("text", "error"),
    [
        pytest.param("2027-03-28T01:30", NonexistentTimeError, id="skipped in March"),
        pytest.param("2026-10-25T01:30", AmbiguousTimeError, id="twice in October"),
        pytest.param("2026-11-30", BadDatetimeError, id="no time"),
        pytest.param("2026-02-30T09:00", BadDatetimeError, id="no such day"),
        pytest.param(None, BadDatetimeError, id="nothing"),
    ],
)
def test_a_local_time_that_cannot_be_meant_is_refused(text: str | None, error: type[ValueError]) -> None:
    with pytest.raises(error):
        local_minute(text)


def test_the_second_passing_is_an_hour_after_the_first() -> None:
    first, second = (local_minute("2026-10-25T01:30", fold=fold) for fold in (0, 1))
    assert second - first == 60


def test_a_finding_says_its_arithmetic() -> None:
    found = check_duties([duty("2026-12-01T08:00", "2026-12-01T21:15")], terms=Terms()).findings
    assert found[0].reason == "The shift from Tue 1 Dec 2026 08:00 lasts 13 h 15; the limit is 13 h."
    assert found[0].occurrences[0].stretches == ((local_minute("2026-12-01T08:00"), local_minute("2026-12-01T21:15")),)


def test_a_clock_change_breach_says_what_to_do() -> None:
    found = check_duties([duty("2026-10-24T20:00", "2026-10-25T08:30")], terms=Terms()).findings
    assert found[0].cause == "clock_change"
    assert "Finish an hour earlier." in found[0].reason


def test_several_occurrences_are_counted_in_words() -> None:
    long = [duty(f"2026-12-0{day}T08:00", f"2026-12-0{day}T21:15") for day in (1, 4)]
    assert "And 1 more." in check_duties(long, terms=Terms()).findings[0].reason


def test_a_doctor_under_the_regulations_is_still_never_in_two_places() -> None:
    twice = [duty("2026-12-01T09:00", "2026-12-01T17:00"), duty("2026-12-01T16:00", "2026-12-01T18:00")]
    assert codes(twice, terms=Terms(rule_set="WTR1998")) == ["OVERLAP"]


def test_a_rest_that_fills_a_week_counts_in_that_week() -> None:
    first_week_only = [duty("2026-11-30T09:00", "2026-11-30T17:00")]
    assert codes(first_week_only, terms=Terms(rule_set="WTR1998", reference_weeks=6)) == []


def test_duty_during_leave_is_found() -> None:
    both = [duty("2026-12-01T09:00", "2026-12-01T17:00"), duty("2026-12-01T00:00", "2026-12-02T00:00", kind="leave")]
    assert codes(both) == ["DUTY_ON_LEAVE"]


def test_a_template_worked_round_the_clock_has_a_shift_of_a_whole_cycle() -> None:
    found = check_template([["W"] * 7], duty_types=TYPES, terms=Terms(), gate=GATE)
    shift = next(item for item in found.findings if item.code == "SHIFT13")
    assert shift.value == Fraction(7 * 1440)


@pytest.mark.parametrize(
    ("rows", "error"),
    [
        pytest.param([], "EMPTY_TEMPLATE", id="no rows"),
        pytest.param([["N"] * 6], "ROW_LENGTH", id="six days"),
        pytest.param([["Q"] + [""] * 6], "UNKNOWN_CODE", id="a code nobody defined"),
        pytest.param([["BAD"] + [""] * 6], "BAD_DUTY_TYPE", id="a duty at 25 o'clock"),
    ],
)
def test_a_template_that_cannot_be_read_says_where(rows: list[list[str]], error: str) -> None:
    found = check_template(rows, duty_types=TYPES, terms=Terms(), gate=GATE)
    assert [(item.row, item.weekday, item.code) for item in found.errors] == [(1, 1, error)]


@pytest.mark.parametrize(("minutes", "words"), [(660, "11 h"), (810, "13 h 30"), (5, "0 h 05")])
def test_hours_are_written_with_minutes_when_there_are_any(minutes: int, words: str) -> None:
    assert hours_words(minutes) == words
