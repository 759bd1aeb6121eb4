"""Statements given by a link without signing in: once each, by a POST, while they are waited for."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints.actions.cases import restrict_case
from complaints.actions.problems import CaseRefused, LinkOver
from complaints.actions.statement_answers import give_by_link
from complaints.actions.steps import record_step
from complaints.actions.work import ask_for_statements, chase_by_mail, receive_statement, set_finding, take_link_back
from complaints.facts.entries import Ask, Given, Step
from complaints.forms.statement_links import LONGEST_STATEMENT
from complaints.models import Case, CaseFile, Note, StatementLink, StatementRequest
from directorate.core import clock
from directorate.core.actions.outgoing import AnswerLink, content_of, token_of
from directorate.core.domain.access import Role
from directorate.core.importers.attachments import LARGEST_FILE
from directorate.core.models import AccessEvent, OutgoingMail, Person, User
from tests.complaints.conftest import point
from tests.factories import PersonFactory, person_with_account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
SignIn = Callable[[User], Client]
DUE = date(2026, 11, 30)
NAME = "complaints:statement_answer"
IDENTIFIERS = ("Mrs Vance", "Vance", "W9319161", "9990000018", "daughter", "sent home on the day")


@pytest.fixture
def case(log: Callable[..., Case]) -> Case:
    """A complaint in which much is known of who complains and of the patient."""
    return log(
        complainant_name="Mrs Vance",
        complainant_relation="daughter of the patient",
        patient_number="W9319161",
        nhs_number="9990000018",
        datix_ref="W-12345",
        summary="Her mother was sent home on the day.",
    )


@pytest.fixture
def osborne(osborne: Person) -> Person:
    """A consultant without an account, and with an e-mail address."""
    osborne.email = "p.osborne@nhs.net"
    osborne.save(update_fields=["email"])
    return osborne


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def ask(case: Case, person: Person, *numbers: int, by: User, due: date = DUE) -> list[StatementRequest]:
    return ask_for_statements(case, [Ask(point(case, number), person, due) for number in numbers or (2,)], by=by)


def address(link: StatementLink | None = None) -> str:
    link = link or StatementLink.objects.latest("pk")
    return reverse(NAME, args=[token_of(AnswerLink(NAME, link.key))])


def text(said: str, number: int = 2) -> dict[str, str]:
    return {f"point_{number}-text": said}


def later(monkeypatch: pytest.MonkeyPatch, **by: int) -> None:
    now = clock.now() + timedelta(**by)
    monkeypatch.setattr(clock, "now", lambda: now)


# --- the e-mail ---


def test_who_is_asked_gets_one_email_with_a_link_and_nothing_of_the_complaint(
    case: Case, sam: User, osborne: Person
) -> None:
    ask(case, osborne, 2, 3, by=sam)
    mail, link = OutgoingMail.objects.get(), StatementLink.objects.get()
    assert (mail.kind, mail.recipient, mail.queued_by) == ("statement", "p.osborne@nhs.net", sam)
    assert mail.subject == "Statement asked for, complaint ENT/26/001"
    assert "your statement on points 2 and 3 by 30 November 2026, complaint ENT/26/001" in mail.text
    assert "until the end of 14 December 2026" in mail.text
    assert f"{sam.name}, {sam.email}" in mail.text
    for hidden in (*IDENTIFIERS, "Cancelled on the day", "Attitude", "W-12345", link.key.hex):
        assert hidden not in mail.text + mail.subject
    assert address().encode() in content_of(mail).replace(b"=\r\n", b"")
    assert link.expires_at == datetime(2026, 12, 15, tzinfo=UTC)


def test_each_person_asked_at_once_gets_their_own_email(case: Case, sam: User, osborne: Person, nguyen: User) -> None:
    assert nguyen.person is not None
    asks = [
        Ask(point(case, 1), osborne, DUE),
        Ask(point(case, 2), nguyen.person, DUE),
        Ask(point(case, 3), osborne, DUE),
    ]
    ask_for_statements(case, asks, by=sam)
    assert dict(OutgoingMail.objects.values_list("recipient", "kind")) == {
        "p.osborne@nhs.net": "statement",
        nguyen.email: "statement",  # of the account, where the staff list has none
    }
    assert OutgoingMail.objects.count() == 2


def test_a_later_question_takes_over_what_is_still_to_come_and_the_first_link_opens_nothing(
    case: Case, sam: User, osborne: Person, client: Client
) -> None:
    ask(case, osborne, 2, by=sam)
    first = address()
    ask(case, osborne, 3, by=sam, due=date(2026, 12, 4))
    old, new = OutgoingMail.objects.order_by("pk")
    assert old.state == "cancelled"  # it had not gone out yet
    assert "your statement on point 3 by 4 December 2026" in new.text
    assert "The link also takes your statement on point 2 by 30 November 2026." in new.text
    page = client.get(first)
    assert (page.status_code, "A later e-mail has another link" in page.text) == (410, True)
    assert "Cancelled on the day" not in page.text
    page = client.get(address())
    assert "Cancelled on the day" in page.text
    assert "Attitude at the desk" in page.text


@pytest.mark.parametrize(
    ("email", "says"),
    [
        ("", "No e-mail address of Mr Osborne is known"),
        ("p.osborne@gmail.com", "lies outside the Trust"),
        ("p.osborne@nhs.net.example", "lies outside the Trust"),
    ],
)
def test_where_no_link_can_go_the_page_says_so_and_offers_a_text_without_one(
    case: Case, sam: User, osborne: Person, client_for: SignIn, email: str, says: str
) -> None:
    Person.objects.filter(pk=osborne.pk).update(email=email)
    client, row = client_for(sam), point(case, 2)
    data = {f"due_{found.pk}": "30/11/2026" for found in case.points.all()} | {f"person_{row.pk}": str(osborne.pk)}
    page = client.post(f"/complaints/{case.pk}/statements/ask/", data, follow=True).text
    assert says in page
    assert "By e-mail, with a link" not in page
    request = StatementRequest.objects.get()
    there = f"/complaints/{case.pk}/statements/{request.pk}/"
    page = client.get(there).text
    assert says in page
    assert "Send a reminder with a link" not in page
    assert "Please let me have your statement on point 2 of complaint ENT/26/001" in page
    assert "/complaints/statements/" not in page
    assert says in client.post(f"{there}chase/", {"how": "mail"}, follow=True).text
    assert not Note.objects.exists()
    client.post(f"{there}chase/", {"how": "note"})
    assert Note.objects.get().text == "Chased Mr Osborne about point 2"
    assert not StatementLink.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_the_same_question_twice_is_one_email(case: Case, sam: User, osborne: Person) -> None:
    ask(case, osborne, by=sam)
    with pytest.raises(CaseRefused, match="Mr Osborne is asked about point 2 already, by this day"):
        ask(case, osborne, by=sam)
    assert OutgoingMail.objects.count() == 1


def test_a_reminder_has_a_new_link_once_a_day(
    case: Case, sam: User, osborne: Person, client: Client, client_for: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    (request,) = ask(case, osborne, by=sam)
    there, first = f"/complaints/{case.pk}/statements/{request.pk}/", address()
    handler = client_for(sam)
    assert "went today" in handler.get(there).text
    handler.post(f"{there}chase/", {"how": "mail"})
    assert OutgoingMail.objects.count() == 1
    OutgoingMail.objects.update(state="sent", sent_at=clock.now(), sent_by=sam)
    later(monkeypatch, days=1)
    handler = client_for(sam)
    assert "Send a reminder with a link" in handler.get(there).text
    for _ in range(2):  # a double click
        handler.post(f"{there}chase/", {"how": "mail"})
    reminder = OutgoingMail.objects.exclude(state="sent").get()
    assert reminder.subject == "Reminder: statement, complaint ENT/26/001"
    assert "Your statement on point 2 of complaint ENT/26/001 is due on 30 November 2026" in reminder.text
    assert Note.objects.get().text == "Chased Mr Osborne about point 2 by e-mail"
    assert client.get(first).status_code == 410
    assert client.get(address()).status_code == 200


def test_a_reminder_that_did_not_go_out_can_be_sent_again_the_same_day(case: Case, sam: User, osborne: Person) -> None:
    (request,) = ask(case, osborne, by=sam)
    OutgoingMail.objects.update(state="failed", reason="The mail server answered 550: no such address.")
    chase_by_mail(request, by=sam)
    assert list(OutgoingMail.objects.order_by("pk").values_list("state", flat=True)) == ["cancelled", "queued"]


def test_asked_of_somebody_else_the_first_is_told_and_the_second_gets_a_link(
    case: Case, sam: User, osborne: Person, client: Client, client_for: SignIn
) -> None:
    (request,) = ask(case, osborne, by=sam)
    first = address()
    other = PersonFactory(surname="Shaw", forenames="Jo", email="jo.shaw@nhs.net")
    data = {"person": str(other.pk), "due": "27/11/2026"}
    there = f"/complaints/{case.pk}/statements/{request.pk}/ask-somebody-else/"
    page = client_for(sam).post(there, data, follow=True).text
    assert "Jo Shaw is asked instead. By e-mail, with a link to answer without signing in: Jo Shaw." in page
    assert OutgoingMail.objects.get(recipient="p.osborne@nhs.net").state == "cancelled"
    page = client.get(first)
    assert (page.status_code, "Somebody else was asked instead" in page.text) == (410, True)
    page = client.post(first, text("I rang her twice"))
    assert page.status_code == 422
    assert "I rang her twice" in page.text  # nothing that was typed is lost
    assert "Cancelled on the day" in client.get(address()).text
    assert not StatementRequest.objects.filter(is_given_by_link=True).exists()


# --- the page ---


def test_the_page_shows_what_is_asked_by_whom_and_when_and_nobody_else_s_part(
    case: Case, sam: User, osborne: Person, client: Client
) -> None:
    point(case, 2)
    case.points.filter(number=2).update(text="Mrs Vance (W9319161, NHS 999 000 0018) was cancelled on the day")
    ask(case, osborne, by=sam)
    answer = client.get(address())
    page = answer.text
    for shown in (
        "ENT/26/001",
        "[left out]",
        "was cancelled on the day",
        "30 November 2026",
        sam.name,
        sam.email,
        "Mr Osborne",
    ):
        assert shown in page
    for hidden in (*IDENTIFIERS, "999 000 0018", "W-12345", "Wait for surgery", "Attitude at the desk", "Response due"):
        assert hidden not in page
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer["Cache-Control"]


def test_looking_changes_nothing_and_is_written_down_without_the_link(
    case: Case, sam: User, osborne: Person, client: Client
) -> None:
    (request,) = ask(case, osborne, by=sam)
    for ask_for in (client.get, client.get):
        assert ask_for(address()).status_code == 200
    request.refresh_from_db()
    assert request.waits
    found = AccessEvent.objects.filter(subject="complaint_narrative", object_key=str(case.pk))
    assert found.count() == 2
    event = found.latest("pk")
    assert (event.user, event.path, event.filters) == (None, "", {"by the link of": "Mr Osborne"})
    for method in (client.head, client.put, client.delete):
        assert method(address()).status_code == 405


def test_a_page_costs_the_same_for_one_point_and_for_many(
    log: Callable[..., Case], sam: User, osborne: Person, client: Client
) -> None:
    one, many = log(), log()
    ask(one, osborne, 1, by=sam)
    ask(many, osborne, 1, 2, 3, by=sam)
    costs = []
    for found in (one, many):
        there = address(StatementLink.objects.get(case=found))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(there).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 12


# --- the answer ---


def test_a_statement_is_written_and_received_in_the_name_of_who_was_asked(
    case: Case, sam: User, osborne: Person, client: Client, client_for: SignIn
) -> None:
    (request,) = ask(case, osborne, by=sam)
    answer = client.post(address(), text("I rang her.\r\nShe was told at 9."))
    assert (answer.status_code, answer["Location"]) == (302, address())
    request.refresh_from_db()
    assert (request.received_date, request.is_given_by_link) == (date(2026, 11, 23), True)
    assert request.statement_text == "I rang her.\nShe was told at 9."
    page = client.get(address())
    assert page.status_code == 200
    assert "Your answer has arrived" in page.text
    assert "your statement arrived by this page on 23 November 2026" in page.text
    assert sam.email in page.text
    assert "I rang her" not in page.text
    assert "Cancelled on the day" not in page.text
    shown = client_for(sam).get(f"/complaints/{case.pk}/").text
    assert "by the link" in shown
    assert "She was told at 9." in shown
    assert "Mr Osborne, by the link and not signed in" in shown  # in the history
    assert "Nobody asked about points 1 and 3" in shown  # the next step is another one
    assert OutgoingMail.objects.get().state == "queued"


def test_a_file_is_taken_under_the_checks_of_every_file(
    case: Case, sam: User, osborne: Person, client: Client, client_for: SignIn
) -> None:
    (request,) = ask(case, osborne, by=sam)
    upload = SimpleUploadedFile("../..\\my statement.pdf", b"%PDF-1.7 a statement")
    assert client.post(address(), {"point_2-file": upload}).status_code == 302
    kept = CaseFile.objects.get()
    assert (kept.request, kept.on_behalf_of, kept.original_name) == (request, osborne, "my statement.pdf")
    assert kept.uploaded_by.is_system
    handler = client_for(sam)
    assert "my statement.pdf" in handler.get(f"/complaints/{case.pk}/").text
    assert "given by Mr Osborne by the link" in handler.get(f"/complaints/{case.pk}/statements/{request.pk}/").text
    got = handler.get(f"/complaints/{case.pk}/files/{kept.pk}/")
    assert b"".join(got.streaming_content) == b"%PDF-1.7 a statement"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"MZ\x90\x00\x03 a program", "This kind of file is not kept"),
        (b"<html>", "This kind of file is not kept"),
        (b"PK\x03\x04 broken", "The file is damaged"),
        (b"", "The file is empty"),
        (b"%PDF-" + b"0" * LARGEST_FILE, "larger than 25 MB"),
    ],
    ids=["program", "page", "damaged", "empty", "large"],
)
def test_a_file_that_is_not_kept_is_said_and_what_was_typed_stays(
    case: Case, sam: User, osborne: Person, client: Client, tmp_path: Path, content: bytes, says: str
) -> None:
    (request,) = ask(case, osborne, by=sam)
    upload = SimpleUploadedFile("statement.pdf", content)
    answer = client.post(address(), text("I rang her twice") | {"point_2-file": upload})
    assert answer.status_code == 422
    for shown in (says, "I rang her twice", "choose it again", "Error: "):
        assert shown in answer.text
    request.refresh_from_db()
    assert request.waits
    assert not CaseFile.objects.exists()
    assert not list((tmp_path / "complaints").glob("*")) if (tmp_path / "complaints").exists() else True


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({}, "Write the statement, choose its file, or say why you cannot answer"),
        (text("  \r\n "), "Write the statement, choose its file, or say why you cannot answer"),
        (text("a\0b"), "Remove the characters that cannot be printed"),
        (text("x" * (LONGEST_STATEMENT + 1)), "use 200000 characters or fewer"),
        (
            text("I rang her") | {"point_2-cannot": "I was away"},
            "Send a statement, or say why you cannot answer. Not both",
        ),
        ({"point_2-cannot": "x" * 2001}, "use 2000 characters or fewer"),
        ({"point_1-text": "I rang her", "received_date": "2020-01-01", "csrf": "x"}, "Write the statement"),
        ({"point_2-file": "not a file"}, "Write the statement"),
    ],
    ids=["nothing", "blanks", "NUL", "too long", "both", "long reason", "another's point", "no file"],
)
def test_rubbish_is_said_plainly_and_kept(
    case: Case, sam: User, osborne: Person, client: Client, sent: dict[str, str], says: str
) -> None:
    (request,) = ask(case, osborne, by=sam)
    answer = client.post(address(), sent)
    assert (answer.status_code, says in answer.text) == (422, True)
    typed = sent.get("point_2-text", "").strip().replace("\0", "")
    assert typed[:2000] in answer.text.replace("\0", "")
    request.refresh_from_db()
    assert request.waits


def test_script_and_template_in_a_statement_are_text(
    case: Case, sam: User, osborne: Person, client: Client, client_for: SignIn
) -> None:
    ask(case, osborne, by=sam)
    said = "<script>alert(1)</script> {{ 7 * 7 }} =1+1 \u202e مرحبا 🙂 O'Brien-Smith"
    client.post(address(), text(said))
    page = client_for(sam).get(f"/complaints/{case.pk}/").text
    assert "<script>alert(1)" not in page
    assert "{{ 7 * 7 }}" in page
    assert "مرحبا 🙂" in page


def test_several_points_are_answered_one_after_the_other_or_together(
    case: Case, sam: User, osborne: Person, client: Client
) -> None:
    ask(case, osborne, 1, 2, 3, by=sam)
    there = address()
    client.post(there, text("One", 1) | {"point_3-cannot": "I was not there"})
    page = client.get(there).text
    assert "Point 1: your statement arrived" in page
    assert "Point 3: you said on 23 November 2026 that you cannot answer it" in page
    assert 'name="point_2-text"' in page
    assert 'name="point_1-text"' not in page
    client.post(there, text("Two", 2))
    assert "Your answer has arrived" in client.get(there).text
    assert list(StatementRequest.objects.order_by("point__number").values_list("statement_text", flat=True)) == [
        "One", "Two", "",
    ]  # fmt: skip


def test_all_or_nothing_where_one_of_several_has_a_mistake(
    case: Case, sam: User, osborne: Person, client: Client
) -> None:
    ask(case, osborne, 2, 3, by=sam)
    answer = client.post(address(), text("Two", 2) | {"point_3-text": "Three", "point_3-cannot": "No"})
    assert answer.status_code == 422
    for typed in ("Two", "Three"):
        assert typed in answer.text
    assert StatementRequest.objects.outstanding().count() == 2


def test_who_cannot_answer_says_why_and_whoever_asked_sees_it_on_the_case_and_on_today(
    case: Case, sam: User, hana: User, osborne: Person, client: Client, client_for: SignIn
) -> None:
    Case.objects.filter(pk=case.pk).update(draft_wanted_date=date(2026, 12, 18))
    (request,) = ask(case, osborne, by=sam)
    client.post(address(), {"point_2-cannot": "I was on leave that week; Miss Shaw was there"})
    request.refresh_from_db()
    assert (request.cannot_date, request.received_date) == (date(2026, 11, 23), None)
    handler = client_for(sam)
    page = handler.get(f"/complaints/{case.pk}/").text
    for shown in ("Cannot answer", "I was on leave that week", "Ask somebody else about point 2"):
        assert shown in page
    today = handler.get("/").text
    assert "Complaint ENT/26/001: ask somebody else about point 2" in today
    assert "Whoever was asked says that they cannot answer" in today
    assert 'href="/complaints/?show=refused"' in today
    listed = handler.get("/complaints/?show=refused").text
    assert f'href="/complaints/{case.pk}/"' in listed
    assert "Ask somebody else about point 2" in listed
    other = client_for(hana).get("/").text  # who did not ask reads it in the card only
    assert "Complaint ENT/26/001: ask somebody else" not in other
    assert "Somebody else to be asked: 1 complaint" in other
    with pytest.raises(CaseRefused, match="not waited for"):
        chase_by_mail(request, by=sam)
    ask(case, PersonFactory(surname="Shaw"), by=sam)
    assert "Nobody has said that they cannot answer" in handler.get("/complaints/?show=refused").text
    assert "Somebody else to be asked" not in handler.get("/").text


def test_the_same_person_can_be_asked_again_who_could_not_answer(case: Case, sam: User, osborne: Person) -> None:
    (request,) = ask(case, osborne, by=sam)
    give_by_link(StatementLink.objects.get().key, [Given(2, cannot="No notes")])
    ask(case, osborne, by=sam)
    assert StatementRequest.objects.outstanding().count() == 1
    assert OutgoingMail.objects.count() == 2
    request.refresh_from_db()
    assert request.ended_date is not None


def test_a_statement_can_come_after_all_on_the_persons_behalf(case: Case, sam: User, osborne: Person) -> None:
    (request,) = ask(case, osborne, by=sam)
    give_by_link(StatementLink.objects.get().key, [Given(2, cannot="No notes")])
    receive_statement(request, received=date(2026, 11, 23), by=sam)
    request.refresh_from_db()
    assert not request.cannot_be_given


def test_who_signs_in_and_said_that_they_cannot_answer_owes_nothing(
    case: Case, sam: User, nguyen: User, client_for: SignIn
) -> None:
    assert nguyen.person is not None
    ask(case, nguyen.person, by=sam)
    doctor = client_for(nguyen)
    assert "Statement for ENT/26/001" in doctor.get("/").text
    give_by_link(StatementLink.objects.get().key, [Given(2, cannot="I was away")])
    assert "Statement for ENT/26/001" not in doctor.get("/").text
    assert "Cannot answer" in doctor.get(f"/complaints/{case.pk}/").text


# --- links that are over ---


def test_a_used_link_says_so_and_keeps_nothing_more(case: Case, sam: User, osborne: Person, client: Client) -> None:
    (request,) = ask(case, osborne, by=sam)
    client.post(address(), text("I rang her"))
    again = client.post(address(), text("I rang her"))  # a second click
    assert again.status_code == 302
    other = client.post(address(), text("Something else"))
    assert other.status_code == 422
    for shown in ("was not taken", "Something else", "Your answer has arrived"):
        assert shown in other.text
    no = client.post(address(), {"point_2-cannot": "I was away"})
    assert (no.status_code, "I was away" in no.text) == (422, True)
    request.refresh_from_db()
    assert (request.statement_text, request.cannot_date) == ("I rang her", None)


def test_the_same_file_sent_twice_is_kept_once(case: Case, sam: User, osborne: Person, client: Client) -> None:
    ask(case, osborne, by=sam)
    for _ in range(2):
        answer = client.post(address(), {"point_2-file": SimpleUploadedFile("a.pdf", b"%PDF-1.7 a")})
        assert answer.status_code == 302
    other = client.post(address(), {"point_2-file": SimpleUploadedFile("b.pdf", b"%PDF-1.7 b")})
    assert (other.status_code, "The file was not kept" in other.text) == (422, True)
    assert CaseFile.objects.count() == 1


def test_an_expired_link_says_so_and_what_to_do(
    case: Case, sam: User, osborne: Person, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    (request,) = ask(case, osborne, by=sam)
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 12, 14, 23, 59, tzinfo=UTC))
    assert client.get(address()).status_code == 200
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 12, 15, tzinfo=UTC))
    page = client.get(address())
    assert (page.status_code, "Too late to give a statement here" in page.text) == (410, True)
    assert "until the end of 14 December 2026" in page.text
    assert sam.email in page.text
    assert "Cancelled on the day" not in page.text
    kept = client.post(address(), text("I rang her"))
    assert (kept.status_code, "I rang her" in kept.text) == (422, True)
    request.refresh_from_db()
    assert request.waits
    chase_by_mail(request, by=sam)
    assert client.get(address()).status_code == 200


def test_a_link_that_was_taken_back_opens_nothing(
    case: Case, sam: User, osborne: Person, client: Client, client_for: SignIn
) -> None:
    (request,) = ask(case, osborne, by=sam)
    handler, there = client_for(sam), f"/complaints/{case.pk}/statements/{request.pk}/"
    assert "Take the link back" in handler.get(there).text
    page = handler.post(f"{there}link/take-back/", follow=True).text
    assert "The link of Mr Osborne opens nothing any more" in page
    assert "The link was taken back" in page
    assert OutgoingMail.objects.get().state == "cancelled"
    again = handler.post(f"{there}link/take-back/", follow=True).text
    assert "No link works any more" in again
    seen = client.get(address())
    assert (seen.status_code, "This link is no longer in use" in seen.text) == (410, True)
    for hidden in ("ENT/26/001", "Cancelled on the day", sam.name, "Osborne"):
        assert hidden not in seen.text
    kept = client.post(address(), text("I rang her"))
    assert (kept.status_code, "I rang her" in kept.text) == (422, True)
    chase_by_mail(request, by=sam)  # the same day: the first never went out
    assert client.get(address()).status_code == 200


def test_a_closed_case_takes_nothing(case: Case, sam: User, osborne: Person, client: Client) -> None:
    (request,) = ask(case, osborne, by=sam)
    record_step(case, Step("withdraw", clock.today()), by=sam)
    page = client.get(address())
    assert (page.status_code, "The complaint is not open any more" in page.text) == (410, True)
    kept = client.post(address(), text("I rang her"))
    assert (kept.status_code, "I rang her" in kept.text) == (422, True)
    request.refresh_from_db()
    assert request.waits
    with pytest.raises(CaseRefused, match="not open any more"):
        chase_by_mail(request, by=sam)


def test_a_statement_received_otherwise_ends_the_link(case: Case, sam: User, osborne: Person, client: Client) -> None:
    (request,) = ask(case, osborne, by=sam)
    receive_statement(request, received=date(2026, 11, 23), by=sam)
    assert OutgoingMail.objects.get().state == "cancelled"
    assert "your statement was received on 23 November 2026" in client.get(address()).text


@pytest.mark.parametrize("token", ["made-up", "0" * 32, "0" * 32 + ":" + "A" * 43, "x" * 300, "é '"])
def test_an_address_that_was_not_signed_here_is_nothing(client: Client, token: str) -> None:
    there = reverse(NAME, args=[token])
    assert client.get(there).status_code == 404
    assert client.post(there, text("x")).status_code == 404


def test_a_link_of_another_page_opens_nothing(case: Case, sam: User, osborne: Person, client: Client) -> None:
    ask(case, osborne, by=sam)
    key = StatementLink.objects.get().key
    assert client.get(reverse(NAME, args=[token_of(AnswerLink("rotas:offer_answer", key))])).status_code == 404


# --- restricted cases ---


def test_nothing_about_a_restricted_case_goes_by_email_and_no_text_is_offered(
    case: Case, sam: User, osborne: Person, client_for: SignIn
) -> None:
    restrict_case(case, is_restricted=True, named=[], shut_out=[], by=sam)
    (request,) = ask(case, osborne, by=sam)
    assert not OutgoingMail.objects.exists()
    assert not StatementLink.objects.exists()
    page = client_for(sam).get(f"/complaints/{case.pk}/statements/{request.pk}/").text
    assert "This complaint is restricted, so nothing about it goes out by e-mail. Ask Mr Osborne in person" in page
    for hidden in ("Send a reminder with a link", "Please let me have your statement", 'id="chaser"'):
        assert hidden not in page
    with pytest.raises(CaseRefused, match="restricted"):
        chase_by_mail(request, by=sam)


def test_a_case_that_is_restricted_later_is_behind_no_link(
    case: Case, sam: User, osborne: Person, client: Client
) -> None:
    (request,) = ask(case, osborne, by=sam)
    restrict_case(case, is_restricted=True, named=[], shut_out=[], by=sam)
    assert OutgoingMail.objects.get().state == "cancelled"
    assert StatementLink.objects.get().revoked_by == sam
    page = client.get(address())
    assert (page.status_code, "This link is no longer in use" in page.text) == (410, True)
    for hidden in ("ENT/26/001", "Cancelled on the day", "estricted", sam.name):
        assert hidden not in page.text
    client.post(address(), text("I rang her"))
    request.refresh_from_db()
    assert request.waits
    restrict_case(case, is_restricted=False, named=[], shut_out=[], by=sam)
    assert client.get(address()).status_code == 410  # it does not come back by itself


def test_a_restricted_case_is_behind_no_link_however_it_became_so(
    case: Case, sam: User, osborne: Person, client: Client
) -> None:
    ask(case, osborne, by=sam)
    Case.objects.update(is_restricted=True)
    assert client.get(address()).status_code == 410
    assert "ENT/26/001" not in client.get(address()).text
    with pytest.raises(LinkOver):
        give_by_link(StatementLink.objects.get().key, [Given(2, text="x")])


def test_whoever_is_shut_out_has_no_link(case: Case, sam: User, nguyen: User, osborne: Person, client: Client) -> None:
    assert nguyen.person is not None
    ask(case, nguyen.person, 1, by=sam)
    ask(case, osborne, 2, by=sam)
    theirs, other = (StatementLink.objects.get(person=person) for person in (nguyen.person, osborne))
    restrict_case(case, is_restricted=False, named=[], shut_out=[nguyen], by=sam)
    assert client.get(address(theirs)).status_code == 410
    assert client.get(address(other)).status_code == 200
    ask(case, nguyen.person, 3, by=sam)
    assert StatementLink.objects.filter(person=nguyen.person).count() == 1


def test_only_who_works_on_the_case_chases_or_takes_a_link_back(
    case: Case, sam: User, osborne: Person, everybody: dict[Role, User], client_for: SignIn
) -> None:
    (request,) = ask(case, osborne, by=sam)
    stranger = person_with_account(forename="Dee", surname="Dean", role=Role.SPECIALTY_MANAGER, specialty="dermatology")
    for user in (everybody[Role.AUDITOR], everybody[Role.CONSULTANT], everybody[Role.SECRETARY], stranger):
        for tail in ("chase/", "link/take-back/"):
            there = f"/complaints/{case.pk}/statements/{request.pk}/{tail}"
            assert client_for(user).post(there, {"how": "mail"}).status_code in {403, 404}
    assert StatementLink.objects.get().revoked_at is None
    assert OutgoingMail.objects.count() == 1


def test_a_finding_that_was_made_asks_nobody_else(case: Case, sam: User, osborne: Person, client_for: SignIn) -> None:
    ask(case, osborne, by=sam)
    give_by_link(StatementLink.objects.get().key, [Given(2, cannot="No notes")])
    set_finding(point(case, 2), finding="upheld", by=sam)
    page = client_for(sam).get(f"/complaints/{case.pk}/").text
    assert "Ask somebody else about point 2" not in page
    assert "Somebody else to be asked" not in client_for(sam).get("/").text


# --- two at once ---


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_are_one_statement_and_one_refusal(case: Case, sam: User, osborne: Person) -> None:
    ask(case, osborne, by=sam)
    key = StatementLink.objects.get().key
    found = at_once(
        lambda: give_by_link(key, [Given(2, text="The first")]),
        lambda: give_by_link(key, [Given(2, text="The second")]),
    )
    assert sorted(type(result).__name__ for result in found) == ["LinkOver", "LinkPage"]
    assert StatementRequest.objects.get().statement_text in {"The first", "The second"}


@pytest.mark.django_db(transaction=True)
def test_an_answer_and_taking_the_link_back_at_once_end_in_one_state(case: Case, sam: User, osborne: Person) -> None:
    (request,) = ask(case, osborne, by=sam)
    key = StatementLink.objects.get().key
    found = at_once(lambda: give_by_link(key, [Given(2, text="Mine")]), lambda: take_link_back(request, by=sam))
    request.refresh_from_db()
    assert (type(found[0]).__name__, request.waits) in [("LinkPage", False), ("LinkOver", True)]


@pytest.mark.django_db(transaction=True)
def test_two_reminders_at_once_are_one_email(
    case: Case, sam: User, osborne: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    (request,) = ask(case, osborne, by=sam)
    later(monkeypatch, days=1)
    found = at_once(lambda: chase_by_mail(request, by=sam), lambda: chase_by_mail(request, by=sam))
    assert sorted(type(result).__name__ for result in found) == ["CaseRefused", "Note"]
    assert OutgoingMail.objects.count() == 2


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each act returned or was refused with, all begun at the same moment, each on a connection of its own."""
    ready = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            ready.wait(timeout=10)
            return act()
        except (CaseRefused, LinkOver) as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))
