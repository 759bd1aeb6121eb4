"""The staffing samples through the engine, each exactly as it stands beside it."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from directorate.core.models import Person, User
from staffing.models import (
    Absence,
    AbsenceSource,
    AgencyBooking,
    AgencyInvoice,
    AgencyPriceCap,
    AgencyTimesheet,
    Assignment,
    Post,
    SicknessDetail,
    Vacancy,
)
from tests.core.document_feeds import SAMPLES, check_nothing_changes, check_sample, load
from tests.staffing.factories import AbsenceFactory

pytestmark = pytest.mark.django_db
LATEST = date(2026, 11, 23)
FILES = SAMPLES / "staffing"
ESTABLISHMENT = FILES / "establishment_2026-11.xlsx"
HEALTHROSTER = FILES / "healthroster_absence_2026-11-23.csv"
LEAVE = FILES / "leave_2026-27.xlsx"
AGENCY = FILES / "agency_timesheets_2026-27.xlsx"
TRAC = FILES / "trac_managers_update_2026-11-23.xlsx"
ESR = FILES / "esr_absence_2024-12_2026-11.csv"


@pytest.fixture(autouse=True)
def _files_in_a_folder_of_their_own(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def history_rows() -> int:
    models = [model for model in apps.get_models() if model._meta.label.startswith(("staffing.", "core.Person"))]
    return sum(model._default_manager.count() for model in models if model.__name__.endswith("Event"))


def test_the_establishment_workbook_fills_posts_people_and_contracts(sam: User, tmp_path: Path, monday: Any) -> None:
    check_sample(ESTABLISHMENT, feed="establishment", by=sam)
    people = Person.objects.exclude(staff_number=None).filter(assignments__isnull=False).distinct()
    assert (Post.objects.count(), people.count(), Assignment.objects.count()) == (58, 62, 75)
    assert dict(people.exclude(leaving_reason="").values_list("staff_number", "leaving_reason")) == {
        "20702922": "Retirement Age",
        "20703219": "Voluntary Resignation - Work Life Balance",
        "20711650": "Voluntary Resignation - Relocation",
        "20714924": "Voluntary Resignation - Promotion",
        "20717711": "Retirement Age",
        "20722035": "End of Fixed Term Contract",
    }
    before = history_rows()
    check_nothing_changes(ESTABLISHMENT, feed="establishment", by=sam, copy=tmp_path / "other.xlsx")
    assert history_rows() == before


def uncovered_days() -> list[tuple[str, date]]:
    """Days that a source says somebody was away on and no absence covers."""
    covered = {(absence.person_id, day) for absence in Absence.objects.counting() for day in days_of(absence)}
    return [
        (said.source_key, day)
        for said in AbsenceSource.objects.select_related("absence")
        for day in days_of(said)
        if (said.absence.person_id, day) not in covered
    ]


def days_of(row: Any) -> list[date]:
    last = row.last_date or LATEST
    return [row.first_date + timedelta(days=place) for place in range((last - row.first_date).days + 1)]


def test_the_esr_extract_becomes_one_absence_a_spell(sam: User, tmp_path: Path, monday: Any) -> None:
    load(ESTABLISHMENT, feed="establishment", by=sam)
    check_sample(ESR, feed="esr_absence", by=sam)
    assert AbsenceSource.objects.filter(source="esr").count() == 888
    sick = Absence.objects.filter(kind="sickness")
    assert (sick.filter(last_date=None).count(), sick.count()) == (3, 190)
    assert SicknessDetail.objects.exclude(reason_code="").count() == 188
    assert not uncovered_days()
    before = history_rows()
    check_nothing_changes(ESR, feed="esr_absence", by=sam, copy=tmp_path / "other.csv")
    assert history_rows() == before


def test_healthroster_is_matched_to_esr(sam: User, tmp_path: Path, monday: Any) -> None:
    load(ESTABLISHMENT, feed="establishment", by=sam)
    load(ESR, feed="esr_absence", by=sam)
    dates = set(Absence.objects.filter(sources__source="esr").values_list("pk", "first_date", "last_date"))
    check_sample(HEALTHROSTER, feed="healthroster", by=sam)
    assert dates <= set(Absence.objects.values_list("pk", "first_date", "last_date"))
    assert Absence.objects.filter(kind="sickness").count() == 193
    assert {key[9:] for key, _ in uncovered_days()} == {
        "2026-09-16|20722082|sickness",
        "2026-11-05|20713127|sickness",
        "2026-11-08|20717711|sickness",
        "2026-11-16|20700156|sickness",
    }, "of the four whose dates disagree those of ESR count"
    before = history_rows()
    check_nothing_changes(HEALTHROSTER, feed="healthroster", by=sam, copy=tmp_path / "other.csv")
    assert history_rows() == before


def test_what_was_logged_here_keeps_its_dates_and_is_linked(sam: User, monday: Any) -> None:
    load(ESTABLISHMENT, feed="establishment", by=sam)
    person = Person.objects.get(staff_number="20716948")
    known = AbsenceFactory(
        person=person, kind="sickness", first_date=date(2024, 12, 11), last_date=date(2024, 12, 12), requested_by=sam
    )
    leave = AbsenceFactory(
        person=person, kind="special", first_date=date(2024, 12, 30), last_date=date(2024, 12, 31), requested_by=sam
    )
    load(ESR, feed="esr_absence", by=sam)
    known.refresh_from_db()
    leave.refresh_from_db()
    assert (known.first_date, known.last_date) == (date(2024, 12, 11), date(2024, 12, 12))
    said = AbsenceSource.objects.get(absence=known, source="esr")
    assert (said.first_date, said.last_date) == (date(2024, 12, 12), date(2024, 12, 13))
    assert (leave.state, leave.first_date, leave.last_date) == ("approved", date(2024, 12, 30), date(2024, 12, 31))
    rest = Absence.objects.get(person=person, kind="annual_leave", last_date=date(2025, 1, 13))
    assert rest.first_date == date(2025, 1, 1)


def test_sickness_takes_the_place_of_leave_that_was_booked_here(sam: User, monday: Any) -> None:
    load(ESTABLISHMENT, feed="establishment", by=sam)
    person = Person.objects.get(staff_number="20716948")
    leave = AbsenceFactory(
        person=person, kind="annual_leave", first_date=date(2024, 12, 9), last_date=date(2024, 12, 12), requested_by=sam
    )
    load(ESR, feed="esr_absence", by=sam)
    leave.refresh_from_db()
    assert (leave.first_date, leave.last_date) == (date(2024, 12, 9), date(2024, 12, 11))
    assert Absence.objects.filter(person=person, kind="sickness", first_date=date(2024, 12, 12)).exists()


def test_the_leave_spreadsheet_feeds_leave_and_no_sickness(sam: User, tmp_path: Path, monday: Any) -> None:
    load(ESTABLISHMENT, feed="establishment", by=sam)
    load(ESR, feed="esr_absence", by=sam)
    load(HEALTHROSTER, feed="healthroster", by=sam)
    sick = Absence.objects.filter(kind="sickness").count()
    check_sample(LEAVE, feed="leave_sheet", by=sam)
    assert Absence.objects.filter(kind="sickness").count() == sick
    assert not AbsenceSource.objects.filter(source="sheet", absence__kind="sickness").exists()
    assert Absence.objects.filter(sources__source="sheet", first_part="pm").exists()
    before = history_rows()
    check_nothing_changes(LEAVE, feed="leave_sheet", by=sam, copy=tmp_path / "other.xlsx")
    assert history_rows() == before


def test_the_agency_workbook_becomes_bookings_timesheets_invoices_and_caps(
    sam: User, tmp_path: Path, monday: Any
) -> None:
    load(ESTABLISHMENT, feed="establishment", by=sam)
    check_sample(AGENCY, feed="agency", by=sam)
    stored = (AgencyBooking, AgencyTimesheet, AgencyInvoice, AgencyPriceCap)
    assert [model._default_manager.count() for model in stored] == [8, 150, 41, 4]
    before = history_rows()
    check_nothing_changes(AGENCY, feed="agency", by=sam, copy=tmp_path / "other.xlsx")
    assert history_rows() == before


def test_trac_gives_one_vacancy_a_reference_and_no_names(sam: User, tmp_path: Path, monday: Any) -> None:
    load(ESTABLISHMENT, feed="establishment", by=sam)
    batch = check_sample(TRAC, feed="trac", by=sam)
    assert (Vacancy.objects.exclude(stage="outcome").count(), Vacancy.objects.filter(stage="outcome").count()) == (
        5,
        15,
    )
    assert Vacancy.objects.get(vacancy_ref="412-26-7001").applications == 2
    assert not any("Candidate" in str(row.cells) for row in batch.rejected_rows.all())
    before = history_rows()
    check_nothing_changes(TRAC, feed="trac", by=sam, copy=tmp_path / "other.xlsx")
    assert history_rows() == before
