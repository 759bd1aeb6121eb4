"""The complaints log kept in a spreadsheet: read and judged row by row; no database.

Source: complaints rule book, section 15.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from complaints.domain.clock_run import six_month_last_day
from complaints.importers.log_cells import (
    Read,
    is_formula,
    plain,
    read_code,
    read_date,
    read_number_of_nhs,
    read_whole,
    text_of,
)
from complaints.importers.log_columns import CHANNELS, FIELD_OF, KINDS, NAMES, OUTCOMES, REQUIRED, SITES, SPECIALTIES
from directorate.core.domain.calendar import WorkingCalendar, add_working_days
from directorate.core.importers.document_files import read_grids
from directorate.core.importers.documents import Noticed, Recognised, RejectedLine
from directorate.core.importers.feeds import LARGEST_WORKBOOK
from directorate.core.importers.file_kinds import FileRefusedError, kind_of, unreadable
from directorate.core.importers.grids import Grid

ROWS_OF_HEADER = 15
DEFAULT_WORKING_DAYS = 25
ACK_WORKING_DAYS = 3
FOOTERS = ("total", "grand total", "sub total", "subtotal", "end of report", "report run", "printed")
Reader = Callable[[Any], Read]
READERS: dict[str, Reader] = {
    "received_on": read_date,
    "ack_on": read_date,
    "due_on": read_date,
    "extended_to": read_date,
    "sent_on": read_date,
    "timescale": read_whole,
    "nhs_number": read_number_of_nhs,
    "kind": partial(read_code, codes=KINDS, unknown="unknown_kind"),
    "specialty": partial(read_code, codes=SPECIALTIES, unknown="unknown_specialty"),
    "site": partial(read_code, codes=SITES, unknown="unknown_site"),
    "channel": partial(read_code, codes=CHANNELS, unknown="unknown_channel"),
    "outcome": partial(read_code, codes=OUTCOMES, unknown="unknown_outcome"),
}
EVENT_DATES = ("received_on", "ack_on", "sent_on")
REJECTING = frozenset({"negative_value", "not_whole"})
OUR_SPECIALTY = {"ENT": "ent", "OMFS": "omfs", "DERM": "dermatology"}


@dataclass(frozen=True, slots=True)
class LogFile:
    """The sheet with the log: its rows below the header by their numbers, and what was passed over."""

    sheet: str
    header_row: int
    headings: tuple[str, ...]
    places: dict[str, int]
    rows: tuple[tuple[int, tuple[Any, ...]], ...]
    skipped: dict[str, int]
    sheets_ignored: tuple[str, ...]

    @property
    def ignored_columns(self) -> list[str]:
        """Return the headings that are no field, or the second of one."""
        used = set(self.places.values())
        return [text for place, text in enumerate(self.headings) if text and place not in used]


@dataclass(slots=True)
class LogLine:
    """One row as read; `values` holds a value or None for every field."""

    row: int
    values: dict[str, Any]
    faults: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Return the reference for comparison."""
        return "".join(str(self.values["ref"] or "").upper().split())

    @property
    def is_formal(self) -> bool:
        """Return whether it is a formal complaint."""
        return bool(self.values["kind"] == "formal")

    def due(self, *, calendar: WorkingCalendar) -> date:
        """Return the policy date worked out from the day of receipt."""
        days = DEFAULT_WORKING_DAYS if self.values["timescale"] is None else self.values["timescale"]
        return add_working_days(self.values["received_on"], n=days, calendar=calendar)


@dataclass(frozen=True, slots=True)
class JudgedLog:
    """What became of every row."""

    accepted: Sequence[LogLine]
    rejected: Sequence[RejectedLine]
    warnings: Sequence[Noticed]
    totals: dict[str, Any]


def read(path: Path) -> LogFile:
    """Return the log of a workbook or a text file.

    Raises: FileRefusedError: it cannot be read, or has no header with the required columns.
    """
    sheets = _workbook(path) if kind_of(path, largest_text_file=LARGEST_WORKBOOK).kind == "xlsx" else _plain(path)
    found = [log for name, rows, merged in sheets if (log := _log_in(name, rows=rows, merged=merged))]
    if not found:
        raise FileRefusedError(
            "missing_columns", "These columns are missing: a reference, the day received and the specialty."
        )
    others = tuple(name for name, _, _ in sheets if name != found[0].sheet)
    return LogFile(**{**_fields(found[0]), "sheets_ignored": others})


def _fields(log: LogFile) -> dict[str, Any]:
    return {name: getattr(log, name) for name in LogFile.__slots__}


Rows = list[tuple[Any, ...]]
# A sheet: its name, its rows, and of each row number the widest merged range in it.
Sheet = tuple[str, Rows, dict[int, int]]


def _workbook(path: Path) -> list[Sheet]:
    try:
        with path.open("rb") as file:  # kept files have no extension that openpyxl knows
            book = load_workbook(file, data_only=True)
    except (InvalidFileException, ValueError, KeyError, OSError) as error:
        raise unreadable("The workbook is damaged. Open it in Excel, save it as .xlsx and use that.") from error
    return [_sheet(sheet) for sheet in book.worksheets if sheet.sheet_state == "visible"]


def _sheet(sheet: Worksheet) -> Sheet:
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    merged: dict[int, int] = {}
    for found in sheet.merged_cells.ranges:
        value = rows[found.min_row - 1][found.min_col - 1]
        for row in range(found.min_row, found.max_row + 1):
            merged[row] = max(merged.get(row, 0), found.max_col - found.min_col + 1)
            for column in range(found.min_col, found.max_col + 1):
                rows[row - 1][column - 1] = value
    return sheet.title, [tuple(row) for row in rows], merged


def _plain(path: Path) -> list[Sheet]:
    return [(grid.name, [tuple(row) for row in grid.rows], {}) for grid in read_grids(path)]


def places_of(cells: Sequence[Any]) -> dict[str, int]:
    """Return where each field stands in a header row; the first column that matches a field wins."""
    places: dict[str, int] = {}
    for place, cell in enumerate(cells):
        name = FIELD_OF.get(plain(text_of(cell)))
        if name and name not in places:
            places[name] = place
    return places


def recognise(grids: Sequence[Grid]) -> Recognised:
    """Return how well a file fits: by its best header row."""
    rows = (places_of(row) for grid in grids for row in grid.rows[:ROWS_OF_HEADER])
    scores = [(sum(name in places for name in REQUIRED) / len(REQUIRED), len(places)) for places in rows]
    share, known = max(scores, default=(0.0, 0))
    return Recognised(share=share, known=known)


def _log_in(name: str, *, rows: Rows, merged: dict[int, int]) -> LogFile | None:
    for number, cells in enumerate(rows[:ROWS_OF_HEADER], start=1):
        places = places_of(cells)
        if set(REQUIRED) <= places.keys():
            headings = tuple(text_of(cell) for cell in cells)
            kept, skipped = _data_rows(rows, header=number, merged=merged)
            return LogFile(name, number, headings, places, tuple(kept), dict(skipped), ())
    return None


def _data_rows(rows: Rows, *, header: int, merged: dict[int, int]) -> tuple[list[tuple[int, Any]], Counter[str]]:
    kept: list[tuple[int, Any]] = []
    skipped: Counter[str] = Counter()
    heading = [plain(text_of(cell)) for cell in rows[header - 1]]
    for number, cells in enumerate(rows[header:], start=header + 1):
        why = _passed_over(cells, heading=heading, width=merged.get(number, 0))
        if why is None:
            kept.append((number, cells))
        elif why:
            skipped[why] += 1
    return kept, skipped


def _passed_over(cells: Sequence[Any], *, heading: Sequence[str], width: int) -> str | None:
    """Why a row is no data row: blank for an empty one, None for a data row."""
    texts = [text for cell in cells if (text := text_of(cell))]
    if not texts:
        return ""
    if width > 1 and len(set(texts)) == 1 and len(texts) == width:
        return "banner"
    if [plain(text_of(cell)) for cell in cells] == list(heading):
        return "repeated_header"
    return "footer" if plain(texts[0]).startswith(FOOTERS) else None


def judge(file: LogFile, *, as_at: date, calendar: WorkingCalendar) -> JudgedLog:
    """Return what each row says, or every reason why it cannot be loaded."""
    accepted: list[LogLine] = []
    rejected: list[RejectedLine] = []
    keys: set[str] = set()
    datix: set[str] = set()
    for number, cells in file.rows:
        line = _line(number, cells=cells, file=file)
        _order_of_dates(line, as_at=as_at)
        if not line.faults and line.key in keys:
            line.faults.append(("ref", "duplicate_key"))
        if line.faults:
            rejected += _rejected(line, cells=cells, file=file)
            continue
        _notice(line, calendar=calendar, datix=datix)
        keys.add(line.key)
        accepted.append(line)
    warnings = [notice for line in accepted for notice in _noticed(line, file=file)]
    return JudgedLog(accepted, rejected, warnings, _totals(accepted, as_at=as_at, calendar=calendar))


def _line(number: int, *, cells: Sequence[Any], file: LogFile) -> LogLine:
    line = LogLine(number, dict.fromkeys(NAMES))
    for name in NAMES:
        place = file.places.get(name)
        cell = cells[place] if place is not None and place < len(cells) else None
        _take(line, name=name, read=_read(name, cell=cell))
    line.values["kind"] = line.values["kind"] or "formal"
    return line


def _read(name: str, *, cell: Any) -> Read:
    reader = READERS.get(name)
    return reader(cell) if reader else Read(text_of(cell) or None)


def _take(line: LogLine, *, name: str, read: Read) -> None:
    line.values[name] = read.value
    if read.code and (name in REQUIRED or read.code in REJECTING):
        line.faults.append((name, read.code))
    elif read.code:
        line.warnings.append((name, read.code))
    elif name in REQUIRED and read.value is None:
        line.faults.append((name, "missing_required"))
    elif name not in READERS and read.value and is_formula(read.value):
        line.warnings.append((name, "formula_text"))


def _order_of_dates(line: LogLine, *, as_at: date) -> None:
    values = line.values
    line.faults += [(name, "future_date") for name in EVENT_DATES if values[name] and values[name] > as_at]
    for name, code in (("ack_on", "ack_before_received"), ("sent_on", "sent_before_received")):
        if values["received_on"] and values[name] and values[name] < values["received_on"]:
            line.faults.append((name, code))


def _notice(line: LogLine, *, calendar: WorkingCalendar, datix: set[str]) -> None:
    """What a row that is loaded is warned about; a Datix reference is remembered."""
    values, due = line.values, line.due(calendar=calendar)
    reference = (values["datix_ref"] or "").upper()
    found = {
        ("due_on", "due_date_differs"): line.is_formal and values["due_on"] not in {None, due},
        ("extended_to", "extension_not_later"): values["extended_to"]
        and values["extended_to"] <= (values["due_on"] or due),
        ("outcome", "outcome_without_response"): values["outcome"] and not values["sent_on"],
        ("datix_ref", "duplicate_datix_ref"): reference and reference in datix,
    }
    line.warnings += [at for at, holds in found.items() if holds]
    datix.add(reference)


def _rejected(line: LogLine, *, cells: Sequence[Any], file: LogFile) -> Iterator[RejectedLine]:
    shown = {heading: text_of(cell) for heading, cell in zip(file.headings, cells, strict=False) if heading}
    for name, code in line.faults:
        place = file.places.get(name)
        yield RejectedLine(
            row=line.row,
            code=code,
            column=name,
            value=text_of(cells[place]) if place is not None and place < len(cells) else "",
            sheet=file.sheet,
            cells=shown,
            specialty=OUR_SPECIALTY.get(line.values["specialty"] or "", ""),
        )


def _noticed(line: LogLine, *, file: LogFile) -> Iterator[Noticed]:
    return (Noticed(row=line.row, column=name, code=code, sheet=file.sheet) for name, code in line.warnings)


def _totals(lines: Collection[LogLine], *, as_at: date, calendar: WorkingCalendar) -> dict[str, Any]:
    formal = [line for line in lines if line.is_formal]
    still_open = [line for line in formal if not line.values["sent_on"]]
    received = [line.values["received_on"] for line in lines]
    return {
        "by_kind": _count(lines, name="kind"),
        "by_specialty": _count(lines, name="specialty"),
        "by_outcome": _count(lines, name="outcome"),
        "formal_acknowledged": sum(line.values["ack_on"] is not None for line in formal),
        "formal_acknowledged_in_3_working_days": sum(_is_in_three_days(line, calendar=calendar) for line in formal),
        "formal_open": len(still_open),
        "formal_overdue": sum(effective_due(line, calendar=calendar) < as_at for line in still_open),
        "formal_open_past_six_months": sum(
            six_month_last_day(line.values["received_on"]) < as_at for line in still_open
        ),
        "first_received": min(received).isoformat() if received else None,
        "last_received": max(received).isoformat() if received else None,
    }


def _count(lines: Collection[LogLine], *, name: str) -> dict[str, int]:
    return dict(sorted(Counter(line.values[name] or "blank" for line in lines).items()))


def _is_in_three_days(line: LogLine, *, calendar: WorkingCalendar) -> bool:
    acknowledged = line.values["ack_on"]
    due = add_working_days(line.values["received_on"], n=ACK_WORKING_DAYS, calendar=calendar)
    return acknowledged is not None and acknowledged <= due


def effective_due(line: LogLine, *, calendar: WorkingCalendar) -> date:
    """Return the date agreed where it is later than the computed one, else the computed one."""
    due = line.due(calendar=calendar)
    return max(due, line.values["extended_to"] or due)
