"""Reading one row of a list: values, faults of rejected rows and warnings of accepted ones."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from directorate.core.domain.cells import Cell, parse_cell, trimmed
from rotas.importers.sheets import Table

_CLOCK = re.compile(r"(?P<hour>[0-9]{1,2})[:.]?(?P<minute>[0-9]{2})(?::00)?")
_NUMBER = re.compile(r"£?\s*(?P<number>[0-9][0-9,]*(?:\.[0-9]+)?)\s*(?P<unit>[A-Za-z]*)")
_HOURS = re.compile(r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::00)?")
LAST_MINUTE = 1440


@dataclass(frozen=True, slots=True, order=True)
class Remark:
    """A fault or a warning: row from 1, field (or spreadsheet column) and code."""

    row: int
    column: str
    code: str
    value: str = ""


@dataclass
class Reading:
    """What reading a file gave: counts, faults of rejected rows, warnings; `table` is the list they stand in."""

    table: Table | None = None
    rows_read: int = 0
    rows_accepted: int = 0
    rejected: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)

    @property
    def rows_rejected(self) -> int:
        """Return how many rows have a fault."""
        return len({fault.row for fault in self.rejected})

    def take(self, row: "Row") -> bool:
        """Count a row and keep its faults, or its warnings when it has none; return whether it is accepted."""
        self.rows_read += 1
        self.rejected += row.faults
        if row.faults:
            return False
        self.rows_accepted += 1
        self.warnings += row.warnings
        return True


@dataclass
class Row:
    """One row of a table while it is read."""

    table: Table
    number: int
    cells: Sequence[str]
    faults: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)

    def text(self, name: str) -> str:
        """Return the trimmed text of a field, warned when blanks stood around it; empty without the column."""
        place = self.table.columns.get(name)
        raw = self.cells[place] if place is not None and place < len(self.cells) else ""
        text = trimmed(raw)
        if text and text != raw:
            self.warn(name, "trimmed", value=raw)
        return text

    def fault(self, name: str, code: str, *, value: str = "") -> None:
        """Note a fault, the first of a field only."""
        if not any(found.column == name for found in self.faults):
            self.faults.append(Remark(row=self.number, column=name, code=code, value=value))

    def warn(self, name: str, code: str, *, value: str = "") -> None:
        """Note a warning, each once."""
        remark = Remark(row=self.number, column=name, code=code, value=value)
        if remark not in self.warnings:
            self.warnings.append(remark)

    def needed(self, name: str) -> str:
        """Return the text of a field that must be there."""
        text = self.text(name)
        if not text:
            self.fault(name, "missing_required")
        return text

    def date(self, name: str) -> date | None:
        """Return a date; a plain Excel serial number and a two-digit year are warned."""
        text = self.text(name)
        if not text:
            return None
        cell = self._date_cell(text)
        if cell.error or not isinstance(cell.value, date):
            self.fault(name, "bad_date", value=text)
            return None
        if cell.flag:
            self.warn(name, "serial_date" if cell.flag == "serial_text" else cell.flag, value=text)
        return cell.value

    @staticmethod
    def _date_cell(text: str) -> Cell:
        return parse_cell(text, cell_type="text", target="date")

    def minute(self, name: str) -> int | None:
        """Return minutes of the day from 20:30, 2030, 20.30 or 24:00."""
        text = self.text(name)
        found = _CLOCK.fullmatch(text)
        minute = int(found["hour"]) * 60 + int(found["minute"]) if found else LAST_MINUTE + 1
        if not found or minute > LAST_MINUTE or int(found["minute"]) >= 60:
            self.fault(name, "missing_required" if not text else "bad_time", value=text)
            return None
        return minute

    def number_of(self, name: str) -> Fraction | None:
        """Return a number; a unit behind it is warned."""
        text = self.text(name)
        if not text:
            return None
        found = _NUMBER.fullmatch(text)
        if not found:
            self.fault(name, "bad_number", value=text)
            return None
        if found["unit"]:
            self.warn(name, "text_number", value=text)
        return Fraction(found["number"].replace(",", ""))

    def hours(self, name: str) -> Fraction | None:
        """Return minutes from 12.00 or 12:00 hours."""
        clock = _HOURS.fullmatch(self.text(name))
        if clock:
            return Fraction(int(clock["hour"]) * 60 + int(clock["minute"]))
        number = self.number_of(name)
        return None if number is None else number * 60
