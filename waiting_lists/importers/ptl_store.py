"""A checked patient tracking list comes into use: indexes, attached, counted; or joins the list it corrects."""

from typing import Any

from django.db.backends.utils import CursorWrapper

from directorate.core.importers.feeds import Progress, Store
from directorate.core.importers.file_kinds import FileRefusedError
from waiting_lists.importers.census_changes import compare_with_previous, count_census, summarise
from waiting_lists.importers.partitions import PARENT, drop_partition, finish_partition
from waiting_lists.importers.ptl_check import FEED, WORK_MEMORY

INDEX_MEMORY = "512MB"


def store(cursor: CursorWrapper, order: Store, progress: Progress) -> dict[str, Any]:
    """Put a checked census into use and return its counts."""
    cursor.execute(f"SET LOCAL work_mem = '{WORK_MEMORY}'; SET LOCAL maintenance_work_mem = '{INDEX_MEMORY}'")
    if order.adds_to is not None:
        return _add(cursor, order, into=order.adds_to)
    _refuse_older(cursor, order)
    census_id = order.target_id
    counts = _compare_again_if_needed(cursor, census_id=census_id)
    progress(78, "Counting")
    summarise(cursor, census_id=census_id)
    progress(82, "Building indexes")
    finish_partition(census_id, cursor=cursor)
    progress(97, "Finishing")
    cursor.execute(
        "UPDATE waiting_lists_census SET state = 'superseded' WHERE feed = %s AND census_date = %s AND state = 'accepted'",
        [FEED, order.as_at],
    )
    cursor.execute(
        "UPDATE waiting_lists_census SET state = 'accepted', batch_id = %s, created_by_id = %s, created_at = now()"
        " WHERE id = %s",
        [order.batch_id, order.user_id, census_id],
    )
    count_census(cursor, census_id=census_id)
    return counts


def _refuse_older(cursor: CursorWrapper, order: Store) -> None:
    """Refuse a list that is not newer than the last one in use, unless a manager has confirmed it."""
    cursor.execute(
        "SELECT max(census_date) FROM waiting_lists_census WHERE feed = %s AND state = 'accepted' AND has_rows", [FEED]
    )
    (last,) = cursor.fetchone() or (None,)
    if last is not None and order.as_at <= last and not order.is_confirmed:
        raise FileRefusedError("census_not_newer", "A list of this day or a later one has come into use meanwhile.")


def _compare_again_if_needed(cursor: CursorWrapper, *, census_id: int) -> dict[str, Any]:
    """Compare anew when another list came into use between check and now."""
    cursor.execute(
        """
        WITH latest AS (
            SELECT census.id, (
                SELECT id FROM waiting_lists_census AS earlier WHERE earlier.feed = census.feed AND has_rows
                    AND earlier.state = 'accepted' AND earlier.census_date < census.census_date
                ORDER BY census_date DESC LIMIT 1
            ) AS previous_id FROM waiting_lists_census AS census WHERE census.id = %s
        )
        UPDATE waiting_lists_census AS census SET previous_id = latest.previous_id FROM latest
        WHERE census.id = latest.id AND census.previous_id IS DISTINCT FROM latest.previous_id RETURNING census.id""",
        [census_id],
    )
    return compare_with_previous(cursor, census_id=census_id) if cursor.fetchone() else {}


def _add(cursor: CursorWrapper, order: Store, *, into: int) -> dict[str, Any]:
    """Move the rows of a correction into the census it corrects, and count that anew."""
    table = f"{PARENT}_{order.target_id}"
    cursor.execute(
        "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND attname <> 'census_id'",
        [table],
    )
    (columns,) = cursor.fetchone() or ("",)
    cursor.execute(f"INSERT INTO {PARENT} (census_id, {columns}) SELECT {into}, {columns} FROM {table}")
    drop_partition(order.target_id, cursor=cursor)
    cursor.execute("DELETE FROM waiting_lists_census WHERE id = %s", [order.target_id])
    counts = compare_with_previous(cursor, census_id=into)
    summarise(cursor, census_id=into)
    count_census(cursor, census_id=into)
    return counts
