"""Minimum cover."""

from datetime import datetime

import pytest
from django.urls import reverse

from directorate.core.domain.access import Role
from directorate.core.models import Person, User
from staffing.models import MinimumCover
from tests.factories import PersonFactory, TeamFactory
from tests.staffing import factories as make
from tests.staffing.conftest import employ
from tests.staffing.pages import TODAY, ClientFor, words_of
from tests.staffing.staff_list import DECEMBER

pytestmark = pytest.mark.django_db


def test_a_minimum_counts_from_a_day_and_the_past_stays(
    monday: datetime, chris: User, everybody: dict[Role, User], client_for: ClientFor
) -> None:
    team = TeamFactory(name="ENT secretaries")
    make.MinimumCoverFactory(team=team, weekday=0, half="am", minimum=2)
    make.MinimumCoverFactory(team=team, weekday=1, half="pm", minimum=1)
    address, client = reverse("staffing:minimum_cover_edit", args=[team.pk]), client_for(chris)
    assert client_for(everybody[Role.SPECIALTY_MANAGER]).get(address).status_code == 403
    sent = {"first_day": "1/12/2026", "effect": "warn", "am_0": "3", "pm_0": "1"}
    assert client.post(address, sent).status_code == 302
    rows = MinimumCover.objects.filter(team=team)
    now, later = (
        {(row.weekday, row.half): row.minimum for row in rows.filter(valid__contains=day)} for day in (TODAY, DECEMBER)
    )
    assert now == {(0, "am"): 2, (1, "pm"): 1}
    assert later == {(0, "am"): 3, (0, "pm"): 1}
    assert "2 / 0" in words_of(client.get(reverse("staffing:minimum_cover_list")))
    early = client.post(address, sent | {"first_day": "30/11/2026"})
    assert "A minimum from 1 December 2026 is entered already" in words_of(early)
    client.post(address, sent | {"am_0": ""})
    assert not rows.filter(weekday=0, half="am", valid__contains=DECEMBER).exists()
    assert "Set minimum cover" in words_of(client.get(address))
    wrong = client.post(address, sent | {"am_0": "many"})
    assert "Monday morning: enter a whole number of people" in words_of(wrong)


def test_a_persons_page_leads_to_the_staff_record(
    monday: datetime, dawn: User, jones: Person, client_for: ClientFor
) -> None:
    employ(PersonFactory(surname="Unused"))
    page = words_of(client_for(dawn).get(reverse("staffing:person_detail", args=[jones.pk])))
    assert reverse("staffing:staff_record", args=[jones.pk]) in page
