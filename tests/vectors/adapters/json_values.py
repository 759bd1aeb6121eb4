"""Dates and decimals between JSON and Python."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from directorate.core.domain.rounding import decimal_half_away

WEEKDAYS = {"mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6, "sun": 7}


def day(text: str) -> date:
    """Return the date of an ISO text."""
    return date.fromisoformat(text)


def day_or_none(text: str | None) -> date | None:
    """Return the date of an ISO text, None for null."""
    return None if text is None else day(text)


def iso(value: date | None) -> str | None:
    """Return the ISO text of a date, null for None."""
    return None if value is None else value.isoformat()


def utc_text(value: datetime) -> str:
    """Return an instant as YYYY-MM-DDTHH:MM:SSZ."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def number(text: Any) -> Fraction:
    """Return the exact number of a decimal text or JSON number."""
    return Fraction(str(text))


def plain(value: Fraction) -> str:
    """Return a finite decimal without trailing zeros."""
    return f"{(Decimal(value.numerator) / value.denominator).normalize():f}"


def hundredths(value: Fraction) -> str:
    """Return a number with two decimals, half away from zero."""
    return str(decimal_half_away(value, places=2))


def text_or_none(value: Decimal | None) -> str | None:
    """Return a decimal as text, null for None."""
    return None if value is None else str(value)
