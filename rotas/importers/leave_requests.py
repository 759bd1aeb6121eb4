"""Requests of doctors for leave: one a row.

Source: rota rule book, sections 8 and 11.1 (leave requests).
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from rotas.domain.leave_requests import LeaveRequest, Part
from rotas.importers.rows import Reading, Row
from rotas.importers.sheets import Names, RotaFile, need_table

NAMES: Names = {
    "request_no": ("Request no", "Ref"),
    "doctor": ("Doctor", "Name"),
    "gmc": ("GMC", "GMC no"),
    "leave_type": ("Leave type", "Type"),
    "from": ("From", "First day"),
    "to": ("To", "Last day"),
    "part_day": ("Part day", "Half day"),
    "submitted": ("Submitted", "Date submitted"),
    "life_event": ("Life event", "Life-changing event"),
    "notes": ("Notes", "Comment"),
}
NEEDED = ("request_no", "gmc", "leave_type", "from", "to", "submitted")
KINDS = {
    "annual": "annual_leave", "study": "study", "professional": "professional", "sick": "sickness", "toil": "toil",
    "carers": "carers", "parental": "unpaid_parental",
}  # fmt: skip
ALIASES = {"al": "annual", "sl": "study", "pl": "professional"}
PARTS: dict[str, Part] = {"": "all", "am": "am", "pm": "pm"}
YES = frozenset({"y", "yes"})
LONGEST_NUMBER = 40


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One request of the doctor with a GMC number."""

    row: int
    number: str
    doctor: str
    gmc: str
    request: LeaveRequest
    note: str


@dataclass
class LeaveRequestFile:
    """The requests of a file."""

    lines: list[RequestLine] = field(default_factory=list)
    reading: Reading = field(default_factory=Reading)


@dataclass
class _Seen:
    """What the rows before said."""

    numbers: set[str] = field(default_factory=set)
    of_doctor: dict[str, list[LeaveRequest]] = field(default_factory=lambda: defaultdict(list))


def read_leave_requests(file: RotaFile, *, known: Collection[str], as_of: date) -> LeaveRequestFile:
    """Return the requests of the doctors whose GMC numbers are known; none was asked for after `as_of`.

    Raises: FileRefusedError: the columns are not there.
    """
    table = need_table(file, names=NAMES, needed=NEEDED, what="leave requests")
    found, seen = LeaveRequestFile(reading=Reading(table=table)), _Seen()
    for number, cells in table.rows():
        row = Row(table=table, number=number, cells=cells)
        line = _line(row, known=known, as_of=as_of, seen=seen)
        if found.reading.take(row) and line is not None:
            found.lines.append(line)
            seen.of_doctor[line.gmc].append(line.request)
    return found


def _line(row: Row, *, known: Collection[str], as_of: date, seen: _Seen) -> RequestLine | None:
    number = _number(row, seen=seen)
    gmc = row.needed("gmc")
    if gmc and gmc not in known:
        row.fault("gmc", "unknown_worker", value=gmc)
    request = _request(row, as_of=as_of)
    if request is None:
        return None
    if any(request.overlaps(other) for other in seen.of_doctor[gmc]):
        row.warn("from", "overlap_request", value=row.text("from"))
    return RequestLine(row.number, number, row.text("doctor"), gmc, request, row.text("notes"))


def _number(row: Row, *, seen: _Seen) -> str:
    number = row.needed("request_no")
    if number and number in seen.numbers:
        row.fault("request_no", "duplicate_key", value=number)
    if len(number) > LONGEST_NUMBER:
        row.fault("request_no", "too_long", value=number)
    seen.numbers.add(number)
    return number


def _request(row: Row, *, as_of: date) -> LeaveRequest | None:
    kind = _kind(row)
    first, last, submitted = (row.date(name) if row.needed(name) else None for name in ("from", "to", "submitted"))
    if submitted is not None and submitted > as_of:
        row.fault("submitted", "future_date", value=row.text("submitted"))
    if first is not None and last is not None and last < first:
        row.fault("to", "end_before_start", value=row.text("to"))
    said = row.text("part_day").casefold()
    part = PARTS.get(said)
    if part is None:
        row.fault("part_day", "unknown_code", value=said)
    if part in {"am", "pm"} and first != last:
        row.fault("part_day", "half_day_multi", value=said)
    if kind is None or first is None or last is None or submitted is None or part is None:
        return None
    is_life_event = row.text("life_event").casefold() in YES
    return LeaveRequest(kind, first, last, part, submitted, is_life_event=is_life_event)


def _kind(row: Row) -> str | None:
    text = row.needed("leave_type")
    word = text.casefold()
    if word in ALIASES:
        row.warn("leave_type", "type_alias", value=text)
    kind = KINDS.get(ALIASES.get(word, word))
    if text and kind is None:
        row.fault("leave_type", "unknown_code", value=text)
    return kind
