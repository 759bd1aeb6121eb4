"""The weekly list of complaints as a workbook: every cell is text or a date, so nothing comes alive as a formula."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

HEADINGS = (
    "Complaint", "Specialty", "Kind", "Received", "Draft wanted by", "Response due", "Status", "Next date",
    "What is missing", "From whom", "Away", "Late statements",
)  # fmt: skip
DATE_FORMAT = "d mmm yyyy"
WIDTHS = (13, 14, 20, 12, 14, 13, 14, 12, 34, 24, 30, 15)


@dataclass(frozen=True, slots=True)
class WeeklyRow:
    """One open case; None where there is no such date."""

    reference: str
    specialty: str
    kind: str
    received: date
    draft_wanted: date | None
    response_due: date | None
    status: str
    next_date: date | None
    missing: str
    from_whom: str
    away: str
    late_statements: int

    @property
    def cells(self) -> Sequence[str | int | date | None]:
        """Return the row in the order of the headings."""
        return (
            self.reference, self.specialty, self.kind, self.received, self.draft_wanted, self.response_due, self.status,
            self.next_date, self.missing, self.from_whom, self.away, self.late_statements,
        )  # fmt: skip


def weekly_workbook(rows: Iterable[WeeklyRow], *, title: str) -> bytes:
    """Return an .xlsx file with the title, the headings and a row a case."""
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook has a sheet")
    sheet.title = "Complaints"
    _write(sheet, row=1, cells=[title])
    _write(sheet, row=2, cells=HEADINGS)
    for cell in (sheet["A1"], *sheet[2]):
        cell.font = Font(bold=True)
    for place, found in enumerate(rows, start=3):
        _write(sheet, row=place, cells=found.cells)
    for place, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "B3"
    sheet.page_setup.orientation = "landscape"
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _write(sheet: Worksheet, *, row: int, cells: Sequence[str | int | date | None]) -> None:
    for column, value in enumerate(cells, start=1):
        if value is None or value == "":
            continue
        text = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
        cell = sheet.cell(row=row, column=column, value=text)
        if isinstance(value, str):
            cell.data_type = "s"
        elif isinstance(value, date):
            cell.number_format = DATE_FORMAT
