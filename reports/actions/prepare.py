"""From a released report to the outbox: the final files, and a copy for each recipient, together or not at all."""

from datetime import datetime

from django.db import transaction

from directorate.core.history import acting, system_user
from reports.actions.attempts import new_message_id
from reports.actions.build import draw_files
from reports.actions.steps import SYSTEM, locked_unless_busy, take_step
from reports.domain.states import RunState
from reports.models import Recipient, ReportDelivery


def prepare_deliveries(run_id: int, *, now: datetime) -> None:
    """Draw the files of a released run as they are sent and put a copy for each recipient in the outbox."""
    by = system_user(SYSTEM)
    with transaction.atomic(), acting(by=by, action="Prepare report"):
        run = locked_unless_busy(run_id)
        if run is None or run.state != RunState.RELEASED:
            return
        draw_files(run)
        recipients = list(Recipient.objects.reachable().order_by("pk"))
        ReportDelivery.objects.bulk_create(
            ReportDelivery(
                run=run,
                recipient=recipient,
                copy=recipient.copy_to_send,
                message_id=new_message_id(),
                next_attempt_at=now,
                queued_at=now,
                queued_by=by,
            )
            for recipient in recipients
        )
        if recipients:
            take_step(run, to=RunState.SENDING, by=by, at=now)
        else:
            reason = "Nobody is on the list of recipients."
            take_step(run, to=RunState.FAILED, by=by, at=now, reason=reason, finished_at=now, finished_by=by)
