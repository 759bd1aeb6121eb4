"""The leave spreadsheet as secretaries keep it: a row a person, a column a day, a letter a cell.

Source: staffing rule book, section 12.9.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from directorate.core.importers.document_files import read_grids
from directorate.core.importers.documents import Noticed, Recognised, RejectedLine
from directorate.core.importers.file_kinds import ZIP_SIGNATURES, FileRefusedError, unreadable
from directorate.core.importers.grids import Grid, read_cell, text_of
from directorate.core.importers.workbooks import CANNOT_BE_OPENED

FEWEST_DATES = 20
ROWS_SEARCHED = 200
# colours cost far more memory than values do
MOST_CELLS = 200_000
COLOURS = frozenset({"FFFF00", "FF9999", "99FF99"})
ANNUAL_LEAVE, SICKNESS, BANK_HOLIDAY = "annual_leave", "sickness", "bank_holiday"
KINDS = {
    "a": ANNUAL_LEAVE, "al": ANNUAL_LEAVE, "s": SICKNESS, "sick": SICKNESS, "m": "maternity", "c": "carers", "t": "toil",
    "st": "study", "bh": BANK_HOLIDAY,
}  # fmt: skip
IGNORED = frozenset({"w", "wfh", "x", "-", "off"})
_CODE = re.compile(r"(?P<code>[a-z]+|-)\s*(?P<part>am|pm|½|1/2)?", re.IGNORECASE)
PARTS = {"am": "am", "pm": "pm", "½": "half", "1/2": "half"}
SATURDAY = 5
ONE_DAY = timedelta(days=1)
Days = tuple[date, date | None]


@dataclass(frozen=True, slots=True)
class LeaveGrid:
    """One sheet: where names and days stand, and which cells without text have a colour that means something."""

    grid: Grid
    header_row: int
    name_place: int
    days: Mapping[int, date]
    coloured: Collection[tuple[int, int]] = frozenset()

    def rows(self) -> Iterator[tuple[int, Sequence[Any]]]:
        """Yield row numbers and cells of the people; keys, totals and rows without a name are not read."""
        for number, cells in enumerate(self.grid.rows[self.header_row :], start=self.header_row + 1):
            name = self.name_in(cells)
            if name and not name.casefold().startswith(("key", "total")):
                yield number, cells

    def name_in(self, cells: Sequence[Any]) -> str:
        """Return the name of a row."""
        return text_of(cells[self.name_place]) if self.name_place < len(cells) else ""


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody a name can mean."""

    staff_no: str
    surname: str
    forenames: str
    known_as: str = ""

    @property
    def names(self) -> set[str]:
        """Return the ways in which a sheet can give the name."""
        firsts = {self.forenames, self.known_as, self.forenames.partition(" ")[0]} - {""}
        given = {f"{self.surname}, {first}" for first in firsts} | {f"{first} {self.surname}" for first in firsts}
        return {plain_name(name) for name in given}


@dataclass(frozen=True, slots=True)
class DayOff:
    """One cell: what somebody is away for on a day; `part` is all, am, pm or half."""

    staff_no: str
    day: date
    kind: str
    part: str


@dataclass(slots=True)
class Judged:
    """What became of every row and cell."""

    read: int = 0
    accepted: int = 0
    days: list[DayOff] = field(default_factory=list)
    rejected: list[RejectedLine] = field(default_factory=list)
    warnings: list[Noticed] = field(default_factory=list)
    cells_with_text: int = 0
    cells_ignored: int = 0

    def count(self, code: str) -> int:
        """Return how many cells have a notice."""
        return sum(notice.code == code for notice in self.warnings)


@dataclass(frozen=True, slots=True)
class Known:
    """What the sheet is compared with: people by name, bank holidays, and sickness that ESR or HealthRoster has."""

    by_name: Mapping[str, Collection[str]]
    bank_holidays: Collection[date]
    sickness: Mapping[str, Sequence[Days]]


def plain_name(text: str) -> str:
    """Return a name for comparison."""
    return " ".join(text.casefold().replace(",", ", ").split())


def people_by_name(people: Collection[KnownPerson]) -> Mapping[str, Collection[str]]:
    """Return staff numbers by every way in which a name can be given."""
    found: dict[str, set[str]] = {}
    for person in people:
        for name in person.names:
            found.setdefault(name, set()).add(person.staff_no)
    return found


def recognise(grids: Sequence[Grid]) -> Recognised:
    """Return whether a sheet has a row of dates with a column of names."""
    found = [sheet for grid in grids if (sheet := _leave_grid(grid))]
    return Recognised(share=1, known=max(len(sheet.days) for sheet in found)) if found else Recognised()


def read(path: Path) -> Sequence[LeaveGrid]:
    """Return the sheets with their days.

    Raises: FileRefusedError: it cannot be read, or no sheet has a row of dates and a column of names.
    """
    grids = read_grids(path)
    found = [sheet for grid in grids if (sheet := _leave_grid(grid))]
    if sum(len(row) for grid in grids for row in grid.rows) > MOST_CELLS:
        raise unreadable("The workbook spans too many cells. Delete the empty rows and columns and save it again.")
    if not found:
        raise FileRefusedError("missing_columns", "No sheet has a row of dates and, in it, a column called Name.")
    colours = _colours(path)
    return [
        LeaveGrid(
            grid=sheet.grid,
            header_row=sheet.header_row,
            name_place=sheet.name_place,
            days=sheet.days,
            coloured=colours.get(sheet.grid.name, frozenset()),
        )
        for sheet in found
    ]


def _leave_grid(grid: Grid) -> LeaveGrid | None:
    for number, cells in enumerate(grid.rows[:ROWS_SEARCHED], start=1):
        days = {place: day for place, cell in enumerate(cells) if (day := _day_in(cell))}
        if len(days) < FEWEST_DATES:
            continue
        names = [place for place, cell in enumerate(cells) if text_of(cell).casefold() == "name"]
        return LeaveGrid(grid, number, names[0], days) if names else None
    return None


def _day_in(cell: Any) -> date | None:
    """Return the day of a heading: a real date, or one written as text; a number is none."""
    if cell in {"", None} or isinstance(cell, int | float):
        return None
    value = read_cell(cell, target="date").value
    return value if isinstance(value, date) else None


def _colours(path: Path) -> Mapping[str, Collection[tuple[int, int]]]:
    """Return row and place of the cells without text that have a meaningful colour; a text file has none."""
    with path.open("rb") as file:
        if not file.read(8).startswith(ZIP_SIGNATURES):
            return {}
        try:
            book = load_workbook(file, data_only=True)
        except (ValueError, KeyError, TypeError, OSError, BadZipFile) as error:
            raise unreadable(CANNOT_BE_OPENED) from error
    return {sheet.title: frozenset(_coloured(sheet.iter_rows())) for sheet in book.worksheets}


def _coloured(rows: Iterable[Sequence[Any]]) -> Iterator[tuple[int, int]]:
    for number, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            fill = cell.fill
            if cell.value is None and fill.patternType == "solid" and str(fill.fgColor.rgb)[-6:] in COLOURS:
                yield number, place


def judge(sheets: Sequence[LeaveGrid], *, known: Known) -> Judged:
    """Return what each row and cell says, or why it cannot be used."""
    judged = Judged()
    for sheet in sheets:
        for number, cells in sheet.rows():
            judged.read += 1
            _take_row(sheet, number, cells, judged=judged, known=known)
    return judged


def _take_row(sheet: LeaveGrid, number: int, cells: Sequence[Any], *, judged: Judged, known: Known) -> None:
    name = sheet.name_in(cells)
    people = known.by_name.get(plain_name(name), ())
    if len(people) != 1:
        judged.rejected.append(
            RejectedLine(
                row=number,
                code="ambiguous_name" if people else "unknown_staff",
                column=get_column_letter(sheet.name_place + 1),
                value=name,
                sheet=sheet.grid.name,
                cells={"Name": name},
            )
        )
        return
    judged.accepted += 1
    staff_no = next(iter(people))
    for place, day in sheet.days.items():
        text = text_of(cells[place]) if place < len(cells) else ""
        if not text and (number, place) not in sheet.coloured:
            continue
        code = _take_cell(text, day=day, staff_no=staff_no, judged=judged, known=known)
        if code:
            column = get_column_letter(place + 1)
            judged.warnings.append(
                Noticed(row=number, column=column, code=code, value=text[:50], sheet=sheet.grid.name)
            )


def _take_cell(text: str, *, day: date, staff_no: str, judged: Judged, known: Known) -> str:
    """Take a cell over and return what is to be said of it, blank for nothing."""
    if not text:
        return "colour_only"
    judged.cells_with_text += 1
    if text.casefold() in IGNORED:
        judged.cells_ignored += 1
        return ""
    found = _CODE.fullmatch(text)
    kind = KINDS.get(found["code"].casefold()) if found else None
    if found is None or kind is None:
        return "unknown_code"
    part = PARTS[found["part"].casefold()] if found["part"] else "all"
    judged.days.append(DayOff(staff_no=staff_no, day=day, kind=kind, part=part))
    return _noticed_on(kind, day=day, staff_no=staff_no, known=known)


def _noticed_on(kind: str, *, day: date, staff_no: str, known: Known) -> str:
    if kind == SICKNESS:
        spells = known.sickness.get(staff_no, ())
        covered = any(first <= day and (last is None or day <= last) for first, last in spells)
        return "" if covered else "sick_not_in_esr"
    if kind != ANNUAL_LEAVE:
        return ""
    if day in known.bank_holidays:
        return "leave_on_bank_holiday"
    return "leave_on_non_working_day" if day.weekday() >= SATURDAY else ""


def totals_of(judged: Judged) -> Mapping[str, object]:
    """Return how many cells say what."""
    counted = Counter((day.kind, day.part) for day in judged.days)
    return {
        "cells_with_text": judged.cells_with_text,
        "cells_accepted": len(judged.days),
        "cells_ignored": judged.cells_ignored,
        "cells_unknown_code": judged.count("unknown_code"),
        "cells_colour_only": judged.count("colour_only"),
        "cells_by_type": {
            kind: {part: counted[kind, part] for part in ("all", "am", "pm", "half")}
            for kind in sorted({day.kind for day in judged.days})
        },
    }


@dataclass(frozen=True, slots=True)
class Run:
    """Days off of one kind that follow each other; a run with a part is a single day."""

    staff_no: str
    kind: str
    first: date
    last: date
    part: str = "all"


def runs_of(days: Sequence[DayOff], *, bank_holidays: Collection[date]) -> Sequence[Run]:
    """Return whole days that follow each other as one leave; weekends and bank holidays between do not part them.

    Sickness is for a person to decide about and bank holidays are booked for everybody: neither is in it.
    """
    found: list[Run] = []
    wanted = [day for day in days if day.kind not in {SICKNESS, BANK_HOLIDAY}]
    for off in sorted(wanted, key=lambda off: (off.staff_no, off.kind, off.day)):
        before = found[-1] if found else None
        if before is not None and _follows(off, before=before, bank_holidays=bank_holidays):
            found[-1] = Run(off.staff_no, off.kind, before.first, off.day)
        elif before is None or (before.staff_no, before.kind, before.last) != (off.staff_no, off.kind, off.day):
            found.append(Run(off.staff_no, off.kind, off.day, off.day, off.part))
    return found


def _follows(off: DayOff, *, before: Run, bank_holidays: Collection[date]) -> bool:
    if (before.staff_no, before.kind) != (off.staff_no, off.kind) or {before.part, off.part} != {"all"}:
        return False
    day = before.last + ONE_DAY
    while day < off.day and (day.weekday() >= SATURDAY or day in bank_holidays):
        day += ONE_DAY
    return day == off.day
