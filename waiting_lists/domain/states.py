"""States of a request for a decision: state to the states that may follow."""

from collections.abc import Mapping

ESCALATION: Mapping[str, tuple[str, ...]] = {
    "asked": ("decided", "withdrawn"),
    "decided": (),
    "withdrawn": (),
}


def may_become(before: str, *, after: str) -> bool:
    """Return whether a request in one state may move to the other."""
    return after in ESCALATION.get(before, ())
