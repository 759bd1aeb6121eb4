"""A template of N rows by seven days, read as duties: codes, their times, and what is wrong with it.

Source: rota rule book, section 5 (cyclic templates).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from rotas.domain.clocks import DAY, Clock
from rotas.domain.duties import KINDS, LONGEST, Duty, Kind

TIME = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")
Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class DutyType:
    """What a code means. Times are HH:MM; an end not after the start is on the next day. Zero days have none."""

    kind: str
    start: str | None = None
    end: str | None = None
    work_minutes: int | None = None
    episodes: int | None = None

    @property
    def is_good(self) -> bool:
        """Return whether kind, times and work can be counted."""
        if self.kind not in KINDS:
            return False
        if self.start is None and self.end is None:
            return self.kind in {"zero", "leave"}
        span = self.span
        return span is not None and (self.work_minutes is None or 0 <= self.work_minutes <= span[1] - span[0])

    @property
    def span(self) -> tuple[int, int] | None:
        """Return minutes of the day at which it starts and ends, None when a time cannot be read."""
        start, end = _minute(self.start), _minute(self.end)
        if start is None or end is None:
            return None
        span = (start, end + DAY if end <= start else end)
        return span if span[1] - span[0] <= LONGEST else None

    def on(self, day: int, *, clock: Clock) -> Duty | None:
        """Return the duty on a day, ends kept by the local clock; None when it has no times."""
        span = self.span
        if span is None:
            return None
        return Duty(
            start=clock.elapsed(day * DAY + span[0]),
            end=clock.elapsed(day * DAY + span[1]),
            kind=cast("Kind", self.kind),
            work_minutes=self.work_minutes,
            episodes=self.episodes,
        )


@dataclass(frozen=True, slots=True)
class TemplateError:
    """Where a template cannot be read; row from 1, weekday 1 to 7."""

    row: int
    weekday: int
    code: str


def _minute(text: str | None) -> int | None:
    found = TIME.fullmatch(text or "")
    if not found:
        return None
    minute = int(found[1]) * 60 + int(found[2])
    return minute if minute <= DAY else None


def codes_of(cell: str) -> list[str]:
    """Return the codes of a cell: none, one, or several joined by a plus sign."""
    return [code.strip() for code in cell.split("+") if code.strip()]


def errors_of(rows: Rows, *, duty_types: Mapping[str, DutyType]) -> tuple[TemplateError, ...]:
    """Return what cannot be read, by row and weekday."""
    if not rows:
        return (TemplateError(row=1, weekday=1, code="EMPTY_TEMPLATE"),)
    return tuple(error for number, row in enumerate(rows, start=1) for error in _row_errors(number, row, duty_types))


def _row_errors(number: int, row: Sequence[str], duty_types: Mapping[str, DutyType]) -> Iterator[TemplateError]:
    if len(row) != 7:
        yield TemplateError(row=number, weekday=1, code="ROW_LENGTH")
        return
    for weekday, cell in enumerate(row, start=1):
        for code in codes_of(cell):
            if code not in duty_types:
                yield TemplateError(row=number, weekday=weekday, code="UNKNOWN_CODE")
            elif not duty_types[code].is_good:
                yield TemplateError(row=number, weekday=weekday, code="BAD_DUTY_TYPE")


def laid_out(
    rows: Rows, *, duty_types: Mapping[str, DutyType], first_day: int, weeks: int, start_row: int, clock: Clock
) -> list[Duty]:
    """Return the duties of rows start_row, start_row + 1, … (from 0, cyclic) from a Monday for some weeks."""
    found = (
        duty_types[code].on(first_day + 7 * week + weekday, clock=clock)
        for week in range(weeks)
        for weekday, cell in enumerate(rows[(start_row + week) % len(rows)])
        for code in codes_of(cell)
    )
    return [duty for duty in found if duty is not None]


def coverage(rows: Rows) -> dict[str, list[int]]:
    """Return for each code how many rows have it on Monday to Sunday."""
    counts: dict[str, list[int]] = {}
    for row in rows:
        for weekday, cell in enumerate(row):
            for code in codes_of(cell):
                counts.setdefault(code, [0] * 7)[weekday] += 1
    return dict(sorted(counts.items()))
