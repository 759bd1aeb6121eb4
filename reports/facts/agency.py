"""Bookings, timesheets and caps on record, as facts for reports, and how far the timesheets reach."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal, cast

from django.db.models import Max, Q

from directorate.core import clock
from directorate.core.models import Specialty
from reports.domain.agency import Group, ReportLine, report_lines
from reports.domain.agency_ledger import Agency, Booking, Cap, Invoice, Timesheet
from reports.domain.release import Source
from reports.facts.agency_plan import exemptions
from reports.models import ExitPlan
from staffing.domain.spans import Span
from staffing.models import AgencyBooking, AgencyInvoice, AgencyPriceCap, AgencyTimesheet, TimesheetStatus

MINUTES_AN_HOUR = 60
ONE_DAY = timedelta(days=1)


def agency_until(sunday: date) -> Agency:
    """Return all of agency and bank up to a week: the 12-week clock begins with a worker's first timesheet."""
    return Agency(
        bookings=tuple(_bookings(sunday)),
        timesheets=tuple(_timesheets(sunday)),
        caps=tuple(_caps()),
        exit_plans=_exit_plans(),
        exemptions=tuple(exemptions()),
        invoices=tuple(_invoices()),
    )


def _invoices() -> Iterator[Invoice]:
    for number, day, net in AgencyInvoice.objects.order_by("invoice_no").values_list(
        "invoice_no", "invoice_date", "net"
    ):
        yield Invoice(number, day, Fraction(net))


def _exit_plans() -> dict[tuple[str, str, str], str]:
    rows = ExitPlan.objects.values_list("specialty__code", "band", "reason", "text")
    return {(specialty or "", band, reason): text for specialty, band, reason, text in rows}


def exit_plan_lines(*, today: date) -> tuple[list[ReportLine], dict[Group, str]]:
    """Return the lines of the last complete week, and the plans that are written, by specialty, band and reason."""
    sunday = today - timedelta(days=today.isoweekday() % 7 or 7)
    names = tuple(Specialty.objects.in_order().values_list("code", "name"))
    agency = agency_until(sunday)
    return report_lines(agency, sunday=sunday, specialties=names), dict(agency.exit_plans)


def _bookings(sunday: date) -> Iterator[Booking]:
    rows = AgencyBooking.objects.filter(start_date__lte=sunday).select_related("specialty").order_by("pk")
    for row in rows:
        yield Booking(
            key=str(row.pk),
            worker=row.worker_ref or f"booking {row.pk}",
            worker_type=cast(Literal["agency", "bank"], row.worker_type),
            specialty=row.specialty.code if row.specialty else "",
            band=row.band,
            reason=row.reason,
            is_on_framework=row.is_on_framework,
            has_approval=bool(row.approval_no.strip()),
            span=Span(row.start_date, row.end_date),
            rate=None if row.hourly_rate is None else Fraction(row.hourly_rate),
        )


def _timesheets(sunday: date) -> Iterator[Timesheet]:
    rows = AgencyTimesheet.objects.filter(week_ending_date__lte=sunday).order_by("pk")
    for booking, week_ending, minutes, rate, vat, status, invoice in rows.values_list(
        "booking_id", "week_ending_date", "minutes", "hourly_rate", "vat_percent", "status", "invoice_no"
    ):
        hours, is_waiting = Fraction(minutes, MINUTES_AN_HOUR), status == TimesheetStatus.SUBMITTED
        yield Timesheet(
            str(booking), week_ending, hours, Fraction(rate), Fraction(vat), is_waiting=is_waiting, invoice=invoice
        )


def _caps() -> Iterator[Cap]:
    for band, valid, rate in AgencyPriceCap.objects.order_by("pk").values_list("band", "valid", "hourly_rate"):
        last = valid.upper - ONE_DAY if valid.upper else None
        yield Cap(band, Span(cast(date, valid.lower), last), Fraction(rate))


def timesheet_source() -> Source | None:
    """Return how far the timesheets reach; None while there is no agency workbook, which no report waits for then.

    Where no booking runs after the latest timesheet there is nothing to wait for either.
    """
    latest = AgencyTimesheet.objects.aggregate(latest=Max("week_ending_date"))["latest"]
    if latest is None:
        return None
    today = clock.today()
    running = AgencyBooking.objects.filter(Q(end_date=None) | Q(end_date__gt=latest), start_date__lte=today)
    data_to = latest if running.exists() else max(latest, today)
    return Source("timesheets", "Agency timesheets", data_to, "load the agency workbook of this week")
