"""Leave: charge, overlap, entitlement and ledger agree with one another."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffing.domain.entitlement import ContractedHours, EntitlementSettings, Method, entitlement, rounded_hours
from staffing.domain.leave_charge import LeaveDates, WorkedDay, WorkingPattern, charge
from staffing.domain.leave_overlap import Absence, fit
from staffing.domain.ledger import CarryOver, EventKind, LedgerEvent, balance, carry_over
from staffing.domain.spans import Span

FULL_TIME = WorkingPattern(
    valid_from=date(2020, 1, 1),
    valid_to=None,
    cycle_start=date(2024, 1, 1),
    weeks=({weekday: WorkedDay(am=225, pm=225) for weekday in range(1, 6)},),
)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@given(first=DAYS, length=st.integers(0, 40), cut=st.integers(0, 39))
def test_a_leave_in_two_pieces_costs_what_it_costs_in_one(first: date, length: int, cut: int) -> None:
    last = first + timedelta(days=length)
    middle = min(first + timedelta(days=cut), last)
    pieces = [(first, middle)] if middle == last else [(first, middle), (middle + timedelta(days=1), last)]
    holidays = frozenset({date(2026, 12, 25), date(2026, 12, 28)})
    whole = charge(LeaveDates(first=first, last=last), patterns=[FULL_TIME], bank_holidays=holidays)
    parts = [charge(LeaveDates(first=a, last=b), patterns=[FULL_TIME], bank_holidays=holidays) for a, b in pieces]
    assert whole.al_minutes == sum(part.al_minutes for part in parts)
    assert whole.bh_minutes == sum(part.bh_minutes for part in parts)
    assert sum(al for al, _ in whole.by_leave_year.values()) == whole.al_minutes


def test_dates_without_a_pattern_are_listed_and_not_charged() -> None:
    found = charge(
        LeaveDates(first=date(2019, 12, 30), last=date(2020, 1, 1)), patterns=[FULL_TIME], bank_holidays=frozenset()
    )
    assert found.uncovered_dates == (date(2019, 12, 30), date(2019, 12, 31))
    assert found.al_minutes == 450


def _absence(name: str, first: date, length: int | None) -> Absence:
    last = None if length is None else first + timedelta(days=length)
    return Absence(id=name, status="approved", first=first, last=last)


@given(one=DAYS, other=DAYS, lengths=st.tuples(st.integers(0, 30), st.integers(0, 30)))
def test_two_absences_clash_whichever_comes_second(one: date, other: date, lengths: tuple[int, int]) -> None:
    a, b = _absence("a", one, lengths[0]), _absence("b", other, lengths[1])
    assert fit(a, existing=[b]).fits == fit(b, existing=[a]).fits


def test_an_open_absence_blocks_everything_after_it() -> None:
    sick = _absence("sick", date(2026, 11, 1), None)
    assert not fit(_absence("leave", date(2027, 3, 1), 4), existing=[sick]).fits
    assert fit(_absence("leave", date(2026, 10, 1), 4), existing=[sick]).fits


@pytest.mark.parametrize("method", ["daily", "days365", "months"])
def test_two_half_posts_give_what_one_whole_post_gives(method: Method) -> None:
    settings = EntitlementSettings(method=method, bank_holiday_mode="fixed_8")
    whole, halves = (
        entitlement(
            date(2026, 4, 1),
            service_start=date(2020, 1, 1),
            hours=[ContractedHours(span=Span(date(2026, 4, 1)), weekly_hours=weekly) for weekly in held],
            bank_holidays=frozenset(),
            settings=settings,
        )
        for held in ([Fraction("37.5")], [Fraction("18.75")] * 2)
    )
    assert whole == halves


@given(minutes=st.integers(0, 20000))
def test_half_up_and_half_even_differ_only_on_a_tie(minutes: int) -> None:
    hours = Fraction(minutes, 60)
    up = rounded_hours(hours, step=Fraction(1, 2), mode="half_up")
    even = rounded_hours(hours, step=Fraction(1, 2), mode="half_even")
    assert up == even or minutes % 30 == 15


KINDS: tuple[EventKind, ...] = ("entitlement", "carry_in", "toil_earned", "taken", "bh_taken")


@given(
    played=st.lists(
        st.tuples(DAYS, st.sampled_from(KINDS), st.integers(1, 900), st.none() | st.integers(0, 200)), max_size=12
    ),
    as_at=DAYS,
)
def test_balance_is_what_the_buckets_hold_less_what_is_owed(
    played: list[tuple[date, EventKind, int, int | None]], as_at: date
) -> None:
    events = [
        LedgerEvent(
            id=f"e{number:02d}",
            effective_date=day,
            kind=kind,
            minutes=minutes,
            expires=None if life is None else day + timedelta(days=life),
            key=f"k{number}",
        )
        for number, (day, kind, minutes, life) in enumerate(played)
    ]
    found = balance(events, as_at=as_at)
    assert found.balance_minutes <= sum(found.buckets.values())
    assert all(left >= 0 for left in found.buckets.values())
    twice = balance([*events, *events], as_at=as_at)
    assert (twice.balance_minutes, twice.buckets) == (found.balance_minutes, found.buckets)
    carried = carry_over(events, rule=CarryOver(year_end=as_at, cap_minutes=2250))
    assert carried.carry_out_minutes + carried.forfeited_minutes == max(0, found.balance_minutes)
