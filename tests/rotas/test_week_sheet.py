"""The week sheet: the strongest wins, colleagues see "Away", gaps stand out, a few queries whatever the size."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directorate.core.domain.access import Role
from directorate.core.models import Person, User
from rotas.domain.week_sheet import Claim, group_of, strongest
from tests.factories import PersonFactory, SiteFactory, SpecialtyFactory
from tests.rotas import factories as make
from tests.rotas.factories import hours
from tests.staffing.factories import AbsenceFactory

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
LEAVE, SESSION = Claim(kind="leave", text="leave"), Claim(kind="session", text="session")
DUTY = Claim(kind="duty", text="duty", duty=1)


def sheet(client: Client, **query: str) -> str:
    response = client.get(reverse("rotas:week_sheet"), query)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def row_of(page: str, name: str) -> str:
    return page[page.index(f'<th scope="row">{name}') :].split("</tr>", maxsplit=1)[0]


@pytest.fixture
def kaur(reference: None) -> Person:
    """An ENT registrar who is on call on Wednesday 25 November and has a clinic on Wednesdays."""
    person = PersonFactory(
        surname="Kaur", title="Dr", staff_group="medical", grade="Specialty registrar", job_title="Registrar"
    )
    make.DutyFactory(person=person, site=SiteFactory())
    for session in ("am", "pm"):
        make.ActivityTemplateFactory(person=person, weekday=3, session=session, site=SiteFactory())
    return person


@pytest.mark.parametrize(
    ("claims", "shown", "hides"),
    [
        ([SESSION, DUTY, LEAVE], "leave", True),
        ([SESSION, DUTY], "duty", False),
        ([SESSION], "session", False),
        ([], "–", False),
    ],
)
def test_the_strongest_wins(claims: list[Claim], shown: str, hides: bool) -> None:
    cell = strongest(claims)
    assert (cell.claim.text, cell.hides_duty) == (shown, hides)


@pytest.mark.parametrize(
    ("grade", "consultant", "group"),
    [
        ("Consultant", False, "Consultants"),
        ("", True, "Consultants"),
        ("Specialty doctor", False, "Registrars and specialty doctors"),
        ("ST5", False, "Registrars and specialty doctors"),
        ("Resident doctor", False, "Residents"),
        ("F1", False, "Residents"),
    ],
)
def test_doctors_stand_under_their_tier(grade: str, consultant: bool, group: str) -> None:
    assert group_of(grade, is_consultant=consultant) == group


def test_clinic_and_on_call_stand_in_their_half_days(
    monday: datetime, kaur: Person, sam: User, client_for: ClientFor
) -> None:
    row = row_of(sheet(client_for(sam)), "Dr Kaur")
    assert row.count("Clinic <b>W</b>") == 2
    assert row.count('class="duty"') == 1
    assert "2nd on call 17–08" in row


def test_a_session_of_other_weeks_of_the_month_is_not_shown(
    monday: datetime, kaur: Person, sam: User, client_for: ClientFor
) -> None:
    kaur.activity_templates.update(weeks_of_month=[1])
    assert "Clinic" not in sheet(client_for(sam))
    assert "Clinic" in sheet(client_for(sam), **{"from": "2026-11-30"})


def test_colleagues_read_away_and_the_coordinator_the_kind(
    monday: datetime, kaur: Person, everybody: dict[Role, User], client_for: ClientFor
) -> None:
    AbsenceFactory(person=kaur, kind="sickness", first_date=date(2026, 11, 23), last_date=date(2026, 11, 24))
    colleague = row_of(sheet(client_for(everybody[Role.SECRETARY])), "Dr Kaur")
    coordinator = row_of(sheet(client_for(everybody[Role.ROTA_COORDINATOR])), "Dr Kaur")
    assert colleague.count(">Away<") == 6
    assert "Sick" not in colleague
    assert coordinator.count(">Sick<") == 6


def test_somebody_away_and_on_call_needs_a_swap(
    monday: datetime, kaur: Person, sam: User, client_for: ClientFor
) -> None:
    AbsenceFactory(person=kaur, first_date=date(2026, 11, 25), last_date=date(2026, 11, 25))
    page = sheet(client_for(sam))
    assert "AL" in row_of(page, "Dr Kaur")
    assert "Dr Kaur is away and on call on Wednesday 25 November" in page


def test_a_gap_stands_in_a_row_of_its_own(monday: datetime, sam: User, client_for: ClientFor) -> None:
    make.GapFactory()
    row = row_of(sheet(client_for(sam)), "ENT 2nd on call")
    assert "Gap: 2nd on call 17–08" in row


def test_the_foot_says_who_is_on_call_today(monday: datetime, kaur: Person, sam: User, client_for: ClientFor) -> None:
    make.DutyFactory(
        person=kaur,
        during=hours(datetime(2026, 11, 23, 17, tzinfo=UTC), datetime(2026, 11, 24, 8, tzinfo=UTC)),
    )
    page = sheet(client_for(sam))
    assert "<b>ENT 2nd on call</b> Dr Kaur, bleep 274, until 24 November 2026 at 8am" in page


@pytest.mark.cell("rota", "sm")
def test_another_specialty_does_not_exist_for_a_specialty_manager(
    monday: datetime, kaur: Person, everybody: dict[Role, User], client_for: ClientFor
) -> None:
    SpecialtyFactory(code="omfs")
    client = client_for(everybody[Role.SPECIALTY_MANAGER])
    assert client.get(reverse("rotas:week_sheet"), {"specialty": "ent"}).status_code == 200
    assert client.get(reverse("rotas:week_sheet"), {"specialty": "omfs"}).status_code == 404


def test_strange_dates_show_this_week(monday: datetime, kaur: Person, sam: User, client_for: ClientFor) -> None:
    for text in ("yesterday", "1850-01-01", "2026-13-45"):
        assert "week of 23 November 2026" in sheet(client_for(sam), **{"from": text})


@pytest.mark.parametrize("size", [1, 12])
def test_the_page_costs_twelve_queries_whatever_the_size(
    size: int, monday: datetime, kaur: Person, sam: User, client_for: ClientFor
) -> None:
    for number in range(size):
        person = PersonFactory(surname=f"Doctor{number}", title="Dr", staff_group="medical", grade="Consultant")
        make.ActivityTemplateFactory(person=person, site=SiteFactory())
        AbsenceFactory(person=person, first_date=date(2026, 11, 23), last_date=date(2026, 11, 23))
        rota = make.RotaFactory(name=f"Rota {number}")
        make.DutyFactory(person=person, rota=rota)
        make.GapFactory(duty__rota=make.RotaFactory(name=f"Other {number}"), duty__person=None)
    client = client_for(sam)
    sheet(client)
    with CaptureQueriesContext(connection) as queries:
        sheet(client)
    assert len(queries) <= 12


@pytest.mark.parametrize(("role", "status"), [(Role.SECRETARY, 200), (Role.AUDITOR, 200), (Role.ADMINISTRATOR, 403)])
def test_the_sheet_is_for_those_who_may_know_where_people_are(
    role: Role, status: int, monday: datetime, kaur: Person, everybody: dict[Role, User], client_for: ClientFor
) -> None:
    assert client_for(everybody[role]).get(reverse("rotas:week_sheet")).status_code == status
