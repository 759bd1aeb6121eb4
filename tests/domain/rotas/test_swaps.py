"""Whether two doctors can exchange a duty each: new breaches of either, leave, work at that time."""

import pytest

from rotas.domain.clocks import local_minute
from rotas.domain.compliance import check_duties
from rotas.domain.duties import Duty
from rotas.domain.swaps import AT_ONCE, Period, SwapSide, judge_swap
from rotas.domain.terms import Terms


def night(day: str, until: str) -> Duty:
    """On call from home, 17:00 to 08:00."""
    return Duty(start=local_minute(f"{day}T17:00"), end=local_minute(f"{until}T08:00"), kind="nroc", work_minutes=120)


def shift(start: str, end: str) -> Duty:
    """Work at the hospital."""
    return Duty(start=local_minute(start), end=local_minute(end), kind="shift")


WEDNESDAY, THURSDAY = night("2027-02-10", "2027-02-11"), night("2027-02-11", "2027-02-12")
NEXT_WEDNESDAY = night("2027-02-17", "2027-02-18")


def side(*duties: Duty, gives: Duty, takes: Duty, is_away: str = "") -> SwapSide:
    today = check_duties([*duties, gives], terms=Terms())
    period = Period(duties=duties, terms=Terms(), today=today)
    return SwapSide(gives=gives, takes=takes, periods=(period,), is_away=is_away)


def test_two_doctors_with_nothing_else_can_swap() -> None:
    verdict = judge_swap(
        side(gives=WEDNESDAY, takes=NEXT_WEDNESDAY), colleague=side(gives=NEXT_WEDNESDAY, takes=WEDNESDAY)
    )
    assert verdict.can
    assert not verdict.is_blocked


@pytest.mark.parametrize("who", ["giver", "colleague"])
def test_a_new_breach_of_either_stands_in_the_way_and_is_no_block(who: str) -> None:
    beside = {"giver": night("2027-02-16", "2027-02-17"), "colleague": THURSDAY}
    of_giver, of_colleague = ([duty] if name == who else [] for name, duty in beside.items())
    verdict = judge_swap(
        side(*of_giver, gives=WEDNESDAY, takes=NEXT_WEDNESDAY),
        colleague=side(*of_colleague, gives=NEXT_WEDNESDAY, takes=WEDNESDAY),
    )
    assert not verdict.can
    assert not verdict.is_blocked
    assert [item.code for item in getattr(verdict, who).breaches] == ["OCCON"]


def test_a_breach_that_the_swap_only_moves_with_the_duty_given_away_does_not_count() -> None:
    """Consecutive nights there are already: giving one of them away cannot be what makes them consecutive."""
    verdict = judge_swap(
        side(THURSDAY, night("2027-02-18", "2027-02-19"), gives=WEDNESDAY, takes=NEXT_WEDNESDAY),
        colleague=side(gives=NEXT_WEDNESDAY, takes=WEDNESDAY),
    )
    assert verdict.giver.breaches == ()


@pytest.mark.parametrize(
    ("duties", "away", "why"),
    [
        ((), "annual leave", "annual leave then"),
        ((shift("2027-02-10T13:00", "2027-02-10T21:00"),), "", "at work at that time"),
        ((night("2027-02-10", "2027-02-11"),), "", "on call at that time"),
    ],
    ids=["on leave", "at work", "on call for another rota"],
)
def test_leave_and_work_at_that_time_cannot_be_set_aside(duties: tuple[Duty, ...], away: str, why: str) -> None:
    verdict = judge_swap(
        side(gives=WEDNESDAY, takes=NEXT_WEDNESDAY),
        colleague=side(*duties, gives=NEXT_WEDNESDAY, takes=WEDNESDAY, is_away=away),
    )
    assert verdict.is_blocked
    assert verdict.colleague.blocks == (why,)


def test_duties_at_the_same_time_are_no_swap() -> None:
    late = night("2027-02-10", "2027-02-11")
    verdict = judge_swap(side(gives=WEDNESDAY, takes=late), colleague=side(gives=late, takes=WEDNESDAY))
    assert verdict.colleague.blocks[0] == AT_ONCE
