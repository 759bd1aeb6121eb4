"""Clocks of the cancer list, and what cannot be true of a record."""

from datetime import date, timedelta

import pytest

from waiting_lists.domain.cancer import CancerFacts, cancer_clocks, fault_of, kept_on, spells_of
from waiting_lists.domain.standards import DEFAULT_LIMITS

START = date(2026, 1, 5)


def later(days: int) -> date:
    return START + timedelta(days=days)


@pytest.mark.parametrize(
    ("facts", "running"),
    [
        (CancerFacts("urgent_suspected_cancer", START), {"FDS28", "CWT62"}),
        (CancerFacts("consultant_upgrade", START), {"CWT62"}),
        (CancerFacts("screening", START, informed=later(9), outcome="cancer"), {"CWT62"}),
        (CancerFacts("screening", START, informed=later(9), outcome="not_cancer"), set()),
        (CancerFacts("screening", START, later(9), "cancer", decision_to_treat=later(20)), {"CWT62", "CWT31"}),
        (CancerFacts("screening", START, later(9), "cancer", later(20), treatment=later(30)), set()),
        (CancerFacts("screening", START, decision_to_treat=later(20)), {"FDS28", "CWT62", "CWT31"}),
    ],
    ids=["referred", "upgraded", "told cancer", "ruled out", "decided", "treated", "decided before told"],
)
def test_the_clocks_that_run(facts: CancerFacts, running: set[str]) -> None:
    clocks = cancer_clocks(facts, on=later(40), limits=DEFAULT_LIMITS)
    assert {one.clock for one in clocks} == running
    assert [one.first_breach for one in clocks] == sorted(one.first_breach for one in clocks)


@pytest.mark.parametrize(("days", "status"), [(28, "met"), (29, "missed")])
def test_day_28_is_the_last_in_time(days: int, status: str) -> None:
    told = CancerFacts("screening", START, informed=later(days), outcome="not_cancer")
    assert getattr(kept_on([told], on=later(90), limits=DEFAULT_LIMITS)["FDS28"], status) == 1


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        (CancerFacts("screening", START, treatment=later(-1)), ("treatment", "treated_before_referral")),
        (CancerFacts("screening", START, treatment=START), None),
        (
            CancerFacts("screening", START, informed=later(9), outcome="not_cancer", treatment=later(8)),
            ("informed", "ruled_out_after_treatment"),
        ),
        (CancerFacts("screening", START, informed=later(8), outcome="not_cancer", treatment=later(8)), None),
    ],
)
def test_what_cannot_be_true_is_a_fault(facts: CancerFacts, fault: tuple[str, str] | None) -> None:
    assert fault_of(facts) == fault


def test_a_stopped_clock_keeps_its_stop() -> None:
    spells = spells_of(CancerFacts("screening", START, later(9), "cancer", later(20), later(30)))
    assert [(one.clock, one.stop) for one in spells] == [
        ("FDS28", later(9)),
        ("CWT62", later(30)),
        ("CWT31", later(30)),
    ]
