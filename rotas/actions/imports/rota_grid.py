"""A rota grid: each cell a duty of its slot and day, shown with what the working-time rules find before it is used.

What a cell says otherwise of than what is kept is cancelled; a cell that cannot be read changes nothing. Who was found
here for a duty stays. Leave in the grid is compared with the leave that is recorded, and never recorded from it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from directorate.core.domain.access import Subject
from directorate.core.importers.documents import Found, Noticed, Recognised
from directorate.core.importers.feeds import DocumentFeed, Words
from directorate.core.importers.grids import Grid
from directorate.core.models import Person, Specialty
from rotas.actions.imports.faults import rejected_line
from rotas.actions.imports.named import doctors_by_name, plain
from rotas.actions.imports.rota_grid_plan import Planner, WantedRota
from rotas.actions.imports.rota_grid_store import LONGEST_NAME, store
from rotas.domain import rota_titles
from rotas.domain.terms import Terms
from rotas.domain.week_sheet import CONSULTANTS, MIDDLE, RESIDENTS, group_of
from rotas.facts.rota_check import checked_grid
from rotas.importers.grid_words import CODES, FILE_CODES
from rotas.importers.rota_grid import RotaGrid, dates_of, is_rota_grid, read_rota_grid
from rotas.importers.sheets import as_rota_file, open_file
from rotas.models import Rota, Tier

TIER_OF_GROUP = {RESIDENTS: Tier.FIRST, MIDDLE: Tier.SECOND, CONSULTANTS: Tier.CONSULTANT}
# Faults of a whole line; the others are of one cell.
FAULTS_OF_LINES = frozenset({"bad_slot", "unknown_worker", "ambiguous_worker", "duplicate_key"})
WORD = {"BREACH": "Breach", "UNKNOWN": "Unknown", "ADVISORY": "Advice"}


def recognise(grids: Sequence[Grid]) -> Recognised:
    """Return how well the beginnings of the sheets fit."""
    return Recognised(share=1, known=12) if is_rota_grid(as_rota_file(grids)) else Recognised()


def read(path: Path) -> RotaGrid:
    """Return the rota of a file.

    Raises: FileRefusedError.
    """
    return read_rota_grid(open_file(path))


def check(grid: RotaGrid, _: date) -> Found:
    """Return what stands in the rota, what it would change and what the rules find."""
    doctors = doctors_by_name()
    rota = _rota_of(grid, doctors=doctors)
    if rota is None:
        return Found(rows_read=grid.cells_read, rows_accepted=0, faults=["unknown_rota"])
    planner = Planner(grid, doctors=doctors, rota=rota)
    plan = planner.plan()
    faults = {(fault.row, fault.column): fault for fault in (*grid.reading.rejected, *planner.faults)}
    rejected = [rejected_line(fault, specialty=rota.specialty.code) for fault in faults.values()]
    cells_at_fault = sum(fault.code not in FAULTS_OF_LINES for fault in faults.values())
    return Found(
        rows_read=grid.cells_read,
        rows_accepted=grid.cells_read - planner.cells_left_out - cells_at_fault,
        rows_skipped=planner.cells_left_out,
        rejected=rejected,
        warnings=[Noticed(item.row, item.column, item.code, item.value) for item in grid.reading.warnings],
        changes=plan.changes,
        content=plan,
        notes=[
            ("The rota", [_words_of(rota, grid=grid)]),
            ("What the working-time rules find", _findings(grid, rota=rota)),
            ("Kept as arranged here", planner.kept),
            ("On leave here, and on duty in the rota", planner.on_leave),
            ("Leave in the rota that is not recorded here: log it", planner.leave_not_recorded),
        ],
    )


def _words_of(rota: WantedRota, *, grid: RotaGrid) -> str:
    last = dates_of(grid)[-1]
    return f"{rota.name} ({rota.tier.label}), {grid.start_date:%-d %B %Y} to {last:%-d %B %Y}"


def _rota_of(grid: RotaGrid, *, doctors: Mapping[str, Sequence[Person]]) -> WantedRota | None:
    """Return the rota that the title names, or that its words and its doctors tell; None when they do not."""
    kept = Rota.objects.filter(name__iexact=grid.title, is_active=True).select_related("specialty").first()
    if kept is not None:
        return WantedRota(kept.pk, kept.name, kept.specialty, Tier(kept.tier))
    named = [plain(slot.doctor) for slot in grid.slots if slot.doctor]
    people = [doctors[name][0] for name in named if len(doctors.get(name, ())) == 1]
    specialty, tier = _specialty_of(grid.title, people=people), _tier_of(grid.title, people=people)
    if specialty is None or tier is None:
        return None
    title = rota_titles.name_of(grid.title, specialty=specialty.name) or f"{specialty.name} {tier.label.lower()} rota"
    name = title[:LONGEST_NAME]
    same = Rota.objects.filter(name__iexact=name, is_active=True).first()
    return WantedRota(same.pk if same else None, same.name if same else name, specialty, tier)


def _specialty_of(title: str, *, people: Sequence[Person]) -> Specialty | None:
    words = {word.casefold() for word in title.replace("/", " ").split()}
    said = [row for row in Specialty.objects.in_order() if words & {row.code.casefold(), row.name.casefold()}]
    if len(said) == 1:
        return said[0]
    most = Counter(person.specialty for person in people).most_common(1)
    return most[0][0] if most else None


def _tier_of(title: str, *, people: Sequence[Person]) -> Tier | None:
    said = rota_titles.tier_of(title)
    if said is not None:
        return Tier(said)
    groups = Counter(group_of(person.grade, is_consultant=bool(person.consultant_code)) for person in people)
    return TIER_OF_GROUP[groups.most_common(1)[0][0]] if groups else None


def _findings(grid: RotaGrid, *, rota: WantedRota) -> list[str]:
    """Return what the rules find for each slot, in words."""
    kept = Rota.objects.filter(pk=rota.pk or 0).first()
    terms = Terms(
        rule_set="WTR1998" if rota.tier == Tier.CONSULTANT else "AUTO",
        weekend_limit=kept.weekend_limit if kept else 3,
        low_intensity_agreed=bool(kept and kept.low_intensity_agreed),
    )
    lines = [
        f"{line.name}: {WORD[found.verdict]}, {found.rule.name}. {found.reason}"
        for line in checked_grid(grid, terms=terms).lines
        for found in line.check.findings
    ]
    return lines or ["No rule is broken."]


ROTA_GRID = DocumentFeed(
    key="rota_grid",
    name="Rota",
    subject=Subject.MEDICAL_STAFF,
    reads=Subject.ROTA,
    words=Words(
        noun="rota",
        day="from",
        ours="look like our rota",
        opens=("rotas:week_sheet", "Open the week sheet"),
        source="the rota",
        row="cell",
    ),
    codes=CODES,
    file_codes=FILE_CODES,
    recognise=recognise,
    read=read,
    check=check,
    store=store,
    day_of=lambda grid: grid.start_date,
    takes_corrections=False,
)
