"""A timesheet of a locum: photo in, coded, signed by a second person with the right, out to agency and Finance."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from directorate.core.actions.outgoing import content_of
from directorate.core.domain.access import Role
from directorate.core.models import User
from rotas.actions.problems import DeskRefused
from rotas.actions.timesheets import add_signatory
from rotas.domain.signing import SigningRight, amount_of, why_not_signed
from rotas.domain.states import (
    TIMESHEET_TRANSITIONS,
    TIMESHEET_WORDS,
    StepRefused,
    TimesheetState,
    check_timesheet_step,
)
from rotas.models import Desk, Timesheet
from tests.rotas import factories as make

ClientFor = Callable[[User], Client]
DAY = date(2026, 11, 27)
RIGHT = SigningRight(first=date(2026, 1, 1), last=DAY, cost_codes=("RWP-ENT-5501",), limit_pence=100_000)


@pytest.mark.parametrize(
    ("rights", "day", "code", "amount", "by_self", "why"),
    [
        ([RIGHT], DAY, "RWP-ENT-5501", 100_000, False, ""),
        ([RIGHT], DAY, "RWP-ENT-5501", 100_001, False, "above what you may sign"),
        ([RIGHT], DAY, "RWP-OMF-5502", 1, False, "cost code RWP-OMF-5502"),
        ([RIGHT], date(2026, 11, 28), "RWP-ENT-5501", 1, False, "not an authorised signatory today"),
        ([], DAY, "RWP-ENT-5501", 1, False, "not an authorised signatory today"),
        ([RIGHT], DAY, "RWP-ENT-5501", 1, True, "a second person signs it"),
    ],
    ids=["to the limit", "above it", "another cost code", "the day after", "without a right", "own coding"],
)
def test_who_may_sign(rights: list[SigningRight], day: date, code: str, amount: int, by_self: bool, why: str) -> None:
    said = why_not_signed(rights, day=day, cost_code=code, amount_pence=amount, coded_by_self=by_self)
    assert why in said
    assert bool(said) is bool(why)


def test_half_a_penny_is_rounded_up_and_a_signed_sheet_only_goes_out() -> None:
    assert amount_of(750, rate_pence=7150) == 89_375
    assert amount_of(1, rate_pence=30) == 1
    assert set(TIMESHEET_TRANSITIONS) == set(TIMESHEET_WORDS) == set(TimesheetState)
    with pytest.raises(StepRefused, match="forward"):
        check_timesheet_step("signed", to=TimesheetState.CODED)


@pytest.fixture
def sheet(reference: None, monday: datetime, settings: Settings, tmp_path: Path) -> Timesheet:
    settings.MEDIA_ROOT = tmp_path
    make.DeskAddressFactory(desk=Desk.FINANCE, address="finance@nhs.net")
    return make.TimesheetFactory(
        request__state="filled", request__worker_name="Dr Ada Quick", request__gap__duty__locum_name="Dr Ada Quick"
    )


def post(client: Client, name: str, sheet: Timesheet, **said: object) -> str:
    response = client.post(reverse(f"rotas:timesheet_{name}", args=[sheet.pk]), said, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def refused(client: Client, name: str, sheet: Timesheet, **said: object) -> str:
    response = client.post(reverse(f"rotas:timesheet_{name}", args=[sheet.pk]), said)
    assert response.status_code == 422
    return response.content.decode()


@pytest.mark.django_db
def test_from_photo_to_finance(
    sheet: Timesheet, sam: User, everybody: dict[Role, User], client_for: ClientFor, chris: User
) -> None:
    coordinator, manager = client_for(everybody[Role.ROTA_COORDINATOR]), client_for(sam)
    assert "will not" not in refused(coordinator, "sign", sheet)
    wrong = SimpleUploadedFile("sheet.txt", b"just text")
    assert "Use a photo (JPEG or PNG) or a PDF" in refused(coordinator, "receive", sheet, file=wrong)
    page = post(coordinator, "receive", sheet, file=SimpleUploadedFile("sheet.pdf", b"%PDF-1.7 sheet"))
    assert "The timesheet is kept." in page
    page = post(coordinator, "code", sheet, hours="12.50", rate="71.50", cost_code="rwp-ent-5501")
    assert "£893.75, cost code RWP-ENT-5501" in page
    assert "You coded this timesheet" in refused(coordinator, "sign", sheet)
    assert "not an authorised signatory today" in refused(manager, "sign", sheet)
    assert "Timesheets to sign" in manager.get("/").content.decode()
    assert "Who may sign" in manager.get(reverse("rotas:timesheet_list")).content.decode()
    add_signatory(sam, cost_codes=["RWP-ENT-5501"], limit_pence=100_000, by=chris)
    assert "Signed." in post(manager, "sign", sheet)
    assert "Enter an email address" in refused(coordinator, "forward", sheet, agency_address="x")
    page = post(coordinator, "forward", sheet, agency_address="pay@agency.example")
    sheet.refresh_from_db()
    assert (sheet.state, sheet.signed_by) == ("sent", sam)
    mails = list(sheet.mails.order_by("pk"))
    assert [mail.recipient for mail in mails] == ["pay@agency.example", "finance@nhs.net"]
    for mail in mails:
        assert mail.message_id.strip("<>") in page
        assert b"application/pdf" in content_of(mail)
    assert sheet.sha256[:32] in page
    assert "look at it again" in refused(coordinator, "code", sheet, hours="1", rate="71.50", cost_code="A")
    file = coordinator.get(reverse("rotas:timesheet_file", args=[sheet.pk]))
    assert b"".join(file.streaming_content) == b"%PDF-1.7 sheet"  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_nothing_typed_is_lost_when_a_step_is_refused(
    sheet: Timesheet, sam: User, chris: User, everybody: dict[Role, User], client_for: ClientFor
) -> None:
    coordinator = client_for(everybody[Role.ROTA_COORDINATOR])
    post(coordinator, "receive", sheet, file=SimpleUploadedFile("sheet.pdf", b"%PDF-1.7 sheet"))
    page = refused(coordinator, "code", sheet, hours="12.50", rate="7150", cost_code="RWP ENT")
    assert "There is a problem" in page
    for typed in ("12.50", "7150", "RWP ENT"):
        assert f'value="{typed}"' in page
    post(coordinator, "code", sheet, hours="12.50", rate="71.50", cost_code="RWP-ENT-5501")
    add_signatory(sam, cost_codes=["RWP-ENT-5501"], limit_pence=100_000, by=chris)
    post(client_for(sam), "sign", sheet)
    make.models.DeskAddress.objects.update(stopped_at=sheet.request.created_at, stopped_by=sam)
    address = reverse("rotas:timesheet_detail", args=[sheet.pk])
    assert "it cannot be sent yet" in coordinator.get(address).text
    page = refused(coordinator, "forward", sheet, agency_address="pay@agency.example")
    assert "No address of Finance is known. Add it under On call, E-mail addresses." in page
    assert 'value="pay@agency.example"' in page


@pytest.mark.django_db
def test_whoever_signs_reads_what_is_not_as_booked(
    sheet: Timesheet, sam: User, client_for: Callable[[User], Client]
) -> None:
    type(sheet.request).objects.filter(pk=sheet.request_id).update(rate_pence=14000)
    client, code = client_for(sam), {"rate": "190", "cost_code": "RWP-ENT-5501"}
    post(client, "receive", sheet, file=SimpleUploadedFile("sheet.pdf", b"%PDF-1.7 sheet"))
    page = post(client, "code", sheet, hours="34", **code)
    assert "Booked 15 h at £140.00 an hour" in page
    assert "34 h at £190.00 an hour, £6,460.00" in page
    for text in (
        "19 h more than the duty of 15 h.",
        "£50.00 an hour more than the £140.00",
        "The duty has not ended yet.",
    ):
        assert text in page
    assert 'value="34.00"' in page
    page = post(client, "code", sheet, hours="15", **code | {"rate": "140"})
    assert "15 h at £140.00 an hour, £2,100.00" in page
    assert "more than" not in page


@pytest.mark.django_db
def test_the_right_to_sign_is_given_by_another_manager(
    sam: User, chris: User, everybody: dict[Role, User], client_for: ClientFor, monday: datetime
) -> None:
    page = reverse("rotas:signatory_list")
    said = {"user": chris.pk, "cost_codes": "rwp-ent-5501, RWP-OMF-5502", "limit": "1000"}
    shown = client_for(sam).post(page, said, follow=True).content.decode()
    assert "RWP-ENT-5501, RWP-OMF-5502, up to £1,000.00" in shown
    with pytest.raises(DeskRefused):
        add_signatory(sam, cost_codes=["A"], limit_pence=1, by=sam)
    right = make.models.Signatory.objects.get()
    client_for(everybody[Role.ROTA_COORDINATOR]).post(reverse("rotas:signatory_end", args=[right.pk]))
    assert make.models.Signatory.objects.exists()
    client_for(sam).post(reverse("rotas:signatory_end", args=[right.pk]))
    assert not make.models.Signatory.objects.exists()
