"""Builds a run: reads the facts, keeps the figures, draws the files; all of it in one transaction or nothing."""

import hashlib
import logging
from collections.abc import Iterable
from dataclasses import astuple, replace
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import transaction

from directorate.core.domain.rounding import decimal_half_away
from directorate.core.history import acting, system_user
from directorate.core.models import Specialty
from reports.actions.steps import SYSTEM, locked_unless_busy, take_step
from reports.domain.figures import Figure
from reports.domain.report_document import HR, Document
from reports.domain.source_rows import SourceRow
from reports.domain.states import RunState
from reports.facts.documents import document_of, source_json
from reports.facts.figures import figures_of
from reports.facts.sources import sources_now
from reports.models import Copy, FileFormat, ReportDifference, ReportFigure, ReportFile, ReportRows, ReportRun
from reports.render.chart import trend_specification
from reports.render.pdf import pdf
from reports.render.workbook import workbook

log = logging.getLogger(__name__)
MOST_ATTEMPTS = 5
ONE_WEEK = timedelta(days=7)
DRAWN = {FileFormat.PDF: pdf, FileFormat.XLSX: workbook}


def build_run(run_id: int, *, now: datetime) -> bool:
    """Build a run that waits to be built; return whether this call built it.

    The row is locked while it is built: a second worker passes it by, and a worker that dies lets go of it, so that the
    next one begins again. A run that failed five times is given up, visibly.
    """
    if not _begin(run_id, now=now):
        return False
    try:
        with transaction.atomic(), acting(by=system_user(SYSTEM), action="Build report"):
            run = locked_unless_busy(run_id)
            if run is None or run.state != RunState.BUILDING:
                return False
            _build(run, now=now)
    except Exception as problem:  # whatever it is, it is shown and tried again
        log.exception("report run %s could not be built", run_id)
        _note_failure(
            run_id, now=now, reason=f"The report could not be built: {type(problem).__name__}: {problem}"[:500]
        )
        return False
    return True


def _begin(run_id: int, *, now: datetime) -> bool:
    by = system_user(SYSTEM)
    with transaction.atomic(), acting(by=by, action="Build report"):
        run = locked_unless_busy(run_id)
        if run is None or run.state not in {RunState.SCHEDULED, RunState.BUILDING}:
            return False
        run.build_attempts += 1
        run.save(update_fields=["build_attempts"])
        if run.state == RunState.SCHEDULED:
            take_step(run, to=RunState.BUILDING, by=by, at=now)
    return True


def _note_failure(run_id: int, *, now: datetime, reason: str) -> None:
    by = system_user(SYSTEM)
    with transaction.atomic(), acting(by=by, action="Build report", reason=reason):
        run = locked_unless_busy(run_id)
        if run is None or run.state != RunState.BUILDING:
            return
        if run.build_attempts >= MOST_ATTEMPTS:
            take_step(run, to=RunState.FAILED, by=by, at=now, reason=reason)
        else:
            run.state_reason = reason
            run.save(update_fields=["state_reason"])


def _build(run: ReportRun, *, now: datetime) -> None:
    by = system_user(SYSTEM)
    found = figures_of(run)
    run.data_as_at = now
    run.sources = [source_json(source) for source in sources_now(run.definition.kind)]
    run.settings_used = {
        "smallest_shown": run.definition.suppression_k,
        "specialties": found.specialties,
        "scope": ", ".join(_directorates()),
    }
    run.figures.all().delete()
    ReportFigure.objects.bulk_create(_rows(run, found=found.figures))
    rows = [list(astuple(row)) for row in found.rows]
    ReportRows.objects.update_or_create(run=run, defaults={"rows": rows})
    _compare(run)
    draw_files(run)
    run.settings_used["charts"] = {copy.value: _chart(run, copy=copy) for copy in Copy}
    held = run.held_at is not None and run.held_by is not None and not run.held_by.is_system
    hold: dict[str, Any] = {} if held else {"held_at": None, "held_by": None, "hold_until": None}
    take_step(
        run,
        to=RunState.HELD if held else RunState.BUILT,
        by=by,
        at=now,
        built_at=now,
        built_by=by,
        build_attempts=0,
        data_as_at=run.data_as_at,
        sources=run.sources,
        settings_used=run.settings_used,
        **hold,
    )


def _directorates() -> list[str]:
    names = (
        Specialty.objects.filter(is_active=True)
        .order_by("directorate__name")
        .values_list("directorate__name", flat=True)
    )
    return list(dict.fromkeys(names))


def _rows(run: ReportRun, *, found: Iterable[Figure]) -> Iterable[ReportFigure]:
    for place, figure in enumerate(found):
        yield ReportFigure(
            run=run,
            place=place,
            key=figure.key,
            label=figure.label,
            unit=figure.unit,
            value=figure.value,
            text=figure.text,
            numerator=decimal_of(figure.numerator),
            denominator=decimal_of(figure.denominator),
            definition_id=figure.definition_id,
            suppressed_text=figure.suppressed_text,
        )


def decimal_of(number: Fraction | None) -> Decimal | None:
    """Return six decimals of an exact number, as the snapshot keeps it."""
    return None if number is None else decimal_half_away(number, places=6)


def _compare(run: ReportRun) -> None:
    """Keep what differs from the version before, in the words of each copy."""
    run.differences.all().delete()
    before = ReportRun.objects.filter(
        definition=run.definition,
        period_first_date=run.period_first_date,
        period_last_date=run.period_last_date,
        version=run.version - 1,
    ).first()
    if before is None:
        return
    old = {figure.key: figure for figure in before.figures.all()}
    new = {figure.key: figure for figure in run.figures.order_by("place")}
    ReportDifference.objects.bulk_create(
        ReportDifference(
            run=run,
            previous_run=before,
            key=key,
            label=(new.get(key) or old[key]).label,
            old=old[key].text if key in old else None,
            new=new[key].text if key in new else None,
            old_suppressed=old[key].suppressed_text if key in old else None,
            new_suppressed=new[key].suppressed_text if key in new else None,
        )
        for key in [*new, *(key for key in old if key not in new)]
        if key not in old or key not in new or old[key].text != new[key].text
    )


def _chart(run: ReportRun, *, copy: Copy) -> dict[str, Any]:
    """Return the chart's specification for the page: drawn by the browser, made here so that no request makes it."""
    tables = [table for block in document_of(run, copy=copy).blocks for table in block.tables if table.chart]
    return trend_specification(tables[0].rows) if tables else {}


def drawn(run: ReportRun, *, copy: Copy, file_format: FileFormat) -> bytes:
    """Return one file of a report as it stands now."""
    return DRAWN[file_format](_with_rows(document_of(run, copy=copy), run=run))


def _with_rows(found: Document, *, run: ReportRun) -> Document:
    """The document with the rows behind it, which leave in full or not at all."""
    kept = ReportRows.objects.filter(run=run).first() if found.about.copy == HR else None
    return replace(found, rows=tuple(SourceRow(*row) for row in kept.rows)) if kept else found


def draw_files(run: ReportRun) -> None:
    """Draw the PDF and the workbook of both copies from the figures that are kept."""
    run.files.all().delete()
    for copy in Copy:
        found = _with_rows(document_of(run, copy=copy), run=run)
        for file_format, draw in DRAWN.items():
            content = draw(found)
            ReportFile.objects.create(
                run=run,
                copy=copy,
                format=file_format,
                content=content,
                sha256=hashlib.sha256(content).hexdigest(),
                size_bytes=len(content),
            )
