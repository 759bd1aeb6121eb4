"""What NHS reckonable service gives: leave days and sick-pay months.

Source: NHS terms and conditions of service (Agenda for Change) handbook, sections 13 and 14.
"""

from dataclasses import dataclass
from datetime import date

from directorate.core.domain.calendar import anniversary

LEAVE_DAYS_FROM_YEARS = ((10, 33), (5, 29), (0, 27))
SICK_PAY_FROM_YEARS = ((5, (6, 6)), (3, (5, 5)), (2, (4, 4)), (1, (2, 2)), (0, (1, 2)))


@dataclass(frozen=True, slots=True)
class Service:
    """Length of service on a day and what it gives; sick pay in months at full and at half pay."""

    complete_years: int
    five_year_date: date
    ten_year_date: date
    leave_days: int
    sick_pay_full_months: int
    sick_pay_half_months: int


def complete_years(service_start: date, *, as_at: date) -> int:
    """Return the whole years served; an anniversary of 29 February is 1 March; 0 before the start."""
    years = as_at.year - service_start.year
    reached = anniversary(service_start, years=years) <= as_at
    return max(years if reached else years - 1, 0)


def leave_days(service_start: date, *, as_at: date) -> int:
    """Return the days of annual leave in a full year: 27, 29 from 5 years, 33 from 10 years."""
    years = complete_years(service_start, as_at=as_at)
    return next(days for least, days in LEAVE_DAYS_FROM_YEARS if years >= least)


def service_on(service_start: date, *, as_at: date) -> Service:
    """Return length of service, anniversaries, leave days and sick-pay months on a day."""
    years = complete_years(service_start, as_at=as_at)
    full, half = next(months for least, months in SICK_PAY_FROM_YEARS if years >= least)
    return Service(
        complete_years=years,
        five_year_date=anniversary(service_start, years=5),
        ten_year_date=anniversary(service_start, years=10),
        leave_days=leave_days(service_start, as_at=as_at),
        sick_pay_full_months=full,
        sick_pay_half_months=half,
    )
