"""Bookings, timesheets, invoices and price caps from the agency workbook."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from directorate.core.domain.access import Subject
from directorate.core.importers.documents import Change, Found, Order
from directorate.core.importers.feeds import DocumentFeed, Words
from directorate.core.importers.grids import FoundTable
from directorate.core.imports.rows import Rows, days, end_before_the_next, returned_rows
from directorate.core.models import Specialty
from staffing.importers import agency
from staffing.importers.agency import BookingLine, CapLine, InvoiceLine, TimesheetLine
from staffing.importers.words import CODES
from staffing.models import AgencyBooking, AgencyInvoice, AgencyPriceCap, AgencyTimesheet, Post


@dataclass(frozen=True)
class Plan:
    """What the workbook would make of bookings, timesheets, invoices and caps."""

    bookings: Rows
    timesheets: Rows
    invoices: Rows
    caps: Rows

    @property
    def every(self) -> Sequence[Rows]:
        """Return them in the order in which they are stored."""
        return (self.bookings, self.timesheets, self.invoices, self.caps)


def check(tables: Mapping[str, FoundTable], as_at: date) -> Found:
    """Return what stands in the workbook and what it would change."""
    known = dict(AgencyBooking.objects.values_list("booking_ref", "worker_type"))
    judged = agency.judge(tables, known_bookings=known, as_at=as_at)
    bookings = _bookings(judged.bookings.values())
    plan = Plan(
        bookings=bookings,
        timesheets=_timesheets(judged.timesheets.values(), bookings=bookings.rows),
        invoices=_invoices(judged.invoices.values()),
        caps=_caps(judged.caps.values()),
    )
    read = sum(len(table.below) for table in tables.values())
    left_out = judged.skipped_by_state + len(judged.rejected) + len(judged.duplicates)
    return Found(
        rows_read=read,
        rows_accepted=judged.accepted,
        rows_skipped=read - judged.accepted - left_out,
        skipped_by_state=judged.skipped_by_state,
        rejected=judged.rejected,
        warnings=judged.warnings,
        duplicates=judged.duplicates,
        changes=[rows.change for rows in plan.every],
        totals=agency.totals_of(judged, known_bookings=known, as_at=as_at),
        content=plan,
        headings={table.sheet: table.shown_headings for table in tables.values()},
        returned=returned_rows(tables.values(), rejected=judged.rejected),
    )


def store(found: Found, order: Order) -> Sequence[Change]:
    """Write bookings, timesheets, invoices and caps."""
    plan: Plan = found.content
    for rows in plan.every:
        rows.save()
    return found.changes


def _bookings(lines: Iterable[BookingLine]) -> Rows:
    specialties = dict(Specialty.objects.values_list("code", "pk"))
    posts = dict(Post.objects.values_list("position_no", "pk"))
    rows = Rows.of("bookings", ((row.booking_ref, row) for row in AgencyBooking.objects.all()))
    for line in lines:
        fields = {
            "booking_ref": line.ref,
            "worker_ref": line.worker,
            "worker_type": line.worker_type,
            "specialty_id": specialties.get(line.specialty),
            "band": line.band,
            "reason": line.reason,
            "agency_name": line.agency,
            "is_on_framework": line.is_on_framework,
            "approval_no": line.approval,
            "start_date": line.first,
            "end_date": line.last,
            "hourly_rate": line.rate,
            "vat_percent": line.vat,
            "post_id": posts.get(line.position),
        }
        rows.give(line.ref, make=AgencyBooking, fields=fields)
    return rows


def _timesheets(lines: Iterable[TimesheetLine], *, bookings: Mapping[str, AgencyBooking]) -> Rows:
    stored = AgencyTimesheet.objects.select_related("booking")
    rows = Rows.of(
        "timesheets",
        (((row.booking.booking_ref, row.week_ending_date, row.timesheet_no.upper()), row) for row in stored),
    )
    for line in lines:
        fields = {
            "booking": bookings[line.booking],
            "week_ending_date": line.week_ending,
            "timesheet_no": line.number,
            "minutes": line.minutes,
            "hourly_rate": line.rate,
            "vat_percent": line.vat,
            "status": line.status,
            "invoice_no": line.invoice,
        }
        rows.give(line.key, make=AgencyTimesheet, fields=fields)
    return rows


def _invoices(lines: Iterable[InvoiceLine]) -> Rows:
    rows = Rows.of("invoices", ((row.invoice_no, row) for row in AgencyInvoice.objects.all()))
    for line in lines:
        fields = {
            "invoice_no": line.number,
            "invoice_date": line.day,
            "net": line.net,
            "vat": line.vat,
            "gross": line.gross,
        }
        rows.give(line.number, make=AgencyInvoice, fields=fields)
    return rows


def _caps(lines: Iterable[CapLine]) -> Rows:
    rows = Rows.of("price caps", (((row.band, row.valid.lower), row) for row in AgencyPriceCap.objects.all()))
    for line in lines:
        known = rows.rows.get((line.band, line.first))
        valid = known.valid if known else days(line.first, None)
        fields = {"band": line.band, "valid": valid, "hourly_rate": line.rate, "source": line.note}
        rows.give((line.band, line.first), make=AgencyPriceCap, fields=fields)
    every: dict[str, list[AgencyPriceCap]] = defaultdict(list)
    for (band, _), row in rows.rows.items():
        every[band].append(row)
    for held in every.values():
        end_before_the_next(held)
    return rows


AGENCY = DocumentFeed(
    key="agency",
    name="Agency bookings and timesheets",
    subject=Subject.ESTABLISHMENT,
    reads=Subject.ESTABLISHMENT,
    words=Words(noun="agency workbook", ours="look like our bookings", source="the agency workbook"),
    codes=CODES,
    tables=agency.TABLES,
    read=agency.read,
    check=check,
    store=store,
)
