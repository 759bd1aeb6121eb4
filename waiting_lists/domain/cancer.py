"""The cancer list: which clocks a record holds, whether its dates can be true, and how the standards were kept.

28 days: from referral to being told, not for consultant upgrades. 62 days: from referral, screening or upgrade to
treatment; who has been told that it is not cancer leaves it. 31 days: from the decision to treat to treatment.
Source: cancer waiting times guidance v12.1, July 2025; waiting-list rule book, sections 1 and 4.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from waiting_lists.domain.breaches import RunningClock, clock_running
from waiting_lists.domain.standards import Limits, judge_days, limit_for

FDS28, CWT31, CWT62 = "FDS28", "CWT31", "CWT62"
CANCER_CLOCKS = (FDS28, CWT31, CWT62)
CONSULTANT_UPGRADE = "consultant_upgrade"
ROUTES = {
    "urgent_suspected_cancer": "urgent suspected cancer",
    "breast_symptomatic": "breast symptomatic",
    "screening": "screening",
    CONSULTANT_UPGRADE: "consultant upgrade",
}
NOT_CANCER, CANCER = "not_cancer", "cancer"
OUTCOMES = {NOT_CANCER: "not cancer", CANCER: "cancer"}
# Whose list a tumour site is on; of another site nobody's, and only those who read every specialty see it.
SPECIALTY_OF_SITE = {"skin": "dermatology", "head_and_neck": "ent"}


@dataclass(frozen=True, slots=True)
class CancerFacts:
    """One record of the cancer list; None is a day that has not come, `outcome` is blank until the patient is told."""

    route: str
    clock_start: date
    informed: date | None = None
    outcome: str = ""
    decision_to_treat: date | None = None
    treatment: date | None = None


@dataclass(frozen=True, slots=True)
class Spell:
    """One clock of a record: its day 0, and the day it stopped; None while it runs."""

    clock: str
    start: date
    stop: date | None


@dataclass(slots=True)
class Kept:
    """How often a standard was kept: clocks by status."""

    open_in_time: int = 0
    open_breached: int = 0
    met: int = 0
    missed: int = 0

    @property
    def share(self) -> Fraction | None:
        """Return the share of stopped clocks that kept the limit, in per cent; None without any."""
        stopped = self.met + self.missed
        return Fraction(100 * self.met, stopped) if stopped else None


def fault_of(facts: CancerFacts) -> tuple[str, str] | None:
    """Return the field and the code of what cannot be true of a record; None when it can."""
    if facts.treatment is None:
        return None
    if facts.treatment < facts.clock_start:
        return "treatment", "treated_before_referral"
    if facts.outcome == NOT_CANCER and facts.informed and facts.informed > facts.treatment:
        return "informed", "ruled_out_after_treatment"
    return None


def spells_of(facts: CancerFacts) -> list[Spell]:
    """Return every clock of a record, stopped or not."""
    spells = []
    if facts.route != CONSULTANT_UPGRADE:
        spells.append(Spell(FDS28, facts.clock_start, facts.informed))
    if facts.outcome != NOT_CANCER:
        spells.append(Spell(CWT62, facts.clock_start, facts.treatment))
    if facts.decision_to_treat:
        spells.append(Spell(CWT31, facts.decision_to_treat, facts.treatment))
    return spells


def cancer_clocks(facts: CancerFacts, *, on: date, limits: Limits) -> tuple[RunningClock, ...]:
    """Return the clocks of a record that run on a day, the first to breach first."""
    running = [spell for spell in spells_of(facts) if spell.stop is None]
    clocks = (clock_running(spell.clock, start=spell.start, on=on, limits=limits) for spell in running)
    return tuple(sorted(filter(None, clocks), key=lambda clock: clock.first_breach))


def kept_on(records: Iterable[CancerFacts], *, on: date, limits: Limits) -> dict[str, Kept]:
    """Return how each standard stands on a day, over these records."""
    found = {clock: Kept() for clock in CANCER_CLOCKS}
    for facts in records:
        for spell in spells_of(facts):
            days = limit_for(limits, clock=spell.clock).days or 0
            status = judge_days(days, start=spell.start, on=on, stopped_on=spell.stop).status
            counted = found[spell.clock]
            setattr(counted, status, getattr(counted, status) + 1)
    return found
