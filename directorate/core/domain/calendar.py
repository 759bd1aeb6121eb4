"""Working days, calendar months and local dates.

A calendar is a value: its holidays, its weekend and the span for which its list is complete. A question
that needs a day outside the span is refused (`beyond_horizon`), never guessed.
Source: the Local Authority Social Services and National Health Service Complaints (England) Regulations 2009,
regulation 2 (working day); GOV.UK bank holidays, England and Wales.
"""

import calendar as month_lengths
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from directorate.core.domain.bank_holidays import (
    COVERED_FROM,
    COVERED_TO,
    ENGLAND_AND_WALES,
    easter_sunday,
)

ErrorCode = Literal["bad_date", "bad_n", "bad_convention", "beyond_horizon"]
SkipReason = Literal["weekend", "holiday"]
LONDON = ZoneInfo("Europe/London")
SATURDAY_AND_SUNDAY = frozenset({6, 7})
ONE_DAY = timedelta(days=1)
MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class CalendarError(ValueError):
    """The question has no answer in this calendar; `code` says why."""

    def __init__(self, code: ErrorCode) -> None:
        """Keep the code beside the message."""
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The non-working days of one division, complete from `first` to `last` (both ends in).

    `weekend` holds ISO weekday numbers. With `statutory_days` Christmas Day and Good Friday are never
    working days, listed or not.
    """

    holidays: frozenset[date]
    first: date
    last: date
    weekend: frozenset[int] = SATURDAY_AND_SUNDAY
    statutory_days: bool = False

    def edited(self, *, add: Iterable[date] = (), remove: Iterable[date] = ()) -> "WorkingCalendar":
        """Return this calendar with holidays added and removed; a date in both lists is removed."""
        return replace(self, holidays=(self.holidays | frozenset(add)) - frozenset(remove))

    def reason_not_worked(self, day: date) -> SkipReason | None:
        """Return why nobody works on that day, None for a working day; a weekend wins over a holiday.

        Raises: CalendarError when the day lies outside the span.
        """
        self.require(day)
        if day.isoweekday() in self.weekend:
            return "weekend"
        return "holiday" if self._is_holiday(day) else None

    def require(self, day: date) -> None:
        """Refuse a day for which the list is not complete."""
        if not self.first <= day <= self.last:
            raise CalendarError("beyond_horizon")

    def _is_holiday(self, day: date) -> bool:
        return day in self.holidays or (self.statutory_days and is_statutory_day(day))


@dataclass(frozen=True, slots=True)
class SkippedDay:
    """A day that was stepped over, and why."""

    date: date
    reason: SkipReason


@dataclass(frozen=True, slots=True)
class CountedDays:
    """A working-day count that can be shown day by day."""

    result: date
    day_zero: date
    counted: tuple[date, ...]
    skipped: tuple[SkippedDay, ...]


@dataclass(frozen=True, slots=True)
class MonthStep:
    """A date some calendar months away; `clamped` when that month has no such day."""

    date: date
    clamped: bool


def england_and_wales(
    holidays: Iterable[date] | None = None, *, first: date = COVERED_FROM, last: date = COVERED_TO
) -> WorkingCalendar:
    """Return the calendar of England and Wales from the given dates, by default from the shipped list."""
    dates = (day.date for day in ENGLAND_AND_WALES) if holidays is None else holidays
    return WorkingCalendar(holidays=frozenset(dates), first=first, last=last, statutory_days=True)


def is_statutory_day(day: date) -> bool:
    """Return whether it is Christmas Day or Good Friday, which no list can make a working day."""
    if (day.month, day.day) == (12, 25):
        return True
    return day.month in {3, 4} and day == easter_sunday(day.year) - timedelta(days=2)


def is_working_day(day: date, *, calendar: WorkingCalendar) -> bool:
    """Return whether the day counts as a working day."""
    return calendar.reason_not_worked(day) is None


def next_working_day(day: date, *, calendar: WorkingCalendar) -> date:
    """Return the first working day after the day, never the day itself."""
    return _nth_working_day(day, n=1, calendar=calendar)


def previous_working_day(day: date, *, calendar: WorkingCalendar) -> date:
    """Return the last working day before the day, never the day itself."""
    return _nth_working_day(day, n=-1, calendar=calendar)


def add_working_days(start: date, *, n: int, calendar: WorkingCalendar, convention: str = "day0") -> date:
    """Return the n-th working day after the start, or before it for a negative n.

    `day0`: the start is day zero whatever day it is. `deemed`: a start on a day nobody works is first moved
    to the next working day. n = 0 gives day zero.
    Raises: CalendarError.
    """
    _require_whole(n)
    _require_convention(convention)
    if convention == "deemed" and n < 0:
        raise CalendarError("bad_n")
    calendar.require(start)
    return _nth_working_day(_day_zero(start, convention=convention, calendar=calendar), n=n, calendar=calendar)


def subtract_working_days(start: date, *, n: int, calendar: WorkingCalendar, convention: str = "day0") -> date:
    """Return the n-th working day before the start; only the `day0` convention is defined.

    Raises: CalendarError.
    """
    _require_whole(n)
    if n < 0:
        raise CalendarError("bad_n")
    if convention != "day0":
        raise CalendarError("bad_convention")
    return add_working_days(start, n=-n, calendar=calendar)


def explain_working_days(start: date, *, n: int, calendar: WorkingCalendar, convention: str = "day0") -> CountedDays:
    """Return the n-th working day after the start with every day counted and stepped over.

    Raises: CalendarError.
    """
    _require_whole(n)
    if n < 0:
        raise CalendarError("bad_n")
    result = add_working_days(start, n=n, calendar=calendar, convention=convention)
    day_zero = _day_zero(start, convention=convention, calendar=calendar)
    after = list(_days(day_zero + ONE_DAY, last=result))
    moved_over = list(_days(start, last=day_zero - ONE_DAY))
    counted = tuple(day for day in after if is_working_day(day, calendar=calendar))
    skipped = tuple(_skipped([*moved_over, *after], calendar=calendar))
    return CountedDays(result=result, day_zero=day_zero, counted=counted, skipped=skipped)


def working_days_between(start: date, *, end: date, calendar: WorkingCalendar) -> int:
    """Return the working days after the start up to and including the end; negative when end is earlier."""
    calendar.require(start)
    if end < start:
        return -_count(end + ONE_DAY, last=start, calendar=calendar)
    return _count(start + ONE_DAY, last=end, calendar=calendar)


def working_days_half_open(start: date, *, end: date, calendar: WorkingCalendar) -> int:
    """Return the working days from the start up to but not including the end; 0 when end is not later."""
    calendar.require(start)
    return _count(start, last=end - ONE_DAY, calendar=calendar)


def add_months(start: date, *, n: int) -> MonthStep:
    """Return the same day of the month n calendar months later, clamped to the end of a shorter month.

    Raises: CalendarError.
    """
    _require_whole(n)
    year, month_index = divmod(start.year * 12 + start.month - 1 + n, 12)
    if not date.min.year <= year <= date.max.year:
        raise CalendarError("beyond_horizon")
    length = month_lengths.monthrange(year, month_index + 1)[1]
    day = min(start.day, length)
    return MonthStep(date=date(year, month_index + 1, day), clamped=day != start.day)


def anniversary(start: date, *, years: int) -> date:
    """Return the date so many years later; 29 February becomes 1 March where it does not exist."""
    step = add_months(start, n=12 * years)
    return step.date + ONE_DAY if step.clamped else step.date


def local_date(instant: datetime) -> date:
    """Return the calendar date in London of an instant.

    Raises: CalendarError when the instant has no offset.
    """
    if instant.tzinfo is None:
        raise CalendarError("bad_date")
    return instant.astimezone(LONDON).date()


def parse_iso_date(text: object) -> date:
    """Return the date written yyyy-mm-dd; nothing else is accepted.

    Raises: CalendarError.
    """
    if not isinstance(text, str) or not _ISO_DATE.fullmatch(text):
        raise CalendarError("bad_date")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CalendarError("bad_date") from None


def parse_iso_instant(text: object) -> datetime:
    """Return the aware instant of an ISO 8601 text with an offset.

    Raises: CalendarError.
    """
    try:
        instant = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise CalendarError("bad_date")
    return instant


def _require_whole(n: object) -> None:
    if isinstance(n, bool) or not isinstance(n, int):
        raise CalendarError("bad_n")


def _require_convention(convention: str) -> None:
    if convention not in {"day0", "deemed"}:
        raise CalendarError("bad_convention")


def _day_zero(start: date, *, convention: str, calendar: WorkingCalendar) -> date:
    if convention == "day0" or is_working_day(start, calendar=calendar):
        return start
    return next_working_day(start, calendar=calendar)


def _nth_working_day(start: date, *, n: int, calendar: WorkingCalendar) -> date:
    calendar.require(start)
    step = ONE_DAY if n > 0 else -ONE_DAY
    day, left = start, abs(n)
    while left:
        day += step
        left -= is_working_day(day, calendar=calendar)
    return day


def _days(first: date, *, last: date) -> Iterator[date]:
    return (first + timedelta(days=offset) for offset in range((last - first).days + 1))


def _count(first: date, *, last: date, calendar: WorkingCalendar) -> int:
    return sum(is_working_day(day, calendar=calendar) for day in _days(first, last=last))


def _skipped(days: Iterable[date], *, calendar: WorkingCalendar) -> Iterator[SkippedDay]:
    for day in days:
        reason = calendar.reason_not_worked(day)
        if reason:
            yield SkippedDay(date=day, reason=reason)
