"""The switchboard is sent the list at 4pm and at each change, once; the addresses are kept in the application."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from directorate.core import clock
from directorate.core.domain.access import Role
from directorate.core.models import OutgoingMail, User
from rotas.domain.switchboard import ListedDuty, changed_duties, is_daily_due
from rotas.models import DeskAddress, Duty
from rotas.tasks import send_switchboard_list
from tests.factories import PersonFactory
from tests.rotas import factories as make

ClientFor = Callable[[User], Client]
MONDAY = date(2026, 11, 23)
FOUR = datetime(2026, 11, 23, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hour", "last", "due"),
    [(15, None, False), (16, None, True), (16, MONDAY, False), (23, MONDAY - timedelta(days=1), True)],
    ids=["before 4pm", "at 4pm", "once a day", "late is better than not"],
)
def test_the_list_of_the_day_is_due_once_from_4pm(hour: int, last: date | None, due: bool) -> None:
    assert is_daily_due(local_now=datetime(2026, 11, 23, hour, tzinfo=UTC), last_daily=last) is due


def test_changes_are_what_is_said_otherwise_of_duties_that_have_not_ended() -> None:
    over, later = FOUR - timedelta(hours=1), FOUR + timedelta(hours=1)
    sent = {"1": ListedDuty("A", over), "2": ListedDuty("B", later), "3": ListedDuty("C", later)}
    present = {"1": ListedDuty("X", over), "2": ListedDuty("B", later), "4": ListedDuty("D", later)}
    assert changed_duties(sent=sent, present=present, now=FOUR) == ["D", "C: no longer"]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch, reference: None) -> Callable[[datetime], None]:
    return lambda moment: monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.mark.django_db
def test_sent_at_4pm_and_at_each_change_once(at: Callable[[datetime], None]) -> None:
    make.DeskAddressFactory()
    during = make.hours(datetime(2026, 11, 24, 17, tzinfo=UTC), datetime(2026, 11, 25, 8, tzinfo=UTC))
    duty = make.DutyFactory(person=PersonFactory(surname="Kaur", title="Dr", staff_group="medical"), during=during)
    at(FOUR - timedelta(minutes=1))
    send_switchboard_list()
    assert not OutgoingMail.objects.exists()
    at(FOUR)
    send_switchboard_list()
    send_switchboard_list()
    first = OutgoingMail.objects.get()
    assert (first.recipient, first.subject) == ("switchboard@nhs.net", "Who is on call, Monday 23 November")
    assert "ENT 2nd on call: Dr Kaur, bleep 274, 17:00 to 08:00" in first.text
    Duty.objects.filter(pk=duty.pk).update(person=PersonFactory(surname="Mbeki", title="Dr", staff_group="medical"))
    at(datetime(2026, 11, 24, 7, 20, tzinfo=UTC))  # the next morning, before the next daily list
    send_switchboard_list()
    send_switchboard_list()
    second = OutgoingMail.objects.exclude(pk=first.pk).get()
    assert second.subject == "Changed: who is on call, Tuesday 24 November"
    assert "Changed:\n  ENT 2nd on call, Tue 24 Nov: Dr Mbeki, bleep 274, 17:00 to 08:00" in second.text


@pytest.mark.django_db
def test_nothing_is_sent_to_nobody_and_nothing_changes_before_a_first_list(at: Callable[[datetime], None]) -> None:
    at(FOUR)
    send_switchboard_list()
    make.DeskAddressFactory()
    at(FOUR - timedelta(hours=3))
    make.DutyFactory()
    send_switchboard_list()
    assert not OutgoingMail.objects.exists()


@pytest.mark.django_db
def test_addresses_are_of_the_trust_and_can_be_stopped(
    everybody: dict[Role, User], client_for: ClientFor, monday: datetime
) -> None:
    client, page = client_for(everybody[Role.ROTA_COORDINATOR]), reverse("rotas:address_list")
    said = {"desk": "switchboard"}
    for address in ("me@example.com", "me@mail.nhs.net", "me@nhs.net.example.com"):
        response = client.post(page, said | {"address": address})
        assert response.status_code == 422
        assert "outside the Trust" in response.content.decode()
    said["address"] = "switchboard@nhs.net"
    assert "is written to from now on" in client.post(page, said, follow=True).content.decode()
    assert "is written to already" in client.post(page, said).content.decode()
    client.post(reverse("rotas:address_stop", args=[DeskAddress.objects.get().pk]))
    assert not DeskAddress.objects.in_use().exists()
    assert client_for(everybody[Role.ADMINISTRATOR]).get(page).status_code == 200
    assert client_for(everybody[Role.SPECIALTY_MANAGER]).get(page).status_code == 404
