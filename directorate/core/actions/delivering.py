"""One attempt to send one message: sent once, or it is shown that it was not, or that nobody knows.

How: an attempt is claimed by a conditional update that also counts it; the mail server is greeted; just before DATA
the state `sending` is committed, again only if the attempt is still ours. A worker that dies before that is followed by
another; one that dies after it leaves `sending`, which after a while is called `uncertain` and waits for a person.
"""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import OperationalError, transaction
from django.db.models import F

from directorate.core import clock
from directorate.core.actions.jobs import drop_cut_session
from directorate.core.domain.delivery import DeliveryState, check_delivery_step
from directorate.core.history import acting, system_user
from directorate.core.models.outgoing import Outgoing
from directorate.core.querysets import OutgoingQuerySet
from directorate.core.render.mail import Answer, Outcome

log = logging.getLogger(__name__)
HandOver = Callable[..., Answer]
LONGEST_PAUSE = timedelta(minutes=30)
GIVEN_UP_AFTER = timedelta(days=3)


def longest_attempt() -> timedelta:
    """How long an attempt can take before DATA: nine answers of the mail server, each within its time limit."""
    return timedelta(seconds=9 * settings.EMAIL_TIMEOUT + 5)


def longest_hand_over() -> timedelta:
    """How long the hand-over itself can take: the go-ahead, the message and the answer."""
    return timedelta(seconds=3 * settings.EMAIL_TIMEOUT + 5)


def new_message_id() -> str:
    """Return an identifier that stays with a message over all its attempts."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    return f"<{uuid4().hex}@{domain}>"


def is_too_old(item: Outgoing, now: datetime) -> bool:
    """Return whether a message has waited so long that it is given up instead of tried again."""
    return now - item.queued_at > GIVEN_UP_AFTER


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: the system user of a job, what the history calls it, and the conversation with the mail server."""

    system: str
    action: str
    hand_over: HandOver

    def acting(self, *, reason: str = "") -> AbstractContextManager[None]:
        """Write in the name of the job."""
        return acting(by=system_user(self.system), action=self.action, reason=reason)


def call_uncertain(messages: OutgoingQuerySet[Any], *, system: str, action: str) -> None:
    """Say of messages handed over without a recorded answer that nobody knows; only a person sends them again."""
    now = clock.now()
    with transaction.atomic(), acting(by=system_user(system), action=action):
        messages.stuck_since(now - longest_hand_over()).update(
            state=DeliveryState.UNCERTAIN,
            reason="The sending stopped after the message was handed over: it may have arrived. Ask the recipient.",
        )


def attempt(
    item: Outgoing,
    *,
    sender: Sender,
    recipient: str,
    obstacle: Callable[[], str],
    compose: Callable[[], bytes],
    is_last: Callable[[datetime], bool],
) -> None:
    """Make one attempt for one message, if it is still waiting and nobody else makes it.

    `obstacle` says why it may not go after all; `is_last` whether what could be tried again is given up instead.
    """
    if not _claim(item, sender=sender):
        return
    reason = obstacle()
    if reason:
        _settle(item, sender=sender, held_from=DeliveryState.QUEUED, to=DeliveryState.CANCELLED, reason=reason)
        return
    try:
        content = compose()
    except Exception as problem:  # whatever is wrong with one message must not keep the others back
        log.exception("%s %s could not be prepared", type(item).__name__, item.pk)
        reason = f"The message could not be prepared: {type(problem).__name__}: {problem}"
        _record(item, sender=sender, answer=Answer(Outcome.RETRY, reason), is_last=is_last)
        return
    answer = sender.hand_over(
        content,
        sender=settings.DEFAULT_FROM_EMAIL,
        recipient=recipient,
        before_data=lambda: _mark_sending(item, sender=sender),
    )
    try:
        _record(item, sender=sender, answer=answer, is_last=is_last)
    except OperationalError:  # the session was cut while the server took the message: its answer still is the truth
        drop_cut_session()
        _record(item, sender=sender, answer=answer, is_last=is_last)


def _claim(item: Outgoing, *, sender: Sender) -> bool:
    """Take the attempt: the count of attempts is the token that later writes must still match."""
    now = clock.now()
    with transaction.atomic(), sender.acting():
        taken = _rows(item, state=DeliveryState.QUEUED, next_attempt_at__lte=now).update(
            attempts=F("attempts") + 1, next_attempt_at=now + longest_attempt()
        )
    item.attempts += 1
    return bool(taken)


def _rows(item: Outgoing, **conditions: object) -> Any:
    return type(item)._default_manager.filter(pk=item.pk, attempts=item.attempts, **conditions)


def _mark_sending(item: Outgoing, *, sender: Sender) -> bool:
    return _settle(
        item,
        sender=sender,
        held_from=DeliveryState.QUEUED,
        to=DeliveryState.SENDING,
        reason="",
        sending_at=clock.now(),
    )


def _settle(
    item: Outgoing, *, sender: Sender, held_from: DeliveryState, to: DeliveryState, reason: str, **fields: object
) -> bool:
    """Commit a state if the message still stands where this attempt left it; return whether it did."""
    check_delivery_step(held_from, to=to)
    with transaction.atomic(), sender.acting(reason=reason):
        changed = _rows(item, state=held_from).update(state=to, reason=reason[:500], **fields)
    return bool(changed)


def _record(item: Outgoing, *, sender: Sender, answer: Answer, is_last: Callable[[datetime], bool]) -> None:
    now, by = clock.now(), system_user(sender.system)
    if answer.outcome is Outcome.SENT:
        # The server took it: that is the truth, also when the message was called uncertain in the meantime.
        for before in (DeliveryState.SENDING, DeliveryState.UNCERTAIN):
            _settle(item, sender=sender, held_from=before, to=DeliveryState.SENT, reason="", sent_at=now, sent_by=by)
    elif answer.outcome is Outcome.UNCERTAIN:
        _settle(item, sender=sender, held_from=DeliveryState.SENDING, to=DeliveryState.UNCERTAIN, reason=answer.reason)
    elif answer.outcome is Outcome.REFUSED or (answer.outcome is Outcome.RETRY and is_last(now)):
        for before in (DeliveryState.QUEUED, DeliveryState.SENDING):
            _settle(item, sender=sender, held_from=before, to=DeliveryState.FAILED, reason=answer.reason)
    elif answer.outcome is Outcome.RETRY:
        _try_later(item, sender=sender, now=now, reason=answer.reason)


def _try_later(item: Outgoing, *, sender: Sender, now: datetime, reason: str) -> None:
    pause = min(timedelta(minutes=2 ** min(item.attempts - 1, 5)), LONGEST_PAUSE)
    with transaction.atomic(), sender.acting(reason=reason):
        _rows(item, state__in=(DeliveryState.QUEUED, DeliveryState.SENDING)).update(
            state=DeliveryState.QUEUED, reason=reason[:500], next_attempt_at=now + pause
        )
