"""Doctors' requests for leave as a file: each an absence to decide, exactly as it is stated, twice the same."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from directorate.core.importers.document_files import look_at
from directorate.core.importers.feeds import all_feeds
from directorate.core.importers.recognising import recognise
from directorate.core.imports.pipeline import Given, import_file
from directorate.core.models import ImportBatch, Person, User
from rotas.domain.leave_requests import LeaveRequest, route_of
from rotas.importers.leave_requests import read_leave_requests
from rotas.importers.sheets import open_file
from rotas.models import LeaveSession
from staffing.models import Absence, AbsenceSource
from tests.core.document_feeds import expected_of
from tests.factories import PersonFactory
from tests.rotas.factories import ActivityTemplateFactory, DoctorRecordFactory
from tests.staffing.factories import AbsenceFactory

ClientFor = Callable[[User], Client]
FILES = Path(__file__).parents[1] / "data/imports/rotas"
SAMPLE, STAFF_LIST = FILES / "leave_requests.csv", FILES / "medical_staff_list.xlsx"
DAY = date(2026, 11, 23)
HEAD = "Request no,Doctor,GMC,Leave type,From,To,Part day,Submitted,Life event,Notes\n"


def load(path: Path, *, by: User) -> ImportBatch:
    return import_file(path, feed="leave_requests", by=by, given=Given(as_at=DAY))


def loaded(rows: str, *, by: User, path: Path) -> ImportBatch:
    path.write_text(HEAD + rows, encoding="utf-8")
    return load(path, by=by)


def faults(batch: ImportBatch) -> list[tuple[Any, ...]]:
    return sorted(batch.rejected_rows.values_list("row_number", "column", "code"))


def history_rows() -> int:
    names = {"AbsenceEvent", "AbsenceSourceEvent", "LeaveSessionEvent", "ReturnToWorkEvent"}
    return sum(model._default_manager.count() for model in apps.get_models() if model.__name__ in names)


def notes(batch: ImportBatch) -> dict[str, list[str]]:
    return dict(batch.counts["notes"])


def test_the_sample_is_read_request_by_request() -> None:
    expected = expected_of(SAMPLE)
    known = json.loads((FILES / "known_gmc_numbers.json").read_text())
    found = read_leave_requests(open_file(SAMPLE), known=known, as_of=DAY)
    read = [
        {
            "row": line.row,
            "notice_days": line.request.notice_days,
            "route": route_of(line.request, notice_needed=42),
            "calendar_days": float(line.request.calendar_days),
        }
        for line in found.lines
    ]
    assert read == expected["requests"]


@pytest.mark.parametrize(
    ("kind", "first", "submitted", "life_event", "route"),
    [
        ("annual_leave", date(2027, 1, 4), DAY, False, "STANDARD"),
        ("annual_leave", date(2027, 1, 3), DAY, False, "SHORT_NOTICE"),
        ("annual_leave", date(2027, 1, 4), DAY, True, "AUTO_APPROVE"),
        ("annual_leave", date(2027, 1, 3), DAY, True, "SHORT_NOTICE"),
        ("annual_leave", date(2026, 11, 22), DAY, True, "RETROSPECTIVE"),
        ("sickness", date(2027, 1, 4), DAY, True, "RETROSPECTIVE"),
    ],
    ids=["42 days", "41 days", "life event", "life event too late", "begun", "sick"],
)
def test_the_way_of_a_request(kind: str, first: date, submitted: date, life_event: bool, route: str) -> None:
    request = LeaveRequest(kind, first, first, "all", submitted, is_life_event=life_event)
    assert route_of(request, notice_needed=42) == route


def test_two_requests_overlap_when_they_take_the_same_half_day() -> None:
    def asked(part: Any) -> LeaveRequest:
        return LeaveRequest("study", DAY, DAY, part, DAY)

    assert asked("am").overlaps(asked("all"))
    assert asked("am").overlaps(asked("am"))
    assert not asked("am").overlaps(asked("pm"))


@pytest.mark.django_db
def test_the_sample_is_stored_as_it_is_stated(monday: object, sam: User, tmp_path: Path) -> None:
    import_file(STAFF_LIST, feed="medical_staff_list", by=sam)
    feed = recognise(look_at(SAMPLE), feeds=all_feeds())
    assert feed is not None
    assert feed.key == "leave_requests"
    expected, batch = expected_of(SAMPLE), load(SAMPLE, by=sam)
    assert batch.state == "accepted", (batch.explanation, batch.file_issues)
    read = (batch.rows_read, batch.rows_accepted, batch.rows_rejected)
    assert read == (expected["rows_read"], expected["rows_accepted"], expected["rows_rejected"])
    assert faults(batch) == sorted((found["row"], found["column"], found["code"]) for found in expected["rejected"])
    noticed = sorted(batch.warnings.values_list("row_number", "column", "code"))
    assert noticed == sorted((found["row"], found["column"], found["code"]) for found in expected["warnings"])
    assert batch.counts["totals"] == expected["totals"]
    assert AbsenceSource.objects.filter(source="asked").exclude(source_key__contains="#").count() == 52
    ingham = Absence.objects.get(person__surname="Ingham")
    assert (ingham.kind, ingham.state, ingham.requested_by) == ("unpaid_parental", "requested", sam)
    assert ingham.requested_at.date() == date(2026, 11, 22)
    approved = Absence.objects.approved().exclude(kind="sickness")
    assert approved.count() == 4
    assert {row.decision_reason[:19] for row in approved} == {"Life-changing event"}
    assert set(Absence.objects.filter(kind="sickness").values_list("state", flat=True)) == {"approved"}
    ashdown = Absence.objects.get(person__surname="Ashdown", kind="study")
    assert (ashdown.first_date, ashdown.first_part, ashdown.last_part) == (date(2027, 3, 3), "am", "am")
    assert notes(batch)["Days that another absence has already"] == [
        "LR1044, Kofi Birtles: 8 Dec 2026 to 9 Dec 2026",
        "LR1050, Vikram Eastwood: 11 Mar 2027 to 24 Mar 2027",
    ]
    toil = Absence.objects.filter(person__surname="Eastwood", kind="toil").order_by("first_date")
    assert [(row.first_date, row.last_date) for row in toil] == [
        (date(2027, 3, 11), date(2027, 3, 15)),
        (date(2027, 3, 23), date(2027, 3, 24)),
    ]
    rows, copy = history_rows(), tmp_path / "copy.csv"
    copy.write_bytes(SAMPLE.read_bytes() + b"\n")
    again = load(copy, by=sam)
    assert (again.state, again.counts["rows_changed"]) == ("accepted", 0), again.counts["changes"]
    assert history_rows() == rows
    assert load(SAMPLE, by=sam).file_issues == ["duplicate_file"]


@pytest.fixture
def kaur(reference: None, monday: object) -> Person:
    """A consultant of ENT with the GMC number 6082927."""
    person: Person = PersonFactory(
        surname="Kaur", forenames="Chloe", staff_group="medical", grade="Consultant", staff_number=None
    )
    DoctorRecordFactory(person=person, gmc_no="6082927")
    return person


def test_a_request_waits_for_whoever_decides_with_its_notice_and_sessions(
    kaur: Person, sam: User, tmp_path: Path, client_for: ClientFor
) -> None:
    ActivityTemplateFactory(person=kaur, weekday=1, session="am", activity="Clinic")
    batch = loaded("A1,Dr Kaur,6082927,Annual,11/01/2027,12/01/2027,,16/11/2026,,\n", by=sam, path=tmp_path / "1.csv")
    assert batch.state == "accepted", batch.explanation
    absence = Absence.objects.get()
    assert (absence.state, absence.decided_by) == ("requested", None)
    assert LeaveSession.objects.get(absence=absence).activity == "Clinic"
    page = client_for(sam).get(reverse("staffing:leave_inbox")).content.decode()
    assert "56 days" in page


def test_a_request_that_was_logged_here_is_linked_and_one_declined_stays_declined(
    kaur: Person, sam: User, tmp_path: Path
) -> None:
    known = AbsenceFactory(person=kaur, first_date=date(2027, 1, 11), last_date=date(2027, 1, 12))
    rows = "A1,Dr Kaur,6082927,Annual,11/01/2027,13/01/2027,,16/11/2026,,\n"
    loaded(rows, by=sam, path=tmp_path / "1.csv")
    known.refresh_from_db()
    assert (Absence.objects.count(), known.last_date) == (1, date(2027, 1, 12))
    assert known.sources.get(source="asked").last_date == date(2027, 1, 13)
    more = rows + "A2,Dr Kaur,6082927,Study,01/02/2027,01/02/2027,,16/11/2026,,\n"
    loaded(more, by=sam, path=tmp_path / "2.csv")
    asked = Absence.objects.get(kind="study")
    asked.state, asked.decided_by, asked.decided_at, asked.decision_reason = "declined", sam, asked.requested_at, "No"
    asked.save()
    batch = loaded(more + "\n", by=sam, path=tmp_path / "3.csv")
    assert batch.counts["rows_changed"] == 0, batch.counts["changes"]
    assert Absence.objects.get(kind="study").state == "declined"


def test_a_number_with_another_name_or_that_nobody_has_is_not_loaded(kaur: Person, sam: User, tmp_path: Path) -> None:
    rows = (
        "A1,Dr Mbeki,6082927,Annual,11/01/2027,12/01/2027,,16/11/2026,,\n"
        "A2,Dr Kaur,6000000,Annual,11/01/2027,12/01/2027,,16/11/2026,,\n"
        "A3,,6082927,Annual,11/01/2027,12/01/2027,Evening,16/11/2026,,\n"
    )
    batch = loaded(rows, by=sam, path=tmp_path / "1.csv")
    assert faults(batch) == [(2, "gmc", "other_name"), (3, "gmc", "unknown_worker"), (4, "part_day", "unknown_code")]
    assert batch.rejected_rows.get(row_number=3).cells["Doctor"] == "Dr Kaur"


def test_half_a_day_and_the_days_around_it_become_one_absence_of_whole_days(
    kaur: Person, sam: User, tmp_path: Path
) -> None:
    rows = (
        "A1,Dr Kaur,6082927,Annual,11/01/2027,11/01/2027,PM,16/11/2026,,\n"
        "A2,Dr Kaur,6082927,Annual,11/01/2027,13/01/2027,,16/11/2026,,\n"
    )
    loaded(rows, by=sam, path=tmp_path / "1.csv")
    absence = Absence.objects.get()
    assert (absence.first_part, absence.first_date, absence.last_date) == ("all", date(2027, 1, 11), date(2027, 1, 13))


def test_the_same_number_from_another_day_is_pointed_out(kaur: Person, sam: User, tmp_path: Path) -> None:
    loaded("A1,Dr Kaur,6082927,Annual,11/01/2027,12/01/2027,,16/11/2026,,\n", by=sam, path=tmp_path / "1.csv")
    batch = loaded("A1,Dr Kaur,6082927,Annual,18/01/2027,19/01/2027,,16/11/2026,,\n", by=sam, path=tmp_path / "2.csv")
    said = notes(batch)["Asked for before from another day or as another kind: both stand"]
    assert said == ["A1, Chloe Kaur: from 11 Jan 2027"]
    assert Absence.objects.count() == 2
