"""Whose rota a title speaks of: first, second or consultant; and the title as a name."""

import re
from collections.abc import Sequence

Tier = str
_WORDS: Sequence[tuple[str, Tier]] = (
    (r"consultants?|3rd|third", "3"),
    (r"middle grades?|registrars?|sprs?|strs?|specialty doctors?|2nd|second", "2"),
    (r"shos?|residents?|juniors?|foundation|core trainees?|dcts?|1st|first", "1"),
)
LONG = 10 * 60
NIGHT = (23 * 60, 30 * 60)
NIGHT_WORK = 3 * 60


def tier_of(title: str) -> Tier | None:
    """Return 1, 2 or 3 as the words of a title say, None when they say none or several."""
    found = {tier for words, tier in _WORDS if re.search(rf"\b(?:{words})\b", title, re.IGNORECASE)}
    return next(iter(found)) if len(found) == 1 else None


def name_of(title: str, *, specialty: str) -> str:
    """Return a title as a name: not in capitals throughout, but for the specialty."""
    if not title.isupper():
        return title
    words = [specialty if word.casefold() == specialty.casefold() else word.lower() for word in title.split()]
    name = " ".join(words)
    return name[:1].upper() + name[1:]


def is_called_for(kind: str, *, span: tuple[int, int]) -> bool:
    """Return whether a duty of a grid is on call: from home or resident, longer than ten hours, or a night.

    `span` is in minutes of the day. Source: rota rule book, 3.2 (LONG4: over 10 h; NIGHT4: at least 3 h of 23:00-06:00).
    """
    start, end = span
    at_night = max(min(end, NIGHT[1] + shift) - max(start, NIGHT[0] + shift) for shift in (-1440, 0, 1440))
    return kind != "shift" or end - start > LONG or at_night >= NIGHT_WORK
