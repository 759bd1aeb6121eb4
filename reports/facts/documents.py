"""A run's rows as the document that page, PDF and workbook print, and its sources as they were."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date

from directorate.core.domain.words import clock_time, long_date
from reports.domain.layout import document
from reports.domain.release import Source
from reports.domain.report_document import About, Difference, Document, Printed
from reports.models import Copy, ReportRun


def document_of(run: ReportRun, *, copy: Copy) -> Document:
    """Return the report as it stands, from its own figures alone."""
    printed = tuple(
        Printed(f.key, f.label, f.unit, f.value, f.text, f.suppressed_text, f.definition_id, f.numerator, f.denominator)
        for f in run.figures.order_by("place")
    )
    return document(printed, about=_about(run, copy=copy))


def _about(run: ReportRun, *, copy: Copy) -> About:
    used: Mapping[str, object] = run.settings_used
    if run.data_as_at is None:
        raise ValueError("The report is not built yet.")
    return About(
        title=run.title,
        kind=run.definition.kind,
        scope=str(used.get("scope", "")),
        label=run.label,
        first=run.period_first_date,
        last=run.period_last_date,
        version=run.version,
        data_as_at=run.data_as_at,
        copy=copy,
        smallest_shown=run.definition.suppression_k,
        sources=sources_of(run),
        specialties=dict(used.get("specialties", {})),  # type: ignore[call-overload]
        released=_released(run),
        version_reason=run.version_reason,
        manager_lines=tuple(run.lines.order_by("place").values_list("text", flat=True)),
        differences=tuple(_differences(run, copy=copy)),
    )


def _released(run: ReportRun) -> str:
    if run.released_at is None or run.released_by is None:
        return ""
    when = f"{long_date(run.released_at.date())} at {clock_time(run.released_at)}"
    return f"Sent by itself on {when}." if run.released_by.is_system else f"Released by {run.released_by.name}, {when}."


def _differences(run: ReportRun, *, copy: Copy) -> Iterable[Difference]:
    for change in run.differences.order_by("pk"):
        old, new = (change.old, change.new) if copy == Copy.HR else (change.old_suppressed, change.new_suppressed)
        if old != new and (copy == Copy.HR or (old is not None and new is not None)):
            yield Difference(key=change.key, label=change.label, old=old or "not there", new=new or "not there")


def sources_of(run: ReportRun) -> tuple[Source, ...]:
    """Return the sources as they were when the run was built."""
    return tuple(
        Source(
            key=row["key"],
            name=row["name"],
            data_to=date.fromisoformat(row["data_to"]) if row["data_to"] else None,
            remedy=row["remedy"],
        )
        for row in run.sources
    )


def source_json(source: Source) -> dict[str, str | None]:
    """Return a source as the run keeps it."""
    return {**asdict(source), "data_to": source.data_to.isoformat() if source.data_to else None}
