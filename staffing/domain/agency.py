"""Agency timesheets: hours, cost, caps; and the 12-week clock of an agency worker.

Sums are exact and rounded once. Source: staffing rule book, section 9; Agency Workers Regulations 2010,
regulations 7 and 8 (pause limits unverified, editable).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from directorate.core.domain.rounding import decimal_half_away

Status = Literal["submitted", "approved", "paid", "rejected", "cancelled"]
LEFT_OUT = frozenset({"rejected", "cancelled"})
NONE = Fraction(0)


@dataclass(frozen=True, slots=True)
class TimesheetLine:
    """One line; rate is the charge per hour without VAT, cap None means that none is loaded."""

    id: str
    booking_id: str
    worker: str
    week_ending: date
    timesheet_no: str
    hours: Fraction
    rate: Fraction
    vat_percent: Fraction
    cap: Fraction | None
    approval_no: str
    on_framework: bool
    status: Status

    @property
    def key(self) -> tuple[str, date, str]:
        """Return what makes a line the same line again."""
        return self.booking_id, self.week_ending, self.timesheet_no.strip().upper()

    @property
    def net(self) -> Fraction:
        """Return hours times rate."""
        return self.hours * self.rate

    @property
    def is_over_cap(self) -> bool:
        """Return whether the rate is above a loaded cap."""
        return self.cap is not None and self.rate > self.cap


@dataclass(frozen=True, slots=True)
class AgencyCost:
    """Figures of the counted lines: pounds rounded once to pence, lists of line ids in order."""

    workers: int
    hours: Decimal
    wte: Decimal
    net: Decimal
    gross: Decimal
    excess_over_cap: Decimal
    over_cap: tuple[str, ...]
    no_cap_loaded: tuple[str, ...]
    without_approval: tuple[str, ...]
    off_framework: tuple[str, ...]
    duplicates: tuple[str, ...]

    @property
    def vat(self) -> Decimal:
        """Return gross minus net, as printed."""
        return self.gross - self.net


@dataclass(frozen=True, slots=True)
class AgencyWeek:
    """One calendar week of a worker in a role; reason of a week not worked, None without one."""

    week_start: date
    worked: bool
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class AwrSettings:
    """Numbers of the regulations, editable. A pausing limit of None has no end."""

    pausing_limits: Mapping[str, int | None]
    continuing_reasons: Collection[str]
    required_weeks: int = 12
    break_limit_weeks: int = 6


@dataclass(frozen=True, slots=True)
class AwrClock:
    """Weeks on the clock; `qualifying_week_start` is the week in which the number was reached."""

    weeks_on_clock: int
    qualified: bool
    qualifying_week_start: date | None


def agency_cost(lines: Iterable[TimesheetLine], *, standard_week_hours: Fraction, weeks: int) -> AgencyCost:
    """Return the cost of the lines; rejected, cancelled and repeated lines count nowhere."""
    counted, duplicates = _counted(lines)
    hours = sum((line.hours for line in counted), NONE)
    over_cap = [line for line in counted if line.is_over_cap]
    return AgencyCost(
        workers=len({line.worker for line in counted}),
        hours=decimal_half_away(hours, places=2),
        wte=decimal_half_away(hours / standard_week_hours / weeks, places=2),
        net=decimal_half_away(sum((line.net for line in counted), NONE), places=2),
        gross=decimal_half_away(sum((_gross(line) for line in counted), NONE), places=2),
        excess_over_cap=decimal_half_away(sum((_excess(line) for line in over_cap), NONE), places=2),
        over_cap=_ids(over_cap),
        no_cap_loaded=_ids(line for line in counted if line.cap is None),
        without_approval=_ids(line for line in counted if not line.approval_no.strip()),
        off_framework=_ids(line for line in counted if not line.on_framework),
        duplicates=_ids(duplicates),
    )


def awr_clock(weeks: Iterable[AgencyWeek], *, settings: AwrSettings) -> AwrClock:
    """Return the 12-week clock after consecutive calendar weeks in order.

    A short gap pauses it, a long one sets it back to 0, also after qualification.
    """
    clock, gap, reached = 0, 0, None
    paused: dict[str, int] = {}
    for week in weeks:
        if week.worked:
            paused = {}
        if week.worked or week.reason in settings.continuing_reasons:
            clock, gap = clock + 1, 0
            reached = reached or (week.week_start if clock >= settings.required_weeks else None)
        elif week.reason is not None and _pauses(week.reason, paused=paused, settings=settings):
            paused[week.reason] = paused.get(week.reason, 0) + 1
        else:
            gap += 1
            if gap > settings.break_limit_weeks:
                clock, reached = 0, None
    return AwrClock(weeks_on_clock=clock, qualified=clock >= settings.required_weeks, qualifying_week_start=reached)


def _counted(lines: Iterable[TimesheetLine]) -> tuple[list[TimesheetLine], list[TimesheetLine]]:
    """Return the lines that count and the repeats of them."""
    seen: set[tuple[str, date, str]] = set()
    counted: list[TimesheetLine] = []
    duplicates: list[TimesheetLine] = []
    for line in lines:
        if line.status in LEFT_OUT:
            continue
        (duplicates if line.key in seen else counted).append(line)
        seen.add(line.key)
    return counted, duplicates


def _gross(line: TimesheetLine) -> Fraction:
    return line.net * (1 + line.vat_percent / 100)


def _excess(line: TimesheetLine) -> Fraction:
    return line.hours * (line.rate - line.cap) if line.cap is not None else NONE


def _ids(lines: Iterable[TimesheetLine] | Sequence[TimesheetLine]) -> tuple[str, ...]:
    return tuple(line.id for line in lines)


def _pauses(reason: str, *, paused: Mapping[str, int], settings: AwrSettings) -> bool:
    """Return whether a week not worked for this reason still pauses the clock."""
    if reason not in settings.pausing_limits:
        return False
    limit = settings.pausing_limits[reason]
    return limit is None or paused.get(reason, 0) < limit
