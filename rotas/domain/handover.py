"""How duties of one rota may run side by side.

Different doctors may: one hands over to the next (day to 20:30, night from 20:00), or a second one comes for the
evening. One doctor never has two duties at a time; whoever follows on from themselves has nobody to hand over to, so
that within half an hour the earlier duty ends where the later one begins. The hours worked are the same either way.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

HANDOVER = timedelta(minutes=30)
Span = tuple[datetime, datetime]


def overlap(first: Span, second: Span) -> timedelta:
    """Return how long two duties run side by side; nothing when they only touch."""
    return max(min(first[1], second[1]) - max(first[0], second[0]), timedelta(0))


def following_on(span: Span, *, own: Sequence[Span]) -> Span:
    """Return a duty that ends where a later one of the same doctor begins, when that is within a handover."""
    later = [other[0] for other in own if span[0] < other[0] < span[1] <= other[0] + HANDOVER]
    return (span[0], min(later)) if later else span
