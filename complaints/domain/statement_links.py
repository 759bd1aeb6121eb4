"""Where the link of somebody who was asked for statements stands, and until when it works.

Source: security rule book, section 2: single-use links show only what that one act needs. Product book, section 1,
principle 4. How long one works is ours.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

DAYS_AFTER_DUE = 14


class LinkStanding(StrEnum):
    """What the page of a link says; only an open one takes a statement."""

    OPEN = "open"
    ANSWERED = "answered"
    ENDED = "ended"
    REPLACED = "replaced"
    REVOKED = "revoked"
    CLOSED = "closed"
    EXPIRED = "expired"


def standing_of(
    *,
    is_revoked: bool,
    has_later: bool,
    waiting: Sequence[bool],
    is_case_open: bool,
    expires_at: datetime,
    now: datetime,
) -> LinkStanding:
    """Return where a link stands.

    Args:
        is_revoked: taken back, followed by another, or the person may not read of the case any more.
        has_later: whether a later link of the same person in the same case works.
        waiting: for each statement asked of the person now, whether it is still to come; empty when none is asked.
        is_case_open: whether somebody still works on the case.
        expires_at: the moment from which it is too late.
        now: the moment it is looked at.
    """
    if is_revoked:
        return LinkStanding.REPLACED if has_later else LinkStanding.REVOKED
    if not waiting:
        return LinkStanding.ENDED
    if not any(waiting):
        return LinkStanding.ANSWERED
    if not is_case_open:
        return LinkStanding.CLOSED
    return LinkStanding.EXPIRED if now >= expires_at else LinkStanding.OPEN


def expires_at(due: date, *, now: datetime, zone: tzinfo) -> datetime:
    """Return until when a link works: to the end of the 14th day after the last statement is due, or after today."""
    last = max(due, now.astimezone(zone).date()) + timedelta(days=DAYS_AFTER_DUE)
    return datetime.combine(last + timedelta(days=1), time.min, zone)
