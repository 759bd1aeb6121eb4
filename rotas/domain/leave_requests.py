"""A doctor's request for leave: its notice in days, and the way it takes.

Source: rota rule book, section 8 (route of an imported request; notice of six weeks).
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

Route = Literal["RETROSPECTIVE", "AUTO_APPROVE", "STANDARD", "SHORT_NOTICE"]
Part = Literal["all", "am", "pm"]
SICK = "sickness"
ROUTE_WORDS: dict[Route, str] = {
    "RETROSPECTIVE": "begun before it was asked for, or sickness",
    "AUTO_APPROVE": "approved by itself: a life-changing event with enough notice",
    "STANDARD": "to decide, with enough notice",
    "SHORT_NOTICE": "to decide, at short notice",
}


@dataclass(frozen=True, slots=True)
class LeaveRequest:
    """From first to last day, both in; part of a day on a single day only."""

    kind: str
    first: date
    last: date
    part: Part
    submitted: date
    is_life_event: bool = False

    @property
    def notice_days(self) -> int:
        """Return the days from asking to the first day; below nothing when it had begun."""
        return (self.first - self.submitted).days

    @property
    def calendar_days(self) -> Fraction:
        """Return the days of the calendar that it takes, half a day for a part."""
        return Fraction(1, 2) if self.part != "all" else Fraction((self.last - self.first).days + 1)

    def overlaps(self, other: "LeaveRequest") -> bool:
        """Return whether both take the same half day."""
        if self.first > other.last or other.first > self.last:
            return False
        return "all" in {self.part, other.part} or self.part == other.part


def route_of(request: LeaveRequest, *, notice_needed: int) -> Route:
    """Return the way of a request: the first that fits."""
    if request.kind == SICK or request.notice_days < 0:
        return "RETROSPECTIVE"
    if request.is_life_event and request.notice_days >= notice_needed:
        return "AUTO_APPROVE"
    return "STANDARD" if request.notice_days >= notice_needed else "SHORT_NOTICE"
