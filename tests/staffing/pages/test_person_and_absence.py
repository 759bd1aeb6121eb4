"""The page of a person and of an absence."""

from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from directorate.core import clock
from directorate.core.models import AccessEvent, Person, PolicyNumber, User
from staffing.actions.leave import log_leave
from staffing.actions.sickness import Reason, record_reason
from staffing.models import Absence, LeaveLedger, ReturnToWork, SicknessDetail
from tests.factories import SecretaryConsultantFactory
from tests.staffing import factories as make
from tests.staffing.conftest import Worker, leave, sickness
from tests.staffing.pages import FRIDAY, MONDAY, TODAY, ClientFor, words_of

pytestmark = pytest.mark.django_db


def test_my_leave_shows_account_and_absences(
    monday: datetime, amira: User, asked: Absence, client_for: ClientFor
) -> None:
    call_command("run_entitlements", leave_year=2026)
    page = words_of(client_for(amira).get(reverse("staffing:my_leave")))
    assert "217.5 hours" in page
    assert "Mon 7 to Fri 11 December 2026" in page
    assert "Requested" in page


def test_every_line_of_the_account_stands_under_the_balance(
    monday: datetime, dawn: User, jones: Person, client_for: ClientFor
) -> None:
    call_command("run_entitlements", leave_year=2026)
    taken = log_leave(leave(jones, MONDAY, FRIDAY), by=dawn).absence
    client = client_for(dawn)
    client.post(
        reverse("staffing:account_entry", args=[jones.pk]),
        {"kind": "carry_in", "hours": "7.5", "effective_date": "1/4/2026", "expires_date": "30/6/2026"},
    )
    page = words_of(client.get(reverse("staffing:person_detail", args=[jones.pk])))
    lines = page[page.index("Every line of the leave account") :].split("</table>")[0]
    for text in ("Annual leave entitlement", "Carried over", "+7.5", "30 June 2026", "−37.5"):
        assert text in lines
    assert reverse("staffing:absence_detail", args=[taken.pk]) in lines


def test_leave_carried_over_is_entered_by_who_decides(
    monday: datetime, dawn: User, jones: Person, dana: User, client_for: ClientFor
) -> None:
    client, address = client_for(dawn), reverse("staffing:account_entry", args=[jones.pk])
    entry = {"kind": "carry_in", "hours": "37.5", "effective_date": "1/4/2026", "expires_date": "30/6/2026"}
    assert client.post(address, entry).status_code == 302
    assert LeaveLedger.objects.get().minutes == 2250
    for wrong, text in (
        ({"hours": "many"}, "Hours must be a number"),
        ({"hours": "0"}, "not nought"),
        ({"expires_date": "1/1/2026"}, "expire before it begins"),
        ({"kind": "adjustment"}, "Say why the account is adjusted"),
        ({"kind": "bought", "hours": "-4"}, "only an adjustment can lower"),
    ):
        response = client.post(address, entry | wrong)
        assert response.status_code == 422
        assert text in response.content.decode()
    assert client.post(reverse("staffing:account_entry", args=[dawn.person_id]), entry).status_code == 403
    assert client.post(reverse("staffing:account_entry", args=[dana.person_id]), entry).status_code == 404
    assert LeaveLedger.objects.count() == 1


def test_a_secretary_sees_the_leave_of_her_consultant_but_not_his_sickness(
    monday: datetime, amira: User, doctor: Worker, sam: User, client_for: ClientFor
) -> None:
    shaw = doctor("Shaw")
    SecretaryConsultantFactory(secretary=amira.person, consultant=shaw)
    log_leave(leave(shaw, MONDAY, FRIDAY), by=sam)
    ill = log_leave(sickness(shaw, date(2026, 11, 2), date(2026, 11, 6)), by=sam).absence
    client = client_for(amira)
    page = words_of(client.get(reverse("staffing:person_detail", args=[shaw.pk])))
    assert "7 to Fri 11 December 2026" in page
    assert "Sickness" not in page
    assert "November 2026" not in page
    assert client.get(reverse("staffing:absence_detail", args=[ill.pk])).status_code == 404


def test_the_reason_is_for_the_line_and_reading_it_is_logged(
    monday: datetime, dawn: User, sam: User, jones: Person, client_for: ClientFor
) -> None:
    ill = log_leave(sickness(jones, date(2026, 11, 2), date(2026, 11, 6)), by=dawn).absence
    record_reason(ill.pk, reason=Reason("S10", "Private words"), by=dawn)
    address = reverse("staffing:absence_reason", args=[ill.pk])
    assert "Private words" in words_of(client_for(dawn).get(address))
    event = AccessEvent.objects.get(subject="sickness_detail", kind="view")
    assert (event.user, event.object_key) == (dawn, f"absence {ill.pk}")
    assert client_for(sam).get(address).status_code == 403
    detail = words_of(client_for(sam).get(reverse("staffing:absence_detail", args=[ill.pk])))
    assert "Private words" not in detail
    assert "S10" not in detail


def test_the_reason_is_recorded_on_its_page(monday: datetime, dawn: User, jones: Person, client_for: ClientFor) -> None:
    ill = log_leave(sickness(jones, TODAY), by=dawn).absence
    address = reverse("staffing:absence_reason", args=[ill.pk])
    client = client_for(dawn)
    assert client.post(address, {"reason_code": ""}).status_code == 422
    assert client.post(address, {"reason_code": "S13", "recorded_by": "1"}).status_code == 302
    assert SicknessDetail.objects.get().reason_code == "S13"


def test_dates_are_changed_cancelled_and_kept_in_history(
    monday: datetime, dawn: User, jones: Person, client_for: ClientFor
) -> None:
    absence = log_leave(leave(jones, MONDAY, FRIDAY), by=dawn).absence
    client = client_for(dawn)
    client.post(
        reverse("staffing:absence_dates", args=[absence.pk]),
        {"first": "7/12/2026", "last": "8/12/2026", "first_part": "all", "last_part": "all", "reason": "Shorter"},
    )
    client.post(reverse("staffing:absence_end", args=[absence.pk]), {"reason": "Plans changed"})
    page = words_of(client.get(reverse("staffing:absence_detail", args=[absence.pk])))
    assert "Cancelled" in page
    assert "Plans changed" in page
    assert "Change dates" in page


def test_back_today_and_the_meeting_on_the_absence_page(
    monday: datetime, dawn: User, jones: Person, client_for: ClientFor
) -> None:
    ill = log_leave(sickness(jones, date(2026, 11, 18)), by=dawn).absence
    client = client_for(dawn)
    client.post(reverse("staffing:absence_expected", args=[ill.pk]), {"expected_date": "25/11/2026"})
    client.post(reverse("staffing:absence_back", args=[ill.pk]))
    found = words_of(client.get(reverse("staffing:absence_detail", args=[ill.pk])))
    assert "due 26 November 2026, 3 working days after Mon 23 Nov, the day back" in found
    assert "Jones" in words_of(client.get(reverse("staffing:returns_to_work")))
    wrong = client.post(reverse("staffing:return_held", args=[ill.pk]), {"held_date": "24/12/2026"})
    assert wrong.status_code == 422
    client.post(reverse("staffing:return_held", args=[ill.pk]), {"held_date": "23/11/2026"})
    assert ReturnToWork.objects.get().held_date == TODAY


def test_how_the_days_of_an_overdue_meeting_are_counted_stands_beside_the_number(
    monday: datetime, dawn: User, jones: Person, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    ill = log_leave(sickness(jones, date(2026, 11, 18)), by=dawn).absence
    client_for(dawn).post(reverse("staffing:absence_back", args=[ill.pk]))
    monkeypatch.setattr(clock, "now", lambda: monday + timedelta(days=8))
    client = client_for(dawn)
    rows = words_of(client.get(reverse("staffing:returns_to_work")))
    assert "A meeting is due 3 working days after the day back; it is overdue from the day after." in rows
    assert "Working days are Monday to Friday without bank holidays; the day back is not counted." in rows
    assert "by 3 working days" in rows
    assert "by 3 working days" in words_of(client.get(reverse("staffing:person_detail", args=[jones.pk])))
    assert "by 3 working days" in words_of(client.get(reverse("staffing:absence_detail", args=[ill.pk])))
    make.ReturnToWorkFactory(
        absence__person=jones,
        absence__first_date=date(2026, 11, 5),
        absence__last_date=date(2026, 11, 6),
        due_date=clock.today(),
    )
    today = words_of(client.get("/"))
    assert "Return to work overdue: 1" in today
    assert "Return to work due today: 1" in today
    for due, state in (("overdue", "by 3 working days"), ("today", "Due today")):
        address = f"{reverse('staffing:returns_to_work')}?due={due}"
        assert f'href="{address}"' in client.get("/").content.decode()
        opened = words_of(client.get(address))
        assert opened.count("Jones") == 1
        assert state in opened
    assert "due 3 working days after the day back" in today
    PolicyNumber.objects.filter(key="rtw_working_days").update(value=0)
    assert "A meeting is due on the day back; it" in words_of(client.get(reverse("staffing:returns_to_work")))
