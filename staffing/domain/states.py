"""States of a leave request: state to the states that may follow.

Source: staffing rule book, section 4.
"""

from collections.abc import Mapping
from typing import Literal

LeaveState = Literal["draft", "requested", "approved", "declined", "withdrawn", "cancelled"]

LEAVE_REQUEST: Mapping[LeaveState, tuple[LeaveState, ...]] = {
    "draft": ("requested",),
    "requested": ("approved", "declined", "withdrawn"),
    "approved": ("cancelled",),
    "declined": (),
    "withdrawn": (),
    "cancelled": (),
}
BLOCKING: frozenset[LeaveState] = frozenset({"requested", "approved"})


class ForbiddenTransitionError(ValueError):
    """The state may not follow the one before."""

    def __init__(self, *, before: str, after: str) -> None:
        super().__init__(f"a leave request that is {before} cannot become {after}")
        self.before = before
        self.after = after


def may_become(before: LeaveState, *, after: LeaveState) -> bool:
    """Return whether a request in one state may move to the other."""
    return after in LEAVE_REQUEST[before]


def require_transition(before: LeaveState, *, after: LeaveState) -> None:
    """Refuse a move that the table does not allow.

    Raises: ForbiddenTransitionError.
    """
    if not may_become(before, after=after):
        raise ForbiddenTransitionError(before=before, after=after)


def diagram() -> str:
    """Return the table as a Mermaid state diagram, the text that docs/rules/ shows."""
    lines = ["stateDiagram-v2", "    [*] --> draft"]
    for before, following in LEAVE_REQUEST.items():
        lines += [f"    {before} --> {after}" for after in following or ("[*]",)]
    return "\n".join(lines)
