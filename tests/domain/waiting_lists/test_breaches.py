"""Running clocks, the next breach that can still be prevented, and the next step."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waiting_lists.domain.breaches import CancerStarts, PathwayFacts, breaches_of, rank_key, running_clocks
from waiting_lists.domain.standards import DEFAULT_LIMITS, Limits

ON = date(2026, 1, 31)
SURGERY = PathwayFacts(
    list_type="IRTT",
    clock_start=date(2025, 2, 13),
    procedure_priority="P4",
    decision_to_admit=date(2025, 9, 1),
    first_activity=date(2025, 6, 2),
)


def _clocks(facts: PathwayFacts) -> dict[str, date]:
    return {clock.clock: clock.first_breach for clock in running_clocks(facts, on=ON, limits=DEFAULT_LIMITS)}


def test_surgery_runs_the_rtt_clocks_and_its_priority() -> None:
    assert set(_clocks(SURGERY)) == {"RTT18", "RTT52", "RTT65", "RTT78", "RTT104", "PRIORITY"}


def test_clocks_already_over_do_not_rank() -> None:
    found = breaches_of(SURGERY, on=ON, limits=DEFAULT_LIMITS)
    assert [clock.clock for clock in found.over] == ["RTT18"]
    assert found.next_breach is not None
    assert (found.next_breach.clock, found.next_breach.first_breach) == ("RTT52", date(2026, 2, 13))
    assert found.next_breach.days_left == 12


def test_last_day_in_time_can_still_be_prevented_and_the_day_after_not() -> None:
    limits = Limits(limit for limit in DEFAULT_LIMITS if limit.clock == "RTT52")
    last_day = date(2026, 2, 12)
    assert breaches_of(SURGERY, on=last_day, limits=limits).next_breach is not None
    assert breaches_of(SURGERY, on=last_day + timedelta(days=1), limits=limits).next_breach is None


def test_cancer_runs_28_and_62_days_until_told() -> None:
    cancer = PathwayFacts(list_type="ORTT", clock_start=ON, cancer=True, referral_received=date(2026, 1, 10))
    assert _clocks(cancer)["CWT62"] == date(2026, 3, 14)
    assert _clocks(cancer)["FDS28"] == date(2026, 2, 8)
    assert "FDS28" not in _clocks(replace(cancer, told_cancer_or_not=date(2026, 1, 20)))
    assert _clocks(replace(cancer, decision_to_admit=date(2026, 1, 30)))["CWT31"] == date(2026, 3, 3)


def test_lists_outside_rtt_have_no_rtt_clock() -> None:
    assert _clocks(PathwayFacts(list_type="ONON", clock_start=date(2025, 1, 1))) == {}
    planned = PathwayFacts(list_type="PLTI", clock_start=date(2025, 1, 1), planned_due=ON)
    assert _clocks(planned) == {"PLANNED_DUE": ON + timedelta(days=1)}


def test_unknown_clock_start_has_no_clock_and_no_wait() -> None:
    found = breaches_of(PathwayFacts(list_type="ORTT"), on=ON, limits=DEFAULT_LIMITS)
    assert (found.clocks, found.days_waited) == ((), None)


@pytest.mark.parametrize(
    ("change", "state", "kind"),
    [
        pytest.param({"tci": date(2026, 2, 12)}, "treatment_in_time", "treatment", id="on the last day in time"),
        pytest.param({"tci": date(2026, 2, 13)}, "too_late_or_not_treatment", "treatment", id="a day too late"),
        pytest.param({"planned_date": date(2026, 2, 2)}, "treatment_in_time", "planned", id="typed by the secretary"),
        pytest.param(
            {"next_appointment": date(2026, 2, 2)}, "too_late_or_not_treatment", "appointment", id="not treatment"
        ),
        pytest.param({"tci": date(2026, 1, 30)}, "no_date", None, id="a past date is no next step"),
        pytest.param({}, "no_date", None, id="nothing booked"),
    ],
)
def test_next_step_is(change: dict[str, date], state: str, kind: str | None) -> None:
    found = breaches_of(replace(SURGERY, **change), on=ON, limits=DEFAULT_LIMITS).next_step  # type: ignore[arg-type]
    assert (found.state, found.kind) == (state, kind)


@pytest.mark.parametrize(
    ("change", "state", "kind"),
    [
        pytest.param({"next_appointment": date(2026, 2, 7)}, "visit_in_time", "appointment", id="clinic, last day"),
        pytest.param({"diagnostic": date(2026, 2, 3)}, "visit_in_time", "diagnostic", id="test in time"),
        pytest.param({"planned_visit": date(2026, 2, 3)}, "visit_in_time", "planned", id="visit of the secretary"),
        pytest.param({"next_appointment": date(2026, 2, 8)}, "too_late_or_not_treatment", "appointment", id="too late"),
        pytest.param(
            {"tci": date(2026, 3, 1), "next_appointment": date(2026, 2, 3)}, "visit_in_time", "appointment",
            id="clinic in time before a later admission",
        ),
        pytest.param({"tci": date(2026, 2, 7)}, "treatment_in_time", "treatment", id="treatment in time"),
        pytest.param(
            {"procedure_priority": "P2", "decision_to_admit": date(2026, 1, 10), "told_cancer_or_not": None,
             "by_cancer_list": CancerStarts(fds28=date(2026, 1, 10)), "next_appointment": date(2026, 2, 3)},
            "too_late_or_not_treatment", "appointment", id="another clock runs out on the same day",
        ),
        pytest.param({}, "no_date", None, id="nothing booked"),
    ],
)  # fmt: skip
def test_until_the_patient_is_told_the_next_step_is(change: dict[str, object], state: str, kind: str | None) -> None:
    cancer = PathwayFacts(list_type="ORTT", clock_start=ON, cancer=True, referral_received=date(2026, 1, 10))
    found = breaches_of(replace(cancer, **change), on=ON, limits=DEFAULT_LIMITS)  # type: ignore[arg-type]
    assert (found.next_step.state, found.next_step.kind) == (state, kind)


def test_a_visit_after_day_28_is_too_late_rather_than_no_treatment() -> None:
    late = {"next_appointment": date(2026, 2, 8)}
    cancer = PathwayFacts(list_type="ORTT", clock_start=ON, cancer=True, referral_received=date(2026, 1, 10), **late)
    assert breaches_of(cancer, on=ON, limits=DEFAULT_LIMITS).next_step.is_visit_enough
    assert not breaches_of(replace(SURGERY, **late), on=ON, limits=DEFAULT_LIMITS).next_step.is_visit_enough


def test_rows_rank_by_breach_then_priority_then_wait() -> None:
    urgent = replace(SURGERY, procedure_priority="P2", decision_to_admit=None)
    routine = replace(SURGERY, procedure_priority="P4", decision_to_admit=None)
    later = replace(urgent, clock_start=date(2025, 2, 14))
    rows = [later, routine, urgent]
    ranked = sorted(
        rows,
        key=lambda facts: rank_key(facts, next_breach=breaches_of(facts, on=ON, limits=DEFAULT_LIMITS).next_breach),
    )
    assert ranked == [urgent, routine, later]


@given(start=st.dates(date(2023, 1, 1), date(2027, 1, 1)), on=st.dates(date(2023, 1, 1), date(2027, 12, 31)))
def test_next_breach_is_the_earliest_clock_not_yet_over(start: date, on: date) -> None:
    facts = PathwayFacts(list_type="ORTT", clock_start=start)
    found = breaches_of(facts, on=on, limits=DEFAULT_LIMITS)
    open_ones = [clock.first_breach for clock in found.clocks if clock.first_breach > on]
    assert (found.next_breach.first_breach if found.next_breach else None) == min(open_ones, default=None)
