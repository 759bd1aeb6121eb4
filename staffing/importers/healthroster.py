"""The absence extract of HealthRoster: one row a person and absence.

Source: staffing rule book, section 12.5.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from directorate.core.importers.document_files import one_table
from directorate.core.importers.documents import Duplicate, Noticed, RejectedLine
from directorate.core.importers.grids import Column, FoundTable, Line, Table
from staffing.importers import columns as c
from staffing.importers.columns import required
from staffing.importers.staff import StaffList
from staffing.importers.values import SAID_YES

SUBMITTED = Column("submitted", ("Submitted Upto Date",))
ABSENCES = Table(
    "absences",
    (
        required(c.STAFF_NO), required(c.GROUP), required(c.START), required(c.END), required(c.STATE), c.SURNAME,
        c.FORENAME, c.HOURS_TEXT, c.IS_OPEN, SUBMITTED,
    ),
)  # fmt: skip
SICKNESS = "sickness"
KINDS = {
    "sickness": SICKNESS,
    "annual leave": "annual_leave",
    "study leave": "study",
    "maternity": "maternity",
    "maternity leave": "maternity",
    "paternity": "paternity",
    "parenting": "paternity",
    "adoption": "adoption",
    "carers leave": "carers",
    "special leave": "special",
    "other leave": "special",
    "unpaid leave": "unpaid",
}
COUNTING = frozenset({"approved", "confirmed"})
CENTURY = range(2000, 2100)
Days = tuple[date, date | None]


@dataclass(frozen=True, slots=True)
class AbsenceLine:
    """What one accepted row says; both dates are in it, no last day means still away."""

    line: Line
    staff_no: str
    group: str
    kind: str
    first: date
    last: date | None


@dataclass(slots=True)
class Judged:
    """What became of every row."""

    rows: dict[tuple[str, str, date], AbsenceLine] = field(default_factory=dict)
    rejected: list[RejectedLine] = field(default_factory=list)
    warnings: list[Noticed] = field(default_factory=list)
    duplicates: list[Duplicate] = field(default_factory=list)
    skipped_by_state: int = 0
    matched: int = 0
    new: int = 0


def read(path: Path) -> FoundTable:
    """Return the table of absences.

    Raises: FileRefusedError: it cannot be read, or has no such table.
    """
    return one_table(path, table=ABSENCES)


def day_of(table: FoundTable) -> date | None:
    """Return the latest day up to which a unit has submitted, None when there is no such column."""
    found = [line.read("submitted", target="date").value for line in table.lines()]
    return max((day for day in found if isinstance(day, date)), default=None)


def judge(table: FoundTable, *, staff: StaffList, esr_sickness: Mapping[str, Sequence[Days]], as_at: date) -> Judged:
    """Return what each row says, or why it cannot be loaded; `esr_sickness` is what ESR has, by staff number."""
    judged = Judged()
    for line in table.lines():
        if line.text("state").casefold() not in COUNTING:
            judged.skipped_by_state += 1
        elif fault := _fault_of(line, staff=staff, as_at=as_at):
            code, at = fault
            judged.rejected.append(line.rejected(code, field=at))
        else:
            _take(_absence(line), judged=judged, esr_sickness=esr_sickness)
    return judged


def _fault_of(line: Line, *, staff: StaffList, as_at: date) -> tuple[str, str] | None:
    """Return the first fault of a row and the field at fault."""
    number = line.read("staff_no", target="staff_no")
    first, last = line.read("start", target="date"), line.read("end", target="date")
    kind = KINDS.get(line.text("group").casefold())
    start_code = first.error or ("bad_date" if first.flag == "open_ended" else "missing_required")
    faults = (
        ("bad_staff_no", "staff_no", number.value is None),
        ("unknown_staff", "staff_no", str(number.value)[:8] not in staff.by_staff_no),
        ("unknown_type", "group", kind is None),
        (start_code, "start", first.value is None),
        (last.error or "", "end", bool(last.error) and not _says_open(line)),
        ("year_out_of_range", "start", isinstance(first.value, date) and first.value.year not in CENTURY),
        ("end_before_start", "end", not _says_open(line) and _is_before(last.value, first.value)),
        ("future_sickness", "start", kind == SICKNESS and _is_before(as_at, first.value)),
    )
    return next(((code, at) for code, at, is_wrong in faults if is_wrong), None)


def _says_open(line: Line) -> bool:
    return line.text("open").casefold() in SAID_YES


def _is_before(day: object, other: object) -> bool:
    return isinstance(day, date) and isinstance(other, date) and day < other


def _absence(line: Line) -> AbsenceLine:
    first, last = line.read("start", target="date").value, line.read("end", target="date").value
    if not isinstance(first, date):
        raise TypeError("the start was checked before")
    return AbsenceLine(
        line=line,
        staff_no=str(line.read("staff_no", target="staff_no").value)[:8],
        group=line.text("group").casefold(),
        kind=KINDS[line.text("group").casefold()],
        first=first,
        last=last if isinstance(last, date) and not _says_open(line) else None,
    )


def _take(absence: AbsenceLine, *, judged: Judged, esr_sickness: Mapping[str, Sequence[Days]]) -> None:
    key = (absence.staff_no, absence.group, absence.first)
    before, line = judged.rows.get(key), absence.line
    if before is not None:
        code = "duplicate_row" if before.last == absence.last else "conflicting_duplicate"
        judged.duplicates.append(Duplicate(row=line.row, code=code, sheet=line.sheet))
        return
    judged.rows[key] = absence
    if line.read("hours_text", target="duration").error:
        judged.warnings.append(line.noticed("bad_duration", field="hours_text"))
    if absence.kind == SICKNESS:
        _match(absence, judged=judged, known=esr_sickness.get(absence.staff_no, ()))


def _match(absence: AbsenceLine, *, judged: Judged, known: Sequence[Days]) -> None:
    """Count a sickness as one of ESR's or as new; ESR's dates win where they differ."""
    overlapping = [days for days in known if _overlap(days, (absence.first, absence.last))]
    if not overlapping:
        judged.new += 1
        return
    judged.matched += 1
    if (absence.first, absence.last) not in overlapping:
        judged.warnings.append(absence.line.noticed("date_disagrees", field="start"))


def _overlap(one: Days, other: Days) -> bool:
    return (one[1] is None or other[0] <= one[1]) and (other[1] is None or one[0] <= other[1])


def totals_of(judged: Judged) -> Mapping[str, object]:
    """Return how much of the sickness ESR knows."""
    return {"sickness_matched_to_esr": judged.matched, "sickness_new": judged.new}
