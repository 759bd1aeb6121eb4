"""The next date of ours: what a case waits for, from whom, and by when.

The statutory clocks are the complaints team's; the directorate's own dates are the statements it asked for and the
day on which the complaints team wants its draft. Source: product book, sections 2 (Complaints) and 3.7.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from complaints.domain.states import State

WITH_TEAM: frozenset[State] = frozenset({"checking", "awaiting_signature"})
_OF_TEAM: dict[State, str] = {
    "phso": "The Ombudsman’s decision",
    "response_sent": "To be closed",
    "checking": "Response by the complaints team",
    "awaiting_signature": "Response by the complaints team",
}


@dataclass(frozen=True, slots=True)
class Awaited:
    """A statement that was asked for and has not come, or that the person said they cannot give."""

    point: int
    person_id: int
    due: date


@dataclass(frozen=True, slots=True)
class NextDate:
    """What is missing, by when (None: no day is set) and from whom (None: from the lead or the complaints team)."""

    due: date | None
    missing: str
    person_id: int | None = None
    is_with_team: bool = False


def next_date(
    *,
    state: State,
    awaited: Sequence[Awaited],
    unasked: Sequence[int],
    refused: Sequence[Awaited] = (),
    draft_wanted: date | None,
    policy_due: date | None,
) -> NextDate:
    """Return what comes next: the first statement due, unless the draft is due before it.

    `unasked` are the points without a finding about which nobody was asked; `refused` those of which whoever was
    asked said that they cannot answer: somebody else is asked before anything else is waited for.
    """
    if state in _OF_TEAM:
        return NextDate(policy_due if state in WITH_TEAM else None, _OF_TEAM[state], is_with_team=True)
    by_when = draft_wanted or policy_due
    if refused:
        numbers = _points([found.point for found in refused])
        return NextDate(min(found.due for found in refused), f"Ask somebody else about {numbers}")
    first = min(awaited, key=lambda found: (found.due, found.point), default=None)
    if first is not None and (by_when is None or first.due <= by_when):
        return NextDate(first.due, _statements(first, awaited=awaited), first.person_id)
    if unasked:
        return NextDate(by_when, f"Nobody asked about {_points(unasked)}")
    return NextDate(by_when, "Draft")


def _statements(first: Awaited, *, awaited: Sequence[Awaited]) -> str:
    """Statement on point 2; Statement on points 2 and 3 when one person owes both by the same day."""
    same = [found.point for found in awaited if (found.person_id, found.due) == (first.person_id, first.due)]
    return f"Statement on {_points(same)}"


def _points(numbers: Sequence[int]) -> str:
    found = [str(number) for number in sorted(numbers)]
    if len(found) == 1:
        return f"point {found[0]}"
    return f"points {', '.join(found[:-1])} and {found[-1]}"
