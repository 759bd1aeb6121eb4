"""A document to a workbook: a sheet a block, numbers as numbers, nothing hidden, text never a formula."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from directorate.core.domain.words import long_date, moment
from reports.domain.report_document import HR, Document, Printed, Table
from reports.domain.source_rows import HEADINGS, SourceRow

FORMATS = {
    "count": "#,##0",
    "people": "#,##0",
    "number": "#,##0",
    "wte": "#,##0.00",
    "days": "#,##0.00",
    "percent": "0.00",
    "money": "£#,##0.00",
}
DATES = frozenset({5, 6})
BOLD = Font(bold=True)
TITLE = Font(bold=True, size=14)
HEADING = PatternFill("solid", fgColor="E8EDEE")
LINE = Border(bottom=Side(style="thin", color="768692"))
WIDEST, NARROWEST = 90, 11
_BAD_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")

Value = str | Decimal | None


def workbook(document: Document) -> bytes:
    """Return the report as an .xlsx file with one header row frozen on each sheet and A4 landscape pages."""
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    _neutral(book, made_at=document.about.data_as_at, title=document.about.title)
    _summary(book, document=document)
    for block in document.blocks[1:]:
        sheet = _sheet(book, name=block.sheet, heading=("Line",) if block.lines else _headings(block.tables))
        for line in block.lines:
            _write(sheet, [line])
        _tables(sheet, tables=block.tables, headed=0 if block.lines else 1)
    if document.rows:
        _rows(book, rows=document.rows)
    _figures(book, figures=document.figures, full=document.about.copy == HR)
    _definitions(book, document=document)
    for sheet in book.worksheets:
        _page(sheet, document=document)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _neutral(book: Workbook, *, made_at: datetime, title: str) -> None:
    properties = book.properties
    properties.creator = ""
    properties.lastModifiedBy = ""
    properties.title = title
    properties.created = properties.modified = made_at.replace(tzinfo=None)


def _summary(book: Workbook, *, document: Document) -> None:
    about = document.about
    sheet = _sheet(book, name="Summary", heading=("Item", "Value"))
    for item, value in (
        ("Report", about.title),
        ("For", about.scope),
        ("Week" if about.kind == "weekly" else "Month", f"{long_date(about.first)} to {long_date(about.last)}"),
        ("Copy", about.copy_name),
        ("Data as at", moment(about.data_as_at)),
        ("Released", about.released or "Draft: not released yet"),
    ):
        _write(sheet, [item, value])
    for source in about.sources:
        reach = long_date(source.data_to) if source.data_to else "no date confirmed"
        _write(sheet, [f"Data to: {source.name}", reach])
    for number, line in enumerate(document.headline, start=1):
        _write(sheet, [f"What changed {number}", line])


def _headings(tables: Sequence[Table]) -> tuple[str, ...]:
    return (tables[0].row_heading, *tables[0].columns)


def _tables(sheet: Worksheet, *, tables: Sequence[Table], headed: int) -> None:
    """Write the tables under each other; the headings of the first `headed` stand in the frozen row already."""
    for place, table in enumerate(tables):
        if place >= headed:
            _write(sheet, [table.caption], font=BOLD, gap=1)
            _header(sheet, heading=(table.row_heading, *table.columns))
        for row in table.rows:
            _write(sheet, [row.heading], font=BOLD if row.is_total else None)
            for column, cell in enumerate(row.cells, start=2):
                target = sheet.cell(row=sheet.max_row, column=column)
                _fill(target, value=cell.text if cell.value is None else cell.value, unit=cell.unit)
                target.alignment = Alignment(horizontal="right")
                if row.is_total:
                    target.font = BOLD


def _figures(book: Workbook, *, figures: Iterable[Printed], full: bool) -> None:
    """List every figure with its definition; numerators only in full, since they would give hidden days away."""
    extra = ("Numerator", "Denominator") if full else ()
    sheet = _sheet(book, name="Figures", heading=("Figure", "Value", *extra, "Definition"))
    for figure in figures:
        text = figure.text if full else figure.suppressed_text or ""
        value = figure.value if figure.value is not None and text == figure.text else text
        parts: tuple[Value, ...] = (figure.numerator, figure.denominator) if full else ()
        _write(sheet, [figure.label, value, *parts, figure.definition_id], units=("text", figure.unit, "wte", "wte"))


def _rows(book: Workbook, *, rows: Iterable[SourceRow]) -> None:
    """List what the figures are made of, a row each."""
    sheet = _sheet(book, name="Rows", heading=HEADINGS)
    for row in rows:
        *texts, amount, net = astuple(row)
        dated = [
            long_date(date.fromisoformat(text)) if column in DATES and text else text
            for column, text in enumerate(texts)
        ]
        numbers = [Decimal(text) if text else None for text in (amount, net)]
        _write(sheet, [*dated, *numbers], units=(*("text" for _ in texts), "wte", "money"))


def _definitions(book: Workbook, *, document: Document) -> None:
    sheet = _sheet(book, name="Definitions", heading=("Code", "What it means"))
    for code, text in document.definitions.items():
        _write(sheet, [code, text])


def _sheet(book: Workbook, *, name: str, heading: Sequence[str]) -> Worksheet:
    sheet: Worksheet = book.create_sheet(_BAD_SHEET_NAME.sub(" ", name)[:31])
    _header(sheet, heading=heading)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    return sheet


def _header(sheet: Worksheet, *, heading: Sequence[str]) -> None:
    _write(sheet, list(heading), font=BOLD)
    for column, cell in enumerate(sheet[sheet.max_row], start=1):
        cell.fill, cell.border = HEADING, LINE
        cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left" if column == 1 else "right")


def _write(
    sheet: Worksheet, values: Sequence[Value], *, font: Font | None = None, units: Sequence[str] = (), gap: int = 0
) -> None:
    """Write a row below the last one, with so many empty rows between."""
    row = 1 if sheet.max_row == 1 and sheet["A1"].value is None else sheet.max_row + 1 + gap
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row=row, column=column)
        _fill(cell, value=value, unit=units[column - 1] if column <= len(units) else "text")
        if font:
            cell.font = font
        if isinstance(value, str):
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _fill(cell: Cell | MergedCell, *, value: Value, unit: str) -> None:
    """Put a number with its format, or text that stays text whatever it begins with."""
    if isinstance(value, Decimal):
        cell.value = int(value) if unit in {"count", "people", "number"} else value
        cell.number_format = FORMATS.get(unit, "General")
        return
    if value is not None:
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"


def _page(sheet: Worksheet, *, document: Document) -> None:
    about = document.about
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    sheet.print_area = f"A1:{get_column_letter(sheet.max_column)}{sheet.max_row}"
    sheet.oddFooter.left.text = f"{about.title.replace('&', '&&')}, data as at {moment(about.data_as_at)}"  # type: ignore[union-attr]
    sheet.oddFooter.right.text = "Page &P of &N"  # type: ignore[union-attr]
    for column in range(1, sheet.max_column + 1):
        letter = get_column_letter(column)
        longest = max((len(str(cell.value)) for cell in sheet[letter] if cell.value is not None), default=0)
        sheet.column_dimensions[letter].width = min(max(longest + 2, NARROWEST), WIDEST if column < 3 else 24)
