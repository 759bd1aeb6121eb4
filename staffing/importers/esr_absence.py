"""The absence extract of ESR: one row a contract and absence.

Source: staffing rule book, section 12.4.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from directorate.core.importers.document_files import one_table
from directorate.core.importers.documents import Duplicate, Noticed, RejectedLine
from directorate.core.importers.grids import FoundTable, Line, Table
from staffing.importers import columns as c
from staffing.importers.columns import required
from staffing.importers.staff import Contract, StaffList

ABSENCES = Table(
    "absences",
    (
        required(c.STAFF_NO), required(c.ASSIGNMENT), c.SURNAME, c.FORENAME, required(c.TYPE), required(c.START),
        required(c.END), c.FTE, c.REASON, c.RTW, c.LEVEL_2, c.RELATED, c.WORK_RELATED, c.NOTIFIABLE,
    ),
)  # fmt: skip
SICKNESS = "sickness"
KINDS = {
    "sickness": SICKNESS,
    "maternity": "maternity",
    "annual leave hours 1": "annual_leave",
    "annual leave hours 2": "annual_leave",
    "annual leave hours 3": "annual_leave",
    "study leave": "study",
    "special increasing balance": "special",
    "special decreasing balance": "special",
    "unpaid authorised": "unpaid",
    "adoption": "adoption",
}
YES = frozenset({"y", "yes"})
LONG_TERM_DAYS = 28
CENTURY = range(2000, 2100)


@dataclass(frozen=True, slots=True)
class AbsenceLine:
    """What one accepted row says; both dates are in it, no last day means still away."""

    line: Line
    assignment: str
    staff_no: str
    type_text: str
    kind: str
    first: date
    last: date | None
    reason_code: str = ""
    level_2: str = ""
    related: str = ""
    is_work_related: bool = False
    is_notifiable: bool = False
    rtw: date | None = None

    @property
    def key(self) -> tuple[str, str, date]:
        """Return how ESR names the row: assignment, type and start."""
        return self.assignment, self.type_text.casefold(), self.first

    def overlaps(self, other: "AbsenceLine") -> bool:
        """Return whether both cover a day."""
        return (self.last is None or other.first <= self.last) and (other.last is None or self.first <= other.last)


@dataclass(slots=True)
class Judged:
    """What became of every row; `rows` by key, the later of two that disagree."""

    rows: dict[tuple[str, str, date], AbsenceLine] = field(default_factory=dict)
    accepted: int = 0
    rejected: list[RejectedLine] = field(default_factory=list)
    warnings: list[Noticed] = field(default_factory=list)
    duplicates: list[Duplicate] = field(default_factory=list)


def read(path: Path) -> FoundTable:
    """Return the table of absences.

    Raises: FileRefusedError: it cannot be read, or has no such table.
    """
    return one_table(path, table=ABSENCES)


def judge(table: FoundTable, *, staff: StaffList, as_at: date) -> Judged:
    """Return what each row says, or why it cannot be loaded."""
    judged = Judged()
    for line in table.lines():
        if fault := _fault_of(line, staff=staff, as_at=as_at):
            code, at = fault
            judged.rejected.append(line.rejected(code, field=at))
            continue
        _take(_absence(line, staff=staff), judged=judged, staff=staff)
    judged.warnings += _overlapping(judged.rows.values())
    return judged


def _fault_of(line: Line, *, staff: StaffList, as_at: date) -> tuple[str, str] | None:
    """Return the first fault of a row and the field at fault."""
    number = line.read("assignment", target="staff_no")
    first, last = line.read("start", target="date"), line.read("end", target="date")
    kind = KINDS.get(line.text("type").casefold())
    start_code = first.error or ("bad_date" if first.flag == "open_ended" else "missing_required")
    faults = (
        ("bad_staff_no", "assignment", number.value is None),
        ("unknown_staff", "assignment", staff.staff_no_of(str(number.value)) is None),
        ("unknown_type", "type", kind is None),
        (start_code, "start", first.value is None),
        (last.error or "", "end", bool(last.error)),
        ("year_out_of_range", "start", isinstance(first.value, date) and first.value.year not in CENTURY),
        ("end_before_start", "end", _is_before(last.value, first.value)),
        ("future_sickness", "start", kind == SICKNESS and _is_before(as_at, first.value)),
    )
    return next(((code, at) for code, at, is_wrong in faults if is_wrong), None)


def _is_before(day: object, other: object) -> bool:
    return isinstance(day, date) and isinstance(other, date) and day < other


def _absence(line: Line, *, staff: StaffList) -> AbsenceLine:
    number = str(line.read("assignment", target="staff_no").value)
    first, last = line.read("start", target="date").value, line.read("end", target="date").value
    if not isinstance(first, date):
        raise TypeError("the start was checked before")
    kind = KINDS[line.text("type").casefold()]
    rtw, reason = line.read("rtw", target="date").value, line.read("reason", target="reason").value
    is_sickness = kind == SICKNESS
    return AbsenceLine(
        line=line,
        assignment=number,
        staff_no=staff.staff_no_of(number) or "",
        type_text=line.text("type"),
        kind=kind,
        first=first,
        last=last if isinstance(last, date) else None,
        reason_code=reason if is_sickness and isinstance(reason, str) else "",
        level_2=line.text("level_2")[:100] if is_sickness else "",
        related=line.text("related")[:100] if is_sickness else "",
        is_work_related=is_sickness and line.text("work_related").casefold() in YES,
        is_notifiable=is_sickness and line.text("notifiable").casefold() in YES,
        rtw=rtw if is_sickness and isinstance(rtw, date) else None,
    )


def _take(absence: AbsenceLine, *, judged: Judged, staff: StaffList) -> None:
    before = judged.rows.get(absence.key)
    if before is not None and before.last == absence.last:
        judged.duplicates.append(Duplicate(row=absence.line.row, code="duplicate_row", sheet=absence.line.sheet))
        return
    judged.accepted += 1
    if before is not None:
        judged.warnings.append(absence.line.noticed("conflicting_duplicate", field="end"))
    judged.rows[absence.key] = absence
    judged.warnings += _noticed_on(absence, contracts=staff.by_assignment[absence.assignment])


def _noticed_on(absence: AbsenceLine, *, contracts: Sequence[Contract]) -> Iterator[Noticed]:
    line = absence.line
    reason = line.read("reason", target="reason")
    if absence.kind == SICKNESS and reason.value is None:
        yield line.noticed(reason.error or "no_reason_code", field="reason")
    if absence.first < contracts[0].first:
        yield line.noticed("before_start", field="start")
    elif _has_left(contracts, before=absence.first):
        yield line.noticed("after_leaving", field="start")
    elif _fte_disagrees(line.read("fte", target="fte").value, contracts=contracts, on=absence.first):
        yield line.noticed("fte_disagrees", field="fte")


def _has_left(contracts: Sequence[Contract], *, before: date) -> bool:
    return all(contract.last is not None and contract.last < before for contract in contracts)


def _fte_disagrees(fte: object, *, contracts: Sequence[Contract], on: date) -> bool:
    held = next((row for row in contracts if row.first <= on and (row.last is None or on <= row.last)), None)
    return held is not None and isinstance(fte, Decimal) and fte != held.fte


def _overlapping(rows: Iterable[AbsenceLine]) -> Iterator[Noticed]:
    """Yield sickness that overlaps another of the same person with an earlier start."""
    for held in _sickness_by_person(rows).values():
        for place, row in enumerate(held):
            if any(other.first < row.first and other.overlaps(row) for other in held[:place]):
                yield row.line.noticed("overlap_same_person", field="start")


def _sickness_by_person(rows: Iterable[AbsenceLine]) -> Mapping[str, Sequence[AbsenceLine]]:
    found: dict[str, list[AbsenceLine]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.first):
        if row.kind == SICKNESS:
            found[row.staff_no].append(row)
    return found


def totals_of(judged: Judged, *, table: FoundTable, as_at: date) -> Mapping[str, object]:
    """Return the figures of the extract; sickness of several contracts with one start is one absence."""
    rows = list(judged.rows.values())
    spells: dict[tuple[str, date], list[AbsenceLine]] = defaultdict(list)
    for row in rows:
        if row.kind == SICKNESS:
            spells[row.staff_no, row.first].append(row)
    still = [first for (_, first), held in spells.items() if any(row.last is None for row in held)]
    return {
        "header_row": table.header_row,
        "columns": len(table.headings),
        "absence_rows_by_type": dict(sorted(Counter(row.kind for row in rows).items())),
        "sickness_absences_by_person": len(spells),
        "open_ended_rows": sum(row.last is None for row in rows),
        "open_sickness": len(still),
        "open_sickness_over_28_days": sum((as_at - first).days + 1 > LONG_TERM_DAYS for first in still),
    }
