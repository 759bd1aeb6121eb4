"""What people do with leave: what comes of it, what history says, what is refused."""

from datetime import date, datetime
from fractions import Fraction
from io import StringIO

import pghistory.models
import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from directorate.core import clock
from directorate.core.models import Cover, Person, User
from staffing.actions.charges import charge_all, settle
from staffing.actions.decisions import approve_leave, change_dates, decline_leave, end_leave, set_cover
from staffing.actions.entitlements import run_entitlements
from staffing.actions.leave import log_leave, say_back, undo
from staffing.actions.problems import AlreadyDecided, LeaveRefused, ReasonNeeded
from staffing.actions.sickness import Reason, hold_return_to_work, record_reason
from staffing.facts.accounts import account_of
from staffing.facts.half_days import Dates
from staffing.models import Absence, AbsenceState, LeaveLedger, MinimumCover, ReturnToWork, SicknessDetail
from tests.factories import BankHolidayFactory, SecretaryConsultantFactory
from tests.staffing.conftest import Worker, employ, leave, sickness

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
MONDAY, FRIDAY = date(2026, 12, 7), date(2026, 12, 11)


def taken(person: Person, *, year: int = 2026) -> int:
    return account_of(person.pk, leave_year=year, on=TODAY).figures.taken_minutes


def test_a_secretary_asks_for_her_own_leave(monday: datetime, amira: User) -> None:
    employ(amira.person)
    absence = log_leave(leave(amira.person, MONDAY, FRIDAY), by=amira).absence
    assert absence.state == AbsenceState.REQUESTED
    assert sum(absence.charges.values_list("leave_minutes", flat=True)) == 2250
    assert taken(amira.person) == 0


def test_a_team_leader_logs_leave_that_is_approved_at_once(monday: datetime, dawn: User, jones: Person) -> None:
    absence = log_leave(leave(jones, MONDAY, FRIDAY), by=dawn).absence
    assert absence.state == AbsenceState.APPROVED
    assert taken(jones) == 2250
    event = pghistory.models.Events.objects.filter(pgh_obj_model="staffing.Absence").get()
    assert event.pgh_context["action"] == "Log leave"


def test_nobody_approves_their_own_leave(monday: datetime, dawn: User) -> None:
    absence = log_leave(leave(dawn.person, MONDAY, FRIDAY), by=dawn).absence
    assert absence.state == AbsenceState.REQUESTED
    with pytest.raises(PermissionDenied):
        approve_leave(absence.pk, by=dawn)


@pytest.mark.cell("medical_leave", "sec")
def test_a_secretary_logs_leave_for_the_consultant_she_works_for(monday: datetime, amira: User, doctor: Worker) -> None:
    shaw, other = doctor("Shaw"), doctor("Other")
    SecretaryConsultantFactory(secretary=amira.person, consultant=shaw)
    assert log_leave(leave(shaw, MONDAY, FRIDAY), by=amira).absence.state == AbsenceState.REQUESTED
    with pytest.raises(PermissionDenied):
        log_leave(leave(other, MONDAY, FRIDAY), by=amira)


@pytest.mark.cell("ac_leave", "sec")
def test_a_secretary_logs_for_her_team_only_where_the_grant_says_so(
    monday: datetime, amira: User, jones: Person
) -> None:
    with pytest.raises(PermissionDenied):
        log_leave(leave(jones, MONDAY), by=amira)
    amira.grants.update(may_log_for_team=True)
    amira = User.objects.get(pk=amira.pk)
    assert log_leave(leave(jones, MONDAY), by=amira).absence.state == AbsenceState.REQUESTED


def test_approving_books_the_leave_once(monday: datetime, dawn: User, amira: User) -> None:
    employ(amira.person)
    absence = log_leave(leave(amira.person, MONDAY, FRIDAY), by=amira).absence
    approve_leave(absence.pk, by=dawn)
    with pytest.raises(AlreadyDecided, match="already approved"):
        approve_leave(absence.pk, by=dawn)
    assert LeaveLedger.objects.filter(absence=absence).count() == 1
    assert taken(amira.person) == 2250


def test_declining_needs_a_reason_and_frees_the_days(monday: datetime, dawn: User, amira: User) -> None:
    absence = log_leave(leave(amira.person, MONDAY, FRIDAY), by=amira).absence
    with pytest.raises(LeaveRefused, match="Say why"):
        decline_leave(absence.pk, by=dawn, reason=" ")
    decline_leave(absence.pk, by=dawn, reason="Three are away that week")
    assert log_leave(leave(amira.person, MONDAY, FRIDAY), by=amira).absence.state == AbsenceState.REQUESTED


def test_another_teams_leader_cannot_decide(monday: datetime, dawn: User, dana: User) -> None:
    absence = log_leave(leave(dana.person, MONDAY, FRIDAY), by=dana).absence
    with pytest.raises(PermissionDenied):
        approve_leave(absence.pk, by=dawn)


@pytest.mark.cell("medical_leave_approval", "con")
def test_a_consultant_decides_only_as_clinical_lead(monday: datetime, nguyen: User, doctor: Worker, sam: User) -> None:
    shaw = doctor("Shaw")
    absence = log_leave(leave(shaw, MONDAY, FRIDAY), by=sam).absence
    assert absence.state == AbsenceState.APPROVED
    second = Absence.objects.create(
        person=shaw,
        kind="study",
        first_date=date(2027, 2, 1),
        last_date=date(2027, 2, 1),
        state="requested",
        requested_by=sam,
        requested_at=monday,
    )
    with pytest.raises(PermissionDenied):
        approve_leave(second.pk, by=nguyen)
    Person.objects.filter(pk=nguyen.person_id).update(is_clinical_lead=True)
    approve_leave(second.pk, by=User.objects.get(pk=nguyen.pk))


def test_overlapping_leave_is_refused_in_words(monday: datetime, dawn: User, jones: Person) -> None:
    log_leave(leave(jones, MONDAY, FRIDAY), by=dawn)
    with pytest.raises(LeaveRefused, match="already away"):
        log_leave(leave(jones, FRIDAY), by=dawn)


def test_cancelling_gives_the_minutes_back_and_keeps_the_ledger(monday: datetime, dawn: User, jones: Person) -> None:
    absence = log_leave(leave(jones, MONDAY, FRIDAY), by=dawn).absence
    end_leave(absence.pk, by=dawn, reason="Changed plans")
    assert taken(jones) == 0
    assert [entry.kind for entry in LeaveLedger.objects.order_by("pk")] == ["taken", "reversal"]
    with pytest.raises(AlreadyDecided):
        end_leave(absence.pk, by=dawn)


def test_leave_over_31_march_is_split_by_leave_year(monday: datetime, dawn: User, jones: Person) -> None:
    log_leave(leave(jones, date(2027, 3, 31), date(2027, 4, 1)), by=dawn)
    assert (taken(jones), taken(jones, year=2027)) == (450, 450)


def test_going_below_a_strict_minimum_needs_a_reason(monday: datetime, dawn: User, jones: Person) -> None:
    MinimumCover.objects.create(
        team=jones.team, weekday=0, half="pm", minimum=2, effect="block", valid=(date(2020, 1, 1), None)
    )
    with pytest.raises(ReasonNeeded, match="below its minimum"):
        log_leave(leave(jones, MONDAY), by=dawn)
    assert log_leave(leave(jones, MONDAY, note="Wedding"), by=dawn).absence.note == "Wedding"


def test_more_leave_than_is_left_needs_a_reason(monday: datetime, dawn: User, jones: Person) -> None:
    run_entitlements(leave_year=2026, by=dawn)
    log_leave(leave(jones, date(2026, 8, 3), date(2026, 9, 11)), by=dawn)
    with pytest.raises(ReasonNeeded, match="more leave than is left"):
        log_leave(leave(jones, date(2027, 3, 1), date(2027, 3, 12)), by=dawn)


def test_off_sick_today_and_back(monday: datetime, dawn: User, jones: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    absence = log_leave(sickness(jones, TODAY), by=dawn).absence
    assert (absence.state, absence.last_date) == (AbsenceState.APPROVED, None)
    move_to(monkeypatch, date(2026, 11, 26))
    say_back(jones, returned_date=date(2026, 11, 26), by=dawn)
    absence.refresh_from_db()
    assert absence.last_date == date(2026, 11, 25)
    assert absence.return_to_work.due_date == date(2026, 12, 1)


def move_to(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(day.year, day.month, day.day, 9, tzinfo=clock.LONDON))


def test_sickness_shortens_booked_leave_in_the_same_action(monday: datetime, dawn: User, jones: Person) -> None:
    booked = log_leave(leave(jones, MONDAY, FRIDAY), by=dawn).absence
    log_leave(sickness(jones, date(2026, 12, 9), date(2026, 12, 9)), by=dawn)
    rows = Absence.objects.counting().filter(kind="annual_leave").order_by("first_date")
    assert [(row.first_date.day, row.last_date.day) for row in rows] == [(7, 8), (10, 11)]  # type: ignore[union-attr]
    assert rows[0].pk == booked.pk
    assert taken(jones) == 4 * 450


def test_sickness_over_all_of_a_leave_cancels_it(monday: datetime, dawn: User, jones: Person) -> None:
    booked = log_leave(leave(jones, MONDAY, MONDAY), by=dawn).absence
    log_leave(sickness(jones, date(2026, 12, 4), date(2026, 12, 8)), by=dawn)
    booked.refresh_from_db()
    assert (booked.state, booked.decision_reason) == (AbsenceState.CANCELLED, "Off sick from 4 December 2026")
    assert taken(jones) == 0


def test_sickness_from_midday_leaves_the_morning_of_the_leave(monday: datetime, dawn: User, jones: Person) -> None:
    booked = log_leave(leave(jones, MONDAY, FRIDAY), by=dawn).absence
    log_leave(sickness(jones, FRIDAY, FRIDAY, first_part="pm", last_part="pm"), by=dawn)
    booked.refresh_from_db()
    assert (booked.last_date, booked.last_part) == (FRIDAY, "am")


def test_open_sickness_leaves_next_months_leave_alone_until_it_reaches_it(
    monday: datetime, dawn: User, jones: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    booked = log_leave(leave(jones, MONDAY, FRIDAY), by=dawn).absence
    ill = log_leave(sickness(jones, TODAY), by=dawn).absence
    assert ill.blocks_until_date == date(2026, 12, 6)
    move_to(monkeypatch, date(2026, 12, 9))
    say_back(jones, returned_date=date(2026, 12, 9), by=dawn)
    booked.refresh_from_db()
    assert (booked.first_date, booked.last_date) == (date(2026, 12, 9), FRIDAY)
    assert taken(jones) == 3 * 450


def test_leave_can_be_booked_while_somebody_is_off_sick(monday: datetime, dawn: User, jones: Person) -> None:
    ill = log_leave(sickness(jones, TODAY), by=dawn).absence
    log_leave(leave(jones, MONDAY, FRIDAY), by=dawn)
    ill.refresh_from_db()
    assert ill.blocks_until_date == date(2026, 12, 6)
    with pytest.raises(LeaveRefused, match="already away"):
        log_leave(leave(jones, TODAY), by=dawn)


def test_undo_gives_everything_back(monday: datetime, dawn: User, jones: Person) -> None:
    booked = log_leave(leave(jones, MONDAY, FRIDAY), by=dawn).absence
    saved = log_leave(sickness(jones, date(2026, 12, 9), date(2026, 12, 9)), by=dawn)
    undo(saved.undo, by=dawn)
    booked.refresh_from_db()
    assert (booked.first_date, booked.last_date) == (MONDAY, FRIDAY)
    assert Absence.objects.counting().count() == 1
    assert not ReturnToWork.objects.exists()
    assert taken(jones) == 2250


def test_undo_of_back_opens_the_sickness_again(monday: datetime, dawn: User, jones: Person) -> None:
    ill = log_leave(sickness(jones, date(2026, 11, 19)), by=dawn).absence
    saved = say_back(jones, returned_date=TODAY, by=dawn)
    undo(saved.undo, by=dawn)
    ill.refresh_from_db()
    assert ill.last_date is None
    assert not ReturnToWork.objects.exists()


def test_a_secretary_says_off_today_for_herself_but_no_other_dates(monday: datetime, amira: User) -> None:
    with pytest.raises(LeaveRefused, match="off sick today"):
        log_leave(sickness(amira.person, date(2026, 11, 19), date(2026, 11, 20)), by=amira)
    assert log_leave(sickness(amira.person, TODAY), by=amira).absence.last_date is None


def test_a_team_leader_does_not_set_her_own_sickness_dates(monday: datetime, dawn: User) -> None:
    with pytest.raises(LeaveRefused, match="off sick today"):
        log_leave(sickness(dawn.person, date(2026, 11, 19), date(2026, 11, 20)), by=dawn)
    ill = log_leave(sickness(dawn.person, TODAY), by=dawn).absence
    with pytest.raises(PermissionDenied):
        change_dates(ill.pk, dates=Dates(TODAY, TODAY), by=dawn)


def test_back_without_sickness_is_refused(monday: datetime, dawn: User, jones: Person) -> None:
    with pytest.raises(LeaveRefused, match="not recorded as off sick"):
        say_back(jones, returned_date=TODAY, by=dawn)


def test_leave_whose_dates_its_owner_changes_is_asked_for_again(monday: datetime, dawn: User, amira: User) -> None:
    employ(amira.person)
    absence = log_leave(leave(amira.person, MONDAY, FRIDAY), by=amira).absence
    approve_leave(absence.pk, by=dawn)
    change_dates(absence.pk, dates=Dates(MONDAY, date(2026, 12, 8)), by=amira)
    absence.refresh_from_db()
    assert absence.state == AbsenceState.REQUESTED
    assert taken(amira.person) == 0
    approve_leave(absence.pk, by=dawn)
    assert taken(amira.person) == 900


def test_sickness_that_is_opened_again_has_no_meeting_yet(monday: datetime, dawn: User, jones: Person) -> None:
    ill = log_leave(sickness(jones, date(2026, 11, 19), date(2026, 11, 20)), by=dawn).absence
    assert ReturnToWork.objects.get().due_date == date(2026, 11, 25)
    change_dates(ill.pk, dates=Dates(date(2026, 11, 19), None), by=dawn)
    assert not ReturnToWork.objects.exists()
    change_dates(ill.pk, dates=Dates(date(2026, 11, 19), date(2026, 11, 22)), by=dawn)
    assert ReturnToWork.objects.get().due_date == date(2026, 11, 26)


def test_cover_follows_the_absence_and_ends_with_it(
    monday: datetime, dawn: User, jones: Person, worker: Worker
) -> None:
    absence = log_leave(leave(jones, MONDAY, FRIDAY), by=dawn).absence
    patel = worker("Patel")
    set_cover(absence.pk, covering=patel, by=dawn)
    assert Cover.objects.get().valid.upper == date(2026, 12, 12)
    change_dates(absence.pk, dates=Dates(MONDAY, date(2026, 12, 8)), by=dawn)
    assert Cover.objects.get().valid.upper == date(2026, 12, 9)
    end_leave(absence.pk, by=dawn)
    assert not Cover.objects.exists()


def test_the_reason_is_for_those_who_see_dates_and_reasons(
    monday: datetime, dawn: User, jones: Person, sam: User
) -> None:
    ill = log_leave(sickness(jones, date(2026, 11, 19), date(2026, 11, 20)), by=dawn).absence
    record_reason(ill.pk, reason=Reason("S13"), by=dawn)
    assert SicknessDetail.objects.get().recorded_by == dawn
    with pytest.raises(PermissionDenied):
        record_reason(ill.pk, reason=Reason("S10"), by=sam)
    with pytest.raises(LeaveRefused, match="after the return"):
        hold_return_to_work(ill.pk, held_date=date(2026, 11, 20), by=dawn)
    assert hold_return_to_work(ill.pk, held_date=TODAY, by=dawn).held_by == dawn


def test_the_entitlement_run_credits_and_books_bank_holidays_once(monday: datetime, dawn: User, jones: Person) -> None:
    first = run_entitlements(leave_year=2026, by=dawn)
    again = run_entitlements(leave_year=2026, by=dawn)
    account = account_of(jones.pk, leave_year=2026, on=TODAY)
    assert first.entries > 0
    assert again.entries == 0
    # 29 days after 6 years' service; ten bank holidays credited and, Monday to Friday, ten booked.
    assert account.left_minutes == 29 * 450
    assert account.days(account.left_minutes) == Fraction(29)


def test_a_bank_holiday_proclaimed_later_recharges_booked_leave(monday: datetime, dawn: User, jones: Person) -> None:
    absence = log_leave(leave(jones, MONDAY, FRIDAY), by=dawn).absence
    run_entitlements(leave_year=2026, by=dawn)
    BankHolidayFactory(date=date(2026, 12, 9), title="Coronation")
    run = run_entitlements(leave_year=2026, by=dawn)
    assert run.recharged == [absence]
    account = account_of(jones.pk, leave_year=2026, on=TODAY)
    assert account.left_minutes == 29 * 450 - 4 * 450


def test_the_run_is_a_command(monday: datetime, jones: Person) -> None:
    said = StringIO()
    call_command("run_entitlements", leave_year=2026, stdout=said)
    assert "Leave year 2026/27: 1 people, 12 new entries" in said.getvalue()


def test_settling_twice_changes_nothing(monday: datetime, dawn: User, jones: Person) -> None:
    absence = log_leave(leave(jones, MONDAY, FRIDAY), by=dawn).absence
    settle(absence, by=dawn)
    assert LeaveLedger.objects.count() == 1


def test_charging_many_gives_what_charging_one_gives(monday: datetime, dawn: User, jones: Person) -> None:
    absence = log_leave(leave(jones, date(2026, 12, 21), date(2027, 1, 4)), by=dawn).absence
    expected = list(absence.charges.order_by("date").values_list("date", "leave_minutes", "bank_holiday_minutes"))
    other = Absence.objects.create(
        person=dawn.person,
        kind="annual_leave",
        first_date=date(2026, 12, 21),
        last_date=date(2027, 1, 4),
        state="approved",
        requested_by=dawn,
        requested_at=monday,
        decided_by=dawn,
        decided_at=monday,
    )
    assert charge_all(by=dawn) == 1
    assert charge_all(by=dawn) == 0
    found = list(other.charges.order_by("date").values_list("date", "leave_minutes", "bank_holiday_minutes"))
    assert found == expected
    assert taken(dawn.person) == taken(jones)
