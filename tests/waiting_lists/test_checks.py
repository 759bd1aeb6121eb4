"""Who left the list without a reason, and the figures that the Trust published."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from directorate.core.domain.access import Role
from directorate.core.models import AccessEvent, User
from tests.waiting_lists.conftest import SmallList
from tests.waiting_lists.factories import (
    CENSUS_DATE,
    CensusChangeFactory,
    CensusFactory,
    CensusPathwayFactory,
    PublishedFigureFactory,
)
from waiting_lists.models import CensusPathway, LeftCheck, PublishedFigure

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
LEFT, PUBLISHED = reverse("waiting_lists:left_list_view"), reverse("waiting_lists:published_figures")


@pytest.fixture
def left(small_list: SmallList) -> dict[str, CensusPathway]:
    """An ENT cancer patient and one of Dermatology over 40 weeks who were on the list of the week before."""
    before = CensusFactory(census_date=CENSUS_DATE - timedelta(days=7))
    small_list.census.previous = before
    small_list.census.save(update_fields=["previous"])
    rows = {
        "ent": CensusPathwayFactory(census=before, surname="Gone-Ent"),
        "dermatology": CensusPathwayFactory(
            census=before, treatment_function_code="330", surname="Gone-Skin", rtt_period_start_date=date(2026, 1, 5)
        ),
    }
    for row in rows.values():
        CensusChangeFactory(
            census=small_list.census, kind="gone", pathway_key=row.pathway_key, specialty_id=row.specialty_id,
            clock_start_before=row.rtt_period_start_date, is_on_cancer_ptl=row.surname == "Gone-Ent",
        )  # fmt: skip
    return rows


def test_it_is_said_how_many_left_and_each_user_looks_into_their_own(
    left: dict[str, CensusPathway], chris: User, amira: User, client_for: ClientFor
) -> None:
    page = client_for(chris).get(LEFT).text
    assert "2 patients left the list, reason not supplied" in page
    assert "To look into: 2 of 2." in page
    assert "Cancer" in page
    assert "40 weeks or more" in page
    assert AccessEvent.objects.filter(object_key="left", user=chris).exists()
    hers = client_for(amira).get(LEFT).text
    assert ("GONE-ENT" in hers, "GONE-SKIN" in hers) == (True, False)
    assert "2 patients left the list, reason not supplied" in client_for(chris).get("/waiting-list/").text
    assert "the clock of the PAS is shown" in client_for(chris).get("/waiting-list/").text


def test_what_happened_is_said_once_with_a_reason_for_a_removal_and_can_be_changed(
    left: dict[str, CensusPathway], chris: User, amira: User, client_for: ClientFor
) -> None:
    client, settle = client_for(chris), reverse("waiting_lists:left_settle", args=[left["ent"].pathway_key])
    refused = client.post(settle, {"outcome": "removed"})
    assert (refused.status_code, "Say why the patient was removed" in refused.text) == (422, True)
    client.post(settle, {"outcome": "removed", "note": "Moved to Bristol"})
    client.post(settle, {"outcome": "put_back", "note": ""})
    check = LeftCheck.objects.get()
    assert (check.outcome, check.checked_by) == ("put_back", chris)
    assert apps.get_model("waiting_lists", "LeftCheckEvent").objects.count() == 2
    assert "To look into: 1 of 2." in client.get(LEFT).text
    other = reverse("waiting_lists:left_settle", args=[left["dermatology"].pathway_key])
    assert client_for(amira).post(other, {"outcome": "stopped"}).status_code == 404


SAID = {
    "as_at": "22/11/2026", "return_line": "120", "measure": "open", "figure": "9", "source": "NHS England, November",
}  # fmt: skip


def test_a_published_figure_stands_beside_ours_and_a_difference_has_a_reason(
    small_list: SmallList, chris: User, client_for: ClientFor
) -> None:
    client = client_for(chris)
    refused = client.post(PUBLISHED, SAID)
    assert (refused.status_code, "Say why the two differ" in refused.text) == (422, True)
    client.post(PUBLISHED, SAID | {"reason": "Validated after the list was drawn"})
    client.post(PUBLISHED, SAID | {"as_at": "30/9/2026"})
    late, early = PublishedFigure.objects.order_by("-as_at_date")
    assert (late.ours, late.published, early.ours) == (Decimal(4), Decimal(9), None)
    page = client.get(PUBLISHED).text
    assert "Validated after the list was drawn" in page
    assert "no list of that day" in page
    client.post(PUBLISHED, SAID | {"figure": "4"})
    late.refresh_from_db()
    assert (late.published, late.reason) == (Decimal(4), "")
    assert "cannot lie ahead" in client.post(PUBLISHED, SAID | {"as_at": "24/11/2026"}).text


def test_figures_are_recorded_by_those_who_load_every_list(everybody: dict[Role, User], client_for: ClientFor) -> None:
    for role in (Role.SPECIALTY_MANAGER, Role.FINANCE):
        client = client_for(everybody[role])
        assert client.get(PUBLISHED).status_code == 200
        assert client.post(PUBLISHED, SAID).status_code == 403
    assert client_for(everybody[Role.HUMAN_RESOURCES]).get(PUBLISHED).status_code == 403


def test_the_database_refuses_a_difference_without_a_reason() -> None:
    with pytest.raises(IntegrityError, match="published_figure_that_differs_gives_a_reason"), transaction.atomic():
        PublishedFigureFactory(ours=7)
    with pytest.raises(IntegrityError, match="published_figure_is_not_negative"), transaction.atomic():
        PublishedFigureFactory(published=-1)
