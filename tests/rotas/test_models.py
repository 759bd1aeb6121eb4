"""PostgreSQL refuses what cannot be, and says which sentence was broken."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from psycopg.types.range import TimestamptzRange

from tests.core.factories import OutgoingMailFactory
from tests.factories import PersonFactory, UserFactory
from tests.rotas import factories as make
from tests.rotas.factories import SEEN_AT, hours

pytestmark = pytest.mark.django_db
EVENING = hours(datetime(2026, 11, 25, 20, tzinfo=UTC), datetime(2026, 11, 26, 9, tzinfo=UTC))


def refused(name: str, write: Callable[[], Any]) -> None:
    """The database refuses `write`, naming the constraint."""
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        write()


def test_a_person_is_never_at_work_in_two_places() -> None:
    person = PersonFactory()
    make.DutyFactory(person=person, duty_type=make.LongDayFactory())
    other = make.RotaFactory(name="OMFS 1st on call")
    refused(
        "person_is_at_work_in_one_place_at_a_time",
        lambda: make.DutyFactory(person=person, rota=other, duty_type=make.LongDayFactory(), during=EVENING),
    )


def test_a_person_is_on_call_once_at_a_time_but_may_work_meanwhile() -> None:
    person = PersonFactory()
    make.DutyFactory(person=person)
    other = make.RotaFactory(name="OMFS 2nd on call")
    refused("person_is_on_call_once_at_a_time", lambda: make.DutyFactory(person=person, rota=other, during=EVENING))
    make.DutyFactory(person=person, rota=other, duty_type=make.LongDayFactory(), during=EVENING)


def test_a_cancelled_duty_gives_way() -> None:
    person = PersonFactory()
    make.DutyFactory(person=person, is_cancelled=True)
    make.DutyFactory(person=person)
    assert person.duties.count() == 2


def test_a_rota_has_one_duty_of_the_same_hours() -> None:
    make.DutyFactory()
    refused("slot_of_a_rota_has_one_duty_of_the_same_hours", make.DutyFactory)


def test_two_people_of_a_rota_may_hand_over_and_one_person_never_overlaps() -> None:
    before = make.DutyFactory()
    at_eight = datetime(2026, 11, 26, 8, tzinfo=UTC)
    after = hours(at_eight - timedelta(minutes=30), at_eight + timedelta(hours=9))
    refused("person_is_on_call_once_at_a_time", lambda: make.DutyFactory(during=after, person=before.person))
    make.DutyFactory(during=after)


@pytest.mark.parametrize(
    "during",
    [
        TimestamptzRange(datetime(2026, 11, 25, 17, tzinfo=UTC), None),
        TimestamptzRange(None, datetime(2026, 11, 25, 17, tzinfo=UTC)),
        TimestamptzRange(empty=True),
    ],
    ids=["without an end", "without a beginning", "of no time"],
)
def test_a_duty_begins_and_ends(during: TimestamptzRange) -> None:
    refused("duty_begins_and_ends", lambda: make.DutyFactory(during=during))


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("only_on_call_from_home_has_expected_work", lambda: make.LongDayFactory(work_minutes=60)),
        ("expected_work_fits_in_two_days", lambda: make.DutyTypeFactory(work_minutes=2881)),
        ("weekends_are_at_most_one_in_two_or_three", lambda: make.RotaFactory(weekend_limit=1)),
        ("gap_is_closed_by_somebody_at_some_time", lambda: make.GapFactory(closed_at=SEEN_AT)),
        (
            "answer_comes_from_somebody_at_some_time_in_some_way",
            lambda: make.CoverOfferFactory(answer="yes"),
        ),
        ("offer_is_withdrawn_by_somebody_at_some_time", lambda: make.CoverOfferFactory(withdrawn_at=SEEN_AT)),
        ("only_who_is_asked_by_email_has_an_email", lambda: make.CoverOfferFactory(mail=OutgoingMailFactory())),
        ("duty_is_done_by_a_doctor_or_a_locum", lambda: make.DutyFactory(locum_name="A Locum")),
        ("locum_state_is_known", lambda: make.LocumRequestFactory(state="lost")),
        ("filled_request_says_by_whom", lambda: make.LocumRequestFactory(state="filled")),
        (
            "off_framework_says_which_executive_approved",
            lambda: make.LocumStepFactory(to_state="t6_off_framework"),
        ),
        ("address_is_stopped_by_somebody_at_some_time", lambda: make.DeskAddressFactory(stopped_at=SEEN_AT)),
        ("list_covers_its_day", lambda: make.SwitchboardMailingFactory(last_day=date(2026, 11, 22))),
        ("signatory_has_a_cost_code", lambda: make.SignatoryFactory(cost_codes=[])),
        ("timesheet_that_came_has_its_file", lambda: make.TimesheetFactory(state="received")),
        (
            "coded_timesheet_has_hours_rate_and_cost_code",
            lambda: make.TimesheetFactory(state="coded", stored_name="x.kept"),
        ),
        ("session_is_on_a_weekday", lambda: make.ActivityTemplateFactory(weekday=8)),
        ("session_is_in_weeks_one_to_five", lambda: make.ActivityTemplateFactory(weeks_of_month=[6])),
        ("session_is_in_weeks_one_to_five", lambda: make.ActivityTemplateFactory(weeks_of_month=[])),
        ("session_has_an_activity", lambda: make.ActivityTemplateFactory(activity="")),
        (
            "switchboard_link_is_revoked_by_somebody_at_some_time",
            lambda: make.SwitchboardLinkFactory(revoked_at=SEEN_AT),
        ),
        (
            "week_is_published_from_a_monday",
            lambda: make.WeekPublicationFactory(monday_date=date(2026, 11, 24)),
        ),
        ("switchboard_link_is_kept_as_a_hash", lambda: make.SwitchboardLinkFactory(token_hash="secret")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_is_refused(name: str, write: Callable[[], Any]) -> None:
    refused(name, write)


def test_a_doctor_is_asked_once_about_a_gap() -> None:
    offer = make.CoverOfferFactory()
    refused("doctor_is_asked_once_about_a_gap", lambda: make.CoverOfferFactory(gap=offer.gap, person=offer.person))
    make.CoverOfferFactory(gap=offer.gap)


def test_what_is_there_once_is_refused_twice() -> None:
    request = make.LocumRequestFactory()
    refused("gap_has_one_request_under_way", lambda: make.LocumRequestFactory(gap=request.gap))
    make.DeskAddressFactory()
    refused("address_is_written_to_once_for_a_desk", lambda: make.DeskAddressFactory(address="Switchboard@nhs.net"))
    make.SwitchboardMailingFactory()
    refused("switchboard_is_sent_the_list_of_a_day_once", make.SwitchboardMailingFactory)


def test_two_people_are_needed_to_sign() -> None:
    one, two = UserFactory(), UserFactory()
    refused("nobody_gives_themself_the_right_to_sign", lambda: make.SignatoryFactory(user=one, added_by=one))
    coded = {"stored_name": "x.kept", "minutes": 60, "rate_pence": 100, "cost_code": "A", "coded_by": one}
    refused(
        "timesheet_is_signed_by_a_second_person",
        lambda: make.TimesheetFactory(state="signed", signed_by=one, signed_at=SEEN_AT, **coded),
    )
    refused("timesheet_state_is_known", lambda: make.TimesheetFactory(state="lost", **coded))
    refused("forwarded_timesheet_is_signed", lambda: make.TimesheetFactory(state="sent", signed_by=two, **coded))


def test_a_duty_is_one_open_gap_at_most() -> None:
    gap = make.GapFactory()
    refused("duty_is_one_open_gap_at_most", lambda: make.GapFactory(duty=gap.duty))
