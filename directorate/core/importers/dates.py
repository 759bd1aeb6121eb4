"""The day of a file as its titles or its name give it."""

import re
from collections.abc import Iterable
from datetime import date

_TITLE = re.compile(
    r"\b(?:census|as at|position|snapshot)\b[^0-9]{0,20}(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.IGNORECASE
)
_NAME = re.compile(r"(?<!\d)(\d{4})[-_]?(\d{2})[-_]?(\d{2})(?!\d)")


def date_in_titles(titles: Iterable[str]) -> date | None:
    """Return the day that a title names ("Census date: 31/01/2026"), None when there is none."""
    for title in titles:
        if found := _TITLE.search(title):
            day, month, year = map(int, found.groups())
            return _date(year, month=month, day=day)
    return None


def date_in_file_name(name: str) -> date | None:
    """Return the day in a file name, None when there is none; often the end of the week, so only to be offered."""
    found = _NAME.search(name)
    return _date(int(found[1]), month=int(found[2]), day=int(found[3])) if found else None


def _date(year: int, *, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
