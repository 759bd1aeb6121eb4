"""How the repeated jobs are doing, kept where people can see it."""

import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime

from celery import current_app
from django.db import connection

from directorate.core import clock
from directorate.core.models import JobStatus

log = logging.getLogger(__name__)


def ask_for(task: str) -> None:
    """Ask for a job now instead of at the next beat; when the broker is gone the beat does it later."""
    try:
        current_app.send_task(task)
    except Exception:  # kombu and redis raise many kinds; nothing is lost, the work is written in the database
        log.warning("the broker could not be reached; %s runs with the next beat", task, exc_info=True)


@contextmanager
def noted(task: str) -> Iterator[None]:
    """Do a repeated job inside: that it began, and that it ended well or why it failed, is kept where people see it."""
    note_start(task=task, at=clock.now())
    try:
        yield
    except Exception as problem:
        drop_cut_session()
        note_failure(task=task, at=clock.now(), problem=problem)
        raise
    note_success(task=task, at=clock.now())


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
