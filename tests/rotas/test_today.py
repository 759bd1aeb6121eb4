"""Gaps on Today, for those who close them."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from directorate.core import clock
from directorate.core.domain.access import Role
from directorate.core.models import User
from tests.core.factories import ImportBatchFactory
from tests.factories import PersonFactory, SpecialtyFactory
from tests.rotas import factories as make
from tests.staffing.factories import AbsenceFactory

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]


def test_a_gap_within_three_days_is_to_do_first(monday: datetime, sam: User, client_for: ClientFor) -> None:
    make.GapFactory()
    page = client_for(sam).get("/").content.decode()
    assert "On-call gaps" in page
    assert "ENT 2nd on call: Wed 25 Nov 17:00 to Thu 26 Nov 08:00" in page
    assert "Nobody does this duty yet" in page


def test_a_doctor_who_is_away_and_on_call_is_to_see_to(monday: datetime, sam: User, client_for: ClientFor) -> None:
    person = PersonFactory(surname="Mbeki", title="Dr", staff_group="medical")
    made = make.DutyFactory(person=person)
    AbsenceFactory(person=person, first_date=date(2026, 11, 26), last_date=date(2026, 11, 26))
    page = client_for(sam).get("/").content.decode()
    assert "Dr Mbeki is away then" in page
    assert reverse("rotas:gap_open", args=[made.pk]) in page


@pytest.mark.parametrize("first", [date(2026, 11, 24), date(2026, 11, 27)], ids=["ends before", "begins after"])
def test_leave_beside_the_duty_is_no_matter(first: date, monday: datetime, sam: User, client_for: ClientFor) -> None:
    person = PersonFactory(surname="Mbeki", title="Dr", staff_group="medical")
    make.DutyFactory(person=person)
    AbsenceFactory(person=person, first_date=first, last_date=first)
    assert "On-call gaps" not in client_for(sam).get("/").content.decode()


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.SPECIALTY_MANAGER])
def test_who_does_not_close_the_gap_does_not_see_it(
    role: Role, monday: datetime, everybody: dict[Role, User], client_for: ClientFor
) -> None:
    rota = make.RotaFactory(name="OMFS 2nd on call", specialty=SpecialtyFactory(code="omfs"))
    make.GapFactory(duty__rota=rota, duty__person=None)
    assert "On-call gaps" not in client_for(everybody[role]).get("/").content.decode()


def test_from_thursday_the_weeks_that_are_not_published_are_named(
    monkeypatch: pytest.MonkeyPatch, monday: datetime, sam: User, client_for: ClientFor
) -> None:
    ent = SpecialtyFactory(code="ent", name="ENT")
    SpecialtyFactory(code="omfs", name="OMFS")  # has never published a week
    make.WeekPublicationFactory(specialty=ent, monday_date=date(2026, 11, 23))
    assert "Week sheets" not in client_for(sam).get("/").content.decode()
    monkeypatch.setattr(clock, "now", lambda: monday + timedelta(days=3))
    page = client_for(sam).get("/").content.decode()
    assert "ENT, week of 30 Nov: not published" in page
    assert "OMFS, week of" not in page
    make.WeekPublicationFactory(specialty=ent, monday_date=date(2026, 11, 30))
    assert "Week sheets" not in client_for(sam).get("/").content.decode()


def test_how_old_clinics_and_esr_are_stands_on_top(
    monday: datetime, sam: User, amira: User, client_for: ClientFor
) -> None:
    assert "Clinics" not in re.sub("Clinics and lists", "", client_for(sam).get("/").content.decode())
    make.ClinicBookingFactory(date=date(2026, 12, 1), data_as_at_date=date(2026, 11, 20))
    used = {"state": "accepted", "accepted_at": monday, "accepted_by": sam}
    ImportBatchFactory(feed="esr_absence", as_at=date(2026, 11, 22), **used)
    page = re.sub(r"<[^>]+>|\s+", " ", client_for(sam).get("/").content.decode())
    page = re.sub(r"\s+", " ", page)
    assert "ESR as at 22 Nov" in page
    assert "Clinics as at 20 Nov" in page
    assert "3 days old" in page
    assert "ESR as at" not in re.sub(r"<[^>]+>|\s+", " ", client_for(amira).get("/").content.decode())
