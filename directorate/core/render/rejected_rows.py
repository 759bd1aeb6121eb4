"""The workbook of rejected rows: what is wrong in front, the row as it stood behind, to be corrected and brought back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

REASON_HEADINGS = ("Row in list", "What is wrong", "Column", "Value", "What to do")


@dataclass(frozen=True)
class WorkbookRow:
    """One rejected row; `cells` is heading to text, under '' the whole record where it could not be split."""

    row_number: int
    wrong: str
    column: str
    value: str
    advice: str
    cells: Mapping[str, str]


@dataclass(frozen=True)
class RowsOfSheet:
    """The rejected rows of one sheet; `title` is blank for a file of one sheet."""

    title: str
    headings: Sequence[str]
    rows: Sequence[WorkbookRow]


def workbook_of(sheets: Sequence[RowsOfSheet]) -> bytes:
    """Return an .xlsx file; every cell is text, so nothing is ever worked out as a formula."""
    book = Workbook()
    if isinstance(book.active, Worksheet):
        book.remove(book.active)
    for rows in [sheet for sheet in sheets if sheet.rows] or sheets[:1]:
        _add_sheet(book, rows=rows)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _add_sheet(book: Workbook, *, rows: RowsOfSheet) -> None:
    sheet: Worksheet = book.create_sheet(rows.title or "Rows not loaded")
    _write(sheet, row=1, texts=[*REASON_HEADINGS, *rows.headings])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "B2"
    for place, row in enumerate(rows.rows, start=2):
        whole = row.cells.get("", "")
        reasons = [str(row.row_number), row.wrong, row.column, row.value or whole, row.advice]
        _write(sheet, row=place, texts=[*reasons, *(row.cells.get(heading, "") for heading in rows.headings)])


def _write(sheet: Worksheet, *, row: int, texts: Sequence[str]) -> None:
    for column, text in enumerate(texts, start=1):
        if text:
            cell = sheet.cell(row=row, column=column, value=ILLEGAL_CHARACTERS_RE.sub("", text))
            cell.data_type = "s"
