"""Imports one file of this machine, of any feed."""

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from directorate.core.domain.words import long_date
from directorate.core.history import system_user
from directorate.core.importers.document_files import look_at
from directorate.core.importers.feeds import all_feeds, feed_of
from directorate.core.importers.file_kinds import FileRefusedError
from directorate.core.importers.recognising import recognise
from directorate.core.imports.batches import ImportFailedError, NotPossibleError
from directorate.core.imports.pipeline import Given, import_file
from directorate.core.models import ImportBatch
from directorate.core.models.imports import BatchState

# Exit codes: used (or, in a dry run, in order) 0; refused 2; held or not of a known day 3.
EXIT_CODES = {BatchState.ACCEPTED: 0, BatchState.CHECKED: 0, BatchState.REFUSED: 2}
OTHERWISE = 3
MOST_LISTED = 10_000


class Command(BaseCommand):
    """`import_file FILE [--feed KEY] [--as-at D] [--dry-run] [--json]`."""

    help = "Import a file (CSV, XLSX or XLS). Without --feed it is recognised by its headings."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--feed", choices=[feed.key for feed in all_feeds()], help="what kind of file it is")
        parser.add_argument("--as-at", type=date.fromisoformat, help="day of the data, like 2026-11-22")
        parser.add_argument("--dry-run", action="store_true", help="check only, store nothing")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print the result as JSON")
        parser.add_argument("--confirm", action="store_true", help="use it although it would be held for a manager")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import and say what became of it; the exit code is 0 used, 2 refused, 3 waiting for somebody."""
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        given = Given(as_at=options["as_at"], is_dry_run=options["dry_run"], is_confirmed=options["confirm"])
        try:
            batch = import_file(path, feed=options["feed"] or _key_of(path), by=system_user("imports"), given=given)
        except (ImportFailedError, NotPossibleError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(json.dumps(result_of(batch), indent=1) if options["as_json"] else text_of(batch))
        waits = batch.state == BatchState.CHECKED and not given.is_dry_run
        if code := OTHERWISE if waits else EXIT_CODES.get(BatchState(batch.state), OTHERWISE):
            raise SystemExit(code)


def _key_of(path: Path) -> str:
    try:
        feed = recognise(look_at(path), feeds=all_feeds())
    except FileRefusedError as error:
        raise CommandError(error.explanation) from None
    if feed is None:
        raise CommandError("It is not plain which list this is. Say so with --feed.")
    return feed.key


def result_of(batch: ImportBatch) -> dict[str, Any]:
    """Return the outcome in the shape of the sample expectations."""
    found = ("sheet", "row_number", "column", "code", "value")
    return {
        "file": batch.original_name,
        "sha256": batch.sha256,
        "feed": batch.feed,
        "as_at": batch.as_at.isoformat() if batch.as_at else None,
        "encoding": batch.encoding or None,
        "delimiter": batch.delimiter or None,
        "outcome": batch.state,
        "file_issues": batch.file_issues,
        "explanation": batch.explanation,
        "rows_read": batch.rows_read,
        "rows_accepted": batch.rows_accepted,
        "rows_rejected": batch.rows_rejected,
        "counts": batch.counts,
        "rejected": list(batch.rejected_rows.order_by("sheet", "row_number").values(*found)),
        "warnings": list(batch.warnings.order_by("sheet", "row_number", "pk").values(*found)[:MOST_LISTED]),
    }


def text_of(batch: ImportBatch) -> str:
    """Return the outcome in words."""
    words = feed_of(batch.feed).words
    lines = [f"{batch.original_name}: {batch.get_state_display()}"]
    if batch.as_at:
        lines.append(f"Looks like: {words.noun}, {words.day} {long_date(batch.as_at)}")
    lines += [
        f"Rows read {batch.rows_read:,}, loaded {batch.rows_accepted:,}, not loaded {batch.rows_rejected:,}",
        *(f"{code}: {count:,}" for code, count in batch.counts.get("rejected", {}).items()),
        *batch.counts.get("changes", []),
        *(f"Reason: {code}" for code in batch.file_issues),
    ]
    return "\n".join([*lines, batch.explanation] if batch.explanation else lines)
