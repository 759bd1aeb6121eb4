"""What the lists themselves make one ask: did not attend, offers, removals. Questions, never findings.

Source: product description, waiting list (detectors); waiting-list rule book, section 7.
"""

from collections.abc import Iterable
from dataclasses import dataclass

POLICY_NUMBERS = (
    ("question_dna_times", "Ask about who did not attend and has nothing booked, from so many times", "2", "times", "Own rule", False),
    ("question_offer_days", "Ask about an offer that no date followed after", "14", "days", "Own rule", False),
    ("question_removal_days", "Ask about who should leave the list and is still on it after", "28", "days", "Own rule", False),
    ("question_one_person_percent", "Ask about removals recorded by one person from a share of (0: never)", "0", "percent", "Own rule", False),
)  # fmt: skip
FALL_BACK = {key: int(value) for key, _, value, *_ in POLICY_NUMBERS}
# Fewer removals than these say nothing about anybody.
FEWEST_REMOVALS = 10


@dataclass(frozen=True, slots=True)
class OnePerson:
    """How many of the removals one person recorded."""

    name: str
    own: int
    total: int

    @property
    def question(self) -> str:
        """Return it as a question."""
        return f"{self.name} recorded {self.own} of {self.total} removals: is that part of the job?"


def one_person(counts: Iterable[tuple[str, int]], *, from_percent: int) -> OnePerson | None:
    """Return who recorded at least this share of the removals, None where nobody did; a share of 0 asks never."""
    found = list(counts)
    total = sum(n for _, n in found)
    if not from_percent or total < FEWEST_REMOVALS:
        return None
    name, own = max(found, key=lambda pair: pair[1])
    return OnePerson(name, own, total) if own * 100 >= from_percent * total else None
