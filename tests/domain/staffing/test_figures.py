"""Sums: rates, money and the states of a leave request."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directorate.core.domain.periods import Period
from staffing.domain.agency import TimesheetLine, agency_cost
from staffing.domain.sickness_rate import Rate, Segment, StaffMember, rate_of, total
from staffing.domain.spans import Span
from staffing.domain.states import LEAVE_REQUEST, ForbiddenTransitionError, diagram, may_become, require_transition

JUNE = Period(first=date(2026, 6, 1), last=date(2026, 6, 30))
DAYS = st.dates(date(2026, 5, 1), date(2026, 7, 31))
SPANS = st.builds(lambda one, other: Span(min(one, other), max(one, other)), DAYS, DAYS)


@given(episodes=st.lists(SPANS, max_size=6), cut=st.integers(1, 29))
def test_rate_of_a_month_is_the_sum_of_its_pieces(episodes: list[Span], cut: int) -> None:
    member = StaffMember(
        group="ENT",
        segments=(Segment(span=Span(date(2020, 1, 1)), fte=Fraction("0.6")),),
        episodes=tuple(episodes),
    )
    middle = date(2026, 6, cut)
    pieces = (Period(JUNE.first, middle), Period(date(2026, 6, cut + 1), JUNE.last))
    whole = rate_of(member, period=JUNE)
    assert whole == total(rate_of(member, period=piece) for piece in pieces)
    assert 0 <= whole.lost <= whole.available == 18


def test_rate_of_nobody_is_not_available() -> None:
    assert Rate().percent is None


@given(hours=st.lists(st.decimals(0, 60, places=2), min_size=1, max_size=30))
def test_agency_total_is_the_exact_sum_rounded_once(hours: list[Decimal]) -> None:
    rate = Fraction("16.45")
    lines = [
        TimesheetLine(
            id=str(number),
            booking_id="B1",
            worker="W1",
            week_ending=date(2026, 11, 22),
            timesheet_no=f"T{number}",
            hours=Fraction(worked),
            rate=rate,
            vat_percent=Fraction(20),
            cap=None,
            approval_no="AP1",
            on_framework=True,
            status="approved",
        )
        for number, worked in enumerate(hours)
    ]
    found = agency_cost(lines, standard_week_hours=Fraction("37.5"), weeks=1)
    exact = sum((Fraction(worked) for worked in hours), Fraction(0)) * rate
    assert abs(Fraction(found.net) - exact) <= Fraction("0.005")
    assert found.vat == found.gross - found.net
    backwards = agency_cost(reversed(lines), standard_week_hours=Fraction("37.5"), weeks=1)
    assert (backwards.net, backwards.gross, backwards.hours) == (found.net, found.gross, found.hours)


def test_only_the_moves_of_the_table_are_allowed() -> None:
    assert may_become("requested", after="withdrawn")
    with pytest.raises(ForbiddenTransitionError, match="declined cannot become approved"):
        require_transition("declined", after="approved")
    assert all(after in LEAVE_REQUEST for following in LEAVE_REQUEST.values() for after in following)


def test_the_diagram_in_the_rule_pages_is_the_table() -> None:
    page = Path(__file__).parents[3] / "docs" / "rules" / "leave.md"
    assert diagram() in page.read_text(encoding="utf-8")
