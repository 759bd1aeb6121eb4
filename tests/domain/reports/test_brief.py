"""The Monday brief: when it is due, and that it never grows beyond what a phone shows."""

from datetime import UTC, date, datetime

import pytest

from reports.domain.brief import MOST_LINES, Brief, Cohort, Complaints, Decision, Staff, WaitingList, is_due, lines_of

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (datetime(2026, 11, 23, 7, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 23, 8, 0, tzinfo=UTC), True),
        (datetime(2026, 10, 19, 7, 0, tzinfo=UTC), True),
        (datetime(2026, 10, 26, 7, 30, tzinfo=UTC), False),
        (datetime(2026, 11, 24, 8, 0, tzinfo=UTC), False),
    ],
    ids=["before eight", "at eight", "summer time", "winter time since yesterday", "Tuesday"],
)
def test_it_is_due_on_mondays_at_eight_in_london(now: datetime, due: bool) -> None:
    assert is_due(now) is due


def full_brief(*, decisions: int) -> Brief:
    return Brief(
        day=DAY,
        waiting_list=WaitingList(
            as_at=date(2026, 11, 22), over_52=515, change=-12, cohort_day=date(2027, 3, 31),
            cohorts=(Cohort("All", 1811, 182, 1103, 526), Cohort("ENT", 1027, 90, 631, 306)), reach_day_28=2,
        ),
        staff=Staff(date(2026, 11, 22), "45.67", "53.00", "7.33", "4.50", "£2,579.13", "£1,674.38"),
        duties_to_cover=1,
        complaints=Complaints(7, 2, 1, 3),
        decisions=[Decision(f"Leave request {n}", "http://localhost/x/") for n in range(decisions)],
        today_link="http://localhost/",
    )  # fmt: skip


def test_it_says_the_state_of_the_directorate() -> None:
    assert lines_of(full_brief(decisions=1)) == (
        "WAITING LIST as at 22 November 2026",
        "Over 52 weeks: 515 (-12 on the list before)",
        "52-week cohort of 31 March 2027:",
        "- All 1,811: in time 182, other date 1,103, no date 526",
        "- ENT 1,027: in time 90, other date 631, no date 306",
        "Cancer: 2 reach day 28 by Friday with no date, 0 day 62 with no treatment date",
        "STAFF (A&C) on 22 November 2026",
        "In post 45.67 of 53.00 WTE, 7.33 vacant, 4.50 away long",
        "Agency £2,579.13 net, the week before £1,674.38",
        "On call, next 14 days: 1 duty to cover",
        "Complaints: 7 open, 2 drafts wanted by Friday, 1 draft late, 3 statements late",
        "TO DECIDE",
        "- Leave request 0: http://localhost/x/",
        "Everything: http://localhost/",
    )


def test_it_is_never_longer_than_a_phone_shows_and_keeps_its_link() -> None:
    lines = lines_of(full_brief(decisions=40))
    assert len(lines) == MOST_LINES
    assert lines[-1] == "Everything: http://localhost/"


def test_what_a_reader_may_not_see_is_not_there() -> None:
    assert lines_of(Brief(day=DAY, today_link="http://localhost/")) == (
        "Nothing waits for your decision",
        "Everything: http://localhost/",
    )
