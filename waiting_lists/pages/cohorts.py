"""The cohorts: who would be over a number of weeks on a day, by specialty and next step, and what changed in a week."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Subquery

from directorate.core import clock
from directorate.core.domain.words import number
from directorate.core.models import Specialty
from waiting_lists.domain.cohorts import CohortChange, CohortCount, latest_start, next_31_march
from waiting_lists.domain.list_choices import ListChoices
from waiting_lists.models import Census, CensusChange, CensusPathway, PlannedDate
from waiting_lists.pages.figures import Cell, list_address
from waiting_lists.pages.kept import kept

STATES = (
    ("in-time", "Treatment date in time"),
    ("late", "Too late or not treatment"),
    ("none", "No date"),
)
Counts = dict[date, dict[int | None, CohortCount]]
Changes = dict[date, dict[int | None, CohortChange]]


@dataclass(frozen=True)
class Scope:
    """The rows of a census that a cohort is counted over, and a text that stands for just these rows.

    `changes` are their differences from the list before; None where rows are chosen by consultant, which those lack.
    """

    rows: Any
    changes: Any
    key: str


@dataclass(frozen=True)
class TileRow:
    """One specialty of a tile, or all of them."""

    name: str
    cells: list[Cell]
    is_total: bool = False


@dataclass(frozen=True)
class Tile:
    """One cohort: its day, what the day is, and its rows; `changes` says what came and went since the list before."""

    day: date
    note: str
    rows: list[TileRow]
    untreated: Cell
    changes: list[Cell]


def everything(census: Census) -> Scope:
    """Every row of a census."""
    return Scope(CensusPathway.objects.filter(census=census), CensusChange.objects.filter(census=census), "all")


def scope_of(rows: Any, *, changes: Any, parts: Sequence[object]) -> Scope:
    """Some rows, known by what they were chosen by."""
    return Scope(rows, changes, hashlib.sha256(repr(list(parts)).encode()).hexdigest()[:20])


def tiles_of(census: Census, *, weeks: int, days: Sequence[date]) -> list[Tile]:
    """A tile a day, with what secretaries have planned counted beside what the PAS shows."""
    specialties = list(Specialty.objects.in_order())
    scope = everything(census)
    counts = cohort_counts(census, scope, weeks=weeks, days=days)
    changes = cohort_changes(census, scope, weeks=weeks, days=days)
    return [
        _tile(
            census, counts=counts[day], changes=changes.get(day), choices=cohort_choices(weeks, day), names=specialties
        )
        for day in days
    ]


def cohort_choices(weeks: int, day: date) -> ListChoices:
    """The rows of a cohort on the list."""
    return ListChoices(tab="all", over=weeks, by=day, sort="wait")


def _tile(
    census: Census,
    *,
    counts: dict[int | None, CohortCount],
    changes: dict[int | None, CohortChange] | None,
    choices: ListChoices,
    names: list[Specialty],
) -> Tile:
    day = choices.by or census.census_date
    total = total_of(counts)
    rows = [
        TileRow(
            one.name, state_cells(counts.get(one.pk, CohortCount()), choices=choices.with_choice(specialty=one.code))
        )
        for one in names
    ]
    rows.append(TileRow("All", state_cells(total, choices=choices), is_total=True))
    return Tile(
        day=day,
        note=note_of(day, census=census),
        rows=rows,
        untreated=untreated_cell(total, choices=choices),
        changes=change_cells(changed(changes), choices=choices),
    )


def note_of(day: date, *, census: Census) -> str:
    """What the day of a cohort is."""
    return "end of the NHS year" if day == next_31_march(census.census_date) else ""


def total_of(counts: dict[int | None, CohortCount]) -> CohortCount:
    """A cohort of all specialties together."""
    return sum(counts.values(), start=CohortCount())


def changed(changes: dict[int | None, CohortChange] | None) -> CohortChange | None:
    """What changed in all specialties together; None without a list before."""
    return None if changes is None else sum(changes.values(), start=CohortChange())


def state_cells(count: CohortCount, *, choices: ListChoices) -> list[Cell]:
    """The cohort and its three states, each with the list of its rows."""
    figures = (count.in_time, count.other_date, count.no_date)
    states = [(step, label, n) for (step, label), n in zip(STATES, figures, strict=True)]
    return [
        _opens(n, label, choices.with_choice(step=step)) for step, label, n in (("", "all", count.pathways), *states)
    ]


def untreated_cell(count: CohortCount, *, choices: ListChoices) -> Cell:
    """Those without a date for treatment, whatever else is booked."""
    return _opens(count.untreated, "No treatment date", choices.with_choice(step="untreated"))


def change_cells(change: CohortChange | None, *, choices: ListChoices) -> list[Cell]:
    """What came and went; who left is not on this list and opens nothing."""
    if change is None:
        return []
    admitted = f", {number(change.admitted)} of them with an admission date in the week" if change.admitted else ""
    return [
        _opens(change.tipped_in, "tipped in", choices.with_choice(changed="in")),
        Cell(number(change.left), f"left{admitted}"),
        _opens(change.dates_lost, "lost their date", choices.with_choice(changed="lost")),
    ]


def _opens(n: int, label: str, choices: ListChoices) -> Cell:
    return Cell(text=number(n), label=label, href=list_address(choices) if n else "")


def cohort_counts(census: Census, scope: Scope, *, weeks: int, days: Sequence[date]) -> Counts:
    """The cohorts by day and specialty: as the census has them, corrected by the standing planned dates."""
    counts: Counts = {day: dict(found) for day, found in _as_listed(census, scope, weeks=weeks, days=days).items()}
    for row in _planned_rows(scope):
        for day in days:
            _correct(counts[day], row=row, weeks=weeks, day=day, census_date=census.census_date)
    return counts


def _as_listed(census: Census, scope: Scope, *, weeks: int, days: Sequence[date]) -> Counts:
    """Counted over the rows once: a census changes only when a correction adds rows to it."""
    return kept(
        _key("cohorts", census, scope=scope, weeks=weeks, days=days),
        make=lambda: scope.rows.order_by().cohorts_by_specialty(days=days, weeks=weeks, census_date=census.census_date),
    )


def _key(name: str, census: Census, *, scope: Scope, weeks: int, days: Sequence[date]) -> str:
    written = ",".join(day.isoformat() for day in days)
    return f"{name}:{census.pk}:{census.pathway_count}:{scope.key}:{weeks}:{written}"


def cohort_changes(census: Census, scope: Scope, *, weeks: int, days: Sequence[date]) -> Changes:
    """What came and went in each cohort since the list before, by specialty; nothing where that is not known."""
    previous = census.previous
    if previous is None or scope.changes is None:
        return {}
    between = {"tci_date__gt": previous.census_date, "tci_date__lte": census.census_date}
    before = CensusPathway.objects.filter(census=previous.pk, pathway_key=OuterRef("pathway_key"), **between)
    return kept(
        _key("cohort-changes", census, scope=scope, weeks=weeks, days=days),
        make=lambda: scope.changes.of_cohorts(days=days, weeks=weeks, admitted=Exists(before)),
    )


def _planned_rows(scope: Scope) -> list[dict[str, Any]]:
    """The rows of a census for which somebody has planned a date that still lies ahead (one query)."""
    standing = PlannedDate.objects.standing().filter(date__gte=clock.today())
    planned = standing.filter(pathway_key=OuterRef("pathway_key"))
    rows = scope.rows.filter(
        is_rtt=True, pathway_key__in=standing.values("pathway_key"), rtt_period_start_date__isnull=False
    ).annotate(planned_day=Subquery(planned.values("date")[:1]), planned_kind=Subquery(planned.values("kind")[:1]))
    return list(
        rows.values(
            "specialty_id", "rtt_period_start_date", "tci_date", "next_step_date", "planned_day", "planned_kind"
        )
    )


def _correct(
    counts: dict[int | None, CohortCount], *, row: dict[str, Any], weeks: int, day: date, census_date: date
) -> None:
    """Count a planned date beside what the PAS shows of the row."""
    specialty = row["specialty_id"]
    if specialty not in counts or row["rtt_period_start_date"] > latest_start(day, weeks=weeks):
        return
    treats = row["planned_kind"] == "treatment" and not (row["tci_date"] and row["tci_date"] >= census_date)
    counts[specialty] += CohortCount(
        in_time=int(treats and row["planned_day"] <= day),
        no_date=-int(row["next_step_date"] is None),
        untreated=-int(treats),
    )
