"""A document of the sample week, without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime

from directorate.core.domain.periods import Period
from reports.domain.facts import Facts, File, Quality
from reports.domain.layout import document
from reports.domain.release import Source
from reports.domain.report_document import About, Document, Printed
from reports.domain.source_rows import rows_of
from reports.domain.weekly import figures
from staffing.domain.training import Compliance, Rates
from tests.reports import sample_files

SUNDAY = date(2026, 11, 22)


EXIT_PLANS = {
    ("ENT", "3", "Maternity"): "Holder is back in March",
    ("ENT", "4", "Vacancy"): "Post at interview on 1 December (Trac 412-26-7003), start in February at the earliest",
}
FILES = ("Establishment", "ESR", "HealthRoster", "Agency", "Trac", "Training", "Leave spreadsheet")


def everything() -> Facts:
    """The sample files with all that may stand beside them: the fullest report there is."""
    facts = sample_files.facts()
    people = Rates(Compliance(47, 517, 413), Compliance(55, 605, 483))
    return replace(
        facts,
        agency=replace(facts.agency, exit_plans=EXIT_PLANS),
        compliance={"training": people, "appraisal": people},
        quality=Quality(tuple(File(name.lower(), name, 3, 1) for name in FILES), 1, 3, 1),
    )


def printed() -> tuple[Printed, ...]:
    found = figures(
        everything(),
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
    made = document(printed(), about=About(**{**facts, **about}))  # type: ignore[arg-type]
    week = Period(first=date(2026, 11, 16), last=SUNDAY)
    return replace(made, rows=tuple(rows_of(everything(), week=week))) if copy == "hr" else made
