"""What changed between a census and the one before, and the counts that screens read; all of it in sets.

The rules are those of `domain.reconciliation` as far as they need no ledger of clock stops: the first row of a
pathway counts, an unknown clock start equals another unknown one, RTT rows only. A clock that started after the
list before belongs to a new period: the old one has ended, whatever the reason.
"""

from typing import Any

from django.db.backends.utils import CursorWrapper

from waiting_lists.importers.partitions import PARENT
from waiting_lists.importers.ptl_sql import quoted

# Count on the census to the kinds of change it adds up.
COUNTS = {
    "new": ("new", "restarted"),
    "gone": ("gone", "restarted"),
    "reinstated": ("reinstated",),
    "moved_start": ("moved_start",),
    "function_changed": ("function_changed",),
    "late_addition": ("late_addition",),
    "date_lost": ("date_lost",),
}
_FIELDS = (
    "pathway_key, rtt_period_start_date AS start, treatment_function_code AS function, next_step_date AS step, "
    "specialty_id AS specialty, is_on_cancer_ptl AS cancer, priority_rank AS rank"
)


def compare_with_previous(cursor: CursorWrapper, *, census_id: int, stands_twice: bool) -> dict[str, Any]:
    """Write the changes of a census against its previous one and return how many of each kind there are.

    `stands_twice`: whether a pathway can be on this census more than once (with two clock starts).
    """
    cursor.execute("DELETE FROM waiting_lists_censuschange WHERE census_id = %s", [census_id])
    cursor.execute(
        "SELECT census.previous_id, previous.census_date, (batch.counts ->> 'pathways_twice')::integer"
        " FROM waiting_lists_census AS census"
        " LEFT JOIN waiting_lists_census AS previous ON previous.id = census.previous_id"
        " LEFT JOIN core_importbatch AS batch ON batch.id = previous.batch_id WHERE census.id = %s",
        [census_id],
    )
    previous_id, previous_date, twice_before = cursor.fetchone() or (None, None, None)
    if previous_id is None or previous_date is None:
        return {"previous": None}
    past = _first_rows(previous_id, stands_twice=twice_before != 0)
    now = _first_rows(census_id, stands_twice=stands_twice)
    cursor.execute(_differing(past=past, now=now))
    cursor.execute(_changes(census_id=census_id), {"previous_date": previous_date})
    cursor.execute("DROP TABLE census_differing")
    cursor.execute(
        "SELECT kind, count(*) FROM waiting_lists_censuschange WHERE census_id = %s GROUP BY kind", [census_id]
    )
    found = dict(cursor.fetchall())
    totals = {count: sum(found.get(kind, 0) for kind in kinds) for count, kinds in COUNTS.items()}
    return {"previous": previous_date.isoformat(), "restarted": found.get("restarted", 0)} | totals


def _first_rows(census_id: int, *, stands_twice: bool) -> str:
    """Return the RTT rows of a census, of a pathway that stands twice only the first."""
    table = f"{PARENT}_{census_id}"
    only_first = f"""AND NOT EXISTS (
            SELECT FROM (
                SELECT pathway_key, min(row_number) AS first_row FROM {table} WHERE is_rtt
                GROUP BY pathway_key HAVING count(*) > 1
            ) AS twice WHERE twice.pathway_key = pathway.pathway_key AND pathway.row_number > first_row
        )"""
    return f"(SELECT {_FIELDS} FROM {table} AS pathway WHERE is_rtt {only_first if stands_twice else ''})"


def _differing(*, past: str, now: str) -> str:
    """Return the statement that sets aside the pathways that differ.

    A table of its own, so that it may run in parallel, and so that nothing is looked up in the table of changes while
    that grows: it can have been empty when the statement was planned.
    """
    return f"""
    CREATE TEMPORARY TABLE census_differing ON COMMIT DROP AS
        SELECT coalesce(now.pathway_key, past.pathway_key) AS key, past.pathway_key IS NULL AS came,
            now.pathway_key IS NULL AS went, past.start AS start_before, now.start AS start_after,
            past.function AS function_before, now.function AS function_after, past.step AS step_before,
            now.step AS step_after, coalesce(now.specialty, past.specialty) AS specialty,
            coalesce(now.cancer, past.cancer) AS cancer, coalesce(now.rank, past.rank) AS rank,
            past.pathway_key IS NULL AND EXISTS (
                SELECT FROM (
                    SELECT census_id, kind, clock_start_before FROM waiting_lists_censuschange
                    WHERE pathway_key = now.pathway_key OFFSET 0  -- by this index and no other
                ) AS earlier JOIN waiting_lists_census AS of ON of.id = earlier.census_id
                WHERE earlier.kind = 'gone' AND of.state = 'accepted'
                    AND earlier.clock_start_before IS NOT DISTINCT FROM now.start
            ) AS back
        FROM {past} AS past FULL JOIN {now} AS now USING (pathway_key)
        WHERE past.pathway_key IS NULL OR now.pathway_key IS NULL OR past.start IS DISTINCT FROM now.start
            OR past.function <> now.function OR past.step IS NOT NULL AND now.step IS NULL"""


def _changes(*, census_id: int) -> str:
    """Return the statement that writes every difference; a pathway can have several."""
    return f"""
    INSERT INTO waiting_lists_censuschange
        (census_id, pathway_key, kind, specialty_id, clock_start_before, clock_start_after, function_before,
         function_after, next_step_before, next_step_after, is_on_cancer_ptl, priority_rank)
    SELECT {census_id}, key, kind, specialty, start_before, start_after, coalesce(function_before, ''),
        coalesce(function_after, ''), step_before, step_after, cancer, rank
    FROM census_differing, LATERAL (
        SELECT CASE WHEN went THEN 'gone' WHEN back THEN 'reinstated' WHEN came THEN 'new' END
        UNION ALL SELECT 'late_addition' WHERE came AND NOT back AND start_after <= %(previous_date)s
        UNION ALL SELECT CASE WHEN start_after > %(previous_date)s THEN 'restarted' ELSE 'moved_start' END
            WHERE NOT came AND NOT went AND start_before IS DISTINCT FROM start_after
        UNION ALL SELECT 'function_changed' WHERE function_before <> function_after
        UNION ALL SELECT 'date_lost' WHERE NOT came AND NOT went AND step_before IS NOT NULL AND step_after IS NULL
    ) AS change (kind) WHERE kind IS NOT NULL"""


def summarise(cursor: CursorWrapper, *, census_id: int) -> None:
    """Write the counts of a census that screens read, by day of clock start."""
    cursor.execute("DELETE FROM waiting_lists_openpathwaysummary WHERE census_id = %s", [census_id])
    _counted(
        cursor,
        into="""waiting_lists_openpathwaysummary
            (census_id, return_line, treatment_function_code, specialty_id, clock_start_date, is_nonc, pathways,
             with_decision_to_admit, no_next_step, treatment_in_time)""",
        by=f"""
        SELECT {census_id} AS census, return_line, treatment_function_code, specialty_id, rtt_period_start_date, is_nonc, count(*) AS rows,
            count(decision_to_admit_date) AS decided, count(*) FILTER (WHERE next_step_date IS NULL) AS without,
            count(*) FILTER (WHERE next_step_kind = 'treatment' AND tci_date - rtt_period_start_date <= 364) AS in_time
        FROM {PARENT}_{census_id} WHERE is_rtt GROUP BY 2, 3, 4, 5, 6""",
    )


def count_by_facet(cursor: CursorWrapper, *, table: str) -> None:
    """Count the good rows of a table by all that filters and totals ask, once for both, into `census_counted`."""
    cursor.execute(f"""
        DROP TABLE IF EXISTS pg_temp.census_counted;
        CREATE TEMPORARY TABLE census_counted ON COMMIT DROP AS
        SELECT specialty_id, consultant_code, site_code, waiting_list_type, procedure_priority_code, is_rtt,
            comments <> '' AS has_comment, count(*) AS pathways
        FROM {table} WHERE warning_flags >= 0 GROUP BY 1, 2, 3, 4, 5, 6, 7""")


def list_facets(cursor: CursorWrapper, *, census_id: int) -> None:
    """Write the choices of the filters of a census with their counts, from `census_counted`."""
    cursor.execute("DELETE FROM waiting_lists_censusfacet WHERE census_id = %s", [census_id])
    cursor.execute(f"""
        INSERT INTO waiting_lists_censusfacet (census_id, kind, value, specialty_id, pathways)
        SELECT {census_id}, kind, left(value, 20), specialty_id, sum(pathways)
        FROM census_counted, LATERAL (VALUES ('consultant', consultant_code), ('site', site_code),
            ('list_type', waiting_list_type), ('priority', procedure_priority_code)) AS facet (kind, value)
        WHERE value <> '' GROUP BY 2, 3, 4""")


def list_names(cursor: CursorWrapper, *, census_id: int) -> None:
    """Add the names of a census to those that are searched by a part."""
    table = f"{PARENT}_{census_id}"
    _counted(cursor, into="waiting_lists_namepart (value)", by=f"""
        SELECT left(surname_key, 200) FROM {table} WHERE surname_key <> '' GROUP BY 1
        UNION SELECT left(forename_key, 200) FROM {table} WHERE forename_key <> '' GROUP BY 1""")  # fmt: skip


def _counted(cursor: CursorWrapper, *, into: str, by: str) -> None:
    """Count in a temporary table, which may run in parallel, and take the few rows over."""
    cursor.execute(f"CREATE TEMPORARY TABLE census_taken_over ON COMMIT DROP AS {by}")
    cursor.execute(f"INSERT INTO {into} SELECT * FROM census_taken_over ON CONFLICT DO NOTHING")
    cursor.execute("DROP TABLE census_taken_over")


def count_changes(cursor: CursorWrapper, *, census_id: int) -> None:
    """Write the counts of changes on the census itself."""
    kinds = ", ".join(
        f"{count}_count = (SELECT count(*) FROM waiting_lists_censuschange"
        f" WHERE census_id = %(id)s AND kind IN {quoted(found)})"
        for count, found in COUNTS.items()
    )
    cursor.execute(f"UPDATE waiting_lists_census SET {kinds} WHERE id = %(id)s", {"id": census_id})


def count_rows(cursor: CursorWrapper, *, census_id: int) -> None:
    """Write the counts of rows on the census itself, from `census_counted`."""
    cursor.execute(
        """UPDATE waiting_lists_census SET (pathway_count, rtt_count, planned_count, non_rtt_count) = (
            SELECT coalesce(sum(pathways), 0), coalesce(sum(pathways) FILTER (WHERE is_rtt), 0),
                coalesce(sum(pathways) FILTER (WHERE waiting_list_type LIKE 'P%%'), 0),
                coalesce(sum(pathways) FILTER (WHERE NOT is_rtt AND waiting_list_type NOT LIKE 'P%%'), 0)
            FROM census_counted
        ) WHERE id = %s""",
        [census_id],
    )
