"""Two weekly censuses and the ledger between them: who came, who left and why.

opening + new + reinstated - clock stops - removals = closing, or it is said what is unexplained.
Source: waiting-list rule book, section 7.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

ExceptionCode = Literal[
    "duplicate_key",
    "ledger_date_in_future",
    "removal_not_approved",
    "ledger_key_unknown",
    "stopped_but_still_listed",
    "removed_but_still_listed",
]


@dataclass(frozen=True, slots=True)
class ListedPathway:
    """One row of a census: pathway identity, treatment function, clock start (None is unknown)."""

    key: str
    tfc: str
    clock_start: date | None


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """Why a pathway left: a clock stop, or a removal that needs two different people."""

    key: str
    kind: Literal["clock_stop", "removal"]
    date: date
    reason: str | None = None
    requested_by: str | None = None
    approved_by: str | None = None

    @property
    def is_approved(self) -> bool:
        """Return whether a removal was requested and approved by two different people."""
        if self.kind == "clock_stop":
            return True
        return bool(self.requested_by and self.approved_by) and self.requested_by != self.approved_by


@dataclass(frozen=True, slots=True)
class MovedStart:
    """A pathway whose clock start changed without a clock stop."""

    key: str
    before: date | None
    after: date | None

    @property
    def direction(self) -> Literal["earlier", "later"]:
        """Return which way it moved; an unknown start counts as before any date."""
        return "later" if (self.after or date.min) > (self.before or date.min) else "earlier"


@dataclass(frozen=True, slots=True)
class ChangedFunction:
    """A pathway that changed its treatment function code."""

    key: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, order=True)
class ReconciliationException:
    """Something that a person must look at."""

    key: str
    code: ExceptionCode


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The accounting identity of a week; lists are sorted by key."""

    opening_n: int
    closing_n: int
    new: tuple[str, ...]
    reinstated: tuple[str, ...]
    clock_stops: tuple[str, ...]
    removals: Mapping[str, int]
    unexplained: tuple[str, ...]
    moved_starts: tuple[MovedStart, ...]
    tfc_changes: tuple[ChangedFunction, ...]
    late_additions: tuple[str, ...]
    exceptions: tuple[ReconciliationException, ...]

    @property
    def balances(self) -> bool:
        """Return whether everybody who came or left is accounted for."""
        came = len(self.new) + len(self.reinstated)
        left = len(self.clock_stops) + sum(self.removals.values())
        return self.opening_n + came - left == self.closing_n

    @property
    def clean(self) -> bool:
        """Return whether there is nothing for anybody to look at."""
        return self.balances and not (self.unexplained or self.moved_starts or self.exceptions)


@dataclass(slots=True)
class _Tally:
    """What has been found so far."""

    new: list[str] = field(default_factory=list)
    reinstated: list[str] = field(default_factory=list)
    clock_stops: list[str] = field(default_factory=list)
    removals: Counter[str] = field(default_factory=Counter)
    unexplained: list[str] = field(default_factory=list)
    moved_starts: list[MovedStart] = field(default_factory=list)
    tfc_changes: list[ChangedFunction] = field(default_factory=list)
    exceptions: list[ReconciliationException] = field(default_factory=list)

    def note(self, code: ExceptionCode, *, key: str) -> None:
        self.exceptions.append(ReconciliationException(key=key, code=code))


def reconcile(
    opening: Sequence[ListedPathway],
    *,
    closing: Sequence[ListedPathway],
    ledger: Sequence[LedgerEntry],
    earlier: Mapping[str, date | None],
    opening_as_at: date,
    closing_as_at: date,
) -> Reconciliation:
    """Return who is new, reinstated, stopped, removed, moved or unexplained between two censuses.

    `earlier` maps pathways of older censuses that are not in the opening one to their clock start.
    """
    tally = _Tally()
    before, after = _by_key(opening, tally=tally), _by_key(closing, tally=tally)
    usable = _usable(ledger, known=before.keys() | after.keys(), closing_as_at=closing_as_at, tally=tally)
    for key, row in before.items():
        _settle(row, now=after.get(key), entries=usable.get(key, ()), tally=tally)
    for key in after.keys() - before.keys():
        known = key in earlier and earlier[key] == after[key].clock_start
        (tally.reinstated if known else tally.new).append(key)
    return _reconciliation(tally, before=before, after=after, opening_as_at=opening_as_at)


def _by_key(rows: Iterable[ListedPathway], *, tally: _Tally) -> dict[str, ListedPathway]:
    """Index a census by key; the first row of a key counts."""
    found: dict[str, ListedPathway] = {}
    for row in rows:
        if row.key in found:
            tally.note("duplicate_key", key=row.key)
        else:
            found[row.key] = row
    return found


def _usable(
    ledger: Iterable[LedgerEntry], *, known: set[str], closing_as_at: date, tally: _Tally
) -> dict[str, list[LedgerEntry]]:
    """Index the usable ledger entries by key, clock stops first."""
    found: dict[str, list[LedgerEntry]] = {}
    for entry in sorted(ledger, key=lambda entry: entry.kind != "clock_stop"):
        if entry.key not in known:
            tally.note("ledger_key_unknown", key=entry.key)
        if entry.date > closing_as_at:
            tally.note("ledger_date_in_future", key=entry.key)
        elif not entry.is_approved:
            tally.note("removal_not_approved", key=entry.key)
        else:
            found.setdefault(entry.key, []).append(entry)
    return found


def _settle(row: ListedPathway, *, now: ListedPathway | None, entries: Sequence[LedgerEntry], tally: _Tally) -> None:
    """Account for one pathway of the opening census."""
    if now is None:
        _settle_gone(row, entries=entries, tally=tally)
        return
    if now.clock_start != row.clock_start and _stopped_between(row, now=now, entries=entries):
        tally.clock_stops.append(row.key)
        tally.new.append(row.key)
        return
    if now.clock_start != row.clock_start:
        tally.moved_starts.append(MovedStart(key=row.key, before=row.clock_start, after=now.clock_start))
    elif entries:
        stopped = entries[0].kind == "clock_stop"
        tally.note("stopped_but_still_listed" if stopped else "removed_but_still_listed", key=row.key)
    if now.tfc != row.tfc:
        tally.tfc_changes.append(ChangedFunction(key=row.key, before=row.tfc, after=now.tfc))


def _settle_gone(row: ListedPathway, *, entries: Sequence[LedgerEntry], tally: _Tally) -> None:
    if not entries:
        tally.unexplained.append(row.key)
    elif entries[0].kind == "clock_stop":
        tally.clock_stops.append(row.key)
    else:
        tally.removals[entries[0].reason or "other"] += 1


def _stopped_between(row: ListedPathway, *, now: ListedPathway, entries: Iterable[LedgerEntry]) -> bool:
    """Return whether a clock stop lies between the old and the new clock start."""
    if now.clock_start is None:
        return False
    first = row.clock_start or date.min
    return any(entry.kind == "clock_stop" and first <= entry.date <= now.clock_start for entry in entries)


def _reconciliation(
    tally: _Tally,
    *,
    before: Mapping[str, ListedPathway],
    after: Mapping[str, ListedPathway],
    opening_as_at: date,
) -> Reconciliation:
    late = [key for key in tally.new if _starts_by(after[key], day=opening_as_at)]
    return Reconciliation(
        opening_n=len(before),
        closing_n=len(after),
        new=tuple(sorted(tally.new)),
        reinstated=tuple(sorted(tally.reinstated)),
        clock_stops=tuple(sorted(tally.clock_stops)),
        removals=dict(tally.removals),
        unexplained=tuple(sorted(tally.unexplained)),
        moved_starts=tuple(sorted(tally.moved_starts, key=lambda moved: moved.key)),
        tfc_changes=tuple(sorted(tally.tfc_changes, key=lambda change: change.key)),
        late_additions=tuple(sorted(late)),
        exceptions=tuple(sorted(tally.exceptions)),
    )


def _starts_by(row: ListedPathway, *, day: date) -> bool:
    return row.clock_start is not None and row.clock_start <= day
