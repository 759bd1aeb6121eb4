"""Drafts of a response: versions, Word and back, two ticks by different people, and on to the complaints team."""

import io
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from complaints.actions.cases import restrict_case
from complaints.actions.steps import record_step
from complaints.domain.drafts import DraftFacts, draft_state, tick_fault
from complaints.facts.entries import Step
from complaints.models import Case, CaseStep, Draft, DraftCheck
from complaints.render.word import NoTextError, text_of_document, word_document
from directorate.core.models import AccessEvent, Person, User
from tests.complaints.factories import DraftCheckFactory, DraftFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
SignIn = Callable[[User], Client]
BODY = "Dear Mrs V\n\nI am sorry <for> the wait & the cancellation.\n\tYours"


def address(case: Case, tail: str) -> str:
    return f"/complaints/{case.pk}/drafts/{tail}"


@pytest.fixture
def lead(nguyen: User) -> User:
    """The clinical lead of ENT."""
    Person.objects.filter(pk=nguyen.person_id).update(is_clinical_lead=True)
    return User.objects.get(pk=nguyen.pk)


@pytest.fixture
def acknowledged(case: Case, sam: User) -> Case:
    record_step(case, Step("acknowledge", date(2026, 11, 11)), by=sam)
    return case


@pytest.fixture
def sent(acknowledged: Case, sam: User, lead: User, client_for: SignIn) -> Case:
    """Draft 1, with the directorate manager and the clinical lead."""
    client = client_for(sam)
    assert client.post(address(acknowledged, "write/"), {"body": BODY}).status_code == 302
    assert client.post(address(acknowledged, "1/send/"), {"clinical_lead": lead.pk}).status_code == 302
    return acknowledged


def decide(client: Client, case: Case, *, version: int = 1, **said: str) -> int:
    return client.post(address(case, f"{version}/decide/"), {"decision": "approve"} | said).status_code


def test_two_ticks_let_a_draft_go_to_the_complaints_team(
    sent: Case, sam: User, chris: User, lead: User, client_for: SignIn
) -> None:
    manager, doctor, desk = client_for(chris), client_for(lead), client_for(sam)
    assert "Check the draft for ENT/26/001" in manager.get("/").text
    assert "Check the draft for ENT/26/001" in doctor.get("/").text
    assert "I am sorry" in doctor.get(address(sent, "1/")).text
    assert decide(manager, sent) == 302
    desk.post(address(sent, "1/hand-over/"))
    sent.refresh_from_db()
    assert sent.state == "drafting"
    assert decide(doctor, sent) == 302
    assert "Check the draft" not in doctor.get("/").text
    assert "Approved by both" in desk.get(address(sent, "1/")).text
    desk.post(address(sent, "1/hand-over/"))
    sent.refresh_from_db()
    assert (sent.state, Draft.objects.get().handed_over_by) == ("checking", sam)
    step = CaseStep.objects.filter(case=sent).latest("number")
    assert (step.type, step.recorded_by, step.is_outside) == ("submit_for_check", sam, False)
    assert "With the complaints team" in desk.get(f"/complaints/{sent.pk}/").text


def test_a_draft_sent_back_needs_a_new_version_and_ticks_do_not_follow(
    sent: Case, sam: User, chris: User, lead: User, client_for: SignIn
) -> None:
    desk, doctor = client_for(sam), client_for(lead)
    decide(client_for(chris), sent)
    assert decide(doctor, sent, decision="return") == 422
    assert decide(doctor, sent, decision="return", reason="Say why the theatre was closed") == 302
    assert "Say why the theatre was closed" in desk.get(address(sent, "1/")).text
    assert desk.post(address(sent, "write/"), {"body": BODY}).status_code == 422
    assert desk.post(address(sent, "write/"), {"body": f"{BODY}\nThe theatre was closed."}).status_code == 302
    assert "Replaced by a later version" in desk.get(address(sent, "1/")).text
    assert "Not sent for check yet" in desk.get(address(sent, "2/")).text
    assert decide(client_for(chris), sent, version=2) == 302
    assert DraftCheck.objects.filter(draft__version=2).count() == 0


def test_nobody_ticks_their_own_draft_or_one_that_is_not_theirs_to_check(
    acknowledged: Case, sam: User, chris: User, hana: User, lead: User, client_for: SignIn
) -> None:
    DraftFactory(case=acknowledged, created_by=chris, sent=True, clinical_checker=lead)
    assert decide(client_for(chris), acknowledged) == 302
    assert decide(client_for(sam), acknowledged) == 403
    assert decide(client_for(hana), acknowledged) == 403
    assert not DraftCheck.objects.exists()


def test_who_sees_a_draft(
    acknowledged: Case, sam: User, lead: User, amira: User, bola: User, client_for: SignIn
) -> None:
    draft = DraftFactory(case=acknowledged, created_by=sam)
    assert client_for(lead).get(address(acknowledged, "1/")).status_code == 404
    assert client_for(bola).get(address(acknowledged, "1/")).status_code == 403
    assert client_for(amira).get(address(acknowledged, "1/")).status_code == 403
    Draft.objects.filter(pk=draft.pk).update(sent_at=draft.created_at, sent_by=sam, clinical_checker=lead)
    assert client_for(lead).get(address(acknowledged, "1/")).status_code == 200
    assert client_for(lead).post(address(acknowledged, "write/"), {"body": "Mine"}).status_code == 403
    restrict_case(acknowledged, is_restricted=True, named=[], shut_out=[], by=sam)
    assert client_for(lead).get(address(acknowledged, "1/")).status_code == 404


def test_word_goes_out_and_comes_back_as_a_new_version(acknowledged: Case, sam: User, client_for: SignIn) -> None:
    client = client_for(sam)
    client.post(address(acknowledged, "write/"), {"body": BODY})
    answer = client.get(address(acknowledged, "1/word/"))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="ENT-26-001-draft-1.docx"'
    assert AccessEvent.objects.filter(user=sam, kind="download", object_key=str(acknowledged.pk)).exists()
    assert text_of_document(answer.content) == BODY
    changed = word_document(f"{BODY} sincerely")
    upload = {"file": SimpleUploadedFile("draft.docx", changed)}
    assert client.post(address(acknowledged, "upload/"), upload).status_code == 302
    assert Draft.objects.get(version=2).body == f"{BODY} sincerely"
    for wrong in (b"only text", word_document("")):
        bad = {"file": SimpleUploadedFile("draft.docx", wrong)}
        assert client.post(address(acknowledged, "upload/"), bad).status_code == 422


def test_a_draft_before_the_acknowledgement_is_refused_with_what_to_do(
    case: Case, sam: User, client_for: SignIn
) -> None:
    answer = client_for(sam).post(address(case, "write/"), {"body": BODY})
    assert answer.status_code == 422
    assert "Enter the day of the acknowledgement first" in answer.text
    assert not Draft.objects.exists()


def test_what_was_struck_out_and_entities_are_read_as_word_shows_them() -> None:
    xml = (
        "<w:p><w:r><w:t>Smith &amp; Co</w:t></w:r><w:r><w:br/></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
        '<w:r><w:tab/><w:t xml:space="preserve"> next</w:t></w:r></w:p><w:p/>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", xml)
    assert text_of_document(out.getvalue()) == "Smith & Co\n\t next"
    with pytest.raises(NoTextError):
        text_of_document(b"PK no archive")


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        (DraftFacts(1, is_latest=True), "draft"),
        (DraftFacts(1, is_latest=True, is_sent=True, checks={"clinical": True}), "checking"),
        (DraftFacts(1, is_latest=True, is_sent=True, checks={"clinical": False}), "returned"),
        (DraftFacts(1, is_latest=True, is_sent=True, checks={"clinical": True, "directorate": True}), "approved"),
        (DraftFacts(1, is_latest=False, is_sent=True), "replaced"),
        (DraftFacts(1, is_latest=False, is_sent=True, is_handed_over=True), "handed_over"),
    ],
    ids=["new", "one tick", "sent back", "two ticks", "old", "gone"],
)
def test_where_a_version_stands(facts: DraftFacts, state: str) -> None:
    assert draft_state(facts) == state


def test_one_person_gives_one_tick() -> None:
    facts = DraftFacts(1, is_latest=True, is_sent=True, checks={"clinical": True}, checkers=[2])
    assert "another person" in tick_fault(facts, kind="directorate", by=2)
    assert "done already" in tick_fault(facts, kind="clinical", by=3)
    assert tick_fault(facts, kind="directorate", by=3) == ""


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("draft_of_a_complaint_says_something", lambda: DraftFactory(body="")),
        ("draft_of_a_complaint_has_its_own_version", lambda: DraftFactory(case=DraftFactory().case)),
        ("draft_is_sent_by_somebody_to_a_clinical_lead", lambda: DraftFactory(sent=True, clinical_checker=None)),
        ("draft_sent_back_says_why", lambda: DraftCheckFactory(is_approved=False)),
        ("draft_is_checked_once_by_each", lambda: DraftCheckFactory(draft=DraftCheckFactory().draft)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_impossible_draft_is_refused(name: str, write: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        write()


def test_a_draft_is_checked_by_different_people() -> None:
    check = DraftCheckFactory()
    with pytest.raises(IntegrityError, match="draft_is_checked_by_different_people"), transaction.atomic():
        DraftCheckFactory(draft=check.draft, kind="clinical", checked_by=check.checked_by)


def test_handed_over_means_sent() -> None:
    draft = DraftFactory()
    with pytest.raises(IntegrityError, match="draft_handed_over_was_sent_for_check"), transaction.atomic():
        Draft.objects.filter(pk=draft.pk).update(handed_over_at=draft.created_at, handed_over_by=draft.created_by)
