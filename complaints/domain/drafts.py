"""Where a version of a draft stands, from what happened to it.

Two ticks by different people, neither of them its author, let it go to the complaints team.
Source: complaints rule book, sections 5 (approve_check) and 12 (M8); security rule book, two-person approval.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

DraftState = Literal["draft", "checking", "returned", "approved", "handed_over", "replaced"]
DIRECTORATE, CLINICAL = "directorate", "clinical"
NEEDED = (DIRECTORATE, CLINICAL)


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """What happened to a version; `checks` says of each tick whether it was given, people are user keys."""

    author: int
    is_latest: bool
    is_sent: bool = False
    is_handed_over: bool = False
    checks: Mapping[str, bool] | None = None
    checkers: Collection[int] = ()

    @property
    def given(self) -> Mapping[str, bool]:
        """The checks so far."""
        return self.checks or {}


def draft_state(facts: DraftFacts) -> DraftState:
    """Return where the version stands."""
    if facts.is_handed_over:
        return "handed_over"
    if not facts.is_latest:
        return "replaced"
    if not facts.is_sent:
        return "draft"
    if False in facts.given.values():
        return "returned"
    return "approved" if all(facts.given.get(kind) for kind in NEEDED) else "checking"


def tick_fault(facts: DraftFacts, *, kind: str, by: int) -> str:
    """Return why this person cannot decide about the version now, empty when they can."""
    if draft_state(facts) != "checking":
        return "This version is not being checked any more. Look at the latest one."
    if by == facts.author:
        return "Somebody other than the author must check the draft."
    if kind in facts.given:
        return "This check is done already."
    return "You have checked it already: the second tick is another person's." if by in facts.checkers else ""
