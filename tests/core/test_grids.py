"""Documents as rows of cells: tables found by their headings, rows passed over, cells read as what they are."""

import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from directorate.core.importers.document_files import look_at, one_table, read_grids
from directorate.core.importers.feeds import all_feeds
from directorate.core.importers.file_kinds import FileRefusedError
from directorate.core.importers.grids import Column, Grid, Table, find_table, read_cell
from directorate.core.importers.recognising import recognise
from tests.core.document_feeds import SAMPLES
from tests.core.test_import_bad_files import HEAVY
from tests.core.uploads import SAMPLES as LISTS

PEOPLE = Table(
    "people",
    (Column("number", ("Staff Number", "Employee"), required=True), Column("fte", ("FTE",)), Column("day", ("From",))),
)
FEED_OF = {
    "establishment_2026-11.xlsx": "establishment",
    "esr_absence_2024-12_2026-11.csv": "esr_absence",
    "healthroster_absence_2026-11-23.csv": "healthroster",
    "leave_2026-27.xlsx": "leave_sheet",
    "agency_timesheets_2026-27.xlsx": "agency",
    "trac_managers_update_2026-11-23.xlsx": "trac",
}


@pytest.mark.parametrize("name", FEED_OF)
def test_each_sample_is_recognised(name: str) -> None:
    feed = recognise(look_at(SAMPLES / "staffing" / name), feeds=all_feeds())
    assert feed is not None
    assert feed.key == FEED_OF[name]


@pytest.mark.parametrize("name", ["ptl_small.xlsx", "ptl_2026-01-25.csv", "ptl_2026-02-01.csv", "bad_header_only.csv"])
def test_a_waiting_list_is_recognised(name: str) -> None:
    feed = recognise(look_at(LISTS / name), feeds=all_feeds())
    assert feed is not None
    assert feed.key == "ptl"


@pytest.mark.parametrize("content", ["", "One,Two\n1,2\n", "<html><body>no list</body></html>", "Name\nAnn\n"])
def test_what_is_no_list_of_ours_is_not_guessed(content: str, tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text(content or " ")
    assert recognise(look_at(path), feeds=all_feeds()) is None


def table_of(*rows: Any) -> Any:
    return find_table(Grid("Sheet", rows), table=PEOPLE)


def test_headings_are_found_below_titles_whatever_their_form() -> None:
    found = table_of(("Staff in post",), (), ("staff_number: ", " FTE* ", "Other"), ("20700001", 1, "x"))
    assert (found.header_row, found.places) == (3, {"number": 0, "fte": 1})
    assert [(line.row, line.text("number")) for line in found.lines()] == [(4, "20700001")]


def test_of_several_names_of_one_field_the_first_listed_wins() -> None:
    assert table_of(("Employee", "Staff Number"), ("1", "2")).places == {"number": 1}


def test_blank_rows_totals_and_repeated_headers_are_passed_over() -> None:
    found = table_of(
        ("Staff Number", "FTE"), ("1", ""), ("", None), ("Staff Number", "FTE"), ("", "TOTAL: 1"), ("2", ""), ()
    )
    assert [line.text("number") for line in found.lines()] == ["1", "2"]
    assert len(found.below) == 5


def test_a_header_lower_than_the_fifteenth_row_is_none() -> None:
    assert table_of(*[("title",)] * 15, ("Staff Number",)) is None


@pytest.mark.parametrize(
    ("cell", "target", "value", "flag"),
    [
        (datetime(2026, 4, 1), "date", date(2026, 4, 1), None),  # noqa: DTZ001 a workbook knows no time zone
        (datetime(4712, 12, 31), "date", None, "open_ended"),  # noqa: DTZ001
        ("31/12/4712", "date", None, "open_ended"),
        (timedelta(hours=37, minutes=30), "duration", 2250, None),
        (37.5, "duration", 2250, None),
        ("37:30", "duration", 2250, None),
        (20698184.0, "staff_no", "20698184", None),
        (698184.0, "staff_no", "00698184", "padded"),
        (None, "date", None, "blank"),
    ],
    ids=str,
)
def test_a_cell_is_read_as_what_it_should_be(cell: Any, target: Any, value: Any, flag: str | None) -> None:
    found = read_cell(cell, target=target)
    assert (found.value, found.flag, found.error) == (value, flag, None)


def test_a_text_file_is_read_by_its_own_delimiter_and_encoding(tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_bytes("Staff Number;FTE\n20700001;O’Müller\n".encode("utf-16"))
    line = next(one_table(path, table=PEOPLE).lines())
    assert (line.sheet, line.row, line.text("fte")) == ("", 2, "O’Müller")


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text("FTE,From\n1,2\n")
    with pytest.raises(FileRefusedError, match="Staff Number") as refused:
        one_table(path, table=PEOPLE)
    assert refused.value.code == "missing_columns"


@pytest.mark.parametrize("what", HEAVY)
def test_what_is_too_much_for_a_document_is_refused_in_time(what: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(HEAVY[what]())
    began = time.process_time()
    with pytest.raises(FileRefusedError):
        one_table(path, table=PEOPLE)
    assert time.process_time() - began < 10


def test_a_hidden_sheet_is_not_read(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "Shown"
    book.active["A1"] = "x"
    book.create_sheet("Hidden").sheet_state = "hidden"
    book.save(tmp_path / "book.xlsx")
    assert [grid.name for grid in read_grids(tmp_path / "book.xlsx")] == ["Shown"]
