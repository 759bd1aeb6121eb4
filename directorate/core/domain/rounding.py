"""Rounding: half away from zero, on exact numbers only, once, at the end."""

from decimal import Decimal
from fractions import Fraction

Exact = int | Decimal | Fraction


def exact(number: Exact | float | str) -> Fraction:
    """Return the number as an exact fraction; a float counts as the decimal it prints as.

    Raises: ValueError when a text is not a number.
    """
    if isinstance(number, float):
        return Fraction(repr(number))
    return Fraction(number)


def whole_half_away(number: Exact) -> int:
    """Return the nearest whole number, a tie going away from zero."""
    value = Fraction(number)
    if value < 0:
        return -whole_half_away(-value)
    return int((2 * value.numerator + value.denominator) // (2 * value.denominator))


def decimal_half_away(number: Exact, *, places: int) -> Decimal:
    """Return the number with exactly `places` decimals, a tie going away from zero."""
    scaled = whole_half_away(Fraction(number) * 10**places)
    return Decimal(scaled).scaleb(-places)


def percentage(numerator: Exact, *, denominator: Exact, places: int = 2) -> Decimal | None:
    """Return numerator over denominator in per cent, None when there is nothing to divide by."""
    if not denominator:
        return None
    return decimal_half_away(Fraction(numerator) * 100 / Fraction(denominator), places=places)
