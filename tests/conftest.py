"""Fixtures for everybody: fixed people, one for each role, and clients signed in as them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from directorate.core import clock
from directorate.core.domain.access import Role
from directorate.core.models import User
from directorate.core.models.people import StaffGroup
from directorate.core.reference import load_reference
from tests.browser.site import fresh_database
from tests.factories import person_with_account

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, migrated_names: list[str], django_db_keepdb: bool) -> Iterator[None]:
    """The test database, and a copy made before any test empties its tables; of a kept database none is made."""
    name = connection.settings_dict["NAME"]
    nothing_made = name == settings.DATABASE_OWNER_URL.rpartition("/")[2]  # no test that was chosen needs a database
    if django_db_keepdb or nothing_made:
        yield
        return
    connection.close()
    with fresh_database(f"{name}_migrated", template=name) as copy:
        migrated_names.append(copy)
        yield


@pytest.fixture(scope="session")
def migrated_names() -> list[str]:
    """The name of the copy of the test database, when there is one."""
    return []


@pytest.fixture(scope="session")
def migrated_database(django_db_setup: None, migrated_names: list[str]) -> str | None:
    """A database with the present schema and the rows that migrations write, for others to be copied from."""
    return next(iter(migrated_names), None)


@pytest.fixture
def monday(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """It is Monday 23 November 2026, nine in the morning."""
    monkeypatch.setattr(clock, "now", lambda: MONDAY)
    return MONDAY


@pytest.fixture
def reference(db: None) -> None:
    """The code lists of a new installation, loaded as if in a transaction of their own."""
    load_reference()
    with connection.cursor() as cursor:  # in one transaction the context of the last action would go on
        cursor.execute(
            "SELECT set_config('pghistory.context_id', '', true), set_config('pghistory.context_metadata', '', true)"
        )


@pytest.fixture
def amira(reference: None) -> User:
    """ENT secretary."""
    return person_with_account(forename="Amira", surname="Aziz", role=Role.SECRETARY, team="ENT secretaries")


@pytest.fixture
def bola(reference: None) -> User:
    """HR business partner."""
    return person_with_account(forename="Bola", surname="Bello", role=Role.HUMAN_RESOURCES)


@pytest.fixture
def chris(reference: None) -> User:
    """Directorate manager."""
    return person_with_account(forename="Chris", surname="Adams", role=Role.DIRECTORATE_MANAGER)


@pytest.fixture
def dana(reference: None) -> User:
    """Dermatology secretary."""
    return person_with_account(
        forename="Dana", surname="Dunn", role=Role.SECRETARY, specialty="dermatology", team="Dermatology secretaries"
    )


@pytest.fixture
def sam(reference: None) -> User:
    """Assistant manager."""
    return person_with_account(forename="Sam", surname="Sharp", role=Role.ASSISTANT_MANAGER)


@pytest.fixture
def nguyen(reference: None) -> User:
    """ENT consultant."""
    return person_with_account(
        forename="Anya",
        surname="Nguyen",
        role=Role.CONSULTANT,
        staff_group=StaffGroup.MEDICAL,
        title="Ms",
        job_title="Consultant",
        consultant_code="C9001206",
    )


EVERY_ROLE = [role.value for role in Role]


@pytest.fixture
def everybody(reference: None) -> dict[Role, User]:
    """One person a role, all of ENT."""
    medical = {Role.CONSULTANT, Role.RESIDENT}
    return {
        role: person_with_account(
            forename=role.name.title().replace("_", ""),
            surname="Role",
            role=role,
            team="ENT secretaries",
            staff_group=StaffGroup.MEDICAL if role in medical else StaffGroup.ADMIN_AND_CLERICAL,
        )
        for role in Role
    }


@pytest.fixture
def client_for() -> Callable[[User], Client]:
    """A test client that is signed in as this user."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
