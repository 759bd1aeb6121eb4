"""Self-certificate, fit note and return-to-work meeting of one sickness absence.

Source: HR034 6.2 and 6.8.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from directorate.core.domain.calendar import WorkingCalendar, add_working_days, working_days_between

SELF_CERTIFIED_DAYS = 7
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SicknessSpell:
    """First and last day absent (None while open), day of return, day the return-to-work meeting was held."""

    first_day_absent: date
    last_day_absent: date | None = None
    return_date: date | None = None
    rtw_held_on: date | None = None

    @property
    def back_on(self) -> date | None:
        """Return the day of return, None while the person is off."""
        if self.last_day_absent is None:
            return None
        return self.return_date or self.last_day_absent + ONE_DAY


@dataclass(frozen=True, slots=True)
class SicknessPaperwork:
    """What is needed by when; the meeting fields are None while the person is off."""

    self_certificate_last_day: date
    fit_note_needed_from: date
    fit_note_needed: bool
    rtw_due: date | None
    rtw_overdue: bool | None


@dataclass(frozen=True, slots=True)
class MeetingDays:
    """How the days of a return-to-work meeting still to hold are counted, in working days.

    `back_on` is day 0, `allowed` the number of the working day on which the meeting is due; `over` counts the working
    days after that up to today and is None while the meeting is not overdue (0: overdue, no working day since).
    """

    back_on: date
    allowed: int
    over: int | None


def meeting_days(last_day_absent: date, *, due: date, as_at: date, calendar: WorkingCalendar) -> MeetingDays:
    """Return how the due date follows from the last day absent, and how far it is over."""
    back_on = last_day_absent + ONE_DAY
    return MeetingDays(
        back_on=back_on,
        allowed=working_days_between(back_on, end=due, calendar=calendar),
        over=working_days_between(due, end=as_at, calendar=calendar) if as_at > due else None,
    )


def paperwork(
    spell: SicknessSpell, *, as_at: date, rtw_working_days: int, calendar: WorkingCalendar
) -> SicknessPaperwork:
    """Return fit note and meeting dates on a day; with 0 working days the meeting is due on the day of return."""
    needed_from = spell.first_day_absent + timedelta(days=SELF_CERTIFIED_DAYS)
    back_on = spell.back_on
    due = None if back_on is None else _due(back_on, working_days=rtw_working_days, calendar=calendar)
    return SicknessPaperwork(
        self_certificate_last_day=needed_from - ONE_DAY,
        fit_note_needed_from=needed_from,
        fit_note_needed=(spell.last_day_absent or as_at) >= needed_from,
        rtw_due=due,
        rtw_overdue=None if due is None else spell.rtw_held_on is None and as_at > due,
    )


def _due(back_on: date, *, working_days: int, calendar: WorkingCalendar) -> date:
    return add_working_days(back_on, n=working_days, calendar=calendar) if working_days else back_on
