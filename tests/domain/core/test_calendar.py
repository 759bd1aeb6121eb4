"""Properties of working days, months and the shipped list of bank holidays."""

from datetime import date, timedelta

import pytest
from govuk_bank_holidays.bank_holidays import BankHolidays
from hypothesis import given
from hypothesis import strategies as st

from directorate.core.domain import calendar
from directorate.core.domain.bank_holidays import ENGLAND_AND_WALES, bank_holidays_between, easter_sunday

EW = calendar.england_and_wales()
DAYS = st.dates(date(2020, 1, 1), date(2027, 12, 31))
COUNTS = st.integers(0, 60)


@given(start=DAYS, n=COUNTS)
def test_subtracting_what_was_added_comes_back_to_a_working_start(start: date, n: int) -> None:
    start = calendar.next_working_day(start, calendar=EW)
    there = calendar.add_working_days(start, n=n, calendar=EW)
    assert calendar.subtract_working_days(there, n=n, calendar=EW) == start


@given(start=DAYS, n=COUNTS)
def test_days_between_are_the_days_added(start: date, n: int) -> None:
    end = calendar.add_working_days(start, n=n, calendar=EW)
    assert calendar.working_days_between(start, end=end, calendar=EW) == n
    assert calendar.working_days_between(end, end=start, calendar=EW) == -n


@given(start=DAYS, n=COUNTS)
def test_explained_days_are_all_the_days_after_day_zero(start: date, n: int) -> None:
    found = calendar.explain_working_days(start, n=n, calendar=EW)
    assert len(found.counted) == n
    assert len(found.counted) + len(found.skipped) == (found.result - start).days


@given(start=DAYS, n=st.integers(-48, 48))
def test_months_keep_the_day_or_clamp_to_the_month_end(start: date, n: int) -> None:
    found = calendar.add_months(start, n=n)
    assert found.clamped == (found.date.day != start.day)
    if found.clamped:
        assert (found.date + timedelta(days=1)).day == 1


def test_shipped_list_agrees_with_the_published_package() -> None:
    published = {event["date"] for event in BankHolidays(use_cached_holidays=True).get_holidays("england-and-wales")}
    first, last = min(published), max(published)
    shipped = {day.date for day in ENGLAND_AND_WALES if first <= day.date <= last}
    assert shipped == {day for day in published if day >= ENGLAND_AND_WALES[0].date}


@pytest.mark.parametrize(("year", "number"), [(2022, 10), (2023, 10), (2024, 7), (2025, 8), (2026, 10), (2027, 6)])
def test_leave_year_has_so_many_bank_holidays(year: int, number: int) -> None:
    assert len(bank_holidays_between(date(year, 4, 1), last=date(year + 1, 3, 31))) == number


@given(year=st.integers(1900, 2299))
def test_easter_is_a_sunday_between_22_march_and_25_april(year: int) -> None:
    easter = easter_sunday(year)
    assert easter.isoweekday() == 7
    assert date(year, 3, 22) <= easter <= date(year, 4, 25)


@pytest.mark.parametrize(
    "text", ["20261123", "2026-W48-1", "2026-11-3", "2026-02-30", "23/11/2026", "", None, 20261123], ids=str
)
def test_only_a_real_iso_date_is_read(text: object) -> None:
    with pytest.raises(calendar.CalendarError, match="bad_date"):
        calendar.parse_iso_date(text)
