"""What a person decides about a copy that did not arrive, or of which nobody knows."""

from datetime import datetime

from django.db import transaction

from directorate.core.history import acting
from directorate.core.models import User
from reports.actions.steps import locked, take_step
from reports.domain.states import (
    DeliveryState,
    NotAllowedFromHere,
    RunState,
    check_delivery_step,
    state_after_deliveries,
)
from reports.models import ReportDelivery, ReportRun


def send_again(delivery: ReportDelivery, *, by: User, at: datetime) -> None:
    """Put a copy that was not sent, or of which nobody knows, back into the outbox: a person's decision.

    Raises: NotAllowedFromHere.
    """
    with transaction.atomic(), acting(by=by, action="Send report again"):
        run, fresh = _locked_with_run(delivery)
        check_delivery_step(fresh.state, to=DeliveryState.QUEUED)
        if fresh.state == DeliveryState.SENDING:
            raise NotAllowedFromHere("This copy is being sent at this moment: wait a minute.")
        fresh.state, fresh.reason, fresh.next_attempt_at = DeliveryState.QUEUED, f"Sent again by {by.name}.", at
        fresh.queued_at, fresh.queued_by, fresh.alert = at, by, None
        fresh.save(update_fields=["state", "reason", "next_attempt_at", "queued_at", "queued_by", "alert"])
        if run.state != RunState.SENDING:
            take_step(run, to=RunState.SENDING, by=by, at=at, reason="Sent again", finished_at=None, finished_by=None)


def confirm_arrival(delivery: ReportDelivery, *, by: User, at: datetime) -> None:
    """Record that an uncertain copy arrived after all: a person asked the recipient.

    Raises: NotAllowedFromHere.
    """
    with transaction.atomic(), acting(by=by, action="Confirm that report arrived"):
        run, fresh = _locked_with_run(delivery)
        if fresh.state != DeliveryState.UNCERTAIN:
            raise NotAllowedFromHere("Only a copy of which nobody knows can be confirmed.")
        fresh.state, fresh.reason, fresh.sent_at, fresh.sent_by = DeliveryState.SENT, f"Confirmed by {by.name}.", at, by
        fresh.save(update_fields=["state", "reason", "sent_at", "sent_by"])
        state = state_after_deliveries(tuple(run.deliveries.values_list("state", flat=True)))
        if state != run.state:
            take_step(run, to=state, by=by, at=at, reason="Arrival confirmed", finished_at=at, finished_by=by)


def record_bounce(delivery: ReportDelivery, *, by: User, at: datetime, reason: str) -> None:
    """Record that a copy the mail server took did not arrive; it can be sent again.

    The report stays released and unchanged: only its state says that somebody has not received it.

    Raises: NotAllowedFromHere when the copy was not sent.
    """
    with transaction.atomic(), acting(by=by, action="Record that report did not arrive", reason=reason):
        run, fresh = _locked_with_run(delivery)
        if fresh.state != DeliveryState.SENT:
            raise NotAllowedFromHere("Only a copy that was sent can be recorded as not arrived.")
        check_delivery_step(fresh.state, to=DeliveryState.FAILED)
        fresh.state, fresh.reason = DeliveryState.FAILED, f"Did not arrive, {by.name}: {reason}"[:500]
        fresh.sent_at, fresh.sent_by, fresh.alert = None, None, None
        fresh.save(update_fields=["state", "reason", "sent_at", "sent_by", "alert"])
        state = state_after_deliveries(tuple(run.deliveries.values_list("state", flat=True)))
        if state != run.state:
            told = "A copy did not arrive."
            take_step(run, to=state, by=by, at=at, reason=told, finished_at=at, finished_by=by)


def _locked_with_run(delivery: ReportDelivery) -> tuple[ReportRun, ReportDelivery]:
    run = locked(delivery.run_id)
    return run, ReportDelivery.objects.select_for_update().get(pk=delivery.pk)
