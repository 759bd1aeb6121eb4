"""Record what happened to a case: each step is a row, and the state is what the rows add up to."""

from collections.abc import Sequence

from django.db import transaction

from complaints.actions.cases import locked
from complaints.actions.problems import refused
from complaints.domain.case_events import refusal
from complaints.domain.clocks import clocks
from complaints.facts.clocks import (
    CLOCK_STEPS,
    SEEN_TO,
    Timing,
    clock_facts,
    event_of,
    facts_of,
    standing_steps,
    state_of,
    timing_on,
)
from complaints.facts.entries import Step
from complaints.facts.steps import WAY, with_way
from complaints.models import Case, CaseStep
from directorate.core import clock
from directorate.core.history import acting
from directorate.core.models import User


def record_step(case: Case, step: Step, *, by: User) -> Case:
    """Add a step, and before it those on the way that nobody recorded.

    Raises:
        CaseRefused: the rules of states or of clocks do not allow it now.
    """
    with transaction.atomic(), acting(by=by, action="Record a step", reason=step.reason):
        row = locked(case, by=by)
        timing = timing_on(clock.today())
        for part in _parts(row, step):
            _add(row, part, by=by, timing=timing)
        return row


def add_history(case: Case, steps: Sequence[Step], *, by: User) -> None:
    """Add what a log says happened to a case that is made from it, inside the caller's transaction.

    What the rules would refuse (an extension agreed too late) is left out: the log is no proof of it.
    """
    rows = list(CaseStep.objects.filter(case=case).order_by("number"))
    timing = timing_on(clock.today())
    for step in steps:
        for part in with_way(case, step):
            made = _row(case, part, number=len(rows) + 1, by=by)
            if _refusal(case, made, rows=rows, findings=SEEN_TO, timing=timing) is None:
                _save(case, made, rows=rows)
                rows.append(made)


def _parts(case: Case, step: Step) -> list[Step]:
    if case.state == "logged" and step.type in WAY:
        raise refused("not_acknowledged")
    return with_way(case, step)


def _add(case: Case, step: Step, *, by: User, timing: Timing) -> None:
    rows = list(CaseStep.objects.filter(case=case).order_by("number"))
    findings = [finding or None for finding in case.points.order_by("number").values_list("finding", flat=True)]
    made = _row(case, step, number=len(rows) + 1, by=by)
    code = _refusal(case, made, rows=rows, findings=findings, timing=timing)
    if code:
        raise refused(code)
    _save(case, made, rows=rows)


def _row(case: Case, step: Step, *, number: int, by: User) -> CaseStep:
    return CaseStep(
        case=case,
        number=number,
        type=step.type,
        on_date=step.on,
        reason=step.reason,
        is_outside=step.is_outside,
        ground=step.ground,
        signatory_name=step.signatory_name,
        new_date=step.new_date,
        working_days=step.working_days,
        agreed_with=step.agreed_with,
        recorded_by=by,
        recorded_at=clock.now(),
    )


def _save(case: Case, made: CaseStep, *, rows: Sequence[CaseStep]) -> None:
    made.save(force_insert=True)
    after = state_of([*rows, made])
    case.state, case.stage = after.state or "logged", after.stage
    case.save(update_fields=["state", "stage"])


def _refusal(
    case: Case, made: CaseStep, *, rows: Sequence[CaseStep], findings: Sequence[str | None], timing: Timing
) -> str | None:
    """Why the step cannot be added, by the rules of states and then of clocks."""
    standing = standing_steps(rows)
    if made.on_date > timing.today:
        return "event_in_future"
    if made.type == "undo":
        return "cannot_undo" if len(standing) < 2 else None  # the log itself stays
    if made.type != "extend":
        now = state_of(rows)
        code = refusal(event_of(made), now=now, facts=facts_of(findings))
        if code:
            return code
    if made.type not in CLOCK_STEPS:
        return None
    before = len([step for step in standing if step.type in CLOCK_STEPS])
    found = clocks(clock_facts(case, steps=[*rows, made], timing=timing))
    return next((error.code for error in found.errors if error.event == before), None)
