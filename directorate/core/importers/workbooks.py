"""Sheets of a workbook as text rows: values only, formulas never evaluated, hidden sheets passed over."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from directorate.core.importers.feeds import Feed
from directorate.core.importers.file_kinds import unreadable
from directorate.core.importers.headings import Header, find_header

ROWS_SEARCHED = 200
LAST_XLS_ROW = 65_536
_STARTS_1904 = re.compile(rb'date1904="(?:1|true)"')


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

    def __init__(self, path: Path, *, feed: Feed) -> None:
        """Open and find the header.

        Raises: FileRefusedError: the workbook cannot be opened.
        """
        try:
            workbook = CalamineWorkbook.from_path(path)
            self.name, self.header, self.rows = _sheet_of(workbook, feed=feed)
        except (CalamineError, OSError, ValueError) as error:
            raise unreadable(
                "The workbook cannot be opened. Save it as .xlsx without a password and use that."
            ) from error

    def data_rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield sheet row number and cells below the header, blank rows left out."""
        width = len(self.header.headings)
        for number, cells in enumerate(self.rows[self.header.row_number :], start=self.header.row_number + 1):
            texts = [cell_text(cell) for cell in cells[:width]]
            if any(text.strip() for text in texts):
                yield number, texts + [""] * (width - len(texts))


def _sheet_of(workbook: CalamineWorkbook, *, feed: Feed) -> tuple[str, Header, Sequence[Sequence[Any]]]:
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
        return False
