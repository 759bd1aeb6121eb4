"""Rows of a rota's file that cannot be loaded."""

from collections.abc import Sequence

from directorate.core.importers.documents import RejectedLine
from rotas.importers.rows import Remark


def rejected_line(remark: Remark, *, specialty: str = "") -> RejectedLine:
    """Return a fault of a reader as a row that cannot be loaded."""
    return RejectedLine(
        row=remark.row, code=remark.code, column=remark.column, value=remark.value or None, specialty=specialty
    )


def one_a_row(faults: Sequence[RejectedLine]) -> list[RejectedLine]:
    """Return each row once, with its first fault."""
    first: dict[int, RejectedLine] = {}
    for fault in sorted(faults, key=lambda fault: fault.row):
        first.setdefault(fault.row, fault)
    return list(first.values())
