"""What a contract says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Terms:
    """Hours a week in minutes, WTE, and the minutes of seven mornings and afternoons a week, Monday first.

    The pattern repeats after `cycle_weeks`; its first week began on `cycle_start`, a Monday (None: the week of the
    first day). `post` and `backfill_for` are keys of the post held and of the person who is covered.
    """

    contract_type: str
    status: str
    weekly_minutes: int
    fte: Decimal
    am_minutes: Sequence[int]
    pm_minutes: Sequence[int]
    cycle_weeks: int = 1
    cycle_start: date | None = None
    post: int | None = None
    backfill_for: int | None = None
