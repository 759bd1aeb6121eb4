"""One message to one recipient over SMTP, told apart at the moment that matters: before or after DATA.

Until the message itself is handed over, everything may be tried again. From then on only the server's answer says
whether it arrived; without an answer nobody knows, and that is what is said.
"""

import smtplib
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import formatdate
from enum import StrEnum

from django.conf import settings

GO_AHEAD, FIRST_PERMANENT = 354, 500
ACCEPTED = range(200, 300)


class Outcome(StrEnum):
    """What became of an attempt."""

    SENT = "sent"
    RETRY = "retry"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    ABANDONED = "abandoned"


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome and, in words for people, why."""

    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to attach; its name holds no personal data."""

    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """The head of a message; `message_id` stays the same over attempts."""

    sender: str
    recipient: str
    subject: str
    message_id: str


def message(envelope: Envelope, *, text: str, html: str = "", attachments: Sequence[Attachment] = ()) -> bytes:
    """Return the message as it goes over the wire.

    Raises: ValueError when subject or address hold a line break (header injection).
    """
    made = EmailMessage(policy=SMTP_POLICY)
    made["From"], made["To"], made["Subject"] = envelope.sender, envelope.recipient, envelope.subject
    made["Date"], made["Message-ID"] = formatdate(localtime=True), envelope.message_id
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(text)
    if html:
        made.add_alternative(html, subtype="html")
    for file in attachments:
        kind, _, subtype = file.media_type.partition("/")
        made.add_attachment(file.content, maintype=kind, subtype=subtype, filename=file.name)
    return made.as_bytes()


def hand_over(content: bytes, *, sender: str, recipient: str, before_data: Callable[[], bool]) -> Answer:
    """Send one message; `before_data` commits that it is being sent and answers False to give up."""
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        return Answer(Outcome.RETRY, "No mail server is set up: ask the administrator to set EMAIL_URL.")
    try:
        with _connection() as server:
            return _conversation(server, content=content, sender=sender, recipient=recipient, before_data=before_data)
    except (OSError, smtplib.SMTPException) as problem:
        return Answer(Outcome.RETRY, f"The mail server could not be used: {_words(problem)}.")


class _Quiet:
    """An SMTP session that is closed without letting a farewell spoil what the server already answered."""

    def __init__(self, session: smtplib.SMTP) -> None:
        self.session = session

    def __enter__(self) -> smtplib.SMTP:
        return self.session

    def __exit__(self, *_: object) -> None:
        try:
            self.session.quit()
        except (OSError, smtplib.SMTPException):
            self.session.close()


def _connection() -> _Quiet:
    """Return a session that is ready for mail: greeted, encrypted and signed in as the settings say."""
    kind = smtplib.SMTP_SSL if settings.EMAIL_USE_SSL else smtplib.SMTP
    name = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    session = kind(settings.EMAIL_HOST, settings.EMAIL_PORT, local_hostname=name, timeout=settings.EMAIL_TIMEOUT)
    try:
        session.ehlo_or_helo_if_needed()
        if settings.EMAIL_USE_TLS:
            session.starttls(context=ssl.create_default_context())
        if settings.EMAIL_HOST_USER:
            session.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except BaseException:
        session.close()
        raise
    return _Quiet(session)


def _conversation(
    server: smtplib.SMTP, *, content: bytes, sender: str, recipient: str, before_data: Callable[[], bool]
) -> Answer:
    code, text = server.mail(sender)
    if code in ACCEPTED:
        code, text = server.rcpt(recipient)
    if code not in ACCEPTED:
        return _refusal(code, text)
    if not before_data():
        return Answer(Outcome.ABANDONED, "Somebody else took this copy over.")
    code, text = server.docmd("DATA")
    if code != GO_AHEAD:
        return _refusal(code, text)
    return _body(server, content=content)


def _body(server: smtplib.SMTP, *, content: bytes) -> Answer:
    """Hand the message over; from here on only an answer tells."""
    lines = content.replace(b"\r\n.", b"\r\n..")
    ending = b".\r\n" if lines.endswith(b"\r\n") else b"\r\n.\r\n"
    try:
        server.send(lines + ending)
        code, text = server.getreply()
    except (OSError, smtplib.SMTPException) as problem:
        return Answer(
            Outcome.UNCERTAIN, f"The mail server did not answer after the message was handed over: {_words(problem)}."
        )
    return Answer(Outcome.SENT) if code in ACCEPTED else _refusal(code, text)


def _refusal(code: int, text: bytes) -> Answer:
    said = text.decode("utf-8", "replace").replace("\n", " ")[:200]
    outcome = Outcome.REFUSED if code >= FIRST_PERMANENT else Outcome.RETRY
    return Answer(outcome, f"The mail server answered {code}: {said}.")


def _words(problem: Exception) -> str:
    if isinstance(problem, TimeoutError) or isinstance(problem.__context__, TimeoutError):  # smtplib wraps it
        return "it did not answer in time"
    if isinstance(problem, ConnectionRefusedError):
        return "nothing listens at its address"
    return (str(problem) or type(problem).__name__)[:200].rstrip(".")
