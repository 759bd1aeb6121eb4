"""Lists as CSV lines and Excel workbooks, row by row, so that memory does not grow with the list."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from directorate.core.render.cells import csv_text, sheet_name, workbook_text

DATE_FORMAT = "dd/mm/yyyy"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file: its heading and its width in characters."""

    heading: str
    width: int = 14


class _Line:
    """What csv writes into: hands each line straight back."""

    def write(self, text: str) -> str:
        return text


def csv_lines(columns: Sequence[Column], *, rows: Iterable[Sequence[object]], closing: str = "") -> Iterator[str]:
    """The lines of a CSV file with a byte-order mark, so that Excel reads its accents; `closing` is a last line."""
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow([column.heading for column in columns])
    for row in rows:
        yield writer.writerow([csv_text(value) for value in row])
    if closing:
        yield writer.writerow([csv_text(closing)])


def write_workbook(
    target: IO[bytes],
    *,
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[object]],
    about: Sequence[tuple[str, str]],
    watermark: str,
    counted_by: str = "",
) -> None:
    """Write a workbook of a list and a sheet that says what it is; text is text, never a formula.

    `counted_by` is the heading of a column whose values get a sheet with their numbers of rows.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(sheet_name(title))
    sheet.freeze_panes = "A2"
    sheet.oddFooter.center.text = watermark.replace("&", "and")
    for number, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.append([_heading(sheet, column.heading) for column in columns])
    place = next((index for index, column in enumerate(columns) if column.heading == counted_by), None)
    counts: Counter[object] = Counter()
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
        if place is not None:
            counts[row[place]] += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}1"
    if counts:
        _write_counts(book, counted_by=counted_by, counts=counts)
    notes = book.create_sheet("About")
    notes.column_dimensions["A"].width, notes.column_dimensions["B"].width = 24, 90
    for label, text in [*about, ("Printed as", watermark)]:
        notes.append([_heading(notes, label), _cell(notes, text)])
    book.save(target)


def _write_counts(book: Workbook, *, counted_by: str, counts: Counter[object]) -> None:
    sheet = book.create_sheet(sheet_name(f"By {counted_by.lower()}"))
    sheet.column_dimensions["A"].width = 30
    sheet.append([_heading(sheet, counted_by), _heading(sheet, "Rows")])
    for value, rows in counts.most_common():
        sheet.append([_cell(sheet, value), _cell(sheet, rows)])
    sheet.append([_heading(sheet, "All"), _cell(sheet, counts.total())])


def _heading(sheet: Any, text: str) -> Any:
    cell = _cell(sheet, text)
    cell.font = Font(bold=True)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _cell(sheet: Any, value: Any) -> Any:
    if value is None or value == "":
        return WriteOnlyCell(sheet, value=None)
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, value=workbook_text(value))
        cell.data_type = "s"  # openpyxl would make a formula of text that begins with =
        return cell
    cell = WriteOnlyCell(sheet, value=value)
    if hasattr(value, "isoformat"):
        cell.number_format = DATE_FORMAT
    return cell
