"""Who may sign a timesheet: a right of their own, for its cost code, up to its amount, and never what they coded.

Source: rota rule book, sections 10.1 and 10.2 (signatory rights; two people).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from directorate.core.domain.rounding import whole_half_away


@dataclass(frozen=True, slots=True)
class SigningRight:
    """From when to when (both days in, None is still), for which cost codes, up to how many pence."""

    first: date
    last: date | None
    cost_codes: tuple[str, ...]
    limit_pence: int

    def holds_on(self, day: date) -> bool:
        """Return whether the right is in force."""
        return self.first <= day and (self.last is None or day <= self.last)


def amount_of(minutes: int, *, rate_pence: int) -> int:
    """Return pence for minutes at a rate an hour, half a penny away from zero."""
    return whole_half_away(Fraction(minutes * rate_pence, 60))


def why_not_signed(
    rights: Sequence[SigningRight], *, day: date, cost_code: str, amount_pence: int, coded_by_self: bool
) -> str:
    """Return why somebody may not sign, empty when they may."""
    if coded_by_self:
        return "You coded this timesheet: a second person signs it."
    held = [right for right in rights if right.holds_on(day)]
    if not held:
        return "You are not an authorised signatory today."
    for_code = [right for right in held if cost_code in right.cost_codes]
    if not for_code:
        return f"You may not sign for the cost code {cost_code}."
    if all(amount_pence > right.limit_pence for right in for_code):
        return "The amount is above what you may sign."
    return ""
