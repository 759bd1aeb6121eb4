"""Absence in half days: two slots a day, counted from 1 January 2000, end excluded; the database counts the same way."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

EPOCH = date(2000, 1, 1)
FOREVER = 10**6
HalfPart = Literal["all", "am", "pm"]


@dataclass(frozen=True, slots=True)
class Dates:
    """First and last day of an absence with the part taken of each; no last day is open."""

    first: date
    last: date | None
    first_part: HalfPart = "all"
    last_part: HalfPart = "all"

    @property
    def slots(self) -> tuple[int, int]:
        """First slot and the slot after the last; an open absence ends far away."""
        begin = (self.first - EPOCH).days * 2 + (self.first_part == "pm")
        if self.last is None:
            return begin, FOREVER
        return begin, (self.last - EPOCH).days * 2 + (1 if self.last_part == "am" else 2)


def dates_of(slots: tuple[int, int]) -> Dates:
    """The dates and parts of a run of slots."""
    begin, end = slots
    first, starts_at_midday = divmod(begin, 2)
    last, ends_in_afternoon = divmod(end - 1, 2)
    one_day = first == last
    first_part: HalfPart = "pm" if starts_at_midday else "all"
    last_part: HalfPart = "all" if ends_in_afternoon else "am"
    if one_day:
        first_part = last_part = "pm" if starts_at_midday else last_part
    return Dates(
        first=EPOCH + timedelta(days=first),
        last=None if end >= FOREVER else EPOCH + timedelta(days=last),
        first_part=first_part,
        last_part="all" if end >= FOREVER else last_part,
    )


def overlap(one: Dates, *, other: Dates) -> bool:
    """Whether two absences share a half day."""
    (a, b), (c, d) = one.slots, other.slots
    return a < d and c < b


def without(whole: Dates, *, cut: Dates) -> tuple[Dates, ...]:
    """What is left of an absence when another takes part of it: nothing, one piece, or one before and one after."""
    (a, b), (c, d) = whole.slots, cut.slots
    pieces = ((a, min(b, c)), (max(a, d), b))
    return tuple(dates_of(piece) for piece in pieces if piece[0] < piece[1])
