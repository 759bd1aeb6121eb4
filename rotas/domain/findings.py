"""What a rule found, with the arithmetic in words, and the worst of several occurrences.

Source: rota rule book, sections 1 (verdicts) and 3.2 (rules).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Verdict = Literal["BREACH", "ADVISORY", "UNKNOWN"]
Unit = Literal["min", "count", "h_per_week"]
Cause = Literal["clock_change"]
# Rules whose breach may be due to the clock change alone.
CLOCK_RULES = frozenset({"SHIFT13", "OC24", "REST11", "LONG48", "NIGHT46", "CONS48", "W11"})
SEVERITY: tuple[Verdict, ...] = ("BREACH", "UNKNOWN", "ADVISORY")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that a rule is not kept, or cannot be decided (value None).

    `reason` says it with its arithmetic; `stretches` are the elapsed minutes of the duties involved;
    `passes_by_the_wall` says that the clock change alone makes the difference.
    """

    verdict: Verdict
    value: Fraction | None
    limit: Fraction
    reason: str
    stretches: tuple[tuple[int, int], ...] = ()
    passes_by_the_wall: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule's code, its name in words, the clause, its unit, and which of two values is worse."""

    code: str
    name: str
    source: str
    unit: Unit = "min"
    smallest_is_worst: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule found: the most severe verdict and the worst value of that verdict.

    `value` is in the rule's unit and exact; None when unknown. `occurrences` are those of the verdict, worst first.
    """

    rule: Rule
    verdict: Verdict
    value: Fraction | None
    limit: Fraction
    cause: Cause | None
    occurrences: tuple[Occurrence, ...]

    @property
    def code(self) -> str:
        """Return the code of the rule."""
        return self.rule.code

    @property
    def reason(self) -> str:
        """Return the worst occurrence in words, and how many more there are."""
        more = len(self.occurrences) - 1
        return self.occurrences[0].reason + (f" And {more} more." if more else "")


def finding(rule: Rule, *, occurrences: Iterable[Occurrence]) -> Finding | None:
    """Return the finding of a rule, None when it is kept."""
    found = list(occurrences)
    if not found:
        return None
    verdict = min((item.verdict for item in found), key=SEVERITY.index)
    same = sorted((item for item in found if item.verdict == verdict), key=lambda item: _badness(item, rule=rule))
    clock = rule.code in CLOCK_RULES and all(item.passes_by_the_wall for item in same)
    return Finding(
        rule=rule,
        verdict=verdict,
        value=same[0].value,
        limit=same[0].limit,
        cause="clock_change" if clock else None,
        occurrences=tuple(same),
    )


def _badness(item: Occurrence, *, rule: Rule) -> tuple[Fraction, Fraction]:
    """Return a key that puts the worst first; breaks are judged by their shortfall, then by what was required."""
    if item.value is None:
        return Fraction(0), -item.limit
    if rule.code == "BRK":
        return item.value - item.limit, -item.limit
    return (item.value if rule.smallest_is_worst else -item.value), -item.limit
