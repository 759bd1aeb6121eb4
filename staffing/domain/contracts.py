"""What a contract says."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Terms:
    """Hours a week in minutes, WTE, and the minutes of the seven mornings and afternoons, Monday first."""

    contract_type: str
    status: str
    weekly_minutes: int
    fte: Decimal
    am_minutes: Sequence[int]
    pm_minutes: Sequence[int]
