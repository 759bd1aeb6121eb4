"""The cohort tiles: who would be over a number of weeks on a day, by specialty and next step."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery

from directorate.core import clock
from directorate.core.domain.words import number
from directorate.core.models import Specialty
from waiting_lists.domain.cohorts import CohortCount, latest_start, next_31_march
from waiting_lists.domain.list_choices import ListChoices
from waiting_lists.models import Census, CensusPathway, PlannedDate
from waiting_lists.pages.figures import Cell, list_address
from waiting_lists.pages.kept import kept

STATES = (
    ("in-time", "Treatment date in time"),
    ("late", "Some other date"),
    ("none", "No date"),
)


@dataclass(frozen=True)
class TileRow:
    """One specialty of a tile, or all of them."""

    name: str
    cells: list[Cell]
    is_total: bool = False


@dataclass(frozen=True)
class Tile:
    """One cohort: its day, what the day is, and its rows."""

    day: date
    note: str
    rows: list[TileRow]
    total: CohortCount


def tiles_of(census: Census, *, weeks: int, days: Iterable[date]) -> list[Tile]:
    """A tile a day, with what secretaries have planned counted beside what the PAS shows."""
    specialties = list(Specialty.objects.in_order())
    planned = _planned_rows(census)
    return [_tile(census, weeks=weeks, day=day, specialties=specialties, planned=planned) for day in days]


def _tile(
    census: Census, *, weeks: int, day: date, specialties: list[Specialty], planned: list[dict[str, Any]]
) -> Tile:
    counts = cohort_counts(census, weeks=weeks, by=day, planned=planned)
    total = sum(counts.values(), start=CohortCount())
    choices = ListChoices(tab="all", over=weeks, by=day, sort="wait")
    rows = [
        TileRow(one.name, _cells(counts.get(one.pk, CohortCount()), choices=choices.with_choice(specialty=one.code)))
        for one in specialties
    ]
    rows.append(TileRow("All", _cells(total, choices=choices), is_total=True))
    note = "end of the NHS year" if day == next_31_march(census.census_date) else ""
    return Tile(day=day, note=note, rows=rows, total=total)


def _cells(count: CohortCount, *, choices: ListChoices) -> list[Cell]:
    figures = (
        ("", "all", count.pathways),
        *zip(*zip(*STATES, strict=True), (count.in_time, count.other_date, count.no_date), strict=True),
    )
    return [
        Cell(text=number(n), label=label, href=list_address(choices.with_choice(step=step)) if n else "")
        for step, label, n in figures
    ]


def cohort_counts(
    census: Census, *, weeks: int, by: date, planned: list[dict[str, Any]] | None = None
) -> dict[int | None, CohortCount]:
    """The cohort by specialty: as the census has it, corrected by the standing planned dates."""
    counts = _as_listed(census, weeks=weeks, by=by)
    latest = latest_start(by, weeks=weeks)
    for row in _planned_rows(census) if planned is None else planned:
        specialty = row["specialty_id"]
        if row["rtt_period_start_date"] <= latest and specialty in counts:
            counts[specialty] += _correction(row, by=by, census_date=census.census_date)
    return counts


def _as_listed(census: Census, *, weeks: int, by: date) -> dict[int | None, CohortCount]:
    """Counted over the rows once: a census never changes."""
    return dict(
        kept(
            f"cohort:{census.pk}:{weeks}:{by.isoformat()}",
            make=lambda: CensusPathway.objects.filter(census=census).cohort_by_specialty(
                by=by, weeks=weeks, census_date=census.census_date
            ),
        )
    )


def _planned_rows(census: Census) -> list[dict[str, Any]]:
    """The rows of a census for which somebody has planned a date that still lies ahead (one query)."""
    standing = PlannedDate.objects.standing().filter(date__gte=clock.today())
    planned = standing.filter(pathway_key=OuterRef("pathway_key"))
    rows = CensusPathway.objects.filter(
        census=census, is_rtt=True, pathway_key__in=standing.values("pathway_key"), rtt_period_start_date__isnull=False
    ).annotate(planned_day=Subquery(planned.values("date")[:1]), planned_kind=Subquery(planned.values("kind")[:1]))
    return list(
        rows.values(
            "specialty_id", "rtt_period_start_date", "tci_date", "next_step_date", "planned_day", "planned_kind"
        )
    )


def _correction(row: dict[str, Any], *, by: date, census_date: date) -> CohortCount:
    day, kind = row["planned_day"], row["planned_kind"]
    booked = row["tci_date"] is not None and row["tci_date"] >= census_date
    newly_in_time = kind == "treatment" and not booked and day <= by
    return CohortCount(pathways=0, in_time=int(newly_in_time), no_date=-int(row["next_step_date"] is None))
