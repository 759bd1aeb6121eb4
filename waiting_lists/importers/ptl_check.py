"""The check of a patient tracking list: rows into a table nobody sees yet, faults and notices into theirs."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db.backends.utils import CursorWrapper

from directorate.core.importers.feeds import Checked, Progress, Staged
from directorate.core.models import CommissionerPrefix, PolicyNumber
from waiting_lists.domain.standards import limits_of
from waiting_lists.importers.census_changes import compare_with_previous
from waiting_lists.importers.partitions import drop_partition, make_partition
from waiting_lists.importers.ptl_columns import DATES
from waiting_lists.importers.ptl_findings import FindingsSql
from waiting_lists.importers.ptl_rules import Fault
from waiting_lists.importers.ptl_sql import DATE_FORMS, DateForm, PtlSql

FEED = "ptl"
# Room for 42 rounds of corrections beside the rows of the list itself.
IDS_OF_A_CENSUS = 2**32
IDS_OF_A_CORRECTION = 100_000_000
ROWS_SAMPLED = 5_000
# For the transaction of an import only: room to hash a million rows, and parallel scans that are taken when offered.
SETTINGS = """
    SET LOCAL work_mem = '256MB';
    SET LOCAL maintenance_work_mem = '512MB';
    SET LOCAL datestyle = 'ISO, DMY';
    SET LOCAL parallel_setup_cost = 100;
    SET LOCAL parallel_tuple_cost = 0.001
"""
ROWS = "ptl_rows"


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
    progress(32, "Checking every row")
    _judge(cursor, staged, sql=sql, census_id=census_id)
    progress(55, "Looking for duplicates")
    checked.counts["pathways_twice"] = _mark_duplicates(cursor, staged)
    _count(cursor, checked)
    checked.faults += _file_faults(cursor, checked, staged=staged)
    if "wrong_provider_file" in checked.faults or "census_not_newer" in checked.faults:
        discard(cursor, census_id)
        return checked
    progress(60, "Listing what was found")
    findings = FindingsSql(sql, rows=ROWS)
    cursor.execute(findings.rejected(), {"batch_id": staged.batch_id})
    cursor.execute(findings.warnings(), {"batch_id": staged.batch_id})
    partition = make_partition(census_id, cursor=cursor)
    cursor.execute(sql.insert(table=ROWS, partition=partition))
    cursor.execute(f"DROP TABLE {ROWS}")
    if staged.adds_to is None:
        progress(80, "Comparing with the list before")
        checked.counts |= compare_with_previous(
            cursor, census_id=census_id, stands_twice=bool(checked.counts["pathways_twice"])
        )
    checked.target_id = census_id
    return checked


def discard(cursor: CursorWrapper, census_id: int) -> None:
    """Drop what a check made of a file that will not be used."""
    drop_partition(census_id, cursor=cursor)
    cursor.execute("DELETE FROM waiting_lists_censuschange WHERE census_id = %s", [census_id])
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
    """Return the way most of a column's dates are written, of up to some thousand rows spread over the file."""
    fields = [field for field in DATES if field in staged.positions]
    rows = _one(cursor, f"SELECT coalesce(max(row_number), 0) FROM {staged.table}")
    step = max(1, rows // ROWS_SAMPLED)
    kinds = " ".join(f"WHEN given LIKE '{form.like}' THEN '{name}'" for name, form in DATE_FORMS.items())
    cells = ", ".join(f"('{field}', c{staged.positions[field] + 1})" for field in fields)
    cursor.execute(f"""
        SELECT DISTINCT ON (field) field, form FROM (
            SELECT field, CASE {kinds} END AS form, count(*) AS rows
            FROM {staged.table}, LATERAL (VALUES {cells}) AS cell (field, given)
            WHERE row_number %% %s = 0 AND given IS NOT NULL GROUP BY 1, 2
        ) AS counted WHERE form IS NOT NULL ORDER BY field, rows DESC""", [step])  # fmt: skip
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
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, uploaded_by_id, now()
        FROM core_importbatch WHERE id = %(batch)s RETURNING id""",
        {"feed": FEED, "date": staged.as_at, "batch": staged.batch_id}))  # fmt: skip


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
    """Make the temporary table of all rows, read and judged."""
    census = staged.as_at or date.min
    cursor.execute(f"DROP TABLE IF EXISTS {ROWS}")
    cursor.execute(sql.rows(table=ROWS), {
        "census_id": census_id,
        "batch_id": staged.batch_id,
        "first_id": _first_id(cursor, census_id=census_id, staged=staged),
        "census": census,
        "census_text": census.isoformat(),
        "provider": settings.ORGANISATION_CODE,
        "outside_england": list(CommissionerPrefix.objects.values_list("code_prefix", flat=True)),
        "salt": _one(cursor, "SELECT waiting_lists_salt()"),
    })  # fmt: skip
    cursor.execute(f"ANALYZE {ROWS} (row_number, warning_flags)")


def _mark_duplicates(cursor: CursorWrapper, staged: Staged) -> int:
    """Mark the later of two rows with the same pathway and clock start; return how many pathways stand twice."""
    if staged.adds_to is not None:
        cursor.execute(f"""
            UPDATE {ROWS} AS added SET warning_flags = {-Fault.DUPLICATE_KEY}
            FROM waiting_lists_censuspathway AS loaded
            WHERE loaded.census_id = %s AND loaded.pathway_key = added.pathway_key AND added.warning_flags >= 0
                AND loaded.rtt_period_start_date IS NOT DISTINCT FROM added.rtt_period_start_date""", [staged.adds_to])  # fmt: skip
    cursor.execute(f"""
        SELECT array_agg(pathway_key) FROM (
            SELECT pathway_key FROM {ROWS} WHERE warning_flags >= 0 GROUP BY 1 HAVING count(*) > 1
        ) AS twice""")
    (keys,) = cursor.fetchone() or (None,)
    if not keys:
        return 0
    row = ", ".join(f"c{place}" for place in range(1, len(staged.headings) + 1))
    cursor.execute(f"""
        WITH listed AS MATERIALIZED (
            SELECT row_number, pathway_key AS key, rtt_period_start_date AS start FROM {ROWS}
            WHERE pathway_key = ANY(%s) AND warning_flags >= 0
        ), placed AS (
            SELECT row_number, row_number() OVER (PARTITION BY key, start ORDER BY row_number) AS place_of_key,
                row_number() OVER (PARTITION BY key, start, ROW({row})::text ORDER BY row_number) AS place_of_row
            FROM listed JOIN {staged.table} USING (row_number)
        )
        UPDATE {ROWS} SET warning_flags =
            CASE WHEN place_of_row > 1 THEN {-Fault.DUPLICATE_ROW} ELSE {-Fault.DUPLICATE_KEY} END
        FROM placed WHERE placed.row_number = {ROWS}.row_number AND place_of_key > 1""", [keys])  # fmt: skip
    return int(_one(cursor, f"""
        SELECT count(*) FROM (
            SELECT FROM {ROWS} WHERE pathway_key = ANY(%s) AND warning_flags >= 0 GROUP BY pathway_key HAVING count(*) > 1
        ) AS twice""", [keys]))  # fmt: skip


def _count(cursor: CursorWrapper, checked: Checked) -> None:
    cursor.execute(f"""
        SELECT least(warning_flags, 0), count(*), count(*) FILTER (WHERE is_rtt),
            count(*) FILTER (WHERE waiting_list_type LIKE 'P%'), count(*) FILTER (WHERE warning_flags > 0),
            count(*) FILTER (WHERE comments <> '')
        FROM {ROWS} GROUP BY 1""")
    rows = cursor.fetchall()
    checked.rows_read = sum(row[1] for row in rows)
    checked.rows_rejected = sum(row[1] for row in rows if row[0] < 0)
    checked.rows_accepted = checked.rows_read - checked.rows_rejected
    good = next((row for row in rows if row[0] == 0), (0, 0, 0, 0, 0, 0))
    checked.counts |= {
        "rtt": good[2],
        "planned": good[3],
        "non_rtt": good[1] - good[2] - good[3],
        "rows_with_warnings": good[4],
        "comments": good[5],
        "rejected": {Fault(-row[0]).code: row[1] for row in sorted(rows, reverse=True) if row[0] < 0},
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
    if last[1] and checked.rows_read * 100 <= last[1] * (100 - _drop_percent(cursor, on=staged.as_at)):
        faults.append("row_count_drop")
    return faults


def _drop_percent(cursor: CursorWrapper, *, on: date) -> int:
    """Return by how many per cent fewer rows a list is held for a manager."""
    found = _one(
        cursor,
        "SELECT value FROM core_policynumber WHERE key = 'ptl_row_count_drop_percent' AND valid @> %s::date",
        [on],
    )
    return int(found if found is not None else 20)
