"""The outbox of reports: each copy is sent once, or it is shown that it was not, or that nobody knows."""

from functools import partial

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from directorate.core import clock
from directorate.core.actions.delivering import is_too_old
from directorate.core.history import acting, system_user
from reports.actions import attempts
from reports.actions.steps import SYSTEM, locked_unless_busy, take_step
from reports.domain.states import RunState, state_after_deliveries
from reports.facts.documents import document_of
from reports.models import Copy, FileFormat, ReportDelivery, ReportRun
from reports.render.mail import Attachment, Letter, message

ACTION = "Send report"
HEADLINES_IN_LETTER = 20
MEDIA_TYPES = {
    FileFormat.PDF: "application/pdf",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def send_due() -> None:
    """Try every copy whose time has come, then see which runs are finished."""
    attempts.call_uncertain(ReportDelivery.objects.all(), action=ACTION)
    for delivery in ReportDelivery.objects.due(at=clock.now()).select_related("run__definition", "recipient"):
        send_one(delivery)
    for run_id in ReportRun.objects.filter(state=RunState.SENDING).values_list("pk", flat=True):
        finish(run_id)


def send_one(delivery: ReportDelivery) -> None:
    """Make one attempt for one copy; one that could be tried again is given up after three days."""
    attempts.attempt(
        delivery,
        action=ACTION,
        recipient=delivery.recipient.address,
        obstacle=lambda: _obstacle(delivery),
        compose=lambda: message(_letter(delivery)),
        is_last=partial(is_too_old, delivery),
    )


def _obstacle(delivery: ReportDelivery) -> str:
    """Return why this recipient may not be sent this copy any more; empty when it may."""
    if not delivery.recipient.may_be_sent_to:
        return "The recipient was taken off the list before the copy went out."
    if delivery.copy == Copy.HR and delivery.recipient.copy_to_send != Copy.HR:
        return "The approval for the HR copy was withdrawn before it went out."
    return ""


def _letter(delivery: ReportDelivery) -> Letter:
    run, recipient = delivery.run, delivery.recipient
    secure = "[secure] " if recipient.is_outside else ""
    return Letter(
        sender=settings.DEFAULT_FROM_EMAIL,
        recipient=recipient.address,
        subject=f"{secure}{'Corrected: ' if run.version > 1 else ''}{run.title}",
        message_id=delivery.message_id,
        headline=document_of(run, copy=Copy(delivery.copy)).headline[:HEADLINES_IN_LETTER],
        link=settings.PUBLIC_URL.rstrip("/") + reverse("reports:run_view", args=[run.pk]),
        label=f"{run.title}, {run.period_words}",
        replaces=f"It replaces version {run.version - 1}: {run.version_reason}" if run.version > 1 else "",
        attachments=[
            Attachment(f"{run.file_stem}.{file.format}", bytes(file.content), MEDIA_TYPES[FileFormat(file.format)])
            for file in run.files.filter(copy=delivery.copy).order_by("format")
        ],
    )


def finish(run_id: int) -> None:
    """Say how a run stands once none of its copies is waiting or under way."""
    now, by = clock.now(), system_user(SYSTEM)
    with transaction.atomic(), acting(by=by, action=ACTION):
        run = locked_unless_busy(run_id)
        if run is None or run.state != RunState.SENDING:
            return
        state = state_after_deliveries(tuple(run.deliveries.values_list("state", flat=True)))
        if state != RunState.SENDING:
            take_step(run, to=state, by=by, at=now, finished_at=now, finished_by=by)
