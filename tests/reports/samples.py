"""A document of the sample week, without a database."""

from datetime import UTC, date, datetime

from directorate.core.domain.periods import Period
from reports.domain.layout import document
from reports.domain.release import Source
from reports.domain.report_document import About, Document, Printed
from reports.domain.weekly import figures
from tests.reports import sample_files

SUNDAY = date(2026, 11, 22)


def printed() -> tuple[Printed, ...]:
    found = figures(
        sample_files.facts(),
        week=Period(first=date(2026, 11, 16), last=SUNDAY),
        month_to_date=Period(first=date(2026, 11, 1), last=SUNDAY),
        rolling_12=Period(first=date(2025, 11, 1), last=date(2026, 10, 31)),
    )
    return tuple(Printed(f.key, f.label, f.unit, f.value, f.text, f.suppressed_text, f.definition_id) for f in found)


def sample_document(*, copy: str, **about: object) -> Document:
    facts = {
        "title": "A&C weekly report 2026-W47 v1",
        "scope": "ENT, OMFS and Dermatology",
        "label": "2026-W47",
        "first": date(2026, 11, 16),
        "last": SUNDAY,
        "version": 1,
        "data_as_at": datetime(2026, 11, 23, 7, 30, tzinfo=UTC),
        "copy": copy,
        "smallest_shown": 5,
        "sources": (Source("staff", "Staff list", SUNDAY, ""), Source("absences", "Absences", SUNDAY, "")),
        "specialties": sample_files.SPECIALTIES,
        "manager_lines": ("=1+1 looks like a formula", "Panel decision wanted on the band 4 post."),
    }
    return document(printed(), about=About(**{**facts, **about}))  # type: ignore[arg-type]
