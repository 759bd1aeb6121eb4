"""A day typed without a year is the nearest one, or the next where only that makes sense."""

from datetime import UTC, date, datetime
from typing import Literal

import pytest
from django.core.exceptions import ValidationError

from directorate.core import clock
from directorate.core.forms.dates import TypedDateField

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "yearless", "read"),
    [
        ("25/11", "nearest", date(2026, 11, 25)),
        ("3/12", "nearest", date(2026, 12, 3)),
        ("20/2", "nearest", date(2027, 2, 20)),
        ("20.6", "nearest", date(2026, 6, 20)),
        ("29/2", "next", date(2028, 2, 29)),
        ("25/11", "next", date(2027, 11, 25)),
        ("27-11", "next", date(2026, 11, 27)),
        ("25/11/26", "nearest", date(2026, 11, 25)),
        (" 25 November 2026 ", "nearest", date(2026, 11, 25)),
        ("2026-11-25", "nearest", date(2026, 11, 25)),
    ],
)
def test_what_is_read(
    monkeypatch: pytest.MonkeyPatch, typed: str, yearless: Literal["nearest", "next"], read: date
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW if "29/2" not in typed else NOW.replace(year=2027))
    assert TypedDateField(yearless=yearless).clean(typed) == read


@pytest.mark.parametrize("typed", ["31/2", "13/13", "11/23/2026", "0/1", "tomorrow", "5", "1/1/1/1"])
def test_what_is_no_day_is_said(typed: str) -> None:
    with pytest.raises(ValidationError, match="Received must be a date with day, month and year"):
        TypedDateField(label="Received").clean(typed)
    with pytest.raises(ValidationError, match="Enter the day of the figure, day first, for example 20/2/2027"):
        TypedDateField(asked="Enter the day of the figure").clean(typed)
