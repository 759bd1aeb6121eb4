"""Jobs of the waiting list: workbooks too large to be made while somebody waits."""

import tempfile
from collections.abc import Iterable, Iterator
from typing import IO

from celery import shared_task

from directorate.core.access import may
from directorate.core.domain.access import Subject
from directorate.core.history import system_user
from directorate.core.render.workbooks import write_workbook
from waiting_lists.actions import claim_export, fail_export, finish_export, note_export_progress
from waiting_lists.domain.list_choices import ListChoices
from waiting_lists.models import Census, ListExport
from waiting_lists.pages.export_rows import COLUMNS, SPECIALTY, about, all_rows, chosen_for_export, file_rows, watermark
from waiting_lists.pages.rows import ListRow

PROGRESS_EVERY = 500


@shared_task
def make_export(pk: int) -> None:
    """Make one workbook with the rights of whoever asked for it; run twice it makes one file."""
    job = system_user("exports")
    export = claim_export(pk, by=job)
    census = Census.objects.latest_with_rows()
    if export is None:
        return
    if census is None or not may(user=export.created_by, subject=Subject.WAITING_LIST):
        fail_export(export, by=job)
        return
    try:
        with tempfile.TemporaryFile() as target:
            _write(export, census=census, target=target)
            target.seek(0)
            finish_export(export, by=job, content=target)
    except Exception:
        fail_export(export, by=job)
        raise


def _write(export: ListExport, *, census: Census, target: IO[bytes]) -> None:
    chosen = chosen_for_export(census, user=export.created_by, choices=ListChoices.read(export.choices))
    rows = file_rows(_counted(all_rows(chosen, census=census), export=export))
    write_workbook(
        target,
        title="Waiting list",
        columns=COLUMNS,
        rows=rows,
        about=about(census, reason=export.reason, words=chosen.words),
        watermark=watermark(export.created_by),
        counted_by=SPECIALTY,
    )


def _counted(rows: Iterable[ListRow], *, export: ListExport) -> Iterator[ListRow]:
    """The rows, saying every few hundred how far it is."""
    for number, row in enumerate(rows, start=1):
        if number % PROGRESS_EVERY == 0:
            note_export_progress(export, rows_done=number)
        yield row
