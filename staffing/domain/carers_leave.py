"""Notice of carer's leave. The employer may postpone it, never refuse it, and may not ask for evidence.

Source: Carer's Leave Regulations 2024 (SI 2024/251), regulation 7(3).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

LEAST_NOTICE_DAYS = 3


@dataclass(frozen=True, slots=True)
class CarersNotice:
    """How much notice is due and by when; `in_time` None while no notice has been given."""

    days_or_part_days: int
    notice_days: int
    latest_notice_date: date | None
    in_time: bool | None


def carers_notice(days: Sequence[date], *, given_on: date | None, count_parts_separately: bool) -> CarersNotice:
    """Return the notice due for days or part days of leave; a date twice is two parts of one day."""
    count = len(days) if count_parts_separately else len(set(days))
    notice = max(LEAST_NOTICE_DAYS, 2 * count)
    latest = min(days) - timedelta(days=notice) if days else None
    in_time = None if given_on is None or latest is None else given_on <= latest
    return CarersNotice(days_or_part_days=count, notice_days=notice, latest_notice_date=latest, in_time=in_time)
