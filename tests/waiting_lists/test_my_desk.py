"""A secretary's Today: the search with the focus, ten rows to act on, whose list is covered, actions; and the list."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from directorate.core.models import AccessEvent, User
from tests.factories import ActionFactory, CoverFactory, PersonFactory, SecretaryConsultantFactory
from tests.waiting_lists.conftest import SmallList
from tests.waiting_lists.factories import PathwayActionFactory

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
LIST = reverse("waiting_lists:pathway_list")


def cover_mr_shaw(by: User) -> None:
    colleague = PersonFactory(forenames="Jo", surname="Blunt")
    shaw = PersonFactory(title="Mr", surname="Shaw", staff_group="medical", consultant_code="C9001201")
    SecretaryConsultantFactory(secretary=colleague, consultant=shaw)
    CoverFactory(covered=colleague, covering=by.person, valid=(date(2026, 11, 23), date(2026, 11, 28)))


@pytest.mark.parametrize("covers", [False, True], ids=["own consultants only", "and a colleague's"])
def test_today_shows_a_secretary_her_rows_by_name_and_logs_that(
    covers: bool, small_list: SmallList, amira: User, client_for: ClientFor
) -> None:
    if covers:
        cover_mr_shaw(amira)
    page = client_for(amira).get("/").text
    assert 'id="today-patient" name="q"' in page
    assert f"My list: {'2 rows' if covers else '1 row'} to act on" in page
    assert f"ZAPATA-FOTHERINGHAY-FEATHERSTONEHAUGH Maximiliana, {small_list.cancer.local_patient_identifier}" in page
    assert ("WILKES" in page) == covers
    assert ("You are covering Mr Shaw’s list until 27 November 2026" in page) == covers
    assert AccessEvent.objects.filter(user=amira, kind="list", row_count=1 + covers, path="/").exists()


def test_a_list_covered_opens_exactly_its_rows(small_list: SmallList, amira: User, client_for: ClientFor) -> None:
    cover_mr_shaw(amira)
    client = client_for(amira)
    page = client.get("/").text
    where = page.split("You are covering Mr Shaw")[0].rsplit('href="', 1)[1].split('"')[0]
    shown = client.get(f"{where}&tab=all").text
    assert "SAHOTA" in shown
    assert "ROLLASON" not in shown


def test_the_list_begins_with_ones_own_consultants_and_shows_all_by_choice(
    small_list: SmallList, amira: User, sam: User, client_for: ClientFor
) -> None:
    client = client_for(amira)
    mine = client.get(LIST).text
    assert "my consultants" in mine
    assert "SAHOTA" not in mine
    everybody = mine.split("my consultants <a href=")[1].split('"')[1]
    assert "SAHOTA" in client.get(everybody).text
    assert "SAHOTA" in client_for(sam).get(LIST).text


def test_ones_actions_stand_on_today_and_open_their_patients(
    small_list: SmallList, amira: User, sam: User, client_for: ClientFor
) -> None:
    for title, due in (("Ring about MRI", date(2026, 11, 20)), ("Letter to GP", date(2026, 12, 24))):
        action = ActionFactory(title=title, owner=amira, due_date=due)
        PathwayActionFactory(pathway_key=small_list.colleagues.pathway_key, action=action)
    client = client_for(amira)
    page = client.get("/").text
    assert "My actions: 1 due by 30 Nov, 1 late" in page
    assert "Ring about MRI" in page
    assert "Letter to GP" not in page
    due = client.get(f"{LIST}?tab=all&due=7").text
    assert "SAHOTA" in due
    assert "ROLLASON" not in due
    assert "My actions" not in client_for(sam).get("/").text
