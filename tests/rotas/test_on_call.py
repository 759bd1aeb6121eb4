"""The on-call list and the switchboard's link: what it shows, and that it can be taken back."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from directorate.core.domain.access import Role
from directorate.core.models import User
from rotas.actions.switchboard import make_link, revoke_link
from rotas.domain.switchboard import changed_duties
from rotas.facts.on_call_list import listed, on_call_days
from rotas.models import Duty, SwitchboardLink
from tests.factories import PersonFactory, SpecialtyFactory
from tests.rotas import factories as make
from tests.rotas.factories import hours

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
TONIGHT = hours(datetime(2026, 11, 23, 17, tzinfo=UTC), datetime(2026, 11, 24, 8, tzinfo=UTC))
LAST_NIGHT = hours(datetime(2026, 11, 22, 17, tzinfo=UTC), datetime(2026, 11, 23, 9, 30, tzinfo=UTC))


def tonight(surname: str = "Kaur", **fields: object) -> None:
    make.DutyFactory(person=PersonFactory(surname=surname, title="Dr", staff_group="medical"), during=TONIGHT, **fields)


def test_the_list_names_doctor_bleep_and_hours(monday: datetime, sam: User, client_for: ClientFor) -> None:
    tonight()
    page = client_for(sam).get(reverse("rotas:on_call_list")).content.decode()
    for text in ("Dr Kaur", "bleep 274", "17:00 to 08:00", "Monday 23 November 2026"):
        assert text in page
    assert "ENT 2nd on call: Dr Kaur, bleep 274, 17:00 to 08:00" in page


def test_who_is_still_on_call_from_yesterday_is_listed(monday: datetime, sam: User, client_for: ClientFor) -> None:
    person = PersonFactory(surname="Early", title="Dr", staff_group="medical")
    make.DutyFactory(person=person, during=LAST_NIGHT)
    page = client_for(sam).get(reverse("rotas:on_call_list")).content.decode()
    assert "Dr Early, bleep 274, until 09:30" in page
    yesterday = on_call_days(Duty.objects.all(), today=date(2026, 11, 22), days=2, now=monday - timedelta(days=1))
    today = on_call_days(Duty.objects.all(), today=date(2026, 11, 23), days=2, now=monday)
    assert changed_duties(sent=listed(yesterday), present=listed(today), now=monday) == []  # midnight is no change


@pytest.mark.cell("rota", "sec")
def test_a_secretary_reads_her_specialty_and_changes_nothing(
    monday: datetime, everybody: dict[Role, User], client_for: ClientFor
) -> None:
    tonight()
    omfs = make.RotaFactory(name="OMFS 2nd on call", specialty=SpecialtyFactory(code="omfs"))
    tonight("Elsewhere", rota=omfs)
    page = client_for(everybody[Role.SECRETARY]).get(reverse("rotas:on_call_list")).content.decode()
    assert "Dr Kaur" in page
    assert "Dr Elsewhere" not in page
    assert "Cannot come" not in page
    assert "Links that open" not in page


@pytest.mark.cell("rota", "con res")
def test_a_consultant_reads_the_specialty_and_a_resident_the_own_duties(
    monday: datetime, everybody: dict[Role, User]
) -> None:
    tonight()
    resident, consultant = everybody[Role.RESIDENT], everybody[Role.CONSULTANT]
    elsewhere = make.RotaFactory(name="OMFS 2nd on call", specialty=SpecialtyFactory(code="omfs"))
    tonight("Elsewhere", rota=elsewhere)
    own = make.DutyFactory(person=resident.person, during=LAST_NIGHT)
    assert set(Duty.objects.visible_to(resident)) == {own}
    seen = Duty.objects.visible_to(consultant).values_list("person__surname", flat=True)
    assert sorted(seen) == ["Kaur", resident.person.surname]
    assert not Duty.objects.changeable_by(resident).exists()
    assert not Duty.objects.changeable_by(consultant).exists()


def test_the_switchboard_reads_today_and_tomorrow_without_signing_in(monday: datetime, sam: User) -> None:
    tonight()
    make.GapFactory(duty__person=None, duty__during=hours(
        datetime(2026, 11, 24, 17, tzinfo=UTC), datetime(2026, 11, 25, 8, tzinfo=UTC)
    ))  # fmt: skip
    make.DutyFactory(person=PersonFactory(surname="Later", title="Dr", staff_group="medical"))
    response = Client().get(reverse("rotas:switchboard", args=[make_link(purpose="Switchboard", by=sam)]))
    page = response.content.decode()
    assert response.status_code == 200
    assert "Dr Kaur" in page
    assert "Nobody yet" in page
    assert "Later" not in page
    assert "Sickness" not in page
    assert "Cannot come" not in page
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("token", ["x", "0" * 64])
def test_an_unknown_link_does_not_exist(token: str, monday: datetime, reference: None) -> None:
    assert Client().get(reverse("rotas:switchboard", args=[token])).status_code == 404


def test_a_revoked_link_does_not_exist_at_once(monday: datetime, sam: User) -> None:
    token = make_link(purpose="Switchboard", by=sam)
    address = reverse("rotas:switchboard", args=[token])
    assert Client().get(address).status_code == 200
    link = SwitchboardLink.objects.get()
    revoke_link(link.pk, by=sam)
    assert Client().get(address).status_code == 404
    link.refresh_from_db()
    assert link.revoked_by == sam


def test_the_address_is_shown_once_and_only_its_hash_is_kept(
    monday: datetime, sam: User, client_for: ClientFor
) -> None:
    client = client_for(sam)
    page = client.post(reverse("rotas:switchboard_link_make"), {"purpose": "Ward 7"}, follow=True).content.decode()
    link = SwitchboardLink.objects.get()
    assert "/rotas/switchboard/" in page
    assert link.purpose == "Ward 7"
    assert link.token_hash not in page
    assert "/rotas/switchboard/" not in client.get(reverse("rotas:on_call_list")).content.decode()
    client.post(reverse("rotas:switchboard_link_revoke", args=[link.pk]))
    assert not SwitchboardLink.objects.working().exists()


def test_a_specialty_manager_makes_no_link_to_the_whole_directorate(
    monday: datetime, everybody: dict[Role, User], client_for: ClientFor
) -> None:
    client = client_for(everybody[Role.SPECIALTY_MANAGER])
    assert client.post(reverse("rotas:switchboard_link_make")).status_code == 404
