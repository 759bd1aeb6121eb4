"""The check of a patient tracking list: rows into a table nobody sees yet, faults and notices into theirs."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db.backends.utils import CursorWrapper

from directorate.core import clock
from directorate.core.importers.feeds import MEGABYTE, Checked, Progress, Staged
from directorate.core.models import CommissionerPrefix, PolicyNumber
from waiting_lists.domain.standards import limits_of
from waiting_lists.importers.census_alarms import DROPPED, percents_on, raise_alarms
from waiting_lists.importers.census_changes import compare_with_previous, count_by_facet, count_rows, list_facets
from waiting_lists.importers.partitions import adopt_partition, column_types, drop_partition, pending_table
from waiting_lists.importers.ptl_columns import DATES
from waiting_lists.importers.ptl_dates import DATE_FORMS, DateForm
from waiting_lists.importers.ptl_findings import FindingsSql
from waiting_lists.importers.ptl_rules import Fault
from waiting_lists.importers.ptl_sql import PtlSql

FEED = "ptl"
# Room for 42 rounds of corrections beside the rows of the list itself.
IDS_OF_A_CENSUS = 2**32
IDS_OF_A_CORRECTION = 100_000_000
BYTES_SAMPLED = 4 * MEGABYTE
# For the transaction of an import only: room to hash a million rows, and parallel scans that are taken when offered.
SETTINGS = """
    SET LOCAL work_mem = '256MB';
    SET LOCAL maintenance_work_mem = '512MB';
    SET LOCAL datestyle = 'ISO, DMY';
    SET LOCAL parallel_setup_cost = 100;
    SET LOCAL parallel_tuple_cost = 0.001
"""


def check(cursor: CursorWrapper, staged: Staged, progress: Progress) -> Checked:
    """Return what the check found; the rows stand in a pending census unless the file is refused.

    Without a census date only what needs none is found.
    """
    cursor.execute(SETTINGS)
    sql = PtlSql(
        staged,
        forms=usual_forms(cursor, staged),
        limits=limits_of(PolicyNumber.objects.clock_limits_on(staged.as_at)) if staged.as_at else (),
    )
    checked = Checked(as_at=staged.as_at)
    if not _has_data(cursor, staged, sql=sql):
        checked.faults.append("header_only")
    if checked.faults or staged.as_at is None:
        return checked
    census_id = _reserve(cursor, staged)
    rows = pending_table(census_id)
    progress(32, "Checking every row")
    _judge(cursor, staged, sql=sql, census_id=census_id)
    progress(55, "Looking for duplicates")
    checked.counts["pathways_twice"] = _mark_duplicates(cursor, staged, rows=rows)
    findings = FindingsSql(sql, rows=rows)
    cursor.execute(findings.flagged())
    count_by_facet(cursor, table=rows)
    _count(cursor, checked)
    checked.faults += _file_faults(cursor, checked, staged=staged)
    if "wrong_provider_file" in checked.faults or "census_not_newer" in checked.faults:
        cursor.execute(f"DROP TABLE {rows}")
        discard(cursor, census_id)
        return checked
    progress(60, "Listing what was found")
    cursor.execute(findings.noticed())
    cursor.execute(findings.rejected(), {"batch_id": staged.batch_id})
    cursor.execute(findings.warnings(), {"batch_id": staged.batch_id})
    if checked.rows_rejected:
        cursor.execute(findings.without_rejected())
    cursor.execute("DROP TABLE ptl_noticed")
    adopt_partition(census_id, cursor=cursor)
    count_rows(cursor, census_id=census_id)
    if staged.adds_to is None:
        list_facets(cursor, census_id=census_id)
        progress(80, "Comparing with the list before")
        checked.counts |= compare_with_previous(
            cursor, census_id=census_id, stands_twice=bool(checked.counts["pathways_twice"])
        )
        if not staged.is_confirmed:
            raise_alarms(cursor, checked, on=staged.as_at)
    checked.target_id = census_id
    return checked


def discard(cursor: CursorWrapper, census_id: int) -> None:
    """Drop what a check made of a file that will not be used."""
    drop_partition(census_id, cursor=cursor)
    cursor.execute("DELETE FROM waiting_lists_censuschange WHERE census_id = %s", [census_id])
    cursor.execute("DELETE FROM waiting_lists_censusfacet WHERE census_id = %s", [census_id])
    cursor.execute("DELETE FROM waiting_lists_census WHERE id = %s AND state = 'pending'", [census_id])


def date_of(cursor: CursorWrapper, staged: Staged) -> date | None:
    """Return the census date that most rows carry, None when the file has no such column."""
    place = staged.positions.get("census_date")
    if place is None:
        return None
    cursor.execute(f"""
        SELECT core_read_date(given) FROM
            (SELECT c{place + 1} AS given, count(*) AS rows FROM {staged.table} GROUP BY 1) AS counted
        WHERE core_read_date(given) IS NOT NULL ORDER BY rows DESC LIMIT 1""")
    found = cursor.fetchone()
    return found[0] if found else None


def usual_forms(cursor: CursorWrapper, staged: Staged) -> dict[str, DateForm]:
    """Return the way most of a column's dates are written, of some thousand rows spread over a long file."""
    fields = [field for field in DATES if field in staged.positions]
    size = _one(cursor, "SELECT pg_relation_size(%s)", [staged.table])
    share = min(100.0, 100.0 * BYTES_SAMPLED / max(size, 1))
    kinds = " ".join(f"WHEN given LIKE '{form.like}' THEN '{name}'" for name, form in DATE_FORMS.items())
    cells = ", ".join(f"('{field}', c{staged.positions[field] + 1})" for field in fields)
    cursor.execute(f"""
        SELECT DISTINCT ON (field) field, form FROM (
            SELECT field, CASE {kinds} END AS form, count(*) AS rows
            FROM {staged.table} TABLESAMPLE SYSTEM (%s) REPEATABLE (1),
                LATERAL (VALUES {cells}) AS cell (field, given)
            WHERE given IS NOT NULL GROUP BY 1, 2
        ) AS counted WHERE form IS NOT NULL ORDER BY field, rows DESC""", [share])  # fmt: skip
    found = dict(cursor.fetchall())
    return {field: DATE_FORMS[found.get(field, "iso")] for field in fields}


def _one(cursor: CursorWrapper, statement: str, parameters: Any = None) -> Any:
    cursor.execute(statement, parameters)
    row = cursor.fetchone()
    return row[0] if row else None


def _has_data(cursor: CursorWrapper, staged: Staged, *, sql: PtlSql) -> bool:
    return bool(_one(cursor, f"SELECT EXISTS (SELECT FROM {staged.table} WHERE {sql.is_data})", {}))


def _reserve(cursor: CursorWrapper, staged: Staged) -> int:
    """Return the key of a new pending census, compared with the last one in use before its date."""
    return int(_one(cursor, """
        INSERT INTO waiting_lists_census
            (feed, census_date, state, has_rows, batch_id, previous_id, pathway_count, rtt_count, planned_count,
             non_rtt_count, new_count, gone_count, reinstated_count, moved_start_count, function_changed_count,
             late_addition_count, date_lost_count, created_by_id, created_at)
        SELECT %(feed)s, %(date)s, 'pending', true, NULL,
            (SELECT id FROM waiting_lists_census WHERE feed = %(feed)s AND state = 'accepted' AND has_rows
                AND census_date < %(date)s ORDER BY census_date DESC LIMIT 1),
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, uploaded_by_id, %(now)s
        FROM core_importbatch WHERE id = %(batch)s RETURNING id""",
        {"feed": FEED, "date": staged.as_at, "batch": staged.batch_id, "now": clock.now()}))  # fmt: skip


def _first_id(cursor: CursorWrapper, *, census_id: int, staged: Staged) -> int:
    """Return what is added to a row's number to give its key."""
    if staged.adds_to is None:
        return census_id * IDS_OF_A_CENSUS
    rounds = _one(
        cursor,
        "SELECT count(*) FROM core_importbatch WHERE state = 'accepted' AND target_id = %s",
        [staged.adds_to],
    )
    return staged.adds_to * IDS_OF_A_CENSUS + IDS_OF_A_CORRECTION * int(rounds)


def _judge(cursor: CursorWrapper, staged: Staged, *, sql: PtlSql, census_id: int) -> None:
    """Make the table of all rows, read and judged."""
    census, rows = staged.as_at or date.min, pending_table(census_id)
    cursor.execute(sql.rows(table=rows, types=column_types(cursor)), {
        "census_id": census_id,
        "batch_id": staged.batch_id,
        "first_id": _first_id(cursor, census_id=census_id, staged=staged),
        "census": census,
        "census_text": census.isoformat(),
        "provider": settings.ORGANISATION_CODE,
        "outside_england": list(CommissionerPrefix.objects.values_list("code_prefix", flat=True)),
        "salt": _one(cursor, "SELECT waiting_lists_salt()"),
    })  # fmt: skip
    # Some thousand rows tell the planner enough for the steps that follow; the whole is looked at with the indexes.
    cursor.execute("SET LOCAL default_statistics_target = 10")
    cursor.execute(f"ANALYZE {rows} (row_number, warning_flags, pathway_key)")


def _mark_duplicates(cursor: CursorWrapper, staged: Staged, *, rows: str) -> int:
    """Mark the later of two rows with the same pathway and clock start; return how many pathways stand twice."""
    if staged.adds_to is not None:
        cursor.execute(f"""
            UPDATE {rows} AS added SET warning_flags = {-Fault.DUPLICATE_KEY}
            FROM waiting_lists_censuspathway AS loaded
            WHERE loaded.census_id = %s AND loaded.pathway_key = added.pathway_key AND added.warning_flags >= 0
                AND loaded.rtt_period_start_date IS NOT DISTINCT FROM added.rtt_period_start_date""", [staged.adds_to])  # fmt: skip
    cursor.execute(f"""
        SELECT array_agg(pathway_key) FROM (
            SELECT pathway_key FROM {rows} WHERE warning_flags >= 0 GROUP BY 1 HAVING count(*) > 1
        ) AS twice""")
    (keys,) = cursor.fetchone() or (None,)
    if not keys:
        return 0
    row = ", ".join(f"c{place}" for place in range(1, len(staged.headings) + 1))
    cursor.execute(f"""
        CREATE TEMPORARY TABLE ptl_repeated ON COMMIT DROP AS
        WITH listed AS MATERIALIZED (
            SELECT ctid AS place, row_number, pathway_key AS key, rtt_period_start_date AS start FROM {rows}
            WHERE pathway_key = ANY(%s) AND warning_flags >= 0
        )
        SELECT place, key, row_number() OVER (PARTITION BY key, start ORDER BY row_number) AS place_of_key,
            row_number() OVER (PARTITION BY key, start, ROW({row})::text ORDER BY row_number) AS place_of_row
        FROM listed JOIN {staged.table} USING (row_number)""", [keys])  # fmt: skip
    cursor.execute(f"""
        UPDATE {rows} AS pathway SET warning_flags =
            CASE WHEN place_of_row > 1 THEN {-Fault.DUPLICATE_ROW} ELSE {-Fault.DUPLICATE_KEY} END
        FROM ptl_repeated WHERE ptl_repeated.place = pathway.ctid AND place_of_key > 1""")
    twice = "SELECT FROM ptl_repeated WHERE place_of_key = 1 GROUP BY key HAVING count(*) > 1"
    found = int(_one(cursor, f"SELECT count(*) FROM ({twice}) AS twice"))
    cursor.execute("DROP TABLE ptl_repeated")
    return found


def _count(cursor: CursorWrapper, checked: Checked) -> None:
    """Take the counts from the flagged rows and from the good ones as they are counted by facet."""
    cursor.execute("SELECT least(warning_flags, 0), count(*) FROM ptl_flagged GROUP BY 1 ORDER BY 1 DESC")
    flagged = dict(cursor.fetchall())
    cursor.execute("""
        SELECT coalesce(sum(pathways), 0)::bigint, coalesce(sum(pathways) FILTER (WHERE is_rtt), 0)::bigint,
            coalesce(sum(pathways) FILTER (WHERE waiting_list_type LIKE 'P%'), 0)::bigint,
            coalesce(sum(pathways) FILTER (WHERE has_comment), 0)::bigint
        FROM census_counted""")
    good, rtt, planned, comments = cursor.fetchone() or (0, 0, 0, 0)
    checked.rows_accepted = good
    checked.rows_rejected = sum(rows for flags, rows in flagged.items() if flags < 0)
    checked.rows_read = good + checked.rows_rejected
    checked.counts |= {
        "rtt": rtt,
        "planned": planned,
        "non_rtt": good - rtt - planned,
        "rows_with_warnings": flagged.get(0, 0),
        "comments": comments,
        "rejected": {Fault(-flags).code: rows for flags, rows in flagged.items() if flags < 0},
    }


def _file_faults(cursor: CursorWrapper, checked: Checked, *, staged: Staged) -> list[str]:
    """Return the file-level codes that need the rows, in the order of the rules."""
    faults = []
    if 2 * checked.counts["rejected"].get(Fault.WRONG_PROVIDER.code, 0) >= checked.rows_read:
        faults.append("wrong_provider_file")
    if staged.adds_to is not None or staged.is_confirmed:
        return faults
    cursor.execute(
        "SELECT census_date, rows_read FROM waiting_lists_census LEFT JOIN core_importbatch AS batch ON batch.id = batch_id"
        " WHERE waiting_lists_census.feed = %s AND waiting_lists_census.state = 'accepted' AND has_rows"
        " ORDER BY census_date DESC LIMIT 1",
        [FEED],
    )
    last = cursor.fetchone()
    if last is None or staged.as_at is None:
        return faults
    if staged.as_at <= last[0]:
        faults.append("census_not_newer")
    if last[1] and checked.rows_read * 100 <= last[1] * (100 - percents_on(staged.as_at)[DROPPED]):
        faults.append(DROPPED)
    return faults
