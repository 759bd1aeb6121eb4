"""The outbox: each copy is sent once, or it is shown that it was not, or that nobody knows.

How: an attempt is claimed by a conditional update that also counts it; the mail server is greeted; just before DATA
the state `sending` is committed, again only if the attempt is still ours. A worker that dies before that is followed by
another; one that dies after it leaves `sending`, which after a while is called `uncertain` and waits for a person.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import OperationalError, transaction
from django.db.models import F
from django.urls import reverse

from directorate.core import clock
from directorate.core.actions.jobs import drop_cut_session
from directorate.core.history import acting, system_user
from reports.actions.steps import SYSTEM, locked_unless_busy, take_step
from reports.domain.states import DeliveryState, RunState, check_delivery_step, state_after_deliveries
from reports.facts.documents import document_of
from reports.models import Copy, FileFormat, ReportDelivery, ReportRun
from reports.render.mail import Answer, Attachment, Letter, Outcome, hand_over, message

log = logging.getLogger(__name__)
GIVEN_UP_AFTER = timedelta(days=3)
LONGEST_PAUSE = timedelta(minutes=30)
HEADLINES_IN_LETTER = 8
MEDIA_TYPES = {
    FileFormat.PDF: "application/pdf",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def longest_attempt() -> timedelta:
    """How long an attempt can take before DATA: nine answers of the mail server, each within its time limit."""
    return timedelta(seconds=9 * settings.EMAIL_TIMEOUT + 5)


def longest_hand_over() -> timedelta:
    """How long the hand-over itself can take: the go-ahead, the message and the answer."""
    return timedelta(seconds=3 * settings.EMAIL_TIMEOUT + 5)


def send_due() -> None:
    """Try every copy whose time has come, then see which runs are finished."""
    call_uncertain()
    for delivery in ReportDelivery.objects.due(at=clock.now()).select_related("run__definition", "recipient"):
        send_one(delivery)
    for run_id in ReportRun.objects.filter(state=RunState.SENDING).values_list("pk", flat=True):
        finish(run_id)


def call_uncertain() -> None:
    """Say of copies handed over without a recorded answer that nobody knows; only a person sends them again."""
    now = clock.now()
    with transaction.atomic(), acting(by=system_user(SYSTEM), action="Send report"):
        ReportDelivery.objects.stuck_since(now - longest_hand_over()).update(
            state=DeliveryState.UNCERTAIN,
            reason="The sending stopped after the message was handed over: it may have arrived. Ask the recipient.",
        )


def send_one(delivery: ReportDelivery) -> None:
    """Make one attempt for one copy, if it is still waiting and nobody else makes it."""
    if not _claim(delivery):
        return
    obstacle = _obstacle(delivery)
    if obstacle:
        _settle(delivery, held_from=DeliveryState.QUEUED, to=DeliveryState.CANCELLED, reason=obstacle)
        return
    try:
        content = message(_letter(delivery))
    except Exception as problem:  # whatever is wrong with one copy must not keep the others back
        log.exception("report delivery %s could not be prepared", delivery.pk)
        reason = f"The message could not be prepared: {type(problem).__name__}: {problem}"
        _try_later(delivery, now=clock.now(), reason=reason)
        return
    answer = hand_over(
        content,
        sender=settings.DEFAULT_FROM_EMAIL,
        recipient=delivery.recipient.address,
        before_data=lambda: _mark_sending(delivery),
    )
    try:
        _record(delivery, answer=answer)
    except OperationalError:  # the session was cut while the server took the message: its answer still is the truth
        drop_cut_session()
        _record(delivery, answer=answer)


def _claim(delivery: ReportDelivery) -> bool:
    """Take the attempt: the count of attempts is the token that later writes must still match."""
    now = clock.now()
    with transaction.atomic(), acting(by=system_user(SYSTEM), action="Send report"):
        taken = ReportDelivery.objects.filter(
            pk=delivery.pk, state=DeliveryState.QUEUED, attempts=delivery.attempts, next_attempt_at__lte=now
        ).update(attempts=F("attempts") + 1, next_attempt_at=now + longest_attempt())
    delivery.attempts += 1
    return bool(taken)


def _mark_sending(delivery: ReportDelivery) -> bool:
    return _settle(
        delivery, held_from=DeliveryState.QUEUED, to=DeliveryState.SENDING, reason="", sending_at=clock.now()
    )


def _settle(
    delivery: ReportDelivery, *, held_from: DeliveryState, to: DeliveryState, reason: str, **fields: object
) -> bool:
    """Commit a state if the copy still stands where this attempt left it; return whether it did."""
    check_delivery_step(held_from, to=to)
    with transaction.atomic(), acting(by=system_user(SYSTEM), action="Send report", reason=reason):
        changed = ReportDelivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts, state=held_from).update(
            state=to, reason=reason[:500], **fields
        )
    return bool(changed)


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
        subject=f"{secure}{run.title}",
        message_id=delivery.message_id,
        headline=document_of(run, copy=Copy(delivery.copy)).headline[:HEADLINES_IN_LETTER],
        link=settings.PUBLIC_URL.rstrip("/") + reverse("reports:run_view", args=[run.pk]),
        label=f"{run.label} v{run.version}",
        attachments=[
            Attachment(f"{run.file_stem}.{file.format}", bytes(file.content), MEDIA_TYPES[FileFormat(file.format)])
            for file in run.files.filter(copy=delivery.copy).order_by("format")
        ],
    )


def _record(delivery: ReportDelivery, *, answer: Answer) -> None:
    now, by = clock.now(), system_user(SYSTEM)
    if answer.outcome is Outcome.SENT:
        # The server took it: that is the truth, also when the copy was called uncertain in the meantime.
        for before in (DeliveryState.SENDING, DeliveryState.UNCERTAIN):
            _settle(delivery, held_from=before, to=DeliveryState.SENT, reason="", sent_at=now, sent_by=by)
    elif answer.outcome is Outcome.UNCERTAIN:
        _settle(delivery, held_from=DeliveryState.SENDING, to=DeliveryState.UNCERTAIN, reason=answer.reason)
    elif answer.outcome is Outcome.REFUSED or now - delivery.queued_at > GIVEN_UP_AFTER:
        for before in (DeliveryState.QUEUED, DeliveryState.SENDING):
            _settle(delivery, held_from=before, to=DeliveryState.FAILED, reason=answer.reason)
    elif answer.outcome is Outcome.RETRY:
        _try_later(delivery, now=now, reason=answer.reason)


def _try_later(delivery: ReportDelivery, *, now: datetime, reason: str) -> None:
    pause = min(timedelta(minutes=2 ** min(delivery.attempts - 1, 5)), LONGEST_PAUSE)
    with transaction.atomic(), acting(by=system_user(SYSTEM), action="Send report", reason=reason):
        ReportDelivery.objects.filter(
            pk=delivery.pk, attempts=delivery.attempts, state__in=(DeliveryState.QUEUED, DeliveryState.SENDING)
        ).update(state=DeliveryState.QUEUED, reason=reason[:500], next_attempt_at=now + pause)


def finish(run_id: int) -> None:
    """Say how a run stands once none of its copies is waiting or under way."""
    now, by = clock.now(), system_user(SYSTEM)
    with transaction.atomic(), acting(by=by, action="Send report"):
        run = locked_unless_busy(run_id)
        if run is None or run.state != RunState.SENDING:
            return
        state = state_after_deliveries(tuple(run.deliveries.values_list("state", flat=True)))
        if state != RunState.SENDING:
            take_step(run, to=state, by=by, at=now, finished_at=now, finished_by=by)
