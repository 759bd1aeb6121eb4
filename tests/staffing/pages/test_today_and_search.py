"""What staffing puts on Today and into the search."""

from datetime import date, datetime

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from directorate.core.access import permissions
from directorate.core.models import Person, User
from staffing.actions.decisions import set_cover
from staffing.actions.leave import log_leave
from staffing.actions.sickness import Reason, expect_back, record_reason
from staffing.facts.today import people_today, waiting_figures
from staffing.models import Absence
from tests.factories import CoverFactory, PersonFactory
from tests.staffing import factories as make
from tests.staffing.conftest import Worker, employ, sickness
from tests.staffing.pages import TODAY, ClientFor, words_of

pytestmark = pytest.mark.django_db


def test_today_says_who_is_in_and_what_waits(asked: Absence, dawn: User, jones: Person, client_for: ClientFor) -> None:
    make.MinimumCoverFactory(team=jones.team, weekday=0, half="am", minimum=9)
    log_leave(sickness(jones, TODAY), by=dawn)
    page = words_of(client_for(dawn).get("/"))
    assert "2 of 3 administrative and clerical staff in" in page
    assert "ENT secretaries, Mon 23 Nov: am 2 in, minimum 9" in page
    assert "The team is below its minimum today" in page
    assert "Leave to approve: 1" in page


def test_today_asks_the_team_leader_for_reason_return_and_cover_until_all_are_said(
    monday: datetime, dawn: User, sam: User, jones: Person, worker: Worker, client_for: ClientFor
) -> None:
    ill = log_leave(sickness(jones, TODAY), by=dawn).absence
    client = client_for(dawn)
    page = words_of(client.get("/"))
    assert "Sarah Jones, off sick since Mon 23 November 2026" in page
    assert "to enter: reason, expected back, cover" in page
    assert reverse("staffing:absence_detail", args=[ill.pk]) in page
    assert "Off sick, to complete" not in words_of(client_for(sam).get("/"))
    record_reason(ill.pk, reason=Reason("S13"), by=dawn)
    expect_back(ill.pk, expected_date=date(2026, 11, 25), by=dawn)
    assert "to enter: cover" in words_of(client.get("/"))
    set_cover(ill.pk, covering=worker("Cover"), by=dawn)
    assert "Off sick, to complete" not in words_of(client.get("/"))
    Absence.objects.update(first_date=date(2026, 11, 20), expected_back_date=date(2026, 11, 22))
    assert "to enter: expected back" in words_of(client.get("/"))


def test_today_tells_a_secretary_whom_she_covers(
    monday: datetime, amira: User, jones: Person, client_for: ClientFor
) -> None:
    employ(amira.person)
    CoverFactory(covered=jones, covering=amira.person, valid=(date(2026, 11, 16), date(2026, 11, 28)))
    page = words_of(client_for(amira).get("/"))
    assert "You are covering Sarah Jones until 27 November 2026" in page
    assert "Leave to approve" not in page


def test_staffings_part_of_today_takes_at_most_four_queries(
    monday: datetime, dawn: User, worker: Worker, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        make.AbsenceFactory(person=worker(f"S{number}"), first_date=TODAY)
    user = User.objects.select_related("person").get(pk=dawn.pk)
    assert permissions(user).grants
    with django_assert_max_num_queries(4):
        people_today(user, today=TODAY)
        assert User.objects.filter(pk=user.pk).values(**waiting_figures(user, today=TODAY)).get()


def test_the_search_finds_people_in_reach_only(
    monday: datetime, dawn: User, jones: Person, client_for: ClientFor
) -> None:
    PersonFactory(surname="Jonas", forenames="Far Away", specialty__code="dermatology")
    page = words_of(client_for(dawn).post(reverse("shell:search"), {"q": "jon"}))
    assert "Sarah Jones" in page
    assert "Jonas" not in page
