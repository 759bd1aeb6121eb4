"""Block 6, ties to ESR: our sickness rate of the week, the one the ESR dashboard shows, and what explains a difference.

Source: product description, weekly HR report, block 6.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from directorate.core.domain.suppression import suppressed_count
from reports.domain.figures import HIDDEN_RATE, Figure

DEFINITION = "D1 tie"
NOT_TYPED, NO_EXTRACT = "not typed yet", "no extract loaded"


@dataclass(frozen=True, slots=True)
class Tie:
    """Sickness of the week that ESR does not show, or shows with other dates; None where no extract was loaded."""

    theirs: Decimal | None = None
    not_in_esr: int | None = None
    other_dates: int | None = None


def figures(tie: Tie, *, ours: Figure, k: int) -> Iterator[Figure]:
    """Yield both rates with their difference, and how many absences ESR does not show as we do."""
    wide = ours.suppressed_text or HIDDEN_RATE
    yield Figure("esr.total.ours", "Sickness %, ours", "percent", DEFINITION, ours.value, ours.text, wide)
    yield from typed_figures(ours=ours.value, theirs=tie.theirs, hidden=wide == HIDDEN_RATE)
    for column, label, n in (
        ("not_in_esr", "Absences not in ESR", tie.not_in_esr),
        ("other_dates", "Absences with other dates in ESR", tie.other_dates),
    ):
        text = NO_EXTRACT if n is None else f"{n:,}"
        shown = text if n is None else suppressed_count(n, smallest_shown=k)
        value = None if n is None else Decimal(n)
        yield Figure(f"esr.total.{column}", label, "count", DEFINITION, value, text, shown)


def typed_figures(*, ours: Decimal | None, theirs: Decimal | None, hidden: bool) -> Iterator[Figure]:
    """Yield what ESR shows and how much more or less ours is, in percentage points of the printed rates."""
    apart = None if ours is None or theirs is None else ours - theirs
    for column, label, value, text in (
        ("theirs", "Sickness %, ESR dashboard", theirs, NOT_TYPED if theirs is None else f"{theirs:,.2f}"),
        ("difference", "Ours less ESR, points", apart, "n/a" if apart is None else f"{apart:+,.2f}"),
    ):
        wide = HIDDEN_RATE if hidden and value is not None else text
        yield Figure(f"esr.total.{column}", label, "percent", DEFINITION, value, text, wide)
