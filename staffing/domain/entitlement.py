"""Annual-leave entitlement in hours of one person and one leave year, exact and rounded once.

Source: NHS terms and conditions of service (Agenda for Change) handbook, section 13; NHS ESR annual-leave guide
(weekly hours / 5 x days). Method, bank-holiday mode and rounding are settings: policies differ.
"""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from directorate.core.domain.periods import Period, financial_year_of, month_of
from directorate.core.domain.rounding import decimal_half_away
from directorate.core.domain.service import complete_years
from staffing.domain.spans import ONE_DAY, Span, each_day

Method = Literal["daily", "days365", "months"]
BankHolidayMode = Literal["fixed_8", "actual", "none"]
RoundingMode = Literal["half_up", "half_even", "up"]
FIXED_BANK_HOLIDAYS = 8
DAYS_OF_A_WORKING_WEEK = 5
MONTHS_OF_A_YEAR = 12
DAYS_365 = 365


@dataclass(frozen=True, slots=True)
class ContractedHours:
    """Weekly hours between two days, both in; last None is open."""

    span: Span
    weekly_hours: Fraction


@dataclass(frozen=True, slots=True)
class ServiceStep:
    """Days of leave of a full-time person after so many complete years of service."""

    after_years: int
    days: int


AFC_STEPS = (ServiceStep(0, 27), ServiceStep(5, 29), ServiceStep(10, 33))


@dataclass(frozen=True, slots=True)
class EntitlementSettings:
    """The Trust's choices; `rounding_step` in hours."""

    method: Method = "daily"
    bank_holiday_mode: BankHolidayMode = "actual"
    rounding_step: Fraction = Fraction(1, 2)
    rounding_mode: RoundingMode = "half_up"
    steps: tuple[ServiceStep, ...] = AFC_STEPS


@dataclass(frozen=True, slots=True)
class Entitlement:
    """Hours of annual leave and of bank holidays, unrounded and rounded."""

    al_raw: Fraction
    bh_raw: Fraction
    al_hours: Decimal
    bh_hours: Decimal

    @property
    def total_hours(self) -> Decimal:
        """Return annual leave and bank holidays together, both rounded."""
        return self.al_hours + self.bh_hours

    @property
    def al_minutes(self) -> int:
        """Return the annual leave as the ledger keeps it."""
        return int(self.al_hours * 60)

    @property
    def bh_minutes(self) -> int:
        """Return the bank holidays as the ledger keeps them."""
        return int(self.bh_hours * 60)


def entitlement(
    leave_year_start: date,
    *,
    service_start: date,
    hours: Sequence[ContractedHours],
    bank_holidays: Container[date],
    settings: EntitlementSettings | None = None,
) -> Entitlement:
    """Return the entitlement of the leave year that begins on that 1 April."""
    used = settings or EntitlementSettings()
    year = financial_year_of(leave_year_start)

    def leave_days(day: date) -> int:
        return days_after(complete_years(service_start, as_at=day), steps=used.steps)

    al_raw = _spread(year, days=leave_days, hours=hours, method=used.method)
    bh_raw = _bank_holiday_hours(year, hours=hours, bank_holidays=bank_holidays, settings=used)
    return Entitlement(
        al_raw=al_raw,
        bh_raw=bh_raw,
        al_hours=rounded_hours(al_raw, step=used.rounding_step, mode=used.rounding_mode),
        bh_hours=rounded_hours(bh_raw, step=used.rounding_step, mode=used.rounding_mode),
    )


def days_after(years: int, *, steps: Sequence[ServiceStep]) -> int:
    """Return the days of the highest step reached, 0 when none is."""
    reached = [step for step in steps if step.after_years <= years]
    return max(reached, key=lambda step: step.after_years).days if reached else 0


def rounded_hours(hours: Fraction, *, step: Fraction, mode: RoundingMode) -> Decimal:
    """Return hours rounded to a multiple of the step; `half_up` sends a tie up, `half_even` to the even multiple."""
    steps = hours / step
    if mode == "up":
        whole = -(-steps.numerator // steps.denominator)
    elif mode == "half_even":
        whole = round(steps)
    else:
        whole = (2 * steps.numerator + steps.denominator) // (2 * steps.denominator)
    return decimal_half_away(whole * step, places=2)


def weekly_hours_on(day: date, *, hours: Sequence[ContractedHours]) -> Fraction | None:
    """Return the contracted weekly hours on a day, all posts together; None when not employed."""
    held = [contract.weekly_hours for contract in hours if contract.span.holds(day)]
    return sum(held, Fraction(0)) if held else None


def _spread(year: Period, *, days: Callable[[date], int], hours: Sequence[ContractedHours], method: Method) -> Fraction:
    """Return days x weekly hours / 5, spread over the year by the method."""
    if method == "months":
        return sum((_month_part(month, days=days, hours=hours) for month in _months(year)), Fraction(0))
    parts = DAYS_365 if method == "days365" else year.days
    employed = ((day, weekly) for day in each_day(year) if (weekly := weekly_hours_on(day, hours=hours)) is not None)
    return sum((days(day) * weekly for day, weekly in employed), Fraction(0)) / DAYS_OF_A_WORKING_WEEK / parts


def _months(year: Period) -> list[Period]:
    months = [month_of(year.first)]
    while months[-1].last < year.last:
        months.append(month_of(months[-1].last + ONE_DAY))
    return months


def _month_part(month: Period, *, days: Callable[[date], int], hours: Sequence[ContractedHours]) -> Fraction:
    """Return one twelfth for a month employed throughout, nothing otherwise."""
    weekly = weekly_hours_on(month.first, hours=hours)
    if weekly is None or any(weekly_hours_on(day, hours=hours) is None for day in each_day(month)):
        return Fraction(0)
    return days(month.first) * weekly / DAYS_OF_A_WORKING_WEEK / MONTHS_OF_A_YEAR


def _bank_holiday_hours(
    year: Period,
    *,
    hours: Sequence[ContractedHours],
    bank_holidays: Container[date],
    settings: EntitlementSettings,
) -> Fraction:
    if settings.bank_holiday_mode == "none":
        return Fraction(0)
    if settings.bank_holiday_mode == "fixed_8":
        return _spread(year, days=lambda _: FIXED_BANK_HOLIDAYS, hours=hours, method=settings.method)
    weekly = [weekly_hours_on(day, hours=hours) for day in each_day(year) if day in bank_holidays]
    return sum((held for held in weekly if held is not None), Fraction(0)) / DAYS_OF_A_WORKING_WEEK
