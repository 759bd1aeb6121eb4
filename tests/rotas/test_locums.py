"""Nobody of our own: the bank office is asked, answers by its link, and the duty is the locum's."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from directorate.core.actions.outgoing import AnswerLink, token_of
from directorate.core.domain.access import Role
from directorate.core.models import OutgoingMail, User
from rotas.actions.gaps import close_gap
from rotas.actions.locums import approve_request, make_request, move_request
from rotas.actions.problems import DeskRefused
from rotas.domain.locums import Wanted
from rotas.domain.states import LOCUM_TRANSITIONS, LOCUM_WORDS, LocumState, StepRefused, check_locum_step
from rotas.facts.locums import typed_in
from rotas.models import AnswerWay, Desk, Gap, LocumRequest
from tests.factories import PersonFactory, SpecialtyFactory
from tests.rotas import factories as make
from tests.staffing.factories import AgencyPriceCapFactory

ClientFor = Callable[[User], Client]
WANTED = Wanted(risk="No 2nd on call", skills="Airway", most_pence=7500, needs_manager=False)
TYPED = {"risk": "No 2nd on call", "skills": "Airway", "most": "75.00", "approve": "me"}


def test_every_state_has_words_and_a_tier_follows_the_one_before() -> None:
    assert set(LOCUM_TRANSITIONS) == set(LOCUM_WORDS) == set(LocumState)
    with pytest.raises(StepRefused, match="it cannot become agency on the framework"):
        check_locum_step("t2_bank", to=LocumState.FRAMEWORK)
    with pytest.raises(StepRefused, match="who of the executives approved it"):
        check_locum_step("t5_above_cap", to=LocumState.OFF_FRAMEWORK)
    check_locum_step("t5_above_cap", to=LocumState.OFF_FRAMEWORK, note="Chief Executive, 23 Nov")


@pytest.fixture
def gap(reference: None, monday: datetime) -> Gap:
    make.DeskAddressFactory(desk=Desk.BANK_OFFICE, address="bank@nhs.net")
    return make.GapFactory()


def address_of(request: LocumRequest) -> str:
    return reverse("rotas:locum_reply", args=[token_of(AnswerLink("rotas:locum_reply", request.key))])


@pytest.mark.django_db
def test_from_gap_to_locum(gap: Gap, sam: User, client_for: ClientFor) -> None:
    client = client_for(sam)
    page = client.get(reverse("rotas:locum_ask", args=[gap.pk])).content.decode()
    for text in ("registrar or above", "Wed 25 Nov 17:00 to Thu 26 Nov 08:00 (15 h)", "nobody can within the rules"):
        assert text in page
    page = client.post(reverse("rotas:locum_ask", args=[gap.pk]), TYPED, follow=True).content.decode()
    request = LocumRequest.objects.get()
    for text in (request.reference, "With the bank office", "£75.00 an hour", "E-mail: waiting"):
        assert text in page
    mail = OutgoingMail.objects.get()
    assert (mail.recipient, mail.link_key) == ("bank@nhs.net", request.key)
    bank, said = Client(), {"answer": "filled", "worker": "Dr Ada Quick", "agency": "Medica", "rate": "71.50"}
    assert "Not filled" in bank.get(address_of(request)).content.decode()
    assert bank.post(address_of(request), {"answer": "filled"}).status_code == 422
    dear = bank.post(address_of(request), said | {"rate": "140"})
    assert dear.status_code == 422
    assert "More than £75.00 an hour is not agreed." in dear.content.decode()
    assert "Filled." in bank.post(address_of(request), said, follow=True).content.decode()
    bank.post(address_of(request), {"answer": "unfilled"})
    request.refresh_from_db()
    gap.refresh_from_db()
    assert (request.state, request.agency, request.rate_pence) == ("filled", "Medica", 7150)
    assert (gap.duty.done_by, gap.how) == ("Dr Ada Quick (locum)", "Locum, Medica")
    assert "Dr Ada Quick (locum)" in client.get(reverse("rotas:on_call_list")).content.decode()
    page = client.get(reverse("rotas:locum_detail", args=[request.pk])).content.decode()
    assert "by the bank office, by its link" in page
    assert client.get(reverse("rotas:locum_pdf", args=[request.pk])).content.startswith(b"%PDF")


@pytest.mark.django_db
def test_a_rota_coordinator_asks_and_a_manager_approves(
    gap: Gap, everybody: dict[Role, User], sam: User, client_for: ClientFor
) -> None:
    coordinator = everybody[Role.ROTA_COORDINATOR]
    wanted = Wanted(risk="None", skills="Airway", most_pence=7500, needs_manager=True)
    request = make_request(gap.pk, wanted=wanted, by=coordinator)
    assert request.state == LocumState.SUBMITTED
    assert not OutgoingMail.objects.exists()
    with pytest.raises(PermissionDenied):
        approve_request(request.pk, by=coordinator)
    assert "Locum requests to approve" not in client_for(coordinator).get("/").content.decode()
    assert f"{request.reference}: ENT 2nd on call" in client_for(sam).get("/").content.decode()
    assert approve_request(request.pk, by=sam).state == LocumState.BANK
    assert [step.to_state for step in request.steps.order_by("pk")] == ["submitted", "t2_bank"]


@pytest.mark.django_db
def test_nothing_typed_is_lost_when_a_step_is_refused(gap: Gap, sam: User, client_for: ClientFor) -> None:
    request, client = make_request(gap.pk, wanted=WANTED, by=sam), client_for(sam)
    step = reverse("rotas:locum_move", args=[request.pk])
    response = client.post(step, {"to": LocumState.FRAMEWORK, "note": "Rang at nine"})
    assert response.status_code == 422
    assert "cannot become agency on the framework" in response.text
    assert 'value="Rang at nine"' in response.text
    assert '<option value="t4_framework" selected>' in response.text
    said = {"worker": "Dr Ada Quick", "agency": "Medica", "rate": "a lot"}
    response = client.post(reverse("rotas:locum_fill", args=[request.pk]), said)
    assert response.status_code == 422
    for typed in said.values():
        assert f'value="{typed}"' in response.text


@pytest.mark.django_db
def test_a_gap_is_asked_about_once_and_only_with_an_address(gap: Gap, sam: User) -> None:
    request = make_request(gap.pk, wanted=WANTED, by=sam)
    with pytest.raises(DeskRefused, match="asked about this gap already"):
        make_request(gap.pk, wanted=WANTED, by=sam)
    move_request(request.pk, to=LocumState.UNFILLED, by=sam)
    make_request(gap.pk, wanted=WANTED, by=sam)
    gap.refresh_from_db()
    assert gap.closed_at is None
    make.models.DeskAddress.objects.update(stopped_at=datetime(2026, 11, 23, tzinfo=UTC), stopped_by=sam)
    night = make.hours(datetime(2026, 11, 27, 17, tzinfo=UTC), datetime(2026, 11, 28, 8, tzinfo=UTC))
    with pytest.raises(DeskRefused, match="No address of the bank office"):
        make_request(make.GapFactory(duty__during=night, duty__person=None).pk, wanted=WANTED, by=sam)


@pytest.mark.django_db
def test_a_doctor_of_our_own_ends_the_request(gap: Gap, sam: User) -> None:
    request = make_request(gap.pk, wanted=WANTED, by=sam)
    doctor = PersonFactory(surname="Lockyer", title="Dr", staff_group="medical", grade="Specialty registrar")
    close_gap(gap.pk, person=doctor, by=sam, way=AnswerWay.PHONE)
    request.refresh_from_db()
    assert request.state == LocumState.CANCELLED
    response = Client().get(address_of(request))
    assert response.status_code == 410
    assert "cannot be used again" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.cell("locum", "sm con")
def test_requests_of_another_specialty_do_not_exist(
    gap: Gap, everybody: dict[Role, User], client_for: ClientFor
) -> None:
    own = make.LocumRequestFactory(gap=gap)
    rota = make.RotaFactory(name="OMFS 2nd on call", specialty=SpecialtyFactory(code="omfs"))
    other = make.LocumRequestFactory(gap__duty__rota=rota)
    manager, consultant = (client_for(everybody[role]) for role in (Role.SPECIALTY_MANAGER, Role.CONSULTANT))
    for name in ("locum_detail", "locum_pdf"):
        assert manager.get(reverse(f"rotas:{name}", args=[own.pk])).status_code == 200
        assert manager.get(reverse(f"rotas:{name}", args=[other.pk])).status_code == 404
        assert consultant.get(reverse(f"rotas:{name}", args=[own.pk])).status_code == 404
    assert manager.post(reverse("rotas:locum_approve", args=[other.pk])).status_code == 404
    assert consultant.get(reverse("rotas:locum_ask", args=[gap.pk])).status_code == 404


@pytest.mark.django_db
def test_a_request_says_truly_whether_our_own_doctors_were_asked(gap: Gap, sam: User, client_for: ClientFor) -> None:
    person = PersonFactory(surname="Lockyer", title="Dr", staff_group="medical", grade="Specialty registrar")
    address, client = reverse("rotas:locum_ask", args=[gap.pk]), client_for(sam)
    said = "own doctors: nobody asked, 1 can within the rules; bank office: not asked yet"
    assert said in client.get(address).text
    make.CoverOfferFactory(gap=gap, person=person)
    assert "own doctors: asked 1 since 23 Nov 07:20, 0 yes; bank office: not asked yet" in client.get(address).text


@pytest.mark.django_db
def test_page_e_mail_and_paper_say_in_the_same_words_what_was_tried_when_the_bank_office_was_asked(
    gap: Gap, sam: User, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper: list[tuple[str, str]] = []
    monkeypatch.setattr("rotas.views.locums.pdf", lambda _, *, lines: paper.extend(lines) or b"%PDF")
    said = "own doctors: nobody asked, nobody can within the rules; bank office: asked 23 Nov 09:00"
    client = client_for(sam)
    request = make_request(gap.pk, wanted=WANTED, by=sam)
    doctor = PersonFactory(surname="Lockyer", title="Dr", staff_group="medical", grade="Specialty registrar")
    make.CoverOfferFactory(gap=gap, person=doctor)
    for is_over in (False, True):
        page = client.get(reverse("rotas:locum_detail", args=[request.pk])).text
        assert page.count(said) == 2, is_over  # the facts and the text to copy
        if not is_over:
            move_request(request.pk, to=LocumState.UNFILLED, by=sam)
    client.get(reverse("rotas:locum_pdf", args=[request.pk]))
    assert ("Tried", said) in paper
    assert f"Tried: {said}" in OutgoingMail.objects.get().text


@pytest.mark.django_db
def test_a_request_stands_beside_the_price_cap_of_its_day_and_grade(gap: Gap, sam: User, client_for: ClientFor) -> None:
    address = reverse("rotas:locum_ask", args=[gap.pk])
    assert "Cap: no cap loaded for this date – UNKNOWN" in client_for(sam).get(address).text
    request = make.LocumRequestFactory(gap=gap, most_pence=7500)
    AgencyPriceCapFactory(band="Registrar", hourly_rate=70, source="Own table")
    assert dict(typed_in(request))["Most we pay"] == (
        "£75.00 an hour. Cap: £70.00 an hour (Own table), this is ABOVE it"
    )
    AgencyPriceCapFactory(band="Consultant", hourly_rate=1)
    request.most_pence = 7000
    assert "ABOVE" not in dict(typed_in(request))["Most we pay"]
