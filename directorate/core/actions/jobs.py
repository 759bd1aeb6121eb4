"""How the repeated jobs are doing, kept where people can see it."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection

from directorate.core.models import JobStatus


def note_start(*, task: str, at: datetime) -> None:
    """Record that the job began."""
    JobStatus.objects.update_or_create(task=task, defaults={"last_start": at})


def look_out_for(tasks: Collection[str], *, at: datetime) -> None:
    """Begin to expect jobs that nobody has looked out for yet."""
    JobStatus.objects.bulk_create((JobStatus(task=task) for task in tasks), ignore_conflicts=True)
    JobStatus.objects.filter(task__in=tasks, expected_since=None).update(expected_since=at)


def note_success(*, task: str, at: datetime) -> None:
    """Record that the job ended well."""
    JobStatus.objects.filter(task=task).update(last_success=at)


def note_failure(*, task: str, at: datetime, problem: Exception) -> None:
    """Record that the job failed, and why."""
    reason = str(problem) or type(problem).__name__
    JobStatus.objects.filter(task=task).update(last_failure=at, failure_reason=reason[:300])


def drop_cut_session() -> None:
    """Let go of a database session that was cut, so that the next step gets a new one."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
