"""Training and appraisal, and the quality of the data behind the report.

Source: reports rule book, section 3 G; staffing rule book, section 10.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

from directorate.core.domain.suppression import suppressed_count
from reports.domain.facts import Facts
from reports.domain.figures import Figure, count, number_of, rate
from staffing.domain.training import Compliance, Rates

NAMES = {"training": "Training", "appraisal": "Appraisal"}
LONG_OPEN_DAYS = 28


def compliance_figures(found: Mapping[str, Rates] | None) -> Iterator[Figure]:
    """Yield the rates of training and appraisal; the wide copy prints the rates alone."""
    for key, rates in (found or {}).items():
        people = rates.eligible.people
        label = f"{NAMES[key]}, eligible people"
        yield count(f"compliance.{key}.eligible_people", label=label, n=people, definition_id=T, suppressed=None)
        yield from _of(rates.eligible, key=f"compliance.{key}.", name=NAMES[key])
        yield from _of(rates.everyone, key=f"compliance.{key}.everyone_", name=f"{NAMES[key]}, everyone")


def _of(found: Compliance, *, key: str, name: str) -> Iterator[Figure]:
    for column, n in (("required", found.required), ("in_date", found.in_date)):
        label = f"{name}, {column.replace('_', ' ')}"
        yield count(f"{key}{column}", label=label, n=n, definition_id=T, suppressed=None)
    yield rate(
        f"{key}rate_percent",
        label=f"{name}, %",
        numerator=Fraction(found.in_date),
        denominator=Fraction(found.required),
        definition_id=T,
    )


T, Q = "K13 training", "G1 quality"


def quality_figures(facts: Facts, *, sunday: date, without_approval: int) -> Iterator[Figure]:
    """Yield what is wrong with the data; counts of sickness are small and hidden in the wide copy."""
    found = facts.quality
    long_open = sum(
        spell.span.last is None and (sunday - spell.span.first).days > LONG_OPEN_DAYS
        for spells in facts.spells_of("sickness").values()
        for spell in spells
    )
    for key, label, n in (
        ("open_sickness_over_28_days", "Sickness open for more than 28 days", long_open),
        ("overlapping_sickness_pairs", "Sickness in ESR that overlaps another", found.overlapping_pairs),
        ("sickness_only_in_healthroster", "Sickness in HealthRoster alone", found.only_in_roster),
        ("sheet_sick_days_not_in_esr", "Sick days on the leave sheet that ESR does not have", found.sheet_not_in_esr),
    ):
        if n is not None:
            wide = suppressed_count(n, smallest_shown=facts.rules.smallest_shown)
            yield count(f"quality.total.{key}", label=label, n=n, definition_id=Q, suppressed=wide)
    if facts.agency.is_loaded:
        label, key = "Agency lines of the week without approval", "quality.total.agency_lines_without_approval_week"
        yield number_of(key, label=label, n=without_approval, definition_id=Q)
    for file in found.files:
        for column, n in (("rejected", file.rejected), ("duplicates", file.duplicates)):
            yield number_of(f"quality.{file.feed}.{column}", label=f"{file.name}, {column}", n=n, definition_id=Q)
