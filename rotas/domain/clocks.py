"""Minutes that have passed, and what the clock on the wall shows.

Hours are counted in minutes that have really passed; people write local times. An `elapsed` minute is counted from
1 January 1970 in UTC, a `wall` minute is the London clock reading counted from the same midnight, a `day` is the local
date as days since 1 January 1970.

Source: rota rule book, section 2 (time rules).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from directorate.core.domain.words import LONDON

EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
EPOCH_WALL = datetime(1970, 1, 1)  # noqa: DTZ001 - the reading of a wall clock has no zone
DAY = 1440
WEEK = 7 * DAY
MONDAY_OF_EPOCH = 4  # Monday 5 January 1970 is day 4; 1 January was a Thursday
SATURDAY, SUNDAY = 6, 7


def day_of(day: date) -> int:
    """Return a local date as days since 1 January 1970."""
    return day.toordinal() - EPOCH_ORDINAL


def date_of(day: int) -> date:
    """Return the local date of a day number."""
    return date.fromordinal(day + EPOCH_ORDINAL)


def weekday_of(day: int) -> int:
    """Return the ISO weekday, Monday 1 to Sunday 7."""
    return (day - MONDAY_OF_EPOCH) % 7 + 1


def monday_of(day: int) -> int:
    """Return the Monday on or before a day."""
    return day - weekday_of(day) + 1


def hours_words(minutes: int) -> str:
    """Return 13 h 30 or 11 h."""
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest:02d}" if rest else f"{hours} h"


class Clock(Protocol):
    """Turns clock readings into minutes that have passed, and back."""

    def elapsed(self, wall: int) -> int:
        """Return the elapsed minute of a clock reading, the first passing of a repeated hour."""

    def wall(self, elapsed: int) -> int:
        """Return what the clock shows at an elapsed minute."""

    def words(self, elapsed: int) -> str:
        """Return the moment in words."""


@dataclass(frozen=True, slots=True)
class LondonClock:
    """The clock of Europe/London, changed twice a year."""

    def elapsed(self, wall: int) -> int:
        """Return the elapsed minute; a reading in the skipped hour is taken with the offset before the change."""
        return minute_of(_reading(wall).replace(tzinfo=LONDON))

    def wall(self, elapsed: int) -> int:
        """Return the London clock reading."""
        local = instant_of(elapsed).astimezone(LONDON).replace(tzinfo=None)
        return int((local - EPOCH_WALL).total_seconds()) // 60

    def words(self, elapsed: int) -> str:
        """Return Mon 30 Nov 2026 17:00."""
        return f"{instant_of(elapsed).astimezone(LONDON):%a %-d %b %Y %H:%M}"


@dataclass(frozen=True, slots=True)
class TemplateClock:
    """The clock of a template that repeats for ever: it is never changed."""

    weeks: int

    def elapsed(self, wall: int) -> int:
        """Return the reading itself."""
        return wall

    def wall(self, elapsed: int) -> int:
        """Return the elapsed minute itself."""
        return elapsed

    def words(self, elapsed: int) -> str:
        """Return row 2 Mon 17:00."""
        day, minute = divmod(elapsed, DAY)
        row = (day - MONDAY_OF_EPOCH) // 7 % self.weeks + 1
        return f"row {row} {date_of(day):%a} {minute // 60:02d}:{minute % 60:02d}"


LONDON_CLOCK = LondonClock()


def _reading(wall: int) -> datetime:
    return EPOCH_WALL + timedelta(minutes=wall)


def minute_of(moment: datetime) -> int:
    """Return the elapsed minute of an aware moment."""
    return int(moment.timestamp() // 60)


def instant_of(elapsed: int) -> datetime:
    """Return the aware UTC moment of an elapsed minute."""
    return datetime.fromtimestamp(elapsed * 60, tz=UTC)


class BadDatetimeError(ValueError):
    """The text is not a local date and time to the minute."""

    code = "BAD_DATETIME"


class NonexistentTimeError(ValueError):
    """The clock skips this time in March."""

    code = "NONEXISTENT_TIME"


class AmbiguousTimeError(ValueError):
    """The clock shows this time twice in October and it was not said which is meant."""

    code = "AMBIGUOUS_TIME"


LocalTimeError = BadDatetimeError | NonexistentTimeError | AmbiguousTimeError
LOCAL_TIME_ERRORS = (BadDatetimeError, NonexistentTimeError, AmbiguousTimeError)
TEXT_LENGTH = len("2026-11-30T09:00")


def local_minute(text: object, *, fold: int | None = None) -> int:
    """Return the elapsed minute of a London time written YYYY-MM-DDTHH:MM.

    Raises: BadDatetimeError, NonexistentTimeError, AmbiguousTimeError when a repeated time comes without a fold.
    """
    reading = _parsed(text)
    first, second = (reading.replace(tzinfo=LONDON, fold=which) for which in (0, 1))
    if first.astimezone(UTC).astimezone(LONDON).replace(tzinfo=None) != reading:
        raise NonexistentTimeError(f"{text} does not exist: the clock goes forward")
    if first.utcoffset() == second.utcoffset():
        return minute_of(first)
    if fold not in {0, 1}:
        raise AmbiguousTimeError(f"{text} occurs twice: the clock goes back")
    return minute_of(second if fold else first)


def _parsed(text: object) -> datetime:
    if not isinstance(text, str) or len(text) != TEXT_LENGTH:
        raise BadDatetimeError(f"{text!r} is not a date and time to the minute")
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M")  # noqa: DTZ007 - a clock reading has no zone
    except ValueError as problem:
        raise BadDatetimeError(f"{text!r} is not a date and time to the minute") from problem
