"""Where the file of an import can go from where it stands."""

NEXT: dict[str, frozenset[str]] = {
    "uploaded": frozenset({"checking", "superseded"}),
    "checking": frozenset({"checking", "needs_answers", "checked", "held", "refused", "failed"}),
    "needs_answers": frozenset({"checking", "superseded"}),
    "checked": frozenset({"checking", "committing", "superseded"}),
    "held": frozenset({"checking", "superseded"}),
    "refused": frozenset({"checking"}),
    "committing": frozenset({"committing", "checked", "held", "accepted", "refused", "failed"}),
    "accepted": frozenset({"superseded"}),
    "failed": frozenset({"checking", "superseded"}),
    "superseded": frozenset(),
}


def may_become(state: str, *, then: str) -> bool:
    """Return whether a file in a state may go to another."""
    return then in NEXT[state]
