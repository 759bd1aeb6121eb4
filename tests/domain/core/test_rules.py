"""Suppression, periods, NHS numbers and charts beyond their worked cases."""

from datetime import date, datetime, timedelta
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directorate.core.domain import spc
from directorate.core.domain.nhs_numbers import check_digit, read_nhs_number
from directorate.core.domain.periods import financial_year_of, last_complete_week, report_period
from directorate.core.domain.suppression import Table, suppress

K = 5


def _bounds(text: str) -> tuple[float, float]:
    if text == "*":
        return K, inf
    if text.startswith("<"):
        return 1, K - 1
    return int(text), int(text)


TABLES = st.integers(1, 4).flatmap(
    lambda columns: st.lists(st.tuples(*[st.integers(0, 15)] * columns), min_size=1, max_size=5)
)


@given(rows=TABLES)
def test_no_small_count_is_printed_or_left_alone_in_its_row(rows: list[tuple[int, ...]]) -> None:
    found = suppress(Table(counts=tuple(rows), totals_shown=True), smallest_shown=K)
    for row, counts in zip(found.cells, rows, strict=True):
        for text, count in zip(row, counts, strict=True):
            low, high = _bounds(text)
            assert low <= count <= high
            assert text.startswith("<") == (0 < count < K)
    for number, row in enumerate(found.cells):
        if found.row_totals is None:
            continue
        line = [*row, found.row_totals[number]]
        assert sum(text[0] in "<*" for text in line) != 1


@given(run_date=st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_last_complete_week_ended_within_the_seven_days_before(run_date: date) -> None:
    week = last_complete_week(run_date)
    assert (week.first.isoweekday(), week.last.isoweekday(), week.days) == (1, 7, 7)
    assert timedelta(days=1) <= run_date - week.last <= timedelta(days=7)


@pytest.mark.parametrize(
    ("run", "label"),
    [("2027-01-04T07:30", "2026-W53"), ("2026-01-05T07:30", "2026-W01"), ("2026-11-22T23:59", "2026-W46")],
)
def test_week_label_is_the_iso_week_of_its_sunday(run: str, label: str) -> None:
    assert report_period("weekly", local_now=datetime.fromisoformat(run), version=1).label == label


def test_financial_year_turns_on_1_april() -> None:
    assert financial_year_of(date(2026, 3, 31)).first == date(2025, 4, 1)
    assert financial_year_of(date(2026, 4, 1)).first == date(2026, 4, 1)


@given(first_nine=st.from_regex(r"[0-9]{9}", fullmatch=True))
def test_number_with_its_check_digit_is_valid_in_every_written_form(first_nine: str) -> None:
    digit = check_digit(first_nine)
    digits = f"{first_nine}{digit}"
    valid = digit < 10 and len(set(digits)) > 1
    forms = (
        [digits, f" {digits} "] if digit >= 10 else [digits, f"{digits[:3]} {digits[3:6]} {digits[6:]}", f"{digits}.0"]
    )
    assert all(read_nhs_number(form).valid == valid for form in forms)


@pytest.mark.parametrize("value", [True, 12.5, float("nan"), "٤٠١٠٢٣٢١٣٧", "401 023-2137", None, "   "], ids=str)
def test_anything_else_is_no_nhs_number(value: object) -> None:
    assert not read_nhs_number(value).valid


@given(values=st.lists(st.integers(0, 100), min_size=1, max_size=40))
def test_limits_lie_around_the_mean_and_do_not_depend_on_order_reversed(values: list[int]) -> None:
    found = spc.limits(values)
    assert found.lpl <= found.near_lpl <= found.mean <= found.near_upl <= found.upl
    assert spc.limits(values[::-1]) == found


def test_a_rebase_starts_new_limits_and_an_empty_series_has_no_chart() -> None:
    found = spc.chart([1] * 13 + [9] * 13, direction="increase", target=5, rebase_at=[13])
    assert [(group.start, group.end) for group in found.groups] == [(0, 12), (13, 25)]
    assert (found.variation_icon, found.assurance_icon) == ("common_cause", "consistent_pass")
    assert spc.chart([], direction="neutral").groups == ()
