"""A rota grid: slots by days, weeks across or dates down, with a legend of codes.

Source: rota rule book, section 11.1 (rota grid). Unknown and blank cells are listed and left out; nothing is guessed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from directorate.core.domain.cells import parse_cell, trimmed
from directorate.core.importers.file_kinds import FileRefusedError
from rotas.domain.activity_weeks import weekday_of_name
from rotas.domain.templates import DutyType
from rotas.importers.rows import Reading, Remark
from rotas.importers.sheets import RotaFile, SheetCells, find_table, letter_of

Layout = Literal["WEEKS_ACROSS", "DATES_DOWN"]
LEGEND = {
    "code": ("Code", "Duty code"),
    "start": ("Start", "From"),
    "end": ("Finish", "To"),
    "kind": ("Type",),
    "meaning": ("Meaning", "Description"),
}
OFF = "O"
_WEEK = re.compile(r"w/c\s+(?P<date>[0-9]{1,2}/[0-9]{1,2}/[0-9]{4})", re.IGNORECASE)
_SLOT = re.compile(r"slot\s+(?P<number>[1-9][0-9]{0,2})\s*(?P<doctor>.*)", re.IGNORECASE | re.DOTALL)
_SLOT_NUMBER = re.compile(r"[1-9][0-9]{0,2}")
_SWAP = re.compile(r"(?P<code>\S+)\s+\(?(?P<note>swap\b[^()]*)\)?", re.IGNORECASE)
_JOINED = re.compile(r"\s*[/+]\s*")
VACANT = frozenset({"", "vacant", "(gap)"})
FEWEST_DAYS = 7


@dataclass(frozen=True, slots=True)
class Slot:
    """One line of the rota: its doctor (None: nobody) and a normalised cell a day; None where it cannot be read.

    `place` is where the doctor stands, `places` where the cells do: row from 1 and the letters of the column. `notes` are
    what cells say of a swap, by the place of the cell from 0.
    """

    number: int
    doctor: str | None
    cells: tuple[str | None, ...]
    place: tuple[int, str] = (0, "")
    places: tuple[tuple[int, str], ...] = ()
    notes: Mapping[int, str] = field(default_factory=dict)


@dataclass
class RotaGrid:
    """What a rota file holds; `title` is what stands above the grid."""

    layout: Layout
    sheet: str
    legend_sheet: str
    start_date: date
    duty_types: Mapping[str, DutyType]
    meanings: Mapping[str, str]
    slots: list[Slot] = field(default_factory=list)
    reading: Reading = field(default_factory=Reading)
    title: str = ""

    @property
    def days(self) -> int:
        """Return the number of days."""
        return len(self.slots[0].cells) if self.slots else 0

    @property
    def cells_read(self) -> int:
        """Return the number of duty cells."""
        return self.days * len(self.slots)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a duty cell stands, and where a remark about it is listed."""

    row: int
    column: int


def is_rota_grid(file: RotaFile) -> bool:
    """Return whether the file has a legend and a grid."""
    return find_table(file, names=LEGEND, needed=("code", "kind")) is not None and _grid_of(file) is not None


def read_rota_grid(file: RotaFile) -> RotaGrid:
    """Return the rota of a file.

    Raises: FileRefusedError: no legend or no grid.
    """
    legend = find_table(file, names=LEGEND, needed=("code", "kind"))
    found = _grid_of(file)
    if legend is None or found is None:
        raise FileRefusedError(
            "missing_columns",
            "This does not look like a rota. It needs a sheet with weeks (w/c 5/10/2026) or dates, and a legend sheet "
            "with the columns Code, Start, Finish and Type.",
        )
    layout, sheet = found
    types, meanings = _legend(legend.sheet, columns=legend.columns, header_row=legend.header_row)
    start = _first_day(sheet, layout=layout)
    _refuse_gaps(_days(sheet, layout=layout))
    grid = RotaGrid(layout, sheet.name, legend.sheet.name, start, types, meanings, title=_title(sheet))
    for number, doctor, at, places in _lines(sheet, layout=layout, grid=grid):
        read = [_cell(sheet, place=place, grid=grid) for place in places]
        grid.slots.append(
            Slot(
                number=number,
                doctor=doctor,
                cells=tuple(cell for cell, _ in read),
                place=_shown(at),
                places=tuple(map(_shown, places)),
                notes={place: note for place, (_, note) in enumerate(read) if note},
            )
        )
    if not grid.slots:
        raise FileRefusedError("no_rows", "The rota has no slots. Each line needs a slot number in the first column.")
    grid.reading.rows_read = grid.reading.rows_accepted = len(grid.slots)
    return grid


def _grid_of(file: RotaFile) -> tuple[Layout, SheetCells] | None:
    for sheet in file.sheets:
        if any(_WEEK.fullmatch(trimmed(cell)) for row in sheet.rows[:20] for cell in row):
            return "WEEKS_ACROSS", sheet
        if _slot_header(sheet) is not None:
            return "DATES_DOWN", sheet
    return None


def _slot_header(sheet: SheetCells) -> int | None:
    return next(
        (place for place, row in enumerate(sheet.rows[:20]) if any(_SLOT.fullmatch(trimmed(cell)) for cell in row[2:])),
        None,
    )


def _legend(
    sheet: SheetCells, *, columns: Mapping[str, int], header_row: int
) -> tuple[dict[str, DutyType], dict[str, str]]:
    types: dict[str, DutyType] = {}
    meanings: dict[str, str] = {}
    for cells in sheet.rows[header_row:]:
        said = {name: trimmed(cells[place]) if place < len(cells) else "" for name, place in columns.items()}
        if said["code"]:
            start, end = said.get("start", "")[:5] or None, said.get("end", "")[:5] or None
            types[said["code"]] = DutyType(kind=said["kind"].casefold(), start=start, end=end)
            meanings[said["code"]] = said.get("meaning", "")
    return types, meanings


def _date(text: str) -> date | None:
    value = parse_cell(text, cell_type="text", target="date").value
    return value if isinstance(value, date) else None


def _weeks(sheet: SheetCells) -> list[tuple[int, date]]:
    """Return the first column and the Monday of each week."""
    for row in sheet.rows[:20]:
        found = [(place, _WEEK.fullmatch(trimmed(cell))) for place, cell in enumerate(row)]
        weeks = [(place, day) for place, match in found if match and (day := _date(match["date"]))]
        if weeks:
            return weeks
    return []


def _days(sheet: SheetCells, *, layout: Layout) -> list[date]:
    """Return the date of each day column or day row, in order."""
    if layout == "WEEKS_ACROSS":
        return [first + timedelta(days=day) for _, first in _weeks(sheet) for day in range(7)]
    header = _slot_header(sheet) or 0
    return [day for row in sheet.rows[header + 1 :] if row and (day := _date(trimmed(row[0])))]


def _refuse_gaps(days: Sequence[date]) -> None:
    """Refuse a grid whose days do not follow one another: a cell would stand for another day.

    Raises: FileRefusedError.
    """
    ordered = sorted(days)
    for day, following in pairwise(ordered):
        if following != day + timedelta(days=1):
            raise FileRefusedError(
                "bad_date",
                f"The days of the rota do not follow one another: after {day:%-d %B %Y} comes {following:%-d %B %Y}. "
                "Give every day once, weekends too, and each week its own w/c date; or load the parts one by one.",
            )


def _refuse_other_weekdays(sheet: SheetCells) -> None:
    """Refuse weeks that begin on another weekday than what stands beneath says.

    Raises: FileRefusedError.
    """
    place = next(place for place, row in enumerate(sheet.rows) if any(_WEEK.fullmatch(trimmed(cell)) for cell in row))
    for column, day in _weeks(sheet):
        weekday = weekday_of_name(sheet.cell(place + 1, column))
        if weekday is not None and weekday != day.isoweekday():
            raise FileRefusedError(
                "bad_date",
                f"w/c {day:%-d %B %Y} is a {day:%A}, and the column beneath is headed "
                f"{trimmed(sheet.cell(place + 1, column))}. Correct the date or the weekday.",
            )


def _first_day(sheet: SheetCells, *, layout: Layout) -> date:
    if layout == "WEEKS_ACROSS":
        _refuse_other_weekdays(sheet)
        days = [day for _, day in _weeks(sheet)]
    else:
        days = [day for row in sheet.rows if row and (day := _date(trimmed(row[0])))]
    if not days:
        raise FileRefusedError("bad_date", "The dates of the rota cannot be read. Write them as 5/10/2026.")
    return min(days)


def _title(sheet: SheetCells) -> str:
    """Return the first text above the grid, empty when there is none."""
    for row in sheet.rows[:20]:
        texts = [trimmed(cell) for cell in row if trimmed(cell)]
        if any(_WEEK.fullmatch(text) or _SLOT.fullmatch(text) for text in texts):
            return ""
        if texts:
            return texts[0]
    return ""


def _shown(place: _Place) -> tuple[int, str]:
    return place.row + 1, letter_of(place.column)


Line = tuple[int, str | None, _Place, list[_Place]]


def _lines(sheet: SheetCells, *, layout: Layout, grid: RotaGrid) -> Iterator[Line]:
    return _weeks_across(sheet, grid=grid) if layout == "WEEKS_ACROSS" else _dates_down(sheet)


def _weeks_across(sheet: SheetCells, *, grid: RotaGrid) -> Iterator[Line]:
    columns = [first + day for first, _ in sorted(_weeks(sheet), key=lambda week: week[1]) for day in range(7)]
    header = next(place for place, row in enumerate(sheet.rows) if any(_WEEK.fullmatch(trimmed(cell)) for cell in row))
    for place, row in enumerate(sheet.rows):
        first = trimmed(row[0]) if row else ""
        if place <= header or not first or first.casefold() == "slot":
            continue
        if _SLOT_NUMBER.fullmatch(first):
            cells = [_Place(place, column) for column in columns]
            yield int(first), _doctor(sheet.cell(place, 1)), _Place(place, 1), cells
        elif not any(trimmed(cell) for cell in row[1:]):
            grid.reading.warnings.append(Remark(row=place + 1, column="", code="note_row_skipped", value=first))
        else:
            grid.reading.rejected.append(Remark(row=place + 1, column="A", code="bad_slot", value=first))


def _dates_down(sheet: SheetCells) -> Iterator[Line]:
    header = _slot_header(sheet) or 0
    rows = [place for place, row in enumerate(sheet.rows) if place > header and row and _date(trimmed(row[0]))]
    rows.sort(key=lambda place: _date(trimmed(sheet.rows[place][0])) or date.max)
    for column, text in enumerate(sheet.rows[header]):
        match = _SLOT.fullmatch(trimmed(text))
        if match:
            cells = [_Place(place, column) for place in rows]
            yield int(match["number"]), _doctor(match["doctor"]), _Place(header, column), cells


def _doctor(text: str) -> str | None:
    name = trimmed(text)
    return None if name.casefold() in VACANT else name


def _cell(sheet: SheetCells, *, place: _Place, grid: RotaGrid) -> tuple[str | None, str]:
    """Return the codes of a cell joined by a plus sign, None when it cannot be read (and is listed), and its swap note."""
    raw, column = sheet.cell(place.row, place.column), letter_of(place.column)
    merged = sheet.merged_at(place.row, place.column)
    if merged is not None:
        raw = sheet.cell(*merged[0])
        if merged[0] == (place.row, place.column):
            _warn(grid, place, "merged_expanded", value=raw)
    text = trimmed(raw)
    if not text:
        grid.reading.rejected.append(Remark(row=place.row + 1, column=column, code="blank_cell"))
        return None, ""
    codes, note = _codes(text, grid=grid, place=place)
    if codes is None:
        grid.reading.rejected.append(Remark(row=place.row + 1, column=column, code="unknown_code", value=text))
        return None, ""
    if text != raw:
        _warn(grid, place, "trimmed", value=raw)
    return "+".join(codes), note


def _codes(text: str, *, grid: RotaGrid, place: _Place) -> tuple[list[str] | None, str]:
    if text == "-" and OFF in grid.duty_types:
        _warn(grid, place, "off_symbol", value=text)
        return [OFF], ""
    one = _code(text, grid=grid, place=place)
    if one:
        return [one], ""
    swap = _SWAP.fullmatch(text)
    code = _code(swap["code"], grid=grid, place=place) if swap else None
    if swap and code:
        _warn(grid, place, "swap_note", value=swap["note"].strip())
        return [code], swap["note"].strip()
    parts = [_code(part, grid=grid, place=place) for part in _JOINED.split(text)]
    known = [part for part in parts if part]
    if len(parts) < 2 or len(known) < len(parts):
        return None, ""
    _warn(grid, place, "combined_code", value=text)
    return known, ""


def _code(text: str, *, grid: RotaGrid, place: _Place) -> str | None:
    """Return the legend's code, matched without case."""
    if text in grid.duty_types:
        return text
    found = next((code for code in grid.duty_types if code.casefold() == text.casefold()), None)
    if found:
        _warn(grid, place, "case_normalised", value=text)
    return found


def _warn(grid: RotaGrid, place: _Place, code: str, *, value: str) -> None:
    remark = Remark(row=place.row + 1, column=letter_of(place.column), code=code, value=value)
    grid.reading.warnings.append(remark)


def dates_of(grid: RotaGrid) -> list[date]:
    """Return the date of each cell of a slot."""
    return [grid.start_date + timedelta(days=offset) for offset in range(grid.days)]


def totals(slots: Sequence[Slot]) -> dict[str, int]:
    """Return how often each code stands in the rota."""
    counts: dict[str, int] = {}
    for slot in slots:
        for code in (code for cell in slot.cells if cell for code in cell.split("+")):
            counts[code] = counts.get(code, 0) + 1
    return dict(sorted(counts.items()))
