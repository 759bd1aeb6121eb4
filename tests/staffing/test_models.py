"""PostgreSQL refuses what cannot be, and says which sentence was broken."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from psycopg.types.range import DateRange

from staffing.models import Absence, AbsenceState, LedgerKind
from tests.factories import PersonFactory, UserFactory
from tests.staffing import factories as make

pytestmark = pytest.mark.django_db
MONDAY, FRIDAY = date(2026, 12, 7), date(2026, 12, 11)
LATER = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)


def refused(name: str, write: Callable[[], Any]) -> None:
    """The database refuses `write`, naming the constraint."""
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        write()


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("absence_ends_after_it_starts", {"last_date": date(2026, 12, 4)}),
        ("absence_of_one_day_has_one_part", {"last_date": MONDAY, "first_part": "am", "last_part": "pm"}),
        ("absence_has_no_gap_inside", {"first_part": "am"}),
        ("absence_has_no_gap_inside", {"last_part": "pm"}),
        ("open_absence_has_no_last_part", {"last_date": None, "last_part": "am"}),
        ("only_open_absence_gives_way_to_a_booking", {"blocks_until_date": FRIDAY}),
        ("absence_is_decided_by_somebody_at_some_time", {"decided_by": None}),
        ("absence_is_ended_by_somebody_at_some_time", {"ended_at": LATER}),
        ("decided_absence_says_who_decided", {"decided_by": None, "decided_at": None}),
        ("request_is_not_decided_yet", {"state": "requested", "decided_at": LATER, "decided": True}),
        ("withdrawn_or_cancelled_absence_says_who_ended_it", {"state": "cancelled"}),
        ("declined_leave_gives_a_reason", {"state": "declined"}),
        ("absence_is_in_this_century", {"first_date": date(1999, 12, 31)}),
        ("absence_is_in_this_century", {"last_date": date(4712, 12, 31)}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_impossible_absence_is_refused(name: str, fields: dict[str, Any]) -> None:
    refused(name, lambda: make.AbsenceFactory(**fields))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {"first_date": FRIDAY, "last_date": date(2026, 12, 18)}),
        ({}, {"first_date": MONDAY, "last_date": MONDAY, "first_part": "pm", "last_part": "pm"}),
        ({"last_date": None, "kind": "sickness"}, {"first_date": date(2027, 3, 1), "last_date": date(2027, 3, 5)}),
        ({}, {"state": "requested"}),
    ],
    ids=["one shared day", "half a day inside", "inside an open one", "requested against approved"],
)
def test_a_person_is_absent_once_at_a_time(first: dict[str, Any], second: dict[str, Any]) -> None:
    person = PersonFactory()
    make.AbsenceFactory(person=person, **first)
    refused("person_is_absent_once_at_a_time", lambda: make.AbsenceFactory(person=person, **second))


def test_a_morning_and_an_afternoon_of_one_day_stand_side_by_side() -> None:
    person = PersonFactory()
    make.AbsenceFactory(person=person, last_date=MONDAY, first_part="am", last_part="am")
    make.AbsenceFactory(person=person, last_date=MONDAY, first_part="pm", last_part="pm", kind="sickness")
    assert person.absences.count() == 2


def test_leave_that_ends_at_midday_leaves_the_afternoon_free() -> None:
    person = PersonFactory()
    make.AbsenceFactory(person=person, last_part="am")
    make.AbsenceFactory(person=person, first_date=FRIDAY, last_date=date(2026, 12, 14), first_part="pm")
    assert person.absences.count() == 2


def test_declined_withdrawn_and_cancelled_leave_takes_no_time() -> None:
    person = PersonFactory()
    user = UserFactory()
    make.AbsenceFactory(person=person, state=AbsenceState.DECLINED, decision_reason="Three are away")
    make.AbsenceFactory(person=person, state=AbsenceState.WITHDRAWN, ended_by=user, ended_at=LATER)
    make.AbsenceFactory(person=person, state=AbsenceState.CANCELLED, ended_by=user, ended_at=LATER)
    make.AbsenceFactory(person=person)
    assert Absence.objects.counting().count() == 1


def test_open_sickness_gives_way_to_what_was_booked_before() -> None:
    person = PersonFactory()
    make.AbsenceFactory(
        person=person,
        kind="sickness",
        first_date=date(2026, 11, 23),
        last_date=None,
        blocks_until_date=date(2026, 12, 6),
    )
    make.AbsenceFactory(person=person)
    assert Absence.objects.on(date(2026, 11, 30)).count() == 1


def test_two_people_may_be_away_on_the_same_day() -> None:
    make.AbsenceFactory()
    make.AbsenceFactory()
    assert Absence.objects.on(MONDAY).count() == 2


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("position_number_is_six_to_eight_digits", lambda: make.PostFactory(position_no="12A")),
        ("funded_wte_is_not_negative", lambda: make.PostFundingFactory(wte=Decimal(-1))),
        ("post_funding_has_a_first_day", lambda: make.PostFundingFactory(valid=DateRange(None, None))),
        ("fte_is_between_0_and_1_5", lambda: make.AssignmentFactory(fte=Decimal("1.6"))),
        ("weekly_minutes_fit_in_a_week", lambda: make.AssignmentFactory(weekly_minutes=10_081)),
        ("assignment_has_a_first_day", lambda: make.AssignmentFactory(valid=DateRange(None, None))),
        ("only_backfill_stands_for_somebody", lambda: make.AssignmentFactory(backfill_for=PersonFactory())),
        (
            "work_pattern_repeats_after_one_to_four_weeks",
            lambda: make.WorkPatternFactory(cycle_weeks=5, am_minutes=[0] * 35, pm_minutes=[0] * 35),
        ),
        ("work_pattern_cycle_starts_on_a_monday", lambda: make.WorkPatternFactory(cycle_start=date(2020, 4, 1))),
        ("work_pattern_has_seven_days_a_week", lambda: make.WorkPatternFactory(am_minutes=[225] * 5)),
        ("work_pattern_has_a_first_day", lambda: make.WorkPatternFactory(valid=DateRange(None, None))),
        ("esr_entry_ends_after_it_starts", lambda: make.EsrEntryFactory(last_date=date(2020, 1, 1))),
        ("source_absence_ends_after_it_starts", lambda: make.AbsenceSourceFactory(last_date=date(2020, 1, 1))),
        ("absence_charge_fits_in_a_day", lambda: make.AbsenceChargeFactory(leave_minutes=1441)),
        ("absence_charge_takes_leave_or_bank_holiday", lambda: make.AbsenceChargeFactory(bank_holiday_minutes=450)),
        ("sickness_reason_is_a_level_1_code", lambda: make.SicknessDetailFactory(reason_code="ENT")),
        ("return_to_work_is_held_by_somebody_on_some_date", lambda: make.ReturnToWorkFactory(held_date=FRIDAY)),
        ("leave_year_is_in_this_century", lambda: make.LeaveAccountFactory(leave_year=1999)),
        ("ledger_correction_names_what_it_corrects", lambda: make.LeaveLedgerFactory(kind=LedgerKind.REVERSAL)),
        ("ledger_minutes_have_the_sign_of_their_kind", lambda: make.LeaveLedgerFactory(minutes=-1)),
        ("ledger_minutes_have_the_sign_of_their_kind", lambda: make.LeaveLedgerFactory(kind=LedgerKind.SOLD)),
        ("ledger_adjustment_gives_a_reason", lambda: make.LeaveLedgerFactory(kind=LedgerKind.ADJUSTMENT)),
        ("leave_taken_belongs_to_an_absence", lambda: make.LeaveLedgerFactory(kind=LedgerKind.TAKEN)),
        ("booking_ends_after_it_starts", lambda: make.AgencyBookingFactory(end_date=date(2026, 4, 5))),
        ("booking_rate_is_not_negative", lambda: make.AgencyBookingFactory(hourly_rate=Decimal(-1))),
        ("timesheet_week_ends_on_a_sunday", lambda: make.AgencyTimesheetFactory(week_ending_date=MONDAY)),
        ("timesheet_rate_is_not_negative", lambda: make.AgencyTimesheetFactory(hourly_rate=Decimal(-1))),
        ("timesheet_fits_in_a_week", lambda: make.AgencyTimesheetFactory(minutes=10_081)),
        ("price_cap_is_more_than_nothing", lambda: make.AgencyPriceCapFactory(hourly_rate=Decimal(0))),
        ("price_cap_has_a_first_day", lambda: make.AgencyPriceCapFactory(valid=DateRange(None, None))),
        ("vacancy_wte_is_not_negative", lambda: make.VacancyFactory(wte=Decimal(-1))),
        ("vacancy_in_progress_is_of_a_post", lambda: make.VacancyFactory(post=None)),
        ("oldest_letter_is_known_where_letters_wait", lambda: make.DeskCountFactory(oldest_letter_days=None)),
        ("oldest_referral_is_known_where_referrals_wait", lambda: make.DeskCountFactory(referrals_to_triage=0)),
        ("minimum_cover_weekday_is_0_to_6", lambda: make.MinimumCoverFactory(weekday=7)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_impossible_row_is_refused(name: str, write: Callable[[], Any]) -> None:
    refused(name, write)


def test_nobody_backfills_themself() -> None:
    person = PersonFactory()
    refused(
        "nobody_backfills_themself",
        lambda: make.AssignmentFactory(person=person, backfill_for=person, contract_type="backfill"),
    )


@pytest.mark.parametrize(
    ("name", "factory", "same"),
    [
        ("assignment_is_one_thing_at_a_time", make.AssignmentFactory, ("person",)),
        ("assignment_has_one_work_pattern_at_a_time", make.WorkPatternFactory, ("person",)),
        ("team_counts_its_desks_once_a_day", make.DeskCountFactory, ("team",)),
        ("post_is_funded_once_at_a_time", make.PostFundingFactory, ("post",)),
        ("team_has_one_minimum_a_half_day_at_a_time", make.MinimumCoverFactory, ("team",)),
        ("timesheet_is_counted_once_a_week", make.AgencyTimesheetFactory, ("booking", "timesheet_no")),
        ("band_has_one_price_cap_at_a_time", make.AgencyPriceCapFactory, ("band",)),
        ("absence_is_entered_in_esr_once_with_its_dates", make.EsrEntryFactory, ("absence", "first_date", "last_date")),
        ("source_says_a_thing_once", make.AbsenceSourceFactory, ("absence", "source_key")),
        ("absence_charges_a_day_of_an_assignment_once", make.AbsenceChargeFactory, ("absence",)),
        ("person_has_one_account_a_leave_year", make.LeaveAccountFactory, ("person",)),
        ("staffing_leaveledger_key", make.LeaveLedgerFactory, ("key",)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_second_row_for_the_same_thing_is_refused(name: str, factory: Any, same: tuple[str, ...]) -> None:
    first = factory()
    refused(name, lambda: factory(**{field: getattr(first, field) for field in same}))


def test_an_absence_is_taken_once_from_an_account() -> None:
    first = make.LeaveLedgerFactory(kind=LedgerKind.TAKEN, absence=make.AbsenceFactory())
    refused(
        "absence_is_taken_once_from_an_account",
        lambda: make.LeaveLedgerFactory(kind=LedgerKind.TAKEN, absence=first.absence, account=first.account),
    )


def test_a_ledger_entry_is_never_changed_or_removed() -> None:
    entry = make.LeaveLedgerFactory()
    entry.minutes = 1
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        entry.save()
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        entry.delete()


def test_a_change_of_hours_is_a_second_row_of_the_same_assignment() -> None:
    first = make.AssignmentFactory(valid=DateRange(date(2020, 4, 1), date(2026, 6, 1)))
    make.AssignmentFactory(
        person=first.person, fte=Decimal("0.6"), weekly_minutes=1350, valid=DateRange(date(2026, 6, 1), None)
    )
    assert first.person.assignments.on(date(2026, 6, 1)).get().fte == Decimal("0.6")
