"""The balance of a leave account: always the sum of its append-only events, in minutes.

Uses and negative credits consume buckets, earliest expiry first; what no bucket can cover is a debt that the
next credits settle first. Source: staffing rule book, section 3.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

EventKind = Literal[
    "entitlement",
    "bh_entitlement",
    "carry_in",
    "toil_earned",
    "bought",
    "adjustment",
    "sold",
    "taken",
    "bh_taken",
    "reversal",
    "recharge",
]
USES = frozenset({"taken", "bh_taken"})
CORRECTIONS = frozenset({"reversal", "recharge"})


@dataclass(frozen=True, slots=True)
class LedgerEvent:
    """One line of the ledger. `expires` is the last usable day; `ref` names the event a correction changes.

    `key` makes a job that runs twice harmless: a later event with a key already seen is ignored.
    """

    id: str
    effective_date: date
    kind: EventKind
    minutes: int
    expires: date | None = None
    ref: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class CarryOver:
    """What may be carried over at the end of a leave year, at most `cap_minutes`."""

    year_end: date
    cap_minutes: int


@dataclass(frozen=True, slots=True)
class CarryOverResult:
    """Minutes that go into the next year, and minutes above the cap that are lost."""

    carry_out_minutes: int
    forfeited_minutes: int


@dataclass(slots=True)
class _Bucket:
    """What is left of one positive credit."""

    event: LedgerEvent
    remaining: int

    def usable_on(self, day: date) -> bool:
        return self.remaining > 0 and (self.event.expires is None or day <= self.event.expires)

    def order(self) -> tuple[date, date, str]:
        """Return the order of use: earliest expiry, then earliest effective date, then id."""
        return self.event.expires or date.max, self.event.effective_date, self.event.id


@dataclass(slots=True)
class _Account:
    """The account while its events are played."""

    buckets: list[_Bucket] = field(default_factory=list)
    debt: int = 0

    def play(self, event: LedgerEvent) -> None:
        if _is_credit(event):
            self._credit(event)
        else:
            self._use(abs(event.minutes) if event.kind not in USES else event.minutes, day=event.effective_date)

    def _credit(self, event: LedgerEvent) -> None:
        bucket = _Bucket(event=event, remaining=event.minutes)
        self.buckets.append(bucket)
        if bucket.usable_on(event.effective_date):
            settled = min(self.debt, bucket.remaining)
            bucket.remaining -= settled
            self.debt -= settled

    def _use(self, minutes: int, *, day: date) -> None:
        for bucket in sorted((b for b in self.buckets if b.usable_on(day)), key=_Bucket.order):
            used = min(minutes, bucket.remaining)
            bucket.remaining -= used
            minutes -= used
        self.debt += minutes

    def expire(self, *, as_at: date) -> int:
        """Empty the buckets whose last usable day has passed; return the minutes lost."""
        past = [b for b in self.buckets if b.event.expires is not None and b.event.expires < as_at]
        lost = sum(bucket.remaining for bucket in past)
        for bucket in past:
            bucket.remaining = 0
        return lost


@dataclass(frozen=True, slots=True)
class Balance:
    """The account on a day, in minutes; `buckets` maps credits to what is left, in order of effect."""

    credited_minutes: int
    taken_minutes: int
    expired_minutes: int
    booked_minutes: int
    buckets: Mapping[str, int]
    ignored: tuple[str, ...]

    @property
    def balance_minutes(self) -> int:
        """Return credits minus taken minus expired; may be negative."""
        return self.credited_minutes - self.taken_minutes - self.expired_minutes


def balance(events: Sequence[LedgerEvent], *, as_at: date) -> Balance:
    """Return the balance of an account on a day."""
    counted, ignored = _without_repeats(events)
    corrected = _corrected(counted, as_at=as_at)
    effective = sorted((event for event in corrected if event.effective_date <= as_at), key=_order)
    account = _Account()
    for event in effective:
        account.play(event)
    expired = account.expire(as_at=as_at)
    return Balance(
        credited_minutes=sum(event.minutes for event in effective if event.kind not in USES),
        taken_minutes=sum(event.minutes for event in effective if event.kind in USES),
        expired_minutes=expired,
        booked_minutes=sum(e.minutes for e in corrected if e.kind in USES and e.effective_date > as_at),
        buckets={bucket.event.id: bucket.remaining for bucket in account.buckets},
        ignored=ignored,
    )


def carry_over(events: Sequence[LedgerEvent], *, rule: CarryOver) -> CarryOverResult:
    """Return what is carried into the next leave year and what is forfeited."""
    left = max(0, balance(events, as_at=rule.year_end).balance_minutes)
    carried = min(left, rule.cap_minutes)
    return CarryOverResult(carry_out_minutes=carried, forfeited_minutes=left - carried)


def _without_repeats(events: Iterable[LedgerEvent]) -> tuple[list[LedgerEvent], tuple[str, ...]]:
    """Leave out events whose key was seen before; return the rest and the ids left out."""
    seen: set[str] = set()
    counted: list[LedgerEvent] = []
    ignored: list[str] = []
    for event in events:
        if event.key is not None and event.key in seen:
            ignored.append(event.id)
            continue
        if event.key is not None:
            seen.add(event.key)
        counted.append(event)
    return counted, tuple(ignored)


def _corrected(events: Sequence[LedgerEvent], *, as_at: date) -> list[LedgerEvent]:
    """Return the events with reversals and recharges known by a day applied from the start."""
    minutes: dict[str, int] = {}
    corrections = (event for event in events if event.kind in CORRECTIONS and event.effective_date <= as_at)
    for event in sorted(corrections, key=lambda event: (event.effective_date, event.id)):
        if event.ref is not None:
            minutes[event.ref] = 0 if event.kind == "reversal" else event.minutes
    return [
        replace(event, minutes=minutes[event.id]) if event.kind in USES and event.id in minutes else event
        for event in events
        if event.kind not in CORRECTIONS
    ]


def _is_credit(event: LedgerEvent) -> bool:
    return event.kind not in USES and event.minutes > 0


def _order(event: LedgerEvent) -> tuple[date, bool, str]:
    """Return date, credits before uses, id."""
    return event.effective_date, not _is_credit(event), event.id
