"""Every patient tracking list of the samples gives exactly what stands beside it."""

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from directorate.core import clock
from directorate.core.imports.pipeline import Given, import_file
from directorate.core.models import ImportBatch, User
from waiting_lists.domain.statistics import statistics_by_start
from waiting_lists.models import Census, CensusChange, CensusPathway, OpenPathwaySummary

FILES = Path(__file__).parent.parent / "data" / "waiting_lists"
CASES = sorted(
    path.name.removesuffix(".expected.json")
    for kind in ("ptl_*", "bad_*")
    for path in FILES.glob(f"{kind}.expected.json")
    if "reconc" not in path.name
)
EARLIER = {"ptl_2026-02-01.csv": "ptl_2026-01-25.csv"}


@pytest.fixture(autouse=True)
def _files_in_a_folder_of_their_own(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def expected_of(name: str) -> dict[str, Any]:
    return json.loads((FILES / f"{name}.expected.json").read_text())


def load(name: str, *, by: User) -> ImportBatch:
    as_at = expected_of(name).get("as_at")
    return import_file(FILES / name, feed="ptl", by=by, given=Given(as_at=date.fromisoformat(as_at) if as_at else None))


def findings(rows: Any) -> list[tuple[Any, ...]]:
    return sorted(
        ((row["row"], row["column"], row["code"], None if row["value"] is None else str(row["value"])) for row in rows),
        key=str,
    )


def stored_findings(rows: Any) -> list[tuple[Any, ...]]:
    return sorted(rows.values_list("row_number", "column", "code", "value"), key=str)


def line_totals(census: Census, line: str) -> dict[str, Any]:
    rows = list(OpenPathwaySummary.objects.filter(census=census, return_line=line))
    national = [row for row in rows if not row.is_nonc]
    found = statistics_by_start([(row.clock_start_date, row.pathways) for row in national], as_of=census.census_date)
    bands = list(found.bands)
    while bands and bands[-1] == 0:
        bands.pop()
    return {
        "bands": bands,
        "unknown_start": sum(row.pathways for row in rows if row.clock_start_date is None),
        "nonc": sum(row.pathways for row in rows if row.is_nonc),
        "with_decision_to_admit": sum(row.with_decision_to_admit for row in rows),
        "no_next_step": sum(row.no_next_step for row in rows),
        "statistics": {
            "n": found.n,
            "within_18": found.within_18,
            "pct_within_18": pytest.approx(float(found.percent_within_18 or 0)),
            "over_52": found.over(52),
            "over_65": found.over(65),
            "over_78": found.over(78),
            "over_104": found.over(104),
            "median": pytest.approx(float(found.median or 0)),
            "p92": pytest.approx(float(found.p92 or 0)),
        },
    }


@pytest.mark.django_db
@pytest.mark.parametrize("name", CASES)
def test_a_sample_file_gives_what_stands_beside_it(name: str, chris: User) -> None:
    expected = expected_of(name)
    if name in EARLIER:
        load(EARLIER[name], by=chris)
    batch = load(name, by=chris)

    assert (batch.state, batch.file_issues, batch.feed, batch.sha256) == (
        expected["outcome"],
        expected["file_issues"],
        expected["feed"],
        expected.get("sha256", batch.sha256),
    )
    assert batch.rows_accepted == expected["rows_accepted"]
    if expected["outcome"] == "refused":
        assert batch.missing_columns == expected["missing_columns"]
        assert not Census.objects.exists()
        return
    assert batch.as_at == date.fromisoformat(expected["as_at"])
    assert (batch.encoding, batch.delimiter, batch.sheet) == (
        ("" if expected["encoding"] is None else expected["encoding"]),
        expected["delimiter"] or "",
        expected["sheet"] or "",
    )
    assert batch.header_row == expected["header_row"]
    assert (batch.rows_read, batch.rows_rejected) == (expected["rows_read"], expected["rows_rejected"])
    assert stored_findings(batch.rejected_rows) == findings(expected["rejected"])
    assert stored_findings(batch.warnings) == findings(expected["warnings"])
    census = Census.objects.get(batch=batch)
    totals = expected["totals"]
    assert census.pathway_count == totals["accepted"] == CensusPathway.objects.filter(census=census).count()
    assert {"rtt": census.rtt_count, "planned": census.planned_count, "non_rtt": census.non_rtt_count} == totals[
        "by_list"
    ]
    lines = set(OpenPathwaySummary.objects.filter(census=census).values_list("return_line", flat=True))
    assert lines == set(totals["by_line"])
    for line, figures in totals["by_line"].items():
        assert line_totals(census, line) == figures, line


@pytest.fixture
def pair(chris: User) -> Census:
    """The census of 31 January after that of 24 January, and the pathways that had left before then."""
    load("ptl_2026-01-25.csv", by=chris)
    older = Census.objects.create(
        census_date=date(2026, 1, 17), has_rows=False, created_by=chris, created_at=clock.now()
    )
    with (FILES / "ptl_earlier_pathways.csv").open() as file:
        for row in csv.DictReader(file):
            CensusChange.objects.create(
                census=older,
                kind="gone",
                pathway_key=key_of("|".join((row["PPID_Issuer"], row["PPID"], row["Referral_Identifier"]))),
                clock_start_before=row["RTT_Period_Start_Date"] or None,
            )
    return Census.objects.get(batch=load("ptl_2026-02-01.csv", by=chris))


def key_of(identity: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SELECT md5(waiting_lists_salt() || %s)::uuid", [identity])
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_two_censuses_give_the_reconciliation_as_far_as_it_needs_no_ledger(pair: Census) -> None:
    expected = json.loads((FILES / "ptl_reconciliation.expected.json").read_text())
    changes = CensusChange.objects.filter(census=pair)
    gone = expected["clock_stops"] + sum(expected["removals"].values()) + len(expected["unexplained"])

    assert (pair.previous.rtt_count, pair.rtt_count) == (expected["opening_n"], expected["closing_n"])
    assert (pair.new_count, pair.reinstated_count, pair.gone_count) == (expected["new"], expected["reinstated"], gone)
    assert pair.previous.rtt_count + pair.new_count + pair.reinstated_count - pair.gone_count == pair.rtt_count
    assert set(changes.filter(kind="late_addition").values_list("pathway_key", flat=True)) == set(
        map(key_of, expected["late_additions"])
    )
    assert set(
        changes.filter(kind="moved_start").values_list("pathway_key", "clock_start_before", "clock_start_after")
    ) == {
        (key_of(moved["key"]), date.fromisoformat(moved["from"]), date.fromisoformat(moved["to"]))
        for moved in expected["moved_starts"]
    }
    assert set(
        changes.filter(kind="function_changed").values_list("pathway_key", "function_before", "function_after")
    ) == {(key_of(change["key"]), change["from"], change["to"]) for change in expected["tfc_changes"]}
    assert {key_of(key) for key in expected["unexplained"]} <= set(
        changes.filter(kind="gone").values_list("pathway_key", flat=True)
    )
