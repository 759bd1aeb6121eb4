"""The cells of the table of roles that the calendar and an absence's page touch, on the pages themselves."""

from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from directorate.core.domain.access import Role
from directorate.core.models import Person, User
from directorate.core.models.people import StaffGroup
from staffing.models import Absence
from tests.factories import PersonFactory, SpecialtyFactory, TeamFactory
from tests.staffing import factories as make
from tests.staffing.pages import TODAY, ClientFor, words_of

pytestmark = pytest.mark.django_db

# A colleague of the team (c), a doctor of the specialty (d), somebody of another specialty (x): of whom a role sees
# the kind in the calendar, of whom only that they are away; whom neither names is not in the role's calendar.
KIND = {"dm": "cdx", "am": "cdx", "sm": "cd", "tl": "c", "sec": "", "rc": "d", "con": "", "res": "", "ch": "",
        "hr": "cdx", "fin": ""}  # fmt: skip
AWAY = {"dm": "", "am": "", "sm": "", "tl": "", "sec": "cdx", "rc": "cx", "con": "cdx", "res": "cdx", "ch": "cdx",
        "hr": "", "fin": "cdx"}  # fmt: skip
# Whose sickness opens by its address, and whose reason. A manager reads the reasons of her own line.
SICKNESS = {"dm": "cdx", "am": "cdx", "sm": "cd", "tl": "c", "rc": "d", "hr": "cdx"}
REASON = {"dm": "c", "am": "c", "sm": "c", "tl": "c", "hr": "cdx"}
SHOWN = {"c": "team-{team}", "d": "ent-doctors", "x": "team-{elsewhere}"}


@pytest.fixture
def sick(monday: datetime, everybody: dict[Role, User]) -> dict[str, Absence]:
    elsewhere = SpecialtyFactory(code="dermatology")
    people = {
        "c": PersonFactory(surname="Colleague", team=TeamFactory()),
        "d": PersonFactory(surname="Doctor", staff_group=StaffGroup.MEDICAL),
        "x": PersonFactory(
            surname="Elsewhere",
            specialty=elsewhere,
            team=TeamFactory(name="Dermatology secretaries", specialty=elsewhere),
        ),
    }
    for person in people.values():
        make.AssignmentFactory(person=person)
        make.WorkPatternFactory(person=person)
    return {
        key: make.AbsenceFactory(
            person=person, kind="sickness", first_date=TODAY, last_date=date(2026, 11, 24), state="approved"
        )
        for key, person in people.items()
    }


def row_of(client: Client, person: Person, *, show: str) -> str:
    """Return a person's row in the calendar, empty where there is none."""
    page = words_of(client.get(reverse("staffing:team_calendar"), {"show": show, "from": TODAY.isoformat()}))
    _, found, rest = page.partition(f"{person.surname}, {person.forenames}")
    return rest.split("</tr>")[0] if found else ""


@pytest.mark.cell("whereabouts", "sm tl")
@pytest.mark.cell("whereabouts_kind", "sm tl rc")
@pytest.mark.parametrize("role", [role for role in Role if role.value in KIND], ids=lambda role: role.name.lower())
def test_the_calendar_shows_the_kind_or_only_away(
    role: Role, everybody: dict[Role, User], sick: dict[str, Absence], client_for: ClientFor
) -> None:
    client = client_for(everybody[role])
    teams = {"team": sick["c"].person.team_id, "elsewhere": sick["x"].person.team_id}
    seen = {"kind": "", "away": ""}
    for key, absence in sick.items():
        row = row_of(client, absence.person, show=SHOWN[key].format(**teams))
        assert not ("S<" in row and 'class="x' in row)
        seen["kind"] += key if 'class="s' in row else ""
        seen["away"] += key if 'class="x' in row else ""
        if 'class="x' in row:
            assert "sick" not in row
    assert seen == {"kind": KIND[role.value], "away": AWAY[role.value]}


@pytest.mark.cell("sickness_dates", "sm tl rc")
@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.name.lower())
def test_a_sickness_opens_for_whom_the_table_says(
    role: Role, everybody: dict[Role, User], sick: dict[str, Absence], client_for: ClientFor
) -> None:
    client = client_for(everybody[role])
    opened = ""
    for key, absence in sick.items():
        answer = client.get(reverse("staffing:absence_detail", args=[absence.pk]))
        assert answer.status_code in {200, 403, 404}
        opened += key if answer.status_code == 200 else ""
    assert opened == SICKNESS.get(role.value, "")


@pytest.mark.cell("sickness_detail", "dm am sm tl")
@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.name.lower())
def test_the_reason_opens_for_the_line_and_hr(
    role: Role, everybody: dict[Role, User], sick: dict[str, Absence], client_for: ClientFor
) -> None:
    client = client_for(everybody[role])
    opened = ""
    for key, absence in sick.items():
        make.SicknessDetailFactory(absence=absence, reason_code="S11")
        answer = client.get(reverse("staffing:absence_reason", args=[absence.pk]))
        assert answer.status_code in {200, 403, 404}
        opened += key if answer.status_code == 200 else ""
        page = words_of(client.get(reverse("staffing:absence_detail", args=[absence.pk])))
        assert "S11" not in page
    assert opened == REASON.get(role.value, "")
