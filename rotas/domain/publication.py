"""Deadlines before a rotation starts: information 12 weeks, work schedule 8 weeks, detailed rota 6 weeks.

Source: rota rule book, section 6; 10 Point Plan measures (NHS England, 23 January and 2 April 2026).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Item = Literal["trainee_information", "work_schedule", "detailed_rota"]
Status = Literal["MET", "LATE", "DUE", "DUE_TODAY", "OVERDUE"]
Rag = Literal["GREEN", "AMBER", "RED"]
WEEKS_BEFORE: Mapping[Item, int] = {"trainee_information": 12, "work_schedule": 8, "detailed_rota": 6}
AMBER_DAYS = 14


@dataclass(frozen=True, slots=True)
class Deadline:
    """Where one item stands. `days_left` None when it is done; `days_late` counts to the day it was done, or today."""

    deadline: date
    status: Status
    rag: Rag
    days_left: int | None
    days_late: int


def publication_clock(start: date, *, as_of: date, done: Mapping[Item, date | None]) -> dict[Item, Deadline]:
    """Return each item's standing on a day; what was done after that day is not done yet."""
    return {
        item: _standing(start - timedelta(weeks=weeks), as_of=as_of, done=done.get(item))
        for item, weeks in WEEKS_BEFORE.items()
    }


def _standing(deadline: date, *, as_of: date, done: date | None) -> Deadline:
    if done is not None and done <= as_of:
        late = max(0, (done - deadline).days)
        return Deadline(
            deadline=deadline,
            status="LATE" if late else "MET",
            rag="AMBER" if late else "GREEN",
            days_left=None,
            days_late=late,
        )
    left = (deadline - as_of).days
    if left > 0:
        rag: Rag = "GREEN" if left > AMBER_DAYS else "AMBER"
        return Deadline(deadline=deadline, status="DUE", rag=rag, days_left=left, days_late=0)
    status: Status = "OVERDUE" if left else "DUE_TODAY"
    return Deadline(deadline=deadline, status=status, rag="RED", days_left=left, days_late=-left)
