"""The day board: what runs, what is at risk, what was decided, and nothing of an absence that the viewer may not know."""

import re
from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directorate.core.domain.access import Role
from directorate.core.models import Person, Site, User
from tests.factories import SiteFactory
from tests.rotas import factories as make
from tests.staffing.factories import AbsenceFactory

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
WEDNESDAY = date(2026, 11, 25)
MOST_QUERIES = 12


@pytest.fixture
def royal(reference: None) -> Site:
    found: Site = SiteFactory(name="Worcestershire Royal")
    return found


@pytest.fixture
def kaur(royal: Site) -> Person:
    """A registrar with a clinic on Wednesday morning, and admin in the afternoon."""
    person = make.registrar("Kaur")
    make.ActivityTemplateFactory(person=person, weekday=3, session="am", site=royal)
    make.ActivityTemplateFactory(person=person, weekday=3, session="pm", activity="Admin", site=royal)
    return person


def board(client: Client, **query: str) -> str:
    answer = client.get(reverse("rotas:day_board"), query)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def line_of(page: str, name: str) -> str:
    return next(row for row in page.split('<tr role="row">') if f'<td role="cell">{name}</td>' in row)


def test_a_clinic_that_runs_stands_with_hospital_and_bookings(
    monday: datetime, kaur: Person, royal: Site, sam: User, client_for: ClientFor
) -> None:
    make.ClinicBookingFactory(consultant=kaur, date=WEDNESDAY, session="am", slots=12, booked_new=4, booked_follow_up=6)
    page = board(client_for(sam))
    line = line_of(page, "Dr Kaur")
    for words in ("Morning", "Worcestershire Royal", "Clinic", "Running", "10 of 12"):
        assert words in line
    assert ">Admin<" not in page
    assert "Wednesday 25 November 2026" in page


@pytest.mark.parametrize(
    ("chosen", "stands", "says"),
    [
        (None, "At risk", "away, nothing is decided"),
        ({"choice": "cancel"}, "Cancelled", "away"),
        ({"choice": "reduce"}, "Reduced", "away"),
        ({"choice": "keep"}, "Running", "kept"),
        ({"choice": "someone_else"}, "Running", "Dr Other does it"),
    ],
)
def test_what_becomes_of_a_clinic_whose_doctor_is_away(
    monday: datetime,
    kaur: Person,
    sam: User,
    client_for: ClientFor,
    chosen: dict[str, str] | None,
    stands: str,
    says: str,
) -> None:
    absence = AbsenceFactory(person=kaur, first_date=WEDNESDAY, last_date=WEDNESDAY, kind="sickness")
    if chosen:
        covering = make.registrar("Other") if chosen["choice"] == "someone_else" else None
        make.LeaveSessionFactory(absence=absence, date=WEDNESDAY, part="all", covering=covering, **chosen)
    page = board(client_for(sam))
    line = line_of(page, "Dr Kaur")
    assert stands in line
    assert says in line
    assert "ick" not in line
    if chosen is None:
        assert reverse("rotas:half_day_edit", args=[kaur.pk, "2026-11-25", "am"]) in line
    assert "Dr Kaur" in board(client_for(sam), show=stands.lower())
    other = "Running" if stands != "Running" else "Cancelled"
    assert "Dr Kaur" not in board(client_for(sam), show=other.lower()).split("<h2>")[-1] or other == stands


def test_what_is_changed_on_the_week_sheet_counts_and_says_whose_it_was(
    monday: datetime, kaur: Person, sam: User, client_for: ClientFor
) -> None:
    other = make.registrar("Other")
    make.SessionChangeFactory(person=kaur, date=WEDNESDAY, session="am", activity="")
    make.SessionChangeFactory(person=other, date=WEDNESDAY, session="am", activity="Clinic", instead_of=kaur)
    page = board(client_for(sam))
    assert "instead of Dr Kaur" in line_of(page, "Dr Other")
    assert '<td role="cell">Dr Kaur</td>' not in page


def test_a_clinic_cancelled_in_the_extract_is_cancelled(
    monday: datetime, kaur: Person, sam: User, client_for: ClientFor
) -> None:
    make.ClinicBookingFactory(consultant=kaur, date=WEDNESDAY, session="am", cancelled_by="hospital")
    line = line_of(board(client_for(sam)), "Dr Kaur")
    assert "Cancelled" in line
    assert "in PAS" in line


def test_who_only_looks_finds_no_way_to_change(
    monday: datetime, kaur: Person, everybody: dict[Role, User], client_for: ClientFor
) -> None:
    AbsenceFactory(person=kaur, first_date=WEDNESDAY, last_date=WEDNESDAY)
    page = board(client_for(everybody[Role.SECRETARY]))
    assert "At risk" in line_of(page, "Dr Kaur")
    assert "/am/" not in page
    assert client_for(everybody[Role.ADMINISTRATOR]).get(reverse("rotas:day_board")).status_code == 403


def test_nothing_to_show_says_where_it_would_come_from(
    monday: datetime, reference: None, sam: User, client_for: ClientFor
) -> None:
    assert "No clinic or list in these six days" in board(client_for(sam))


def test_the_board_takes_at_most_twelve_queries_whatever_the_size(
    monday: datetime, kaur: Person, royal: Site, sam: User, client_for: ClientFor
) -> None:
    client, costs = client_for(sam), []
    for round_ in range(2):
        for number in range(8 * round_):
            person = make.registrar(f"Doctor{number}")
            make.ActivityTemplateFactory(person=person, weekday=3, session="am", site=royal)
            absence = AbsenceFactory(person=person, first_date=WEDNESDAY, last_date=WEDNESDAY)
            make.LeaveSessionFactory(absence=absence, date=WEDNESDAY, part="am", choice="cancel")
            make.ClinicBookingFactory(consultant=person, date=WEDNESDAY, session="am")
            make.SessionChangeFactory(
                person=person, date=date(2026, 11, 26), session="am", activity="Clinic", instead_of=kaur
            )
        board(client)
        with CaptureQueriesContext(connection) as queries:
            board(client)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= MOST_QUERIES
