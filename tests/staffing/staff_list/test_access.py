"""Who opens the staff list and the records in it."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from directorate.core.domain.access import Role
from directorate.core.models import Person, User
from tests.staffing.conftest import Worker
from tests.staffing.pages import ClientFor, words_of

pytestmark = pytest.mark.django_db
SEES_LIST = {"dm", "am", "sm", "tl", "sec", "rc", "con", "res", "hr", "fin", "aud"}
ENTERS = {"dm", "am", "sm", "rc"}
PAGES = [
    ("staffing:staff_list", SEES_LIST),
    ("staffing:person_add", ENTERS),
    ("staffing:minimum_cover_list", {"dm", "am", "sm", "tl", "rc", "hr", "aud"}),
]


@pytest.mark.parametrize(("name", "roles"), PAGES, ids=[name for name, _ in PAGES])
def test_pages_open_for_the_roles_of_the_table(
    monday: datetime, everybody: dict[Role, User], client_for: ClientFor, name: str, roles: set[str]
) -> None:
    got = {role.value: client_for(user).get(reverse(name)).status_code for role, user in everybody.items()}
    assert {role for role, status in got.items() if status == 200} == roles
    assert {status for role, status in got.items() if role not in roles} == {403}


def test_a_record_out_of_reach_is_404(
    monday: datetime, everybody: dict[Role, User], dana: User, jones: Person, client_for: ClientFor
) -> None:
    manager = client_for(everybody[Role.SPECIALTY_MANAGER])
    for name in ("staff_record", "person_edit", "contract_change"):
        assert manager.get(reverse(f"staffing:{name}", args=[dana.person_id])).status_code == 404
        assert manager.get(reverse(f"staffing:{name}", args=[jones.pk])).status_code == 200
    assert manager.post(reverse("staffing:works_for_add", args=[dana.person_id])).status_code == 404
    leader = client_for(everybody[Role.TEAM_LEADER])
    assert leader.get(reverse("staffing:staff_record", args=[jones.pk])).status_code == 200
    assert leader.get(reverse("staffing:person_edit", args=[jones.pk])).status_code == 403


def test_doctors_are_kept_by_the_rota_coordinator_and_seen_by_secretaries_without_hours(
    monday: datetime, everybody: dict[Role, User], jones: Person, doctor: Worker, client_for: ClientFor
) -> None:
    smith = doctor("Smith")
    coordinator = client_for(everybody[Role.ROTA_COORDINATOR])
    assert coordinator.get(reverse("staffing:person_edit", args=[smith.pk])).status_code == 200
    assert coordinator.get(reverse("staffing:person_edit", args=[jones.pk])).status_code == 404
    manager = client_for(everybody[Role.SPECIALTY_MANAGER])
    assert manager.get(reverse("staffing:person_edit", args=[smith.pk])).status_code == 404
    page = words_of(client_for(everybody[Role.SECRETARY]).get(reverse("staffing:staff_list")))
    assert "Smith" in page
    assert "Jones" not in page
    assert "Mon to Fri" not in page
    secretary = client_for(everybody[Role.SECRETARY])
    assert secretary.get(reverse("staffing:staff_record", args=[smith.pk])).status_code == 404


def test_nothing_of_the_staff_list_opens_without_signing_in(client: Client) -> None:
    for name, _ in PAGES:
        assert client.get(reverse(name)).status_code == 302
