"""A checked patient tracking list comes into use: indexes, attached, counted; or joins the list it corrects."""

from typing import Any

from django.db.backends.utils import CursorWrapper

from directorate.core import clock
from directorate.core.importers.feeds import Progress, Store
from directorate.core.importers.file_kinds import FileRefusedError
from waiting_lists.importers.census_changes import (
    compare_with_previous,
    count_by_facet,
    count_changes,
    count_rows,
    list_facets,
    list_names,
    summarise,
)
from waiting_lists.importers.partitions import PARENT, attach_partition, drop_partition, index_partition
from waiting_lists.importers.ptl_check import FEED, SETTINGS

# Larger lists get their indexes right after they have come into use, so that nobody waits for them.
INDEXED_AT_ONCE = 100_000


def store(cursor: CursorWrapper, order: Store, progress: Progress) -> dict[str, Any]:
    """Put a checked census into use and return its counts."""
    cursor.execute(SETTINGS)
    if order.adds_to is not None:
        return _add(cursor, order, into=order.adds_to)
    _refuse_older(cursor, order)
    census_id = order.target_id
    counts = _compare_again_if_needed(cursor, census_id=census_id)
    progress(78, "Counting")
    summarise(cursor, census_id=census_id)
    attach_partition(census_id, cursor=cursor)
    progress(90, "Finishing")
    cursor.execute(
        "UPDATE waiting_lists_census SET state = 'superseded' WHERE feed = %s AND census_date = %s AND state = 'accepted'",
        [FEED, order.as_at],
    )
    cursor.execute(
        "UPDATE waiting_lists_census SET state = 'accepted', batch_id = %s, created_by_id = %s, created_at = %s"
        " WHERE id = %s",
        [order.batch_id, order.user_id, clock.now(), census_id],
    )
    count_changes(cursor, census_id=census_id)
    if _rows_of(cursor, census_id=census_id) <= INDEXED_AT_ONCE:
        _make_searchable(cursor, census_id=census_id)
    return counts


def finish(cursor: CursorWrapper) -> int:
    """Build the indexes that lists in use still lack; return how many lists were indexed."""
    cursor.execute(SETTINGS)
    cursor.execute(
        "SELECT id FROM waiting_lists_census WHERE feed = %s AND state = 'accepted' AND has_rows"
        " AND NOT waiting_lists_is_indexed(id) ORDER BY census_date DESC",
        [FEED],
    )
    waiting = [row[0] for row in cursor.fetchall()]
    for census_id in waiting:
        _make_searchable(cursor, census_id=census_id)
    return len(waiting)


def _make_searchable(cursor: CursorWrapper, *, census_id: int) -> None:
    index_partition(census_id, cursor=cursor)
    list_names(cursor, census_id=census_id)


def _rows_of(cursor: CursorWrapper, *, census_id: int) -> int:
    cursor.execute("SELECT pathway_count FROM waiting_lists_census WHERE id = %s", [census_id])
    return int((cursor.fetchone() or (0,))[0])


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
    return compare_with_previous(cursor, census_id=census_id, stands_twice=True) if cursor.fetchone() else {}


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
    counts = compare_with_previous(cursor, census_id=into, stands_twice=True)
    summarise(cursor, census_id=into)
    count_by_facet(cursor, table=f"{PARENT}_{into}")
    count_rows(cursor, census_id=into)
    list_facets(cursor, census_id=into)
    list_names(cursor, census_id=into)
    count_changes(cursor, census_id=into)
    return counts
