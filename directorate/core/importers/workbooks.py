"""Sheets of a workbook as text rows: values only, formulas never evaluated, hidden sheets passed over."""

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from directorate.core.importers.feeds import MEGABYTE, StagedFeed
from directorate.core.importers.file_kinds import unreadable
from directorate.core.importers.headings import Header, find_header

ROWS_SEARCHED = 200
LAST_XLS_ROW = 65_536
CANNOT_BE_OPENED = "The workbook cannot be opened. Save it as .xlsx without a password and use that."
_STARTS_1904 = re.compile(rb"""date1904=["'](?:1|true)["']""")
# In an .xls the record Date1904 (22h) and, right behind it, CalcPrecision (0Eh). Source: [MS-XLS] 2.1.7.20.3, 2.4.77.
_OLD_STARTS_1904 = re.compile(rb"\x22\x00\x02\x00\x01\x00\x0e\x00\x02\x00")
_OPENS = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]),) * 2)
resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[3]),) * 2)
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
from python_calamine import CalamineWorkbook
workbook = CalamineWorkbook.from_path(sys.argv[1])
for sheet in workbook.sheet_names:
    workbook.get_sheet_by_name(sheet)
"""
MOST_MEMORY = 1024 * MEGABYTE
MOST_SECONDS = 30


def cell_text(value: Any) -> str:
    """Return a cell as text: whole numbers without decimals, dates in ISO form."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(sep=" ")
    if isinstance(value, date | time | timedelta):
        return str(value)
    return str(value).replace("\0", "")


class Sheet:
    """The sheet of a workbook that holds the feed, and where its header is."""

    def __init__(self, path: Path, *, feed: StagedFeed) -> None:
        """Open and find the header.

        Raises: FileRefusedError: the workbook cannot be opened.
        """
        try_to_open(path)
        try:
            workbook = CalamineWorkbook.from_path(path)
            self.name, self.header, self.rows = _sheet_of(workbook, feed=feed)
        except (CalamineError, OSError, ValueError) as error:
            raise unreadable(CANNOT_BE_OPENED) from error

    @property
    def is_full(self) -> bool:
        """Return whether the last row an .xls file can hold is filled, so that more may have been cut off."""
        return len(self.rows) == LAST_XLS_ROW and any(cell_text(cell).strip() for cell in self.rows[-1])

    def data_rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield sheet row number and cells below the header, blank rows left out."""
        width = len(self.header.headings)
        for number, cells in enumerate(self.rows[self.header.row_number :], start=self.header.row_number + 1):
            texts = [cell_text(cell) for cell in cells[:width]]
            if any(text.strip() for text in texts):
                yield number, texts + [""] * (width - len(texts))


def try_to_open(path: Path) -> None:
    """Open a workbook in a process of its own first: a damaged one can end the process that reads it.

    Raises: FileRefusedError: it cannot be opened with the memory and time there is.
    """
    command = [sys.executable, "-I", "-c", _OPENS, str(path), str(MOST_MEMORY), str(MOST_SECONDS)]
    quiet = subprocess.DEVNULL
    if subprocess.run(command, check=False, stdout=quiet, stderr=quiet).returncode:  # noqa: S603 our own program
        raise unreadable(CANNOT_BE_OPENED)


def _sheet_of(workbook: CalamineWorkbook, *, feed: StagedFeed) -> tuple[str, Header, Sequence[Sequence[Any]]]:
    """Return the first visible sheet in which a header is found, else the first visible one as it is."""
    first: tuple[str, Header, Sequence[Sequence[Any]]] | None = None
    for sheet in workbook.sheets_metadata:
        if sheet.visible != SheetVisibleEnum.Visible:
            continue
        rows = workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        head = [(number, [cell_text(cell) for cell in cells]) for number, cells in enumerate(rows[:ROWS_SEARCHED], 1)]
        if header := find_header(head, feed=feed):
            width = max(place for place, text in enumerate(header.headings, 1) if text.strip())
            return sheet.name, Header(header.row_number, header.headings[:width], header.titles), rows
        if first is None:
            first = sheet.name, Header(1, tuple(head[0][1]) if head else ()), rows
    if first is None:
        raise unreadable("Every sheet of the workbook is hidden. Show the one with the list and save it again.")
    return first


def starts_1904(path: Path) -> bool:
    """Return whether a workbook counts its days from 1904."""
    try:
        with zipfile.ZipFile(path) as archive:
            return bool(_STARTS_1904.search(archive.read("xl/workbook.xml")))
    except (zipfile.BadZipFile, KeyError):
        return bool(_OLD_STARTS_1904.search(path.read_bytes()))
