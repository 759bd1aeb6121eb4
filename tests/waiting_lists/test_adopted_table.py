"""The owner takes over the table of an import, and none that would run anything."""

import pytest
from django.db import DatabaseError, connection, transaction

pytestmark = pytest.mark.django_db


def make(*, census: int, more: str) -> None:
    """Make a table as an import does, and something beside it."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE importing.census_{census} AS SELECT * FROM waiting_lists_censuspathway WHERE false; {more}"
        )


def adopt(census: int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT waiting_lists_adopt_partition(%s)", [census])


@pytest.mark.parametrize(
    "more",
    [
        "ALTER TABLE importing.census_9 ALTER row_number SET DEFAULT 1",
        "CREATE INDEX ON importing.census_9 (lower(surname))",
        "ALTER TABLE importing.census_9 ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE importing.census_9 ADD CHECK (row_number > 0)",
        "CREATE RULE r AS ON INSERT TO importing.census_9 DO ALSO SELECT 1",
    ],
    ids=["default", "index", "row security", "check", "rule"],
)
def test_a_table_that_would_run_something_is_refused(more: str) -> None:
    make(census=9, more=more)
    with pytest.raises(DatabaseError, match="not a plain table"):
        adopt(9)


def test_a_table_taken_over_keeps_to_the_rules_of_a_census() -> None:
    make(census=9, more="")
    adopt(9)
    with pytest.raises(DatabaseError, match="null value"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO waiting_lists_censuspathway_9 (census_id) VALUES (9)")
    with connection.cursor() as cursor:
        cursor.execute("SELECT waiting_lists_attach_partition(9)")
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'importing'")
        assert cursor.fetchone() == (0,)
