"""Who left the list without a reason, and the figures that the Trust published."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from directorate.core.domain.access import Role
from directorate.core.models import AccessEvent, PolicyNumber, User
from tests.waiting_lists.conftest import SmallList
from tests.waiting_lists.factories import (
    CENSUS_DATE,
    CensusChangeFactory,
    CensusFactory,
    CensusPathwayFactory,
    CommentFactory,
    LeftCheckFactory,
    PlannedDateFactory,
    PublishedFigureFactory,
)
from waiting_lists.domain.questions import one_person
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


def test_the_list_raises_questions_about_the_patients_one_sees(
    small_list: SmallList, chris: User, amira: User, client_for: ClientFor
) -> None:
    page = reverse("waiting_lists:question_list")
    assert "No question" in client_for(chris).get(page).text
    CensusPathway.objects.filter(pk__in=(small_list.hers.pk, small_list.skin.pk)).update(dna_count=2)
    long_ago = datetime(2026, 10, 1, tzinfo=UTC)
    for kind in ("offer", "removal"):
        CommentFactory(pathway_key=small_list.long.pathway_key, kind=kind, created_by=amira, created_at=long_ago)
    shown = client_for(chris).get(page).text
    assert "Did not attend: 2 patients" in shown
    assert "Offers: 1 patient" in shown
    assert "Should leave the list: 1 patient" in shown
    assert "Did not attend: 1 patient" in client_for(amira).get(page).text
    PlannedDateFactory(pathway_key=small_list.long.pathway_key, created_by=amira)
    assert "Offers" not in client_for(chris).get(page).text


def test_one_persons_removals_are_asked_about_only_where_a_share_is_set_and_only_managers_and_auditors(
    everybody: dict[Role, User], amira: User, monday: datetime, client_for: ClientFor
) -> None:
    census, page = CensusFactory(), reverse("waiting_lists:question_list")
    for _ in range(10):
        LeftCheckFactory(census=census, outcome="removed", note="Moved away", checked_by=amira)
    manager, auditor, secretary = (
        client_for(everybody[role]) for role in (Role.DIRECTORATE_MANAGER, Role.AUDITOR, Role.SECRETARY)
    )
    assert "Removals by one person" not in manager.get(page).text, "off by default"
    PolicyNumber.objects.filter(key="question_one_person_percent").update(value=50)
    said = "Amira Aziz recorded 10 of 10 removals: is that part of the job?"
    assert [said in client.get(page).text for client in (manager, auditor, secretary)] == [True, True, False]


@pytest.mark.parametrize(
    ("counts", "percent", "asked"),
    [
        ([("A", 6), ("B", 4)], 60, True),
        ([("A", 6), ("B", 4)], 61, False),
        ([("A", 9)], 50, False),
        ([("A", 50)], 0, False),
    ],
    ids=["just", "just not", "too few to say anything", "off"],
)
def test_a_share_of_the_removals_is_asked_about(counts: list[tuple[str, int]], percent: int, asked: bool) -> None:
    assert (one_person(counts, from_percent=percent) is not None) == asked
