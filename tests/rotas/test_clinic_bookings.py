"""The extract of clinic bookings: recognised, stored, exact in the preview, and what it shows of cancellations."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from directorate.core.importers.document_files import look_at
from directorate.core.importers.feeds import all_feeds
from directorate.core.importers.recognising import recognise
from directorate.core.imports.pipeline import Given, import_file
from directorate.core.models import ImportBatch, Person, User
from rotas.actions.cancellation_checks import confirm_cancellations
from rotas.models import CancellationRequest, ClinicBooking
from staffing.actions.leave import log_leave
from tests.core.document_feeds import expected_of
from tests.factories import PersonFactory, SecretaryConsultantFactory, SiteFactory
from tests.rotas import factories as make
from tests.staffing.conftest import leave
from tests.waiting_lists.factories import CENSUS_DATE, CensusFactory, CensusPathwayFactory
from waiting_lists.models import CensusPathway

SAMPLE = Path(__file__).parents[1] / "data/imports/rotas/clinic_bookings_2026-11-22.csv"
HEAD = "Clinic date,Half day,Clinic code,Consultant,Site,Slots,Booked new,Booked follow-up,DNA,Cancelled by\n"
MONDAY, EARLIER, LATER = date(2027, 2, 1), date(2026, 11, 22), date(2026, 11, 29)
pytestmark = pytest.mark.django_db


@pytest.fixture
def osborne(monday: datetime, reference: None) -> Person:
    """A consultant with a clinic on Mondays, and one patient of the waiting list in it."""
    found: Person = PersonFactory(surname="Osborne", title="Mr", staff_group="medical", consultant_code="C9001207")
    make.ActivityTemplateFactory(person=found, weekday=1, session="am", activity="Clinic", site=SiteFactory())
    census = CensusFactory()
    CensusPathwayFactory(census=census, outpatient_future_appointment_date=MONDAY, consultant_code="C9001207")
    return found


@pytest.fixture
def load(sam: User, tmp_path: Path) -> Callable[[str, date], ImportBatch]:
    """Loads rows of an extract of a day."""

    def give(rows: str, day: date) -> ImportBatch:
        path = tmp_path / f"clinics {day}.csv"
        path.write_text(HEAD + rows)
        return import_file(path, feed="clinic_bookings", by=sam, given=Given(as_at=day))

    return give


def test_the_sample_is_recognised_and_stored_as_it_is_stated(osborne: Person, sam: User) -> None:
    for surname in ("Shaw", "Mbeki"):
        PersonFactory(surname=surname, title="Miss", staff_group="medical")
    found = recognise(look_at(SAMPLE), feeds=all_feeds())
    assert found is not None
    assert found.key == "clinic_bookings"
    expected = expected_of(SAMPLE)
    batch = import_file(SAMPLE, feed="clinic_bookings", by=sam, given=Given())
    assert batch.state == "accepted", (batch.explanation, batch.file_issues)
    assert (batch.rows_read, batch.rows_accepted) == (expected["rows_read"], expected["rows_accepted"])
    rejected = [
        {"row": row.row_number, "column": row.column, "code": row.code}
        for row in batch.rejected_rows.order_by("row_number")
    ]
    assert rejected == expected["rejected"]
    assert ClinicBooking.objects.count() == expected["rows_accepted"]
    first = ClinicBooking.objects.get(date=MONDAY, clinic_code="ENTHO1")
    assert (first.booked, first.slots, first.site.letter, str(first.data_as_at_date)) == (14, 14, "W", "2026-11-22")


def test_an_older_extract_does_not_overwrite_a_newer_one(
    osborne: Person, load: Callable[[str, date], ImportBatch]
) -> None:
    load("1/2/2027,AM,ENTHO1,Osborne,WRH,14,5,9,0,\n", LATER)
    load("1/2/2027,AM,ENTHO1,Osborne,WRH,14,1,1,0,\n2/2/2027,AM,ENTHO9,Osborne,,14,1,1,0,\n", EARLIER)
    assert ClinicBooking.objects.get(clinic_code="ENTHO1").booked == 14
    assert ClinicBooking.objects.get(clinic_code="ENTHO9").data_as_at_date == EARLIER


def test_the_preview_counts_exactly_and_says_as_at(
    osborne: Person, amira: User, load: Callable[[str, date], ImportBatch], client_for: Callable[[User], Client]
) -> None:
    load("1/2/2027,AM,ENTHO1,Osborne,WRH,14,5,9,0,\n3/2/2027,PM,ENTHO3,Osborne,KTC,10,2,0,0,Hospital\n", EARLIER)
    SecretaryConsultantFactory(secretary=amira.person, consultant=osborne)
    posted, headers = {"line": "osb a 1/2/2027 5/2/2027"}, {"HX-Request": "true"}
    page = client_for(amira).post(reverse("staffing:leave_preview"), posted, headers=headers)
    seen = " ".join(page.text.split())
    assert "<b>Mon 1 Feb am</b> ENTHO1 Clinic" in seen
    assert "Booked: <b>14</b>" in seen
    assert "clinic bookings as at 22 November 2026" in seen
    assert "Cancelled in PAS already." in seen


def test_the_next_extract_shows_what_is_done(
    osborne: Person, sam: User, load: Callable[[str, date], ImportBatch]
) -> None:
    load("1/2/2027,AM,ENTHO1,Osborne,WRH,14,5,9,0,\n", EARLIER)
    log_leave(leave(osborne, MONDAY), by=sam)
    request = CancellationRequest.objects.get()
    assert confirm_cancellations() == 0
    load("1/2/2027,AM,ENTHO1,Osborne,WRH,14,0,0,0,Hospital\n", LATER)
    request.refresh_from_db()
    assert request.state == "done"
    assert "seen in the clinic bookings as at 29 November 2026" in request.steps.latest("pk").note


def test_a_list_on_which_the_dates_have_moved_shows_the_patients_re_dated(osborne: Person, sam: User) -> None:
    log_leave(leave(osborne, MONDAY), by=sam)
    request = CancellationRequest.objects.get()
    census = CensusFactory(census_date=CENSUS_DATE + timedelta(days=7))
    row = {"census": census, "consultant_code": "C9001207"}
    CensusPathwayFactory(outpatient_future_appointment_date=MONDAY, **row)
    assert confirm_cancellations() == 0
    CensusPathway.objects.filter(census=census).delete()
    CensusPathwayFactory(outpatient_future_appointment_date=MONDAY + timedelta(days=14), **row)
    assert confirm_cancellations() == 1
    request.refresh_from_db()
    assert request.state == "redated"
    assert confirm_cancellations() == 0


def test_the_database_holds_a_clinic_once(reference: None) -> None:
    made = make.ClinicBookingFactory()
    with pytest.raises(IntegrityError, match="clinic_is_held_once_a_half_day"), transaction.atomic():
        make.ClinicBookingFactory(date=made.date, clinic_code=made.clinic_code)
    with pytest.raises(IntegrityError, match="clinic_has_a_code"), transaction.atomic():
        make.ClinicBookingFactory(clinic_code="")
