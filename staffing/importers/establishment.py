"""The establishment workbook: posts with their funding, and the staff list with one row a contract and validity.

Source: staffing rule book, section 12.3.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from directorate.core.domain.rounding import decimal_half_away
from directorate.core.importers.dates import date_in_titles
from directorate.core.importers.document_files import read_grids
from directorate.core.importers.documents import Duplicate, Noticed, RejectedLine
from directorate.core.importers.file_kinds import FileRefusedError
from directorate.core.importers.grids import FoundTable, Line, Table, find_tables, missing_columns, text_of
from staffing.importers import columns as c
from staffing.importers.columns import required
from staffing.importers.values import (
    band_of,
    contract_type_of,
    number_of,
    post_status_of,
    specialty_of,
    status_of,
)

POSTS = Table(
    "posts",
    (
        required(c.POSITION), c.TITLE, required(c.SPECIALTY), required(c.BAND), required(c.FUNDED), c.FUNDED_FROM,
        c.FUNDED_TO, c.POST_STATUS,
    ),
)  # fmt: skip
STAFF = Table(
    "staff",
    (
        required(c.STAFF_NO), required(c.ASSIGNMENT), c.SURNAME, c.FORENAME, required(c.POSITION), c.SPECIALTY, c.BAND,
        required(c.FTE), c.WEEKLY_HOURS, required(c.CONTRACT), c.ASSIGNMENT_STATUS, c.VALID_FROM, c.VALID_TO,
        c.BACKFILL, c.SERVICE, c.LEFT, c.LEFT_REASON,
    ),
)  # fmt: skip
TABLES = (POSTS, STAFF)
FULL_TIME_MINUTES = Decimal(2250)
MINUTES_A_WEEK = 10_080
SHORTEST_POSITION, LONGEST_POSITION = 6, 8
IN_POST = frozenset({"substantive", "fixed_term"})
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class EstablishmentFile:
    """The two tables as they stand; either may be missing when rows come back corrected."""

    posts: FoundTable | None
    staff: FoundTable | None
    as_at: date | None


@dataclass(frozen=True, slots=True)
class PostLine:
    """A post and its funding from a day to a day, both in it; no last day means still."""

    position: str
    title: str
    specialty: str
    band: str
    status: str
    funded: Decimal
    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class StaffLine:
    """One contract of one person from a day to a day, both in it; no last day means still."""

    row: int
    assignment: str
    staff_no: str
    surname: str
    forenames: str
    position: str
    specialty: str
    band: str
    fte: Decimal
    weekly_minutes: int
    contract_type: str
    status: str
    first: date
    last: date | None
    backfill_for: str
    service_start: date | None
    left: date | None
    left_reason: str = ""

    def counts_on(self, day: date) -> bool:
        """Return whether the contract runs on a day."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(slots=True)
class Judged:
    """What became of every row."""

    posts: list[PostLine] = field(default_factory=list)
    staff: list[StaffLine] = field(default_factory=list)
    rejected: list[RejectedLine] = field(default_factory=list)
    warnings: list[Noticed] = field(default_factory=list)
    duplicates: list[Duplicate] = field(default_factory=list)


def read(path: Path) -> EstablishmentFile:
    """Return the tables of the workbook.

    Raises: FileRefusedError: it cannot be read, or has neither table.
    """
    grids = read_grids(path)
    found = find_tables(grids, tables=TABLES)
    if not found:
        lacking = missing_columns(grids, table=POSTS)
        raise FileRefusedError("missing_columns", "These columns are missing: " + ", ".join(lacking) + ".")
    titles = (text_of(cell) for grid in grids for row in grid.rows[:15] for cell in row)
    return EstablishmentFile(posts=found.get("posts"), staff=found.get("staff"), as_at=date_in_titles(titles))


def judge(file: EstablishmentFile, *, known_positions: Collection[str]) -> Judged:
    """Return what each row says, or why it cannot be loaded; positions may be of the file or known already."""
    judged = Judged()
    for line in file.posts.lines() if file.posts else ():
        _take_post(line, judged=judged)
    positions = {post.position for post in judged.posts} | set(known_positions)
    for line in file.staff.lines() if file.staff else ():
        _take_staff(line, judged=judged, positions=positions)
    if file.staff is not None:
        judged.warnings += _overlaps(judged.staff, table=file.staff)
    return judged


def _take_post(line: Line, *, judged: Judged) -> None:
    position, specialty = line.text("position"), specialty_of(line.text("specialty"))
    funded, first, last = (
        number_of(line.cell("funded")), line.read("funded_from", target="date"), line.read("funded_to", target="date"),
    )  # fmt: skip
    faults = (
        ("bad_position", "position", not _is_position(position)),
        ("unknown_specialty", "specialty", specialty is None),
        ("bad_number", "funded", funded is None),
        (first.error or "missing_required", "funded_from", first.value is None),
        (last.error or "", "funded_to", bool(last.error)),
    )
    for code, at, is_wrong in faults:
        if is_wrong:
            judged.rejected.append(line.rejected(code, field=at, specialty=specialty or ""))
            return
    post = PostLine(
        position=position,
        title=line.text("title")[:150],
        specialty=specialty or "",
        band=band_of(line.text("band")),
        status=post_status_of(line.text("post_status")),
        funded=funded or Decimal(0),
        first=_day(first.value),
        last=last.value if isinstance(last.value, date) else None,
    )
    same = next((other for other in judged.posts if (other.position, other.first) == (position, post.first)), None)
    if same is None:
        judged.posts.append(post)
        return
    is_same = (same.funded, same.last) == (post.funded, post.last)
    code = "duplicate_row" if is_same else "conflicting_duplicate"
    judged.duplicates.append(Duplicate(row=line.row, sheet=line.sheet, code=code))


def _is_position(text: str) -> bool:
    return text.isascii() and text.isdigit() and SHORTEST_POSITION <= len(text) <= LONGEST_POSITION


def _day(value: object) -> date:
    if not isinstance(value, date):
        raise TypeError("the date was checked before")
    return value


def _take_staff(line: Line, *, judged: Judged, positions: Collection[str]) -> None:
    if fault := _fault_of_staff(line, positions=positions):
        code, at = fault
        judged.rejected.append(line.rejected(code, field=at, specialty=specialty_of(line.text("specialty")) or ""))
        return
    staff = _staff_line(line)
    same = next(
        (other for other in judged.staff if (other.assignment, other.first) == (staff.assignment, staff.first)), None
    )
    if same is not None:
        is_same = (same.last, same.fte) == (staff.last, staff.fte)
        code = "duplicate_row" if is_same else "conflicting_duplicate"
        judged.duplicates.append(Duplicate(row=line.row, sheet=line.sheet, code=code))
        return
    if line.read("assignment", target="staff_no").flag == "padded":
        judged.warnings.append(line.noticed("staff_no_padded", field="assignment"))
    judged.staff.append(staff)


def _fault_of_staff(line: Line, *, positions: Collection[str]) -> tuple[str, str] | None:
    """Return the first fault of a row and the field at fault."""
    number, fte = line.read("assignment", target="staff_no"), line.read("fte", target="fte")
    first, last = line.read("valid_from", target="date"), line.read("valid_to", target="date")
    position = line.text("position")
    faults = (
        ("bad_staff_no", "assignment", number.value is None),
        ("unknown_position", "position", bool(position) and position not in positions),
        ("unknown_specialty", "specialty", not position and specialty_of(line.text("specialty")) is None),
        (fte.error or "bad_number", "fte", fte.value is None),
        (first.error or "missing_required", "valid_from", first.value is None),
        (last.error or "", "valid_to", bool(last.error)),
        ("end_before_start", "valid_to", _is_before(last.value, first.value)),
    )
    return next(((code, at) for code, at, is_wrong in faults if is_wrong), None)


def _is_before(last: object, first: object) -> bool:
    return isinstance(last, date) and isinstance(first, date) and last < first


def _staff_line(line: Line) -> StaffLine:
    number = str(line.read("assignment", target="staff_no").value)
    fte = line.read("fte", target="fte").value
    exact = fte if isinstance(fte, Decimal) else Decimal(0)
    hours = line.read("weekly_hours", target="duration").value
    last, covers = line.read("valid_to", target="date").value, line.read("backfill", target="staff_no").value
    service, left = line.read("service", target="date").value, line.read("left", target="date").value
    return StaffLine(
        row=line.row,
        assignment=number,
        staff_no=number[:8],
        surname=line.text("surname")[:100],
        forenames=line.text("forename")[:100],
        position=line.text("position"),
        specialty=specialty_of(line.text("specialty")) or "",
        band=band_of(line.text("band")),
        fte=exact,
        weekly_minutes=hours if isinstance(hours, int) and hours <= MINUTES_A_WEEK else int(exact * FULL_TIME_MINUTES),
        contract_type=contract_type_of(line.text("contract")),
        status=status_of(line.text("asg_status")),
        first=_day(line.read("valid_from", target="date").value),
        last=last if isinstance(last, date) else None,
        backfill_for=covers[:8] if isinstance(covers, str) else "",
        service_start=service if isinstance(service, date) else None,
        left=left if isinstance(left, date) else None,
        left_reason=" ".join(line.text("left_reason").split())[:80],
    )


def _overlaps(staff: Sequence[StaffLine], *, table: FoundTable) -> Iterable[Noticed]:
    """Yield the later of two rows of one contract that overlap in time."""
    ordered = sorted(staff, key=lambda row: (row.assignment, row.first))
    for before, after in pairwise(ordered):
        if before.assignment == after.assignment and before.counts_on(after.first):
            yield Noticed(
                row=after.row,
                sheet=table.sheet,
                column=table.heading("valid_from"),
                code="overlapping_assignment_rows",
                value=after.first.isoformat(),
            )


def totals_of(judged: Judged, *, as_at: date) -> Mapping[str, object]:
    """Return the figures of the workbook on a day."""
    funded = sum((post.funded for post in judged.posts if _is_funded(post, day=as_at)), Decimal(0))
    running = [row for row in judged.staff if row.counts_on(as_at)]
    in_post = [row for row in running if row.contract_type in IN_POST]
    backfill = [row for row in running if row.contract_type == "backfill"]
    return {
        "posts": len({post.position for post in judged.posts}),
        "funded_wte": str(decimal_half_away(funded, places=2)),
        "people": len({row.staff_no for row in judged.staff}),
        "assignment_rows": len(judged.staff),
        "headcount_in_post": len({row.staff_no for row in running if row.contract_type != "bank"}),
        "in_post_wte": str(decimal_half_away(sum((row.fte for row in in_post), Decimal(0)), places=2)),
        "backfill_wte": str(decimal_half_away(sum((row.fte for row in backfill), Decimal(0)), places=2)),
    }


def _is_funded(post: PostLine, *, day: date) -> bool:
    return post.first <= day and (post.last is None or day <= post.last)
