"""The pages that everybody opens cost at most twelve queries, for every role, with few data and with many."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.measures.team_calendar import sixty_people
from directorate.core import clock
from directorate.core.domain.access import Role
from directorate.core.models import User
from staffing.models import Absence
from tests.browser.site import Site
from tests.browser.staffing_data import small_team
from tests.browser.waiting_list_data import sixty_patients
from tests.waiting_lists.factories import (
    CensusPathwayFactory,
    CommentFactory,
    PlannedDateFactory,
    ValidationQueryFactory,
    summarise,
)
from waiting_lists.models import CensusFacet, CensusPathway, OpenPathwaySummary

MOST_QUERIES = 12
MANY = 200


@pytest.mark.django_db
def test_pages_cost_at_most_twelve_queries_for_every_role_with_few_data_and_with_many(
    everybody: dict[Role, User], client_for: Callable[[User], Client]
) -> None:
    place = Site(address="", folder=Path(), people=everybody)
    first = sixty_patients(place)
    small_team(place)
    clients = {role: client_for(user) for role, user in everybody.items()}
    few = dict(counts(clients, pathway=first))
    add_many(first, by=everybody[Role.ASSISTANT_MANAGER])
    many = dict(counts(clients, pathway=first))
    assert {name: count for name, count in (few | many).items() if count > MOST_QUERIES} == {}
    # A page may look once for something that only many rows have (a next page), never once a row.
    assert {name: (count, many[name]) for name, count in few.items() if many[name] > count + 1} == {}


def counts(clients: dict[Role, Client], *, pathway: CensusPathway) -> Iterator[tuple[str, int]]:
    """Yield the number of queries of every page that a role may open, under the name of both."""
    for role, client in clients.items():
        client.get("/")  # the first request of a session notes its beginning
        for address in addresses(pathway):
            with CaptureQueriesContext(connection) as queries:
                page = client.get(address)
            assert page.status_code in {200, 403, 404}, f"{role.name} {address}"
            if page.status_code == 200:
                assert "could not be shown" not in page.text
                yield f"{role.name} {address}", len(queries)


def addresses(pathway: CensusPathway) -> list[str]:
    """Return the pages that everybody opens."""
    patient_list = reverse("waiting_lists:pathway_list")
    return [
        reverse("shell:today"),
        reverse("waiting_lists:dashboard"),
        patient_list,
        f"{patient_list}?tab=all&after={pathway.pk}",
        reverse("waiting_lists:pathway_detail", args=[pathway.pathway_key]),
        reverse("staffing:team_calendar"),
    ]


def add_many(first: CensusPathway, *, by: User) -> None:
    """Many more patients, notes about one of them, and people with absences."""
    census = first.census
    for number in range(MANY):
        row = CensusPathwayFactory(
            census=census, rtt_period_start_date=census.census_date - timedelta(days=number), consultant_code="C9001206"
        )
        CommentFactory(pathway_key=(first if number % 10 == 0 else row).pathway_key)
    for _ in range(10):
        row = CensusPathwayFactory(census=census)
        ValidationQueryFactory(pathway_key=row.pathway_key)
        PlannedDateFactory(pathway_key=row.pathway_key)
    OpenPathwaySummary.objects.filter(census=census).delete()
    CensusFacet.objects.filter(census=census).delete()
    summarise(census)
    team = sixty_people()
    Absence.objects.filter(person__team=team, first_date__gt=clock.today()).update(
        state="requested", decided_by=None, decided_at=None
    )
