"""When a weekly report is due: London wall-clock time, right over clock changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from directorate.core.domain.calendar import LONDON
from directorate.core.domain.periods import Period, last_complete_week

ONE_WEEK = timedelta(days=7)
MOST_WEEKS_TO_CATCH_UP = 5


@dataclass(frozen=True, slots=True)
class Schedule:
    """A weekly report's rhythm: `weekday` 0 is Monday; both times are London wall-clock times of that day."""

    weekday: int
    run_time: time
    release_by: time


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
    return day if london_moment(day, at=schedule.run_time) <= now else day - ONE_WEEK


def run_day_of(schedule: Schedule, *, period: Period) -> date:
    """Return the day on which the report of this week is due: the schedule's first weekday after it."""
    day_after = period.last + timedelta(days=1)
    return day_after + timedelta(days=(schedule.weekday - day_after.weekday()) % 7)


def due_periods(schedule: Schedule, *, now: datetime, after: date | None) -> tuple[DuePeriod, ...]:
    """Return the weeks that are due and come after the last one made, oldest first.

    Without an earlier one only the latest week is due. After a long stop at most five weeks are made up.
    """
    return tuple(reversed(tuple(_due_backwards(schedule, now=now, after=after))))


def _due_backwards(schedule: Schedule, *, now: datetime, after: date | None) -> Iterator[DuePeriod]:
    day = latest_run_day(schedule, now=now)
    for _ in range(MOST_WEEKS_TO_CATCH_UP if after else 1):
        period = last_complete_week(day)
        if after and period.last <= after:
            return
        yield DuePeriod(period=period, due_at=london_moment(day, at=schedule.run_time))
        day -= ONE_WEEK


def release_moment(schedule: Schedule, *, period: Period) -> datetime:
    """Return the instant (UTC) at which the report of this week sends by itself."""
    return london_moment(run_day_of(schedule, period=period), at=schedule.release_by)


def next_due_at(schedule: Schedule, *, now: datetime) -> datetime:
    """Return the next instant (UTC) at which a report is due."""
    return london_moment(latest_run_day(schedule, now=now) + ONE_WEEK, at=schedule.run_time)
