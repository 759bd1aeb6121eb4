"""Rota files as rota coordinators have them, each read exactly as it is known to be."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from directorate.core.domain.words import LONDON
from directorate.core.importers.file_kinds import FileRefusedError
from rotas.domain.activity_weeks import dates_in_month
from rotas.domain.clocks import instant_of
from rotas.domain.medical_staff import alerts
from rotas.importers.activity_template import ActivityTemplate, pa_by_consultant
from rotas.importers.files import read_rota_file
from rotas.importers.medical_staff_list import MedicalStaffList
from rotas.importers.on_call_list import OnCallList
from rotas.importers.rota_grid import RotaGrid, totals
from rotas.importers.rows import Reading

FILES = Path(__file__).parents[1] / "data/imports/rotas"


def expected_of(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FILES / f"{name}.expected.json").read_text(encoding="utf-8"))
    return found


def remarks(found: Any) -> Any:
    return sorted((remark.row, remark.column, remark.code) for remark in found)


def as_expected(found: Any) -> Any:
    return sorted((remark["row"], remark["column"], remark["code"]) for remark in found)


def check_reading(reading: Reading, *, expected: dict[str, Any]) -> None:
    assert remarks(reading.rejected) == as_expected(expected["rejected"])
    assert remarks(reading.warnings) == as_expected(expected["warnings"])
    assert reading.rows_rejected == expected["rows_rejected"]


def local(minute: int) -> str:
    return instant_of(minute).astimezone(LONDON).strftime("%Y-%m-%dT%H:%M")


def test_the_middle_grade_rota_is_read_cell_by_cell() -> None:
    expected = expected_of("ent_middle_grade_rota.xlsx")
    grid = read_rota_file(FILES / "ent_middle_grade_rota.xlsx")
    assert isinstance(grid, RotaGrid)
    check_reading(grid.reading, expected=expected)
    assert (grid.layout, grid.sheet, grid.legend_sheet) == (
        expected["layout"],
        expected["sheet"],
        expected["legend_sheet"],
    )
    assert grid.start_date.isoformat() == expected["start_date"]
    assert (len(grid.slots), grid.days // 7, grid.cells_read) == (
        expected["slots"],
        expected["weeks"],
        expected["cells_read"],
    )
    assert len(grid.reading.rejected) == expected["rejected_cells"]
    assert [slot.doctor for slot in grid.slots] == expected["slot_names"]
    assert [list(slot.cells) for slot in grid.slots] == expected["normalised"]
    assert totals(grid.slots) == expected["totals"]


def test_the_on_call_list_keeps_its_gaps() -> None:
    expected = expected_of("omfs_first_on_call.csv")
    found = read_rota_file(FILES / "omfs_first_on_call.csv")
    assert isinstance(found, OnCallList)
    check_reading(found.reading, expected=expected)
    assert (found.reading.rows_read, found.reading.rows_accepted) == (
        expected["rows_read"],
        expected["rows_accepted"],
    )
    gaps = [{"row": gap.row, "start": local(gap.start), "end": local(gap.end)} for gap in found.gaps]
    assert gaps == expected["gaps"]
    assigned = sum(duty.minutes for duty in found.duties if duty.doctor)
    assert assigned == expected["totals"]["elapsed_minutes_assigned"]


def test_the_consultants_week_falls_on_its_weeks_of_the_month() -> None:
    expected = expected_of("dermatology_consultant_week.xlsx")
    found = read_rota_file(FILES / "dermatology_consultant_week.xlsx")
    assert isinstance(found, ActivityTemplate)
    check_reading(found.reading, expected=expected)
    assert found.reading.rows_read == expected["rows_read"]
    assert [{"row": item.row, "weeks_of_month": list(item.weeks_of_month)} for item in found.activities] == expected[
        "weeks_of_month"
    ]
    dates = {
        item.row: dates_in_month(date(2027, 1, 1), weekday=item.weekday, weeks=item.weeks_of_month)
        for item in found.activities
    }
    assert [{"row": row, "dates": [day.isoformat() for day in days]} for row, days in dates.items()] == expected[
        "instances"
    ]
    assert sum(map(len, dates.values())) == expected["totals"]["sessions_in_month"]
    assert {name: float(pas) for name, pas in pa_by_consultant(found.activities).items()} == expected["totals"][
        "pa_by_consultant"
    ]


def test_the_medical_staff_list_is_read_with_its_alerts() -> None:
    expected = expected_of("medical_staff_list.xlsx")
    found = read_rota_file(FILES / "medical_staff_list.xlsx")
    assert isinstance(found, MedicalStaffList)
    check_reading(found.reading, expected=expected)
    assert (found.reading.rows_read, found.reading.rows_accepted) == (
        expected["rows_read"],
        expected["rows_accepted"],
    )
    assert float(sum(doctor.wte for doctor in found.doctors)) == expected["totals"]["wte"]
    assert dict(sorted(Counter(doctor.grade for doctor in found.doctors).items())) == expected["totals"]["by_grade"]
    as_of = date.fromisoformat(expected["as_of"])
    shown = [
        {"row": doctor.row, "field": alert.field, "level": alert.level, "days_left": alert.days_left}
        for doctor in found.doctors
        for alert in alerts(doctor.dates, grade=doctor.grade, as_of=as_of)
    ]
    assert shown == expected["alerts"]


def test_a_rota_with_dates_down_is_the_same_rota(tmp_path: Path) -> None:
    file = tmp_path / "dates.xlsx"
    _dates_down_workbook(file)
    grid = read_rota_file(file)
    assert isinstance(grid, RotaGrid)
    assert grid.layout == "DATES_DOWN"
    assert [(slot.number, slot.doctor, slot.cells) for slot in grid.slots] == [
        (1, "Dr Kaur", ("N", "N+Z", None)),
        (2, None, ("O", "N", "N")),
    ]
    assert remarks(grid.reading.rejected) == [(4, "C", "unknown_code")]


def _dates_down_workbook(file: Path) -> None:
    from openpyxl import Workbook

    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "Rota"
    for row in (
        ("Date", "Day", "Slot 1\nDr Kaur", "Slot 2\nVACANT"),
        ("05/10/2026", "Mon", "N", "O"),
        ("06/10/2026", "Tue", "N+Z", "n"),
        ("07/10/2026", "Wed", "perhaps", "N"),
    ):
        sheet.append(row)
    legend = workbook.create_sheet("Legend")
    for row in (
        ("Duty code", "From", "To", "Type"),
        ("N", "09:00", "17:00", "shift"),
        ("Z", "17:00", "08:00", "nroc"),
        ("O", "", "", "zero"),
    ):
        legend.append(row)
    workbook.save(file)


@pytest.mark.parametrize("content", ["a,b,c\n1,2,3\n", "just a sentence\n"], ids=["other columns", "no list"])
def test_a_file_of_another_kind_is_refused_with_what_can_be_read(content: str, tmp_path: Path) -> None:
    file = tmp_path / "other.csv"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(FileRefusedError, match="none of the files"):
        read_rota_file(file)
