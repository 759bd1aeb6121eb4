"""Rows of a rota's file that cannot be loaded, and those that came back corrected."""

from collections.abc import Mapping, Sequence

from directorate.core.importers.documents import Noticed, RejectedLine
from directorate.core.importers.grids import ROW_IN_LIST
from rotas.importers.rows import Reading, Remark
from rotas.importers.sheets import Table


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


def rejected_rows(reading: Reading, *, faults: Sequence[Remark], specialties: Mapping[int, str]) -> list[RejectedLine]:
    """Return rows that the reader or the check found at fault, whole, so that they can be corrected and brought back.

    `specialties` are the codes of whose a row may be, by its number.
    """
    first: dict[int, Remark] = {}
    for fault in sorted([*reading.rejected, *faults], key=lambda fault: fault.row):
        first.setdefault(fault.row, fault)
    return [
        RejectedLine(
            row=row,
            code=fault.code,
            column=fault.column,
            value=fault.value or None,
            cells=_cells(reading.table, row=row),
            specialty=specialties.get(row, ""),
        )
        for row, fault in first.items()
    ]


def noticed_rows(reading: Reading, *, rejected: Sequence[RejectedLine]) -> list[Noticed]:
    """Return what was noticed on the rows that can be loaded."""
    wrong = {line.row for line in rejected}
    return [Noticed(item.row, item.column, item.code, item.value) for item in reading.warnings if item.row not in wrong]


def texts_of(reading: Reading, *, field: str) -> dict[int, str]:
    """Return what stands in the column of a field, by row."""
    table = reading.table
    place = table.columns.get(field) if table else None
    if table is None or place is None:
        return {}
    return {number: cells[place].strip() for number, cells in table.rows() if place < len(cells)}


def headings_of(reading: Reading) -> dict[str, Sequence[str]]:
    """Return the headings of the list as they stand."""
    return {"": _headings(reading.table)} if reading.table else {}


def corrected_rows(reading: Reading, *, rejected: Sequence[RejectedLine]) -> list[tuple[str, int]]:
    """Return the rows of an earlier file that came back in this one and are in order now."""
    table = reading.table
    headings = _headings(table) if table else []
    if table is None or ROW_IN_LIST not in headings:
        return []
    wrong, place = {line.row for line in rejected}, headings.index(ROW_IN_LIST)
    said = [(number, cells[place].strip()) for number, cells in table.rows() if place < len(cells)]
    return [("", int(text)) for number, text in said if text.isascii() and text.isdigit() and number not in wrong]


def _headings(table: Table) -> list[str]:
    return [cell.strip() for cell in table.sheet.rows[table.header_row - 1]]


def _cells(table: Table | None, *, row: int) -> dict[str, str]:
    if table is None:
        return {}
    pairs = zip(_headings(table), table.sheet.rows[row - 1], strict=False)
    return {heading: cell for heading, cell in pairs if heading and heading != ROW_IN_LIST}
