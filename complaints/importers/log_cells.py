"""Cells of the complaints log: text, dates, whole numbers, codes and NHS numbers, none of them guessed.

Source: complaints rule book, section 15, rules 4 to 12.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from directorate.core.domain.nhs_numbers import read_nhs_number

EMPTY = frozenset({"", "-", "--", "n/a", "na", "nil", "none"})
EMPTY_CODE = frozenset({"", "-", "--", "n/a"})
MONTHS = {
    name: place for place, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sep sept", "october oct", "november nov", "december dec"), start=1,
    ) for name in names.split()
}  # fmt: skip
DAY_ZERO = date(1899, 12, 30)
FIRST_SERIAL, LAST_SERIAL = 30_000, 59_999
_WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[,.]?\s+")
_TIME = re.compile(r"[\sT]+\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?\s*(?:am|pm)?$", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})")
_MONTH_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s-]+([a-z]+)\.?,?[\s-]+(\d{4}|\d{2})")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_NUMBER = re.compile(r"(-?\d+(?:\.\d+)?)(k?)")
_MANGLED = re.compile(r"\d(?:\.\d+)?e\+?\d+", re.IGNORECASE)
_FORMULA = re.compile(r"[=+\-@].")
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Read:
    """A cell as read: its value (None when empty), or what is wrong with it."""

    value: Any = None
    code: str = ""


def plain(text: str) -> str:
    """Return a heading or code for comparison: lower case, everything else than letters and digits one space."""
    return _NOT_PLAIN.sub(" ", text.lower()).strip()


def text_of(cell: Any) -> str:
    """Return a cell as text; line breaks, tabs and no-break spaces are one space."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else " ".join(str(cell).replace("\xa0", " ").split())


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet would take the text for a formula."""
    return bool(_FORMULA.match(text))


def read_date(cell: Any) -> Read:
    """Return the date of a cell, day first; 12/25/2025 is none."""
    if isinstance(cell, datetime):
        return Read(cell.date())
    if isinstance(cell, date):
        return Read(cell)
    text = text_of(cell).lower()
    if text in EMPTY:
        return Read()
    found = _date_in(_TIME.sub("", _WEEKDAY.sub("", text)).strip())
    return Read(found) if found else Read(code="bad_date")


def _date_in(text: str) -> date | None:
    if _SERIAL.fullmatch(text):
        serial = int(float(text))
        return DAY_ZERO + timedelta(days=serial) if FIRST_SERIAL <= serial <= LAST_SERIAL else None
    if found := _YEAR_FIRST.fullmatch(text):
        return _real(*found.groups())
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year = found.groups()
        return _real(year, month, day)
    if found := _MONTH_NAMED.fullmatch(text):
        day, name, year = found.groups()
        return _real(year, str(MONTHS.get(name, 0)), day)
    return None


def _real(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return None


def read_whole(cell: Any) -> Read:
    """Return a whole number that is not negative."""
    text = text_of(cell).lower().replace("£", "").replace(",", "").replace(" ", "")
    if text in EMPTY:
        return Read()
    if text.startswith("(") and text.endswith(")"):
        text = f"-{text[1:-1]}"
    found = _NUMBER.fullmatch(text)
    if not found:
        return Read(code="bad_number")
    number = float(found[1]) * (1000 if found[2] else 1)
    if number < 0:
        return Read(code="negative_value")
    return Read(int(number)) if number.is_integer() else Read(code="not_whole")


def read_code(cell: Any, *, codes: dict[str, str], unknown: str) -> Read:
    """Return the value that a text stands for."""
    text = text_of(cell)
    if text.lower() in EMPTY_CODE:
        return Read()
    found = codes.get(plain(text))
    return Read(found) if found else Read(code=unknown)


def read_number_of_nhs(cell: Any) -> Read:
    """Return ten digits that pass the check digit; what Excel has made 9.43E+09 is said, never padded."""
    text = text_of(cell)
    if text.lower() in EMPTY:
        return Read()
    if _MANGLED.fullmatch(text):
        return Read(code="nhs_number_mangled")
    digits = text.replace(" ", "").replace("-", "")
    return Read(digits) if read_nhs_number(digits).valid else Read(code="nhs_number_invalid")
