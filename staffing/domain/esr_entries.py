"""What must still be typed in ESR: our absence beside what the extracts say, and the payroll cut-off.

Annual leave and time off in lieu change nobody's pay, so they are not on the list.
Source: product description, staff, "To enter in ESR"; staffing rule book, section 5.
"""

import calendar as months
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from directorate.core.domain.calendar import WorkingCalendar, is_working_day, previous_working_day

Task = Literal["nothing", "new", "end", "dates"]
# Kinds of absence that payroll acts on.
ESR_KINDS = (
    "sickness", "maternity", "adoption", "paternity", "shared_parental", "unpaid_parental", "neonatal", "carers",
    "special", "study", "disability", "medical_suspension", "unpaid", "unauthorised",
)  # fmt: skip
# An absence that ended longer ago than this is a matter for a correction with payroll, not for the list.
LIST_DAYS = 92


@dataclass(frozen=True, slots=True)
class Dates:
    """First and last day, both in it; no last day means still away."""

    first: date
    last: date | None

    @property
    def end(self) -> date:
        """Return the last day; the end of time for an absence that is open."""
        return self.last or date.max


def task_of(ours: Dates, *, esr: Iterable[Dates]) -> Task:
    """Return what is to be typed: the whole absence, its end, other dates, or nothing.

    ESR may hold one absence as several rows; then their first and last day count.
    """
    theirs = list(esr)
    if not theirs:
        return "new"
    together = (min(said.first for said in theirs), max(said.end for said in theirs))
    if ours in theirs or together == (ours.first, ours.end):
        return "nothing"
    ends_later = any(said.first == ours.first and said.last is None for said in theirs)
    return "end" if ours.last is not None and ends_later else "dates"


def next_cut_off(on: date, *, day_of_month: int, calendar: WorkingCalendar) -> date:
    """Return the next payroll cut-off on or after a day: the last working day up to a day of the month.

    A month that is too short for the day has its cut-off at its end.

    Raises: CalendarError where the bank holidays are not known.
    """
    ahead = (divmod(on.year * 12 + on.month - 1 + n, 12) for n in range(3))
    found = (_cut_off_of(year, month=month + 1, day=day_of_month, calendar=calendar) for year, month in ahead)
    return next(day for day in found if day >= on)


def _cut_off_of(year: int, *, month: int, day: int, calendar: WorkingCalendar) -> date:
    last = date(year, month, min(day, months.monthrange(year, month)[1]))
    return last if is_working_day(last, calendar=calendar) else previous_working_day(last, calendar=calendar)
