"""The first account of an installation."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from directorate.core import clock
from directorate.core.domain.access import Role
from directorate.core.models import User

EMAIL = "first.person@example.nhs.uk"


def create() -> str:
    output = StringIO()
    call_command("create_administrator", EMAIL, "First Person", stdout=output)
    return output.getvalue()


@pytest.mark.django_db
def test_it_opens_an_account_with_the_administrators_role_from_today() -> None:
    create()
    grant = User.objects.get(email=EMAIL).grants.get()
    assert grant.role == Role.ADMINISTRATOR
    assert grant.valid.lower == clock.today()
    assert grant.valid.upper is None


@pytest.mark.django_db
def test_its_link_leads_to_choosing_a_password(client: Client) -> None:
    link = re.search(r"https?://[^/]+(/\S+)", create())
    assert link is not None
    page = client.get(link.group(1), follow=True)
    assert page.status_code == 200
    assert b'type="password"' in page.content


@pytest.mark.django_db
def test_an_address_with_an_account_is_refused() -> None:
    create()
    with pytest.raises(CommandError, match="has an account already"):
        create()
