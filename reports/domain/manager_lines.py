"""A manager's line of a report: no name of staff leaves with it.

Source: product book, section 2 (reports): full counts, no names, no reasons.
"""

import re
from collections.abc import Iterable
from itertools import pairwise

TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr", "prof", "professor"})
_WORD = re.compile(r"[\w'’-]+")


def named_in(text: str, *, staff: Iterable[tuple[str, str]]) -> str:
    """Return the first of the staff (forenames and surname) whom a text names, empty when it names nobody.

    A surname counts after the first name or a title, so that a word of the language that is somebody's surname does not.
    """
    words = [word.casefold().removesuffix("'s").removesuffix("’s") for word in _WORD.findall(text)]
    pairs = set(pairwise(words))
    for forenames, surname in staff:
        last = surname.casefold()
        first = forenames.casefold().split(" ")[0]
        if any((before, last) in pairs for before in (*TITLES, first) if before):
            return f"{forenames} {surname}"
    return ""
