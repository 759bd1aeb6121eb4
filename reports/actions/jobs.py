"""How the repeated job is doing, kept where people can see it."""

import logging
from datetime import datetime

from celery import current_app

from reports.models import JobStatus

log = logging.getLogger(__name__)
EVERY_MINUTES = 2
TASK = "reports.tasks.run_due_reports"
DUE_REPORTS = "Build and send the reports that are due"


def note_start(*, name: str, at: datetime) -> None:
    """Record that the job began."""
    JobStatus.objects.update_or_create(
        name=name,
        defaults={"last_start": at},
        create_defaults={"last_start": at, "expected_every_minutes": EVERY_MINUTES},
    )


def note_success(*, name: str, at: datetime) -> None:
    """Record that the job ended well."""
    JobStatus.objects.filter(name=name).update(last_success=at)


def note_failure(*, name: str, at: datetime, reason: str) -> None:
    """Record that the job failed, and why."""
    JobStatus.objects.filter(name=name).update(last_failure=at, failure_reason=reason[:300])


def nudge() -> None:
    """Ask for the job now instead of at the next beat; when the broker is gone the beat does it later."""
    try:
        current_app.send_task(TASK)
    except Exception:  # kombu and redis raise many kinds; nothing is lost, the work is written in the database
        log.warning("the broker could not be reached; the report goes out with the next beat", exc_info=True)
