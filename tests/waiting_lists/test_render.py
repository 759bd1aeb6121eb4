"""Files and charts that leave the application."""

import io

import openpyxl
import pytest

from directorate.core.render.cells import csv_text, sheet_name, workbook_text
from directorate.core.render.workbooks import Column, csv_lines, write_workbook
from waiting_lists.render.charts import BandBar, TrendPoint, shape_chart, trend_chart


@pytest.mark.parametrize(
    "text", ["=1+1", "+44", "-5 apples", "@x", "\tx", "\rx", "  =1+1", "＝1+1", "＋1", "－1", "＠x"]
)
def test_text_that_would_be_a_formula_gets_an_apostrophe(text: str) -> None:
    assert csv_text(text) == f"'{text}"


@pytest.mark.parametrize(("value", "text"), [(-5, "-5"), (None, ""), ("Rang", "Rang"), ("a=b", "a=b"), (1.5, "1.5")])
def test_other_values_stay_as_they_are(value: object, text: str) -> None:
    assert csv_text(value) == text


def test_characters_that_no_workbook_may_hold_are_left_out() -> None:
    target = io.BytesIO()
    write_workbook(
        target,
        title="A/B:[list]" * 5,
        columns=[Column("Text")],
        rows=[["a\x00b\x0bc"], ["=1+1"], [-5]],
        about=[],
        watermark="A & B",
    )
    book = openpyxl.load_workbook(target)
    sheet = book.worksheets[0]
    assert [sheet.cell(row, 1).value for row in (2, 3, 4)] == ["abc", "=1+1", -5]
    assert sheet.cell(3, 1).data_type == "s"
    assert len(sheet.title) <= 31
    assert workbook_text("\x1f") == ""
    assert sheet_name("[]") == "Sheet"


def test_csv_begins_with_a_mark_that_excel_knows() -> None:
    lines = list(csv_lines([Column("Név")], rows=[["á"]], closing="end"))
    assert lines == ["\ufeffNév\r\n", "á\r\n", "end\r\n"]


def test_a_chart_keeps_its_lines_beside_the_rows() -> None:
    spec = shape_chart([BandBar(0, "0-1", 5, "within 18 weeks", "/x")])
    assert spec["datasets"]["rows"] == [
        {"week": 0, "band": "0-1", "pathways": 5, "group": "within 18 weeks", "href": "/x"}
    ]
    assert {18, 52} == {row["at"] for rows in spec["datasets"].values() for row in rows if "at" in row}
    trend = trend_chart([TrendPoint("2026-01-31", "ENT", 43.46)], title="Within 18 weeks")
    assert trend["title"] == "Within 18 weeks"
    assert shape_chart([])["datasets"]["rows"] == []
