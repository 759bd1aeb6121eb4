"""What the events of a complaint add up to: its state, what may come next, and the one list it stands in.

Source: complaints rule book, section 5.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from complaints.domain.states import ENDED, EVENTS, NOT_OPEN, State
from directorate.core.domain.calendar import WorkingCalendar, add_working_days

Bucket = Literal["overdue", "today", "paused", "soon", "later", "awaiting_closure", "with_phso", "not_open"]
SOON_WORKING_DAYS = 3
WAITING: dict[State, Bucket] = {"response_sent": "awaiting_closure", "phso": "with_phso"}


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """One event as it was recorded; `by` is None for a step taken outside the directorate."""

    type: str
    on: date
    by: str | None = None
    reason: str = ""
    ground: str = ""
    signatory: str | None = None
    reasons_sent_on: date | None = None
    policy_due: date | None = None


@dataclass(frozen=True, slots=True)
class Signatory:
    """Somebody who may sign responses from one day to another, both in; no last day means still."""

    id: str
    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The dates of the first stage; None where a clock does not run."""

    ack: date | None
    policy: date | None
    six_month: date | None


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the rules need beside the events; findings are one for each point, None while undecided."""

    findings: tuple[str | None, ...] = ()
    signatories: tuple[Signatory, ...] = ()
    check_steps: int = 1


@dataclass(frozen=True, slots=True)
class CaseState:
    """Where a case stands; `state` is None before it is logged, `check_step` 0 unless it is being checked."""

    state: State | None = None
    stage: int = 1
    acknowledged: bool = False
    check_step: int = 0
    paused: bool = False
    author: str | None = None
    has_responded: bool = False
    policy_due: date | None = None

    @property
    def allowed(self) -> tuple[str, ...]:
        """The events that may come next, in alphabetical order; logging and undoing are not listed."""
        names = {name for name, moves in EVENTS.items() if self.state in moves}
        names -= {"pause" if self.paused else "resume"}
        return tuple(sorted(names - ({"acknowledge"} if self.acknowledged else set())))


@dataclass(frozen=True, slots=True)
class Rejected:
    """An event that changed nothing: its place from 0, and why."""

    event: int
    code: str


@dataclass(frozen=True, slots=True)
class Story:
    """The state after all events, and those that were rejected."""

    now: CaseState
    rejected: tuple[Rejected, ...]


def replay(events: Sequence[CaseEvent], *, facts: CaseFacts) -> Story:
    """Return what the events add up to, in the order they were recorded."""
    before: list[CaseState] = []
    now = CaseState()
    rejected = []
    for index, event in enumerate(events):
        code = refusal(event, now=now, facts=facts, may_undo=len(before) > 1)
        if code:
            rejected.append(Rejected(index, code))
        elif event.type == "undo":
            now = before.pop()
        else:
            before.append(now)
            now = after(event, now=now, facts=facts)
    return Story(now, tuple(rejected))


def refusal(event: CaseEvent, *, now: CaseState, facts: CaseFacts, may_undo: bool = True) -> str | None:
    """Return why the event cannot happen now, None when it can."""
    if now.state is None:
        return None if event.type == "log" else "not_logged"
    if event.type == "undo":
        return None if may_undo else "cannot_undo"
    if event.type != "log" and event.type not in EVENTS:
        return "bad_event"
    if event.type == "log" or now.state not in EVENTS[event.type]:
        return "illegal_transition"
    check = _CHECKS.get(event.type)
    return check(event, now, facts) if check else None


def after(event: CaseEvent, *, now: CaseState, facts: CaseFacts) -> CaseState:
    """Return the state after an event that can happen."""
    if event.type == "log" or now.state is None:
        return CaseState(state="logged")
    if event.type in {"pause", "resume"}:
        return replace(now, paused=event.type == "pause")
    change = _CHANGES.get(event.type)
    if change:
        return change(event, now, facts)
    (state,) = EVENTS[event.type][now.state]
    moved = replace(now, state=state, check_step=0)
    return replace(moved, paused=False) if state in ENDED else moved


def bucket(
    now: CaseState,
    *,
    deadlines: Deadlines,
    today: date,
    calendar: WorkingCalendar,
    soon_working_days: int = SOON_WORKING_DAYS,
) -> Bucket:
    """Return the one list the case stands in today; a pause never hides the statutory dates."""
    if now.state is None or now.state in NOT_OPEN:
        return "not_open"
    if now.state in WAITING:
        return WAITING[now.state]
    earliest = _earliest(now, deadlines=deadlines)
    if earliest is not None and earliest <= today:
        return "today" if earliest == today else "overdue"
    if now.paused or earliest is None:
        return "paused" if now.paused else "later"
    soon = add_working_days(today, n=soon_working_days, calendar=calendar)
    return "soon" if earliest <= soon else "later"


def _earliest(now: CaseState, *, deadlines: Deadlines) -> date | None:
    running = [
        None if now.acknowledged else deadlines.ack,
        None if now.has_responded else deadlines.six_month,
        None if now.paused else deadlines.policy if now.stage == 1 else now.policy_due,
    ]
    return min((day for day in running if day is not None), default=None)


# --- what an event needs ---


def _acknowledge(_event: CaseEvent, now: CaseState, _facts: CaseFacts) -> str | None:
    return "already_acknowledged" if now.acknowledged else None


def _consent_refused(event: CaseEvent, _now: CaseState, _facts: CaseFacts) -> str | None:
    return None if event.reasons_sent_on else "written_reasons_required"


def _approve(event: CaseEvent, now: CaseState, _facts: CaseFacts) -> str | None:
    return "author_cannot_approve" if event.by is not None and event.by == now.author else None


def _reason(event: CaseEvent, _now: CaseState, _facts: CaseFacts) -> str | None:
    return None if event.reason else "reason_required"


def _ground(event: CaseEvent, _now: CaseState, _facts: CaseFacts) -> str | None:
    return None if event.ground else "ground_required"


def _pause(event: CaseEvent, now: CaseState, facts: CaseFacts) -> str | None:
    return "already_paused" if now.paused else _reason(event, now, facts)


def _resume(_event: CaseEvent, now: CaseState, _facts: CaseFacts) -> str | None:
    return None if now.paused else "not_paused"


def _send(event: CaseEvent, _now: CaseState, facts: CaseFacts) -> str | None:
    if not event.signatory:
        return "signatory_required"
    if not any(_may_sign(who, event=event) for who in facts.signatories):
        return "signatory_not_authorised"
    if not facts.findings:
        return "no_issues"
    return "issue_without_finding" if None in facts.findings else None


def _may_sign(who: Signatory, *, event: CaseEvent) -> bool:
    return who.id == event.signatory and who.first <= event.on and (who.last is None or event.on <= who.last)


Check = Callable[[CaseEvent, CaseState, CaseFacts], str | None]
_CHECKS: dict[str, Check] = {
    "acknowledge": _acknowledge,
    "consent_refused": _consent_refused,
    "approve_check": _approve,
    "return_draft": _reason,
    "not_consider": _ground,
    "pause": _pause,
    "resume": _resume,
    "send_response": _send,
}

# --- what an event changes, where it does more than lead to its one state ---


def _acknowledged(_event: CaseEvent, now: CaseState, _facts: CaseFacts) -> CaseState:
    return replace(now, acknowledged=True, state="acknowledged" if now.state == "logged" else now.state)


def _back_to_start(_event: CaseEvent, now: CaseState, _facts: CaseFacts) -> CaseState:
    return replace(now, state="acknowledged" if now.acknowledged else "logged")


def _drafted(event: CaseEvent, now: CaseState, _facts: CaseFacts) -> CaseState:
    return replace(now, state="drafting", author=event.by, check_step=0)


def _submitted(_event: CaseEvent, now: CaseState, _facts: CaseFacts) -> CaseState:
    return replace(now, state="checking", check_step=1)


def _approved(_event: CaseEvent, now: CaseState, facts: CaseFacts) -> CaseState:
    if now.check_step < facts.check_steps:
        return replace(now, check_step=now.check_step + 1)
    return replace(now, state="awaiting_signature", check_step=0)


def _sent(_event: CaseEvent, now: CaseState, _facts: CaseFacts) -> CaseState:
    return replace(now, state="response_sent", has_responded=True, paused=False)


def _reopened(event: CaseEvent, now: CaseState, _facts: CaseFacts) -> CaseState:
    return replace(now, state="reopened", stage=now.stage + 1, policy_due=event.policy_due, paused=False)


Change = Callable[[CaseEvent, CaseState, CaseFacts], CaseState]
_CHANGES: dict[str, Change] = {
    "acknowledge": _acknowledged,
    "consent_received": _back_to_start,
    "reinstate": _back_to_start,
    "start_draft": _drafted,
    "edit_draft": _drafted,
    "submit_for_check": _submitted,
    "approve_check": _approved,
    "send_response": _sent,
    "reopen": _reopened,
}
