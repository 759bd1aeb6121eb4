"""Clocks with a limit: last moment in time, first breach, status on a day.

A limit is the last whole day in time counted from day 0; the first breach is one day later. No weekend, bank
holiday or pause is ever skipped. Hour clocks count elapsed time, so a clock change adds or removes nothing.
The limits are rows that a manager edits; DEFAULT_LIMITS is what those rows are seeded with.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Literal, Protocol

Status = Literal["open_in_time", "open_breached", "met", "missed"]
ONE_DAY = timedelta(days=1)
ONE_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit: `days` after day 0, or `hours` of elapsed time; exactly one of the two is given.

    `rule` says it in words; `confirmed` is False where no primary source was found.
    """

    clock: str
    rule: str
    source: str
    days: int | None = None
    hours: int | None = None
    priority: str | None = None
    confirmed: bool = True

    @property
    def key(self) -> tuple[str, str | None]:
        """Return what a limit is looked up by."""
        return self.clock, self.priority


class Limits(tuple[Limit, ...]):
    """The limits in force on a day."""

    @cached_property
    def by_key(self) -> dict[tuple[str, str | None], Limit]:
        """Return each limit by clock and priority; worked out once for all the rows of a list."""
        return {limit.key: limit for limit in self}


@dataclass(frozen=True, slots=True)
class DayVerdict:
    """A day clock on a day; `remaining` is 0 on the first breach day and negative after it."""

    last_in_time: date
    first_breach: date
    elapsed: int
    remaining: int
    status: Status


@dataclass(frozen=True, slots=True)
class MinuteVerdict:
    """An hour clock at a moment, in UTC and minutes."""

    last_in_time: datetime
    first_breach: datetime
    elapsed: int
    remaining: int
    status: Status


class LimitRow(Protocol):
    """A limit as a row that a manager edits; `key` is as `row_of` writes it, `unit` is days or hours."""

    key: str
    name: str
    value: Decimal
    unit: str
    source: str
    is_confirmed: bool


def limits_of(rows: Iterable[LimitRow]) -> Limits:
    """Return the limits that rows stand for; a row of a clock that no rule knows is passed over."""
    found = {row.key: row for row in rows}
    return Limits(
        replace(
            limit,
            rule=row.name,
            source=row.source,
            days=int(row.value) if row.unit == "days" else None,
            hours=int(row.value) if row.unit == "hours" else None,
            confirmed=row.is_confirmed,
        )
        for limit in DEFAULT_LIMITS
        if (row := found.get(row_key(limit)))
    )


def row_key(limit: Limit) -> str:
    """Return the key of a limit's row: limit_rtt52, limit_priority_p2."""
    return "_".join(part.lower() for part in ("limit", limit.clock, limit.priority) if part)


def row_of(limit: Limit) -> tuple[str, str, str, str, str, bool]:
    """Return key, name, value, unit, source and whether it is confirmed of the row that a limit begins as."""
    value, unit = (limit.hours, "hours") if limit.days is None else (limit.days, "days")
    return row_key(limit), limit.rule, str(value), unit, limit.source, limit.confirmed


class UnknownLimitError(LookupError):
    """No limit is loaded for this clock."""


def limit_for(limits: Iterable[Limit], *, clock: str, priority: str | None = None) -> Limit:
    """Return the limit of a clock; the priority matters only for the PRIORITY clock.

    Raises: UnknownLimitError.
    """
    wanted = (clock, priority if clock == "PRIORITY" else None)
    for limit in limits:
        if limit.key == wanted:
            return limit
    message = f"no limit is loaded for {clock} {priority or ''}".strip()
    raise UnknownLimitError(message)


def counted_from(start: date, *, last_validated: date | None) -> date:
    """Return day 0 of the VALIDATION clock: a validation before the clock start does not count."""
    return start if last_validated is None else max(start, last_validated)


def ends_of(days: int, *, start: date) -> tuple[date, date]:
    """Return a day clock's last day in time and its first breach."""
    last_in_time = start + timedelta(days=days)
    return last_in_time, last_in_time + ONE_DAY


def judge_days(days: int, *, start: date, on: date, stopped_on: date | None = None) -> DayVerdict:
    """Return a day clock's last day in time, first breach and status; stopped clocks are judged at their stop."""
    last_in_time, first_breach = ends_of(days, start=start)
    end = on if stopped_on is None else stopped_on
    return DayVerdict(
        last_in_time=last_in_time,
        first_breach=first_breach,
        elapsed=(end - start).days,
        remaining=(first_breach - on).days,
        status=_status(in_time=end < first_breach, stopped=stopped_on is not None),
    )


def judge_hours(hours: int, *, start: datetime, on: datetime, stopped_at: datetime | None = None) -> MinuteVerdict:
    """Return an hour clock's last minute in time, first breach and status; all times are aware."""
    last_in_time = start.astimezone(UTC) + timedelta(hours=hours)
    first_breach = last_in_time + ONE_MINUTE
    end = on if stopped_at is None else stopped_at
    return MinuteVerdict(
        last_in_time=last_in_time,
        first_breach=first_breach,
        elapsed=(end - start) // ONE_MINUTE,
        remaining=-((on - first_breach) // ONE_MINUTE),
        status=_status(in_time=end < first_breach, stopped=stopped_at is not None),
    )


def _status(*, in_time: bool, stopped: bool) -> Status:
    if stopped:
        return "met" if in_time else "missed"
    return "open_in_time" if in_time else "open_breached"


_RTT = "NHS England, RTT guidance v5.0, 11 February 2025, section 10.1.7"
_CANCER = "Cancer waiting times guidance v12.1, July 2025"
_PRIORITY = "Federation of Surgical Specialty Associations, surgical priority codes"

DEFAULT_LIMITS = Limits(
    (
        Limit(clock="RTT18", days=126, rule="Treatment within 18 weeks of the clock start", source=_RTT),
        Limit(clock="RTT52", days=364, rule="No wait over 52 weeks", source=_RTT),
        Limit(clock="RTT65", days=455, rule="No wait over 65 weeks", source=_RTT),
        Limit(clock="RTT78", days=546, rule="No wait over 78 weeks", source=_RTT),
        Limit(clock="RTT104", days=728, rule="No wait over 104 weeks", source=_RTT),
        Limit(
            clock="FIRST_APPT",
            days=126,
            rule="First appointment within 18 weeks of the clock start",
            source="2025/26 priorities and operational planning guidance, 30 January 2025",
        ),
        Limit(clock="FDS28", days=28, rule="Told cancer or not within 28 days of the referral", source=_CANCER),
        Limit(clock="CWT31", days=31, rule="Treatment within 31 days of the decision to treat", source=_CANCER),
        Limit(clock="CWT62", days=62, rule="Cancer treatment within 62 days of the referral", source=_CANCER),
        Limit(
            clock="DM01",
            days=41,
            rule="Diagnostic test in less than six weeks of the request",
            source="Handbook to the NHS Constitution",
            confirmed=False,
        ),
        Limit(
            clock="CANCELLED_OP_28",
            days=28,
            rule="Treatment within 28 days of an operation cancelled at the last minute",
            source="Cancelled operations guidance and FAQ",
        ),
        Limit(
            clock="AM_REVIEW",
            days=84,
            rule="Clinical review every 12 weeks of active monitoring",
            source="NHS England, RTT guidance v5.0, 11 February 2025, section 8.3",
        ),
        Limit(
            clock="VALIDATION",
            days=84,
            rule="Validation every 12 weeks",
            source="NHS England, validation letter, December 2022",
        ),
        Limit(
            clock="THINKING_14",
            days=14,
            rule="Next step agreed within 14 days of thinking time",
            source="NHS England, RTT guidance v5.0, 11 February 2025, section 4.4.1.4",
        ),
        Limit(
            clock="FOLLOW_UP_LCAD",
            days=0,
            rule="Follow-up by the latest clinically appropriate date",
            source="NHS England, RTT guidance v5.0, 11 February 2025, section 5.2.1",
        ),
        Limit(
            clock="PLANNED_DUE",
            days=0,
            rule="Planned treatment by its due date",
            source="NHS England, RTT guidance v5.0, 11 February 2025, section 5.2",
        ),
        Limit(clock="PRIORITY", priority="P1A", hours=24, rule="P1A: within 24 hours", source=_PRIORITY),
        Limit(clock="PRIORITY", priority="P1B", hours=72, rule="P1B: within 72 hours", source=_PRIORITY),
        Limit(clock="PRIORITY", priority="P2", days=28, rule="P2: within 28 days", source=_PRIORITY),
        Limit(clock="PRIORITY", priority="P3", days=84, rule="P3: within 84 days", source=_PRIORITY),
        Limit(
            clock="PRIORITY",
            priority="P4",
            days=365,
            rule="P4: within 365 days (local limit, the code has none)",
            source=_PRIORITY,
            confirmed=False,
        ),
        Limit(
            clock="AE_4H",
            hours=4,
            rule="Emergency department within 4 hours",
            source="2025/26 priorities and operational planning guidance, 30 January 2025",
        ),
    )
)
