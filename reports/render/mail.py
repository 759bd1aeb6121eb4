"""The e-mails of reports: the letter that brings a report, and a short note; in text and in HTML."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string

from directorate.core.render import mail
from directorate.core.render.mail import Answer, Attachment, Outcome

__all__ = ["Answer", "Attachment", "Letter", "Note", "Outcome", "message", "note"]


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent: aggregates only, a link, the files. `label` names report and period; `replaces` is why, for a later version."""

    sender: str
    recipient: str
    subject: str
    message_id: str
    headline: tuple[str, ...]
    link: str
    label: str
    attachments: Sequence[Attachment]
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A short message in words with one link; nothing is attached."""

    sender: str
    recipient: str
    subject: str
    message_id: str
    paragraphs: tuple[str, ...]
    link: str
    link_text: str


def message(letter: Letter) -> bytes:
    """Return the message as it goes over the wire.

    Raises: ValueError when subject or address hold a line break (header injection).
    """
    return _written(letter, template="reports/letter", attachments=letter.attachments)


def note(written: Note) -> bytes:
    """Return a note as it goes over the wire.

    Raises: ValueError when subject or address hold a line break (header injection).
    """
    return _written(written, template="reports/note")


def _written(letter: Letter | Note, *, template: str, attachments: Sequence[Attachment] = ()) -> bytes:
    context = {"letter": letter}
    return mail.message(
        mail.Envelope(letter.sender, letter.recipient, letter.subject, letter.message_id),
        text=render_to_string(f"{template}.txt", context),
        html=render_to_string(f"{template}.html", context),
        attachments=attachments,
    )
