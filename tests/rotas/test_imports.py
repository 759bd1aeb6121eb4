"""The week of consultants, dropped on any page: recognised, stored as sessions, twice the same."""

from datetime import date
from pathlib import Path

import pytest

from directorate.core.domain.access import Role
from directorate.core.importers.document_files import look_at
from directorate.core.importers.feeds import all_feeds
from directorate.core.importers.recognising import recognise
from directorate.core.imports.pipeline import Given, import_file
from directorate.core.imports.worklist import feeds_importable_by
from directorate.core.models import ImportBatch, User
from rotas.models import ActivityTemplate
from tests.core.document_feeds import expected_of
from tests.factories import PersonFactory

SAMPLE = Path(__file__).parents[1] / "data/imports/rotas/dermatology_consultant_week.xlsx"
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


def test_it_is_recognised_among_all_feeds() -> None:
    found = recognise(look_at(SAMPLE), feeds=all_feeds())
    assert found is not None
    assert found.key == "consultant_week"


def test_only_those_who_keep_the_medical_staff_list_load_it(everybody: dict[Role, User]) -> None:
    loading = {
        role for role, user in everybody.items() if "consultant_week" in {f.key for f in feeds_importable_by(user)}
    }
    assert loading == {Role.DIRECTORATE_MANAGER, Role.ASSISTANT_MANAGER, Role.ROTA_COORDINATOR}
