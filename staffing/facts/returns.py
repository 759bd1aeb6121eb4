"""Return-to-work meetings still to hold, and in words how their days are counted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from directorate.core.domain.calendar import WorkingCalendar, england_and_wales
from directorate.core.domain.words import plural
from directorate.core.models import BankHoliday, PolicyNumber
from directorate.core.querysets import PolicyNumberQuerySet
from staffing.domain.fit_notes import MeetingDays, meeting_days
from staffing.models import ReturnToWork

RETURN_DAYS, USUAL_RETURN_DAYS = "rtw_working_days", 3
REACH = timedelta(days=62)  # a calendar reaches this far beyond the days asked about: longer than any run of holidays


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting still to hold on a day; its absence has ended."""

    row: ReturnToWork
    days: MeetingDays
    is_due_today: bool

    @property
    def counted(self) -> str:
        """Return from which day the due date is counted: 3 working days after Mon 23 Nov, the day back."""
        if self.days.allowed <= 0:
            return "the day back"
        return f"{plural(self.days.allowed, 'working day')} after {self.days.back_on:%a %-d %b}, the day back"

    @property
    def over(self) -> str:
        """Return by how much the meeting is overdue, empty while it is not."""
        if self.days.over is None:
            return ""
        return plural(self.days.over, "working day") if self.days.over else "less than a working day"


def meetings_to_hold(rows: Iterable[ReturnToWork], *, today: date) -> Sequence[Meeting]:
    """Return the meetings of these rows not held yet, with the days counted; one query beside theirs."""
    found = [(row, row.absence.last_date) for row in rows if row.absence.last_date and row.held_date is None]
    if not found:
        return []
    known = [day for row, last in found for day in (last, row.due_date)]
    calendar = working_days_around(min(known), last=max([*known, today]))
    return [
        Meeting(row, meeting_days(last, due=row.due_date, as_at=today, calendar=calendar), row.due_date == today)
        for row, last in found
    ]


def working_days_around(first: date, *, last: date) -> WorkingCalendar:
    """Return the calendar by the bank holidays on record, wide enough for the days between; one query."""
    holidays = list(BankHoliday.objects.order_by("date").values_list("date", flat=True))
    return england_and_wales(holidays, first=min([first, *holidays]), last=max([last + REACH, *holidays]))


def return_days_in_force(day: date) -> PolicyNumberQuerySet:
    """The row that says in how many working days after the day back a meeting is due."""
    return PolicyNumber.objects.on(day).filter(key=RETURN_DAYS)


def days_allowed(number: Decimal | None) -> int:
    """Return the working days of the number in force, the usual ones where there is none."""
    return USUAL_RETURN_DAYS if number is None else int(number)


def due_rule(number: Decimal | None) -> str:
    """Return the rule in words, of the number in force, None where there is none."""
    days = days_allowed(number)
    return f"due {plural(days, 'working day')} after the day back" if days else "due on the day back"
