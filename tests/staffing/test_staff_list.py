"""The staff list: who opens it, entering people, contracts from a date, leavers, secretaries, minimum cover."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from psycopg.types.range import DateRange
from pytest_django import DjangoAssertNumQueries

from directorate.core import registry
from directorate.core.domain.access import Role
from directorate.core.models import Person, SecretaryConsultant, Specialty, User
from directorate.core.models.people import StaffGroup
from staffing.actions.leave import log_leave
from staffing.actions.people import add_person
from staffing.domain.contracts import Terms
from staffing.facts.accounts import account_of
from staffing.facts.staff import days_in_words
from staffing.models import AbsenceCharge, Assignment, MinimumCover, WorkPattern
from tests.factories import PersonFactory, SecretaryConsultantFactory, TeamFactory, person_with_account
from tests.staffing import factories as make
from tests.staffing.conftest import Worker, employ, leave

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
TODAY = date(2026, 11, 23)
DECEMBER = date(2026, 12, 1)

SEES_LIST = {"dm", "am", "sm", "tl", "sec", "rc", "con", "res", "hr", "fin", "aud"}
ENTERS = {"dm", "am", "sm", "rc"}
PAGES = [
    ("staffing:staff_list", SEES_LIST),
    ("staffing:person_add", ENTERS),
    ("staffing:minimum_cover_list", {"dm", "am", "sm", "tl", "rc", "hr", "aud"}),
]
FULL_WEEK = {f"{half}_{day}": "3.75" for half in ("am", "pm") for day in range(5)}
# Monday to Wednesday, 22.5 hours.
THREE_DAYS = {f"{half}_{day}": "3.75" for half in ("am", "pm") for day in range(3)}


def words_of(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def prefixed(values: dict[str, str]) -> dict[str, str]:
    return {f"contract-{name}": value for name, value in values.items()}


def a_person(**changes: str) -> dict[str, str]:
    """What is sent to enter Maya Moss, an ENT secretary who works full time."""
    sent = {
        "staff_number": "481234",
        "staff_group": "ac",
        "forenames": "Maya",
        "surname": "Moss",
        "job_title": "Medical secretary",
        "grade": "Band 4",
        "specialty": str(Specialty.objects.get(code="ent").pk),
        "start_date": "2/11/2026",
        **prefixed({"contract_type": "substantive", "status": "active", "weekly_hours": "37.5", **FULL_WEEK}),
    }
    return sent | changes


def a_change(**changes: str) -> dict[str, str]:
    """What is sent to work three days from December on."""
    return {
        "first_day": "1/12/2026",
        "contract_type": "substantive",
        "status": "active",
        "weekly_hours": "22.5",
        **THREE_DAYS,
    } | changes


def details_of(person: Person, **changes: str) -> dict[str, str]:
    """The form about somebody as it is, with changes."""
    return {
        "staff_number": person.staff_number or "",
        "staff_group": person.staff_group,
        "forenames": person.forenames,
        "surname": person.surname,
        "job_title": person.job_title,
        "specialty": str(person.specialty_id),
        "team": str(person.team_id or ""),
        "start_date": f"{person.start_date:%d/%m/%Y}",
    } | changes


# --- who may open what ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "roles"), PAGES, ids=[name for name, _ in PAGES])
def test_pages_open_for_the_roles_of_the_table(
    monday: datetime, everybody: dict[Role, User], client_for: ClientFor, name: str, roles: set[str]
) -> None:
    got = {role.value: client_for(user).get(reverse(name)).status_code for role, user in everybody.items()}
    assert {role for role, status in got.items() if status == 200} == roles
    assert {status for role, status in got.items() if role not in roles} == {403}


def test_a_record_out_of_reach_is_404(
    monday: datetime, everybody: dict[Role, User], dana: User, jones: Person, client_for: ClientFor
) -> None:
    manager = client_for(everybody[Role.SPECIALTY_MANAGER])
    for name in ("staff_record", "person_edit", "contract_change"):
        assert manager.get(reverse(f"staffing:{name}", args=[dana.person_id])).status_code == 404
        assert manager.get(reverse(f"staffing:{name}", args=[jones.pk])).status_code == 200
    assert manager.post(reverse("staffing:works_for_add", args=[dana.person_id])).status_code == 404
    leader = client_for(everybody[Role.TEAM_LEADER])
    assert leader.get(reverse("staffing:staff_record", args=[jones.pk])).status_code == 200
    assert leader.get(reverse("staffing:person_edit", args=[jones.pk])).status_code == 403


def test_doctors_are_kept_by_the_rota_coordinator_and_seen_by_secretaries_without_hours(
    monday: datetime, everybody: dict[Role, User], jones: Person, doctor: Worker, client_for: ClientFor
) -> None:
    smith = doctor("Smith")
    coordinator = client_for(everybody[Role.ROTA_COORDINATOR])
    assert coordinator.get(reverse("staffing:person_edit", args=[smith.pk])).status_code == 200
    assert coordinator.get(reverse("staffing:person_edit", args=[jones.pk])).status_code == 404
    manager = client_for(everybody[Role.SPECIALTY_MANAGER])
    assert manager.get(reverse("staffing:person_edit", args=[smith.pk])).status_code == 404
    page = words_of(client_for(everybody[Role.SECRETARY]).get(reverse("staffing:staff_list")))
    assert "Smith" in page
    assert "Jones" not in page
    assert "Mon to Fri" not in page
    secretary = client_for(everybody[Role.SECRETARY])
    assert secretary.get(reverse("staffing:staff_record", args=[smith.pk])).status_code == 404


# --- the list -------------------------------------------------------------------------------------------------------


def test_the_list_shows_hours_and_is_narrowed_by_team_specialty_and_name(
    monday: datetime, chris: User, jones: Person, dana: User, client_for: ClientFor
) -> None:
    client, address = client_for(chris), reverse("staffing:staff_list")
    page = words_of(client.get(address))
    assert "Jones, Sarah" in page
    assert "Mon to Fri" in page
    assert "1.00" in page
    assert dana.person is not None
    assert "Dunn" in page
    assert "Dunn" not in words_of(client.post(address, {"team": jones.team_id}))
    assert "Jones" not in words_of(client.get(address, {"specialty": dana.person.specialty_id}))
    assert "Dunn" not in words_of(client.post(address, {"name": "jon"}))
    assert "Nobody fits these filters" in words_of(client.post(address, {"name": "zz"}))


def test_people_who_have_left_are_shown_when_asked_for(
    monday: datetime, chris: User, worker: Worker, client_for: ClientFor
) -> None:
    worker("Gone", leaving_date=date(2026, 10, 30))
    address = reverse("staffing:staff_list")
    assert "Gone" not in words_of(client_for(chris).get(address))
    assert "Gone" in words_of(client_for(chris).post(address, {"with_leavers": "on"}))


def test_an_empty_list_says_what_to_do_first(monday: datetime, reference: None, client_for: ClientFor) -> None:
    user = person_with_account(forename="Ada", surname="Adams", role=Role.DIRECTORATE_MANAGER)
    User.objects.update(person=None)
    Person.objects.all().delete()
    page = words_of(client_for(user).get(reverse("staffing:staff_list")))
    assert "Add the first person" in page
    step = next(step for step in registry.start_steps if step.url_name == "staffing:staff_list")
    assert not step.done()
    assert "Enter the staff list" in words_of(client_for(user).get("/start/"))
    PersonFactory()
    assert step.done()


def test_the_list_takes_few_queries(
    monday: datetime,
    chris: User,
    worker: Worker,
    client_for: ClientFor,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(12):
        worker(f"S{number}")
    client = client_for(chris)
    client.get(reverse("staffing:staff_list"))
    with django_assert_max_num_queries(12):
        client.get(reverse("staffing:staff_list"))


def test_days_in_words() -> None:
    assert days_in_words({0, 1, 2, 3, 4}) == "Mon to Fri"
    assert days_in_words({0, 2, 4}) == "Mon, Wed, Fri"
    assert days_in_words({0, 1}) == "Mon, Tue"
    assert days_in_words(set()) == ""


# --- entering somebody ----------------------------------------------------------------------------------------------


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


# --- changing -------------------------------------------------------------------------------------------------------


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


# --- secretaries and consultants ------------------------------------------------------------------------------------


def test_a_secretary_begins_and_ends_working_for_a_consultant(
    monday: datetime, chris: User, jones: Person, doctor: Worker, client_for: ClientFor
) -> None:
    smith, client = doctor("Smith", consultant_code="C9001210"), client_for(chris)
    address = reverse("staffing:works_for_add", args=[jones.pk])
    sent = {"consultant": smith.pk, "first_day": "23/11/2026"}
    assert client.post(address, sent).status_code == 302
    link = SecretaryConsultant.objects.get()
    assert link.valid == DateRange(TODAY, None)
    assert "works for Mr Smith already" in words_of(client.post(address, sent))
    end = reverse("staffing:works_for_end", args=[jones.pk, link.pk])
    assert "must be 23 November 2026 or later" in words_of(client.post(end, {"last_day": "20/11/2026"}))
    assert client.post(end, {"last_day": "27/11/2026"}).status_code == 302
    link.refresh_from_db()
    assert link.valid.upper == date(2026, 11, 28)
    page = words_of(client.get(reverse("staffing:staff_record", args=[jones.pk])))
    assert "End working for a consultant" in page
    assert client.post(reverse("staffing:works_for_end", args=[smith.pk, link.pk])).status_code == 404


def test_the_same_rights_hold_for_the_consultants_of_a_secretary(
    monday: datetime, everybody: dict[Role, User], jones: Person, client_for: ClientFor
) -> None:
    other = PersonFactory(staff_group=StaffGroup.MEDICAL, specialty__code="omfs", consultant_code="C9001211")
    address = reverse("staffing:works_for_add", args=[jones.pk])
    sent = {"consultant": other.pk, "first_day": "23/11/2026"}
    for role in (Role.ROTA_COORDINATOR, Role.TEAM_LEADER, Role.HUMAN_RESOURCES):
        assert client_for(everybody[role]).post(address, sent).status_code == 403
    refused = client_for(everybody[Role.SPECIALTY_MANAGER]).post(address, sent)
    assert "Choose a consultant from the list" in words_of(refused)


# --- minimum cover --------------------------------------------------------------------------------------------------


def test_a_minimum_counts_from_a_day_and_the_past_stays(
    monday: datetime, chris: User, everybody: dict[Role, User], client_for: ClientFor
) -> None:
    team = TeamFactory(name="ENT secretaries")
    make.MinimumCoverFactory(team=team, weekday=0, half="am", minimum=2)
    make.MinimumCoverFactory(team=team, weekday=1, half="pm", minimum=1)
    address, client = reverse("staffing:minimum_cover_edit", args=[team.pk]), client_for(chris)
    assert client_for(everybody[Role.SPECIALTY_MANAGER]).get(address).status_code == 403
    sent = {"first_day": "1/12/2026", "effect": "warn", "am_0": "3", "pm_0": "1"}
    assert client.post(address, sent).status_code == 302
    rows = MinimumCover.objects.filter(team=team)
    now, later = (
        {(row.weekday, row.half): row.minimum for row in rows.filter(valid__contains=day)} for day in (TODAY, DECEMBER)
    )
    assert now == {(0, "am"): 2, (1, "pm"): 1}
    assert later == {(0, "am"): 3, (0, "pm"): 1}
    assert "2 / 0" in words_of(client.get(reverse("staffing:minimum_cover_list")))
    early = client.post(address, sent | {"first_day": "30/11/2026"})
    assert "A minimum from 1 December 2026 is entered already" in words_of(early)
    client.post(address, sent | {"am_0": ""})
    assert not rows.filter(weekday=0, half="am", valid__contains=DECEMBER).exists()
    assert "Set minimum cover" in words_of(client.get(address))
    wrong = client.post(address, sent | {"am_0": "many"})
    assert "Monday morning: enter a whole number of people" in words_of(wrong)


def test_nothing_of_the_staff_list_opens_without_signing_in(client: Client) -> None:
    for name, _ in PAGES:
        assert client.get(reverse(name)).status_code == 302


def test_a_persons_page_leads_to_the_staff_record(
    monday: datetime, dawn: User, jones: Person, client_for: ClientFor
) -> None:
    employ(PersonFactory(surname="Unused"))
    page = words_of(client_for(dawn).get(reverse("staffing:person_detail", args=[jones.pk])))
    assert reverse("staffing:staff_record", args=[jones.pk]) in page
