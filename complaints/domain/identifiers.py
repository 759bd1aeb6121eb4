"""Points of a complaint without what says whose they are, for pages that are opened without signing in.

Source: security rule book, sections 2 and 8: a single-use link shows only what its one act needs.
"""

import re
from collections.abc import Sequence

from directorate.core.domain.nhs_numbers import read_nhs_number

LEFT_OUT = "[left out]"
SHORTEST = 3
_TEN_DIGITS = re.compile(r"(?<!\d)\d{3}([ -]?)\d{3}\1\d{4}(?!\d)")


def without_identifiers(text: str, *, names: Sequence[str], numbers: Sequence[str]) -> str:
    """Return a text without these names (whole, or the surname alone), these numbers and any NHS number.

    What is shorter than three letters is no name that could be told from other words.
    """
    for number in filter(None, numbers):
        text = re.sub(rf"(?<!\w){_spaced(number)}(?!\w)", LEFT_OUT, text, flags=re.IGNORECASE)
    text = _TEN_DIGITS.sub(_unless_it_is_none, text)
    for name in names:
        words = name.split()
        if len("".join(words)) >= SHORTEST:
            whole = r"\s+".join(map(re.escape, words))
            text = re.sub(rf"(?<!\w){whole}(?!\w)", LEFT_OUT, text, flags=re.IGNORECASE)
        if words and len(words[-1]) >= SHORTEST:
            text = re.sub(rf"(?<!\w){re.escape(words[-1])}(?!\w)", LEFT_OUT, text)
    return text


def _spaced(number: str) -> str:
    """A number with spaces or hyphens anywhere between its characters."""
    return r"[ -]?".join(re.escape(character) for character in number if not character.isspace())


def _unless_it_is_none(found: re.Match[str]) -> str:
    return LEFT_OUT if read_nhs_number(found[0]).valid else found[0]
