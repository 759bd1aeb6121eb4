"""Leave of a doctor touches patients: seen before it is saved, chosen with it, asked for once it is approved."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directorate.core import clock
from directorate.core.actions.outgoing import AnswerLink, token_of
from directorate.core.models import OutgoingMail, Person, User
from rotas.models import CancellationRequest, LeaveSession
from staffing.actions.decisions import approve_leave, change_dates, decline_leave, end_leave
from staffing.actions.leave import log_leave
from staffing.facts.half_days import Dates
from staffing.models import Absence, DecisionLink
from tests.factories import PersonFactory, SecretaryConsultantFactory, SiteFactory
from tests.rotas import factories as make
from tests.staffing.conftest import Worker, employ, leave, sickness
from tests.waiting_lists.factories import CENSUS_DATE, CensusFactory, CensusPathwayFactory

ClientFor = Callable[[User], Client]
MONDAY, TUESDAY, FRIDAY = date(2027, 2, 8), date(2027, 2, 9), date(2027, 2, 12)
LINE = "osb a 8/2 12/2"
CLINIC, LIST = "2027-02-08-am-clinic", "2027-02-09-all-theatre"
MOST_QUERIES = 12


@pytest.fixture
def doctor(reference: None) -> Worker:
    """Makes an ENT consultant who works office hours."""

    def hire(surname: str, **fields: object) -> Person:
        return employ(PersonFactory(surname=surname, title="Mr", staff_group="medical", **fields))

    return hire


@pytest.fixture
def osborne(monday: datetime, amira: User, doctor: Worker) -> Person:
    """A consultant with a clinic on Mondays, lists on Tuesdays, and patients of the waiting list booked."""
    found = doctor("Osborne", consultant_code="C9001207")
    SecretaryConsultantFactory(secretary=amira.person, consultant=found)
    royal, alex = SiteFactory(), SiteFactory(code="RWP01", name="Alexandra Hospital", letter="A")
    make.ActivityTemplateFactory(person=found, weekday=1, session="am", activity="Clinic", site=royal)
    make.ActivityTemplateFactory(person=found, weekday=1, session="pm", activity="SPA")
    for session in ("am", "pm"):
        make.ActivityTemplateFactory(person=found, weekday=2, session=session, activity="Theatre", site=alex)
    census = CensusFactory()
    for weeks in (10, 41):
        start = MONDAY - timedelta(weeks=weeks)
        CensusPathwayFactory(
            census=census,
            rtt_period_start_date=start,
            outpatient_future_appointment_date=MONDAY,
            site_code="RWP50",
            consultant_code="C9001207",
        )
    CensusPathwayFactory(
        census=census, rtt_period_start_date=date(2026, 1, 5), tci_date=TUESDAY, consultant_code="C9001207"
    )
    CensusPathwayFactory(census=census, tci_date=TUESDAY, consultant_code="C9999999")
    return found


@pytest.fixture
def desks() -> None:
    """The addresses of those who cancel."""
    make.DeskAddressFactory(desk="booking_office", address="booking@nhs.net")
    make.DeskAddressFactory(desk="theatres", address="theatres@nhs.net")


def text_of(response: object) -> str:
    return " ".join(response.text.split())  # type: ignore[attr-defined]


def preview(client: Client, line: str = LINE, **posted: str) -> str:
    address = reverse("staffing:leave_preview")
    return text_of(client.post(address, {"line": line, **posted}, headers={"HX-Request": "true"}))


def on_call(person: Person) -> None:
    night = make.hours(datetime(2027, 2, 10, 17, tzinfo=UTC), datetime(2027, 2, 11, 8, tzinfo=UTC))
    make.DutyFactory(person=person, during=night)


# --- before it is saved ---


def test_a_secretary_sees_notice_sessions_patients_and_the_night_on_call(
    osborne: Person, amira: User, nguyen: User, client_for: ClientFor
) -> None:
    on_call(osborne)
    Person.objects.filter(pk=nguyen.person_id).update(is_clinical_lead=True, consultant_code="C9000001")
    client = client_for(amira)
    preview(client)
    with CaptureQueriesContext(connection) as queries:
        seen = preview(client)
    assert len(queries) <= MOST_QUERIES, [query["sql"][:150] for query in queries]
    for text in (
        "77 days’ notice (42 needed)",
        "4 sessions of work",
        "On call then: 2nd on call, Wed 10 Feb 17:00 to Thu 11 Feb 08:00</strong>, needs a swap",
        "patients from the waiting list as at 22 November 2026",
        "<b>Mon 8 Feb am</b> Clinic, Worcestershire Royal Hospital",
        "Booked: <b>at least 2</b> · over 40 weeks <b>1</b> · 31 March cohort <b>0</b>",
        "<b>Tue 9 Feb all day</b> Theatre, Alexandra Hospital",
        "Booked: <b>at least 1</b> · over 40 weeks <b>1</b> · 31 March cohort <b>1</b>",
        "Saves as asked of Ms Nguyen (clinical lead)",
    ):
        assert text in seen, text
    assert f'id="session-{CLINIC}-cancel" name="session-{CLINIC}" value="cancel" checked' in seen
    assert not LeaveSession.objects.exists()


def test_what_was_chosen_stays_while_the_line_is_typed_on(osborne: Person, amira: User, client_for: ClientFor) -> None:
    seen = preview(client_for(amira), **{f"session-{CLINIC}": "keep"})
    assert f'id="session-{CLINIC}-keep" name="session-{CLINIC}" value="keep" checked' in seen


def test_a_third_consultant_away_is_more_than_the_limit(
    osborne: Person,
    amira: User,
    sam: User,
    doctor: Worker,
    client_for: ClientFor,
) -> None:
    for number, surname in enumerate(("Shaw", "Mbeki")):
        log_leave(leave(doctor(surname, consultant_code=f"C910000{number}"), MONDAY, FRIDAY), by=sam)
    seen = preview(client_for(amira))
    assert "Also away: Mr Mbeki, Mr Shaw. Limit 2 of a grade away: this would be 3." in seen
    assert "of a grade away: this would be" not in preview(client_for(amira), "osb a 15/2")


def test_nobody_is_asked_about_sessions_of_somebody_off_sick(osborne: Person, sam: User, client_for: ClientFor) -> None:
    make.ActivityTemplateFactory(person=osborne, weekday=clock.today().isoweekday(), activity="Clinic", session="am")
    seen = preview(client_for(sam), "osb s")
    assert "Clinic" in seen
    assert "session-" not in seen
    log_leave(sickness(osborne, clock.today()), by=sam)
    assert not LeaveSession.objects.exists()


# --- saved, and decided ---


def test_leave_is_saved_with_what_becomes_of_each_session_and_nothing_goes_out_yet(
    osborne: Person, desks: None, amira: User, client_for: ClientFor
) -> None:
    client_for(amira).post(reverse("staffing:leave_log"), {"line": LINE, f"session-{CLINIC}": "keep"})
    chosen = {str(row): row.choice for row in LeaveSession.objects.all()}
    assert chosen == {"Clinic, 2027-02-08 am": "keep", "Theatre, 2027-02-09 all": "cancel"}
    row = LeaveSession.objects.get(kind="theatre")
    assert (row.booked, row.over_40, row.in_cohort, row.counted_date) == (1, 1, 1, CENSUS_DATE)
    assert not OutgoingMail.objects.exists()


def test_whoever_decides_by_the_link_reads_what_the_leave_does(
    osborne: Person, nguyen: User, desks: None, amira: User, client_for: ClientFor
) -> None:
    Person.objects.filter(pk=nguyen.person_id).update(is_clinical_lead=True, specialty=osborne.specialty)
    on_call(osborne)
    client_for(amira).post(reverse("staffing:leave_log"), {"line": LINE, f"session-{CLINIC}": "keep"})
    link = DecisionLink.objects.get()
    address = reverse("staffing:leave_answer", args=[token_of(AnswerLink("staffing:leave_answer", link.key))])
    page = text_of(Client().get(address))
    assert "Wed 10 Feb 17:00" in page
    assert "needs a swap." in page
    assert "2 clinics and lists hit: 1 cancel, 1 keep. At least 3 patients booked." in page
    assert "Rollason" not in page


def test_on_approval_one_request_goes_to_each_desk_and_names_no_patient(
    osborne: Person, desks: None, amira: User, sam: User
) -> None:
    asked = log_leave(leave(osborne, MONDAY, FRIDAY), by=amira).absence
    approve_leave(asked.pk, by=sam)
    mails = {mail.recipient: mail for mail in OutgoingMail.objects.all()}
    assert set(mails) == {"booking@nhs.net", "theatres@nhs.net"}
    text = mails["booking@nhs.net"].text
    assert "Mon 8 February 2027 am, Clinic, Worcestershire Royal Hospital. Cancel: at least 2 patients" in text
    assert "1 over 40 weeks" in text
    assert "Rollason" not in "".join(mail.text + mail.subject for mail in mails.values())
    assert "leave" not in text
    assert {request.state for request in CancellationRequest.objects.all()} == {"asked"}
    assert mails["booking@nhs.net"].next_attempt_at > clock.now()  # it can still be undone


def test_without_an_address_the_request_stands_and_says_so(osborne: Person, sam: User, client_for: ClientFor) -> None:
    log_leave(leave(osborne, MONDAY, MONDAY), by=sam)
    request = CancellationRequest.objects.get()
    page = text_of(client_for(sam).get(reverse("rotas:cancellation_detail", args=[request.pk])))
    assert "No address is known: copy the text" in page
    assert not OutgoingMail.objects.exists()


def test_leave_that_is_declined_asks_for_nothing(osborne: Person, desks: None, amira: User, sam: User) -> None:
    asked = log_leave(leave(osborne, MONDAY, FRIDAY), by=amira).absence
    decline_leave(asked.pk, by=sam, reason="Two are away")
    assert not CancellationRequest.objects.exists()
    assert not LeaveSession.objects.exists()


def test_leave_cancelled_takes_the_requests_back(osborne: Person, desks: None, sam: User) -> None:
    booked = log_leave(leave(osborne, MONDAY, FRIDAY), by=sam).absence
    OutgoingMail.objects.filter(recipient="theatres@nhs.net").update(state="sent", sent_at=clock.now(), sent_by=sam)
    end_leave(booked.pk, by=sam)
    assert {request.state for request in CancellationRequest.objects.all()} == {"withdrawn"}
    assert OutgoingMail.objects.get(recipient="booking@nhs.net").state == "cancelled"
    second = OutgoingMail.objects.filter(recipient="theatres@nhs.net").latest("pk")
    assert second.subject.startswith("Not needed any more: Cancel or reduce lists of Mr Osborne")


def test_shorter_leave_takes_back_only_what_is_not_hit_any_more(osborne: Person, desks: None, sam: User) -> None:
    booked = log_leave(leave(osborne, MONDAY, FRIDAY), by=sam).absence
    change_dates(booked.pk, dates=Dates(TUESDAY, FRIDAY), by=sam)
    states = {request.desk: request.state for request in CancellationRequest.objects.all()}
    assert states == {"booking_office": "withdrawn", "theatres": "asked"}
    change_dates(booked.pk, dates=Dates(MONDAY, FRIDAY), by=sam)
    clinic = LeaveSession.objects.get(kind="clinic")
    assert clinic.request is not None
    assert clinic.request.state == "asked"


def test_sickness_over_booked_leave_leaves_the_clinics_cancelled(osborne: Person, desks: None, sam: User) -> None:
    log_leave(leave(osborne, MONDAY, FRIDAY), by=sam)
    log_leave(sickness(osborne, TUESDAY, FRIDAY), by=sam)
    assert {request.state for request in CancellationRequest.objects.all()} == {"asked"}


def test_what_becomes_of_sessions_is_chosen_later_for_sickness_and_then_asked(
    osborne: Person, desks: None, sam: User, client_for: ClientFor
) -> None:
    ill = log_leave(sickness(osborne, MONDAY, TUESDAY), by=sam).absence
    address, client = reverse("rotas:leave_sessions", args=[ill.pk]), client_for(sam)
    assert f'name="session-{CLINIC}"' in client.get(address).text
    page = text_of(client.post(address, {f"session-{CLINIC}": "cancel"}, follow=True))
    assert CancellationRequest.objects.get().desk == "booking_office"
    assert "To cancel:" in page
    client.post(address, {f"session-{CLINIC}": "keep"})
    assert LeaveSession.objects.get().choice == "cancel"  # it is asked for: taken back on the page of the request


def test_somebody_else_is_a_doctor_and_is_kept(osborne: Person, sam: User, doctor: Worker) -> None:
    shaw = doctor("Shaw", consultant_code="C9100001")
    posted = {f"session-{CLINIC}": "someone_else", f"covering-{CLINIC}": str(shaw.pk)}
    log_leave(leave(osborne, MONDAY, MONDAY), by=sam, posted=posted)
    assert LeaveSession.objects.get().covering == shaw
    assert not CancellationRequest.objects.exists()


# --- the requests ---


def test_a_request_goes_from_asked_to_done_to_re_dated(
    osborne: Person, desks: None, amira: User, sam: User, client_for: ClientFor
) -> None:
    log_leave(leave(osborne, MONDAY, MONDAY), by=sam)
    request = CancellationRequest.objects.get()
    client, address = client_for(amira), reverse("rotas:cancellation_move", args=[request.pk])
    CancellationRequest.objects.update(asked_at=clock.now() - timedelta(days=6))
    assert "1 clinic or list not confirmed in PAS (oldest 6 days)" in client.get("/").text
    assert request.reference in client.get(reverse("rotas:cancellation_list")).text
    assert "cannot" not in text_of(client.post(address, {"to": "redated"}, follow=True))
    request.refresh_from_db()
    assert request.state == "asked"
    for state in ("done", "redated"):
        client.post(address, {"to": state})
        request.refresh_from_db()
        assert request.state == state
    assert "not confirmed in PAS" not in client.get("/").text
    assert [step.to_state for step in request.steps.order_by("pk")] == ["asked", "done", "redated"]
    assert client.get(reverse("rotas:cancellation_pdf", args=[request.pk])).content.startswith(b"%PDF")


def test_the_booking_office_says_done_by_its_link_once(osborne: Person, desks: None, sam: User, client: Client) -> None:
    log_leave(leave(osborne, MONDAY, MONDAY), by=sam)
    request = CancellationRequest.objects.get()
    address = reverse("rotas:cancellation_reply", args=[token_of(AnswerLink("rotas:cancellation_reply", request.key))])
    assert "Done in PAS" in client.get(address).text
    request.refresh_from_db()
    assert request.state == "asked"  # looking changes nothing
    assert "cannot be used again" in client.post(address, follow=True).text
    request.refresh_from_db()
    assert request.state == "done"
    assert client.get(address[:-3] + "xx/").status_code == 404


def test_a_secretary_of_others_sees_neither_sessions_nor_requests(
    osborne: Person, desks: None, dana: User, sam: User, client_for: ClientFor
) -> None:
    booked = log_leave(leave(osborne, MONDAY, FRIDAY), by=sam).absence
    client, request = client_for(dana), CancellationRequest.objects.earliest("pk")
    assert client.get(reverse("rotas:leave_sessions", args=[booked.pk])).status_code == 404
    assert client.get(reverse("rotas:cancellation_detail", args=[request.pk])).status_code == 404
    assert client.post(reverse("rotas:cancellation_move", args=[request.pk]), {"to": "done"}).status_code == 404
    assert request.reference not in client.get(reverse("rotas:cancellation_list")).text


# --- what the database refuses ---


def refused(sentence: str) -> object:
    return pytest.raises(IntegrityError, match=sentence)


def test_the_database_keeps_the_rules(reference: None) -> None:
    row = make.LeaveSessionFactory()
    with refused("session_of_a_leave_is_chosen_once"), transaction.atomic():
        make.LeaveSessionFactory(absence=row.absence)
    with refused("only_a_session_that_somebody_else_does_says_who"), transaction.atomic():
        make.LeaveSessionFactory(absence=row.absence, part="pm", covering=row.absence.person)
    request = make.CancellationRequestFactory(absence=row.absence)
    with refused("only_cancelled_or_reduced_sessions_are_asked_for"), transaction.atomic():
        make.LeaveSessionFactory(absence=row.absence, part="pm", choice="keep", request=request)
    with refused("cancellation_is_asked_of_those_who_book"), transaction.atomic():
        make.CancellationRequestFactory(absence=row.absence, desk="finance")
    with refused("cancellation_state_is_known"), transaction.atomic():
        make.CancellationRequestFactory(absence=row.absence, state="lost")
    assert Absence.objects.count() == 1
