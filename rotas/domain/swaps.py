"""Whether two doctors can exchange a duty each: the rules run on both, around both duties.

Source: rota rule book, section 6 (swaps): each doctor is checked around each moved duty and over the whole reference
period; a swap that makes a new breach is refused, or done with a reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rotas.domain.compliance import Check
from rotas.domain.cover import CoverVerdict, judge_cover
from rotas.domain.duties import Duty
from rotas.domain.findings import Finding
from rotas.domain.terms import Terms

AT_ONCE = "the two duties run at the same time"


@dataclass(frozen=True, slots=True)
class Period:
    """A reference period of one doctor around one of the two duties.

    `duties` are those that stay, sessions and leave among them; `today` is what the rules find before the swap.
    """

    duties: Sequence[Duty]
    terms: Terms
    today: Check


@dataclass(frozen=True, slots=True)
class SwapSide:
    """One doctor of a swap, with one period around each duty.

    `is_away` is what is said of leave at the time of `takes`, empty when there is none.
    """

    gives: Duty
    takes: Duty
    periods: Sequence[Period]
    is_away: str = ""


@dataclass(frozen=True, slots=True)
class SwapVerdict:
    """What the swap means for the one who gives the duty away, and for the colleague who takes it."""

    giver: CoverVerdict
    colleague: CoverVerdict

    @property
    def can(self) -> bool:
        """Return whether nothing stands in the way of either."""
        return self.giver.can and self.colleague.can

    @property
    def is_blocked(self) -> bool:
        """Return whether something stands in the way that no reason overrides."""
        return bool(self.giver.blocks or self.colleague.blocks)


def judge_swap(giver: SwapSide, *, colleague: SwapSide) -> SwapVerdict:
    """Return whether both can do the other's duty; breaches that are there today count only where they get worse."""
    return SwapVerdict(giver=_judge(giver), colleague=_judge(colleague))


def _judge(side: SwapSide) -> CoverVerdict:
    verdicts = [
        judge_cover(period.duties, gap=side.takes, terms=period.terms, is_away=side.is_away, today=period.today)
        for period in side.periods
    ]
    at_once = side.gives.start < side.takes.end and side.takes.start < side.gives.end
    breaches: dict[str, Finding] = {}
    for verdict in verdicts:
        for found in verdict.breaches:
            breaches.setdefault(found.code, found)
    return CoverVerdict(
        margins=verdicts[0].margins,
        blocks=((AT_ONCE,) if at_once else ()) + verdicts[0].blocks,
        breaches=tuple(breaches.values()),
    )
