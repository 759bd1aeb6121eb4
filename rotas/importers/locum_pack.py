"""The files about locums: bookings, agency timesheets, agency invoices, and who may sign.

Source: rota rule book, sections 10 and 11.1.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Generic, TypeVar

from directorate.core.domain.rounding import decimal_half_away
from rotas.domain.clocks import DAY, LONDON_CLOCK, day_of
from rotas.importers.rows import Reading, Row
from rotas.importers.sheets import Names, RotaFile, need_table

LONGEST_REF, LONGEST_CODE, MOST_BREAK, MOST_MINUTES = 30, 40, 480, 100_000
BOOKINGS: Names = {
    "booking_ref": ("Booking ref", "Booking no"),
    "worker_id": ("Worker", "Worker ID"),
    "worker_name": ("Name", "Locum"),
    "agency": ("Agency", "Supplier"),
    "date": ("Date", "Shift date"),
    "start": ("Start", "From"),
    "end": ("Finish", "To"),
    "break_minutes": ("Break (min)", "Unpaid break"),
    "rate_core": ("Core rate", "Rate core"),
    "rate_unsocial": ("Unsocial rate", "Rate OOH"),
    "confirmed_core": ("Confirmed core", "Conf core"),
    "confirmed_unsocial": ("Confirmed unsocial", "Conf OOH"),
    "vat_basis": ("VAT basis", "VAT"),
    "cost_code": ("Cost code", "Cost centre"),
    "requested_by": ("Requested by", "Requester"),
    "state": ("State", "Status"),
}
BOOKINGS_NEEDED = ("booking_ref", "worker_id", "date", "start", "end", "rate_core")
TIMESHEETS: Names = {
    "booking_ref": ("Booking ref", "Booking no"),
    "worker_id": ("Worker", "Worker ID"),
    "date": ("Date", "Shift date"),
    "start": ("Start", "From"),
    "end": ("Finish", "To"),
    "break_minutes": ("Break (min)", "Unpaid break"),
    "band": ("Band",),
    "cost_code": ("Cost code", "Cost centre"),
    "worker_signed_on": ("Worker signed", "Worker signature date"),
    "signer_id": ("Authorised by", "Signatory"),
    "signed_on": ("Authorised on", "Signed date"),
}
TIMESHEETS_NEEDED = ("booking_ref", "worker_id", "date", "start", "end")
INVOICES: Names = {
    "invoice_no": ("Invoice no", "Inv. number"),
    "booking_ref": ("Booking ref", "Booking no"),
    "worker_id": ("Worker", "Worker ID"),
    "type": ("Line type", "Line"),
    "band": ("Band",),
    "hours": ("Hours", "Hrs"),
    "rate": ("Rate", "Hourly rate"),
    "amount": ("Amount", "Net"),
    "vat": ("VAT", "VAT amount"),
    "total": ("Invoice total", "Gross"),
}
INVOICES_NEEDED = ("invoice_no", "booking_ref", "worker_id", "type", "hours", "rate", "amount", "total")
SIGNATORIES: Names = {
    "id": ("Signatory", "Signatory ID"),
    "from": ("Valid from",),
    "to": ("Valid to",),
    "cost_codes": ("Cost codes",),
}
SIGNATORIES_NEEDED = ("id", "from", "cost_codes")
VAT_BASES = frozenset({"ALL", "COMMISSION", "NONE"})
STATES = {"": "BOOKED", "BOOKED": "BOOKED", "CANCELLED": "CANCELLED", "NO SHOW": "NO_SHOW", "NO_SHOW": "NO_SHOW"}
BANDS = frozenset({"CORE", "UNSOCIAL"})
LINE_TYPES = {"WORK": True, "COMMISSION": False}


@dataclass(frozen=True, slots=True)
class ShiftTimes:
    """A shift in minutes that have passed, and the unpaid break in it."""

    start: int
    end: int
    break_minutes: int


@dataclass(frozen=True, slots=True)
class BookingLine:
    """One booked shift; rates in pence an hour."""

    row: int
    ref: str
    worker: str
    name: str
    agency: str
    times: ShiftTimes
    rates: tuple[int | None, int | None]
    confirmed: tuple[int | None, int | None]
    vat_basis: str
    cost_code: str
    requested_by: str
    state: str

    @property
    def paid_minutes(self) -> int:
        """Return the minutes to be paid."""
        return self.times.end - self.times.start - self.times.break_minutes


@dataclass(frozen=True, slots=True)
class TimesheetLine:
    """One shift worked."""

    row: int
    ref: str
    worker: str
    times: ShiftTimes
    band: str
    cost_code: str
    worker_signed: date | None
    signer: str
    signed: date | None


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One line of an invoice, money in pence."""

    row: int
    number: str
    ref: str
    worker: str
    is_work: bool
    band: str
    minutes: Fraction
    rate: int
    amount: int
    vat: int
    total: int

    @property
    def minutes_of_hours(self) -> Decimal:
        """Return the minutes with two decimals."""
        return decimal_half_away(self.minutes, places=2)


@dataclass(frozen=True, slots=True)
class SignatoryLine:
    """Who may sign for which cost codes, both days in."""

    row: int
    reference: str
    first: date
    last: date | None
    cost_codes: tuple[str, ...]


Read = TypeVar("Read")


@dataclass
class Lines(Generic[Read]):
    """The accepted lines of a file."""

    lines: list[Read] = field(default_factory=list)
    reading: Reading = field(default_factory=Reading)


def read_bookings(file: RotaFile) -> Lines[BookingLine]:
    """Return the booked shifts. Raises: FileRefusedError: the columns are not there."""
    refs: set[str] = set()
    return _read(file, names=BOOKINGS, needed=BOOKINGS_NEEDED, line=lambda row: _booking(row, refs=refs))


def read_timesheets(file: RotaFile) -> Lines[TimesheetLine]:
    """Return the shifts worked. Raises: FileRefusedError: the columns are not there."""
    return _read(file, names=TIMESHEETS, needed=TIMESHEETS_NEEDED, line=_timesheet, first="booking_ref")


def read_invoices(file: RotaFile) -> Lines[InvoiceLine]:
    """Return the lines of invoices. Raises: FileRefusedError: the columns are not there."""
    return _read(file, names=INVOICES, needed=INVOICES_NEEDED, line=_invoice, first="invoice_no")


def read_signatories(file: RotaFile) -> Lines[SignatoryLine]:
    """Return who may sign. Raises: FileRefusedError: the columns are not there."""
    return _read(file, names=SIGNATORIES, needed=SIGNATORIES_NEEDED, line=_signatory, first="id")


def _read(
    file: RotaFile, *, names: Names, needed: Sequence[str], line: Callable[[Row], Read | None], first: str = ""
) -> Lines[Read]:
    """Return the lines of the table; a row that stands there twice is at fault in its `first` field."""
    table = need_table(file, names=names, needed=needed, what="such a list")
    found: Lines[Read] = Lines(reading=Reading(table=table))
    seen: set[tuple[str, ...]] = set()
    for number, cells in table.rows():
        row = Row(table=table, number=number, cells=cells)
        whole = tuple(cell.strip() for cell in cells)
        if first and whole in seen:
            row.fault(first, "duplicate_row")
        seen.add(whole)
        read = line(row)
        if found.reading.take(row) and read is not None:
            found.lines.append(read)
    return found


def _booking(row: Row, *, refs: set[str]) -> BookingLine | None:
    ref, worker = _reference(row, "booking_ref"), _reference(row, "worker_id")
    if ref and ref in refs:
        row.fault("booking_ref", "duplicate_key", value=ref)
    refs.add(ref)
    times = _times(row)
    rates = _pence(row, "rate_core", needed=True), _pence(row, "rate_unsocial")
    confirmed = _pence(row, "confirmed_core"), _pence(row, "confirmed_unsocial")
    basis = _one_of(row, "vat_basis", {name: name for name in VAT_BASES} | {"": "NONE"})
    state = _one_of(row, "state", STATES)
    if times is None:
        return None
    return BookingLine(
        row=row.number,
        ref=ref,
        worker=worker,
        name=row.text("worker_name"),
        agency=row.text("agency"),
        times=times,
        rates=rates,
        confirmed=confirmed,
        vat_basis=basis or "NONE",
        cost_code=_code(row),
        requested_by=row.text("requested_by"),
        state=state or "BOOKED",
    )


def _timesheet(row: Row) -> TimesheetLine | None:
    ref, worker = _reference(row, "booking_ref"), _reference(row, "worker_id")
    times = _times(row)
    band = _one_of(row, "band", {name: name for name in BANDS} | {"": "CORE"})
    signed = row.date("worker_signed_on"), row.date("signed_on")
    if times is None:
        return None
    return TimesheetLine(
        row=row.number,
        ref=ref,
        worker=worker,
        times=times,
        band=band or "CORE",
        cost_code=_code(row),
        worker_signed=signed[0],
        signer=row.text("signer_id")[:LONGEST_REF],
        signed=signed[1],
    )


def _invoice(row: Row) -> InvoiceLine | None:
    number, ref, worker = (_reference(row, name) for name in ("invoice_no", "booking_ref", "worker_id"))
    kind = row.needed("type").upper()
    if kind and kind not in LINE_TYPES:
        row.fault("type", "unknown_code", value=kind)
    is_work = LINE_TYPES.get(kind, True)
    band = _one_of(row, "band", {name: name for name in BANDS} | ({} if is_work else {"": ""}))
    minutes = row.hours("hours") if row.needed("hours") else None
    if minutes is not None and minutes > MOST_MINUTES:
        row.fault("hours", "bad_number", value=row.text("hours"))
    rate, amount, total = (_pence(row, name, needed=True) for name in ("rate", "amount", "total"))
    vat = _pence(row, "vat") or 0
    if minutes is None or rate is None or amount is None or total is None:
        return None
    return InvoiceLine(row.number, number, ref, worker, is_work, band or "", minutes, rate, amount, vat, total)


def _signatory(row: Row) -> SignatoryLine | None:
    reference = _reference(row, "id")
    first, last = (row.date("from") if row.needed("from") else None), row.date("to")
    codes = tuple(
        code.strip() for code in row.needed("cost_codes").upper().replace(",", "|").split("|") if code.strip()
    )
    if any(len(code) > LONGEST_CODE for code in codes):
        row.fault("cost_codes", "too_long")
    if first is not None and last is not None and last < first:
        row.fault("to", "end_before_start")
    return None if first is None else SignatoryLine(row.number, reference, first, last, codes)


def _reference(row: Row, name: str) -> str:
    text = row.needed(name)
    if len(text) > LONGEST_REF:
        row.fault(name, "too_long", value=text)
    return text


def _code(row: Row) -> str:
    text = row.text("cost_code").upper()
    if len(text) > LONGEST_CODE:
        row.fault("cost_code", "too_long", value=text)
    return text


def _one_of(row: Row, name: str, known: Mapping[str, str]) -> str | None:
    text = row.text(name).upper()
    found = known.get(text)
    if found is None:
        row.fault(name, "unknown_code" if text else "missing_required", value=text)
    return found


def _pence(row: Row, name: str, *, needed: bool = False) -> int | None:
    if needed:
        row.needed(name)
    number = row.number_of(name)
    if number is None:
        return None
    pence = number * 100
    if pence.denominator != 1 or pence > 2_000_000_000:
        row.fault(name, "bad_number", value=row.text(name))
        return None
    return int(pence)


def _times(row: Row) -> ShiftTimes | None:
    day = row.date("date") if row.needed("date") else None
    start, end = row.minute("start"), row.minute("end")
    rest = row.number_of("break_minutes") or Fraction(0)
    if rest.denominator != 1 or rest > MOST_BREAK:
        row.fault("break_minutes", "bad_number", value=row.text("break_minutes"))
    if day is None or start is None or end is None:
        return None
    begins = LONDON_CLOCK.elapsed(day_of(day) * DAY + start)
    ends = LONDON_CLOCK.elapsed((day_of(day) + (end <= start)) * DAY + end)
    if rest > ends - begins:
        row.fault("break_minutes", "bad_number", value=row.text("break_minutes"))
    return ShiftTimes(begins, ends, int(rest))
