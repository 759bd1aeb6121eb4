"""What cells of the staffing feeds mean: specialties, bands, numbers, kinds of contract.

Source: staffing rule book, sections 12.2 and 12.3.
"""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

from directorate.core.domain.rounding import decimal_half_away
from directorate.core.importers.grids import text_of

TOO_MANY = 100

_NUMBER = re.compile(r"\d+(?:\.\d+)?|\.\d+", re.ASCII)
_LAST_DIGIT = re.compile(r"\d(?=\D*$)", re.ASCII)
_SPECIALTIES = {"ent": "ent", "omfs": "omfs", "dermatology": "dermatology", "derm": "dermatology"}
SAID_YES = frozenset({"yes", "y", "true", "1"})


def specialty_of(text: str) -> str | None:
    """Return the code of a specialty in any case, None for another."""
    return _SPECIALTIES.get(text.casefold())


def band_of(text: str) -> str:
    """Return the number of a band: `Band 4`, `4`, `B4` and `XN04` are 4; what has no digit stays as it is."""
    found = _LAST_DIGIT.search(text)
    return found[0] if found else text[:10]


def number_of(cell: Any) -> Decimal | None:
    """Return a number from 0 to below 100 with four decimals, None for anything else."""
    text = repr(cell) if isinstance(cell, float) else text_of(cell)
    number = decimal_half_away(Fraction(text), places=4) if _NUMBER.fullmatch(text) else None
    return number if number is not None and number < TOO_MANY else None


def contract_type_of(text: str) -> str:
    """Return what kind of contract the words say."""
    words = text.casefold()
    if "maternity cover" in words:
        return "backfill"
    if "bank" in words:
        return "bank"
    return "fixed_term" if words.startswith("fixed") else "substantive"


def status_of(text: str) -> str:
    """Return whether the holder is at work under the contract."""
    words = text.casefold()
    if words.startswith("maternity"):
        return "maternity"
    if words.startswith("career"):
        return "career_break"
    return "external_secondment" if "external secondment" in words else "active"


def post_status_of(text: str) -> str:
    """Return what was decided about a post; a blank is active."""
    words = text.casefold()
    return words if words in {"held", "frozen"} else "active"
