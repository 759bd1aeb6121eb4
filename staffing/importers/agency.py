"""The agency workbook: bookings, weekly timesheets, invoices and price caps.

Source: staffing rule book, sections 9 and 12.6.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from directorate.core.domain.rounding import decimal_half_away
from directorate.core.importers.document_files import read_grids
from directorate.core.importers.documents import Duplicate, Noticed, RejectedLine
from directorate.core.importers.file_kinds import FileRefusedError
from directorate.core.importers.grids import Column, FoundTable, Line, Table, find_tables, missing_columns
from staffing.importers import columns as c
from staffing.importers.columns import required
from staffing.importers.values import SAID_YES, band_of, specialty_of

BOOKING = Column("booking", ("Booking Ref", "Booking"))
WORKER = Column("worker", ("Worker Ref", "Worker"))
WORKER_TYPE = Column("wtype", ("Worker Type", "Type"))
REASON = Column("breason", ("Reason", "Booking Reason"))
AGENCY = Column("agency", ("Agency",))
FRAMEWORK = Column("framework", ("On Framework", "Framework"))
APPROVAL = Column("approval", ("Approval No", "Approval Number"))
FIRST = Column("bstart", ("Start Date", "From"))
LAST = Column("bend", ("End Date", "To"))
RATE = Column("rate", ("Charge Rate", "Rate"))
VAT = Column("vat", ("VAT %", "VAT"))
WEEK = Column("week_ending", ("Week Ending", "W/E"))
TIMESHEET_NO = Column("ts", ("Timesheet No", "Timesheet"))
HOURS = Column("hours", ("Hours", "Hours Worked"))
STATE = Column("tstate", ("Status", "State"))
INVOICE_NO = Column("invoice", ("Invoice No", "Invoice"))
INVOICE_DATE = Column("invoice_date", ("Invoice Date",))
NET = Column("net", ("Net", "Net Amount"))
INVOICE_VAT = Column("invoice_vat", ("VAT",))
GROSS = Column("gross", ("Gross",))
CAP = Column("cap", ("Cap Rate", "Cap"))
NOTE = Column("note", ("Note", "Source"))

BOOKINGS = Table(
    "bookings",
    (
        required(BOOKING), WORKER, required(WORKER_TYPE), c.SPECIALTY, c.BAND, required(REASON), AGENCY, FRAMEWORK,
        APPROVAL, required(FIRST), required(LAST), RATE, VAT, c.POSITION,
    ),
)  # fmt: skip
TIMESHEETS = Table(
    "timesheets",
    (
        required(BOOKING), required(TIMESHEET_NO), required(HOURS), required(WEEK), required(STATE), WORKER, RATE, VAT,
        INVOICE_NO,
    ),
)  # fmt: skip
INVOICES = Table(
    "invoices",
    (required(INVOICE_NO), INVOICE_DATE, required(NET), INVOICE_VAT, GROSS),
    without=("ts",),
    others=(TIMESHEET_NO,),
    is_optional=True,
)
CAPS = Table("caps", (required(c.BAND), required(CAP), c.VALID_FROM, NOTE), is_optional=True)
TABLES = (BOOKINGS, TIMESHEETS, INVOICES, CAPS)
LEFT_OUT = frozenset({"rejected", "cancelled"})
STATUSES = {"approved": "approved", "signed": "approved", "paid": "paid"}
MINUTES_AN_HOUR = 60
MINUTES_A_WEEK = 10_080
MOST_AN_HOUR = 100_000
LARGEST_INVOICE = 10_000_000
DAYS_TO_SUNDAY = 7
LARGEST_DIFFERENCE = Decimal("0.01")
FIRST_MONTH_OF_YEAR = 4
ONE_DAY = timedelta(days=1)
NONE = Fraction(0)


@dataclass(frozen=True, slots=True)
class BookingLine:
    """One booking."""

    ref: str
    worker: str
    worker_type: str
    specialty: str
    band: str
    reason: str
    agency: str
    is_on_framework: bool
    approval: str
    first: date
    last: date | None
    rate: Decimal | None
    vat: Decimal
    position: str


@dataclass(frozen=True, slots=True)
class TimesheetLine:
    """One week of a booking."""

    booking: str
    week_ending: date
    number: str
    minutes: int
    rate: Decimal
    vat: Decimal
    status: str
    invoice: str

    @property
    def key(self) -> tuple[str, date, str]:
        """Return what makes it the same timesheet again."""
        return self.booking, self.week_ending, self.number

    @property
    def net(self) -> Fraction:
        """Return hours times rate, exactly."""
        return Fraction(self.minutes, MINUTES_AN_HOUR) * Fraction(self.rate)


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One invoice."""

    number: str
    day: date | None
    net: Decimal
    vat: Decimal | None
    gross: Decimal | None


@dataclass(frozen=True, slots=True)
class CapLine:
    """The cap of a band from a day."""

    band: str
    rate: Decimal
    first: date
    note: str


@dataclass(slots=True)
class Judged:
    """What became of every row."""

    bookings: dict[str, BookingLine] = field(default_factory=dict)
    timesheets: dict[tuple[str, date, str], TimesheetLine] = field(default_factory=dict)
    invoices: dict[str, InvoiceLine] = field(default_factory=dict)
    caps: dict[tuple[str, date], CapLine] = field(default_factory=dict)
    rejected: list[RejectedLine] = field(default_factory=list)
    warnings: list[Noticed] = field(default_factory=list)
    duplicates: list[Duplicate] = field(default_factory=list)
    skipped_by_state: int = 0

    @property
    def accepted(self) -> int:
        """Return how many rows are loaded."""
        return len(self.bookings) + len(self.timesheets) + len(self.invoices) + len(self.caps)

    def repeat(self, line: Line, *, code: str) -> None:
        """Leave a row out that stands in the file before."""
        self.duplicates.append(Duplicate(row=line.row, sheet=line.sheet, code=code))


def read(path: Path) -> Mapping[str, FoundTable]:
    """Return the tables of the workbook by their keys.

    Raises: FileRefusedError: it cannot be read, or has none of them.
    """
    grids = read_grids(path)
    found = find_tables(grids, tables=TABLES)
    if not found:
        lacking = missing_columns(grids, table=TIMESHEETS)
        raise FileRefusedError("missing_columns", "These columns are missing: " + ", ".join(lacking) + ".")
    return found


def judge(tables: Mapping[str, FoundTable], *, known_bookings: Mapping[str, str], as_at: date) -> Judged:
    """Return what each row says, or why it cannot be loaded; bookings (to their type) may be known already."""
    judged = Judged()
    for line in _lines(tables, key="caps"):
        _take_cap(line, judged=judged, as_at=as_at)
    for line in _lines(tables, key="bookings"):
        _take_booking(line, judged=judged)
    known = {*judged.bookings, *known_bookings}
    for line in _lines(tables, key="timesheets"):
        _take_timesheet(line, judged=judged, known=known)
    sums: dict[str, Fraction] = defaultdict(Fraction)
    for timesheet in judged.timesheets.values():
        sums[timesheet.invoice] += timesheet.net
    for line in _lines(tables, key="invoices"):
        _take_invoice(line, judged=judged, sums=sums)
    return judged


def _lines(tables: Mapping[str, FoundTable], *, key: str) -> Iterator[Line]:
    return tables[key].lines() if key in tables else iter(())


def _money(line: Line, field: str) -> Decimal | None:
    value = line.read(field, target="money").value
    return value if isinstance(value, Decimal) and 0 <= value < MOST_AN_HOUR else None


def _sum(line: Line, field: str) -> Decimal | None:
    value = line.read(field, target="money").value
    return value if isinstance(value, Decimal) and abs(value) < LARGEST_INVOICE else None


def _vat_percent(line: Line) -> Decimal:
    """Return per cent; a share of 1 (0.2) means 20."""
    value = _money(line, "vat") or Decimal(0)
    return value * 100 if value < 1 else value


def _date(line: Line, field: str) -> date | None:
    value = line.read(field, target="date").value
    return value if isinstance(value, date) else None


def _refuse(line: Line, *, judged: Judged, faults: Sequence[tuple[str, str, bool]]) -> bool:
    """Reject a row for its first fault; return whether it had one."""
    for code, at, is_wrong in faults:
        if is_wrong:
            judged.rejected.append(line.rejected(code, field=at, specialty=specialty_of(line.text("specialty")) or ""))
            return True
    return False


def _date_fault(line: Line, field: str) -> tuple[str, str, bool]:
    cell = line.read(field, target="date")
    return cell.error or ("missing_required" if cell.flag == "blank" else "bad_date"), field, cell.value is None


def _take_cap(line: Line, *, judged: Judged, as_at: date) -> None:
    rate, band = _money(line, "cap"), band_of(line.text("band"))
    first = line.read("valid_from", target="date")
    faults = (
        ("missing_required", "band", not band),
        ("bad_number", "cap", not rate),
        (first.error or "", "valid_from", bool(first.error)),
    )
    if _refuse(line, judged=judged, faults=faults) or rate is None:
        return
    cap = CapLine(band, rate, _date(line, "valid_from") or year_start(as_at), line.text("note")[:200])
    if (band, cap.first) in judged.caps:
        judged.repeat(line, code="duplicate_row")
        return
    judged.caps[band, cap.first] = cap


def _take_booking(line: Line, *, judged: Judged) -> None:
    ref, last = line.text("booking")[:30], line.read("bend", target="date")
    first, end = _date(line, "bstart"), _date(line, "bend")
    rate = line.read("rate", target="money")
    faults = (
        ("missing_required", "booking", not ref),
        _date_fault(line, "bstart"),
        (last.error or "", "bend", bool(last.error)),
        ("end_before_start", "bend", bool(first and end and end < first)),
        ("bad_number", "rate", bool(rate.error)),
    )
    if _refuse(line, judged=judged, faults=faults) or first is None:
        return
    if ref in judged.bookings:
        judged.repeat(line, code="duplicate_row")
        return
    booking = BookingLine(
        ref=ref,
        worker=line.text("worker")[:30],
        worker_type="bank" if line.text("wtype").casefold() == "bank" else "agency",
        specialty=specialty_of(line.text("specialty")) or "",
        band=band_of(line.text("band")),
        reason=line.text("breason")[:30],
        agency=line.text("agency")[:100],
        is_on_framework=line.text("framework").casefold() in SAID_YES,
        approval=line.text("approval")[:30],
        first=first,
        last=end,
        rate=_money(line, "rate"),
        vat=_vat_percent(line),
        position=line.text("position"),
    )
    judged.bookings[ref] = booking
    if booking.worker_type == "agency" and not booking.approval:
        judged.warnings.append(line.noticed("no_approval", field="approval"))


def _take_timesheet(line: Line, *, judged: Judged, known: Collection[str]) -> None:
    booking, week, rate = line.text("booking")[:30], _date(line, "week_ending"), _money(line, "rate")
    minutes = line.read("hours", target="duration").value
    faults = (
        ("unknown_booking", "booking", booking not in known),
        _date_fault(line, "week_ending"),
        ("bad_duration", "hours", not isinstance(minutes, int)),
        ("hours_out_of_range", "hours", isinstance(minutes, int) and minutes > MINUTES_A_WEEK),
        ("bad_number", "rate", rate is None),
    )
    if _refuse(line, judged=judged, faults=faults) or week is None or rate is None or not isinstance(minutes, int):
        return
    status = line.text("tstate").casefold()
    if status in LEFT_OUT:
        judged.skipped_by_state += 1
        return
    timesheet = TimesheetLine(
        booking=booking,
        week_ending=week + timedelta(days=DAYS_TO_SUNDAY - week.isoweekday()),
        number=line.text("ts").upper()[:30],
        minutes=minutes,
        rate=rate,
        vat=_vat_percent(line),
        status=STATUSES.get(status, "submitted"),
        invoice=line.text("invoice")[:30],
    )
    if timesheet.key in judged.timesheets:
        judged.repeat(line, code="duplicate_timesheet")
        return
    judged.timesheets[timesheet.key] = timesheet
    if timesheet.week_ending != week:
        judged.warnings.append(line.noticed("week_ending_not_sunday", field="week_ending"))


def _take_invoice(line: Line, *, judged: Judged, sums: Mapping[str, Fraction]) -> None:
    number, net = line.text("invoice")[:30], line.read("net", target="money").value
    faults = (("missing_required", "invoice", not number), ("bad_number", "net", not _is_sum(net)))
    if _refuse(line, judged=judged, faults=faults) or not isinstance(net, Decimal):
        return
    if number in judged.invoices:
        judged.repeat(line, code="duplicate_row")
        return
    judged.invoices[number] = InvoiceLine(
        number, _date(line, "invoice_date"), net, _sum(line, "invoice_vat"), _sum(line, "gross")
    )
    if abs(Fraction(net) - sums.get(number, NONE)) > LARGEST_DIFFERENCE:
        judged.warnings.append(line.noticed("invoice_differs", field="net"))


def _is_sum(net: object) -> bool:
    return isinstance(net, Decimal) and abs(net) < LARGEST_INVOICE


def year_start(day: date) -> date:
    """Return the first day of the financial year of a day."""
    return date(day.year if day.month >= FIRST_MONTH_OF_YEAR else day.year - 1, FIRST_MONTH_OF_YEAR, 1)


def totals_of(judged: Judged, *, known_bookings: Mapping[str, str], as_at: date) -> Mapping[str, object]:
    """Return hours and cost; a timesheet belongs to the year of its Sunday."""
    types = {**known_bookings, **{ref: booking.worker_type for ref, booking in judged.bookings.items()}}
    lines = list(judged.timesheets.values())
    agency = [line for line in lines if types[line.booking] == "agency"]
    bank = [line for line in lines if types[line.booking] == "bank"]
    to_date = [line for line in agency if year_start(as_at) <= line.week_ending <= as_at]
    return {
        "bookings": len(judged.bookings),
        "timesheet_lines": len(lines),
        "agency_hours": _hours(agency),
        "agency_net_year_to_date": str(decimal_half_away(sum((line.net for line in to_date), NONE), places=2)),
        "bank_hours": _hours(bank),
        "bands_with_cap": sorted(int(cap.band) for cap in judged.caps.values() if cap.band.isdigit()),
    }


def _hours(lines: Sequence[TimesheetLine]) -> str:
    return str(decimal_half_away(Fraction(sum(line.minutes for line in lines), MINUTES_AN_HOUR), places=2))
