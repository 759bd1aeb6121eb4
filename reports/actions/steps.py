"""A run goes from one state to the next: checked, written, kept as a row."""

from datetime import datetime
from typing import Any

from directorate.core.models import User
from reports.domain.states import RunState, check_run_step
from reports.models import ReportRun, RunStep

SYSTEM = "reports"


def take_step(run: ReportRun, *, to: RunState, by: User, at: datetime, reason: str = "", **fields: Any) -> None:
    """Move a run, whose row the caller holds locked, to a state.

    Raises: NotAllowedFromHere.
    """
    check_run_step(run.state, to=to)
    RunStep.objects.create(run=run, from_state=run.state, to_state=to, taken_at=at, taken_by=by, reason=reason)
    run.state, run.state_reason = to, reason
    for name, value in fields.items():
        setattr(run, name, value)
    run.save(update_fields=["state", "state_reason", *fields])


def locked(run_id: int) -> ReportRun:
    """Return the run with its row locked, waiting for whoever holds it.

    Raises: ReportRun.DoesNotExist.
    """
    return ReportRun.objects.select_for_update(of=("self",)).select_related("definition").get(pk=run_id)


def locked_unless_busy(run_id: int) -> ReportRun | None:
    """Return the run with its row locked, None when a worker has it in hand: whoever died has let go of it."""
    return (
        ReportRun.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("definition")
        .filter(pk=run_id)
        .first()
    )
