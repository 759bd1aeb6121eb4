"""Booking, confirmation, timesheet and invoice of a locum beside one another: what differs, and what may be paid.

Moments are minutes that have passed (`rotas.domain.clocks`), money is pounds as an exact number.
Source: rota rule book, section 10.2 (timesheet match codes).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from directorate.core.domain.rounding import decimal_half_away

ShiftState = Literal["BOOKED", "CANCELLED", "NO_SHOW"]
VatBasis = Literal["ALL", "COMMISSION", "NONE"]
Status = Literal["MATCHED", "QUERIED", "INCOMPLETE"]
NEEDS_BREAK = 6 * 60
# The only code that does not stand in the way of paying.
HARMLESS = frozenset({"HOURS_UNDER_BOOKED"})
WORDS = {
    "MISSING_BOOKING": "There is no booking",
    "MISSING_CONFIRMATION": "The agency has not confirmed",
    "MISSING_TIMESHEET": "No timesheet came",
    "MISSING_INVOICE": "No invoice came",
    "REF_MISMATCH": "The documents have different booking references",
    "WORKER_MISMATCH": "The documents name different workers",
    "RATE_BOOKING_CONFIRMATION": "The rate confirmed is another than the rate booked",
    "DATE_OUTSIDE_BOOKING": "Nothing was booked on that day",
    "CANCELLED_SHIFT": "The shift was cancelled",
    "NO_SHOW_SHIFT": "The worker did not come",
    "HOURS_OVER_BOOKED": "More hours than booked",
    "HOURS_UNDER_BOOKED": "Fewer hours than booked",
    "BREAK_NOT_DEDUCTED": "No break was taken off more than 6 hours",
    "DUPLICATE_LINE": "The same shift stands on a timesheet before",
    "OVERLAP_TIMESHEET": "The shift overlaps another of the same worker",
    "OVERLAP_ROTA": "The worker was on our own rota then",
    "COST_CODE_MISSING": "The timesheet has no cost code",
    "COST_CODE_MISMATCH": "The cost code is not the booking's",
    "WORKER_UNSIGNED": "The worker has not signed",
    "UNSIGNED": "Nobody has signed for us",
    "SIGNER_IS_WORKER": "The worker signed for us",
    "SIGNER_NOT_AUTHORISED": "Who signed had no right to for this cost code on that day",
    "SIGNER_IS_REQUESTER": "Who signed had asked for the locum, and the amount is above the limit for that",
    "SIGNED_BEFORE_WORK": "Signed before the work was done",
    "INVOICED_TWICE": "The number of the invoice was used before",
    "RATE_INVOICE": "The invoice has another rate",
    "LINE_ARITHMETIC": "Hours times rate is not the amount",
    "COMMISSION_ON_UNWORKED": "Commission on hours that were not worked",
    "INVOICE_HOURS": "The hours of the invoice are not those of the timesheet",
    "VAT_MISMATCH": "The VAT is not what was agreed",
    "INVOICE_TOTAL": "The lines and the VAT do not add up to the total",
}


@dataclass(frozen=True, slots=True)
class Shift:
    """A booked shift: its day, the minute of the day at which it starts, and the minutes to be paid."""

    day: date
    start: int
    paid_minutes: int
    state: ShiftState


@dataclass(frozen=True, slots=True)
class Booking:
    """What was booked, with the rates of an hour by band."""

    ref: str
    worker: str
    shifts: Sequence[Shift]
    rates: Mapping[str, Fraction]
    vat_basis: VatBasis
    cost_code: str
    requested_by: str
    breaks_paid: bool = False


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What the agency confirmed."""

    ref: str
    worker: str
    rates: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class WorkedLine:
    """A line of a timesheet: the local day and minute of the day of its start, and from when to when it was."""

    day: date
    minute: int
    start: int
    end: int
    break_minutes: int
    band: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A timesheet; who signed is empty when nobody did."""

    ref: str
    worker: str
    lines: Sequence[WorkedLine]
    cost_code: str
    worker_signed: date | None
    signer: str
    signed: date | None


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """A line of an invoice; `is_work` False is commission."""

    is_work: bool
    band: str
    minutes: Fraction
    rate: Fraction
    amount: Fraction


@dataclass(frozen=True, slots=True)
class Invoice:
    """What the agency asks for."""

    ref: str
    worker: str
    number: str
    lines: Sequence[InvoiceLine]
    vat: Fraction
    total: Fraction


@dataclass(frozen=True, slots=True)
class SignerRight:
    """Who may sign for which cost codes from when to when, both days in; no last day means still."""

    signer: str
    first: date
    last: date | None
    cost_codes: frozenset[str]


Spans = Sequence[tuple[str, int, int]]


@dataclass(frozen=True, slots=True)
class Around:
    """What the documents are judged against.

    `earlier` and `on_rota` are (worker, start, end); `tolerance` is in minutes; `vat_rate` 0.20 is 20 per cent;
    without `with_invoices` no invoice is expected yet, and nothing is payable.
    """

    rights: Sequence[SignerRight] = ()
    earlier: Spans = ()
    earlier_invoices: frozenset[str] = frozenset()
    on_rota: Spans = ()
    tolerance: int = 0
    same_person_threshold: Fraction = Fraction(0)
    vat_rate: Fraction = Fraction(1, 5)
    with_invoices: bool = True


@dataclass(frozen=True, slots=True)
class Documents:
    """What is there of one booking; None is what has not come."""

    booking: Booking | None = None
    confirmation: Confirmation | None = None
    sheet: Sheet | None = None
    invoice: Invoice | None = None

    @property
    def refs(self) -> set[str]:
        """Return the booking references of what is there."""
        return {paper.ref for paper in self._there}

    @property
    def workers(self) -> set[str]:
        """Return the workers of what is there."""
        return {paper.worker for paper in self._there}

    @property
    def _there(self) -> list[Booking | Confirmation | Sheet | Invoice]:
        papers = (self.booking, self.confirmation, self.sheet, self.invoice)
        return [paper for paper in papers if paper is not None]


Mismatch = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class Match:
    """What was found: the codes with the number of their line (None: the whole), minutes to be paid by band."""

    mismatches: tuple[Mismatch, ...]
    paid_minutes: Mapping[str, int]
    total: Fraction

    @property
    def codes(self) -> list[str]:
        """Return each code once, in order."""
        return sorted({code for code, _ in self.mismatches})

    @property
    def status(self) -> Status:
        """Return whether something lacks, something is to be asked, or all fits."""
        if any(code.startswith("MISSING_") for code in self.codes):
            return "INCOMPLETE"
        return "QUERIED" if set(self.codes) - HARMLESS else "MATCHED"

    @property
    def payable(self) -> Fraction:
        """Return the pounds that may be paid: the invoice when all fits, else nothing."""
        return self.total if self.status == "MATCHED" else Fraction(0)


def match(papers: Documents, *, around: Around) -> Match:
    """Return what the documents of one booking say against one another."""
    found = {*_missing(papers, around=around), *_names(papers)}
    if papers.sheet is not None:
        found |= {*_hours(papers.sheet, booking=papers.booking, around=around), *_signatures(papers, around=around)}
    if papers.invoice is not None:
        found |= {*_invoice(papers.invoice, papers=papers, around=around)}
    return Match(
        mismatches=tuple(sorted(found, key=lambda item: (item[0], item[1] or 0))),
        paid_minutes=_paid_by_band(papers),
        total=papers.invoice.total if papers.invoice else Fraction(0),
    )


def _missing(papers: Documents, *, around: Around) -> Iterator[Mismatch]:
    wanted = {"BOOKING": papers.booking, "CONFIRMATION": papers.confirmation, "TIMESHEET": papers.sheet}
    if around.with_invoices:
        wanted["INVOICE"] = papers.invoice  # type: ignore[assignment]
    yield from ((f"MISSING_{name}", None) for name, paper in wanted.items() if paper is None)


def _names(papers: Documents) -> Iterator[Mismatch]:
    if len(papers.refs) > 1:
        yield "REF_MISMATCH", None
    if len(papers.workers) > 1:
        yield "WORKER_MISMATCH", None
    if papers.booking and papers.confirmation and papers.booking.rates != papers.confirmation.rates:
        yield "RATE_BOOKING_CONFIRMATION", None


def _paid(line: WorkedLine, *, booking: Booking | None) -> int:
    return line.end - line.start - (0 if booking and booking.breaks_paid else line.break_minutes)


def _paid_by_band(papers: Documents) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in papers.sheet.lines if papers.sheet else ():
        found[line.band] = found.get(line.band, 0) + _paid(line, booking=papers.booking)
    return found


def _hours(sheet: Sheet, *, booking: Booking | None, around: Around) -> Iterator[Mismatch]:
    before: list[tuple[str, int, int]] = list(around.earlier)
    for number, line in enumerate(sheet.lines, start=1):
        codes = [*_against_booking(line, booking=booking, around=around), *_against_work(line, sheet.worker, before)]
        if any(worker == sheet.worker and _overlap(line, start, end) for worker, start, end in around.on_rota):
            codes.append("OVERLAP_ROTA")
        yield from ((code, number) for code in codes)
        before.append((sheet.worker, line.start, line.end))


def _overlap(line: WorkedLine, start: int, end: int) -> bool:
    return line.start < end and start < line.end


def _against_booking(line: WorkedLine, *, booking: Booking | None, around: Around) -> Iterator[str]:
    if booking is None:
        return
    if not line.break_minutes and line.end - line.start > NEEDS_BREAK and not booking.breaks_paid:
        yield "BREAK_NOT_DEDUCTED"
    of_day = [shift for shift in booking.shifts if shift.day == line.day]
    if not of_day:
        yield "DATE_OUTSIDE_BOOKING"
        return
    shift = min(of_day, key=lambda shift: abs(shift.start - line.minute))
    if shift.state != "BOOKED":
        yield f"{shift.state}_SHIFT"
        return
    over = _paid(line, booking=booking) - shift.paid_minutes
    if abs(over) > around.tolerance:
        yield "HOURS_OVER_BOOKED" if over > 0 else "HOURS_UNDER_BOOKED"


def _against_work(line: WorkedLine, worker: str, before: Spans) -> Iterator[str]:
    own = [(start, end) for name, start, end in before if name == worker]
    if any(start == line.start for start, _ in own):
        yield "DUPLICATE_LINE"
    if any(start != line.start and _overlap(line, start, end) for start, end in own):
        yield "OVERLAP_TIMESHEET"


def _signatures(papers: Documents, *, around: Around) -> Iterator[Mismatch]:
    sheet, booking = papers.sheet, papers.booking
    assert sheet is not None  # noqa: S101 asked only when there is one
    if not sheet.cost_code:
        yield "COST_CODE_MISSING", None
    elif booking and sheet.cost_code != booking.cost_code:
        yield "COST_CODE_MISMATCH", None
    if sheet.worker_signed is None:
        yield "WORKER_UNSIGNED", None
    if not sheet.signer:
        yield "UNSIGNED", None
    else:
        yield from _signer(sheet, papers=papers, around=around)


def _signer(sheet: Sheet, *, papers: Documents, around: Around) -> Iterator[Mismatch]:
    booking = papers.booking
    if sheet.signer == sheet.worker:
        yield "SIGNER_IS_WORKER", None
    elif not _may_sign(sheet, rights=around.rights):
        yield "SIGNER_NOT_AUTHORISED", None
    total = papers.invoice.total if papers.invoice else Fraction(0)
    if booking and sheet.signer == booking.requested_by and total > around.same_person_threshold:
        yield "SIGNER_IS_REQUESTER", None
    if sheet.signed and sheet.lines and sheet.signed < max(line.day for line in sheet.lines):
        yield "SIGNED_BEFORE_WORK", None


def _may_sign(sheet: Sheet, *, rights: Sequence[SignerRight]) -> bool:
    day = sheet.signed
    return day is not None and any(
        right.signer == sheet.signer
        and right.first <= day
        and (right.last is None or day <= right.last)
        and sheet.cost_code in right.cost_codes
        for right in rights
    )


def _invoice(invoice: Invoice, *, papers: Documents, around: Around) -> Iterator[Mismatch]:
    if invoice.number in around.earlier_invoices:
        yield "INVOICED_TWICE", None
    yield from _invoice_lines(invoice, papers=papers)
    worked = _paid_by_band(papers)
    asked: dict[str, Fraction] = {}
    for line in invoice.lines:
        if line.is_work:
            asked[line.band] = asked.get(line.band, Fraction(0)) + line.minutes
    if papers.sheet is not None and asked != worked:
        yield "INVOICE_HOURS", None
    if papers.booking is not None and invoice.vat != _vat(invoice, basis=papers.booking.vat_basis, around=around):
        yield "VAT_MISMATCH", None
    if sum((line.amount for line in invoice.lines), invoice.vat) != invoice.total:
        yield "INVOICE_TOTAL", None


def _invoice_lines(invoice: Invoice, *, papers: Documents) -> Iterator[Mismatch]:
    agreed = papers.confirmation or papers.booking
    most = sum(_paid_by_band(papers).values())
    for number, line in enumerate(invoice.lines, start=1):
        if line.is_work and agreed is not None and agreed.rates.get(line.band) != line.rate:
            yield "RATE_INVOICE", number
        if _pence(line.minutes / 60 * line.rate) != line.amount:
            yield "LINE_ARITHMETIC", number
        if not line.is_work and papers.sheet is not None and line.minutes > most:
            yield "COMMISSION_ON_UNWORKED", number


def _vat(invoice: Invoice, *, basis: VatBasis, around: Around) -> Fraction:
    lines = [line for line in invoice.lines if basis == "ALL" or (basis == "COMMISSION" and not line.is_work)]
    return _pence(around.vat_rate * sum((line.amount for line in lines), Fraction(0)))


def _pence(pounds: Fraction) -> Fraction:
    return Fraction(decimal_half_away(pounds, places=2))
