"""Dates of a maternity leave.

Source: NHS terms and conditions of service (Agenda for Change) handbook, section 15; Maternity and Parental
Leave etc. Regulations 1999. The start after an early birth is an unverified statutory detail.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from directorate.core.domain.calendar import add_months

ONE_DAY = timedelta(days=1)
ONE_WEEK = timedelta(weeks=1)
FULL_PAY_WEEKS, HALF_PAY_WEEKS, SMP_WEEKS = 8, 26, 39
SERVICE_MONTHS = 12


@dataclass(frozen=True, slots=True)
class MaternityFacts:
    """What is known; None is not known or not yet."""

    due_date: date
    planned_start: date | None = None
    birth_date: date | None = None
    service_start: date | None = None
    pregnancy_sickness_from: date | None = None
    leave_weeks: int = 52


@dataclass(frozen=True, slots=True)
class PayDates:
    """Last days of each block of pay and of the leave, and the day of return."""

    full_pay_to: date
    half_pay_to: date
    smp_to: date
    last_day: date
    return_date: date

    @property
    def return_notice_by_8_weeks(self) -> date:
        """Return the last day for eight weeks' notice of another return."""
        return self.return_date - 8 * ONE_WEEK


@dataclass(frozen=True, slots=True)
class MaternityDates:
    """Dates before the leave and, once a start is known, of the leave; prompts never change anything."""

    ewc_start: date
    earliest_start: date
    notify_by: date
    four_week_line: date
    start_error: Literal["START_BEFORE_11TH_WEEK"] | None
    actual_start: date | None
    pay: PayDates | None
    change_start_notice_by: date | None
    compulsory_to: date | None
    occupational_pay_service: bool | None
    four_week_prompt: bool


def maternity_dates(facts: MaternityFacts) -> MaternityDates:
    """Return every date of the leave; the expected week of childbirth begins on a Sunday."""
    ewc_start = facts.due_date - timedelta(days=facts.due_date.isoweekday() % 7)
    earliest_start = ewc_start - 11 * ONE_WEEK
    four_week_line = ewc_start - 4 * ONE_WEEK
    start = _actual_start(facts)
    return MaternityDates(
        ewc_start=ewc_start,
        earliest_start=earliest_start,
        notify_by=ewc_start - 14 * ONE_WEEK - ONE_DAY,
        four_week_line=four_week_line,
        start_error="START_BEFORE_11TH_WEEK" if _starts_too_early(facts, earliest=earliest_start) else None,
        actual_start=start,
        pay=None if start is None else _pay_dates(start, leave_weeks=facts.leave_weeks),
        change_start_notice_by=None if facts.planned_start is None else facts.planned_start - 4 * ONE_WEEK,
        compulsory_to=None if facts.birth_date is None else facts.birth_date + 2 * ONE_WEEK - ONE_DAY,
        occupational_pay_service=_has_service(facts, by=earliest_start),
        four_week_prompt=_prompts(facts.pregnancy_sickness_from, line=four_week_line, start=start),
    )


def _born_before_plan(facts: MaternityFacts) -> bool:
    if facts.birth_date is None:
        return False
    return facts.planned_start is None or facts.birth_date < facts.planned_start


def _actual_start(facts: MaternityFacts) -> date | None:
    if facts.birth_date is not None and _born_before_plan(facts):
        return facts.birth_date + ONE_DAY
    return facts.planned_start


def _starts_too_early(facts: MaternityFacts, *, earliest: date) -> bool:
    return facts.planned_start is not None and facts.planned_start < earliest and not _born_before_plan(facts)


def _pay_dates(start: date, *, leave_weeks: int) -> PayDates:
    return_date = start + leave_weeks * ONE_WEEK
    last_day = return_date - ONE_DAY
    full, half, smp = (
        min(start + weeks * ONE_WEEK - ONE_DAY, last_day) for weeks in (FULL_PAY_WEEKS, HALF_PAY_WEEKS, SMP_WEEKS)
    )
    return PayDates(full_pay_to=full, half_pay_to=half, smp_to=smp, last_day=last_day, return_date=return_date)


def _has_service(facts: MaternityFacts, *, by: date) -> bool | None:
    if facts.service_start is None:
        return None
    return add_months(facts.service_start, n=SERVICE_MONTHS).date <= by


def _prompts(sickness_from: date | None, *, line: date, start: date | None) -> bool:
    if sickness_from is None or sickness_from < line:
        return False
    return start is None or sickness_from < start
