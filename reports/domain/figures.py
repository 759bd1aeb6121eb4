"""One figure as it is stored and printed."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from directorate.core.domain.rounding import decimal_half_away, percentage
from directorate.core.domain.suppression import suppressed_count

Unit = Literal["count", "wte", "days", "percent", "money", "number", "text"]
NOT_AVAILABLE = "n/a"
HIDDEN_RATE = "-"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with where it comes from; `value` None prints n/a.

    `suppressed_text` is what the wide copy prints; None is left out of it. A sum or rate keeps its exact numerator and
    denominator.
    """

    key: str
    label: str
    unit: Unit
    definition_id: str
    value: Decimal | None
    text: str
    suppressed_text: str | None
    numerator: Fraction | None = None
    denominator: Fraction | None = None


def count(key: str, *, label: str, n: int, definition_id: str, suppressed: str | None) -> Figure:
    """Return a number of people or events; the caller says what the wide copy prints."""
    return Figure(key, label, "count", definition_id, Decimal(n), f"{n:,}", suppressed)


def lone_count(key: str, *, label: str, n: int, definition_id: str, k: int) -> Figure:
    """Return a count that stands in no table, suppressed by itself."""
    suppressed = suppressed_count(n, smallest_shown=k)
    return count(key, label=label, n=n, definition_id=definition_id, suppressed=suppressed)


def amount(
    key: str, *, label: str, n: Fraction, definition_id: str, suppressed: str | bool | None, unit: Unit = "wte"
) -> Figure:
    """Return WTE or days with 2 decimals; `suppressed` True prints the same in the wide copy, False or None nothing."""
    value = decimal_half_away(n, places=2)
    text = f"{value:,}"
    return Figure(
        key, label, unit, definition_id, value, text, text if suppressed is True else suppressed or None, numerator=n
    )


def number_of(key: str, *, label: str, n: int | None, definition_id: str) -> Figure:
    """Return a number that says nothing of staff, the same in both copies; None prints "none"."""
    text = "none" if n is None else f"{n:,}"
    return Figure(key, label, "number", definition_id, None if n is None else Decimal(n), text, text)


def money(key: str, *, label: str, n: Fraction, definition_id: str) -> Figure:
    """Return pounds with two decimals, the same in both copies."""
    value = decimal_half_away(n, places=2)
    text = f"£{value:,}".replace("£-", "-£")
    return Figure(key, label, "money", definition_id, value, text, text, numerator=n)


def words(key: str, *, label: str, text: str, definition_id: str) -> Figure:
    """Return a sentence or a word that stands where a figure would, the same in both copies."""
    return Figure(key, label, "text", definition_id, None, text, text)


def rate(
    key: str, *, label: str, numerator: Fraction, denominator: Fraction, definition_id: str, hidden: bool = False
) -> Figure:
    """Return a percentage with 2 decimals; `hidden` prints a dash in the wide copy."""
    value = percentage(numerator, denominator=denominator)
    text = NOT_AVAILABLE if value is None else f"{value:,}"
    wide = HIDDEN_RATE if hidden else text
    return Figure(key, label, "percent", definition_id, value, text, wide, numerator, denominator)
