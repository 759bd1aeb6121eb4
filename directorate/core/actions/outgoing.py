"""E-mails to people who do not sign in: queued with what they are about, sent by a job, once or visibly not."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse

from directorate.core import clock
from directorate.core.actions.delivering import Sender, attempt, call_uncertain, is_too_old, new_message_id
from directorate.core.actions.jobs import ask_for
from directorate.core.domain.delivery import DeliveryState, NotAllowedFromHere, check_delivery_step
from directorate.core.history import acting
from directorate.core.models import OutgoingFile, OutgoingMail, User
from directorate.core.render.mail import Attachment, Envelope, hand_over, message

TASK = "directorate.core.tasks.send_outgoing_mail"
SYSTEM, ACTION = "mail", "Send e-mail"
# In whose name an answer is written that came by a link, from somebody who did not sign in.
LINK_SYSTEM = "answer-links"
LINK = "[link]"
# How long an e-mail waits that tells of something that can be undone for a few seconds.
UNDO_TIME = timedelta(minutes=1)


class FileChangedError(Exception):
    """A file to be attached is not what it was when the e-mail was queued."""


@dataclass(frozen=True, slots=True)
class AnswerLink:
    """The page that answers an e-mail, and the key of what is answered."""

    name: str
    key: UUID


@dataclass(frozen=True, slots=True)
class FileToSend:
    """A kept file: its place below the folder of files."""

    name: str
    place: str
    media_type: str
    sha256: str


def is_outside(address: str) -> bool:
    """Return whether an address lies outside the mail domains of the settings; a sub-domain of one lies outside too."""
    return address.strip().rpartition("@")[2].lower() not in {name.lower() for name in settings.EMAIL_ALLOWED_DOMAINS}


def token_of(link: AnswerLink) -> str:
    """Return what stands in the address of an answer link: the key, signed for this page alone."""
    return Signer(salt=link.name).sign(link.key.hex)


def key_of(token: str, *, name: str) -> UUID | None:
    """Return the key of a token that was signed for the page `name`, None for any other text."""
    try:
        return UUID(hex=Signer(salt=name).unsign(token))
    except (BadSignature, ValueError):
        return None


def address_of(link: AnswerLink) -> str:
    """Return the whole address of an answer link."""
    return settings.PUBLIC_URL.rstrip("/") + reverse(link.name, args=[token_of(link)])


def queue_mail(
    *,
    kind: str,
    recipient: str,
    subject: str,
    text: str,
    by: User,
    link: AnswerLink | None = None,
    files: Sequence[FileToSend] = (),
    wait: timedelta = timedelta(),
) -> OutgoingMail:
    """Put an e-mail into the outbox; inside the caller's transaction, so that both happen or neither.

    `text` says `[link]` where the answer link belongs. With `wait` it goes out so much later at the earliest: whoever
    can undo what it tells of has done so by then.
    """
    now = clock.now()
    mail = OutgoingMail.objects.create(
        kind=kind,
        recipient=recipient,
        subject=" ".join(subject.split())[:200],
        text=text,
        link_name=link.name if link else "",
        link_key=link.key if link else None,
        message_id=new_message_id(),
        next_attempt_at=now + wait,
        queued_at=now,
        queued_by=by,
    )
    OutgoingFile.objects.bulk_create(
        OutgoingFile(mail=mail, name=file.name, place=file.place, media_type=file.media_type, sha256=file.sha256)
        for file in files
    )
    transaction.on_commit(nudge)
    return mail


def nudge() -> None:
    """Ask for the job now instead of at the next beat; when the broker is gone the beat does it later."""
    if not settings.CELERY_TASK_ALWAYS_EAGER:
        ask_for(TASK)


def send_due() -> None:
    """Try every e-mail whose time has come."""
    call_uncertain(OutgoingMail.objects.all(), system=SYSTEM, action=ACTION)
    for mail in OutgoingMail.objects.due(at=clock.now()).prefetch_related("files"):
        send_one(mail)


def send_one(mail: OutgoingMail) -> None:
    """Make one attempt for one e-mail; one that could be tried again is given up after three days."""
    attempt(
        mail,
        sender=Sender(system=SYSTEM, action=ACTION, hand_over=hand_over),
        recipient=mail.recipient,
        obstacle=lambda: "",
        compose=lambda: content_of(mail),
        is_last=partial(is_too_old, mail),
    )


def content_of(mail: OutgoingMail) -> bytes:
    """Return the message as it goes over the wire.

    Raises: FileChangedError: a file to be attached is gone or another.
    """
    text = mail.text
    if mail.link_key is not None:
        text = text.replace(LINK, address_of(AnswerLink(mail.link_name, mail.link_key)))
    envelope = Envelope(settings.DEFAULT_FROM_EMAIL, mail.recipient, mail.subject, mail.message_id)
    return message(envelope, text=text, attachments=[_attachment(file) for file in mail.files.all()])


def _attachment(file: OutgoingFile) -> Attachment:
    content = (Path(settings.MEDIA_ROOT) / file.place).read_bytes()
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise FileChangedError(f"{file.name} is not the file that was queued")
    return Attachment(file.name, content, file.media_type)


def cancel_mail(mail: OutgoingMail, *, reason: str) -> None:
    """Keep an e-mail back that has not gone out; one that is under way or sent stays as it is."""
    OutgoingMail.objects.filter(pk=mail.pk, state__in=(DeliveryState.QUEUED, DeliveryState.FAILED)).update(
        state=DeliveryState.CANCELLED, reason=reason[:500]
    )


def send_mail_again(mail: OutgoingMail, *, by: User, at: datetime) -> None:
    """Put an e-mail that was not sent, or of which nobody knows, back into the outbox: a person's decision.

    Raises: NotAllowedFromHere.
    """
    with transaction.atomic(), acting(by=by, action="Send e-mail again"):
        fresh = OutgoingMail.objects.select_for_update().get(pk=mail.pk)
        check_delivery_step(fresh.state, to=DeliveryState.QUEUED)
        if fresh.state == DeliveryState.SENDING:
            raise NotAllowedFromHere("This e-mail is being sent at this moment: wait a minute.")
        fresh.state, fresh.reason, fresh.next_attempt_at = DeliveryState.QUEUED, f"Sent again by {by.name}.", at
        fresh.queued_at, fresh.queued_by = at, by
        fresh.save(update_fields=["state", "reason", "next_attempt_at", "queued_at", "queued_by"])
        transaction.on_commit(nudge)
