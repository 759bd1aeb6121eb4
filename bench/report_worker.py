"""The weekly report in a process of its own: `python -m bench.report_worker REPEATS` prints times and memory as JSON.

Built as the job builds it (facts read, figures worked out and kept, PDF and workbook of both copies drawn), beside what
WeasyPrint and openpyxl take for the same finished tables.
"""

import json
import os
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import django

from bench.timing import peak_megabytes, seconds_of


def main(repeats: int) -> None:
    """Build, measure, print."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directorate.settings")
    django.setup()
    from reports.models import ReportFile  # noqa: PLC0415 Django has to be set up first

    run_id = _run_to_build()
    megabytes = peak_megabytes(lambda: _build(run_id), every_seconds=0.02)
    pages = _pages_of(run_id)
    books = [_values(bytes(file.content)) for file in ReportFile.objects.filter(run_id=run_id, format="xlsx")]
    ours, floor = [], []
    for _ in range(repeats):
        ours.append(seconds_of(lambda: _build(run_id)))
        floor.append(seconds_of(lambda: _draw(pages, books=books)))
    json.dump({"ours": ours, "floor": floor, "megabytes": megabytes, "copies": len(books)}, sys.stdout)


def _run_to_build() -> int:
    from directorate.core import clock  # noqa: PLC0415 Django has to be set up first
    from reports.actions.schedule import create_due_runs  # noqa: PLC0415
    from reports.models import ReportRun  # noqa: PLC0415

    create_due_runs(now=clock.now())
    weekly = ReportRun.objects.filter(definition__kind="weekly")
    return int(weekly.order_by("-period_last_date").values_list("pk", flat=True)[0])


def _build(run_id: int) -> None:
    """Build the run, again where it was built before.

    Raises:
        RuntimeError: it could not be built.
    """
    from directorate.core import clock  # noqa: PLC0415 Django has to be set up first
    from reports.actions.build import build_run  # noqa: PLC0415
    from reports.models import ReportRun  # noqa: PLC0415

    ReportRun.objects.filter(pk=run_id, state="built").update(state="building", built_at=None, built_by=None)
    if not build_run(run_id, now=clock.now()):
        raise RuntimeError("the report could not be built: see above")


def _pages_of(run_id: int) -> list[str]:
    """Return the finished page of each copy, charts included, as it is given to WeasyPrint."""
    from reports.facts.documents import document_of  # noqa: PLC0415 Django has to be set up first
    from reports.models import Copy, ReportRun  # noqa: PLC0415
    from reports.render import pdf  # noqa: PLC0415

    given: list[str] = []
    module: Any = pdf
    drawn = module.pdf_of

    def noting(html: str, **options: Any) -> bytes:
        given.append(html)
        made: bytes = drawn(html, **options)
        return made

    module.pdf_of = noting
    try:
        for copy in Copy:
            pdf.pdf(document_of(ReportRun.objects.get(pk=run_id), copy=copy))
    finally:
        module.pdf_of = drawn
    return given


def _values(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    from openpyxl import load_workbook  # noqa: PLC0415 its memory is the report's

    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in load_workbook(BytesIO(content))}


def _draw(pages: list[str], *, books: list[dict[str, list[tuple[Any, ...]]]]) -> None:
    """Draw the same tables by the two libraries alone."""
    from django.conf import settings  # noqa: PLC0415 Django has to be set up first
    from openpyxl import Workbook  # noqa: PLC0415
    from weasyprint import CSS, HTML  # noqa: PLC0415

    styles = (Path(settings.BASE_DIR) / "static" / "reports.print.css").read_text(encoding="utf-8")
    for page in pages:
        HTML(string=page).write_pdf(stylesheets=[CSS(string=styles)], pdf_variant="pdf/ua-1")
    for sheets in books:
        book = Workbook()
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        book.save(BytesIO())


if __name__ == "__main__":
    main(int(sys.argv[1]))
