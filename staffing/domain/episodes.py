"""Absence rows of one person to sickness episodes.

Rows that overlap are one episode whatever their source; a setting adds rows that touch.
Source: HR034 6.1 and staffing rule book, section 6.2.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from directorate.core.domain.periods import Period
from staffing.domain.spans import ONE_DAY, each_day

MergeRule = Literal["none", "adjacent_calendar", "no_working_day_between"]
Operator = Literal[">=", ">"]
MONDAY_TO_FRIDAY = frozenset({1, 2, 3, 4, 5})


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """One absence as a source has it; last None is open."""

    id: str
    first: date
    last: date | None
    counts_as_episode: bool = True


@dataclass(frozen=True, slots=True)
class EpisodeSettings:
    """Numbers of the policy, editable; weekdays are ISO numbers."""

    merge_rule: MergeRule = "no_working_day_between"
    long_term_days: int = 28
    long_term_operator: Operator = ">="
    working_weekdays: frozenset[int] = MONDAY_TO_FRIDAY


@dataclass(frozen=True, slots=True)
class Episode:
    """One spell of sickness; while it is open (no end, or one still to come) last is None and counts run to the day asked."""

    absence_ids: tuple[str, ...]
    first: date
    last: date | None
    open: bool
    calendar_days: int
    working_days: int
    long_term: bool


def compares(value: int | Fraction, *, operator: Operator, threshold: int | Fraction) -> bool:
    """Return value >= threshold or value > threshold, as the operator says."""
    return value >= threshold if operator == ">=" else value > threshold


def episodes_of(
    rows: Iterable[AbsenceRow],
    *,
    as_at: date,
    bank_holidays: Container[date],
    settings: EpisodeSettings | None = None,
) -> tuple[Episode, ...]:
    """Return the episodes that had begun by a day, in order."""
    used = settings or EpisodeSettings()
    counted = sorted(
        (row for row in rows if row.counts_as_episode and row.first <= as_at), key=lambda row: (row.first, row.id)
    )
    groups: list[list[AbsenceRow]] = []
    for row in counted:
        if groups and _continues(groups[-1], row=row, bank_holidays=bank_holidays, settings=used):
            groups[-1].append(row)
        else:
            groups.append([row])
    return tuple(_episode(group, as_at=as_at, bank_holidays=bank_holidays, settings=used) for group in groups)


def _last_of(group: Sequence[AbsenceRow]) -> date | None:
    """Return the last day of the rows, None when one of them is open."""
    lasts = [row.last for row in group]
    return None if None in lasts else max(last for last in lasts if last is not None)


def _continues(
    group: Sequence[AbsenceRow],
    *,
    row: AbsenceRow,
    bank_holidays: Container[date],
    settings: EpisodeSettings,
) -> bool:
    last = _last_of(group)
    if last is None or row.first <= last:
        return True
    if settings.merge_rule == "none":
        return False
    if settings.merge_rule == "adjacent_calendar":
        return row.first == last + ONE_DAY
    between = Period(first=last + ONE_DAY, last=row.first - ONE_DAY)
    return _working_days(between, bank_holidays=bank_holidays, settings=settings) == 0


def _working_days(period: Period, *, bank_holidays: Container[date], settings: EpisodeSettings) -> int:
    return sum(day.isoweekday() in settings.working_weekdays and day not in bank_holidays for day in each_day(period))


def _episode(
    group: Sequence[AbsenceRow], *, as_at: date, bank_holidays: Container[date], settings: EpisodeSettings
) -> Episode:
    last = _last_of(group)
    is_open = last is None or last > as_at
    counted = Period(first=group[0].first, last=as_at if last is None else min(last, as_at))
    return Episode(
        absence_ids=tuple(row.id for row in group),
        first=counted.first,
        last=None if is_open else last,
        open=is_open,
        calendar_days=counted.days,
        working_days=_working_days(counted, bank_holidays=bank_holidays, settings=settings),
        long_term=compares(counted.days, operator=settings.long_term_operator, threshold=settings.long_term_days),
    )
