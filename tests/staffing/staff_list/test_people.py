"""Entering somebody."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from psycopg.types.range import DateRange

from directorate.core.domain.access import Role
from directorate.core.models import Person, Specialty, User
from staffing.actions.leave import log_leave
from staffing.actions.people import add_person
from staffing.domain.contracts import Terms
from staffing.facts.accounts import account_of
from staffing.models import AbsenceCharge, Assignment, WorkPattern
from tests.factories import PersonFactory
from tests.staffing.conftest import leave
from tests.staffing.pages import TODAY, ClientFor, words_of
from tests.staffing.staff_list import a_person

pytestmark = pytest.mark.django_db


def test_somebody_is_entered_and_can_log_leave_at_once(monday: datetime, chris: User, client_for: ClientFor) -> None:
    client = client_for(chris)
    sent = client.post(reverse("staffing:person_add"), a_person())
    moss = Person.objects.get(surname="Moss")
    assert sent.status_code == 302
    assert moss.staff_number == "00481234"
    contract, pattern = Assignment.objects.get(person=moss), WorkPattern.objects.get(person=moss)
    assert (contract.assignment_no, contract.fte, contract.weekly_minutes) == ("00481234", Decimal(1), 2250)
    assert contract.valid == pattern.valid == DateRange(date(2026, 11, 2), None)
    assert pattern.am_minutes == [225] * 5 + [0, 0]
    account = account_of(moss.pk, leave_year=2026, on=TODAY)
    assert account.has_entitlement
    log_leave(leave(moss, date(2026, 12, 7), date(2026, 12, 8)), by=chris)
    assert sum(AbsenceCharge.objects.values_list("leave_minutes", flat=True)) == 900
    page = words_of(client.get(reverse("staffing:staff_record", args=[moss.pk])))
    assert "Enter in staff list" in page
    assert "37.50" in page


def test_a_wte_alone_is_enough(monday: datetime, chris: User, client_for: ClientFor) -> None:
    empty = {f"contract-{half}_{day}": "" for half in ("am", "pm") for day in (3, 4)}
    sent = a_person(**{"contract-weekly_hours": "", "contract-wte": "0.6"}, **empty)
    client_for(chris).post(reverse("staffing:person_add"), sent)
    contract = Assignment.objects.get(person__surname="Moss")
    assert (contract.fte, contract.weekly_minutes) == (Decimal("0.6"), 1350)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"staff_number": "12A45678"}, "up to eight digits"),
        ({"staff_number": "123456789"}, "up to eight digits"),
        ({"staff_number": "20999999"}, "is in the staff list already"),
        ({"leaving_date": "1/11/2026"}, "The last day is before the first day"),
        ({"leaving_reason": "Retirement Age"}, "Enter the last day, or choose that the reason is not known"),
        ({"leaving_reason": "Bored"}, "Choose a reason of the list"),
        ({"consultant_code": "C9001206"}, "This is for doctors only"),
        ({"consultant_code": "9001206"}, "C and seven digits"),
        ({"contract-weekly_hours": "30"}, "adds up to 37.5 hours, but the contract says 30"),
        ({"contract-weekly_hours": ""}, "Enter the hours a week, or the WTE"),
        ({"contract-wte": "0.6"}, "37.5 hours a week are 1 WTE"),
        ({"contract-am_0": "x"}, "Monday morning: enter hours as a number"),
        ({"start_date": "soon"}, "First day must be a date"),
    ],
)
def test_what_is_wrong_is_said_in_words(
    monday: datetime, chris: User, client_for: ClientFor, changes: dict[str, str], words: str
) -> None:
    PersonFactory(staff_number="20999999")
    response = client_for(chris).post(reverse("staffing:person_add"), a_person(**changes))
    assert response.status_code == 422
    assert words in words_of(response)
    assert not Person.objects.filter(surname="Moss").exists()


def test_a_specialty_manager_enters_people_of_the_own_specialty_only(
    monday: datetime, everybody: dict[Role, User], client_for: ClientFor
) -> None:
    manager = everybody[Role.SPECIALTY_MANAGER]
    client = client_for(manager)
    elsewhere = str(Specialty.objects.get(code="dermatology").pk)
    address = reverse("staffing:person_add")
    assert client.post(address, a_person(specialty=elsewhere)).status_code == 422
    assert client.post(address, a_person(staff_group="medical")).status_code == 422
    assert client.post(address, a_person()).status_code == 302
    terms = Terms("substantive", "active", 2250, Decimal(1), [225] * 5 + [0, 0], [225] * 5 + [0, 0])
    with pytest.raises(PermissionDenied):
        add_person(PersonFactory.build(specialty=Specialty.objects.get(code="omfs")), terms=terms, by=manager)


def test_a_doctor_has_a_week_of_forty_hours(
    monday: datetime, everybody: dict[Role, User], client_for: ClientFor
) -> None:
    client = client_for(everybody[Role.ROTA_COORDINATOR])
    address = reverse("staffing:person_add")
    assert 'value="40"' in words_of(client.get(address))
    four = {f"contract-{half}_{day}": "4" for half in ("am", "pm") for day in range(5)}
    sent = a_person(
        staff_group="medical", consultant_code="c9001299", is_clinical_lead="on", **{"contract-weekly_hours": "40"}
    )
    client.post(address, sent | four)
    moss = Person.objects.get(surname="Moss")
    assert (moss.consultant_code, moss.is_clinical_lead) == ("C9001299", True)
    assert Assignment.objects.get(person=moss).fte == 1


def test_the_manager_types_why_somebody_leaves_and_only_who_keeps_the_record_reads_it(
    monday: datetime, chris: User, bola: User, client_for: ClientFor
) -> None:
    client_for(chris).post(reverse("staffing:person_add"), a_person())
    moss = Person.objects.get(surname="Moss")
    record, edit = (reverse(f"staffing:{name}", args=[moss.pk]) for name in ("staff_record", "person_edit"))
    Person.objects.filter(pk=moss.pk).update(leaving_reason="Mutually Agreed Resignation")
    assert "Mutually Agreed Resignation" in client_for(chris).get(edit).text, "what a file said can stay"
    said = {"leaving_date": "31/3/2027", "leaving_reason": "Retirement - Ill Health"}
    details = {name: value for name, value in a_person(**said).items() if not name.startswith("contract-")}
    assert client_for(chris).post(edit, details).status_code == 302
    moss.refresh_from_db()
    assert (moss.leaving_date, moss.leaving_reason) == (date(2027, 3, 31), "Retirement - Ill Health")
    assert "Retirement - Ill Health" in client_for(chris).get(record).text
    assert "31 March 2027" in client_for(bola).get(record).text
    assert "Why they leave" not in words_of(client_for(bola).get(record)).split("History")[0]
