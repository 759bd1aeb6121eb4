"""The repeated job of reports, asked for before its time."""

import logging

from celery import current_app

log = logging.getLogger(__name__)
TASK = "reports.tasks.run_due_reports"


def nudge() -> None:
    """Ask for the job now instead of at the next beat; when the broker is gone the beat does it later."""
    try:
        current_app.send_task(TASK)
    except Exception:  # kombu and redis raise many kinds; nothing is lost, the work is written in the database
        log.warning("the broker could not be reached; the report goes out with the next beat", exc_info=True)
