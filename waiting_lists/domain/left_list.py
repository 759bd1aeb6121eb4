"""Who left the list without a reason, and of whom somebody must find out why.

Without a feed of clock stops nobody knows why a row is gone. Asked about are those where it matters, and a random
5 per cent, drawn once: the same for everybody who looks, whenever.
Source: product description, waiting list, "Reconciliation without a clock-stop feed"; waiting-list rule book, section 7.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from hashlib import sha256
from math import ceil

from waiting_lists.domain.cohorts import first_day_over

LONG_WAIT = timedelta(weeks=40)
NEAR_BREACH = timedelta(days=14)
LIMITS = (18, 52, 65, 78)
# P1a, P1b and P2 of the surgical priority codes come first.
URGENT_RANK = 2
SHARE, FEWEST = Fraction(1, 20), 5
RANDOM = "Random 5 per cent"


@dataclass(frozen=True, slots=True)
class Gone:
    """A pathway of the list before that is not on this one; its dates are those of the list before."""

    key: str
    clock_start: date | None
    booked: date | None
    is_cancer: bool
    priority_rank: int


def why_it_matters(gone: Gone, *, before: date, urgent_rank: int = URGENT_RANK) -> tuple[str, ...]:
    """Return the reasons to ask about somebody who was on the list of the day `before`; none: it does not matter."""
    return tuple(_reasons(gone, before=before, urgent_rank=urgent_rank))


def _reasons(gone: Gone, *, before: date, urgent_rank: int) -> Iterator[str]:
    if gone.booked is not None and gone.booked >= before:
        yield "Had a date ahead"
    if gone.clock_start is not None:
        if before - gone.clock_start >= LONG_WAIT:
            yield "40 weeks or more"
        for weeks in LIMITS:
            if before <= first_day_over(gone.clock_start, weeks=weeks) <= before + NEAR_BREACH:
                yield f"Within 14 days of {weeks} weeks"
    if gone.is_cancer:
        yield "Cancer"
    if gone.priority_rank <= urgent_rank:
        yield "P1 or P2"


def drawn(keys: Iterable[str], *, seed: str) -> frozenset[str]:
    """Return the random sample: 5 per cent, at least five; the same for the same list whoever draws it."""
    every: Sequence[str] = sorted(set(keys), key=lambda key: sha256(f"{seed}|{key}".encode()).hexdigest())
    return frozenset(every[: max(ceil(len(every) * SHARE), FEWEST)])
