"""When a report is due: London wall-clock time, right over clock changes; monthly ones on the first working day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from directorate.core.domain.calendar import LONDON, add_months, england_and_wales, is_working_day, next_working_day
from directorate.core.domain.periods import Period, last_complete_month, last_complete_week

ONE_WEEK = timedelta(days=7)
MOST_TO_CATCH_UP = 5


@dataclass(frozen=True, slots=True)
class Schedule:
    """A report's rhythm: `weekday` 0 is Monday; both times are London wall-clock times of the day it is made.

    `is_monthly`: it is made on the first working day of a month, of the month before.
    """

    weekday: int
    run_time: time
    release_by: time
    is_monthly: bool = False


@dataclass(frozen=True, slots=True)
class DuePeriod:
    """A period whose report should exist by now."""

    period: Period
    due_at: datetime


def london_moment(day: date, *, at: time) -> datetime:
    """Return the UTC instant of a London wall-clock time; an hour that is repeated counts the first time."""
    return datetime.combine(day, at, tzinfo=LONDON).astimezone(UTC)


def latest_run_day(schedule: Schedule, *, now: datetime) -> date:
    """Return the last day on which the report was due at or before this instant."""
    today = now.astimezone(LONDON).date()
    day = today - timedelta(days=(today.weekday() - schedule.weekday) % 7)
    if schedule.is_monthly:
        day = first_working_day(today)
    return day if london_moment(day, at=schedule.run_time) <= now else _earlier(schedule, day=day)


def first_working_day(day: date) -> date:
    """Return the first working day of the month that holds a day."""
    first, calendar = day.replace(day=1), england_and_wales()
    return first if is_working_day(first, calendar=calendar) else next_working_day(first, calendar=calendar)


def _earlier(schedule: Schedule, *, day: date) -> date:
    """Return the run day before this one."""
    return first_working_day(add_months(day.replace(day=1), n=-1).date) if schedule.is_monthly else day - ONE_WEEK


def _later(schedule: Schedule, *, day: date) -> date:
    """Return the run day after this one."""
    return first_working_day(add_months(day.replace(day=1), n=1).date) if schedule.is_monthly else day + ONE_WEEK


def run_day_of(schedule: Schedule, *, period: Period) -> date:
    """Return the day on which the report of this period is due: the schedule's first weekday, or working day, after it."""
    day_after = period.last + timedelta(days=1)
    if schedule.is_monthly:
        return first_working_day(day_after)
    return day_after + timedelta(days=(schedule.weekday - day_after.weekday()) % 7)


def due_periods(schedule: Schedule, *, now: datetime, after: date | None) -> tuple[DuePeriod, ...]:
    """Return the weeks or months that are due and come after the last one made, oldest first.

    Without an earlier one only the latest is due. After a long stop at most five are made up.
    """
    return tuple(reversed(tuple(_due_backwards(schedule, now=now, after=after))))


def _due_backwards(schedule: Schedule, *, now: datetime, after: date | None) -> Iterator[DuePeriod]:
    day = latest_run_day(schedule, now=now)
    for _ in range(MOST_TO_CATCH_UP if after else 1):
        period = last_complete_month(day) if schedule.is_monthly else last_complete_week(day)
        if after and period.last <= after:
            return
        yield DuePeriod(period=period, due_at=london_moment(day, at=schedule.run_time))
        day = _earlier(schedule, day=day)


def release_moment(schedule: Schedule, *, period: Period) -> datetime:
    """Return the instant (UTC) at which the report of this period sends by itself."""
    return london_moment(run_day_of(schedule, period=period), at=schedule.release_by)


def next_due_at(schedule: Schedule, *, now: datetime) -> datetime:
    """Return the next instant (UTC) at which a report is due."""
    return london_moment(_later(schedule, day=latest_run_day(schedule, now=now)), at=schedule.run_time)
