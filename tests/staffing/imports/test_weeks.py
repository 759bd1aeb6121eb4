"""From one week's extract to the next: what ESR closes, corrects, or says of what is known otherwise."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from directorate.core.imports.pipeline import Given, import_file
from directorate.core.models import ImportBatch, Person, User
from staffing.actions.changes import end
from staffing.models import Absence, AbsenceSource, ReturnToWork
from tests.staffing.factories import AbsenceFactory, AssignmentFactory

pytestmark = pytest.mark.django_db
HEADINGS = (
    "Employee,Assignment Number,FTE,Absence Type,Absence Reason,Absence Start Date,Absence End Date,"
    "Return To Work Discussion Date"
)


@pytest.fixture(autouse=True)
def _files_in_a_folder_of_their_own(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def person(reference: None) -> Person:
    """Somebody with one contract."""
    return AssignmentFactory(person__staff_number="20700001", assignment_no="20700001").person


def esr(folder: Path, *rows: str, by: User, as_at: date = date(2026, 11, 22)) -> ImportBatch:
    """An extract of these rows, loaded: type, reason, start, end, return-to-work talk."""
    path = folder / "esr.csv"
    path.write_text("\n".join([HEADINGS, *(f"20700001,20700001,1.00,{row}" for row in rows)]) + "\n")
    return import_file(path, feed="esr_absence", by=by, given=Given(as_at=as_at))


def spells(person: Person) -> list[tuple[str, date, date | None]]:
    rows = Absence.objects.approved().filter(person=person).order_by("first_date")
    return [(row.kind, row.first_date, row.last_date) for row in rows]


def test_an_open_sickness_is_closed_by_the_next_extract(person: Person, sam: User, tmp_path: Path, monday: Any) -> None:
    esr(tmp_path, "Sickness,S13 Cold,16/11/2026,31/12/4712,", by=sam)
    assert spells(person) == [("sickness", date(2026, 11, 16), None)]
    assert not ReturnToWork.objects.exists()
    batch = esr(tmp_path, "Sickness,S13 Cold,16/11/2026,20/11/2026,", by=sam)
    assert spells(person) == [("sickness", date(2026, 11, 16), date(2026, 11, 20))]
    assert ReturnToWork.objects.get().held_date is None
    assert "absences: 0 new, 1 changed, 0 as before" in batch.counts["changes"]
    esr(tmp_path, "Sickness,S13 Cold,16/11/2026,20/11/2026,23/11/2026", by=sam)
    assert ReturnToWork.objects.get().held_date == date(2026, 11, 23)


def test_a_corrected_end_moves_the_absence_and_a_missing_row_removes_nothing(
    person: Person, sam: User, tmp_path: Path, monday: Any
) -> None:
    esr(
        tmp_path,
        "Annual Leave Hours 1,,02/11/2026,06/11/2026,",
        "Study Leave,,09/11/2026,10/11/2026,",
        by=sam,
    )
    batch = esr(tmp_path, "Annual Leave Hours 1,,02/11/2026,04/11/2026,", by=sam)
    assert batch.counts["rows_changed"] == 2
    assert spells(person) == [
        ("annual_leave", date(2026, 11, 2), date(2026, 11, 4)),
        ("study", date(2026, 11, 9), date(2026, 11, 10)),
    ]


def test_two_that_change_places_do_not_run_into_each_other(
    person: Person, sam: User, tmp_path: Path, monday: Any
) -> None:
    esr(tmp_path, "Annual Leave Hours 1,,02/11/2026,06/11/2026,", "Study Leave,,07/11/2026,10/11/2026,", by=sam)
    esr(tmp_path, "Annual Leave Hours 1,,02/11/2026,08/11/2026,", "Study Leave,,09/11/2026,10/11/2026,", by=sam)
    assert spells(person) == [
        ("annual_leave", date(2026, 11, 2), date(2026, 11, 8)),
        ("study", date(2026, 11, 9), date(2026, 11, 10)),
    ]
    assert AbsenceSource.objects.count() == 3, "what the first extract said of the 7th stays on record"


def test_sickness_inside_leave_of_the_same_extract_comes_first(
    person: Person, sam: User, tmp_path: Path, monday: Any
) -> None:
    esr(
        tmp_path,
        "Annual Leave Hours 1,,02/11/2026,13/11/2026,",
        "Sickness,S13 Cold,05/11/2026,06/11/2026,09/11/2026",
        by=sam,
    )
    assert spells(person) == [
        ("annual_leave", date(2026, 11, 2), date(2026, 11, 4)),
        ("sickness", date(2026, 11, 5), date(2026, 11, 6)),
        ("annual_leave", date(2026, 11, 7), date(2026, 11, 13)),
    ]
    again = esr(
        tmp_path,
        "Annual Leave Hours 1,,02/11/2026,13/11/2026,",
        "Sickness,S13 Cold,05/11/2026,06/11/2026,09/11/2026",
        "",
        by=sam,
    )
    assert again.counts["rows_changed"] == 0


LEAVE = "Annual Leave Hours 1,,02/11/2026,13/11/2026,"
FIRST_SICK = "Sickness,S13 Cold,03/11/2026,04/11/2026,05/11/2026"
SECOND_SICK = "Sickness,S13 Cold,09/11/2026,10/11/2026,11/11/2026"
CUT_TWICE = [
    ("annual_leave", date(2026, 11, 2), date(2026, 11, 2)),
    ("sickness", date(2026, 11, 3), date(2026, 11, 4)),
    ("annual_leave", date(2026, 11, 5), date(2026, 11, 8)),
    ("sickness", date(2026, 11, 9), date(2026, 11, 10)),
    ("annual_leave", date(2026, 11, 11), date(2026, 11, 13)),
]


def test_sickness_that_comes_later_cuts_leave_that_is_known(
    person: Person, sam: User, tmp_path: Path, monday: Any
) -> None:
    esr(tmp_path, LEAVE, by=sam)
    esr(tmp_path, LEAVE, FIRST_SICK, SECOND_SICK, by=sam)
    assert spells(person) == CUT_TWICE
    assert esr(tmp_path, LEAVE, FIRST_SICK, SECOND_SICK, "", by=sam).counts["rows_changed"] == 0
    assert spells(person) == CUT_TWICE


def test_leave_that_was_logged_here_is_cut_by_two_sicknesses(
    person: Person, sam: User, tmp_path: Path, monday: Any
) -> None:
    AbsenceFactory(person=person, first_date=date(2026, 11, 2), last_date=date(2026, 11, 13), requested_by=sam)
    esr(tmp_path, FIRST_SICK, SECOND_SICK, by=sam)
    assert spells(person) == CUT_TWICE


def test_what_was_cancelled_here_stays_cancelled(person: Person, sam: User, tmp_path: Path, monday: Any) -> None:
    esr(tmp_path, LEAVE, by=sam)
    end(Absence.objects.get(), by=sam, reason="Entered by mistake")
    esr(tmp_path, LEAVE, FIRST_SICK, by=sam)
    assert spells(person) == [("sickness", date(2026, 11, 3), date(2026, 11, 4))]


def test_reasons_are_in_no_rejected_row_and_no_notice(person: Person, sam: User, tmp_path: Path, monday: Any) -> None:
    batch = esr(
        tmp_path,
        "Sickness,S10 Anxiety,20/11/2026,19/11/2026,",
        "Sickness,S77 Secret,02/11/2026,03/11/2026,",
        by=sam,
    )
    row, notice = batch.rejected_rows.get(), batch.warnings.get()
    assert "S10" not in str(row.cells) + str(row.value)
    assert (notice.code, notice.column, notice.value) == ("unknown_reason", "Absence Reason", "")
