"""The table of one census: made, taken over, indexed, attached; the owner's database functions do all but the first."""

from django.db import connection
from django.db.backends.utils import CursorWrapper

PARENT = "waiting_lists_censuspathway"


def pending_table(census_id: int) -> str:
    """Return the name of the table that a check makes; in the adopting function as well."""
    return f"importing.census_{census_id}"


def column_types(cursor: CursorWrapper) -> dict[str, str]:
    """Return the columns of a census in their order, each with its SQL type."""
    cursor.execute(
        "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
        [PARENT],
    )
    return dict(cursor.fetchall())


def adopt_partition(census_id: int, *, cursor: CursorWrapper) -> None:
    """Let the owner take over the table that a check has made; nobody sees its rows until it is attached."""
    cursor.execute("SELECT waiting_lists_adopt_partition(%s)", [census_id])


def make_partition(census_id: int, *, cursor: CursorWrapper) -> str:
    """Make the empty table of a census and return its name; nobody sees its rows until it is attached."""
    cursor.execute(f"CREATE TABLE {pending_table(census_id)} AS SELECT * FROM {PARENT} WHERE false")
    adopt_partition(census_id, cursor=cursor)
    return f"{PARENT}_{census_id}"


def attach_partition(census_id: int, *, cursor: CursorWrapper) -> None:
    """Let everybody see the rows of a census."""
    cursor.execute("SELECT waiting_lists_attach_partition(%s)", [census_id])


def index_partition(census_id: int, *, cursor: CursorWrapper) -> None:
    """Build the indexes that a census lacks and look at its values for the planner; readers are not kept waiting."""
    cursor.execute("SELECT waiting_lists_index_partition(%s)", [census_id])


def drop_partition(census_id: int, *, cursor: CursorWrapper) -> None:
    """Drop the table of a census that is not in use; twice is harmless."""
    cursor.execute("SELECT waiting_lists_drop_partition(%s)", [census_id])


def add_empty_partition(census_id: int) -> None:
    """Make and attach the table of a census at once, for rows that are added one by one."""
    with connection.cursor() as cursor:
        make_partition(census_id, cursor=cursor)
        attach_partition(census_id, cursor=cursor)
        index_partition(census_id, cursor=cursor)
