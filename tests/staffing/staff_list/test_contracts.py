"""Contracts from a date, and leavers."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from psycopg.types.range import DateRange

from directorate.core.domain.access import Role
from directorate.core.models import Person, SecretaryConsultant, Specialty, User
from staffing.actions.leave import log_leave
from staffing.models import AbsenceCharge, Assignment, WorkPattern
from tests.factories import PersonFactory, SecretaryConsultantFactory
from tests.staffing.conftest import Worker, leave
from tests.staffing.pages import ClientFor, words_of
from tests.staffing.staff_list import DECEMBER, a_change, details_of

pytestmark = pytest.mark.django_db


def test_a_change_from_a_date_ends_the_rows_and_counts_leave_again(
    monday: datetime, chris: User, jones: Person, client_for: ClientFor
) -> None:
    log_leave(leave(jones, date(2026, 12, 7), date(2026, 12, 11)), by=chris)
    sent = client_for(chris).post(
        reverse("staffing:contract_change", args=[jones.pk]), a_change(number=jones.staff_number, reason="Asked for it")
    )
    assert sent.status_code == 302
    for model in (Assignment, WorkPattern):
        before, after = model.objects.filter(person=jones).order_by("valid")
        assert (before.valid.upper, after.valid) == (DECEMBER, DateRange(DECEMBER, None))
    assert Assignment.objects.get(person=jones, valid__contains=DECEMBER).fte == Decimal("0.6")
    assert sum(AbsenceCharge.objects.values_list("leave_minutes", flat=True)) == 3 * 450
    page = words_of(client_for(chris).get(reverse("staffing:staff_record", args=[jones.pk])))
    assert "Reason: Asked for it" in page


def test_a_change_on_the_same_day_is_corrected_and_one_before_it_refused(
    monday: datetime, chris: User, jones: Person, client_for: ClientFor
) -> None:
    client, address = client_for(chris), reverse("staffing:contract_change", args=[jones.pk])
    number = jones.staff_number or ""
    client.post(address, a_change(number=number))
    client.post(address, a_change(number=number, contract_type="fixed_term"))
    assert Assignment.objects.filter(person=jones).count() == 2
    early = client.post(address, a_change(number=number, first_day="30/11/2026"))
    assert "A change from 1 December 2026 is entered already" in words_of(early)
    before = client.post(address, a_change(number=number, first_day="1/1/2020"))
    assert "starts on 1 April 2020" in words_of(before)
    wrong = client.post(address, a_change(number=number, am_4="3"))
    assert wrong.status_code == 422
    assert "adds up to 25.5 hours" in words_of(wrong)


def test_somebody_without_a_contract_begins_one(monday: datetime, chris: User, client_for: ClientFor) -> None:
    person = PersonFactory(surname="New")
    address = reverse("staffing:contract_change", args=[person.pk])
    assert "Begin the contract" in words_of(client_for(chris).get(address))
    client_for(chris).post(address, a_change(number=person.staff_number))
    assert Assignment.objects.get(person=person).valid == DateRange(DECEMBER, None)


def test_a_last_day_ends_contract_pattern_and_links_and_can_be_taken_back(
    monday: datetime, chris: User, jones: Person, doctor: Worker, client_for: ClientFor
) -> None:
    SecretaryConsultantFactory(secretary=jones, consultant=doctor("Smith"))
    client, address = client_for(chris), reverse("staffing:person_edit", args=[jones.pk])
    client.post(reverse("staffing:contract_change", args=[jones.pk]), a_change(number=jones.staff_number))
    client.post(address, details_of(jones, leaving_date="15/11/2026"))
    gone = date(2026, 11, 16)
    rows = [Assignment.objects.get(person=jones), WorkPattern.objects.get(person=jones)]
    assert {row.valid.upper for row in [*rows, SecretaryConsultant.objects.get()]} == {gone}
    client.post(address, details_of(jones, leaving_date=""))
    rows = [Assignment.objects.get(person=jones), WorkPattern.objects.get(person=jones)]
    assert {row.valid.upper for row in [*rows, SecretaryConsultant.objects.get()]} == {None}


def test_details_change_with_history_and_the_contract_follows_number_and_first_day(
    monday: datetime, chris: User, jones: Person, client_for: ClientFor
) -> None:
    client, address = client_for(chris), reverse("staffing:person_edit", args=[jones.pk])
    sent = details_of(jones, staff_number="777", surname="Jones-Park", start_date="1/5/2020")
    assert client.post(address, sent).status_code == 302
    for model in (Assignment, WorkPattern):
        row = model.objects.get(person=jones)
        assert (row.assignment_no, row.valid.lower) == ("00000777", date(2020, 5, 1))
    page = words_of(client.get(reverse("staffing:staff_record", args=[jones.pk])))
    assert "Change staff record" in page
    assert "Jones-Park" in page


def test_a_manager_cannot_move_somebody_out_of_reach(
    monday: datetime, everybody: dict[Role, User], jones: Person, client_for: ClientFor
) -> None:
    elsewhere = str(Specialty.objects.get(code="omfs").pk)
    address = reverse("staffing:person_edit", args=[jones.pk])
    client = client_for(everybody[Role.SPECIALTY_MANAGER])
    assert client.post(address, details_of(jones, specialty=elsewhere)).status_code == 422
