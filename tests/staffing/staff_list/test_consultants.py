"""Secretaries and the consultants they work for."""

from datetime import date, datetime

import pytest
from django.urls import reverse
from psycopg.types.range import DateRange

from directorate.core.domain.access import Role
from directorate.core.models import Person, SecretaryConsultant, User
from directorate.core.models.people import StaffGroup
from tests.factories import PersonFactory
from tests.staffing.conftest import Worker
from tests.staffing.pages import TODAY, ClientFor, words_of

pytestmark = pytest.mark.django_db


def test_a_secretary_begins_and_ends_working_for_a_consultant(
    monday: datetime, chris: User, jones: Person, doctor: Worker, client_for: ClientFor
) -> None:
    smith, client = doctor("Smith", consultant_code="C9001210"), client_for(chris)
    address = reverse("staffing:works_for_add", args=[jones.pk])
    sent = {"consultant": smith.pk, "first_day": "23/11/2026"}
    assert client.post(address, sent).status_code == 302
    link = SecretaryConsultant.objects.get()
    assert link.valid == DateRange(TODAY, None)
    assert "works for Mr Smith already" in words_of(client.post(address, sent))
    end = reverse("staffing:works_for_end", args=[jones.pk, link.pk])
    assert "must be 23 November 2026 or later" in words_of(client.post(end, {"last_day": "20/11/2026"}))
    assert client.post(end, {"last_day": "27/11/2026"}).status_code == 302
    link.refresh_from_db()
    assert link.valid.upper == date(2026, 11, 28)
    page = words_of(client.get(reverse("staffing:staff_record", args=[jones.pk])))
    assert "End working for a consultant" in page
    assert client.post(reverse("staffing:works_for_end", args=[smith.pk, link.pk])).status_code == 404


def test_the_same_rights_hold_for_the_consultants_of_a_secretary(
    monday: datetime, everybody: dict[Role, User], jones: Person, client_for: ClientFor
) -> None:
    other = PersonFactory(staff_group=StaffGroup.MEDICAL, specialty__code="omfs", consultant_code="C9001211")
    address = reverse("staffing:works_for_add", args=[jones.pk])
    sent = {"consultant": other.pk, "first_day": "23/11/2026"}
    for role in (Role.ROTA_COORDINATOR, Role.TEAM_LEADER, Role.HUMAN_RESOURCES):
        assert client_for(everybody[role]).post(address, sent).status_code == 403
    refused = client_for(everybody[Role.SPECIALTY_MANAGER]).post(address, sent)
    assert "Choose a consultant from the list" in words_of(refused)
