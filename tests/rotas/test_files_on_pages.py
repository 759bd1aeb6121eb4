"""The locum pack, the staff list, a rota and leave requests, each dropped on the page: recognised, read, two clicks."""

from datetime import datetime
from pathlib import Path

import pytest
from django.urls import reverse

from directorate.core.domain.access import Role
from directorate.core.models import User
from rotas.models import DoctorRecord, Duty, LocumBooking
from tests.core.uploads import ClientFor, page, upload
from tests.factories import person_with_account

pytestmark = pytest.mark.django_db
FILES = Path(__file__).parents[1] / "data/imports/rotas"


@pytest.fixture
def rhys(reference: None) -> User:
    """A rota coordinator."""
    return person_with_account(forename="Rhys", surname="Meredith", role=Role.ROTA_COORDINATOR)


def test_a_coordinator_loads_them_one_after_another(monday: datetime, rhys: User, client_for: ClientFor) -> None:
    client = client_for(rhys)
    for name, said, kept in (
        (
            "medical_staff_list.xlsx",
            "Looks like: medical staff list, as of 23 November 2026, 40 rows",
            "Open the doctors",
        ),
        ("ent_middle_grade_rota.xlsx", "Looks like: rota, from 5 October 2026, 448 cells", "Open the week sheet"),
        ("leave_requests.csv", "Looks like: leave requests of doctors, as of 23 November 2026, 60 rows", "Open leave"),
        ("locum_bookings.csv", "Looks like: locum bookings, as of 23 November 2026, 26 rows", "Open the bookings"),
        ("agency_timesheets.xlsx", "Looks like: agency timesheets of locums, as of 23 November 2026, 24 rows", "Open"),
    ):
        batch = upload(client, name, content=(FILES / name).read_bytes())
        assert batch.state == "checked", (name, batch.explanation, batch.file_issues)
        assert said in page(client, batch)
        client.post(reverse("imports:batch_use", args=[batch.pk]))
        assert kept in page(client, batch), name
    assert DoctorRecord.objects.count() == 32
    assert LocumBooking.objects.count() == 24
    # of the middle grades Dr Rahimi is not in the staff list: that line waits
    assert set(Duty.objects.values_list("slot", flat=True)) == {1, 2, 3, 4, 5, 6, 7}


def test_the_page_says_what_runs_out_before_the_list_is_used(
    monday: datetime, rhys: User, client_for: ClientFor
) -> None:
    client = client_for(rhys)
    batch = upload(client, "list.xlsx", content=(FILES / "medical_staff_list.xlsx").read_bytes())
    words = page(client, batch)
    assert "What has run out or does within 90 days" in words
    assert "Lowther, Marek (Clinical fellow): Visa ends 11 days ago" in words
    assert "people: 32 new, 0 changed, 0 as before" in words
    assert not DoctorRecord.objects.exists()


def test_a_secretary_loads_none_of_them(monday: datetime, amira: User, client_for: ClientFor) -> None:
    assert client_for(amira).get(reverse("imports:batch_upload")).status_code == 403
