"""Bookings of locums beside what the agency confirmed, the timesheet and the invoice: what fits, what is to be asked."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from directorate.core import clock
from directorate.core.access import reach
from directorate.core.domain.access import Subject
from directorate.core.domain.calendar import LONDON
from directorate.core.models import PolicyNumber, User
from rotas.domain import timesheet_match as match
from rotas.domain.clocks import minute_of
from rotas.domain.timesheet_match import WORDS, Around, Documents, Match
from rotas.models import LocumBooking, LocumInvoiceLine, LocumTimesheetLine, PaperSignatory

DAYS_BACK = timedelta(days=400)
STATUS_WORDS = {"MATCHED": "Fits", "QUERIED": "To ask", "INCOMPLETE": "Incomplete"}
POLICY_NUMBERS = (
    ("locum_hours_tolerance_minutes", "Hours of a locum that may differ from the booking", "0", "minutes",
     "Rota rules 10.2", False),
    ("locum_same_person_pounds", "Who asked for a locum may sign the timesheet up to", "5000", "pounds",
     "Rota rules 10.2", False),
    ("locum_vat_percent", "VAT on agency invoices", "20", "percent", "Rota rules 10.2", False),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BookingRow:
    """One booking (None: papers without one), what was found, and whether the shift is still to come."""

    ref: str
    worker: str
    booking: LocumBooking | None
    match: Match
    is_to_come: bool = False

    @property
    def status(self) -> str:
        """Return the status in a word."""
        return "To come" if self.is_to_come else STATUS_WORDS[self.match.status]

    @property
    def findings(self) -> list[str]:
        """Return what was found in words; nothing of a shift that is still to come."""
        return [] if self.is_to_come else [WORDS[code] for code in self.match.codes]

    @property
    def payable(self) -> Decimal:
        """Return the pounds that may be paid."""
        return Decimal(self.match.payable.numerator) / self.match.payable.denominator


@dataclass(frozen=True, slots=True)
class BookingPage:
    """The bookings, and papers whose reference no booking has."""

    rows: Sequence[BookingRow]
    strays: Sequence[BookingRow]

    def count(self, status: str) -> int:
        """Return how many bookings have a status."""
        return sum(row.status == status for row in self.rows)

    @property
    def payable(self) -> Decimal:
        """Return the pounds that may be paid for all of them."""
        return sum((row.payable for row in self.rows), Decimal(0))


@dataclass(frozen=True, slots=True)
class _Papers:
    """What there is beside the bookings, by booking reference, in the order in which it came."""

    sheets: Mapping[str, Sequence[LocumTimesheetLine]]
    invoices: Mapping[str, Sequence[LocumInvoiceLine]]

    @property
    def has_invoices(self) -> bool:
        """Return whether any invoice was loaded: until then none is expected."""
        return bool(self.invoices)


def booking_page(user: User, *, now: datetime) -> BookingPage:
    """Return the bookings of the last 400 days that the user may see, the latest first; eight queries at most.

    Papers without a booking belong to no specialty: only who sees every specialty sees them.
    """
    visible = set(LocumBooking.objects.visible_to(user).values_list("pk", flat=True))
    every = matched(now=now)
    rows = [row for row in every if row.booking is not None and row.booking.pk in visible]
    sees_all = reach(user=user, subject=Subject.LOCUM).everything
    strays = [row for row in every if row.booking is None] if sees_all else []
    return BookingPage(rows=sorted(rows, key=_begins, reverse=True), strays=strays)


def _begins(row: BookingRow) -> datetime:
    assert row.booking is not None  # noqa: S101 only bookings are sorted
    begins: datetime = row.booking.during.lower
    return begins


def file_rows(rows: Sequence[BookingRow]) -> Iterator[Sequence[object]]:
    """Yield the rows of a workbook: who, when, what was found, what may be paid."""
    for row in rows:
        booking = row.booking
        if booking is None:
            continue
        begins, ends = (moment.astimezone(LONDON) for moment in (booking.during.lower, booking.during.upper))
        yield (
            row.ref, row.worker, booking.agency, booking.specialty.name if booking.specialty else "", begins.date(),
            f"{begins:%H:%M}", f"{ends:%H:%M}", booking.cost_code, booking.get_state_display(), row.status,
            "; ".join(row.findings), row.payable,
        )  # fmt: skip


def matched(*, now: datetime) -> list[BookingRow]:
    """Return every booking of the last 400 days, in the order of booking, then papers without one."""
    since = now - DAYS_BACK
    bookings = list(LocumBooking.objects.in_order().filter(during__startswith__gte=since))
    papers = _papers(since=since)
    judge = _Judge(papers=papers, around=_around(papers))
    rows = [judge.row(booking.booking_ref, booking=booking, now=now) for booking in bookings]
    known = set(LocumBooking.objects.values_list("booking_ref", flat=True))
    strays = dict.fromkeys([*papers.sheets, *papers.invoices])
    return [*rows, *(judge.row(ref, booking=None, now=now) for ref in strays if ref not in known)]


def _papers(*, since: datetime) -> _Papers:
    sheets: dict[str, list[LocumTimesheetLine]] = defaultdict(list)
    invoices: dict[str, list[LocumInvoiceLine]] = defaultdict(list)
    for line in LocumTimesheetLine.objects.filter(during__startswith__gte=since).order_by("during", "pk"):
        sheets[line.booking_ref].append(line)
    for item in LocumInvoiceLine.objects.order_by("pk"):
        invoices[item.booking_ref].append(item)
    return _Papers(sheets=sheets, invoices=invoices)


def _around(papers: _Papers) -> Around:
    numbers = PolicyNumber.objects.values_on(clock.today())
    rights = [
        match.SignerRight(
            signer=row.reference,
            first=row.valid.lower,
            last=row.valid.upper - timedelta(days=1) if row.valid.upper else None,
            cost_codes=frozenset(row.cost_codes),
        )
        for row in PaperSignatory.objects.order_by("reference", "valid")
    ]
    return Around(
        rights=rights,
        tolerance=int(numbers.get("locum_hours_tolerance_minutes", 0)),
        same_person_threshold=Fraction(numbers.get("locum_same_person_pounds", 5000)),
        vat_rate=Fraction(numbers.get("locum_vat_percent", 20)) / 100,
        with_invoices=papers.has_invoices,
    )


class _Judge:
    """Matches booking after booking; what was matched before counts as done."""

    def __init__(self, *, papers: _Papers, around: Around) -> None:
        self.papers, self.around = papers, around
        self.earlier: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
        self.numbers: set[str] = set()

    def row(self, ref: str, *, booking: LocumBooking | None, now: datetime) -> BookingRow:
        """Return one booking, matched."""
        lines, asked = self.papers.sheets.get(ref, ()), self.papers.invoices.get(ref, ())
        documents = Documents(
            booking=_booking(booking) if booking else None,
            confirmation=_confirmation(booking) if booking else None,
            sheet=_sheet(lines) if lines else None,
            invoice=_invoice(asked) if asked else None,
        )
        sheet = documents.sheet
        around = replace(
            self.around,
            earlier=tuple(self.earlier[sheet.worker]) if sheet else (),
            earlier_invoices=frozenset({line.invoice_no for line in asked} & self.numbers),
        )
        found = match.match(documents, around=around)
        if sheet is not None:
            self.earlier[sheet.worker] += [(sheet.worker, line.start, line.end) for line in sheet.lines]
        self.numbers |= {line.invoice_no for line in asked}
        is_to_come = booking is not None and booking.during.upper > now and not lines and not asked
        worker = booking.worker_name or booking.worker_ref if booking else _worker(lines, asked)
        return BookingRow(ref=ref, worker=worker, booking=booking, match=found, is_to_come=is_to_come)


def _worker(lines: Sequence[LocumTimesheetLine], asked: Sequence[LocumInvoiceLine]) -> str:
    workers = [*(line.worker_ref for line in lines), *(line.worker_ref for line in asked)]
    return next(iter(workers), "")


def _pounds(pence: int) -> Fraction:
    return Fraction(pence, 100)


def _rates(core: int | None, unsocial: int | None) -> dict[str, Fraction]:
    said = {"CORE": core, "UNSOCIAL": unsocial}
    return {band: _pounds(pence) for band, pence in said.items() if pence is not None}


def _booking(row: LocumBooking) -> match.Booking:
    begins = row.during.lower.astimezone(LONDON)
    paid = minute_of(row.during.upper) - minute_of(row.during.lower) - row.break_minutes
    shift = match.Shift(begins.date(), begins.hour * 60 + begins.minute, paid, row.state)  # type: ignore[arg-type]
    return match.Booking(
        ref=row.booking_ref,
        worker=row.worker_ref,
        shifts=[shift],
        rates=_rates(row.core_pence, row.unsocial_pence),
        vat_basis=row.vat_basis,  # type: ignore[arg-type]
        cost_code=row.cost_code,
        requested_by=row.requested_by,
    )


def _confirmation(row: LocumBooking) -> match.Confirmation | None:
    rates = _rates(row.confirmed_core_pence, row.confirmed_unsocial_pence)
    return match.Confirmation(row.booking_ref, row.worker_ref, rates) if rates else None


def _sheet(lines: Sequence[LocumTimesheetLine]) -> match.Sheet:
    """Return the lines as one timesheet: a cost code or a signature counts when every line has it."""
    worked = []
    for line in lines:
        begins = line.during.lower.astimezone(LONDON)
        start, end = minute_of(line.during.lower), minute_of(line.during.upper)
        minute = begins.hour * 60 + begins.minute
        worked.append(match.WorkedLine(begins.date(), minute, start, end, line.break_minutes, line.band))
    signed = [line.worker_signed_date for line in lines]
    codes = {line.cost_code for line in lines}
    signers = {line.signer_ref for line in lines}
    return match.Sheet(
        ref=lines[0].booking_ref,
        worker=lines[0].worker_ref,
        lines=worked,
        cost_code="" if "" in codes else lines[0].cost_code,
        worker_signed=None if None in signed else max(day for day in signed if day is not None),
        signer="" if "" in signers else lines[0].signer_ref,
        signed=min((line.signed_date for line in lines if line.signed_date), default=None),
    )


def _invoice(lines: Sequence[LocumInvoiceLine]) -> match.Invoice:
    first = lines[0]
    return match.Invoice(
        ref=first.booking_ref,
        worker=first.worker_ref,
        number=first.invoice_no,
        lines=[
            match.InvoiceLine(
                line.is_work, line.band, Fraction(line.minutes), _pounds(line.rate_pence), _pounds(line.amount_pence)
            )
            for line in lines
        ],
        vat=_pounds(first.vat_pence),
        total=_pounds(first.total_pence),
    )
