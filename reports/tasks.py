"""The job that makes, releases and sends reports. It works from what the database says, never from a message."""

import logging
from collections.abc import Callable, Iterable

from celery import shared_task

from directorate.core import clock
from directorate.core.actions.jobs import drop_cut_session, note_failure, note_start, note_success
from reports.actions.alerts import notice, send_alerts
from reports.actions.brief import send_brief
from reports.actions.build import build_run
from reports.actions.deliver import send_due
from reports.actions.jobs import TASK
from reports.actions.prepare import prepare_deliveries
from reports.actions.release import settle_draft
from reports.actions.schedule import create_due_runs
from reports.domain.states import RunState
from reports.models import ReportRun

log = logging.getLogger(__name__)


@shared_task
def run_due_reports() -> None:
    """Make what is due, build it, release or hold drafts, send copies, tell what went wrong; any number of workers may do so at once."""
    note_start(task=TASK, at=clock.now())
    # A draft may be sent back to be built again because its sources reach further now: hence building twice.
    steps = (make_due, build, settle, build, prepare, send_due, notice, send_alerts, send_brief)
    problems = [problem for step in steps if (problem := _attempt(step))]
    if problems:
        note_failure(task=TASK, at=clock.now(), problem=problems[0])
        return
    note_success(task=TASK, at=clock.now())


def make_due() -> None:
    """Make the run of every week that is due."""
    create_due_runs(now=clock.now())


def build() -> None:
    """Build every run that waits, oldest first."""
    _each(ReportRun.objects.to_build().values_list("pk", flat=True), build_run)


def settle() -> None:
    """Release, hold or leave every draft, as is due."""
    _each(ReportRun.objects.drafts().values_list("pk", flat=True), settle_draft)


def prepare() -> None:
    """Put the copies of every released run in the outbox."""
    _each(ReportRun.objects.filter(state=RunState.RELEASED).values_list("pk", flat=True), prepare_deliveries)


def _attempt(step: Callable[[], None]) -> Exception | None:
    """Do one part of the job; what fails is told and does not keep the other parts back, a cut session neither."""
    try:
        step()
    except Exception as problem:
        log.exception("%s failed", step.__name__)
        drop_cut_session()
        return problem
    return None


def _each(run_ids: Iterable[int], step: Callable[..., object]) -> None:
    for run_id in list(run_ids):
        step(run_id, now=clock.now())
