"""Reporting periods, leave years and labels of weeks and months.

Dates are inclusive at both ends. The NHS financial year and the leave year run from 1 April to 31 March.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from directorate.core.domain.calendar import LONDON, add_months

Report = Literal["weekly", "monthly_vacancies", "monthly_agency"]
FILE_STEMS: dict[Report, str] = {
    "weekly": "ac-weekly",
    "monthly_vacancies": "ac-vacancies",
    "monthly_agency": "ac-agency",
}
ONE_DAY = timedelta(days=1)
APRIL = 4


@dataclass(frozen=True, slots=True)
class Period:
    """Calendar days from first to last, both in."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """Return the number of days."""
        return (self.last - self.first).days + 1

    def holds(self, day: date) -> bool:
        """Return whether the day lies in the period."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class ReportPeriod:
    """What a scheduled report covers and how its files are called."""

    period: Period
    label: str
    file_stem: str
    run_at_utc: datetime
    year_to_date_from: date
    month_to_date_from: date
    rolling_12: Period


def week_of(day: date) -> Period:
    """Return the Monday-to-Sunday week that holds the day."""
    monday = day - timedelta(days=day.weekday())
    return Period(first=monday, last=monday + timedelta(days=6))


def last_complete_week(run_date: date) -> Period:
    """Return the last Monday-to-Sunday week that ended before the run date."""
    return week_of(week_of(run_date).first - ONE_DAY)


def month_of(day: date) -> Period:
    """Return the calendar month that holds the day."""
    first = day.replace(day=1)
    return Period(first=first, last=add_months(first, n=1).date - ONE_DAY)


def last_complete_month(run_date: date) -> Period:
    """Return the last calendar month that ended before the run date."""
    return month_of(run_date.replace(day=1) - ONE_DAY)


def financial_year_of(day: date) -> Period:
    """Return the year from 1 April to 31 March that holds the day; the leave year is the same."""
    start_year = day.year if day.month >= APRIL else day.year - 1
    return Period(first=date(start_year, 4, 1), last=date(start_year + 1, 3, 31))


def week_label(day: date) -> str:
    """Return the ISO year and week, like 2026-W47."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def month_label(day: date) -> str:
    """Return the year and month, like 2026-10."""
    return f"{day.year}-{day.month:02d}"


def report_period(report: Report, *, local_now: datetime, version: int) -> ReportPeriod:
    """Return period, label and file name of a report from the London wall-clock time of its run.

    `local_now` has no offset; the second passing of an hour repeated in October is asked for with fold=1.
    """
    weekly = report == "weekly"
    run_date = local_now.date()
    period = last_complete_week(run_date) if weekly else last_complete_month(run_date)
    label = week_label(period.last) if weekly else month_label(period.last)
    month_to_date_from = period.last.replace(day=1)
    rolling_last = month_to_date_from - ONE_DAY if weekly else period.last
    return ReportPeriod(
        period=period,
        label=label,
        file_stem=f"{FILE_STEMS[report]}-{label}-v{version}",
        run_at_utc=local_now.replace(tzinfo=LONDON).astimezone(UTC),
        year_to_date_from=financial_year_of(period.last).first,
        month_to_date_from=month_to_date_from,
        rolling_12=Period(first=add_months(rolling_last.replace(day=1), n=-11).date, last=rolling_last),
    )
