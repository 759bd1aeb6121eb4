"""Sheets of a document as rows of cells, and the tables in them, found by their headings.

Source: staffing rule book, sections 12.1 and 12.2 (headings, rows that are passed over, row numbers).
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from directorate.core.domain.cells import OPEN_ENDED_YEARS, YEARS, Cell, Target, parse_cell, trimmed
from directorate.core.importers.documents import Noticed, Recognised, RejectedLine

ROWS_OF_HEADER = 15
ROWS_OF_LONG_HEADER = 200
# The column that the workbook of rejected rows puts in front of each row.
ROW_IN_LIST = "Row in list"
_GAPS = re.compile(r"[\s_]+")
_EXCEL_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 a workbook knows no time zone


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a feed, the headings it goes by (the first is its proper name), and whether it must be there.

    What stands in a private column is never shown with a rejected row.
    """

    field: str
    names: tuple[str, ...]
    required: bool = False
    is_private: bool = False

    @property
    def name(self) -> str:
        """Return the heading by which messages call it."""
        return self.names[0]


@dataclass(frozen=True, slots=True)
class Grid:
    """One visible sheet, or the whole of a text file (its name is blank then); rows as a spreadsheet counts them."""

    name: str
    rows: Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a feed. A sheet in which a field of `without` has a heading is not it; an optional one may lack."""

    key: str
    columns: tuple[Column, ...]
    without: tuple[str, ...] = ()
    is_optional: bool = False
    # so that headings can be named that must not be there
    others: tuple[Column, ...] = ()


def plain_heading(cell: Any) -> str:
    """Return a heading for comparison: one blank between words, no colon or star behind, lower case."""
    text = _GAPS.sub(" ", unicodedata.normalize("NFKC", text_of(cell))).strip()
    return text.rstrip(":* ").casefold()


def text_of(cell: Any) -> str:
    """Return a cell as text: whole numbers without decimals, dates in ISO form."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time.min else cell.isoformat(sep=" ")
    return "" if cell is None else trimmed(str(cell).replace("\0", ""))


def read_cell(cell: Any, *, target: Target) -> Cell:
    """Return a cell read as what it should be; what Excel holds as a date or a time is one already."""
    if isinstance(cell, date) and target == "date":
        return _date_cell(cell.date() if isinstance(cell, datetime) else cell)
    if isinstance(cell, timedelta | time | datetime) and target == "duration":
        return Cell(value=_minutes_of(cell))
    if isinstance(cell, bool | datetime | date | time | timedelta):
        return parse_cell(str(cell), cell_type="text", target=target)
    if cell is None or cell == "":
        return Cell(flag="blank")
    return parse_cell(cell, cell_type="text" if isinstance(cell, str) else "number", target=target)


def _date_cell(day: date) -> Cell:
    if day.year in OPEN_ENDED_YEARS:
        return Cell(flag="open_ended")
    return Cell(value=day) if day.year in YEARS else Cell(error="year_out_of_range")


def _minutes_of(cell: timedelta | time | datetime) -> int:
    if isinstance(cell, time):
        return cell.hour * 60 + cell.minute + (cell.second >= 30)
    length = cell - _EXCEL_DAY_ZERO if isinstance(cell, datetime) else cell
    return int((length.total_seconds() + 30) // 60)


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table where it was found: its header row, where each field stands, and the rows below."""

    table: Table
    grid: Grid
    header_row: int
    places: Mapping[str, int]
    headings: tuple[str, ...]
    sheet: str

    @property
    def below(self) -> Sequence[Sequence[Any]]:
        """Return the rows below the header to the end of the data."""
        rows = list(self.grid.rows[self.header_row :])
        while rows and is_blank_row(rows[-1]):
            rows.pop()
        return rows

    def lines(self) -> Iterator["Line"]:
        """Yield the data rows: no blank ones, no totals, no repeated headers."""
        header = [plain_heading(cell) for cell in self.headings]
        for number, cells in enumerate(self.below, start=self.header_row + 1):
            if not _is_passed_over(cells, header=header):
                yield Line(found=self, row=number, cells=cells)

    def heading(self, field: str) -> str:
        """Return the heading as it stands in the file, the proper name where there is no such column."""
        if field in self.places:
            return self.headings[self.places[field]]
        return next(column.name for column in self.table.columns if column.field == field)

    @property
    def shown_headings(self) -> tuple[str, ...]:
        """Return the headings that go with a rejected row."""
        private = {column.field for column in self.table.columns if column.is_private}
        places = sorted(place for field, place in self.places.items() if field not in private)
        return tuple(self.headings[place] for place in places)


@dataclass(frozen=True, slots=True)
class Line:
    """One data row of a table, read field by field."""

    found: FoundTable
    row: int
    cells: Sequence[Any]

    @property
    def sheet(self) -> str:
        """Return the sheet as messages name it."""
        return self.found.sheet

    @property
    def row_in_list(self) -> int | None:
        """Return the row of an earlier file that came back with this one, None for a row of its own."""
        for place, heading in enumerate(self.found.headings):
            if heading == ROW_IN_LIST and place < len(self.cells):
                text = text_of(self.cells[place])
                return int(text) if text.isascii() and text.isdigit() else None
        return None

    def cell(self, field: str) -> Any:
        """Return the cell as the reader found it, None where there is none."""
        place = self.found.places.get(field)
        return None if place is None or place >= len(self.cells) else self.cells[place]

    def text(self, field: str) -> str:
        """Return the cell as trimmed text."""
        return text_of(self.cell(field))

    def read(self, field: str, *, target: Target) -> Cell:
        """Return the cell read as a date, a staff number, minutes and so on."""
        return read_cell(self.cell(field), target=target)

    def rejected(self, code: str, *, field: str, specialty: str = "") -> RejectedLine:
        """Return the row as one that cannot be loaded, with the cell at fault."""
        return RejectedLine(
            row=self.row,
            code=code,
            column=self.found.heading(field),
            value=self._shown(field),
            sheet=self.sheet,
            cells={heading: self._shown_at(heading) for heading in self.found.shown_headings},
            specialty=specialty,
        )

    def noticed(self, code: str, *, field: str) -> Noticed:
        """Return something noticed in one cell."""
        return Noticed(
            row=self.row, column=self.found.heading(field), code=code, value=self._shown(field), sheet=self.sheet
        )

    def _shown(self, field: str) -> str:
        private = any(column.field == field and column.is_private for column in self.found.table.columns)
        return "" if private else self.text(field)

    def _shown_at(self, heading: str) -> str:
        place = self.found.headings.index(heading)
        return text_of(self.cells[place]) if place < len(self.cells) else ""


def is_blank_row(cells: Sequence[Any]) -> bool:
    """Return whether nothing stands in a row."""
    return not any(text_of(cell) for cell in cells)


def _is_passed_over(cells: Sequence[Any], *, header: Sequence[str]) -> bool:
    first = next((text for cell in cells if (text := text_of(cell))), "")
    if not first or first.casefold().startswith("total"):
        return True
    return [plain_heading(cell) for cell in cells][: len(header)] == list(header)


def places_of(cells: Sequence[Any], *, columns: Sequence[Column]) -> dict[str, int]:
    """Return where each field stands in a header row; of several names of one field the first listed wins."""
    headings = [plain_heading(cell) for cell in cells]
    places: dict[str, int] = {}
    for column in columns:
        found = next((name for name in map(plain_heading, column.names) if name in headings), None)
        if found is not None:
            places[column.field] = headings.index(found)
    return places


def find_table(grid: Grid, *, table: Table, is_only_sheet: bool = False) -> FoundTable | None:
    """Return where a table stands in a sheet: below the first row that has every required column."""
    required = {column.field for column in table.columns if column.required}
    for number, cells in enumerate(grid.rows[:ROWS_OF_HEADER], start=1):
        places = places_of(cells, columns=table.columns)
        if not required <= places.keys():
            continue
        if places_of(cells, columns=[column for column in table.others if column.field in table.without]):
            return None
        headings = tuple(text_of(cell) for cell in cells)
        return FoundTable(table, grid, number, places, headings, sheet="" if is_only_sheet else grid.name)
    return None


def find_tables(grids: Sequence[Grid], *, tables: Sequence[Table]) -> dict[str, FoundTable]:
    """Return the tables of a file by their keys, each in the first sheet that has it."""
    found: dict[str, FoundTable] = {}
    for table in tables:
        for grid in grids:
            place = find_table(grid, table=table)
            if place is not None:
                found[table.key] = place
                break
    return found


def missing_columns(grids: Sequence[Grid], *, table: Table) -> list[str]:
    """Return the names of the required columns that lack in the row that comes nearest to a header."""
    required = [column for column in table.columns if column.required]
    rows = [row for grid in grids for row in grid.rows[:ROWS_OF_HEADER]]
    nearest = max((places_of(row, columns=required) for row in rows), key=len, default={})
    return [column.name for column in required if column.field not in nearest]


def score_of_tables(grids: Sequence[Grid], *, tables: Sequence[Table], rows: int = ROWS_OF_HEADER) -> Recognised:
    """Return how well a file fits these tables: by the columns its nearest rows have."""
    wanted = [table for table in tables if not table.is_optional]
    scores = [_best_row(grids, table=table, rows=rows) for table in wanted]
    if not scores:
        return Recognised()
    extra = [_best_row(grids, table=table, rows=rows) for table in tables if table.is_optional]
    known = sum(score.known for score in scores) + sum(score.known for score in extra if score.share == 1)
    return Recognised(share=sum(score.share for score in scores) / len(scores), known=known)


def _best_row(grids: Sequence[Grid], *, table: Table, rows: int) -> Recognised:
    required = [column for column in table.columns if column.required]
    best = Recognised()
    for row in (row for grid in grids for row in grid.rows[:rows]):
        places = places_of(row, columns=table.columns)
        share = sum(column.field in places for column in required) / max(len(required), 1)
        if (share, len(places)) > (best.share, best.known):
            best = Recognised(share=share, known=len(places))
    return best
