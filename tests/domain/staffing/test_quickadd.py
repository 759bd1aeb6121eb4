"""The one-line leave entry."""

from datetime import date

import pytest

from staffing.domain.quickadd import cannot_be_booked, parse_quick_add

TODAY = date(2026, 11, 23)  # a Monday


@pytest.mark.parametrize(
    ("line", "who", "kind", "first", "last"),
    [
        pytest.param("ngu a 8/2 12/2", "ngu", "annual_leave", "2027-02-08", "2027-02-12", id="a week next year"),
        pytest.param("jones s", "jones", "sickness", "2026-11-23", None, id="off sick today, open"),
        pytest.param("jones b", "jones", "back", "2026-11-23", "2026-11-23", id="back today"),
        pytest.param("jones sick yesterday", "jones", "sickness", "2026-11-22", None, id="sick since yesterday"),
        pytest.param("a 23/11", "", "annual_leave", "2026-11-23", "2026-11-23", id="oneself"),
        pytest.param("sarah jones al fri +4", "sarah jones", "annual_leave", "2026-11-27", "2026-12-01", id="words"),
        pytest.param("patel a mon fri", "patel", "annual_leave", "2026-11-23", "2026-11-27", id="this week"),
        pytest.param("patel c 23 nov", "patel", "carers", "2026-11-23", "2026-11-23", id="month by name"),
        pytest.param("patel t 23nov 24nov", "patel", "toil", "2026-11-23", "2026-11-24", id="month joined"),
        pytest.param("patel st 3 jan 2027 5 jan 2027", "patel", "study", "2027-01-03", "2027-01-05", id="year given"),
        pytest.param("al a fri", "al", "annual_leave", "2026-11-27", "2026-11-27", id="a person called Al"),
        pytest.param("lee a 30/12 2/1", "lee", "annual_leave", "2026-12-30", "2027-01-02", id="over New Year"),
        pytest.param("ngu a pm fri", "ngu", "annual_leave", "2026-11-27", "2026-11-27", id="part before the date"),
        pytest.param("lee a 4/5/27", "lee", "annual_leave", "2027-05-04", "2027-05-04", id="never month first"),
        pytest.param(
            "jones s flu since fri", "jones", "sickness", "2026-11-20", None, id="weekday of sickness is past"
        ),
        pytest.param("T Jones s", "T Jones", "sickness", "2026-11-23", None, id="an initial that is a kind"),
        pytest.param("ngu s off", "ngu", "sickness", "2026-11-23", None, id="the kind said twice"),
        pytest.param("ngu a dentist fri", "ngu", "annual_leave", "2026-11-27", "2026-11-27", id="note before the date"),
        pytest.param("lee m 1/2", "lee", "maternity", "2027-02-01", None, id="maternity is open"),
    ],
)
def test_line_is_read_as(line: str, who: str, kind: str, first: str, last: str | None) -> None:
    found = parse_quick_add(line, today=TODAY)
    assert (found.who, found.kind) == (who, kind)
    assert found.first == date.fromisoformat(first)
    assert found.last == (date.fromisoformat(last) if last else None)
    assert found.errors == ()


def test_parts_touch_the_day_they_follow() -> None:
    found = parse_quick_add("ngu a 8/2 pm 12/2 am moving house", today=TODAY)
    assert (found.first_part, found.last_part, found.note) == ("pm", "am", "moving house")


def test_part_of_a_single_day_counts_once() -> None:
    found = parse_quick_add("ngu a fri pm", today=TODAY)
    assert (found.first_part, found.last_part) == ("pm", "all")


def test_part_without_a_date_is_part_of_today() -> None:
    found = parse_quick_add("ngu a pm dentist", today=TODAY)
    assert (found.first, found.last, found.first_part, found.note) == (TODAY, TODAY, "pm", "dentist")


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        pytest.param("", ["empty"], id="nothing"),
        pytest.param("ngu 8/2", ["kind_missing"], id="no kind"),
        pytest.param("ngu a 31/2", ["bad_date"], id="no such day"),
        pytest.param("ngu a 29/2", ["bad_date"], id="29 February of no leap year"),
        pytest.param("ngu a 11/23", ["bad_date"], id="month first"),
        pytest.param("ngu a 23/11 20/11", ["end_before_start"], id="end before start"),
        pytest.param("ngu a 8/2 12", ["bad_date"], id="a day without its month"),
    ],
)
def test_line_is_refused_with(line: str, codes: list[str]) -> None:
    assert [error.code for error in parse_quick_add(line, today=TODAY).errors] == codes


def test_a_word_that_may_have_been_meant_as_a_day_asks_once() -> None:
    assert parse_quick_add("a fir", today=TODAY).ask == (
        "fir is no date, so it is kept as a note and the leave is today. Is that right?",
    )
    assert not parse_quick_add("a today dentist", today=TODAY).ask
    assert not parse_quick_add("ngu s flu", today=TODAY).ask  # nobody is asked who takes the call


def test_long_past_and_far_ahead_ask_once() -> None:
    assert parse_quick_add("ngu a 1/10 2/10", today=TODAY).ask
    assert parse_quick_add("ngu a 1/7/2028", today=TODAY).ask
    assert not parse_quick_add("ngu a 1/11", today=TODAY).ask


@pytest.mark.parametrize(
    ("line", "code"),
    [
        pytest.param("ngu a 31/12/9999", "year_out_of_range", id="a year of four nines"),
        pytest.param("ngu a 23 nov 9999", "year_out_of_range", id="after a month in letters"),
        pytest.param("ngu a 8/2/1926", "year_out_of_range", id="last century"),
        pytest.param("ngu a 9999-12-31", "year_out_of_range", id="as computers write it"),
        pytest.param("ngu a 8/2 " + "x" * 200, "too_long", id="a note without end"),
        pytest.param("ngu a " + "9/" * 60 + "9", "bad_date", id="a long date"),
    ],
)
def test_what_cannot_be_a_year_or_a_line_is_refused_in_few_words(line: str, code: str) -> None:
    (error,) = parse_quick_add(line, today=TODAY).errors
    assert error.code == code
    assert len(error.message) < 130


def test_dates_without_known_bank_holidays_cannot_be_booked() -> None:
    known = date(2028, 12, 31)
    assert cannot_be_booked(date(2028, 12, 27), last=date(2028, 12, 31), known_until=known) == ""
    assert "known up to 31 December 2028" in cannot_be_booked(
        date(2028, 12, 27), last=date(2029, 1, 2), known_until=known
    )
    assert "2000 to 2099" in cannot_be_booked(date(1999, 12, 31), last=None, known_until=known)
    assert cannot_be_booked(date(2040, 1, 1), last=None, known_until=None) == ""
