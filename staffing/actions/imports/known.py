"""What the checks of the staffing feeds need to know of what is stored."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from directorate.core.importers.documents import RejectedLine
from directorate.core.importers.grids import FoundTable
from staffing.importers.staff import Contract, StaffList, staff_list_of
from staffing.models import Assignment


def staff_list() -> StaffList:
    """Return the contracts of everybody who has a staff number; one query."""
    rows = Assignment.objects.exclude(person__staff_number=None).values_list(
        "assignment_no", "person__staff_number", "valid", "fte"
    )
    one_day = timedelta(days=1)
    return staff_list_of(
        Contract(
            assignment=number,
            staff_no=staff_no or "",
            first=valid.lower,
            last=valid.upper - one_day if valid.upper else None,
            fte=fte,
        )
        for number, staff_no, valid, fte in rows
    )


def returned_rows(tables: Iterable[FoundTable], *, rejected: Iterable[RejectedLine]) -> Sequence[tuple[str, int]]:
    """Return the rows of an earlier file that came back with these tables and are in order now."""
    wrong = {(line.sheet, line.row) for line in rejected}
    lines = (line for table in tables for line in table.lines())
    return [
        (line.sheet, line.row_in_list) for line in lines if line.row_in_list and (line.sheet, line.row) not in wrong
    ]
