"""Every file that is produced is opened: hygiene of workbook and PDF, and each figure equals the snapshot."""

import re
import zipfile
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader
from weasyprint.urls import URLFetchingError

from directorate.core.render.pdf import NothingButOurCharts
from reports.domain.report_document import Difference, Document, Table
from reports.render.mail import Attachment, Letter, message
from reports.render.pdf import pdf
from reports.render.workbook import workbook
from tests.reports.samples import sample_document

COPIES = ["hr", "wide"]
PERSON = re.compile(r"\b\d{8}\b")


@cache
def document(copy: str) -> Document:
    return sample_document(copy=copy)


@cache
def book_bytes(copy: str) -> bytes:
    return workbook(document(copy))


@cache
def pdf_bytes(copy: str) -> bytes:
    return pdf(document(copy))


def book(copy: str) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(book_bytes(copy)))


def pdf_text(copy: str) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf_bytes(copy))).pages)


def tables(copy: str) -> list[Table]:
    return [table for block in document(copy).blocks for table in block.tables]


@pytest.mark.parametrize("copy", COPIES)
def test_the_workbook_hides_nothing(copy: str) -> None:
    made = book(copy)
    for sheet in made.worksheets:
        assert sheet.sheet_state == "visible"
        assert not [row for row in sheet.row_dimensions.values() if row.hidden]
        assert not [column for column in sheet.column_dimensions.values() if column.hidden]
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.comment or cell.hyperlink]
    assert not made.defined_names
    names = zipfile.ZipFile(BytesIO(book_bytes(copy))).namelist()
    assert not [name for name in names if re.search(r"vba|pivot|externalLink|comments|printerSettings", name)]
    assert (made.properties.creator or "", made.properties.lastModifiedBy or "") == ("", "")


@pytest.mark.parametrize("copy", COPIES)
def test_the_workbook_prints_well(copy: str) -> None:
    for sheet in book(copy).worksheets:
        assert sheet.freeze_panes == "A2"
        assert sheet.print_title_rows == "$1:$1"
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize or 0)) == ("landscape", 9)
        assert "&P" in str(sheet.oddFooter.right.text)
        assert sheet.dimensions.replace("$", "") in str(sheet.print_area).replace("$", "")
        assert all(column.width for column in sheet.column_dimensions.values())


@pytest.mark.parametrize("copy", COPIES)
def test_the_sheets_follow_the_report(copy: str) -> None:
    family, rows = (["Maternity"], ["Rows"]) if copy == "hr" else ([], [])
    assert book(copy).sheetnames == [
        "Summary",
        "Staffing",
        "Agency",
        "Sickness",
        *family,
        "ESR",
        "Detail",
        "Data quality",
        *rows,
        "Figures",
        "Definitions",
    ]
    assert "Data as at" in {cell.value for cell in book(copy)["Summary"]["A"]}


@pytest.mark.parametrize("copy", COPIES)
def test_every_figure_of_the_workbook_equals_the_snapshot_and_numbers_are_numbers(copy: str) -> None:
    sheets = book(copy)
    for block in document(copy).blocks:
        rows = iter(sheets[block.sheet].iter_rows())
        for row in (row for table in block.tables for row in table.rows):
            found = next(cells for cells in rows if cells[0].value == row.heading)
            for cell, printed in zip(found[1:], row.cells, strict=False):
                if printed.value is None:
                    assert (cell.value, cell.data_type) == (printed.text, "s")
                else:
                    assert cell.data_type == "n"
                    assert Decimal(str(cell.value)) == printed.value
                    assert cell.number_format != "General"


def test_text_stays_text_whatever_it_begins_with() -> None:
    lines = ("=1+1", "+44 1905", "-5 posts", "@SUM(A1)", "\tTab", "＝1+1", "bad \x0b character", "<script>")
    made = openpyxl.load_workbook(BytesIO(workbook(sample_document(copy="hr", manager_lines=lines))))
    cells = [cell for row in made["Summary"].iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert "=1+1" in {cell.value for cell in cells}
    assert "bad  character" in {cell.value for cell in cells}


@pytest.mark.parametrize("copy", COPIES)
def test_the_pdf_is_tagged_titled_and_english_without_an_author(copy: str) -> None:
    made = PdfReader(BytesIO(pdf_bytes(copy)))
    root = made.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert made.metadata
    assert made.metadata.title == "A&C weekly report 2026-W47 v1"
    assert not made.metadata.author
    assert len(pdf_bytes(copy)) < 2_000_000


@pytest.mark.parametrize("copy", COPIES)
def test_the_pdf_has_two_pages_and_definitions_each_with_label_and_number(copy: str) -> None:
    pages = PdfReader(BytesIO(pdf_bytes(copy))).pages
    assert len(pages) == 3
    for number, page in enumerate(pages, start=1):
        text = page.extract_text()
        assert f"Page {number} of 3" in text
        assert "A&C weekly report 2026-W47 v1 · data as at 23 November 2026 at 7:30am" in text


@pytest.mark.parametrize("copy", COPIES)
def test_every_figure_of_the_pdf_equals_the_snapshot(copy: str) -> None:
    text = pdf_text(copy).split()
    for table in tables(copy):
        for row in table.rows:
            wanted = [word for part in (row.heading, *(cell.text for cell in row.cells)) for word in part.split()]
            assert any(text[at : at + len(wanted)] == wanted for at in range(len(text))), wanted


def kinds_below(element: Any) -> Iterator[str]:
    """The structure types of a tagged PDF's tree."""
    found = element.get_object() if hasattr(element, "get_object") else element
    if isinstance(found, list):
        for child in found:
            yield from kinds_below(child)
    elif isinstance(found, dict):
        yield str(found.get("/S"))
        yield from kinds_below(found.get("/K"))


def test_headings_tables_and_charts_are_tagged() -> None:
    tree = PdfReader(BytesIO(pdf_bytes("hr"))).root_object["/StructTreeRoot"]
    assert {"/Table", "/TH", "/TD", "/H1", "/H2", "/Figure"} <= set(kinds_below(tree))


@pytest.mark.parametrize("copy", COPIES)
def test_no_file_names_a_person(copy: str) -> None:
    values = [str(cell.value) for sheet in book(copy).worksheets for row in sheet.iter_rows() for cell in row]
    assert not PERSON.search(" ".join(values))
    assert not PERSON.search(pdf_text(copy))


def test_the_wide_copy_holds_no_small_count() -> None:
    figures = {figure.key: figure for figure in document("wide").figures}
    assert "maternity.ent.on_leave_now" not in figures
    cells = [cell for table in tables("wide") for row in table.rows for cell in row.cells]
    small = [c for c in cells if c.unit == "count" and c.value is not None and 0 < c.value < 5]
    assert not small
    values = {cell.value for row in book("wide")["Figures"].iter_rows(min_row=2) for cell in row}
    assert "<5" in values
    assert "Numerator" not in [cell.value for cell in book("wide")["Figures"][1]]


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "http://127.0.0.1/", "https://nhs.uk/x.png", "data:text/html,x"]
)
def test_the_pdf_fetches_nothing(address: str) -> None:
    with pytest.raises((ValueError, URLFetchingError)):
        NothingButOurCharts(allowed_protocols={"data"}).fetch(address)


def test_markup_in_a_line_is_printed_as_text() -> None:
    line = '<img src="file:///etc/passwd"><svg onload=x>'
    made = pdf(sample_document(copy="hr", manager_lines=(line,)))
    assert "<img" in "".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages)


def letter(**change: object) -> Letter:
    facts = {
        "sender": "directorate@nhs.net",
        "recipient": "hr@nhs.net",
        "subject": "A&C weekly report 2026-W47 v1",
        "message_id": "<1@nhs.net>",
        "headline": ("Off long term now: <5.",),
        "link": "http://localhost/reports/1/",
        "label": "2026-W47 v1",
        "attachments": [Attachment("ac-weekly-2026-W47-v1.pdf", b"%PDF-1.7", "application/pdf")],
    }
    return Letter(**{**facts, **change})  # type: ignore[arg-type]


def test_the_letter_holds_label_headline_and_link() -> None:
    made = message(letter()).decode()
    assert "Off long term now: <5." in made
    assert "Off long term now: &lt;5." in made
    assert "http://localhost/reports/1/" in made


@pytest.mark.parametrize("field", ["subject", "recipient"])
def test_a_line_break_in_a_heading_is_refused(field: str) -> None:
    with pytest.raises(ValueError, match=r"(?i)linefeed|carriage"):
        message(letter(**{field: "a@nhs.net\r\nBcc: x@y.example"}))


@pytest.mark.parametrize("copy", COPIES)
def test_a_new_version_lists_what_changed_and_the_wide_copy_no_more_than_it_prints(copy: str) -> None:
    changes = (
        Difference("sickness.total.episodes_started", "All, started", "9", "10"),
        Difference("maternity.total.on_leave_now", "All, on leave now", "<5", "5"),
    )
    made = sample_document(copy=copy, version=2, version_reason="Sickness entered late", differences=changes)
    lines = [cell.value for cell in openpyxl.load_workbook(BytesIO(workbook(made)))["Changes"]["A"]]
    assert "Why version 2 was made: Sickness entered late" in lines
    assert "All, started: 9 became 10." in lines
    assert ("All, on leave now: <5 became 5." in lines) == (copy == "hr")
    assert "All, started: 9 became 10." in "".join(page.extract_text() for page in PdfReader(BytesIO(pdf(made))).pages)


def test_the_rows_add_up_to_the_figures_and_name_nobody() -> None:
    sheet = book("hr")["Rows"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in sheet[1]][:4] == ["Block", "Row", "Specialty", "Band"]

    def total(column: int, **wanted: str) -> Decimal:
        block, what = wanted.get("block"), wanted.get("what")
        found = [row for row in rows if row[0] == block and (what is None or row[1] == what)]
        return sum((Decimal(str(row[column] or 0)) for row in found), Decimal()).quantize(
            Decimal("0.01"), ROUND_HALF_UP
        )

    printed = {figure.key: figure for figure in document("hr").figures}
    assert total(7, block="Staffing", what="Funded post") == printed["staffing.total.funded_wte"].value
    assert total(7, block="Staffing", what="In post") == printed["staffing.total.in_post_wte"].value
    assert total(8, block="Agency", what="Agency") == printed["agency.total.net"].value
    assert not [value for row in rows for value in row if PERSON.search(str(value))]
    assert {row[0] for row in rows} == {"Staffing", "Agency", "Sickness", "Maternity and adoption"}
