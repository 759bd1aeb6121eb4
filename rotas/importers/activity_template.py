"""The week of consultants: which session they do on which weekday, in which weeks of the month.

Source: rota rule book, sections 9 and 11.1 (activity template).
"""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from directorate.core.domain.rounding import decimal_half_away
from rotas.domain.activity_weeks import (
    AmbiguousPatternError,
    BadPatternError,
    weekday_of_name,
    weeks_of_month,
)
from rotas.importers.rows import Reading, Remark, Row
from rotas.importers.sheets import RotaFile, SheetCells, Table, find_table, need_table

NAMES = {
    "consultant": ("Consultant", "Clinician"),
    "day": ("Day", "Weekday"),
    "session": ("Session", "AM/PM"),
    "weeks": ("Weeks", "Frequency"),
    "activity": ("Activity", "Type of work"),
    "site": ("Site", "Location"),
    "start": ("Start", "Time from"),
    "end": ("End", "Time to"),
    "pa": ("PA", "PAs"),
    "category": ("Category", "DCC/SPA"),
}
NEEDED = ("consultant", "day", "session", "weeks", "activity")
SESSIONS = frozenset({"AM", "PM", "EVE", "ALL"})


@dataclass(frozen=True, slots=True)
class Activity:
    """One line of a consultant's week; times are minutes of the day, None when not stated."""

    row: int
    consultant: str
    weekday: int
    session: str
    weeks_of_month: tuple[int, ...]
    activity: str
    site: str
    start: int | None
    end: int | None
    pa: Decimal | None
    category: str


@dataclass
class ActivityTemplate:
    """The lines of a file."""

    activities: list[Activity] = field(default_factory=list)
    reading: Reading = field(default_factory=Reading)


def is_activity_template(file: RotaFile) -> bool:
    """Return whether the columns of a consultants' week are there."""
    return find_table(file, names=NAMES, needed=NEEDED) is not None


def read_activity_template(file: RotaFile) -> ActivityTemplate:
    """Return the lines of a file.

    Raises: FileRefusedError: the columns are not there.
    """
    table = need_table(file, names=NAMES, needed=NEEDED, what="the week of consultants")
    found = ActivityTemplate()
    expanded = _expanded(table, reading=found.reading)
    seen: set[tuple[str, ...]] = set()
    for number, cells in expanded.rows():
        row = Row(table=expanded, number=number, cells=cells)
        key = tuple(cell.strip() for cell in cells)
        if key in seen:
            row.fault("consultant", "duplicate_row")
        seen.add(key)
        activity = _activity(row)
        if found.reading.take(row) and activity is not None:
            found.activities.append(activity)
    found.reading.warnings.sort()
    return found


def _expanded(table: Table, *, reading: Reading) -> Table:
    """Return the table with merged consultants written into each of their rows."""
    column = table.columns["consultant"]
    rows = [list(cells) for cells in table.sheet.rows]
    for first, last in table.sheet.merged:
        if first[1] <= column <= last[1] and first[0] >= table.header_row:
            reading.warnings.append(Remark(row=first[0] + 1, column="consultant", code="merged_expanded"))
            for place in range(first[0], min(last[0] + 1, len(rows))):
                rows[place][column] = rows[first[0]][column]
    return replace(table, sheet=SheetCells(name=table.sheet.name, rows=rows))


def _activity(row: Row) -> Activity | None:
    consultant, activity = row.needed("consultant"), row.needed("activity")
    weekday = _weekday(row)
    session = _session(row)
    weeks = _weeks(row)
    start, end = (row.minute(name) if row.text(name) else None for name in ("start", "end"))
    if start is not None and end is not None and end <= start:
        row.fault("end", "end_before_start", value=row.text("end"))
    pa = row.number_of("pa")
    if weekday is None or weeks is None:
        return None
    return Activity(
        row=row.number,
        consultant=consultant,
        weekday=weekday,
        session=session,
        weeks_of_month=weeks,
        activity=activity,
        site=row.text("site"),
        start=start,
        end=end,
        pa=None if pa is None else decimal_half_away(pa, places=2),
        category=row.text("category"),
    )


def _weekday(row: Row) -> int | None:
    name = row.needed("day")
    weekday = weekday_of_name(name)
    if name and weekday is None:
        row.fault("day", "unknown_code", value=name)
    return weekday


def _session(row: Row) -> str:
    session = row.needed("session").upper()
    if session and session not in SESSIONS:
        row.fault("session", "unknown_code", value=session)
    return session


def _weeks(row: Row) -> tuple[int, ...] | None:
    text = row.needed("weeks")
    try:
        return weeks_of_month(text) if text else None
    except (AmbiguousPatternError, BadPatternError) as problem:
        row.fault("weeks", problem.code, value=text)
        return None


def pa_by_consultant(activities: list[Activity]) -> dict[str, Fraction]:
    """Return the programmed activities of each consultant's lines."""
    totals: dict[str, Fraction] = {}
    for item in activities:
        totals[item.consultant] = totals.get(item.consultant, Fraction(0)) + Fraction(item.pa or 0)
    return totals
