"""Where a question to a doctor stands, and by when one may be asked to answer.

Source: product book, 3.5 (cover now): yes/no links that work once, until the hour set.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

HOURS_TO_ANSWER = (1, 2, 4, 8, 24)
ROUNDED_TO = timedelta(minutes=5)


class OfferStanding(StrEnum):
    """Where a question stands; only an open one can be answered by its link."""

    OPEN = "open"
    YES = "yes"
    NO = "no"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


def standing_of(*, answer: str, is_withdrawn: bool, expires_at: datetime, now: datetime) -> OfferStanding:
    """Return where a question stands: an answer stays an answer, also when it is not needed any more."""
    if answer:
        return OfferStanding(answer)
    if is_withdrawn:
        return OfferStanding.WITHDRAWN
    return OfferStanding.OPEN if now < expires_at else OfferStanding.EXPIRED


def hours_offered(*, now: datetime, begins: datetime) -> Sequence[datetime]:
    """Return by when an answer can be asked for: whole five minutes, before the duty begins; at least one."""
    late = timedelta(minutes=now.minute % 5, seconds=now.second, microseconds=now.microsecond)
    start = now - late + (ROUNDED_TO if late else timedelta())
    found = [start + timedelta(hours=hours) for hours in HOURS_TO_ANSWER]
    return [moment for moment in found if moment < begins] or [max(begins, start)]
