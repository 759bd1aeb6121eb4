"""Every deadline of one complaint, worked out from what was recorded; nothing that depends on today is kept.

Two clocks run beside each other: the statutory six months, which nothing stops, and the Trust's policy clock in
working days, which may pause and be extended. The acknowledgement, the twelve months, the next working day of an oral
complaint, candour and CQC are counted beside them.
Source: SI 2009/309 regulations 8, 12, 13 and 14; complaints rule book, section 3.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from complaints.domain.clock_facts import ClockError, ClockEvent, ClockFacts, Moved, Stage
from complaints.domain.clock_run import ClockRun
from directorate.core.domain.calendar import (
    WorkingCalendar,
    add_months,
    is_working_day,
    local_date,
    previous_working_day,
    working_days_between,
)

Status = Literal["not_applicable", "paused", "met", "met_late", "open", "due_today", "overdue"]
CQC_DAYS = 28

__all__ = ["ClockEvent", "ClockFacts", "Clocks", "ReceivedInFutureError", "Status", "clocks", "status_of"]


class ReceivedInFutureError(ValueError):
    """The day of receipt has not come yet."""


@dataclass(frozen=True, slots=True)
class Clocks:
    """All deadlines of a case on one day; None where a clock does not run. Days left and late are working days."""

    received_on: date
    clock_start: date
    excluded: bool
    ack_due: date | None
    ack_status: Status
    policy_due_original: date | None
    policy_due: date | None
    policy_paused: bool
    policy_status: Status
    policy_days_left: int | None
    policy_days_late: int | None
    promise_due: date | None
    six_month_original: date | None
    six_month_last_day: date | None
    six_month_last_working_day: date | None
    six_month_status: Status
    six_month_letter_required: bool
    twelve_month_last_day: date | None
    in_time: bool | None
    candour_due: date | None
    candour_status: Status
    cqc_due: date | None
    oral_next_day_due: date | None
    stage: int
    history: tuple[Stage, ...]
    moved: tuple[Moved, ...]
    errors: tuple[ClockError, ...]
    warnings: tuple[str, ...]


def clocks(facts: ClockFacts) -> Clocks:
    """Return every deadline of the case today.

    Raises:
        ReceivedInFutureError: the London date of receipt is after today.
        CalendarError: a day outside the calendar is needed.
    """
    if local_date(facts.received_at) > facts.today:
        raise ReceivedInFutureError
    run = ClockRun(facts)
    run.play()
    return _verdict(run, today=facts.today)


def status_of(due: date | None, *, met: date | None, today: date) -> Status:
    """Return where a deadline stands; done on the due day is on time."""
    if due is None:
        return "not_applicable"
    if met is not None:
        return "met" if met <= due else "met_late"
    if today == due:
        return "due_today"
    return "open" if today < due else "overdue"


def _verdict(run: ClockRun, *, today: date) -> Clocks:
    facts, paused = run.facts, run.paused_from is not None
    policy_status: Status = "paused" if paused else status_of(run.policy_due, met=run.sent_on, today=today)
    last, twelve = run.six_month_last_day, _twelve_months(facts.occurred_on, noticed=facts.noticed_on)
    return Clocks(
        received_on=run.received_on,
        clock_start=run.clock_start,
        excluded=run.excluded,
        ack_due=run.ack_due,
        ack_status=status_of(run.ack_due, met=run.acknowledged_on, today=today),
        policy_due_original=run.policy_due_original,
        policy_due=None if paused else run.policy_due,
        policy_paused=paused,
        policy_status=policy_status,
        policy_days_left=_days_left(run, status=policy_status, today=today),
        policy_days_late=_days_late(run, status=policy_status, today=today),
        promise_due=run.promise_due,
        six_month_original=run.six_month_original,
        six_month_last_day=last,
        six_month_last_working_day=_working_day_by(last, calendar=run.calendar),
        six_month_status=status_of(last, met=run.first_sent_on, today=today),
        six_month_letter_required=_letter_required(last, sent=run.first_sent_on, today=today),
        twelve_month_last_day=twelve,
        in_time=None if twelve is None else run.received_on <= twelve,
        candour_due=run.candour_due,
        candour_status=status_of(run.candour_due, met=run.candour_letter_on, today=today),
        cqc_due=facts.cqc_requested_on and facts.cqc_requested_on + timedelta(days=CQC_DAYS),
        oral_next_day_due=run.oral_next_day_due,
        stage=run.stage,
        history=tuple(run.history),
        moved=tuple(run.moved),
        errors=tuple(run.errors),
        warnings=tuple(run.warnings),
    )


def _days_left(run: ClockRun, *, status: Status, today: date) -> int | None:
    if run.policy_due is None or status not in {"open", "due_today"}:
        return None
    return working_days_between(today, end=run.policy_due, calendar=run.calendar)


def _days_late(run: ClockRun, *, status: Status, today: date) -> int | None:
    if run.policy_due is None or status not in {"overdue", "met_late"}:
        return None
    return working_days_between(run.policy_due, end=run.sent_on or today, calendar=run.calendar)


def _working_day_by(day: date | None, *, calendar: WorkingCalendar) -> date | None:
    """The day itself or the working day before it: the last one on which a letter can go out."""
    if day is None or is_working_day(day, calendar=calendar):
        return day
    return previous_working_day(day, calendar=calendar)


def _letter_required(last: date | None, *, sent: date | None, today: date) -> bool:
    """Whether the complainant must be told why six months were not enough (regulation 14)."""
    return last is not None and today > last and (sent is None or sent > last)


def _twelve_months(occurred: date | None, *, noticed: date | None) -> date | None:
    """The last day on which the complaint could be made; months of the calendar, not 365 days."""
    if occurred is None:
        return None
    return add_months(max(occurred, noticed or occurred), n=12).date
