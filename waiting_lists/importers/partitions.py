"""The table of one census: made empty, filled, indexed, attached; the owner's database functions do it."""

from django.db import connection
from django.db.backends.utils import CursorWrapper

PARENT = "waiting_lists_censuspathway"


def make_partition(census_id: int, *, cursor: CursorWrapper) -> str:
    """Make the empty table of a census and return its name; nobody sees its rows until it is attached."""
    cursor.execute("SELECT waiting_lists_make_partition(%s)", [census_id])
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
