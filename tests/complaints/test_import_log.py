"""The complaints log through the engine, exactly as it stands beside it; a second time it changes nothing."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from complaints.facts.clocks import standing_of, timing_on
from complaints.importers import complaints_log
from complaints.models import Case, CaseStep
from directorate.core.domain.calendar import england_and_wales
from directorate.core.imports.pipeline import Given, import_file
from directorate.core.models import ImportBatch, User
from tests.core.document_feeds import SAMPLES, expected_of

FILE = SAMPLES / "complaints" / "complaints_log.xlsx"
AS_AT = date(2026, 11, 23)
EXPECTED = expected_of(FILE)


def findings(rows: Any) -> list[tuple[str, int, str, str]]:
    return sorted((row["sheet"], row["row"], row["column"], row["code"]) for row in rows)


def test_the_log_is_read_and_judged_as_expected() -> None:
    file = complaints_log.read(FILE)
    judged = complaints_log.judge(file, as_at=AS_AT, calendar=england_and_wales())
    assert (file.sheet, file.header_row, len(file.rows)) == ("Complaints log", 4, EXPECTED["rows_read"])
    assert file.skipped == EXPECTED["skipped"]
    assert file.ignored_columns == EXPECTED["ignored_columns"]
    assert judged.totals == EXPECTED["totals"]
    assert findings(
        {"sheet": line.sheet, "row": line.row, "column": line.column, "code": line.code} for line in judged.rejected
    ) == findings(EXPECTED["rejected"])
    samples = [
        {name: value.isoformat() if isinstance(value, date) else value for name, value in line.values.items()}
        for line in judged.accepted[:3]
    ]
    assert samples == EXPECTED["sample"]


def load(path: Path, *, by: User) -> ImportBatch:
    return import_file(path, feed="complaints_log", by=by, given=Given(as_at=AS_AT))


@pytest.mark.django_db
@pytest.mark.usefixtures("monday")
def test_the_log_becomes_cases(sam: User, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    batch = load(FILE, by=sam)
    assert batch.state == "accepted", batch.explanation
    assert (batch.rows_read, batch.rows_accepted, batch.rows_rejected) == (120, 110, 10)
    stored = batch.rejected_rows.values_list("sheet", "row_number", "column", "code")
    first = {row["row"]: row for row in reversed(EXPECTED["rejected"])}
    assert sorted(stored) == findings(first.values())
    also = batch.rejected_rows.get(row_number=91).cells["Also wrong"]
    assert also == (
        "ack_on: The acknowledgement lies before the receipt; sent_on: The response lies before the receipt"
    )
    assert sorted(batch.warnings.values_list("sheet", "row_number", "column", "code")) == findings(EXPECTED["warnings"])
    assert batch.counts["totals"] == EXPECTED["totals"]
    assert Case.objects.count() == 110
    formal = Case.objects.filter(kind="formal")
    assert (formal.count(), formal.filter(state="closed").count()) == (71, 52)
    timing = timing_on(AS_AT)
    overdue = [
        case
        for case in formal.open().prefetch_related("steps")
        if standing_of(case, steps=list(case.steps.all()), timing=timing).clocks.policy_status == "overdue"
    ]
    assert len(overdue) == EXPECTED["totals"]["formal_overdue"]
    steps = CaseStep.objects.count()
    again = load(FILE, by=sam)
    assert (again.state, again.file_issues) == ("refused", ["duplicate_file"])
    other = tmp_path / "other.xlsx"
    other.write_bytes(FILE.read_bytes() + b"\0\0")
    assert load(other, by=sam).counts["rows_changed"] == 0
    assert (Case.objects.count(), CaseStep.objects.count()) == (110, steps)
