"""Weeks of a month: how a template says them, and the dates they fall on.

Source: rota rule book, sections 9 (activity template) and 11.1 (weeks text).
"""

import re
from collections.abc import Collection
from datetime import date, timedelta

EVERY_WEEK = (1, 2, 3, 4, 5)
EVERY_WORDS = frozenset({"every", "weekly"})
WITHOUT_ANCHOR = frozenset({"alt", "alternate", "alternating", "fortnightly", "biweekly"})
ORDINALS = {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5}
BETWEEN = re.compile(r"\s*(?:,|&|/|\band\b)\s*", re.IGNORECASE)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class AmbiguousPatternError(ValueError):
    """Every other week, without saying from when."""

    code = "ambiguous_pattern"


class BadPatternError(ValueError):
    """The weeks cannot be read."""

    code = "bad_pattern"


def weeks_of_month(text: str) -> tuple[int, ...]:
    """Return the weeks of the month, 1 to 5, that a text means.

    Raises: AmbiguousPatternError, BadPatternError.
    """
    words = text.strip().casefold()
    if words in EVERY_WORDS:
        return EVERY_WEEK
    if words in WITHOUT_ANCHOR:
        raise AmbiguousPatternError(f"{text!r} does not say from which week")
    weeks = [ORDINALS.get(word) for word in BETWEEN.split(words)]
    if not weeks or None in weeks:
        raise BadPatternError(f"{text!r} is not a list of weeks")
    return tuple(sorted({week for week in weeks if week is not None}))


def weekday_of_name(text: str) -> int | None:
    """Return the ISO weekday of a day's name or its first three letters, None when it is neither."""
    word = text.strip().casefold().rstrip(".")
    return next((number for number, name in enumerate(WEEKDAYS, start=1) if word in {name, name[:3]}), None)


def week_of_month(day: date) -> int:
    """Return which occurrence of its weekday in its month a day is, 1 to 5."""
    return (day.day - 1) // 7 + 1


def dates_in_month(first: date, *, weekday: int, weeks: Collection[int]) -> list[date]:
    """Return the dates of a month (by its first day) on the weekday in these weeks of the month."""
    days = (first + timedelta(days=offset) for offset in range(31))
    return [
        day for day in days if day.month == first.month and day.isoweekday() == weekday and week_of_month(day) in weeks
    ]
