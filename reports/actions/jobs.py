"""The repeated job of reports, asked for before its time."""

from directorate.core.actions.jobs import ask_for

TASK = "reports.tasks.run_due_reports"


def nudge() -> None:
    """Ask for the job now instead of at the next beat; when the broker is gone the beat does it later."""
    ask_for(TASK)
