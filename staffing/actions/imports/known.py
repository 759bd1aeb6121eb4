"""What the checks of the staffing feeds need to know of what is stored."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from staffing.importers.staff import Contract, StaffList, staff_list_of
from staffing.models import AbsenceSource, AbsenceState, Assignment, SourceName


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


def sickness_said_by(sources: Sequence[SourceName]) -> Mapping[str, Sequence[tuple[date, date | None]]]:
    """Return the days of sickness that these sources give, by staff number.

    Rows of several contracts with one start are one sickness: open if any is open, else to the latest end.
    """
    rows = AbsenceSource.objects.filter(
        source__in=sources, source_key__startswith="sickness|", absence__state=AbsenceState.APPROVED
    ).values_list("absence__person__staff_number", "source", "first_date", "last_date")
    ends: dict[tuple[str, str, date], list[date | None]] = defaultdict(list)
    for staff_no, source, first, last in rows:
        ends[staff_no or "", source, first].append(last)
    found: dict[str, list[tuple[date, date | None]]] = defaultdict(list)
    for (staff_no, _, first), lasts in ends.items():
        found[staff_no].append((first, None if None in lasts else max(filter(None, lasts))))
    return found
