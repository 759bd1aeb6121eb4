"""Files about locums: bookings, agency timesheets, agency invoices, and who may sign on paper.

Each is stored as it says, in any order: what does not fit together is found by the match, not refused here.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from psycopg.types.range import TimestamptzRange

from directorate.core.domain.access import Subject
from directorate.core.importers.documents import Change, Found, Order
from directorate.core.importers.feeds import DocumentFeed, Words
from directorate.core.imports.rows import Rows, days, end_before_the_next
from directorate.core.models import Specialty
from rotas.actions.imports.faults import corrected_rows, headings_of, noticed_rows, rejected_rows, texts_of
from rotas.domain.clocks import instant_of
from rotas.importers import locum_pack as pack
from rotas.importers.locum_pack import BookingLine, InvoiceLine, Lines, ShiftTimes, SignatoryLine, TimesheetLine
from rotas.importers.locum_words import CODES
from rotas.importers.rows import Remark
from rotas.importers.sheets import RotaFile, open_file, recognised
from rotas.models import LocumBooking, LocumInvoiceLine, LocumTimesheetLine, PaperSignatory

SHORTEST_PART = 3
BOOKED = "BOOKED"


def _reader(read: Callable[[RotaFile], Lines[Any]]) -> Callable[[Path], Lines[Any]]:
    """Return the reader of a file by its path."""

    def from_path(path: Path) -> Lines[Any]:
        return read(open_file(path))

    return from_path


def _found(file: Lines[Any], *, rows: Rows, faults: Sequence[Remark] = (), totals: Mapping[str, Any]) -> Found:
    reading = file.reading
    codes = {row: _specialty(text) for row, text in texts_of(reading, field="cost_code").items()}
    specialties = {row: found.code for row, found in codes.items() if found}
    rejected = rejected_rows(reading, faults=faults, specialties=specialties)
    return Found(
        rows_read=reading.rows_read,
        rows_accepted=reading.rows_accepted - len({fault.row for fault in faults}),
        rejected=rejected,
        warnings=noticed_rows(reading, rejected=rejected),
        changes=[rows.change],
        totals=totals,
        content=rows,
        headings=headings_of(reading),
        returned=corrected_rows(reading, rejected=rejected),
    )


def _specialty(cost_code: str) -> Specialty | None:
    """Return the specialty that a part of a cost code begins (ENT, OMF, DER), None when none or several do."""
    parts = [part.casefold() for part in cost_code.split("-") if len(part) >= SHORTEST_PART and part.isalpha()]
    rows = Specialty.objects.in_order()
    fitting = [row for row in rows if any(row.code.startswith(part) for part in parts)]
    return fitting[0] if len(fitting) == 1 else None


def _during(times: ShiftTimes) -> TimestamptzRange:
    return TimestamptzRange(instant_of(times.start), instant_of(times.end))


def check_bookings(file: Lines[BookingLine], _: date) -> Found:
    """Return what stands in the file and what it would change."""
    refs = [line.ref for line in file.lines]
    stored = LocumBooking.objects.filter(booking_ref__in=refs)
    rows = Rows.of("bookings", ((row.booking_ref, row) for row in stored))
    places = {code: _specialty(code) for code in {line.cost_code for line in file.lines}}
    for line in file.lines:
        specialty = places[line.cost_code]
        fields = {
            "booking_ref": line.ref,
            "worker_ref": line.worker,
            "worker_name": line.name[:100],
            "agency": line.agency[:100],
            "specialty_id": specialty.pk if specialty else None,
            "during": _during(line.times),
            "break_minutes": line.times.break_minutes,
            "core_pence": line.rates[0],
            "unsocial_pence": line.rates[1],
            "confirmed_core_pence": line.confirmed[0],
            "confirmed_unsocial_pence": line.confirmed[1],
            "vat_basis": line.vat_basis,
            "cost_code": line.cost_code,
            "requested_by": line.requested_by[:60],
            "state": line.state,
        }
        rows.give(line.ref, make=LocumBooking, fields=fields)
    booked = sum(line.paid_minutes for line in file.lines if line.state == BOOKED)
    return _found(file, rows=rows, totals={"booked_paid_minutes": booked})


def check_timesheets(file: Lines[TimesheetLine], _: date) -> Found:
    """Return what stands in the file and what it would change."""
    stored = LocumTimesheetLine.objects.filter(booking_ref__in=[line.ref for line in file.lines])
    rows = Rows.of("shifts", (((row.booking_ref, row.worker_ref, row.during.lower), row) for row in stored))
    faults: list[Remark] = []
    for line in file.lines:
        key = (line.ref, line.worker, instant_of(line.times.start))
        if key in rows.given:
            faults.append(Remark(line.row, "start", "duplicate_key", line.ref))
            continue
        fields = {
            "booking_ref": line.ref,
            "worker_ref": line.worker,
            "during": _during(line.times),
            "break_minutes": line.times.break_minutes,
            "band": line.band,
            "cost_code": line.cost_code,
            "worker_signed_date": line.worker_signed,
            "signer_ref": line.signer,
            "signed_date": line.signed,
        }
        rows.give(key, make=LocumTimesheetLine, fields=fields)
    return _found(file, rows=rows, faults=faults, totals={})


def check_invoices(file: Lines[InvoiceLine], _: date) -> Found:
    """Return what stands in the file and what it would change."""
    stored = LocumInvoiceLine.objects.filter(invoice_no__in=[line.number for line in file.lines])
    rows = Rows.of("lines of invoices", (((row.invoice_no, row.booking_ref, row.position), row) for row in stored))
    places: Counter[tuple[str, str]] = Counter()
    for line in file.lines:
        places[line.number, line.ref] += 1
        key = (line.number, line.ref, places[line.number, line.ref])
        fields = {
            "invoice_no": line.number,
            "booking_ref": line.ref,
            "position": key[2],
            "worker_ref": line.worker,
            "is_work": line.is_work,
            "band": line.band,
            "minutes": line.minutes_of_hours,
            "rate_pence": line.rate,
            "amount_pence": line.amount,
            "vat_pence": line.vat,
            "total_pence": line.total,
        }
        rows.give(key, make=LocumInvoiceLine, fields=fields)
    net = sum(line.amount for line in file.lines)
    return _found(file, rows=rows, totals={"net": f"{net // 100}.{net % 100:02}", "invoices": len(places)})


def check_signatories(file: Lines[SignatoryLine], _: date) -> Found:
    """Return what stands in the file and what it would change."""
    stored = PaperSignatory.objects.filter(reference__in=[line.reference for line in file.lines])
    rows = Rows.of("rights to sign", (((row.reference, row.valid.lower), row) for row in stored))
    faults: list[Remark] = []
    for line in file.lines:
        key = (line.reference, line.first)
        if key in rows.given:
            faults.append(Remark(line.row, "id", "duplicate_key", line.reference))
            continue
        valid = days(line.first, line.last)
        fields = {"reference": line.reference, "cost_codes": list(line.cost_codes), "valid": valid}
        rows.give(key, make=PaperSignatory, fields=fields)
    every: dict[str, list[PaperSignatory]] = defaultdict(list)
    for (reference, _first), row in rows.rows.items():
        every[reference].append(row)
    for held in every.values():
        end_before_the_next(held)
    return _found(file, rows=rows, faults=faults, totals={})


def store(found: Found, _: Order) -> Sequence[Change]:
    """Write what is new and what has changed."""
    rows: Rows = found.content
    rows.save()
    return found.changes


def _feed(
    key: str, name: str, *, check: Callable[[Any, date], Found], names: Any, needed: Iterable[str], read: Any
) -> DocumentFeed:
    """Return the feed of one of the files; its rows show rates and names of locums."""
    return DocumentFeed(
        key=key,
        name=name,
        subject=Subject.MEDICAL_STAFF,
        reads=Subject.LOCUM,
        words=Words(
            noun=name.lower(),
            day="as of",
            ours="look like our bookings",
            opens=("rotas:booking_list", "Open the bookings of locums"),
            source="the file",
        ),
        codes=CODES,
        recognise=partial(recognised, names=names, needed=tuple(needed)),
        read=_reader(read),
        check=check,
        store=store,
    )


LOCUM_BOOKINGS = _feed(
    "locum_bookings", "Locum bookings", check=check_bookings, names=pack.BOOKINGS, needed=pack.BOOKINGS_NEEDED,
    read=pack.read_bookings,
)  # fmt: skip
AGENCY_TIMESHEETS = _feed(
    "agency_timesheets", "Agency timesheets of locums", check=check_timesheets, names=pack.TIMESHEETS,
    needed=pack.TIMESHEETS_NEEDED, read=pack.read_timesheets,
)  # fmt: skip
AGENCY_INVOICES = _feed(
    "agency_invoices", "Agency invoices of locums", check=check_invoices, names=pack.INVOICES,
    needed=pack.INVOICES_NEEDED, read=pack.read_invoices,
)  # fmt: skip
SIGNATORIES = _feed(
    "authorised_signatories", "Authorised signatories", check=check_signatories, names=pack.SIGNATORIES,
    needed=pack.SIGNATORIES_NEEDED, read=pack.read_signatories,
)  # fmt: skip
