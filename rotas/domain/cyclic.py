"""A repeating template checked as an endless repetition, and placed on real dates from every start row.

Source: rota rule book, section 5.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Literal

from rotas.domain import averages
from rotas.domain.clocks import DAY, LONDON_CLOCK, MONDAY_OF_EPOCH, TemplateClock, day_of
from rotas.domain.compliance import AVERAGE, REPEATING, WEEKENDS, Rules, check_duties, run_rules
from rotas.domain.findings import Cause, Finding, Occurrence
from rotas.domain.rules.hours import shown, three_valued
from rotas.domain.rules.weekends import too_many_weekends, weekends_worked
from rotas.domain.templates import DutyType, Rows, TemplateError, coverage, errors_of, laid_out
from rotas.domain.terms import Terms
from rotas.domain.timeline import NO_WORK, Home, Timeline, Work, prepare

Gate = Literal["RAW", "NHSE_LEAVE"]
CYCLES_AFTER = 3


@dataclass(frozen=True, slots=True)
class AverageGate:
    """Which average decides; leave days None is allowed only with RAW."""

    method: Gate = "NHSE_LEAVE"
    leave_days_per_year: Fraction | None = Fraction(35)
    normal_day_hours: Fraction = Fraction(8)


@dataclass(frozen=True, slots=True)
class Placement:
    """A Monday and how many weeks a template is placed for."""

    start_date: date
    weeks: int


@dataclass(frozen=True, slots=True)
class Phase:
    """The breaches when a doctor starts in one row (from 1)."""

    start_row: int
    breaches: tuple[tuple[str, Cause | None], ...]


@dataclass(frozen=True, slots=True)
class CycleAverages:
    """Hours a week, weekends worked and minutes of one cycle."""

    raw: Fraction
    nhse_leave: Fraction | None
    weekends_worked: int
    cycle_minutes: int


@dataclass(frozen=True, slots=True)
class CycleCheck:
    """What a template shows; with errors there is nothing else."""

    errors: tuple[TemplateError, ...]
    findings: tuple[Finding, ...] = ()
    averages: CycleAverages | None = None
    coverage: Mapping[str, list[int]] | None = None
    phases: tuple[Phase, ...] | None = None


def check_template(
    rows: Rows,
    *,
    duty_types: Mapping[str, DutyType],
    terms: Terms,
    gate: AverageGate,
    placement: Placement | None = None,
) -> CycleCheck:
    """Return findings, averages and coverage of a template, and the breaches of its placements on real dates."""
    errors = errors_of(rows, duty_types=duty_types)
    if errors:
        return CycleCheck(errors=errors)
    timeline = _endless(rows, duty_types=duty_types)
    work = _cycle_work(timeline)
    weekends = len([day for day in weekends_worked(timeline) if timeline.counts(day)])
    rules: Rules = (
        (AVERAGE, partial(_average, work=work, weeks=len(rows), gate=gate)),
        (WEEKENDS, partial(_weekends, worked=weekends, weeks=len(rows))),
        *REPEATING,
    )
    return CycleCheck(
        errors=(),
        findings=run_rules(rules, timeline=timeline, terms=terms),
        averages=CycleAverages(
            raw=work.low / 60 / len(rows),
            nhse_leave=None
            if gate.leave_days_per_year is None
            else _gated(work.low, weeks=len(rows), gate=replace(gate, method="NHSE_LEAVE")),
            weekends_worked=weekends,
            cycle_minutes=int(work.low),
        ),
        coverage=coverage(rows),
        phases=None if placement is None else phases(rows, duty_types=duty_types, terms=terms, placement=placement),
    )


def phases(rows: Rows, *, duty_types: Mapping[str, DutyType], terms: Terms, placement: Placement) -> tuple[Phase, ...]:
    """Return the breaches for every start row on real dates."""
    placed = replace(terms, rule_set="AUTO", reference_start=placement.start_date, reference_weeks=placement.weeks)
    return tuple(
        _phase(row, rows=rows, duty_types=duty_types, terms=placed, placement=placement) for row in range(len(rows))
    )


def _phase(row: int, *, rows: Rows, duty_types: Mapping[str, DutyType], terms: Terms, placement: Placement) -> Phase:
    duties = laid_out(
        rows,
        duty_types=duty_types,
        first_day=day_of(placement.start_date),
        weeks=placement.weeks,
        start_row=row,
        clock=LONDON_CLOCK,
    )
    found = check_duties(duties, terms=terms).findings
    breaches = tuple((item.code, item.cause) for item in found if item.verdict == "BREACH")
    return Phase(start_row=row + 1, breaches=breaches)


def _endless(rows: Rows, *, duty_types: Mapping[str, DutyType]) -> Timeline:
    """Return the template repeated on a calendar without clock changes; the cycle that counts lies inside."""
    weeks = len(rows)
    before = -(-2 // weeks)
    home = Home(first=MONDAY_OF_EPOCH + 7 * weeks * before, last=MONDAY_OF_EPOCH + 7 * weeks * (before + 1))
    clock = TemplateClock(weeks=weeks)
    duties = laid_out(
        rows,
        duty_types=duty_types,
        first_day=MONDAY_OF_EPOCH,
        weeks=weeks * (before + 1 + CYCLES_AFTER),
        start_row=0,
        clock=clock,
    )
    timeline = prepare(duties, clock=clock, home=home)
    return _with_ends(timeline, home=home)


def _with_ends(timeline: Timeline, *, home: Home) -> Timeline:
    """Return the timeline with a block that never ends cut at each cycle, so that its length is that of a cycle."""
    first, last, length = home.first * DAY, home.last * DAY, home.days * DAY
    endless = next((block for block in timeline.blocks if block.start <= first and block.end >= last), None)
    if endless is None:
        return timeline
    pieces = tuple(
        replace(endless, start=start, end=start + length, wall_start=start, wall_end=start + length)
        for start in range(first - length, last + length, length)
    )
    return replace(timeline, blocks=pieces)


def _cycle_work(timeline: Timeline) -> Work:
    return sum((item.work for item in timeline.counted(timeline.working)), start=NO_WORK)


def _gated(minutes: Fraction, *, weeks: int, gate: AverageGate) -> Fraction:
    if gate.method == "RAW" or gate.leave_days_per_year is None:
        return minutes / 60 / weeks
    average = averages.leave_method(
        minutes,
        weeks=weeks,
        leave_days_per_year=gate.leave_days_per_year,
        normal_day_hours=gate.normal_day_hours,
        limit=Fraction(0),
    )
    return average.hours or Fraction(0)


def _average(
    timeline: Timeline,
    *,
    terms: Terms,
    work: Work,
    weeks: int,
    gate: AverageGate,
) -> Iterator[Occurrence]:
    low, high = (_gated(minutes, weeks=weeks, gate=gate) for minutes in (work.low, work.high))
    leave = "" if gate.method == "RAW" else f" with {gate.leave_days_per_year} days of leave a year taken out"
    limit = terms.average_limit
    reason = f"{shown(work.low / 60)} hours in {weeks} weeks{leave} is {shown(low)} a week; the limit is {limit}."
    yield from three_valued(low, high=high, limit=Fraction(limit), reason=reason)


def _weekends(
    timeline: Timeline,
    *,
    terms: Terms,
    worked: int,
    weeks: int,
) -> Iterator[Occurrence]:
    yield from too_many_weekends(worked, weeks=weeks, terms=terms)
