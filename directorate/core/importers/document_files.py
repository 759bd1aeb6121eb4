"""Small files read whole: a text file as one grid, a workbook as a grid for each visible sheet."""

import csv
import io
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from directorate.core.importers.feeds import LARGEST_WORKBOOK
from directorate.core.importers.file_kinds import (
    FileKind,
    FileRefusedError,
    encoding_of_beginning,
    kind_of,
    unreadable,
)
from directorate.core.importers.grids import FoundTable, Grid, Table, find_table, find_tables, missing_columns
from directorate.core.importers.text_records import text_chunks
from directorate.core.importers.workbooks import CANNOT_BE_OPENED, try_to_open

DELIMITERS = ",;\t|"
LINES_SAMPLED = 12
HEAD_ROWS = 200
HEAD_CHUNKS = 2
MOST_CELLS = 1_000_000


def look_at(path: Path) -> Sequence[Grid]:
    """Return the first rows of each sheet; of a text file, however long, only the beginning is read.

    Raises: FileRefusedError: nothing could be read of it.
    """
    encoding = encoding_of_beginning(path)
    if encoding is None:
        kind_of(path, largest_text_file=LARGEST_WORKBOOK)
        return _sheets(path, rows=HEAD_ROWS)
    text = _beginning(path, encoding=encoding)
    try:
        return (Grid("", list(islice(_records(text, delimiter=delimiter_of(text)), HEAD_ROWS))),)
    except csv.Error:
        return (Grid("", ()),)


def read_grids(path: Path) -> Sequence[Grid]:
    """Return the whole of a document.

    Raises: FileRefusedError.
    """
    kind = kind_of(path, largest_text_file=LARGEST_WORKBOOK)
    if kind.kind != "csv":
        return _sheets(path, rows=None)
    text = _text(path, kind=kind)
    try:
        rows = list(_records(text, delimiter=delimiter_of(text)))
    except csv.Error as error:
        raise unreadable("A cell of the file is longer than a cell can be. Export the list again.") from error
    return (Grid("", rows),)


def one_table(path: Path, *, table: Table) -> FoundTable:
    """Return the only table of a file.

    Raises: FileRefusedError: it cannot be read, or has no such table.
    """
    grids = read_grids(path)
    for grid in grids:
        if found := find_table(grid, table=table, is_only_sheet=True):
            return found
    raise _columns_missing(missing_columns(grids, table=table))


def several_tables(path: Path, *, tables: Sequence[Table]) -> dict[str, FoundTable]:
    """Return the tables of a workbook, each in a sheet of its own.

    Raises: FileRefusedError: it cannot be read, or a table that must be there is not.
    """
    grids = read_grids(path)
    found = find_tables(grids, tables=tables)
    for table in tables:
        if not table.is_optional and table.key not in found:
            raise _columns_missing(missing_columns(grids, table=table))
    return found


def delimiter_of(text: str) -> str:
    """Return what stands most often between cells of the first lines."""
    head = "\n".join(text.split("\n", LINES_SAMPLED)[:LINES_SAMPLED])
    return max(DELIMITERS, key=head.count)


def delimiter_of_file(path: Path, *, encoding: str) -> str:
    """Return what stands between the cells of a text file."""
    return delimiter_of(_beginning(path, encoding=encoding))


def _beginning(path: Path, *, encoding: str) -> str:
    return b"".join(islice(text_chunks(path, encoding=encoding), HEAD_CHUNKS)).decode(errors="replace")


def _columns_missing(names: Sequence[str]) -> FileRefusedError:
    text = "These columns are missing: " + ", ".join(names) + "." if names else "The columns stand in several sheets."
    return FileRefusedError("missing_columns", text)


def _text(path: Path, *, kind: FileKind) -> str:
    return b"".join(text_chunks(path, encoding=kind.encoding)).decode()


def _records(text: str, *, delimiter: str) -> Any:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _sheets(path: Path, *, rows: int | None) -> Sequence[Grid]:
    try_to_open(path)
    try:
        workbook = CalamineWorkbook.from_path(path)
        visible = [sheet.name for sheet in workbook.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
        grids = [Grid(name, _cells(workbook, name=name, rows=rows)) for name in visible]
    except (CalamineError, OSError, ValueError) as error:
        raise unreadable(CANNOT_BE_OPENED) from error
    if not grids:
        raise unreadable("Every sheet of the workbook is hidden. Show the one with the list and save it again.")
    return grids


def _cells(workbook: CalamineWorkbook, *, name: str, rows: int | None) -> list[list[Any]]:
    sheet = workbook.get_sheet_by_name(name)
    if rows is None and sheet.total_height * sheet.total_width > MOST_CELLS:
        raise unreadable("A sheet spans too many cells. Delete the empty rows and columns and save it again.")
    return sheet.to_python(skip_empty_area=False, nrows=rows)
