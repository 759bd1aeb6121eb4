"""A vacancy on its way through recruitment, as the monthly report sees it; nothing of who applied."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class VacancyOnTrac:
    """One vacancy; `is_open` until it is filled or withdrawn, `as_at` the day of the file it comes from."""

    ref: str
    position: str
    specialty: str
    band: str
    wte: Fraction
    stage: str
    is_open: bool
    applications: int
    authorised: date | None
    start: date | None
    as_at: date
