"""Who may open which page of staffing, and what opening does not do."""

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directorate.core.domain.access import Role
from directorate.core.models import Person, User
from staffing.actions.leave import log_leave
from staffing.models import AbsenceState
from tests.staffing.conftest import leave
from tests.staffing.pages import FRIDAY, MONDAY, ClientFor

pytestmark = pytest.mark.django_db
MAY_LOG = {"dm", "am", "sm", "tl", "sec", "rc", "con", "res", "ch", "fin"}
MAY_DECIDE = {"dm", "am", "sm", "tl", "con"}
MAY_SEE_CALENDAR = {"dm", "am", "sm", "tl", "sec", "rc", "con", "res", "ch", "hr", "fin"}
MAY_SET_SICKNESS = {"dm", "am", "sm", "tl", "rc"} - {"dm"}
PAGES = [
    ("staffing:leave_log", MAY_LOG),
    ("staffing:leave_inbox", MAY_DECIDE),
    ("staffing:team_calendar", MAY_SEE_CALENDAR),
    ("staffing:returns_to_work", MAY_SET_SICKNESS),
    ("staffing:my_leave", {role.value for role in Role}),
]


@pytest.mark.parametrize(("name", "roles"), PAGES, ids=[name for name, _ in PAGES])
def test_pages_open_for_the_roles_of_the_table(
    monday: datetime, everybody: dict[Role, User], client_for: ClientFor, name: str, roles: set[str]
) -> None:
    opened = {role.value for role, user in everybody.items() if client_for(user).get(reverse(name)).status_code == 200}
    assert opened == roles


def test_nothing_opens_without_signing_in(client: Client) -> None:
    for name, _ in PAGES:
        assert client.get(reverse(name)).status_code == 302


def test_a_persons_page_is_404_out_of_reach(
    monday: datetime, dawn: User, dana: User, amira: User, jones: Person, client_for: ClientFor
) -> None:
    page = reverse("staffing:person_detail", args=[dana.person_id])
    assert client_for(dawn).get(page).status_code == 404
    assert client_for(amira).get(reverse("staffing:person_detail", args=[jones.pk])).status_code == 404
    assert client_for(dawn).get(reverse("staffing:person_detail", args=[jones.pk])).status_code == 200


def test_every_absence_address_is_404_for_another_teams_leader(
    monday: datetime, dawn: User, dana: User, client_for: ClientFor
) -> None:
    absence = log_leave(leave(dana.person, MONDAY, FRIDAY), by=dana).absence
    client = client_for(dawn)
    for name in ("absence_detail", "absence_dates"):
        assert client.get(reverse(f"staffing:{name}", args=[absence.pk])).status_code == 404
    for name in ("absence_dates", "absence_end", "absence_cover", "absence_back", "absence_expected", "return_held"):
        assert client.post(reverse(f"staffing:{name}", args=[absence.pk])).status_code == 404, name
    assert client.post(reverse("staffing:leave_decide", args=[absence.pk]), {"decision": "approve"}).status_code == 404
    absence.refresh_from_db()
    assert absence.state == AbsenceState.REQUESTED


def test_opening_pages_changes_nothing(monday: datetime, dawn: User, jones: Person, client_for: ClientFor) -> None:
    absence = log_leave(leave(jones, MONDAY, FRIDAY), by=dawn).absence
    client = client_for(dawn)
    client.get("/")
    addresses = [reverse(name) for name, roles in PAGES if "tl" in roles]
    addresses += [reverse("staffing:person_detail", args=[jones.pk])]
    addresses += [reverse(f"staffing:{name}", args=[absence.pk]) for name in ("absence_detail", "absence_dates")]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        for address in addresses:
            assert client.get(address).status_code == 200, address
    written = [q["sql"] for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert written == []


@pytest.mark.parametrize("name", ["leave_preview", "leave_undo"])
def test_what_acts_refuses_get(monday: datetime, dawn: User, client_for: ClientFor, name: str) -> None:
    assert client_for(dawn).get(reverse(f"staffing:{name}")).status_code == 405


def test_a_decision_needs_a_post(monday: datetime, dawn: User, amira: User, client_for: ClientFor) -> None:
    absence = log_leave(leave(amira.person, MONDAY), by=amira).absence
    assert client_for(dawn).get(reverse("staffing:leave_decide", args=[absence.pk])).status_code == 405
