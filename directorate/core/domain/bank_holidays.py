"""Bank holidays of England and Wales as shipped: the seed of the rows that a manager edits.

Source: GOV.UK bank holidays, England and Wales, 2019 to 2028, with substitute days in place of the weekend
dates that they replace.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

COVERED_FROM = date(2019, 1, 1)
COVERED_TO = date(2028, 12, 31)


@dataclass(frozen=True, slots=True)
class BankHoliday:
    """One bank holiday; `substitute` when it moved off a weekend."""

    date: date
    name: str
    substitute: bool = False


def easter_sunday(year: int) -> date:
    """Return Easter Sunday of a Gregorian year.

    Source: anonymous Gregorian algorithm, Nature, 20 April 1876.
    """
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)


def bank_holidays_between(
    first: date, *, last: date, holidays: Iterable[BankHoliday] | None = None
) -> tuple[BankHoliday, ...]:
    """Return the bank holidays from first to last, both ends in, in order; by default of the shipped list."""
    listed = ENGLAND_AND_WALES if holidays is None else holidays
    return tuple(sorted((day for day in listed if first <= day.date <= last), key=lambda day: day.date))


def _day(iso: str, name: str) -> BankHoliday:
    return BankHoliday(date=date.fromisoformat(iso), name=name)


def _substitute(iso: str, name: str) -> BankHoliday:
    return BankHoliday(date=date.fromisoformat(iso), name=name, substitute=True)


ENGLAND_AND_WALES: tuple[BankHoliday, ...] = (
    _day("2019-01-01", "New Year's Day"),
    _day("2019-04-19", "Good Friday"),
    _day("2019-04-22", "Easter Monday"),
    _day("2019-05-06", "Early May bank holiday"),
    _day("2019-05-27", "Spring bank holiday"),
    _day("2019-08-26", "Summer bank holiday"),
    _day("2019-12-25", "Christmas Day"),
    _day("2019-12-26", "Boxing Day"),
    _day("2020-01-01", "New Year's Day"),
    _day("2020-04-10", "Good Friday"),
    _day("2020-04-13", "Easter Monday"),
    _day("2020-05-08", "Early May bank holiday (VE day)"),
    _day("2020-05-25", "Spring bank holiday"),
    _day("2020-08-31", "Summer bank holiday"),
    _day("2020-12-25", "Christmas Day"),
    _substitute("2020-12-28", "Boxing Day"),
    _day("2021-01-01", "New Year's Day"),
    _day("2021-04-02", "Good Friday"),
    _day("2021-04-05", "Easter Monday"),
    _day("2021-05-03", "Early May bank holiday"),
    _day("2021-05-31", "Spring bank holiday"),
    _day("2021-08-30", "Summer bank holiday"),
    _substitute("2021-12-27", "Christmas Day"),
    _substitute("2021-12-28", "Boxing Day"),
    _substitute("2022-01-03", "New Year's Day"),
    _day("2022-04-15", "Good Friday"),
    _day("2022-04-18", "Easter Monday"),
    _day("2022-05-02", "Early May bank holiday"),
    _day("2022-06-02", "Spring bank holiday"),
    _day("2022-06-03", "Platinum Jubilee bank holiday"),
    _day("2022-08-29", "Summer bank holiday"),
    _day("2022-09-19", "Bank Holiday for the State Funeral of Queen Elizabeth II"),
    _day("2022-12-26", "Boxing Day"),
    _substitute("2022-12-27", "Christmas Day"),
    _substitute("2023-01-02", "New Year's Day"),
    _day("2023-04-07", "Good Friday"),
    _day("2023-04-10", "Easter Monday"),
    _day("2023-05-01", "Early May bank holiday"),
    _day("2023-05-08", "Bank holiday for the coronation of King Charles III"),
    _day("2023-05-29", "Spring bank holiday"),
    _day("2023-08-28", "Summer bank holiday"),
    _day("2023-12-25", "Christmas Day"),
    _day("2023-12-26", "Boxing Day"),
    _day("2024-01-01", "New Year's Day"),
    _day("2024-03-29", "Good Friday"),
    _day("2024-04-01", "Easter Monday"),
    _day("2024-05-06", "Early May bank holiday"),
    _day("2024-05-27", "Spring bank holiday"),
    _day("2024-08-26", "Summer bank holiday"),
    _day("2024-12-25", "Christmas Day"),
    _day("2024-12-26", "Boxing Day"),
    _day("2025-01-01", "New Year's Day"),
    _day("2025-04-18", "Good Friday"),
    _day("2025-04-21", "Easter Monday"),
    _day("2025-05-05", "Early May bank holiday"),
    _day("2025-05-26", "Spring bank holiday"),
    _day("2025-08-25", "Summer bank holiday"),
    _day("2025-12-25", "Christmas Day"),
    _day("2025-12-26", "Boxing Day"),
    _day("2026-01-01", "New Year's Day"),
    _day("2026-04-03", "Good Friday"),
    _day("2026-04-06", "Easter Monday"),
    _day("2026-05-04", "Early May bank holiday"),
    _day("2026-05-25", "Spring bank holiday"),
    _day("2026-08-31", "Summer bank holiday"),
    _day("2026-12-25", "Christmas Day"),
    _substitute("2026-12-28", "Boxing Day"),
    _day("2027-01-01", "New Year's Day"),
    _day("2027-03-26", "Good Friday"),
    _day("2027-03-29", "Easter Monday"),
    _day("2027-05-03", "Early May bank holiday"),
    _day("2027-05-31", "Spring bank holiday"),
    _day("2027-08-30", "Summer bank holiday"),
    _substitute("2027-12-27", "Christmas Day"),
    _substitute("2027-12-28", "Boxing Day"),
    _substitute("2028-01-03", "New Year's Day"),
    _day("2028-04-14", "Good Friday"),
    _day("2028-04-17", "Easter Monday"),
    _day("2028-05-01", "Early May bank holiday"),
    _day("2028-05-29", "Spring bank holiday"),
    _day("2028-08-28", "Summer bank holiday"),
    _day("2028-12-25", "Christmas Day"),
    _day("2028-12-26", "Boxing Day"),
)
