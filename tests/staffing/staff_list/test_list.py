"""The list itself."""

from datetime import date, datetime

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from directorate.core import registry
from directorate.core.domain.access import Role
from directorate.core.models import Person, User
from staffing.facts.staff import days_in_words
from tests.factories import PersonFactory, person_with_account
from tests.staffing.conftest import Worker
from tests.staffing.pages import ClientFor, words_of

pytestmark = pytest.mark.django_db


def test_the_list_shows_hours_and_is_narrowed_by_team_specialty_and_name(
    monday: datetime, chris: User, jones: Person, dana: User, client_for: ClientFor
) -> None:
    client, address = client_for(chris), reverse("staffing:staff_list")
    page = words_of(client.get(address))
    assert "Jones, Sarah" in page
    assert "Mon to Fri" in page
    assert "1.00" in page
    assert dana.person is not None
    assert "Dunn" in page
    assert "Dunn" not in words_of(client.post(address, {"team": jones.team_id}))
    assert "Jones" not in words_of(client.get(address, {"specialty": dana.person.specialty_id}))
    assert "Dunn" not in words_of(client.post(address, {"name": "jon"}))
    assert "Nobody fits these filters" in words_of(client.post(address, {"name": "zz"}))


def test_people_who_have_left_are_shown_when_asked_for(
    monday: datetime, chris: User, worker: Worker, client_for: ClientFor
) -> None:
    worker("Gone", leaving_date=date(2026, 10, 30))
    address = reverse("staffing:staff_list")
    assert "Gone" not in words_of(client_for(chris).get(address))
    assert "Gone" in words_of(client_for(chris).post(address, {"with_leavers": "on"}))


def test_an_empty_list_says_what_to_do_first(monday: datetime, reference: None, client_for: ClientFor) -> None:
    user = person_with_account(forename="Ada", surname="Adams", role=Role.DIRECTORATE_MANAGER)
    User.objects.update(person=None)
    Person.objects.all().delete()
    page = words_of(client_for(user).get(reverse("staffing:staff_list")))
    assert "Add the first person" in page
    step = next(step for step in registry.start_steps if step.url_name == "staffing:staff_list")
    assert not step.done()
    assert "Enter the staff list" in words_of(client_for(user).get("/start/"))
    PersonFactory()
    assert step.done()


def test_the_list_takes_few_queries(
    monday: datetime,
    chris: User,
    worker: Worker,
    client_for: ClientFor,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(12):
        worker(f"S{number}")
    client = client_for(chris)
    client.get(reverse("staffing:staff_list"))
    with django_assert_max_num_queries(12):
        client.get(reverse("staffing:staff_list"))


def test_days_in_words() -> None:
    assert days_in_words({0, 1, 2, 3, 4}) == "Mon to Fri"
    assert days_in_words({0, 2, 4}) == "Mon, Wed, Fri"
    assert days_in_words({0, 1}) == "Mon, Tue"
    assert days_in_words(set()) == ""
