"""A rota file as sheets of text cells: workbooks and delimited text alike."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from directorate.core.importers.documents import Recognised
from directorate.core.importers.feeds import LARGEST_WORKBOOK
from directorate.core.importers.file_kinds import FileRefusedError, kind_of, unreadable
from directorate.core.importers.grids import Grid
from directorate.core.importers.workbooks import CANNOT_BE_OPENED, cell_text, try_to_open

DELIMITERS = (",", ";", "\t")
MOST_CELLS = 400_000
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class SheetCells:
    """Text cells of one sheet, from 0; merged ranges as first and last place, both in."""

    name: str
    rows: Sequence[Sequence[str]]
    merged: Sequence[tuple[Place, Place]] = ()

    def cell(self, row: int, column: int) -> str:
        """Return a cell as it stands, empty outside."""
        return self.rows[row][column] if row < len(self.rows) and column < len(self.rows[row]) else ""

    def merged_at(self, row: int, column: int) -> tuple[Place, Place] | None:
        """Return the merged range that a cell lies in."""
        return next(
            (
                found
                for found in self.merged
                if found[0][0] <= row <= found[1][0] and found[0][1] <= column <= found[1][1]
            ),
            None,
        )


@dataclass(frozen=True, slots=True)
class RotaFile:
    """The sheets of a file; text files are one sheet for each delimiter, and the header decides."""

    sheets: Sequence[SheetCells]
    is_text: bool = False


def as_rota_file(grids: Sequence[Grid]) -> RotaFile:
    """Return the beginnings of sheets as text, to see what kind of file it is."""
    sheets = [
        SheetCells(name=grid.name, rows=[[str(cell or "") for cell in row] for row in grid.rows]) for grid in grids
    ]
    return RotaFile(sheets=sheets)


def recognised(grids: Sequence[Grid], *, names: "Names", needed: Sequence[str]) -> Recognised:
    """Return how well the beginnings of the sheets fit a list: all of its needed columns, and how many are known."""
    table = find_table(as_rota_file(grids), names=names, needed=needed)
    return Recognised(share=1, known=len(table.columns)) if table else Recognised()


def open_file(path: Path) -> RotaFile:
    """Return the sheets of a file.

    Raises: FileRefusedError: empty, too large, with macros or a password, damaged, or no list at all.
    """
    kind = kind_of(path, largest_text_file=LARGEST_WORKBOOK)
    if kind.kind == "csv":
        return RotaFile(sheets=_text_sheets(path, encoding=kind.encoding), is_text=True)
    try_to_open(path)
    try:
        workbook = CalamineWorkbook.from_path(path)
        return RotaFile(sheets=[_sheet(workbook, name=name) for name in _visible(workbook)])
    except (CalamineError, OSError, ValueError) as error:
        raise unreadable(CANNOT_BE_OPENED) from error


def _visible(workbook: CalamineWorkbook) -> list[str]:
    return [sheet.name for sheet in workbook.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]


def _sheet(workbook: CalamineWorkbook, *, name: str) -> SheetCells:
    sheet = workbook.get_sheet_by_name(name)
    if sheet.total_height * sheet.total_width > MOST_CELLS:
        raise unreadable("The sheet is far larger than a rota. Save only the rota and use that.")
    rows = sheet.to_python(skip_empty_area=False)
    return SheetCells(
        name=name,
        rows=[[cell_text(cell) for cell in row] for row in rows],
        merged=sheet.merged_cell_ranges or (),
    )


def _text_sheets(path: Path, *, encoding: str) -> list[SheetCells]:
    text = path.read_text(encoding=encoding)
    lines = text.splitlines()
    return [SheetCells(name=mark, rows=list(csv.reader(lines, delimiter=mark))) for mark in DELIMITERS]


def plain(heading: str) -> str:
    """Return a heading for comparison: case, outer blanks, full stops and underscores do not matter."""
    return " ".join(heading.replace(".", " ").replace("_", " ").split()).casefold()


@dataclass(frozen=True, slots=True)
class Table:
    """A list with a header: which field stands in which column, and the data rows with their numbers from 1."""

    sheet: SheetCells
    header_row: int
    columns: dict[str, int]

    def rows(self) -> Iterable[tuple[int, list[str]]]:
        """Yield row number and cells below the header, wholly blank rows left out."""
        for number, cells in enumerate(self.sheet.rows[self.header_row :], start=self.header_row + 1):
            if any(cell.strip() for cell in cells):
                yield number, list(cells)


Names = Mapping[str, Sequence[str]]


def find_table(file: RotaFile, *, names: Names, needed: Sequence[str]) -> Table | None:
    """Return the first table whose header has all needed fields, None when there is none."""
    known = {plain(name): field for field, all_names in names.items() for name in (*all_names, field)}
    for sheet in file.sheets:
        for number, cells in enumerate(sheet.rows[:50], start=1):
            columns = _columns(cells, known=known)
            if all(field in columns for field in needed):
                return Table(sheet=sheet, header_row=number, columns=columns)
    return None


def _columns(cells: Sequence[str], *, known: dict[str, str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for place, cell in enumerate(cells):
        field = known.get(plain(cell))
        if field:
            columns.setdefault(field, place)
    return columns


def need_table(file: RotaFile, *, names: Names, needed: Sequence[str], what: str) -> Table:
    """Return the table. Raises: FileRefusedError when its columns are not there."""
    table = find_table(file, names=names, needed=needed)
    if table is None:
        wanted = ", ".join(names[field][0] for field in needed)
        raise FileRefusedError("missing_columns", f"This does not look like {what}. It needs the columns {wanted}.")
    return table


def letter_of(column: int) -> str:
    """Return the spreadsheet letters of a column counted from 0."""
    letters, rest = "", column + 1
    while rest:
        rest, place = divmod(rest - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters
