"""The export of training and appraisal: one row a person and competence.

Source: staffing rule book, section 12.8.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from directorate.core.importers.document_files import one_table
from directorate.core.importers.documents import Noticed, RejectedLine
from directorate.core.importers.grids import Column, FoundTable, Line, Table
from staffing.domain.training import expires_on
from staffing.importers import columns as c
from staffing.importers.columns import required
from staffing.importers.staff import StaffList

COMPETENCE = Column("competence", ("Competence Name", "Competence"))
COMPLETED = Column("completed", ("Date Completed", "Achieved"))
EXPIRES = Column("expires", ("Expiry Date", "Expires"))
RENEWAL = Column("renewal", ("Renewal Months", "Renewal (months)"))
STATUS = Column("tstatus", ("Status",))
RECORDS = Table(
    "training",
    (required(c.STAFF_NO), required(COMPETENCE), required(COMPLETED), required(RENEWAL), required(STATUS), EXPIRES),
)
COMPLETE = frozenset({"achieved", "complete"})
LONGEST_NAME, MOST_MONTHS = 120, 600


@dataclass(frozen=True, slots=True)
class TrainingLine:
    """What one accepted row says."""

    staff_no: str
    competence: str
    is_complete: bool
    completed: date | None
    renewal_months: int | None

    @property
    def rank(self) -> tuple[bool, date]:
        """Return what decides between two rows of one competence: a completion, the latest one."""
        return self.is_complete, self.completed or date.min


@dataclass(slots=True)
class Judged:
    """What became of every row; by staff number and competence."""

    rows: dict[tuple[str, str], TrainingLine] = field(default_factory=dict)
    accepted: int = 0
    rejected: list[RejectedLine] = field(default_factory=list)
    warnings: list[Noticed] = field(default_factory=list)


def read(path: Path) -> FoundTable:
    """Return the table of records.

    Raises: FileRefusedError: it cannot be read, or has no such table.
    """
    return one_table(path, table=RECORDS)


def judge(table: FoundTable, *, staff: StaffList) -> Judged:
    """Return what each row says, or why it cannot be loaded; the latest completion of a competence counts."""
    judged = Judged()
    for line in table.lines():
        if fault := _fault_of(line, staff=staff):
            code, at = fault
            judged.rejected.append(line.rejected(code, field=at))
            continue
        judged.accepted += 1
        said = _said(line)
        if _disagrees(line, said=said):
            judged.warnings.append(line.noticed("expiry_disagrees", field="expires"))
        key = (said.staff_no, said.competence)
        judged.rows[key] = max(judged.rows.get(key, said), said, key=lambda one: one.rank)
    return judged


def _fault_of(line: Line, *, staff: StaffList) -> tuple[str, str] | None:
    number, day = line.read("staff_no", target="staff_no"), line.read("completed", target="date")
    faults = (
        ("bad_staff_no", "staff_no", number.value is None),
        ("unknown_staff", "staff_no", str(number.value)[:8] not in staff.by_staff_no),
        ("missing_required", "competence", not line.text("competence")),
        (day.error or "bad_date", "completed", bool(day.error) or day.flag == "open_ended"),
        ("missing_required", "completed", day.value is None and line.text("tstatus").casefold() in COMPLETE),
        ("bad_number", "renewal", bool(line.text("renewal")) and _months(line) is None),
    )
    return next(((code, at) for code, at, is_wrong in faults if is_wrong), None)


def _months(line: Line) -> int | None:
    text = line.text("renewal")
    months = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(MOST_MONTHS)) else 0
    return months if 0 < months <= MOST_MONTHS else None


def _said(line: Line) -> TrainingLine:
    day = line.read("completed", target="date").value
    return TrainingLine(
        staff_no=str(line.read("staff_no", target="staff_no").value)[:8],
        competence=line.text("competence")[:LONGEST_NAME],
        is_complete=line.text("tstatus").casefold() in COMPLETE,
        completed=day if isinstance(day, date) else None,
        renewal_months=_months(line),
    )


def _disagrees(line: Line, *, said: TrainingLine) -> bool:
    given = line.read("expires", target="date").value
    if not isinstance(given, date) or said.completed is None or not said.is_complete:
        return False
    return given != expires_on(said.completed, period_months=said.renewal_months)


def totals_of(judged: Judged) -> Mapping[str, object]:
    """Return how many people and competences other than the appraisal there are."""
    names = {competence for _, competence in judged.rows if competence.casefold() != "appraisal"}
    return {"competences": len(names), "people": len({staff_no for staff_no, _ in judged.rows})}
