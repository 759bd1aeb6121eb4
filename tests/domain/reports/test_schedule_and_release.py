"""When a report is due, when it may send by itself, and which steps a run and a copy may take."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from directorate.core.domain.periods import Period, week_label
from reports.domain.release import Draft, Source, Step, decide
from reports.domain.schedule import Schedule, due_periods, next_due_at, release_moment
from reports.domain.states import (
    DELIVERY_TRANSITIONS,
    RUN_TRANSITIONS,
    DeliveryState,
    NotAllowedFromHere,
    RunState,
    check_delivery_step,
    check_run_step,
    state_after_deliveries,
)

MONDAYS = Schedule(weekday=0, run_time=time(7, 30), release_by=time(12, 0))
SUNDAY = date(2026, 11, 22)
BUILT = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
COVERING = (Source("absences", "Absences", SUNDAY, "confirm it"),)
SHORT = (Source("absences", "Absences", date(2026, 11, 15), "confirm it"),)
DRAFT = Draft(
    period_last=SUNDAY,
    built_at=BUILT,
    release_at=datetime(2026, 11, 23, 12, 0, tzinfo=UTC),
    sources=COVERING,
    sources_now=COVERING,
    recipients=1,
)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 23, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "due_at"),
    [
        pytest.param(
            datetime(2026, 3, 30, 6, 30, tzinfo=UTC),
            datetime(2026, 3, 30, 6, 30, tzinfo=UTC),
            id="first Monday of summer time",
        ),
        pytest.param(
            datetime(2026, 10, 26, 7, 30, tzinfo=UTC),
            datetime(2026, 10, 26, 7, 30, tzinfo=UTC),
            id="first Monday of winter time",
        ),
        pytest.param(
            datetime(2026, 10, 26, 7, 29, tzinfo=UTC),
            datetime(2026, 10, 19, 6, 30, tzinfo=UTC),
            id="a minute early: last week's",
        ),
    ],
)
def test_half_past_seven_is_london_time_over_clock_changes(now: datetime, due_at: datetime) -> None:
    [due] = due_periods(MONDAYS, now=now, after=None)
    assert due.due_at == due_at


@pytest.mark.parametrize("sunday", [date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28)])
def test_a_report_at_a_skipped_or_repeated_hour_is_due_once(sunday: date) -> None:
    night = Schedule(weekday=6, run_time=time(1, 30), release_by=time(12, 0))
    start = datetime.combine(sunday, time(0), tzinfo=UTC)
    made: list[date] = [sunday - timedelta(days=14)]
    for quarter in range(0, 24 * 4):
        now = start + timedelta(minutes=15 * quarter)
        made += [due.period.last for due in due_periods(night, now=now, after=made[-1])]
    assert made.count(sunday - timedelta(days=7)) == 1


def test_a_week_of_a_53_week_year() -> None:
    [due] = due_periods(MONDAYS, now=datetime(2027, 1, 4, 9, tzinfo=UTC), after=None)
    assert (due.period, week_label(due.period.last)) == (Period(date(2026, 12, 28), date(2027, 1, 3)), "2026-W53")


def test_missed_weeks_come_oldest_first_and_five_at_most() -> None:
    due = due_periods(MONDAYS, now=datetime(2026, 11, 23, 9, tzinfo=UTC), after=date(2026, 1, 4))
    assert [found.period.last for found in due] == [SUNDAY - timedelta(days=7 * back) for back in (4, 3, 2, 1, 0)]


def test_next_and_release_moments() -> None:
    assert next_due_at(MONDAYS, now=at(7, 30)) == datetime(2026, 11, 30, 7, 30, tzinfo=UTC)
    week = Period(date(2026, 6, 8), date(2026, 6, 14))
    assert release_moment(MONDAYS, period=week) == datetime(2026, 6, 15, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("change", "now", "step"),
    [
        pytest.param({}, at(11, 59), Step.WAIT, id="before midday"),
        pytest.param({}, at(12), Step.RELEASE, id="midday"),
        pytest.param({"sources": SHORT, "sources_now": SHORT}, at(12), Step.HOLD, id="a source ends early"),
        pytest.param({"sources": SHORT}, at(8), Step.REBUILD, id="the source reaches further now"),
        pytest.param({"recipients": 0}, at(12), Step.HOLD, id="nobody to send to"),
        pytest.param({"needs_person": True}, at(12), Step.HOLD, id="first run"),
        pytest.param({"held_by_person": True}, at(12), Step.HOLD, id="held without end"),
        pytest.param({"held_by_person": True, "hold_until": at(15)}, at(14), Step.WAIT, id="held until three"),
        pytest.param({"held_by_person": True, "hold_until": at(15)}, at(15), Step.RELEASE, id="three o'clock"),
        pytest.param({"built_at": at(13)}, at(13, 59), Step.WAIT, id="built late: an hour to look"),
        pytest.param({"built_at": at(13)}, at(14), Step.RELEASE, id="the hour is over"),
    ],
)
def test_what_happens_to_a_draft(change: dict[str, object], now: datetime, step: Step) -> None:
    assert decide(replace(DRAFT, **change), now=now).step is step


def test_the_missing_source_is_named() -> None:
    said = decide(replace(DRAFT, sources=SHORT, sources_now=SHORT), now=at(12)).reason
    assert said == "Absences is complete to 15 November 2026 only: confirm it."


def test_every_state_has_its_row() -> None:
    assert set(RUN_TRANSITIONS) == set(RunState)
    assert set(DELIVERY_TRANSITIONS) == set(DeliveryState)


def test_steps_that_the_tables_do_not_hold_are_refused() -> None:
    with pytest.raises(NotAllowedFromHere, match="This report is sent"):
        check_run_step("sent", to=RunState.RELEASED)
    with pytest.raises(NotAllowedFromHere, match="This copy is sent"):
        check_delivery_step("sent", to=DeliveryState.QUEUED)


@pytest.mark.parametrize(
    ("copies", "state"),
    [
        (("sent", "cancelled"), RunState.SENT),
        (("sent", "failed"), RunState.PARTLY_SENT),
        (("uncertain",), RunState.PARTLY_SENT),
        (("failed",), RunState.FAILED),
        (("cancelled",), RunState.FAILED),
        (("sent", "queued"), RunState.SENDING),
    ],
)
def test_a_run_stands_as_its_copies_do(copies: tuple[str, ...], state: RunState) -> None:
    assert state_after_deliveries(copies) is state
