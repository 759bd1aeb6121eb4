"""The pages of complaints: who sees which case, the log form, one case and what is done on it."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from html import unescape
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from openpyxl import load_workbook

from complaints.actions.cases import restrict_case
from complaints.actions.work import ask_for_statements
from complaints.facts.entries import Ask
from complaints.models import Case, CaseAccess, CaseFile, CaseStep, Note, Point, StatementRequest
from complaints.views.today import find_cases
from directorate.core import clock
from directorate.core.domain.access import Role
from directorate.core.models import AccessEvent, Person, Specialty, User
from directorate.core.models.people import StaffGroup
from staffing.models import AbsenceKind
from tests.complaints.conftest import POINTS, point
from tests.complaints.factories import CaseFactory
from tests.factories import PersonFactory, person_with_account
from tests.staffing.factories import AbsenceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
SignIn = Callable[[User], Client]
EMAIL = """From: complaints team
Sent: Monday, 9 November 2026 10:12
Datix W-12345. Complaint about ENT received 9 November 2026.
Complainant: Mrs V (daughter of patient)
Hospital number: W9319161
Please let us have your draft response by Tuesday 24 November 2026.
1. Wait for surgery
2. Cancelled on the day
3. Attitude at the desk
"""


def address(case: Case, tail: str = "") -> str:
    return f"/complaints/{case.pk}/{tail}"


def ask(case: Case, person: Person, *, by: User, number: int = 2, due: date = date(2026, 11, 30)) -> StatementRequest:
    (made,) = ask_for_statements(case, [Ask(point(case, number), person, due)], by=by)
    return made


# --- who sees which case ---


@pytest.mark.cell("complaint_narrative", "dm am sm ch aud")
@pytest.mark.parametrize(
    ("role", "in_list", "in_full"),
    [
        (Role.DIRECTORATE_MANAGER, True, True),
        (Role.ASSISTANT_MANAGER, True, True),
        (Role.SPECIALTY_MANAGER, True, True),
        (Role.COMPLAINTS_HANDLER, True, True),
        (Role.AUDITOR, True, False),
    ],
)
def test_each_role_reads_as_much_as_it_may(
    case: Case, everybody: dict[Role, User], client_for: SignIn, role: Role, in_list: bool, in_full: bool
) -> None:
    client = client_for(everybody[role])
    listed = client.get("/complaints/").content.decode()
    page = client.get(address(case)).content.decode()
    assert (case.reference in listed) is in_list
    assert ("Mrs V" in listed, "Mrs V" in page) == (in_full, in_full)
    assert ("Attitude at the desk" in page) is in_full


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.TEAM_LEADER, Role.HUMAN_RESOURCES, Role.ADMINISTRATOR])
def test_other_roles_are_refused(case: Case, everybody: dict[Role, User], client_for: SignIn, role: Role) -> None:
    client = client_for(everybody[role])
    assert client.get("/complaints/").status_code == 403
    assert client.get(address(case)).status_code == 403


@pytest.mark.cell("complaint_index", "sm")
@pytest.mark.cell("complaint_narrative", "sm")
def test_a_case_of_another_specialty_does_not_exist(case: Case, client_for: SignIn) -> None:
    stranger = person_with_account(forename="Dee", surname="Dean", role=Role.SPECIALTY_MANAGER, specialty="dermatology")
    client = client_for(stranger)
    assert client.get(address(case)).status_code == 404
    assert case.reference not in client.get("/complaints/").content.decode()


@pytest.mark.cell("complaint_index", "con res")
@pytest.mark.cell("complaint_narrative", "con res")
@pytest.mark.cell("complaint_staff", "con res")
@pytest.mark.parametrize("role", [Role.CONSULTANT, Role.RESIDENT])
def test_who_was_asked_sees_their_own_point_and_nothing_else(
    case: Case, role: Role, sam: User, osborne: Person, client_for: SignIn
) -> None:
    doctor = person_with_account(forename="Dee", surname="Dean", role=role, staff_group=StaffGroup.MEDICAL)
    assert doctor.person is not None
    client = client_for(doctor)
    assert client.get(address(case)).status_code == 404
    ask(case, doctor.person, by=sam)
    ask(case, osborne, by=sam, number=3)
    page = client.get(address(case)).content.decode()
    assert "Cancelled on the day" in page
    for hidden in ("Mrs V", "Attitude at the desk", "Wait for surgery", "Osborne", "Response due"):
        assert hidden not in page
    listed = client.get("/complaints/").content.decode()
    assert "Statement on point 2" in listed
    assert "Mrs V" not in listed
    assert "Osborne" not in listed


@pytest.mark.cell("restricted_case", "dm am ch")
def test_a_restricted_case_exists_only_for_those_named(
    case: Case, sam: User, chris: User, hana: User, client_for: SignIn
) -> None:
    restrict_case(case, is_restricted=True, named=[hana], shut_out=[], by=sam)
    assert client_for(sam).get(address(case)).status_code == 200
    assert client_for(hana).get(address(case)).status_code == 200
    client = client_for(chris)
    for tail in ("", "edit/", "access/"):
        assert client.get(address(case, tail)).status_code in {403, 404}
    assert client.get(address(case)).status_code == 404
    assert case.reference not in client.get("/complaints/").content.decode()
    assert AccessEvent.objects.filter(subject="restricted_case", object_key=str(case.pk), user=hana).exists()


@pytest.mark.cell("restricted_case", "con")
def test_being_named_does_not_help_without_the_right_to_restricted_cases(
    case: Case, sam: User, nguyen: User, client_for: SignIn
) -> None:
    assert nguyen.person is not None
    ask(case, nguyen.person, by=sam)
    restrict_case(case, is_restricted=True, named=[nguyen], shut_out=[], by=sam)
    assert client_for(nguyen).get(address(case)).status_code == 404


def test_whoever_is_shut_out_does_not_see_it(case: Case, sam: User, chris: User, client_for: SignIn) -> None:
    restrict_case(case, is_restricted=False, named=[], shut_out=[chris], by=sam)
    assert client_for(chris).get(address(case)).status_code == 404
    assert client_for(sam).get(address(case)).status_code == 200


@pytest.mark.cell("complaint_staff", "dm am sm ch aud")
@pytest.mark.cell("restricted_case", "dm sm aud res")
@pytest.mark.parametrize(
    ("role", "sees_staff", "named_opens"),
    [
        (Role.DIRECTORATE_MANAGER, True, True),
        (Role.ASSISTANT_MANAGER, True, True),
        (Role.SPECIALTY_MANAGER, True, True),
        (Role.COMPLAINTS_HANDLER, True, True),
        (Role.AUDITOR, False, False),
        (Role.RESIDENT, None, False),
    ],
)
def test_staff_named_in_a_case_and_a_restricted_case_by_name(
    case: Case, sam: User, osborne: Person, everybody: dict[Role, User], client_for: SignIn,
    role: Role, sees_staff: bool | None, named_opens: bool,
) -> None:  # fmt: skip
    ask(case, osborne, by=sam)
    client = client_for(everybody[role])
    if sees_staff is not None:
        assert ("Osborne" in client.get(address(case)).content.decode()) is sees_staff
    restrict_case(case, is_restricted=True, named=[sam], shut_out=[], by=sam)
    assert client.get(address(case)).status_code == 404
    restrict_case(case, is_restricted=True, named=[everybody[role], sam], shut_out=[], by=sam)
    assert client.get(address(case)).status_code == (200 if named_opens else 404)


@pytest.mark.parametrize("role", [Role.DIRECTORATE_MANAGER, Role.SPECIALTY_MANAGER, Role.AUDITOR, Role.CONSULTANT])
def test_who_only_reads_cannot_change(case: Case, everybody: dict[Role, User], client_for: SignIn, role: Role) -> None:
    client = client_for(everybody[role])
    assert client.get("/complaints/log/").status_code == 403
    assert client.post(address(case, "notes/add/"), {"kind": "note", "text": "x"}).status_code == 403
    assert not Note.objects.exists()


# --- log ---


def form_of(**changes: str) -> dict[str, str]:
    ent = Specialty.objects.get(code="ent")
    return {
        "received": "9/11/2026",
        "specialty": str(ent.pk),
        "draft_wanted": "24/11/2026",
        "complainant_name": "Mrs V",
        "points": "\n".join(POINTS),
        "kind": "formal",
        "channel": "electronic",
    } | changes


def test_a_complaint_is_logged_with_its_points_and_first_step(sam: User, client_for: SignIn) -> None:
    answer = client_for(sam).post("/complaints/log/", form_of(datix_ref="w-12345", email=EMAIL))
    case = Case.objects.get()
    assert answer.url == address(case)
    assert (case.reference, case.datix_ref, case.lead, case.timescale_working_days) == (
        "ENT/26/001",
        "W-12345",
        sam,
        25,
    )
    assert [found.text for found in Point.objects.order_by("number")] == list(POINTS)
    assert CaseStep.objects.get().type == "log"
    assert case.summary.startswith("From: complaints team")


def test_numbers_go_on_by_specialty_and_year(log: Callable[..., Case]) -> None:
    found = [log().reference, log().reference, log(specialty="dermatology").reference]
    assert found == ["ENT/26/001", "ENT/26/002", "DERM/26/001"]


def test_numbers_go_on_behind_those_of_the_log_before(log: Callable[..., Case]) -> None:
    CaseFactory(reference="ENT/26/040")
    assert log().reference == "ENT/26/041"


def test_the_pasted_email_fills_what_is_empty_and_leaves_what_was_typed(sam: User, client_for: SignIn) -> None:
    typed = {"email": EMAIL, "complainant_name": "Mr W", "kind": "formal", "channel": "electronic"}
    page = client_for(sam).post("/complaints/log/preview/", typed).content.decode()
    for found in ("W-12345", 'value="9/11/2026"', 'value="24/11/2026"', "W9319161", "Attitude at the desk", "Mr W"):
        assert found in page
    assert 'value="Mrs V"' not in page
    assert "Response due Mon 14 Dec 2026 (25 working days)" in page
    assert "<h1>Log a complaint" in page
    assert not Case.objects.exists()


def test_the_day_of_receipt_is_not_guessed(sam: User, client_for: SignIn) -> None:
    page = client_for(sam).get("/complaints/log/").content.decode()
    assert '23/11/2026"' not in page
    assert "Enter the day it was received" in page


def test_only_the_dates_come_back_while_typing(sam: User, client_for: SignIn) -> None:
    headers = {"HX-Request": "true", "HX-Target": "case-dates"}
    page = client_for(sam).post("/complaints/log/preview/", form_of(), headers=headers).content.decode()
    assert "Draft wanted by Tue 24 Nov 2026" in page
    assert "six months end 8 May 2027" in page
    assert "<form" not in page


def test_only_the_fields_come_back_for_the_email(sam: User, client_for: SignIn) -> None:
    headers = {"HX-Request": "true", "HX-Target": "case-fields"}
    page = client_for(sam).post("/complaints/log/preview/", {"email": EMAIL}, headers=headers).content.decode()
    assert "W-12345" in page
    assert "<h1" not in page


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"received": ""}, "Enter the day it was received, day first"),
        ({"received": "24/11/2026"}, "Received cannot be in the future"),
        ({"received": "11/23/2026"}, "Enter the day it was received, day first"),
        ({"draft_wanted": "8/11/2026"}, "Draft wanted by cannot be before it was received"),
        ({"specialty": ""}, "Choose a specialty"),
        ({"kind": "oral_next_day"}, "it must have come in person or by telephone"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_is_said(sam: User, client_for: SignIn, changes: dict[str, str], says: str) -> None:
    answer = client_for(sam).post("/complaints/log/", form_of(**changes))
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Case.objects.exists()


def test_a_datix_reference_in_use_is_said(case: Case, sam: User, client_for: SignIn) -> None:
    Case.objects.filter(pk=case.pk).update(datix_ref="W-12345")
    answer = client_for(sam).post("/complaints/log/", form_of(datix_ref="w-12345"))
    assert answer.status_code == 422
    assert "Another complaint has this Datix reference" in answer.content.decode()


# --- one case ---


def test_the_lead_date_stands_on_top_and_the_statutory_ones_beneath(case: Case, sam: User, client_for: SignIn) -> None:
    page = client_for(sam).get(address(case)).content.decode()
    lead = page.index("Draft wanted by the complaints team")
    assert lead < page.index("Response due") < page.index("Six months end")
    assert "(tomorrow)" in page
    assert "Mon 14 Dec 2026" in page
    assert "How was this worked out?" in page
    assert "Day 0 is Mon 9 Nov 2026" in page


def test_three_statements_are_asked_for_at_once(
    case: Case, sam: User, nguyen: User, osborne: Person, client_for: SignIn
) -> None:
    assert nguyen.person is not None
    data = {}
    for number, person in ((1, nguyen.person), (2, osborne), (3, osborne)):
        row = point(case, number)
        data |= {f"person_{row.pk}": str(person.pk), f"due_{row.pk}": "30/11/2026"}
    client = client_for(sam)
    answer = client.post(address(case, "statements/ask/"), data)
    assert answer.status_code == 302
    page = client.get(address(case)).content.decode()
    assert "By e-mail, with a link to answer without signing in: Ms Nguyen." in page
    assert "No e-mail address of Mr Osborne is known" in page
    assert "The text stands under Chase at the point" in page
    found = StatementRequest.objects.order_by("point__number").values_list("person", "due_date")
    assert list(found) == [(nguyen.person.pk, date(2026, 11, 30))] + [(osborne.pk, date(2026, 11, 30))] * 2


def test_asking_nobody_is_said(case: Case, sam: User, client_for: SignIn) -> None:
    data = {f"due_{row.pk}": "30/11/2026" for row in Point.objects.filter(case=case)}
    answer = client_for(sam).post(address(case, "statements/ask/"), data)
    assert answer.status_code == 422
    assert "Choose who answers at least one point" in answer.content.decode()


def test_somebody_on_leave_is_warned_about_and_shown(
    case: Case, sam: User, osborne: Person, client_for: SignIn
) -> None:
    AbsenceFactory(person=osborne, first_date=date(2026, 11, 20), last_date=date(2026, 11, 25))
    row = point(case, 2)
    client = client_for(sam)
    data = {f"due_{found.pk}": "24/11/2026" for found in Point.objects.filter(case=case)}
    page = client.post(address(case, "statements/ask/"), data | {f"person_{row.pk}": str(osborne.pk)}, follow=True)
    assert "Mr Osborne, before the statement is due: Away until 25 November 2026." in page.content.decode()
    assert "Away until 25 November 2026" in client.get("/complaints/").content.decode()


def test_a_handler_reads_away_and_no_dates_and_nobody_reads_why(
    case: Case, sam: User, hana: User, osborne: Person, client_for: SignIn
) -> None:
    AbsenceFactory(
        person=osborne, first_date=date(2026, 11, 20), last_date=date(2026, 11, 25), kind=AbsenceKind.SICKNESS
    )
    ask(case, osborne, by=sam)
    page = client_for(hana).get(address(case)).content.decode()
    assert ">Away<" in page
    assert "25 November" not in page
    for user in (hana, sam):
        assert "ickness" not in client_for(user).get(address(case)).content.decode()


def test_late_statements_stand_in_a_list_of_their_own(
    case: Case, sam: User, osborne: Person, client_for: SignIn
) -> None:
    made = ask(case, osborne, by=sam)
    StatementRequest.objects.filter(pk=made.pk).update(asked_date=date(2026, 11, 10), due_date=date(2026, 11, 20))
    page = client_for(sam).get("/complaints/?show=late").content.decode()
    assert "Mr Osborne" in page
    assert "1 working day late" in page


def test_a_statement_is_received_on_the_persons_behalf(
    case: Case, sam: User, osborne: Person, client_for: SignIn, settings: object, tmp_path: object
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    made = ask(case, osborne, by=sam)
    client = client_for(sam)
    upload = SimpleUploadedFile("../../statement.pdf", b"%PDF-1.7 a statement")
    answer = client.post(address(case, f"statements/{made.pk}/receive/"), {"received": "23/11/2026", "file": upload})
    assert answer.status_code == 302
    made.refresh_from_db()
    kept = CaseFile.objects.get()
    assert (made.received_date, made.received_by) == (date(2026, 11, 23), sam)
    assert (kept.on_behalf_of, kept.uploaded_by, kept.original_name) == (osborne, sam, "statement.pdf")
    got = client.get(address(case, f"files/{kept.pk}/"))
    assert b"".join(got.streaming_content) == b"%PDF-1.7 a statement"
    assert got["Content-Disposition"].startswith("attachment")
    assert AccessEvent.objects.filter(kind="download", object_key=str(case.pk)).count() == 1


def test_a_file_that_is_not_kept_keeps_the_statement_open(
    case: Case, sam: User, osborne: Person, client_for: SignIn
) -> None:
    made = ask(case, osborne, by=sam)
    upload = SimpleUploadedFile("statement.pdf", b"MZ\x90\x00\x03 a program")
    answer = client_for(sam).post(
        address(case, f"statements/{made.pk}/receive/"), {"received": "23/11/2026", "file": upload}
    )
    assert answer.status_code == 422
    assert "This kind of file is not kept" in answer.content.decode()
    made.refresh_from_db()
    assert made.received_date is None
    assert not CaseFile.objects.exists()


def test_files_of_a_restricted_case_do_not_exist_for_others(
    case: Case, sam: User, chris: User, client_for: SignIn, settings: object, tmp_path: object
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    upload = SimpleUploadedFile("letter.txt", b"Dear Sir")
    client_for(sam).post(address(case, "files/add/"), {"file": upload})
    kept = CaseFile.objects.get()
    got = client_for(chris).get(address(case, f"files/{kept.pk}/"))
    assert b"".join(got.streaming_content) == b"Dear Sir"
    restrict_case(case, is_restricted=True, named=[], shut_out=[], by=sam)
    assert client_for(chris).get(address(case, f"files/{kept.pk}/")).status_code == 404


def test_somebody_else_is_asked_and_the_first_no_longer(
    case: Case, sam: User, nguyen: User, osborne: Person, client_for: SignIn
) -> None:
    assert nguyen.person is not None
    made = ask(case, osborne, by=sam)
    client = client_for(sam)
    page = client.get(address(case, f"statements/{made.pk}/")).content.decode()
    assert "Your statement on point 2 of complaint ENT/26/001 is due on 30 November 2026" in page
    assert "has not reached me" not in page
    StatementRequest.objects.filter(pk=made.pk).update(asked_date=date(2026, 11, 10), due_date=date(2026, 11, 20))
    late = client.get(address(case, f"statements/{made.pk}/")).content.decode()
    assert "was due on 20 November 2026 and has not reached me" in late
    assert "Mrs V" not in page[page.index('id="chaser"') : page.index("Ask somebody else")]
    data = {"person": str(nguyen.person.pk), "due": "27/11/2026"}
    client.post(address(case, f"statements/{made.pk}/ask-somebody-else/"), data)
    made.refresh_from_db()
    assert (made.ended_date, made.ended_by) == (date(2026, 11, 23), sam)
    assert StatementRequest.objects.standing().get().person == nguyen.person


def test_a_chase_is_noted(case: Case, sam: User, osborne: Person, client_for: SignIn) -> None:
    made = ask(case, osborne, by=sam)
    client_for(sam).post(address(case, f"statements/{made.pk}/chase/"))
    assert Note.objects.get().text == "Chased Mr Osborne about point 2"


def record(client: Client, case: Case, **step: str) -> int:
    return client.post(address(case, "steps/add/"), {"on": "23/11/2026"} | step).status_code


def test_the_way_to_the_response_is_recorded_in_few_steps(case: Case, sam: User, client_for: SignIn) -> None:
    client = client_for(sam)
    assert record(client, case, step="send_response") == 422
    assert record(client, case, step="acknowledge", on="11/11/2026") == 302
    assert record(client, case, step="submit_for_check") == 422  # a draft goes that way with its two ticks only
    assert record(client, case, step="send_response") == 422
    for row in Point.objects.filter(case=case):
        client.post(address(case, f"points/{row.pk}/finding/"), {"finding": "upheld"})
    assert record(client, case, step="send_response") == 302
    assert record(client, case, step="close") == 302
    case.refresh_from_db()
    assert case.state == "closed"
    assert case.reference not in client.get("/complaints/").content.decode()
    page = client.get(address(case)).content.decode()
    assert "Done in time" in page
    assert "Closed <strong>Mon 23 Nov 2026</strong>" in page
    assert "Next:" not in page  # nothing is late on a case that is closed
    assert "Write the draft" not in page
    assert "Taken together: <strong>Upheld" in page
    assert record(client, case, step="undo") == 302
    case.refresh_from_db()
    assert case.state == "response_sent"


def test_an_extension_moves_the_response_date_and_a_pause_hides_it(case: Case, sam: User, client_for: SignIn) -> None:
    client = client_for(sam)
    wanted = {"step": "extend", "new_date": "8/1/2027", "agreed_with": "Mrs V", "reason": "Notes are missing"}
    assert record(client, case, **{**wanted, "reason": ""}) == 422
    assert record(client, case, **wanted) == 302
    assert "Fri 8 Jan 2027" in client.get(address(case)).content.decode()
    assert record(client, case, step="pause", reason="Waiting for consent") == 302
    assert ">Paused<" in client.get(address(case)).content.decode()


def test_what_is_entered_is_changed_and_kept_in_the_history(case: Case, sam: User, client_for: SignIn) -> None:
    client = client_for(sam)
    data = form_of(draft_wanted="26/11/2026", lead=str(sam.pk), timescale="40", reason="New day")
    assert client.post(address(case, "edit/"), data).status_code == 302
    case.refresh_from_db()
    assert (case.draft_wanted_date, case.timescale_working_days) == (date(2026, 11, 26), 40)
    assert "New day" in client.get(address(case)).content.decode()


def test_who_may_see_it_is_changed_on_a_page(case: Case, sam: User, hana: User, client_for: SignIn) -> None:
    client = client_for(sam)
    data = {"is_restricted": "on", "named": [str(hana.pk)]}
    assert client.post(address(case, "access/"), data).status_code == 302
    assert set(CaseAccess.objects.values_list("user", "kind")) == {(hana.pk, "named"), (sam.pk, "named")}
    assert client.post(address(case, "access/"), data | {"shut_out": [str(hana.pk)]}).status_code == 422


def test_the_list_asks_as_often_for_ten_cases_as_for_two(
    log: Callable[..., Case],
    sam: User,
    osborne: Person,
    client_for: SignIn,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    for _ in range(10):
        ask(log(), osborne, by=sam)
    client = client_for(sam)
    client.get("/complaints/")
    with django_assert_max_num_queries(24):  # type: ignore[attr-defined]
        client.get("/complaints/")


def test_script_in_a_complaint_is_text(log: Callable[..., Case], sam: User, client_for: SignIn) -> None:
    case = log(complainant_name="<script>alert(1)</script>", summary="=1+1 <b>x</b>")
    page = client_for(sam).get(address(case)).content.decode()
    assert "<script>alert(1)" not in page
    assert "<b>x</b>" not in page


def test_the_weekly_list_leaves_as_a_workbook(
    log: Callable[..., Case], sam: User, osborne: Person, client_for: SignIn
) -> None:
    case = log(complainant_name="=1+1")
    made = ask(case, osborne, by=sam)
    StatementRequest.objects.filter(pk=made.pk).update(asked_date=date(2026, 11, 10), due_date=date(2026, 11, 20))
    client = client_for(sam)
    page = client.get("/complaints/weekly/").content.decode()
    assert "As at 23 November 2026" in page
    assert "Mr Osborne" in page
    sheet = load_workbook(BytesIO(client.get("/complaints/weekly/workbook/").content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[3]][:3] == ["ENT/26/001", "ENT", "Formal complaint"]
    assert AccessEvent.objects.get(kind="export").row_count == 1


def test_every_figure_of_the_weekly_list_opens_just_what_it_counts(
    log: Callable[..., Case], sam: User, osborne: Person, client_for: SignIn
) -> None:
    for number in range(2):
        late = log(specialty="ent" if number else "dermatology")
        made = ask(late, osborne, by=sam)
        StatementRequest.objects.filter(pk=made.pk).update(asked_date=date(2026, 11, 10), due_date=date(2026, 11, 20))
    Case.objects.filter(pk=late.pk).update(received_at=datetime(2026, 9, 1, 12, tzinfo=UTC))
    answered = log()
    Case.objects.filter(pk=answered.pk).update(received_at=datetime(2026, 11, 18, 12, tzinfo=UTC))
    CaseStep.objects.create(
        case=answered,
        number=9,
        type="send_response",
        is_outside=True,
        on_date=date(2026, 11, 20),
        recorded_by=sam,
        recorded_at=clock.now(),
    )
    client = client_for(sam)
    page = client.get("/complaints/weekly/").content.decode()
    figures = re.findall(r'<a href="(/complaints/\?show=[^"]+)">(\d+)<span', page)
    shown = {re.search(r"show=(\w+)", href)[1] for href, _ in figures}  # type: ignore[index]
    assert shown == {"all", "overdue", "late", "received", "sent"}
    for href, number in figures:
        rows = client.get(unescape(href)).content.decode().split("<tbody")[1].count('<th scope="row"')
        assert rows == int(number), href


def test_the_weekly_list_leaves_out_what_is_restricted(case: Case, sam: User, chris: User, client_for: SignIn) -> None:
    restrict_case(case, is_restricted=True, named=[], shut_out=[], by=sam)
    assert case.reference not in client_for(chris).get("/complaints/weekly/").content.decode()
    assert case.reference in client_for(sam).get("/complaints/weekly/").content.decode()


def test_the_search_finds_what_the_user_may_read(
    case: Case, sam: User, chris: User, everybody: dict[Role, User], client_for: SignIn
) -> None:
    Case.objects.filter(pk=case.pk).update(datix_ref="W-12345", patient_number="W9319161")
    for text in ("ENT/26/001", "w-12345", "w9319161", "Mrs V"):
        assert f"/complaints/{case.pk}/" in client_for(sam).post("/search/", {"q": text}).content.decode()
    asked = RequestFactory().post("/search/")
    asked.user = sam
    exact = {text: [hit.is_exact for hit in find_cases(asked, text)] for text in ("ent/26/001", "W-12345", "Mrs V")}
    assert exact == {"ent/26/001": [True], "W-12345": [True], "Mrs V": [False]}
    auditor = client_for(everybody[Role.AUDITOR])
    assert f"/complaints/{case.pk}/" not in auditor.post("/search/", {"q": "Mrs V"}).content.decode()
    restrict_case(case, is_restricted=True, named=[], shut_out=[], by=sam)
    assert f"/complaints/{case.pk}/" not in client_for(chris).post("/search/", {"q": "Mrs V"}).content.decode()


def test_drafts_wanted_within_a_week_open_exactly_these(
    case: Case, log: Callable[..., Case], sam: User, client_for: SignIn
) -> None:
    later = log(draft_wanted_date=date(2026, 12, 10))
    client = client_for(sam)
    today = client.get("/").content.decode()
    assert "Drafts wanted within a week: 1" in today
    assert 'href="/complaints/?show=week"' in today
    page = client.get("/complaints/?show=week").content.decode()
    assert f'href="/complaints/{case.pk}/"' in page
    assert f'href="/complaints/{later.pk}/"' not in page
    assert "All open: 2" in page
    Case.objects.filter(pk=case.pk).update(draft_wanted_date=date(2026, 12, 11))
    assert "No draft is wanted within a week" in client.get("/complaints/?show=week").content.decode()


def test_today_says_what_is_late_and_which_draft_is_wanted(
    case: Case, sam: User, chris: User, osborne: Person, client_for: SignIn
) -> None:
    made = ask(case, osborne, by=sam)
    StatementRequest.objects.filter(pk=made.pk).update(asked_date=date(2026, 11, 10), due_date=date(2026, 11, 20))
    page = client_for(sam).get("/").content.decode()
    assert "Late statements: 1" in page
    assert "Complaint ENT/26/001: draft wanted tomorrow" in page
    restrict_case(case, is_restricted=True, named=[], shut_out=[], by=sam)
    assert "ENT/26/001" not in client_for(chris).get("/").content.decode()


def test_today_tells_a_consultant_what_is_asked_of_them(
    case: Case, sam: User, nguyen: User, client_for: SignIn
) -> None:
    assert nguyen.person is not None
    ask(case, nguyen.person, by=sam)
    page = client_for(nguyen).get("/").content.decode()
    assert "Statement for ENT/26/001" in page
    assert "Late statements" not in page


# --- points ---


def edit_address(case: Case, number: int) -> str:
    return f"/complaints/{case.pk}/points/{point(case, number).pk}/"


def test_a_point_is_said_otherwise_and_who_is_asked_reads_it_so(
    case: Case, sam: User, osborne: Person, client_for: SignIn
) -> None:
    ask(case, osborne, by=sam)
    client = client_for(sam)
    page = client.get(edit_address(case, 2)).content.decode()
    assert "Mr Osborne was asked on" in page
    assert "Remove point" not in page
    was = point(case, 2).text
    answer = client.post(edit_address(case, 2), {"text": " Cancelled on the\r\nmorning ", "was": was})
    assert answer.url == address(case)
    assert point(case, 2).text == "Cancelled on the morning"


@pytest.mark.parametrize(
    ("typed", "says"),
    [("", "Enter what must be answered"), ("  ", "Enter what must be answered"), ("x" * 20_001, "20,?000 characters")],
    ids=["empty", "blank", "too long"],
)
def test_a_point_that_cannot_be_saved_says_why_and_keeps_what_was_typed(
    case: Case, sam: User, client_for: SignIn, typed: str, says: str
) -> None:
    was = point(case, 2).text
    answer = client_for(sam).post(edit_address(case, 2), {"text": typed, "was": was})
    assert answer.status_code == 422
    assert re.search(says, answer.content.decode())
    assert point(case, 2).text == was
    if typed.strip():
        assert typed in answer.content.decode()


def test_a_point_somebody_else_changed_is_not_overwritten_unseen(case: Case, sam: User, client_for: SignIn) -> None:
    client, was = client_for(sam), point(case, 2).text
    Point.objects.filter(pk=point(case, 2).pk).update(text="Theirs")
    refused = client.post(edit_address(case, 2), {"text": "Mine", "was": was})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "It now says: Theirs" in page
    assert ">Mine</textarea>" in page.replace("\n", "")
    assert 'value="Theirs"' in page
    client.post(edit_address(case, 2), {"text": "Mine", "was": "Theirs"})
    assert point(case, 2).text == "Mine"


def test_a_point_that_a_statement_answers_stays_as_it_is(
    case: Case, sam: User, osborne: Person, client_for: SignIn
) -> None:
    request = ask(case, osborne, by=sam)
    StatementRequest.objects.filter(pk=request.pk).update(received_date=clock.today(), received_by=sam)
    was = point(case, 2).text
    answer = client_for(sam).post(edit_address(case, 2), {"text": "Otherwise", "was": was})
    assert "A statement answers the point as it stands" in answer.content.decode()
    assert point(case, 2).text == was


def test_a_point_goes_only_while_nobody_was_asked_about_it(
    case: Case, sam: User, osborne: Person, client_for: SignIn
) -> None:
    ask(case, osborne, by=sam)
    client = client_for(sam)
    page = client.post(f"{edit_address(case, 2)}remove/", follow=True).content.decode()
    assert "Somebody was asked about the point, so it stays" in page
    page = client.post(f"{edit_address(case, 3)}remove/", follow=True).content.decode()
    assert "Point 3 removed." in page
    assert [row.number for row in Point.objects.filter(case=case).order_by("number")] == [1, 2]


# --- who is away, and which date is near ---


def test_who_is_away_is_said_on_the_name_before_anybody_is_asked(
    case: Case, sam: User, osborne: Person, client_for: SignIn
) -> None:
    AbsenceFactory(person=osborne, first_date=date(2026, 11, 25), last_date=date(2026, 11, 26))
    page = client_for(sam).get(address(case)).content.decode()
    assert (
        f">{osborne.display_name}, {osborne.job_title}, away from 25 November 2026 to 26 November 2026</option>" in page
    )


def test_each_is_warned_about_by_the_day_of_their_own_statement(
    case: Case, sam: User, osborne: Person, client_for: SignIn
) -> None:
    other = PersonFactory(surname="Amesbury", specialty=osborne.specialty)
    AbsenceFactory(person=other, first_date=date(2026, 12, 7), last_date=date(2026, 12, 11))
    AbsenceFactory(person=osborne, first_date=date(2026, 12, 7), last_date=date(2026, 12, 11))
    asked = {}
    for number, person, due in ((1, other, "3/12"), (2, osborne, "9/12/2026")):
        pk = point(case, number).pk
        asked |= {f"person_{pk}": person.pk, f"due_{pk}": due}
    asked[f"due_{point(case, 3).pk}"] = "9/12/2026"
    page = client_for(sam).post(f"/complaints/{case.pk}/statements/ask/", asked, follow=True).content.decode()
    assert f"{osborne.display_name}, before the statement is due: Away from 7 December 2026" in page
    assert f"{other.display_name}, before the statement is due" not in page


def test_what_is_due_soon_is_named_where_it_is_not_the_response(case: Case, sam: User, client_for: SignIn) -> None:
    row = client_for(sam).get("/complaints/").content.decode().split(case.reference)[1].split("</tr>")[0]
    assert re.search(r"Acknowledgement \d+ Nov</span> <[^>]+>\s*Overdue", row), row
