"""When the switchboard is sent the list of who is on call: at 4pm, and when what it was sent is no longer true.

Source: product book, section 2 (rotas).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

SENT_AT = time(16)


@dataclass(frozen=True, slots=True)
class ListedDuty:
    """One duty as the list says it."""

    words: str
    end: datetime


def is_daily_due(*, local_now: datetime, last_daily: date | None) -> bool:
    """Return whether the list of the day is still to be sent; it is sent once a day, from 4pm by the local clock."""
    return local_now.time() >= SENT_AT and (last_daily is None or last_daily < local_now.date())


def changed_duties(*, sent: Mapping[str, ListedDuty], present: Mapping[str, ListedDuty], now: datetime) -> list[str]:
    """Return what is said otherwise than was sent, of duties that have not ended; both cover the same days."""
    found = [item.words for key, item in present.items() if item.end > now and _words(sent, key) != item.words]
    gone = [f"{item.words}: no longer" for key, item in sent.items() if item.end > now and key not in present]
    return found + gone


def _words(listed: Mapping[str, ListedDuty], key: str) -> str | None:
    item = listed.get(key)
    return item.words if item else None
