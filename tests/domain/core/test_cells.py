"""Cells of import files: nothing guessed, never month first."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directorate.core.domain.cells import Cell, parse_cell
from directorate.core.domain.rounding import decimal_half_away, whole_half_away


def _date(text: str) -> Cell:
    return parse_cell(text, cell_type="text", target="date")


@given(day=st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_date_written_day_first_is_read_back(day: date) -> None:
    for written in (f"{day:%d/%m/%Y}", f"{day:%d-%m-%Y}", f"{day:%d.%m.%Y} 00:00", f"{day:%d-%b-%Y}", day.isoformat()):
        assert _date(written).value == day


@pytest.mark.parametrize(
    "text", ["12/31/2026", "31/12-2026", "2026/12/31", "31 Dec", "1/1/202", "32", "2026-13-01", "00/01/2026"], ids=str
)
def test_anything_else_is_no_date(text: str) -> None:
    assert _date(text).error == "bad_date"


@pytest.mark.parametrize("text", ["31/12/9999", "9999-12-31", "4712-12-31", "1-Jan-4712 00:00"], ids=str)
def test_open_ended_years_give_no_date(text: str) -> None:
    assert _date(text) == Cell(flag="open_ended")


@pytest.mark.parametrize(
    ("target", "text", "value", "flag", "error"),
    [
        pytest.param("duration", "37:30", 2250, None, None, id="more than a day"),
        pytest.param("duration", "7:30:30", 451, None, None, id="seconds rounded up"),
        pytest.param("duration", "7:75", None, None, "bad_duration", id="no such minute"),
        pytest.param("duration", "-1:00", None, None, "bad_duration", id="negative"),
        pytest.param("fte", "60%", Decimal("0.6000"), None, None, id="percentage"),
        pytest.param("fte", "1.51", None, None, "fte_out_of_range", id="too much"),
        pytest.param("fte", "-0.5", None, None, "bad_number", id="negative fte"),
        pytest.param("staff_no", "123456", "00123456", "padded", None, id="zeros lost"),
        pytest.param("staff_no", "123456-2", "00123456-2", "padded", None, id="second assignment"),
        pytest.param("staff_no", "123456789", None, None, "bad_staff_no", id="nine digits"),
        pytest.param("money", "(£1,234.505)", Decimal("-1234.51"), None, None, id="brackets"),
        pytest.param("money", "£-3", Decimal("-3.00"), None, None, id="minus after the pound"),
        pytest.param("money", "1,23", None, None, "bad_number", id="comma in the wrong place"),
        pytest.param("money", "(-3)", None, None, "bad_number", id="twice negative"),
        pytest.param("reason", "Cold S13", None, None, "no_reason_code", id="code not first"),
        pytest.param("reason", " N/A ", None, "blank", None, id="blank word"),
    ],
)
def test_cell_is_read_as(target: str, text: str, value: object, flag: str | None, error: str | None) -> None:
    assert parse_cell(text, cell_type="text", target=target) == Cell(value=value, flag=flag, error=error)  # type: ignore[arg-type]


@given(number=st.decimals(-1000, 1000, places=3))
def test_rounding_goes_away_from_zero_on_a_tie(number: Decimal) -> None:
    rounded = decimal_half_away(number, places=2)
    assert rounded == -decimal_half_away(-number, places=2)
    assert abs(rounded - number) <= Decimal("0.005")
    assert whole_half_away(Decimal("2.5")) == 3
