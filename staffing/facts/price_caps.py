"""The most that may be charged an hour, by grade and day; unknown until somebody loads it.

Source: staffing rule book, section 9 (caps are a table with dates that is shipped empty).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from staffing.models import AgencyPriceCap

NONE_LOADED = "no cap loaded for this date – UNKNOWN"
# The grades that caps are kept for: bands of administrative staff, and doctors by how they are called for a duty.
DOCTORS = {"1": "SHO", "2": "Registrar", "3": "Consultant"}
GRADES = {**{str(band): f"Band {band}" for band in range(2, 9)}, **{name: name for name in DOCTORS.values()}}
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class GradeCaps:
    """One grade: the cap of the day in words, and every row there is, the newest first."""

    grade: str
    name: str
    now: str
    rows: Sequence[AgencyPriceCap]


def cap_on(grade: str, *, day: date) -> AgencyPriceCap | None:
    """Return the cap in force, None where none is loaded."""
    return AgencyPriceCap.objects.filter(band=grade, valid__contains=day).first()


def cap_words(cap: AgencyPriceCap | None) -> str:
    """Return £17.50 an hour with its source, or that nobody knows."""
    if cap is None:
        return NONE_LOADED
    source = f" ({cap.source})" if cap.source else ""
    return f"£{cap.hourly_rate:,.2f} an hour{source}"


def cap_of_doctor(tier: str, *, day: date) -> AgencyPriceCap | None:
    """Return the cap for a doctor of a tier on a day."""
    return cap_on(DOCTORS[tier], day=day)


def is_above(rate: Decimal, *, cap: AgencyPriceCap | None) -> bool:
    """Return whether a rate is above a cap that is known."""
    return cap is not None and rate > cap.hourly_rate


def caps_by_grade(*, today: date) -> list[GradeCaps]:
    """Return every grade with its caps (one query); grades of the workbook that are not ours stand at the end."""
    held: dict[str, list[AgencyPriceCap]] = {grade: [] for grade in GRADES}
    for row in AgencyPriceCap.objects.order_by("band", "-valid"):
        held.setdefault(row.band, []).append(row)
    return [
        GradeCaps(grade, GRADES.get(grade, grade), cap_words(next((r for r in rows if today in r.valid), None)), rows)
        for grade, rows in held.items()
    ]
