"""A sample file through a document feed gives exactly what stands beside it; a second time it changes nothing."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from directorate.core.imports.pipeline import Given, import_file
from directorate.core.models import ImportBatch, User

SAMPLES = Path(__file__).parent.parent / "data" / "imports"
# Figures of a text file that the engine itself knows.
OF_THE_ENGINE = ("encoding", "delimiter", "rows_skipped_by_state")


def expected_of(path: Path) -> dict[str, Any]:
    """What stands beside a sample."""
    beside = [path.with_suffix(".expected.json"), path.with_name(f"{path.name}.expected.json")]
    return dict(json.loads(next(found for found in beside if found.exists()).read_text()))


def day_of(expected: dict[str, Any]) -> date | None:
    """The day on which a sample is judged."""
    given = next((expected[key] for key in ("data_as_at", "as_at", "as_of") if key in expected), None)
    return date.fromisoformat(given) if given else None


def load(path: Path, *, feed: str, by: User) -> ImportBatch:
    """Load a sample as of its day."""
    return import_file(path, feed=feed, by=by, given=Given(as_at=day_of(expected_of(path))))


def check_sample(path: Path, *, feed: str, by: User) -> ImportBatch:
    """Load a sample and compare everything that stands beside it."""
    expected, batch = expected_of(path), load(path, feed=feed, by=by)
    assert (batch.state, batch.file_issues) == ("accepted", []), batch.explanation
    counts = batch.counts
    read = (batch.rows_read, counts["skipped"], batch.rows_accepted, batch.rows_rejected)
    wanted = (expected["rows_read"], expected["rows_skipped"], expected["rows_accepted"], expected["rows_rejected"])
    assert read == wanted
    assert sorted(map(tuple, counts["duplicates"])) == sorted(
        (row["sheet"] or "", row["row"], row["code"]) for row in expected["duplicates"]
    )
    assert _stored(batch.rejected_rows) == _findings(expected["rejected"])
    assert _stored(batch.warnings) == _findings(expected["warnings"])
    if "warning_counts" in expected:
        assert Counter(batch.warnings.values_list("code", flat=True)) == expected["warning_counts"]
    totals = _totals(batch, wanted=expected["totals"])
    assert totals == expected["totals"], totals
    return batch


def check_nothing_changes(path: Path, *, feed: str, by: User, copy: Path) -> None:
    """The same file is refused; a file with the same rows and other bytes changes no row."""
    again = load(path, feed=feed, by=by)
    assert (again.state, again.file_issues) == ("refused", ["duplicate_file"])
    content = path.read_bytes()
    copy.write_bytes(content + (b"\n" if path.suffix == ".csv" else b"\0\0"))
    other = import_file(copy, feed=feed, by=by, given=Given(as_at=day_of(expected_of(path))))
    assert (other.state, other.counts["rows_changed"]) == ("accepted", 0), other.counts["changes"]


def _findings(rows: Any) -> list[tuple[Any, ...]]:
    return sorted((row.get("sheet") or "", row["row"], row["column"], row["code"]) for row in rows)


def _stored(rows: Any) -> list[tuple[Any, ...]]:
    return sorted(rows.values_list("sheet", "row_number", "column", "code"))


def _totals(batch: ImportBatch, *, wanted: dict[str, Any]) -> dict[str, Any]:
    own = {
        "encoding": batch.encoding,
        "delimiter": batch.delimiter,
        "rows_skipped_by_state": batch.counts["skipped_by_state"],
    }
    found = batch.counts["totals"] | {key: own[key] for key in OF_THE_ENGINE}
    return {key: found.get(key) for key in wanted}
