"""Whether a link about a request for leave can still decide.

Source: staffing rule book, section 4: single use, bound to the approver, dead once decided; only a POST acts.
"""

from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

DAYS_TO_ANSWER = 14


class LinkStanding(StrEnum):
    """What the page of a link says."""

    OPEN = "open"
    APPROVED = "approved"
    DECLINED = "declined"
    ENDED = "ended"
    REVOKED = "revoked"
    EXPIRED = "expired"


_DECIDED = {
    "approved": LinkStanding.APPROVED,
    "declined": LinkStanding.DECLINED,
    "withdrawn": LinkStanding.ENDED,
    "cancelled": LinkStanding.ENDED,
}


def standing_of(*, state: str, is_revoked: bool, expires_at: datetime, now: datetime) -> LinkStanding:
    """Return where a link stands: revoked counts over decided, decided over too late."""
    if is_revoked:
        return LinkStanding.REVOKED
    if state in _DECIDED:
        return _DECIDED[state]
    return LinkStanding.EXPIRED if now >= expires_at else LinkStanding.OPEN


def expires_at(first: date, *, now: datetime, zone: tzinfo) -> datetime:
    """Return until when a link works: 14 days, not past the morning of the first day away, a day at least."""
    begins = datetime.combine(first, time.min, zone)
    return max(min(now + timedelta(days=DAYS_TO_ANSWER), begins), now + timedelta(days=1))
