"""Clinics with the patients booked into them: stored as the extract says, and what was to be cancelled is looked at again.

A clinic that the file does not name stays as it was; an older file does not overwrite what a newer one said.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from directorate.core.domain.access import Subject
from directorate.core.importers.documents import Change, Found, Order, RejectedLine
from directorate.core.importers.feeds import DocumentFeed, Words
from directorate.core.importers.grids import FoundTable, Line
from directorate.core.imports.rows import Rows, returned_rows
from directorate.core.models import Person
from rotas.actions.cancellation_checks import confirm_cancellations
from rotas.actions.imports.named import doctors_by_name, fault_of_name, plain, sites_by_name
from rotas.importers import clinic_bookings as extract
from rotas.importers.clinic_bookings import ClinicKey, ClinicLine
from rotas.importers.week_words import CODES
from rotas.models import ClinicBooking

CLINIC_CODES = CODES | {
    "bad_date": ("The cell should hold a date and cannot be read", "Give day, month and year, for example 22/11/2026."),
    "unknown_half": ("The half of the day is neither morning nor afternoon", "Give AM or PM."),
}


def check(table: FoundTable, as_at: date) -> Found:
    """Return what stands in the extract and what it would change."""
    doctors, sites = doctors_by_name(), sites_by_name()
    rejected: list[RejectedLine] = []
    clinics: dict[ClinicKey, ClinicLine] = {}
    lines = list(table.lines())
    for line in lines:
        fault = _fault_of(line, doctors=doctors, sites=sites, seen=clinics)
        if fault:
            rejected.append(line.rejected(fault[0], field=fault[1]))
            continue
        clinic = extract.clinic_of(line)
        clinics[clinic.key] = clinic
    rows = _rows(clinics, doctors=doctors, sites=sites, as_at=as_at)
    return Found(
        rows_read=len(lines),
        rows_accepted=len(lines) - len(rejected),
        rejected=rejected,
        changes=[rows.change],
        content=rows,
        headings={table.sheet: table.shown_headings},
        returned=returned_rows([table], rejected=rejected),
    )


def _fault_of(
    line: Line,
    *,
    doctors: Mapping[str, Sequence[Person]],
    sites: Mapping[str, int],
    seen: Mapping[ClinicKey, ClinicLine],
) -> tuple[str, str] | None:
    """Return the code and the field of the first thing wrong with a row."""
    fault = next(iter(extract.faults_of(line)), None)
    if fault:
        return fault
    if not_one := fault_of_name(line.text("consultant"), doctors=doctors):
        return not_one, "consultant"
    if line.text("site") and plain(line.text("site")) not in sites:
        return "unknown_site", "site"
    return ("duplicate_row", "code") if extract.clinic_of(line).key in seen else None


def _rows(
    clinics: Mapping[ClinicKey, ClinicLine],
    *,
    doctors: Mapping[str, Sequence[Person]],
    sites: Mapping[str, int],
    as_at: date,
) -> Rows:
    days = [clinic.date for clinic in clinics.values()]
    stored = ClinicBooking.objects.filter(date__range=(min(days), max(days))) if days else ClinicBooking.objects.none()
    rows = Rows.of("clinics", (((row.date, row.session, row.clinic_code), row) for row in stored))
    for key, clinic in clinics.items():
        row = rows.rows.get(key)
        if row is not None and row.data_as_at_date > as_at:
            continue
        fields: dict[str, object] = {
            "date": clinic.date,
            "session": clinic.session,
            "clinic_code": clinic.clinic_code,
            "consultant_id": doctors[plain(clinic.consultant)][0].pk,
            "site_id": sites.get(plain(clinic.site)),
            "slots": clinic.slots,
            "booked_new": clinic.booked_new,
            "booked_follow_up": clinic.booked_follow_up,
            "dna": clinic.dna,
            "cancelled_by": clinic.cancelled_by,
        }
        if row is None:
            fields["data_as_at_date"] = as_at
        rows.give(key, make=ClinicBooking, fields=fields)
    return rows


def store(found: Found, order: Order) -> Sequence[Change]:
    """Write the clinics, note the day of the extract on all it names, and look at what was to be cancelled."""
    rows: Rows = found.content
    rows.save()
    keys = [row.pk for key, row in rows.rows.items() if key in rows.given]
    ClinicBooking.objects.filter(pk__in=keys).update(data_as_at_date=order.as_at)
    confirm_cancellations()
    return found.changes


CLINIC_BOOKINGS = DocumentFeed(
    key="clinic_bookings",
    name="Clinic bookings",
    subject=Subject.MEDICAL_STAFF,
    reads=Subject.ROTA,
    words=Words(
        noun="clinic bookings",
        day="as at",
        ours="look like our clinics",
        opens=("rotas:cancellation_list", "Open the cancellations"),
        source="the booking system",
    ),
    codes=CLINIC_CODES,
    tables=[extract.CLINICS],
    read=extract.read,
    check=check,
    store=store,
)
