"""Files of rotas, dropped on any page: recognised, stored as sessions, duties and gaps, twice the same."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from directorate.core.domain.access import Role
from directorate.core.importers.document_files import look_at
from directorate.core.importers.feeds import all_feeds
from directorate.core.importers.recognising import recognise
from directorate.core.imports.pipeline import Given, import_file
from directorate.core.imports.worklist import feeds_importable_by
from directorate.core.models import ImportBatch, Specialty, User
from rotas.models import ActivityTemplate, Duty, Gap, Rota
from tests.core.document_feeds import expected_of
from tests.factories import PersonFactory

FILES = Path(__file__).parents[1] / "data/imports/rotas"
SAMPLE, ON_CALL = FILES / "dermatology_consultant_week.xlsx", FILES / "omfs_first_on_call.csv"
DAY = date(2026, 11, 23)
pytestmark = pytest.mark.django_db


def load(path: Path, *, by: User, day: date = DAY) -> ImportBatch:
    return import_file(path, feed="consultant_week", by=by, given=Given(as_at=day))


def hire(*surnames: str) -> None:
    for surname in surnames:
        PersonFactory(surname=surname, title="Dr", staff_group="medical", grade="Consultant")


def test_the_sample_is_stored_as_it_is_stated(monday: object, sam: User, tmp_path: Path) -> None:
    hire("Dacre", "Eastwood", "Farrukh", "Gorse")
    expected, batch = expected_of(SAMPLE), load(SAMPLE, by=sam)
    assert batch.state == "accepted", (batch.explanation, batch.file_issues)
    assert (batch.rows_read, batch.rows_accepted, batch.rows_rejected) == (26, 21, 5)
    rejected = [
        {"row": row.row_number, "column": row.column, "code": row.code}
        for row in batch.rejected_rows.order_by("row_number")
    ]
    assert rejected == expected["rejected"]
    noticed = {(found.row_number, found.column, found.code) for found in batch.warnings.all()}
    assert noticed == {(found["row"], found["column"], found["code"]) for found in expected["warnings"]}
    assert ActivityTemplate.objects.count() == 21
    theatre = ActivityTemplate.objects.get(person__surname="Dacre", weekday=3, session="am")
    assert (theatre.weeks_of_month, theatre.activity, theatre.site.letter) == ([2, 4, 5], "Mohs / theatre list", "W")
    copy = tmp_path / "again.xlsx"
    copy.write_bytes(SAMPLE.read_bytes() + b"\0\0")
    again = load(copy, by=sam)
    assert again.counts["rows_changed"] == 0
    assert ActivityTemplate.objects.count() == 21


def test_what_the_file_says_otherwise_of_ends_and_what_it_does_not_name_stays(
    monday: object, sam: User, tmp_path: Path
) -> None:
    hire("Dacre")
    head = "Consultant,Day,Session,Weeks,Activity,Site\n"
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_text(head + "Dacre,Monday,AM,Every,Clinic,WRH\nDacre,Tuesday,ALL,Every,Theatre,ALX\n")
    load(first, by=sam)
    second.write_text(
        head + "Dacre,Monday,AM,Every,Admin,WRH\nNobody,Monday,AM,Every,Clinic,\nDacre,Friday,AM,Every,X,Mars\n"
    )
    batch = load(second, by=sam, day=date(2027, 1, 4))
    assert sorted(batch.rejected_rows.values_list("row_number", "code")) == [(3, "unknown_worker"), (4, "unknown_site")]
    days = {row.activity: row.valid for row in ActivityTemplate.objects.filter(session="am")}
    assert (days["Clinic"].lower, days["Clinic"].upper) == (DAY, date(2027, 1, 4))
    assert (days["Admin"].lower, days["Admin"].upper) == (date(2027, 1, 4), None)
    assert days["Theatre"].upper is None


@pytest.fixture
def omfs(monday: object, sam: User) -> None:
    """The doctors of the on-call list, all of OMFS."""
    specialty = Specialty.objects.get(code="omfs")
    for surname in ("Abbot", "Unsworth", "Varghese", "Wragg", "Yardley", "Zaman"):
        PersonFactory(surname=surname, title="Dr", staff_group="medical", specialty=specialty)


def load_on_call(path: Path, *, by: User) -> ImportBatch:
    return import_file(path, feed="on_call_list", by=by, given=Given())


def test_the_on_call_list_is_stored_as_duties_and_gaps(omfs: None, sam: User, tmp_path: Path) -> None:
    expected, batch = expected_of(ON_CALL), load_on_call(ON_CALL, by=sam)
    assert batch.state == "accepted", (batch.explanation, batch.file_issues)
    assert (batch.rows_read, batch.rows_accepted, batch.rows_rejected) == (
        expected["rows_read"], expected["rows_accepted"], expected["rows_rejected"],
    )  # fmt: skip
    rows = batch.rejected_rows.order_by("row_number")
    rejected = [{"row": row.row_number, "column": row.column, "code": row.code} for row in rows]
    assert rejected == expected["rejected"]
    assert {row.specialty.code for row in rows if row.specialty} == {"omfs"}
    noticed = {(found.row_number, found.column, found.code) for found in batch.warnings.all()}
    assert noticed == {(found["row"], found["column"], found["code"]) for found in expected["warnings"]}
    rota = Rota.objects.get()
    assert (rota.name, rota.tier, rota.specialty.code) == ("OMFS 1st on call", "1", "omfs")
    assert Duty.objects.filter(rota=rota).count() == 53
    assert Gap.objects.open().count() == Duty.objects.filter(person=None).count() == len(expected["gaps"])
    copy = tmp_path / "again.csv"
    copy.write_bytes(ON_CALL.read_bytes() + b"\n")
    assert load_on_call(copy, by=sam).counts["rows_changed"] == 0
    assert Duty.objects.count() == 53


HEAD = "Date,Day,Tier,Doctor,Start,End\n"


def test_a_later_on_call_list_fills_a_gap_and_takes_nobody_off(omfs: None, sam: User, tmp_path: Path) -> None:
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_text(HEAD + "1/12/2026,Tue,1st,TBC,08:00,20:30\n1/12/2026,Tue,1st,Dr Wragg,20:00,08:30\n")
    load_on_call(first, by=sam)
    second.write_text(HEAD + "1/12/2026,Tue,1st,Zaman,08:00,20:30\n1/12/2026,Tue,1st,,20:00,08:30\n")
    batch = load_on_call(second, by=sam)
    assert batch.counts["changes"] == ["duties: 0 new, 1 changed, 1 as before"]
    assert [duty.person.surname for duty in Duty.objects.order_by("during")] == ["Zaman", "Wragg"]  # type: ignore[union-attr]
    assert (Gap.objects.open().count(), Gap.objects.get().how) == (0, "On-call list")


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("2/12/2026,Wed,1st,Wragg,07:00,20:30", "overlap_person"),
        ("1/12/2026,Tue,1st,Varghese,20:00,08:30", "duplicate_row"),
        ("2/12/2026,Wed,1st,Nobody,08:00,20:30", "unknown_worker"),
        ("2/12/2026,Wed,some,Zaman,08:00,20:30", "unknown_tier"),
    ],
    ids=["one doctor twice", "two doctors for the same hours", "nobody of this name", "no tier"],
)
def test_a_row_of_an_on_call_list_that_cannot_be_is_kept_apart(
    omfs: None, sam: User, tmp_path: Path, row: str, code: str
) -> None:
    path = tmp_path / "list.csv"
    night = "1/12/2026,Tue,1st,Wragg,20:00,08:30"
    path.write_text(f"{HEAD}1/12/2026,Tue,1st,Zaman,08:00,20:30\n{night}\n{row}\n")
    batch = load_on_call(path, by=sam)
    assert [(found.row_number, found.code) for found in batch.rejected_rows.all()] == [(4, code)]
    night_duty = Duty.objects.latest("during")
    assert (night_duty.during.lower, night_duty.duty_type.kind) == (datetime(2026, 12, 1, 20, tzinfo=UTC), "shift")


@pytest.mark.parametrize(
    ("path", "key"), [(SAMPLE, "consultant_week"), (ON_CALL, "on_call_list")], ids=["week", "on call"]
)
def test_it_is_recognised_among_all_feeds(path: Path, key: str) -> None:
    found = recognise(look_at(path), feeds=all_feeds())
    assert found is not None
    assert found.key == key


def test_only_those_who_keep_the_medical_staff_list_load_it(everybody: dict[Role, User]) -> None:
    loading = {
        role for role, user in everybody.items() if "consultant_week" in {f.key for f in feeds_importable_by(user)}
    }
    assert loading == {Role.DIRECTORATE_MANAGER, Role.ASSISTANT_MANAGER, Role.ROTA_COORDINATOR}


@pytest.mark.parametrize(
    ("file", "feed"),
    [
        ("rotas/medical_staff_list.xlsx", "medical_staff_list"),
        ("rotas/ent_middle_grade_rota.xlsx", "rota_grid"),
        ("rotas/dermatology_consultant_week.xlsx", "consultant_week"),
        ("rotas/omfs_first_on_call.csv", "on_call_list"),
        ("rotas/clinic_bookings_2026-11-22.csv", "clinic_bookings"),
        ("rotas/leave_requests.csv", "leave_requests"),
        ("staffing/agency_timesheets_2026-27.xlsx", "agency"),
        ("staffing/leave_2026-27.xlsx", "leave_sheet"),
        ("staffing/establishment_2026-11.xlsx", "establishment"),
        ("staffing/healthroster_absence_2026-11-23.csv", "healthroster"),
    ],
)
def test_no_file_is_taken_for_one_of_another_kind(file: str, feed: str) -> None:
    found = recognise(look_at(FILES.parent / file), feeds=all_feeds())
    assert found is not None
    assert found.key == feed
