"""The line of cohorts above the list: tiles that filter it, counted over what the user may read."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from directorate.core.access import reach
from directorate.core.domain.access import Subject
from directorate.core.domain.words import plural
from directorate.core.models import User
from waiting_lists.actions import Writer
from waiting_lists.domain.cohorts import CohortChange, CohortCount, cohort_days
from waiting_lists.domain.list_choices import ListChoices
from waiting_lists.models import CensusChange, CensusPathway
from waiting_lists.pages.cohorts import (
    Scope,
    change_cells,
    changed,
    cohort_changes,
    cohort_choices,
    cohort_counts,
    everything,
    note_of,
    scope_of,
    state_cells,
    total_of,
    untreated_cell,
)
from waiting_lists.pages.figures import Cell, list_address

LINE_WEEKS = (18, 52, 65, 78)
USUAL_WEEKS = 52
FURTHEST_COHORT_YEARS = 3
ASKED_ABOUT = {
    "none": "without any date",
    "late": "with a date too late or not for treatment",
    "untreated": "without a treatment date",
    "not-in-time": "without a treatment date in time",
}


@dataclass(frozen=True)
class LineTile:
    """One cohort of the line: its day, all of it, its states, those without a treatment date, what changed."""

    day: date
    note: str
    every: Cell
    states: list[Cell]
    untreated: Cell
    changes: list[Cell]
    is_current: bool
    escalate: Cell | None


@dataclass(frozen=True)
class CohortLine:
    """The tiles, the other numbers of weeks, and whose patients are counted."""

    weeks: int
    others: list[Cell]
    tiles: list[LineTile]
    kept: dict[str, str]


def cohort_line(census: Any, *, user: User, choices: ListChoices, writer: Writer) -> CohortLine:
    """The tiles of a list: of the specialty in use, or of the user's own consultants where the list is theirs."""
    weeks = choices.over if choices.over in LINE_WEEKS else USUAL_WEEKS
    days = _days(census, choices=choices)
    scope = _scope(census, user=user, choices=choices, writer=writer)
    counts = cohort_counts(census, scope, weeks=weeks, days=days)
    changes = cohort_changes(census, scope, weeks=weeks, days=days)
    tiles = [
        _tile(
            census,
            filtered=_filtered(choices, weeks=weeks, day=day),
            count=total_of(counts[day]),
            change=changed(changes.get(day)),
            is_current=bool(choices.over) and choices.by == day,
            step=choices.step,
        )
        for day in days
    ]
    shown = choices.by if choices.by in days else days[-1]
    return CohortLine(
        weeks=weeks,
        others=[
            Cell(str(other), "weeks", list_address(_filtered(choices, weeks=other, day=shown)))
            for other in LINE_WEEKS
            if other != weeks
        ],
        tiles=tiles,
        kept={name: text for name, text in choices.written().items() if name in {"specialty", "mine"}},
    )


def _days(census: Any, *, choices: ListChoices) -> list[date]:
    """The usual days, and the one chosen when it lies ahead and not absurdly far."""
    day, census_date = choices.by, census.census_date
    is_usable = choices.over and day and day >= census_date and day.year <= census_date.year + FURTHEST_COHORT_YEARS
    return cohort_days(census_date, chosen=day if is_usable else None)


def cohort_error(typed: str, *, by: date | None, census_date: date) -> str:
    """What is wrong with a typed day of a cohort, and what to do; empty when it can be used or none was typed."""
    if not typed:
        return ""
    if by is None:
        return "Type the date like 31/3/2026"
    if by < census_date:
        return "Choose a date after that of the list"
    if by.year > census_date.year + FURTHEST_COHORT_YEARS:
        return "Choose a date within three years"
    return ""


def _filtered(choices: ListChoices, *, weeks: int, day: date) -> ListChoices:
    """The rows of a cohort, of the specialty or the consultants in use."""
    return cohort_choices(weeks, day).with_choice(specialty=choices.specialty, mine=choices.mine)


def _tile(
    census: Any, *, filtered: ListChoices, count: CohortCount, change: CohortChange | None, is_current: bool, step: str
) -> LineTile:
    every, *states = state_cells(count, choices=filtered)
    day = filtered.by or census.census_date
    return LineTile(
        day=day,
        note=note_of(day, census=census),
        every=every,
        states=states,
        untreated=untreated_cell(count, choices=filtered),
        changes=change_cells(change, choices=filtered),
        is_current=is_current,
        escalate=_escalate(filtered, step=step, count=count) if is_current else None,
    )


def _escalate(filtered: ListChoices, *, step: str, count: CohortCount) -> Cell | None:
    """Where a decision is asked for, with what is known filled in: about the state on the page, or all who have no date in time."""
    numbers = {"none": count.no_date, "late": count.other_date, "untreated": count.untreated}
    about = step if step in numbers else "not-in-time"
    patients = numbers.get(about, count.pathways - count.in_time)
    if not patients:
        return None
    query = urlencode(
        {
            "patients": patients,
            "by_date": f"{filtered.by:%-d/%-m/%Y}" if filtered.by else "",
            "title": f"Over {filtered.over} weeks, {ASKED_ABOUT[about]}",
            "rows": filtered.with_choice(step=about).address(),
        }
    )
    words = f"{plural(patients, 'patient')}, {ASKED_ABOUT[about]}"
    return Cell(words, "Ask for a decision", f"{reverse('waiting_lists:escalation_add')}?{query}")


def _scope(census: Any, *, user: User, choices: ListChoices, writer: Writer) -> Scope:
    """What the user reads of the specialty in use, and only the own consultants' where that is chosen."""
    reached = reach(user=user, subject=Subject.WAITING_LIST)
    if reached.everything and not choices.mine and not choices.specialty:
        return everything(census)
    rows = CensusPathway.objects.filter(census=census).visible_to(user)
    changes = CensusChange.objects.filter(census=census)
    if not reached.everything:
        changes = changes.filter(specialty__in=reached.specialty_ids)
    if choices.specialty:
        rows = rows.filter(specialty__code=choices.specialty)
        changes = changes.filter(specialty__code=choices.specialty)
    codes = sorted(writer.codes) if choices.mine else []
    if choices.mine:
        rows = rows.filter(consultant_code__in=codes)
    is_by_specialty = not choices.mine and (reached.everything or bool(reached.specialty_ids))
    ways = [reached.everything, sorted(reached.specialty_ids), sorted(reached.consultant_codes)]
    parts = [*ways, choices.specialty, choices.mine, codes]
    return scope_of(rows, changes=changes if is_by_specialty else None, parts=parts)
