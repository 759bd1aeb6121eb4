"""The day of a file as its titles or its name give it."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from directorate.core.domain.calendar import MONTH_NAMES

_TITLE = re.compile(
    r"\b(?:census|as at|position|snapshot)\b[^0-9]{0,20}(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.IGNORECASE
)
# A year of four digits always: 31-01-26 could be a day of 2026 or of 2031.
_NAMES = re.compile(
    r"(?<!\d)(?:"
    r"(?P<iso>20\d\d)(?P<gap>[-_. ]?)(?P<iso_month>\d\d)(?P=gap)(?P<iso_day>\d\d)"
    r"|(?P<joined_day>\d\d)(?P<joined_month>\d\d)(?P<joined>20\d\d)"
    r"|(?P<day>\d{1,2})(?P<between>[-_. ])(?P<month>\d{1,2})(?P=between)(?P<year>20\d\d)"
    r"|(?P<named_day>\d{1,2})(?:st|nd|rd|th)?[-_. ]?(?P<word>[a-z]{3,9})[-_. ]?(?P<named>20\d\d)"
    r")(?!\d)",
    re.IGNORECASE,
)


def date_in_titles(titles: Iterable[str]) -> date | None:
    """Return the day that a title names ("Census date: 31/01/2026"), None when there is none."""
    for title in titles:
        if found := _TITLE.search(title):
            day, month, year = map(int, found.groups())
            return _date(year, month=month, day=day)
    return None


def dates_in_file_name(name: str) -> list[date]:
    """Return the days that a file name gives, in its order: ISO, or British with the day first; never a year of two digits."""
    return list(dict.fromkeys(_days(name)))


def date_in_file_name(name: str) -> date | None:
    """Return the first day in a file name, None when there is none; often the end of the week, so only to be offered."""
    return next(_days(name), None)


def _days(name: str) -> Iterator[date]:
    place = 0
    while found := _NAMES.search(name, place):
        part = found.groupdict()
        word = (part["word"] or "").lower()
        month = part["iso_month"] or part["joined_month"] or part["month"] or _month(word)
        day = _date(
            int(part["iso"] or part["joined"] or part["year"] or part["named"]),
            month=int(month),
            day=int(part["iso_day"] or part["joined_day"] or part["day"] or part["named_day"]),
        )
        if day is not None:
            yield day
        # What is no day (a number of a run before the date) may hide one that begins a little later.
        place = found.end() if day is not None else found.start() + 1


def _month(word: str) -> int:
    """Return 1 to 12 for the name of a month or its first three letters (sept too), 0 for any other word."""
    return next(
        (n for n, name in enumerate(MONTH_NAMES, 1) if word in {name, name[:3]} or word == "sept" == name[:4]), 0
    )


def _date(year: int, *, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
