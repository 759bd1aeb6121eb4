"""What is so unlike the list before that a manager looks at it first: fewer rows, moved clock starts, other pathways."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.backends.utils import CursorWrapper

from directorate.core.domain.words import long_date
from directorate.core.importers.feeds import Checked
from directorate.core.models import PolicyNumber

DROPPED, MOVED, REPLACED = "row_count_drop", "clock_starts_moved", "pathways_replaced"
HOLDS = frozenset({DROPPED, MOVED, REPLACED})
# What counts while nobody has set the policy number `ptl_…_percent`, in per cent.
PERCENTS = {DROPPED: 20, MOVED: 20, REPLACED: 80}


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


def percents_on(day: date) -> dict[str, int]:
    """Return from how many per cent on each code holds a list; one query."""
    found = PolicyNumber.objects.values_on(day)
    return {code: int(found.get(f"ptl_{code}_percent", usual)) for code, usual in PERCENTS.items()}


def raise_alarms(cursor: CursorWrapper, checked: Checked, *, on: date) -> None:
    """Add the codes that hold the list for a manager, and say what was seen."""
    if not checked.counts.get("previous"):
        return
    compared = _compared(cursor, counts=checked.counts)
    percents = percents_on(on)
    day = long_date(date.fromisoformat(checked.counts["previous"]))
    seen = []
    if _reaches(compared.moved, of=compared.on_both, percent=percents[MOVED]):
        checked.faults.append(MOVED)
        seen.append(
            f"{compared.moved:,} of the {compared.on_both:,} pathways that were on the list of {day} have another clock start."
        )
    if any(
        _reaches(part, of=of, percent=percents[REPLACED])
        for part, of in ((compared.came, compared.now), (compared.went, compared.before))
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
