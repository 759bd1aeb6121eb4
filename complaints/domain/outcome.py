"""The overall outcome of a complaint from the findings on its points.

Source: complaints rule book, section 7; KO41a guideline (upheld, partially upheld, not upheld).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Overall = Literal["upheld", "partially_upheld", "not_upheld"]
FINDINGS = ("upheld", "partly_upheld", "not_upheld")
WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Issue:
    """One point of the complaint; the finding is None while nobody has decided."""

    no: int
    finding: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The overall outcome; with any error nothing is decided and the other fields are None."""

    overall: Overall | None
    well_founded: bool | None
    counts: dict[str, int] | None
    errors: tuple[str, ...]


def outcome(issues: Sequence[Issue]) -> Outcome:
    """Return the outcome: upheld or not when all remaining points agree, else partially upheld.

    Points the complainant withdrew are left out. Well-founded (regulation 18) is upheld or partially upheld.
    """
    errors = tuple(_errors(issues))
    if errors:
        return Outcome(None, None, None, errors)
    counted = Counter(issue.finding for issue in issues if issue.finding != WITHDRAWN)
    counts = {finding: counted[finding] for finding in FINDINGS}
    overall: Overall = "partially_upheld"
    if len(counted) == 1 and counts["upheld"]:
        overall = "upheld"
    elif len(counted) == 1 and counts["not_upheld"]:
        overall = "not_upheld"
    return Outcome(overall, overall != "not_upheld", counts, ())


def _errors(issues: Sequence[Issue]) -> list[str]:
    if not issues:
        return ["no_issues"]
    found = {
        "duplicate_issue_no": len({issue.no for issue in issues}) < len(issues),
        "bad_finding": any(issue.finding not in {*FINDINGS, WITHDRAWN, None} for issue in issues),
        "issue_without_finding": any(issue.finding is None for issue in issues),
        "all_issues_withdrawn": all(issue.finding == WITHDRAWN for issue in issues),
    }
    return [code for code, holds in found.items() if holds]
