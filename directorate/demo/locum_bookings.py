"""The demo's locum pack: bookings with timesheets and invoices, most of which fit together."""

from datetime import date, datetime, time, timedelta

from psycopg.types.range import DateRange, TimestamptzRange

from directorate.core.domain.calendar import LONDON
from directorate.core.models import Specialty
from rotas.models import BookingState, LocumBooking, LocumInvoiceLine, LocumTimesheetLine, PaperSignatory, VatBasis

AGENCIES = ("Northfield Medical", "Severn Locums", "Arden Staffing")
LOCUMS = ("Ashby", "Denholm", "Garside", "Jellicoe", "Marchetti", "Pascoe")
COST_CODES = (("ent", "RWP-ENT-5501"), ("omfs", "RWP-OMF-5502"), ("dermatology", "RWP-DER-5503"))
BOOKINGS, DAYS_APART, TO_COME = 18, 3, 3
PAID_MINUTES, BREAK = 480, 30
CANCELLED, NOT_CONFIRMED, NO_TIMESHEET, TOO_LONG, OTHER_RATE = 4, 6, 9, 11, 13


def create_locum_bookings(*, today: date) -> None:
    """Make the bookings of the last weeks and a few to come, with the papers of those that are over."""
    for reference in ("SIG1", "SIG2"):
        codes = [code for _, code in COST_CODES]
        PaperSignatory.objects.create(
            reference=reference, cost_codes=codes, valid=DateRange(today - timedelta(days=400), None)
        )
    specialties = {row.code: row for row in Specialty.objects.all()}
    first = today - timedelta(days=DAYS_APART * (BOOKINGS - TO_COME))
    for number in range(BOOKINGS):
        code, cost_code = COST_CODES[number % len(COST_CODES)]
        booking = _booking(number, day=first + timedelta(days=DAYS_APART * number), cost_code=cost_code)
        booking.specialty = specialties.get(code)
        booking.save()
        if number < BOOKINGS - TO_COME and number not in {CANCELLED, NO_TIMESHEET}:
            _papers(number, booking=booking)


def _booking(number: int, *, day: date, cost_code: str) -> LocumBooking:
    rate = 6000 + 300 * (number % 7)
    is_confirmed = number != NOT_CONFIRMED
    return LocumBooking(
        booking_ref=f"B{4000 + number}",
        worker_ref=f"W{300 + number % len(LOCUMS)}",
        worker_name=LOCUMS[number % len(LOCUMS)],
        agency=AGENCIES[number % len(AGENCIES)],
        during=_during(day, hours=8.5),
        break_minutes=BREAK,
        core_pence=rate,
        unsocial_pence=rate + 1500,
        confirmed_core_pence=rate if is_confirmed else None,
        confirmed_unsocial_pence=rate + 1500 if is_confirmed else None,
        vat_basis=VatBasis.NONE,
        cost_code=cost_code,
        requested_by="Rota office",
        state=BookingState.CANCELLED if number == CANCELLED else BookingState.BOOKED,
    )


def _during(day: date, *, hours: float) -> TimestamptzRange:
    begins = datetime.combine(day, time(9), LONDON)
    return TimestamptzRange(begins, begins + timedelta(hours=hours))


def _papers(number: int, *, booking: LocumBooking) -> None:
    day = booking.during.lower.astimezone(LONDON).date()
    LocumTimesheetLine.objects.create(
        booking_ref=booking.booking_ref,
        worker_ref=booking.worker_ref,
        during=_during(day, hours=9.5 if number == TOO_LONG else 8.5),
        break_minutes=BREAK,
        band="CORE",
        cost_code=booking.cost_code,
        worker_signed_date=day + timedelta(days=1),
        signer_ref="SIG1",
        signed_date=day + timedelta(days=2),
    )
    rate = (booking.core_pence or 0) + (200 if number == OTHER_RATE else 0)
    amount = rate * PAID_MINUTES // 60
    LocumInvoiceLine.objects.create(
        invoice_no=f"INV-{7000 + number}",
        booking_ref=booking.booking_ref,
        position=1,
        worker_ref=booking.worker_ref,
        is_work=True,
        band="CORE",
        minutes=PAID_MINUTES,
        rate_pence=rate,
        amount_pence=amount,
        vat_pence=0,
        total_pence=amount,
    )
