"""Fixtures for everybody: fixed people, one for each role, and clients signed in as them."""

import os
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from directorate.core import clock
from directorate.core.domain.access import Role
from directorate.core.models import User
from directorate.core.models.people import StaffGroup
from directorate.core.reference import load_reference
from tests.factories import person_with_account
from tests.migrated import drop_if_there, exists, make_once, name_of_run
from tests.monday import MONDAY

NEEDS_DATABASE = {"db", "transactional_db", "django_db_setup", "migrated_database"}


@pytest.fixture(scope="session")
def migrated_database(
    request: pytest.FixtureRequest,
    django_db_blocker: Any,
    django_db_modify_db_settings_parallel_suffix: None,
    django_db_keepdb: bool,
) -> str | None:
    """A database with the present schema and the rows that migrations write, for others to be copied from.

    None when the databases of an earlier run are used again, or no test that was chosen needs one.
    """
    items = request.session.items
    needed = any(item.get_closest_marker("django_db") or NEEDS_DATABASE & set(item.fixturenames) for item in items)
    is_kept = django_db_keepdb and not request.config.getvalue("create_db")
    if not needed or (is_kept and exists(connection.creation._get_test_db_name())):
        return None
    is_worker = hasattr(request.config, "workerinput")
    name = name_of_run(os.getppid() if is_worker else os.getpid())
    with django_db_blocker.unblock():
        make_once(name)
    return name


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, migrated_database: str | None) -> None:
    """Each worker's database is a copy of the migrated one."""
    if migrated_database:
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated_database


def pytest_sessionfinish(session: pytest.Session) -> None:
    """The process that began the run drops the migrated database when all workers have ended."""
    if not hasattr(session.config, "workerinput"):
        drop_if_there(name_of_run(os.getpid()))


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
