"""Today with every app's data: at most twelve queries, whoever looks."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from directorate.core.domain.access import Role
from directorate.core.models import User
from tests.browser.rota_data import small_rota
from tests.browser.site import Site
from tests.browser.staffing_data import small_team
from tests.browser.waiting_list_data import sixty_patients

MOST_QUERIES = 12


@pytest.mark.django_db
def test_today_costs_at_most_twelve_queries_for_every_role(
    everybody: dict[Role, User],
    client_for: Callable[[User], Client],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    place = Site(address="", folder=Path(), people=everybody)
    sixty_patients(place)
    small_team(place)
    small_rota(place)
    for role, user in everybody.items():
        client = client_for(user)
        assert client.get("/").status_code == 200  # the first request of a session writes when it began
        with django_assert_max_num_queries(MOST_QUERIES, info=role.name):
            page = client.get("/").text
        assert "could not be shown" not in page
