"""What is so unlike the list before that a manager looks at it first: moved clock starts, other pathways."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.backends.utils import CursorWrapper

from directorate.core.domain.words import long_date
from directorate.core.importers.feeds import Checked
from directorate.core.models import PolicyNumber

MOVED, REPLACED = "clock_starts_moved", "pathways_replaced"
HOLDS = frozenset({MOVED, REPLACED})
# Policy numbers and what counts while nobody has set them, in per cent.
LIMITS = {"ptl_clock_starts_moved_percent": 20, "ptl_pathways_replaced_percent": 80}


@dataclass(frozen=True, slots=True)
class Compared:
    """RTT pathways of two lists: how many each has, are on both, came, went, and on how many the clock start differs."""

    before: int
    now: int
    came: int
    went: int
    moved: int

    @property
    def on_both(self) -> int:
        """Return how many stand on both lists."""
        return self.now - self.came


def raise_alarms(cursor: CursorWrapper, checked: Checked, *, on: date) -> None:
    """Add the codes that hold the list for a manager, and say what was seen."""
    if not checked.counts.get("previous"):
        return
    compared = _compared(cursor, counts=checked.counts)
    values = LIMITS | {key: int(value) for key, value in PolicyNumber.objects.values_on(on).items() if key in LIMITS}
    day = long_date(date.fromisoformat(checked.counts["previous"]))
    seen = []
    if _reaches(compared.moved, of=compared.on_both, percent=values["ptl_clock_starts_moved_percent"]):
        checked.faults.append(MOVED)
        seen.append(
            f"{compared.moved:,} of the {compared.on_both:,} pathways that were on the list of {day} have another clock start."
        )
    limit = values["ptl_pathways_replaced_percent"]
    if _reaches(compared.came, of=compared.now, percent=limit) or _reaches(
        compared.went, of=compared.before, percent=limit
    ):
        checked.faults.append(REPLACED)
        seen.append(
            f"{compared.went:,} of the {compared.before:,} pathways of the list of {day} are gone, "
            f"{compared.came:,} of the {compared.now:,} in this one are new."
        )
    checked.explanation = " ".join(seen)


def _reaches(part: int, *, of: int, percent: int) -> bool:
    return part > 0 and part * 100 >= of * percent


def _compared(cursor: CursorWrapper, *, counts: dict[str, Any]) -> Compared:
    """Return the comparison as a reader of the list sees it: a clock that began anew on the same pathway has moved too."""
    cursor.execute(
        "SELECT rtt_count FROM waiting_lists_census WHERE feed = 'ptl' AND state = 'accepted' AND has_rows"
        " AND census_date = %s",
        [counts["previous"]],
    )
    (before,) = cursor.fetchone() or (0,)
    return Compared(
        before=int(before),
        now=counts["rtt"],
        came=counts["new"] - counts["restarted"] + counts["reinstated"],
        went=counts["gone"] - counts["restarted"],
        moved=counts["moved_start"] + counts["restarted"],
    )
