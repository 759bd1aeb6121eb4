"""The exported list as it comes back: the rows in which a comment, a planned date or an owner was filled in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from directorate.core.importers.document_files import read_grids
from directorate.core.importers.file_kinds import FileRefusedError
from directorate.core.importers.grids import Column, FoundTable, Grid, Line, Table, find_table, text_of
from waiting_lists.domain.returned_columns import (
    EXPORTED_AT,
    HOSPITAL_NUMBER,
    NEW_COMMENT,
    OWNER,
    PATHWAY_KEY,
    PLANNED_DATE,
)
from waiting_lists.domain.returned_rows import ReturnedRow

MOST_ROWS = 2000
LIST = Table(
    "returned_list",
    (
        Column("key", (PATHWAY_KEY,), required=True),
        Column("hospital_number", (HOSPITAL_NUMBER,), required=True),
        Column("comment", (NEW_COMMENT,)),
        Column("planned", (PLANNED_DATE,)),
        Column("owner", (OWNER,)),
    ),
)
NO_LIST = (
    f"This is not a workbook of the patient tracking list: the column “{HOSPITAL_NUMBER}” or “{PATHWAY_KEY}” is "
    "missing. Export the list again and fill in that workbook."
)
NOTHING_FILLED_IN = f"Nothing is filled in under “{NEW_COMMENT}”, “{PLANNED_DATE}” or “{OWNER}”."
TOO_MANY = f"More than {MOST_ROWS:,} rows are filled in. Bring the workbook back in parts."


@dataclass(frozen=True, slots=True)
class ReturnedList:
    """The filled rows of a workbook, and when it left; None when it does not say (a CSV file never does)."""

    exported_at: datetime | None
    rows: tuple[ReturnedRow, ...]


def read_returned_list(path: Path) -> ReturnedList:
    """Return what was filled in.

    Raises: FileRefusedError: it cannot be read, is no such list, or has nothing or too much filled in.
    """
    grids = read_grids(path)
    found = _list_of(grids)
    rows = tuple(row for line in found.lines() if (row := _row(line)))
    if not rows:
        raise FileRefusedError("empty", NOTHING_FILLED_IN)
    if len(rows) > MOST_ROWS:
        raise FileRefusedError("too_large", TOO_MANY)
    return ReturnedList(_exported_at(grids), rows)


def _list_of(grids: Sequence[Grid]) -> FoundTable:
    for grid in grids:
        if found := find_table(grid, table=LIST, is_only_sheet=True):
            return found
    raise FileRefusedError("missing_columns", NO_LIST)


def _row(line: Line) -> ReturnedRow | None:
    """Return a row; None when nothing is filled in, as on almost every row."""
    planned = line.read("planned", target="date")
    typed = "" if planned.flag == "blank" else line.text("planned")
    comment, owner = line.text("comment"), line.text("owner")
    if not (comment or typed or owner):
        return None
    key, number = line.text("key").lower(), line.text("hospital_number")
    day = planned.value if typed and isinstance(planned.value, date) else None
    return ReturnedRow(line.row, key, number, comment, typed, day, owner)


def _exported_at(grids: Sequence[Grid]) -> datetime | None:
    for grid in grids:
        for cells in grid.rows:
            if len(cells) > 1 and text_of(cells[0]) == EXPORTED_AT:
                return _moment(text_of(cells[1]))
    return None


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
