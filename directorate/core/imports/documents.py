"""A document is read whole: checked against what is stored, read again when it is used, stored through actions."""

from typing import Any

from directorate.core import clock
from directorate.core.importers.dates import date_in_file_name
from directorate.core.importers.document_files import delimiter_of_file
from directorate.core.importers.documents import Change, Found, Order
from directorate.core.importers.feeds import DocumentFeed
from directorate.core.importers.file_kinds import kind_of
from directorate.core.imports.file_store import path_of
from directorate.core.models import ImportBatch, ImportWarning, RejectedRow, Specialty, User
from directorate.core.models.imports import BatchState

MOST_LISTED = 1000
UTF_8 = "utf-8-sig"
CHANGED_MEANWHILE = (
    "What is stored has changed since this file was checked, or the file says something else now. Look at the figures"
    " again before you use it."
)


def check_document(batch: ImportBatch, *, feed: DocumentFeed, as_at: Any) -> bool:
    """Read and check a document into its batch; False when a person must say of which day it is.

    Raises: FileRefusedError.
    """
    path = path_of(batch)
    kind = kind_of(path, largest_text_file=feed.largest_file)
    # UTF-8 goes by the name of the reader that takes it with and without its mark
    batch.kind, batch.encoding = kind.kind, UTF_8 if kind.encoding == "utf-8" else kind.encoding
    batch.delimiter = delimiter_of_file(path, encoding=kind.encoding) if kind.encoding else ""
    content = feed.read(path)
    corrected = batch.corrects.as_at if batch.corrects else None
    day = as_at or corrected or feed.day_of(content) or (None if feed.asks_day else _day_of_arrival(batch))
    if day is None:
        return False
    batch.as_at = day
    _take_over(batch, found=feed.check(content, day), feed=feed)
    return True


def use_document(batch: ImportBatch, *, feed: DocumentFeed, by: User) -> bool:
    """Read, check and store a document; False when it would now do something else than what was shown.

    Raises: FileRefusedError.
    """
    if batch.as_at is None:
        return False
    found = feed.check(feed.read(path_of(batch)), batch.as_at)
    if found.digest != batch.counts.get("shown"):
        RejectedRow.objects.filter(batch=batch).delete()
        ImportWarning.objects.filter(batch=batch).delete()
        _take_over(batch, found=found, feed=feed)
        batch.explanation = f"{CHANGED_MEANWHILE} {batch.explanation}".strip()
        return False
    changes = feed.store(found, Order(batch_id=batch.pk, as_at=batch.as_at, user_id=by.pk))
    batch.counts |= {"changes": _in_words(changes), "rows_changed": sum(change.rows for change in changes)}
    return True


def _day_of_arrival(batch: ImportBatch) -> Any:
    """Return the day in the file's name, else the day it was uploaded."""
    return date_in_file_name(batch.original_name) or clock.local(batch.uploaded_at).date()


def _in_words(changes: Any) -> list[str]:
    return [change.text for change in changes if isinstance(change, Change)]


def _take_over(batch: ImportBatch, *, found: Found, feed: DocumentFeed) -> None:
    batch.rows_read, batch.rows_accepted = found.rows_read, found.rows_accepted
    batch.rows_rejected = len(found.rejected)
    batch.file_issues, batch.explanation = list(found.faults), found.explanation
    batch.headings = next((list(headings) for headings in found.headings.values()), [])
    batch.counts = _counts(found)
    if set(found.faults) - feed.holds:
        batch.state = BatchState.REFUSED
    else:
        batch.state = BatchState.HELD if found.faults else BatchState.CHECKED
    _write_findings(batch, found=found)


def _counts(found: Found) -> dict[str, Any]:
    rejected: dict[str, int] = {}
    for line in found.rejected:
        rejected[line.code] = rejected.get(line.code, 0) + 1
    return {
        "rejected": dict(sorted(rejected.items(), key=lambda pair: (-pair[1], pair[0]))),
        "skipped": found.rows_skipped,
        "skipped_by_state": found.skipped_by_state,
        "duplicate_rows": len(found.duplicates),
        "duplicates": [[line.sheet, line.row, line.code] for line in found.duplicates[:MOST_LISTED]],
        "changes": _in_words(found.changes),
        "rows_changed": sum(change.rows for change in found.changes),
        "totals": dict(found.totals),
        "notes": [[title, list(lines[:MOST_LISTED])] for title, lines in found.notes if lines],
        "headings_of_sheets": {sheet: list(headings) for sheet, headings in found.headings.items()},
        "returned": [list(row) for row in found.returned],
        "shown": found.digest,
    }


def _write_findings(batch: ImportBatch, *, found: Found) -> None:
    specialties = dict(Specialty.objects.values_list("code", "pk")) if found.rejected else {}
    RejectedRow.objects.bulk_create(
        RejectedRow(
            batch=batch,
            sheet=line.sheet,
            row_number=line.row,
            column=line.column,
            code=line.code,
            value=line.value,
            cells=dict(line.cells),
            specialty_id=specialties.get(line.specialty),
        )
        for line in found.rejected
    )
    ImportWarning.objects.bulk_create(
        ImportWarning(
            batch=batch, sheet=line.sheet, row_number=line.row, column=line.column, code=line.code, value=line.value
        )
        for line in found.warnings
    )
