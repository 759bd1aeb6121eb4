"""The page of every record whose reading is logged leads those who may ask to who viewed it."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from directorate.core.domain.access import Role
from directorate.core.models import User
from tests.architecture.example_records import example_paths
from tests.factories import RoleGrantFactory

LOGGED_RECORDS = (
    "waiting_lists:pathway_detail",
    "staffing:absence_detail",
    "staffing:absence_reason",
    "complaints:case_detail",
    "complaints:statement_detail",
    "reports:run_view",
)


@pytest.mark.django_db
def test_who_viewed_a_record_is_told_to_auditors_and_nobody_else(
    everybody: dict[Role, User], client_for: Callable[[User], Client]
) -> None:
    paths, manager = example_paths(everybody), everybody[Role.ASSISTANT_MANAGER]
    pages = [reverse(name, kwargs=paths[name]) for name in LOGGED_RECORDS]
    client = client_for(manager)
    for page in pages:
        assert "Who viewed this record" not in client.get(page).text, page
    RoleGrantFactory(user=manager, role=Role.AUDITOR)
    client, auditor = client_for(User.objects.get(pk=manager.pk)), client_for(everybody[Role.AUDITOR])
    for page in pages:
        text = client.get(page).text
        assert text.count("Who viewed this record") == 1, page
        [link] = [part.split('"')[0] for part in text.split('href="') if "/history/readings/" in part[:60]]
        readings = auditor.get(link).text
        assert ("AssistantManager Role" in readings) == (page != pages[1]), page
    assert client_for(everybody[Role.DIRECTORATE_MANAGER]).get(link).status_code == 403
