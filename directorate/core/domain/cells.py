"""One cell of an import file to a value: strict, never month first, nothing guessed.

The text is trimmed, also of no-break and zero-width spaces. A cell gives a value, or nothing with the flag
`blank`, or an error code; a flag on a value says what was noticed while reading it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from directorate.core.domain.calendar import MONTH_NAMES
from directorate.core.domain.rounding import decimal_half_away, exact, whole_half_away

CellType = Literal["text", "number", "excel_time", "empty"]
Target = Literal["date", "duration", "fte", "staff_no", "money", "reason"]
Value = date | int | Decimal | str
Number = int | float | Decimal

BLANK_WORDS = frozenset({"", "-", "n/a", "#n/a", "none", "null", "nil"})
OPEN_ENDED_YEARS = frozenset({4712, 9999})
SERIAL_RANGE = range(20000, 80001)
LONGEST_FTE = Fraction(3, 2)
YEARS = range(1900, 2101)
REASON_NUMBERS = frozenset({*range(10, 33), 98, 99})
FIRST_TWO_DIGIT_YEAR_OF_1900S = 80
_SERIAL_DAY_ZERO = date(1899, 12, 30)
_INVISIBLE = " \t\r\n\v\f\u00a0\u2007\u202f\u200b\u200c\u200d\u2060\ufeff"
_TIME = r"(?:[T\s]\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[ap]m)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_ISO = re.compile(rf"(?P<y>\d{{4}})-(?P<m>\d{{2}})-(?P<d>\d{{2}}){_TIME}", re.ASCII | re.IGNORECASE)
_DAY_FIRST = re.compile(
    rf"(?P<d>\d{{1,2}})(?P<s>[/.-])(?P<m>\d{{1,2}})(?P=s)(?P<y>\d{{4}}|\d{{2}}){_TIME}", re.ASCII | re.IGNORECASE
)
_NAMED = re.compile(
    rf"(?P<d>\d{{1,2}})(?P<s>[-\s])\s*(?P<m>[a-z]{{3,9}})(?P=s)\s*(?P<y>\d{{4}}|\d{{2}}){_TIME}",
    re.ASCII | re.IGNORECASE,
)
_OPEN_YEAR_FIRST = re.compile(rf"(?:4712|9999)[/.-]\d{{1,2}}[/.-]\d{{1,2}}{_TIME}", re.ASCII | re.IGNORECASE)
_CLOCK = re.compile(r"(\d+):([0-5]\d)(?::([0-5]\d))?", re.ASCII)
_DECIMAL = re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)", re.ASCII)
_STAFF = re.compile(r"'?(?P<number>\d{1,8})(?P<suffix>-\d+)?", re.ASCII)
_MONEY = re.compile(r"£?\s*(?P<n>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+)", re.ASCII)
_REASON = re.compile(r"S(?P<n>\d{2})(?!\d)", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell holds: a value, or None with a flag (nothing there) or an error (cannot be read)."""

    value: Value | None = None
    flag: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class RawCell:
    """A cell as the reader found it: trimmed text, or a number, of one of the cell types."""

    cell_type: CellType
    text: str
    number: Fraction | None = None


def trimmed(text: str) -> str:
    """Return the text without blanks at its ends, no-break and zero-width ones included."""
    return text.strip(_INVISIBLE)


def is_blank(text: str) -> bool:
    """Return whether the text says that there is nothing: empty, -, n/a, none, null, nil."""
    return trimmed(text).lower() in BLANK_WORDS


def parse_cell(value: str | Number | None, *, cell_type: CellType, target: Target) -> Cell:
    """Return the cell read as a date, minutes, FTE, staff number, money or ESR reason code."""
    if cell_type == "empty" or value is None:
        return Cell(flag="blank")
    if isinstance(value, str):
        text = trimmed(value)
        if text.lower() in BLANK_WORDS:
            return Cell(flag="blank")
        return _PARSERS[target](RawCell(cell_type=cell_type, text=text))
    try:
        number = exact(value)
    except (ValueError, OverflowError):
        return Cell(error=_ERROR_OF_NO_NUMBER[target])
    return _PARSERS[target](RawCell(cell_type=cell_type, text="", number=number))


def parse_date(raw: RawCell) -> Cell:
    """Return a date; open-ended years give no date and the flag `open_ended`."""
    if raw.number is not None:
        return Cell(error="bad_date") if raw.cell_type == "excel_time" else _from_serial(raw.number, flag=None)
    if re.fullmatch(r"[0-9]{5}", raw.text):
        return _from_serial(Fraction(raw.text), flag="serial_text")
    if _OPEN_YEAR_FIRST.fullmatch(raw.text):
        return Cell(flag="open_ended")
    match = _ISO.fullmatch(raw.text) or _DAY_FIRST.fullmatch(raw.text) or _NAMED.fullmatch(raw.text)
    if not match:
        return Cell(error="bad_date")
    return _from_parts(day=int(match["d"]), month=_month(match["m"]), year=match["y"])


def parse_duration(raw: RawCell) -> Cell:
    """Return whole minutes from h:mm, h:mm:ss, decimal hours or Excel's fraction of a day."""
    minutes = _minutes(raw)
    if minutes is None or minutes < 0:
        return Cell(error="bad_duration")
    return Cell(value=whole_half_away(minutes))


def parse_fte(raw: RawCell) -> Cell:
    """Return a full-time equivalent with 4 decimals, 0 to 1.5."""
    number = raw.number if raw.number is not None else _fraction_or_percentage(raw.text)
    if number is None or number < 0:
        return Cell(error="bad_number")
    if number > LONGEST_FTE:
        return Cell(error="fte_out_of_range")
    fte = decimal_half_away(number, places=4)
    flag = "zero" if fte == 0 else "over_one" if fte > 1 else None
    return Cell(value=fte, flag=flag)


def parse_staff_no(raw: RawCell) -> Cell:
    """Return eight digits, with the assignment suffix where there is one."""
    text = raw.text if raw.number is None else _whole_text(raw.number)
    match = _STAFF.fullmatch(text)
    if not match:
        return Cell(error="bad_staff_no")
    number = match["number"].zfill(8)
    return Cell(value=number + (match["suffix"] or ""), flag="padded" if len(match["number"]) < len(number) else None)


def parse_money(raw: RawCell) -> Cell:
    """Return pounds with 2 decimals; brackets or a minus mean negative."""
    pounds = raw.number if raw.number is not None else _pounds(raw.text)
    if pounds is None:
        return Cell(error="bad_number")
    return Cell(value=decimal_half_away(pounds, places=2))


def parse_reason(raw: RawCell) -> Cell:
    """Return the ESR level-1 sickness reason code at the start of the text.

    Source: NHS ESR sickness reasons, S10 to S32, S98, S99; the wording after the code drifts.
    """
    match = _REASON.match(raw.text)
    if not match:
        return Cell(error="no_reason_code")
    number = int(match["n"])
    if number not in REASON_NUMBERS:
        return Cell(error="unknown_reason")
    return Cell(value=f"S{number}")


_PARSERS: dict[Target, Callable[[RawCell], Cell]] = {
    "date": parse_date,
    "duration": parse_duration,
    "fte": parse_fte,
    "staff_no": parse_staff_no,
    "money": parse_money,
    "reason": parse_reason,
}
_ERROR_OF_NO_NUMBER: dict[Target, str] = {
    "date": "bad_date",
    "duration": "bad_duration",
    "fte": "bad_number",
    "staff_no": "bad_staff_no",
    "money": "bad_number",
    "reason": "no_reason_code",
}


def _from_serial(number: Fraction, *, flag: str | None) -> Cell:
    serial = number.numerator // number.denominator
    if serial not in SERIAL_RANGE:
        return Cell(error="bad_date")
    return Cell(value=_SERIAL_DAY_ZERO + timedelta(days=serial), flag=flag)


def _from_parts(*, day: int, month: int, year: str) -> Cell:
    short = len(year) == len("26")
    full_year = _century(int(year)) if short else int(year)
    if full_year in OPEN_ENDED_YEARS:
        return Cell(flag="open_ended")
    try:
        value = date(full_year, month, day)
    except ValueError:
        return Cell(error="bad_date")
    if full_year not in YEARS:
        return Cell(error="year_out_of_range")
    return Cell(value=value, flag="two_digit_year" if short else None)


def _century(two_digits: int) -> int:
    return (2000 if two_digits < FIRST_TWO_DIGIT_YEAR_OF_1900S else 1900) + two_digits


def _month(text: str) -> int:
    """Return the month's number, 0 for a word that is no month."""
    if text.isdigit():
        return int(text)
    word = "sep" if text.lower() == "sept" else text.lower()
    return next((index for index, name in enumerate(MONTH_NAMES, start=1) if word in {name, name[:3]}), 0)


def _minutes(raw: RawCell) -> Fraction | None:
    if raw.number is not None:
        return raw.number * (24 * 60 if raw.cell_type == "excel_time" else 60)
    clock = _CLOCK.fullmatch(raw.text)
    if clock:
        return int(clock[1]) * 60 + int(clock[2]) + Fraction(int(clock[3] or 0), 60)
    return Fraction(raw.text) * 60 if _DECIMAL.fullmatch(raw.text) else None


def _fraction_or_percentage(text: str) -> Fraction | None:
    number = text.removesuffix("%").rstrip()
    if not _DECIMAL.fullmatch(number):
        return None
    return Fraction(number) / (100 if text.endswith("%") else 1)


def _whole_text(number: Fraction) -> str:
    return str(number.numerator) if number.denominator == 1 else ""


def _pounds(text: str) -> Fraction | None:
    bracketed = text.startswith("(") and text.endswith(")")
    inner = trimmed(text[1:-1]) if bracketed else text
    signless = re.sub(r"^-\s*|(?<=£)-", "", inner, count=1)
    match = _MONEY.fullmatch(signless)
    minus = signless != inner
    if not match or (bracketed and minus):
        return None
    pounds = Fraction(match["n"].replace(",", ""))
    return -pounds if bracketed or minus else pounds
