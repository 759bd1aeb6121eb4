"""Numbers and hours as people read them."""

from fractions import Fraction

from directorate.core.domain.rounding import decimal_half_away

MINUTES_AN_HOUR = 60


def figure(value: Fraction | int) -> str:
    """Return a number with at most two decimals and no needless noughts: 37.5, 11, -2.25."""
    text = f"{decimal_half_away(Fraction(value), places=2):,.2f}"
    return text.rstrip("0").rstrip(".")


def hours_figure(minutes: int) -> str:
    """Return 37.5 for 2,250 minutes."""
    return figure(Fraction(minutes, MINUTES_AN_HOUR))
