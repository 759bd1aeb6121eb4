"""How often a repeated job is expected, and when it is overdue."""

from datetime import datetime, timedelta
from typing import Any

MISSED_BEATS = 3
ONE_WEEK = timedelta(days=7)


def time_between(rhythm: Any) -> timedelta:
    """Return the time between two starts of a job, on average over a week; `rhythm` is a crontab of Celery's."""
    return ONE_WEEK / int(len(rhythm.minute) * len(rhythm.hour) * len(rhythm.day_of_week))


def is_overdue(*, ended_well: datetime | None, every: timedelta, now: datetime) -> bool:
    """Return whether a job has not ended well for three of its beats; None: never."""
    return ended_well is None or now - ended_well > MISSED_BEATS * every
