"""What a pathway will breach and when: every running clock, and the next breach that can still be prevented.

Everything is worked out from the patient tracking list alone, for a day given. Validation, thinking time and
reviews are tasks, not clocks here. Clocks already over are a badge; rows rank by what can still be saved.
Source: waiting-list rule book, section 1; ranking: product description, rules for the daily flow.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from waiting_lists.domain.standards import Limit, Limits, ends_of

RTT_LIST_TYPES = frozenset({"IRTT", "ORTT"})
PLANNED_LIST_TYPES = frozenset({"PLTI", "PLTO", "PTLI", "PTLO"})
RTT_CLOCKS = ("RTT18", "RTT52", "RTT65", "RTT78", "RTT104")
PRIORITY_ORDER = ("P1A", "P1B", "P2", "P3", "P4", "P5", "P6")
SHORT_NAMES = {
    "RTT18": "18 weeks",
    "RTT52": "52 weeks",
    "RTT65": "65 weeks",
    "RTT78": "78 weeks",
    "RTT104": "104 weeks",
    "FIRST_APPT": "first appointment",
    "FDS28": "28 days (cancer)",
    "CWT31": "31 days (cancer)",
    "CWT62": "62 days (cancer)",
    "DM01": "6 weeks (test)",
    "CANCELLED_OP_28": "28 days (cancelled operation)",
    "PLANNED_DUE": "planned date",
}
HOURS_OF_DAY = 24
TOLD_CLOCK = "FDS28"

StepKind = Literal["treatment", "appointment", "diagnostic", "planned"]
StepState = Literal["treatment_in_time", "visit_in_time", "too_late_or_not_treatment", "no_date"]
Stage = Literal["first clinic", "decision", "for surgery", "planned"]


@dataclass(frozen=True, slots=True)
class CancerStarts:
    """Day 0 of each clock that runs by the cancer list; None is one that does not."""

    fds28: date | None = None
    cwt62: date | None = None
    cwt31: date | None = None


@dataclass(frozen=True, slots=True)
class PathwayFacts:
    """What the list and the secretary know of one pathway; None means not known or not there.

    With `by_cancer_list` the clocks of the cancer list run instead of those that the list itself suggests.
    `planned_date` (treatment) and `planned_visit` (clinic or test) were typed by a secretary and stand until the
    hospital system shows them.
    """

    list_type: str
    clock_start: date | None = None
    procedure_priority: str | None = None
    decision_to_admit: date | None = None
    tci: date | None = None
    next_appointment: date | None = None
    diagnostic: date | None = None
    first_activity: date | None = None
    cancer: bool = False
    referral_received: date | None = None
    told_cancer_or_not: date | None = None
    test_requested: date | None = None
    operation_cancelled: date | None = None
    planned_due: date | None = None
    planned_date: date | None = None
    planned_visit: date | None = None
    by_cancer_list: CancerStarts | None = None


@dataclass(frozen=True, slots=True)
class RunningClock:
    """One clock on a day, with the limit it runs against.

    A page of the list makes several hundred: what the limit says already is read from it, not copied.
    """

    limit: Limit
    start: date
    last_in_time: date
    first_breach: date
    on: date

    @property
    def clock(self) -> str:
        """Return the code of the clock."""
        return self.limit.clock

    @property
    def name(self) -> str:
        """Return the clock in words; a surgical priority by its code."""
        return SHORT_NAMES.get(self.limit.clock, self.limit.priority or self.limit.clock)

    @property
    def rule(self) -> str:
        """Return the rule that sets the limit, in words."""
        return self.limit.rule

    @property
    def source(self) -> str:
        """Return where the rule stands."""
        return self.limit.source

    @property
    def confirmed(self) -> bool:
        """Return whether a primary source was found for the rule."""
        return self.limit.confirmed

    @property
    def is_over(self) -> bool:
        """Return whether the limit has passed: nothing done now can prevent the breach."""
        return self.on >= self.first_breach

    @property
    def days_left(self) -> int:
        """Return the days until the last day in time, 0 on that day, negative once over."""
        return (self.last_in_time - self.on).days

    @property
    def days_over(self) -> int:
        """Return the days since the last day in time, 0 while in time."""
        return max(-self.days_left, 0)


@dataclass(frozen=True, slots=True)
class NextStep:
    """The next thing that has a date, and whether it is treatment in time, or a visit where that is what is asked."""

    state: StepState
    kind: StepKind | None = None
    day: date | None = None
    is_visit_enough: bool = False

    @property
    def is_in_time(self) -> bool:
        """Return whether it would keep the next breach from happening."""
        return self.state in {"treatment_in_time", "visit_in_time"}


@dataclass(frozen=True, slots=True)
class PathwayBreaches:
    """Everything a patient line says about time."""

    clocks: tuple[RunningClock, ...]
    next_breach: RunningClock | None
    next_step: NextStep
    stage: Stage
    days_waited: int | None

    @property
    def over(self) -> tuple[RunningClock, ...]:
        """Return the clocks whose limit has passed, the longest over first."""
        return tuple(sorted((clock for clock in self.clocks if clock.is_over), key=lambda clock: clock.first_breach))


def running_clocks(facts: PathwayFacts, *, on: date, limits: Limits) -> tuple[RunningClock, ...]:
    """Return every running clock, earliest first breach first; a clock without a loaded limit is left out."""
    loaded = limits.by_key
    clocks = [
        _running(limit, start=start, on=on)
        for clock, start in _starts(facts)
        if (limit := loaded.get((clock, facts.procedure_priority if clock == "PRIORITY" else None)))
    ]
    return tuple(sorted(clocks, key=lambda clock: clock.first_breach))


def clock_running(clock: str, *, start: date, on: date, limits: Limits) -> RunningClock | None:
    """Return one clock that has run since a day; None when no limit is loaded for it."""
    limit = limits.by_key.get((clock, None))
    return _running(limit, start=start, on=on) if limit else None


def next_preventable(clocks: Iterable[RunningClock]) -> RunningClock | None:
    """Return the earliest breach that can still be prevented, None when there is none."""
    return min((clock for clock in clocks if not clock.is_over), key=lambda clock: clock.first_breach, default=None)


def next_step(facts: PathwayFacts, *, on: date, in_time_until: date | None, tells: bool = False) -> NextStep:
    """Return the next dated step and whether it is treatment by `in_time_until`, the last day in time.

    A treatment date wins over an appointment, an appointment over a test. Dates before `on` are no next step.
    None as last day in time means that every limit has passed: no date is in time any more. `tells`: the limit asks
    only that the patient is told whether it is cancer, so a clinic or a test in time is a step in time as well.
    """
    booked = _booked(facts, on=on, until=in_time_until)
    if not tells or in_time_until is None or booked.is_in_time:
        return booked
    return _visit(facts, on=on, until=in_time_until) or replace(booked, is_visit_enough=True)


def _booked(facts: PathwayFacts, *, on: date, until: date | None) -> NextStep:
    for kind, day in _steps(facts):
        if day is None or day < on:
            continue
        treats = kind in {"treatment", "planned"}
        in_time = treats and until is not None and day <= until
        return NextStep(state="treatment_in_time" if in_time else "too_late_or_not_treatment", kind=kind, day=day)
    return NextStep(state="no_date")


def _visit(facts: PathwayFacts, *, on: date, until: date) -> NextStep | None:
    """Return the first kind of visit that is in time; None when there is none."""
    visits: tuple[tuple[StepKind, date | None], ...] = (*_steps(facts), ("planned", facts.planned_visit))
    found = ((kind, day) for kind, day in visits if day and on <= day <= until)
    return next((NextStep(state="visit_in_time", kind=kind, day=day) for kind, day in found), None)


def stage_of(facts: PathwayFacts) -> Stage:
    """Return where in the pathway the patient is."""
    if facts.list_type in PLANNED_LIST_TYPES:
        return "planned"
    if facts.decision_to_admit or facts.tci:
        return "for surgery"
    return "decision" if facts.first_activity else "first clinic"


def breaches_of(facts: PathwayFacts, *, on: date, limits: Limits) -> PathwayBreaches:
    """Return clocks, next preventable breach, next step, stage and days waited of one pathway."""
    clocks = running_clocks(facts, on=on, limits=limits)
    coming = next_preventable(clocks)
    return PathwayBreaches(
        clocks=clocks,
        next_breach=coming,
        next_step=next_step(
            facts, on=on, in_time_until=coming.last_in_time if coming else None, tells=_only_tells(clocks, coming)
        ),
        stage=stage_of(facts),
        days_waited=None if facts.clock_start is None else (on - facts.clock_start).days,
    )


def _only_tells(clocks: Iterable[RunningClock], coming: RunningClock | None) -> bool:
    """Return whether nothing but the 28 days (faster diagnosis) runs out on the day of the next breach.

    Source: waiting-list rule book, section 1: FDS28 stops when the patient is told cancer or not.
    """
    return coming is not None and all(
        clock.clock == TOLD_CLOCK for clock in clocks if clock.first_breach == coming.first_breach
    )


def rank_key(facts: PathwayFacts, *, next_breach: RunningClock | None) -> tuple[date, int, date]:
    """Return the sort key of a row: next preventable breach, then priority code, then longest wait."""
    return (
        next_breach.first_breach if next_breach else date.max,
        priority_rank(facts.procedure_priority),
        facts.clock_start or date.max,
    )


def priority_rank(code: str | None) -> int:
    """Return the place of a surgical priority code; unknown and missing codes come last."""
    return PRIORITY_ORDER.index(code) if code in PRIORITY_ORDER else len(PRIORITY_ORDER)


def _starts(facts: PathwayFacts) -> Iterator[tuple[str, date]]:
    """Yield each clock that runs, with its day 0."""
    for clock, start in (*_rtt_starts(facts), *_cancer_starts(facts), *_other_starts(facts)):
        if start is not None:
            yield clock, start


def _rtt_starts(facts: PathwayFacts) -> Sequence[tuple[str, date | None]]:
    if facts.list_type not in RTT_LIST_TYPES:
        return ()
    starts = [(clock, facts.clock_start) for clock in RTT_CLOCKS]
    seen = facts.first_activity or facts.decision_to_admit
    return starts if seen else [*starts, ("FIRST_APPT", facts.clock_start)]


def _cancer_starts(facts: PathwayFacts) -> Sequence[tuple[str, date | None]]:
    """Return the cancer clocks; who has had a decision to treat knows whether it is cancer."""
    if (known := facts.by_cancer_list) is not None:
        return (("FDS28", known.fds28), ("CWT62", known.cwt62), ("CWT31", known.cwt31))
    if not facts.cancer:
        return ()
    told = facts.told_cancer_or_not or facts.decision_to_admit
    return (
        ("FDS28", None if told else facts.referral_received),
        ("CWT62", facts.referral_received),
        ("CWT31", facts.decision_to_admit),
    )


def _other_starts(facts: PathwayFacts) -> Sequence[tuple[str, date | None]]:
    return (
        ("PRIORITY", facts.decision_to_admit if facts.procedure_priority else None),
        ("DM01", facts.test_requested),
        ("CANCELLED_OP_28", facts.operation_cancelled),
        ("PLANNED_DUE", facts.planned_due if facts.list_type in PLANNED_LIST_TYPES else None),
    )


def _running(limit: Limit, *, start: date, on: date) -> RunningClock:
    last_in_time, first_breach = ends_of(_whole_days(limit), start=start)
    return RunningClock(limit=limit, start=start, last_in_time=last_in_time, first_breach=first_breach, on=on)


def _whole_days(limit: Limit) -> int:
    """Return the limit in days: of an hour clock the list holds only the date."""
    return limit.days if limit.days is not None else (limit.hours or 0) // HOURS_OF_DAY


def _steps(facts: PathwayFacts) -> tuple[tuple[StepKind, date | None], ...]:
    return (
        ("treatment", facts.tci),
        ("planned", facts.planned_date),
        ("appointment", facts.next_appointment),
        ("diagnostic", facts.diagnostic),
    )
