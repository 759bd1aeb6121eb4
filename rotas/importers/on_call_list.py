"""An on-call list: one duty a row, with open gaps.

Source: rota rule book, section 11.
"""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from rotas.domain.activity_weeks import weekday_of_name
from rotas.domain.clocks import DAY, LONDON_CLOCK, day_of
from rotas.importers.rows import Reading, Row
from rotas.importers.sheets import RotaFile, find_table, need_table

NAMES = {
    "date": ("Date", "Date of duty"),
    "day": ("Day", "Weekday"),
    "tier": ("Tier", "Rota"),
    "doctor": ("Doctor", "On call doctor"),
    "start": ("Start", "From"),
    "end": ("End", "To"),
    "hours": ("Hours", "Hrs"),
    "notes": ("Notes", "Comments"),
}
NEEDED = ("date", "doctor", "start", "end")
VACANT = frozenset({"", "tbc", "vacant"})
_SWAP = re.compile(r"\bswap\b[^();]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OnCallDuty:
    """One duty in elapsed minutes; doctor None is an open gap. `swap_note` is what the notes say of a swap."""

    row: int
    date: date
    tier: str
    doctor: str | None
    start: int
    end: int
    swap_note: str

    @property
    def minutes(self) -> int:
        """Return the elapsed length."""
        return self.end - self.start


@dataclass
class OnCallList:
    """The duties of a file."""

    duties: list[OnCallDuty] = field(default_factory=list)
    reading: Reading = field(default_factory=Reading)

    @property
    def gaps(self) -> list[OnCallDuty]:
        """Return the duties that nobody does."""
        return [duty for duty in self.duties if duty.doctor is None]


def is_on_call_list(file: RotaFile) -> bool:
    """Return whether the columns of an on-call list are there."""
    return find_table(file, names=NAMES, needed=NEEDED) is not None


def read_on_call_list(file: RotaFile) -> OnCallList:
    """Return the duties of a file.

    Raises: FileRefusedError: the columns are not there.
    """
    table = need_table(file, names=NAMES, needed=NEEDED, what="an on-call list")
    found = OnCallList()
    seen: set[tuple[str, ...]] = set()
    for number, cells in table.rows():
        row = Row(table=table, number=number, cells=cells)
        key = tuple(cell.strip() for cell in cells)
        if key in seen:
            row.fault("date", "duplicate_row")
        seen.add(key)
        duty = _duty(row)
        if found.reading.take(row) and duty is not None:
            found.duties.append(duty)
    return found


def _duty(row: Row) -> OnCallDuty | None:
    day = row.date("date")
    if not row.text("date"):
        row.fault("date", "missing_required")
    start, end = row.minute("start"), row.minute("end")
    _check_day(row, day=day)
    doctor = row.text("doctor")
    note = row.text("notes")
    swap = _SWAP.search(note)
    if doctor.casefold() in VACANT:
        row.warn("doctor", "gap", value=doctor)
    if swap:
        row.warn("notes", "swap_note", value=note)
    if day is None or start is None or end is None:
        return None
    duty = OnCallDuty(
        row=row.number,
        date=day,
        tier=row.text("tier"),
        doctor=None if doctor.casefold() in VACANT else doctor,
        start=LONDON_CLOCK.elapsed(day_of(day) * DAY + start),
        end=LONDON_CLOCK.elapsed(day_of(day + timedelta(days=end <= start)) * DAY + end),
        swap_note=swap[0].strip() if swap else "",
    )
    _check_hours(row, duty=duty, by_the_wall=end - start + DAY * (end <= start))
    return duty


def _check_day(row: Row, *, day: date | None) -> None:
    name = row.text("day")
    if name and day is not None and weekday_of_name(name) != day.isoweekday():
        row.fault("day", "day_name_mismatch", value=name)


def _check_hours(row: Row, *, duty: OnCallDuty, by_the_wall: int) -> None:
    stated = row.hours("hours")
    if stated is not None and stated == by_the_wall and stated != duty.minutes:
        row.warn("hours", "hours_clock_change", value=row.text("hours"))
