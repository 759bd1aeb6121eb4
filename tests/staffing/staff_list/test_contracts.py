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
from tests.staffing import factories as make
from tests.staffing.conftest import Worker, employ, leave
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


# --- patterns of several weeks ----------------------------------------------------------------------------------------

# Every second Friday off: 37.5 and 30 hours, 33.75 on average.
NINE_DAYS = {f"{half}_{place}": "3.75" for half in ("am", "pm") for place in [*range(5), *range(7, 11)]}


def a_fortnight(**changes: str) -> dict[str, str]:
    return a_change(weekly_hours="33.75", weeks="2", cycle_start="30/11/2026", **NINE_DAYS) | changes


def test_a_nine_day_fortnight_is_entered_with_its_first_monday_and_leave_follows_it(
    monday: datetime, chris: User, jones: Person, client_for: ClientFor
) -> None:
    client, address = client_for(chris), reverse("staffing:contract_change", args=[jones.pk])
    assert client.post(address, a_fortnight()).status_code == 302
    pattern = WorkPattern.objects.get(person=jones, valid__contains=DECEMBER)
    assert (pattern.cycle_weeks, pattern.cycle_start) == (2, date(2026, 11, 30))
    assert pattern.am_minutes == [225] * 5 + [0, 0] + [225] * 4 + [0, 0, 0]
    log_leave(leave(jones, date(2026, 12, 4)), by=chris)
    log_leave(leave(jones, date(2026, 12, 11)), by=chris)
    assert list(AbsenceCharge.objects.values_list("date", "leave_minutes")) == [(date(2026, 12, 4), 450)]
    again = words_of(client.get(address))
    assert 'value="30/11/2026"' not in again  # today the old pattern is in force
    page = words_of(client.get(reverse("staffing:staff_record", args=[jones.pk])))
    assert "Mornings" in page
    assert "week 2: Mon 3.75, Tue 3.75, Wed 3.75, Thu 3.75" in page
    assert "Am minutes" not in page
    assert "Hours a week" in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"cycle_start": "2/12/2026"}, "Week 1 begins on a Monday, like 30/11/2026"),
        ({"weekly_hours": "37.5"}, "The 2 weeks below add up to 67.5 hours, but 2 weeks of the contract are 75."),
        ({"am_7": "x"}, "Monday morning of week 2: enter hours as a number"),
        ({"weeks": "5"}, "Choose a pattern of one to 4 weeks"),
    ],
)
def test_what_is_wrong_with_a_fortnight_is_said(
    monday: datetime, chris: User, jones: Person, client_for: ClientFor, changes: dict[str, str], words: str
) -> None:
    response = client_for(chris).post(reverse("staffing:contract_change", args=[jones.pk]), a_fortnight(**changes))
    assert response.status_code == 422
    assert words in words_of(response)
    assert WorkPattern.objects.get(person=jones).cycle_weeks == 1


# --- a second contract, and cover -------------------------------------------------------------------------------------


def test_a_second_contract_stands_beside_the_first_and_ends_alone(
    monday: datetime, chris: User, jones: Person, client_for: ClientFor
) -> None:
    client = client_for(chris)
    post = make.PostFactory(specialty=jones.specialty)
    saturday = {"weekly_hours": "4", "am_5": "4", **{f"{half}_{day}": "" for half in ("am", "pm") for day in range(5)}}
    sent = a_change(post=str(post.pk), reason="Saturday clinic", **saturday)
    assert client.post(reverse("staffing:contract_add", args=[jones.pk]), sent).status_code == 302
    second = Assignment.objects.get(person=jones, is_primary=False)
    assert (second.assignment_no, second.post, second.weekly_minutes) == (f"{jones.staff_number}-2", post, 240)
    page = words_of(client.get(reverse("staffing:staff_record", args=[jones.pk])))
    assert f"{jones.staff_number}-2" in page
    assert "Add contract" in page
    change = f"{reverse('staffing:contract_change', args=[jones.pk])}?contract=2"
    client.post(change, a_change(**saturday, first_day="8/12/2026", contract_type="fixed_term"))
    assert Assignment.objects.filter(assignment_no=second.assignment_no).count() == 2
    end = reverse("staffing:contract_end", args=[jones.pk, 2])
    client.post(end, {"last_day": "31/12/2026"})
    newest = Assignment.objects.filter(assignment_no=second.assignment_no).order_by("-valid").first()
    assert newest is not None
    assert newest.valid.upper == date(2027, 1, 1)
    refused = words_of(
        client.post(reverse("staffing:contract_end", args=[jones.pk, 1]), {"last_day": "5/1/2027"}, follow=True)
    )
    assert "It is the only contract then" in refused
    wrong = words_of(client.post(end, {"last_day": "soon"}, follow=True))
    assert "must be a date" in wrong


def test_cover_names_who_is_covered(
    monday: datetime, chris: User, jones: Person, worker: Worker, client_for: ClientFor
) -> None:
    cover = worker("Cover")
    client, address = client_for(chris), reverse("staffing:contract_change", args=[cover.pk])
    nobody = client.post(address, a_change(contract_type="backfill"))
    assert "Choose who is covered" in words_of(nobody)
    other = client.post(address, a_change(backfill_for=str(jones.pk)))
    assert "Only a contract that is cover covers somebody" in words_of(other)
    assert client.post(address, a_change(contract_type="backfill", backfill_for=str(jones.pk))).status_code == 302
    assert Assignment.objects.get(person=cover, valid__contains=DECEMBER).backfill_for == jones
    assert "for Sarah Jones" in words_of(client.get(reverse("staffing:staff_record", args=[cover.pk])))


def test_nobody_changes_their_own_contract(monday: datetime, chris: User, client_for: ClientFor) -> None:
    own = chris.person
    assert own is not None
    employ(own)
    client = client_for(chris)
    for name in ("contract_change", "contract_add"):
        for method in (client.get, client.post):
            page = words_of(method(reverse(f"staffing:{name}", args=[own.pk]), a_change(), follow=True))
            assert "This is your own contract. Ask another manager to change it." in page
    end = words_of(
        client.post(reverse("staffing:contract_end", args=[own.pk, 1]), {"last_day": "1/12/2026"}, follow=True)
    )
    assert "This is your own contract" in end
    record = words_of(client.get(reverse("staffing:staff_record", args=[own.pk])))
    assert "Another manager changes your own contract" in record
    edit = client.post(reverse("staffing:person_edit", args=[own.pk]), details_of(own, grade="Band 9"))
    assert edit.status_code == 422
    assert "This is about your own contract" in words_of(edit)
    fine = client.post(reverse("staffing:person_edit", args=[own.pk]), details_of(own, known_as="Kit", grade=own.grade))
    assert fine.status_code == 302
    assert Assignment.objects.filter(person=own).count() == 1
