"""What the application's own database role may not do: change or empty history and the access log."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction

from directorate.core.clock import now
from directorate.core.grants import append_only_tables, grant_statements
from directorate.core.models import AccessEvent, Site
from directorate.core.row_history import event_models_of
from tests.factories import AccessEventFactory, SiteFactory

pytestmark = pytest.mark.django_db


def application_role() -> str:
    return settings.APPLICATION_ROLE


@pytest.fixture
def as_application(db: None) -> Iterator[None]:
    """Rows made by the owner, then everything as the application's role."""
    SiteFactory(code="RWP98")
    AccessEventFactory(at=now())
    with connection.cursor() as cursor:
        for statement in grant_statements(connection=connection, role=application_role()):
            cursor.execute(statement)
        cursor.execute(f"SET ROLE {connection.ops.quote_name(application_role())}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def refused(statement: str) -> str:
    with pytest.raises(ProgrammingError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return str(caught.value)


def test_there_is_history_to_protect() -> None:
    assert "core_accessevent" in append_only_tables()
    assert len(append_only_tables()) > 10


@pytest.mark.usefixtures("as_application")
@pytest.mark.parametrize("verb", ["UPDATE {table} SET {column} = {column}", "DELETE FROM {table}", "TRUNCATE {table}"])
def test_the_application_cannot_change_remove_or_empty_what_only_grows(verb: str) -> None:
    for table in append_only_tables():
        column = "id" if table in {"core_accessevent", "complaints_casestep"} else "pgh_id"
        assert "permission denied" in refused(verb.format(table=table, column=column)), table


@pytest.mark.usefixtures("as_application")
def test_the_application_still_works() -> None:
    site = Site.objects.get(code="RWP98")
    Site.objects.filter(pk=site.pk).update(name="Renamed")
    (event_model,) = event_models_of(Site)
    assert event_model.objects.filter(id=site.pk).count() == 2
    AccessEventFactory(at=now())


@pytest.mark.usefixtures("as_application")
@pytest.mark.parametrize(
    "statement", ["CREATE TABLE mine (x int)", "DROP TABLE core_site", "TRUNCATE core_site CASCADE"]
)
def test_the_application_owns_nothing(statement: str) -> None:
    assert "must be owner" in (said := refused(statement)) or "permission denied" in said


@pytest.mark.parametrize("act", ["update", "delete"])
def test_even_the_owner_cannot_change_history_by_accident(act: str) -> None:
    site = SiteFactory(code="RWP98")
    (event_model,) = event_models_of(Site)
    rows = event_model.objects.filter(id=site.pk)
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        _ = rows.update(name="x") if act == "update" else rows.delete()


@pytest.mark.parametrize("act", ["update", "delete"])
def test_even_the_owner_cannot_change_the_access_log_by_accident(act: str) -> None:
    AccessEventFactory(at=now())
    rows = AccessEvent.objects.all()
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        _ = rows.update(kind="list") if act == "update" else rows.delete()
