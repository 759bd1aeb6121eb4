"""The outbox of e-mails: each goes out once, or it is shown why not."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from directorate.core.actions.outgoing import (
    AnswerLink,
    FileChangedError,
    FileToSend,
    address_of,
    content_of,
    key_of,
    queue_mail,
    send_mail_again,
    token_of,
)
from directorate.core.domain.delivery import NotAllowedFromHere
from directorate.core.models import JobStatus, OutgoingMail
from directorate.core.tasks import send_outgoing_mail
from tests.core.factories import OutgoingFileFactory, OutgoingMailFactory
from tests.factories import UserFactory
from tests.reports.smtp_server import Inbox, mail_server

pytestmark = pytest.mark.django_db
KEY = UUID("00000000-0000-4000-8000-000000000001")
LINK = AnswerLink("rotas:offer_answer", KEY)


@pytest.fixture
def inbox(settings: Settings) -> Iterator[Inbox]:
    with mail_server(Inbox()) as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", running.port, 1
        settings.DEFAULT_FROM_EMAIL = "directorate@nhs.net"
        yield running


def queue(**more: object) -> OutgoingMail:
    said = {"kind": "offer", "recipient": "kaur@nhs.net", "subject": "Can you?", "text": "Answer: [link]"} | more
    return queue_mail(by=UserFactory(), **said)  # type: ignore[arg-type]


def test_an_email_goes_out_once_with_its_link(monday: datetime, inbox: Inbox) -> None:
    mail = queue(link=LINK)
    send_outgoing_mail()
    send_outgoing_mail()
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.sent_by.is_system) == ("sent", 1, True)
    assert len(inbox.messages) == 1
    assert address_of(LINK) in inbox.messages[0].get_payload(decode=True).decode()
    assert "[link]" in mail.text


def test_without_a_mail_server_it_waits_and_says_so(monday: datetime) -> None:
    mail = queue()
    send_outgoing_mail()
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("queued", 1)
    assert mail.next_attempt_at > monday
    assert "No mail server is set up" in mail.reason
    assert JobStatus.objects.get().last_success == monday


def test_a_file_is_sent_only_as_it_was_queued(monday: datetime, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "sheet.kept").write_bytes(b"%PDF-1.7")
    sha256 = hashlib.sha256(b"%PDF-1.7").hexdigest()
    mail = queue(files=[FileToSend("timesheet.pdf", "sheet.kept", "application/pdf", sha256)])
    assert b'filename="timesheet.pdf"' in content_of(mail)
    (tmp_path / "sheet.kept").write_bytes(b"another")
    with pytest.raises(FileChangedError):
        content_of(mail)


def test_a_token_is_good_for_one_page_only() -> None:
    token = token_of(LINK)
    assert key_of(token, name=LINK.name) == KEY
    assert key_of(token, name="rotas:other") is None
    assert key_of(KEY.hex, name=LINK.name) is None


def test_a_person_sends_again_what_did_not_arrive(monday: datetime) -> None:
    mail, by = OutgoingMailFactory(state="failed", reason="The mail server answered 550."), UserFactory()
    send_mail_again(mail, by=by, at=monday)
    mail.refresh_from_db()
    assert (mail.state, mail.queued_by) == ("queued", by)
    with pytest.raises(NotAllowedFromHere):
        send_mail_again(mail, by=by, at=monday)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("mail_state_is_known", {"state": "lost"}),
        ("sent_mail_says_when_and_by_whom", {"state": "sent"}),
        ("mail_not_sent_gives_a_reason", {"state": "failed"}),
        ("mail_under_way_says_since_when", {"state": "sending"}),
        ("mail_has_a_link_with_its_key_or_neither", {"link_name": "rotas:offer_answer"}),
    ],
    ids=lambda found: found if isinstance(found, str) else "",
)
def test_the_database_refuses(name: str, fields: dict[str, object]) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        OutgoingMailFactory(**fields)


def test_the_database_refuses_files_that_cannot_be_told_apart() -> None:
    file = OutgoingFileFactory()
    with pytest.raises(IntegrityError, match="mail_has_a_file_of_a_name_once"), transaction.atomic():
        OutgoingFileFactory(mail=file.mail)
    with pytest.raises(IntegrityError, match="file_of_a_mail_has_a_whole_hash"), transaction.atomic():
        OutgoingFileFactory(sha256="abc")
