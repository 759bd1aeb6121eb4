"""Bookings of locums with what the match of their papers found, on screen and as a workbook."""

import tempfile

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from directorate.core import clock
from directorate.core.access import WRITE, may
from directorate.core.access_log import record_access
from directorate.core.domain.access import Subject
from directorate.core.domain.words import long_date
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.models.access import AccessKind
from directorate.core.render.workbooks import Column, write_workbook
from rotas.facts.locum_bookings import STATUS_WORDS, booking_page, file_rows

MOST_SHOWN = 300
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STATUSES = (*STATUS_WORDS.values(), "To come")
COLUMNS = (
    "Booking ref", "Locum", "Agency", "Specialty", "Date", "Start", "Finish", "Cost code", "State", "Match", "Why",
    "Payable",
)  # fmt: skip


@require_GET
@requires(Subject.LOCUM)
def booking_list(request: AuthenticatedRequest) -> HttpResponse:
    """Bookings with what fits and what is to be asked; `status` narrows them."""
    found = booking_page(request.user, now=clock.now())
    asked = request.GET.get("status", "")
    status = asked if asked in STATUSES else ""
    rows = [row for row in found.rows if not status or row.status == status]
    context = {
        "found": found,
        "rows": rows[:MOST_SHOWN],
        "more": len(rows) > MOST_SHOWN,
        "status": status,
        "statuses": [(word, found.count(word)) for word in STATUSES],
        "may_load": may(user=request.user, subject=Subject.MEDICAL_STAFF, operation=WRITE),
    }
    return render(request, "rotas/booking_list.html", context)


@require_POST
@requires(Subject.LOCUM)
def booking_export(request: AuthenticatedRequest) -> HttpResponseBase:
    """Hand out the bookings with what was found as a workbook; logged."""
    rows = booking_page(request.user, now=clock.now()).rows
    record_access(
        user=request.user, kind=AccessKind.EXPORT, subject=Subject.LOCUM, row_count=len(rows), request=request
    )
    today = clock.today()
    target = tempfile.SpooledTemporaryFile(max_size=2**20)  # noqa: SIM115 the response closes it
    write_workbook(
        target,
        title="Locum bookings",
        columns=[Column(heading, width=40 if heading == "Why" else 14) for heading in COLUMNS],
        rows=file_rows(rows),
        about=[("What", "Bookings of locums, matched"), ("As of", long_date(today)), ("Bookings", str(len(rows)))],
        watermark=f"{request.user.name}, {long_date(today)}",
        counted_by="Match",
    )
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=f"locum-bookings-{today:%Y-%m-%d}.xlsx", content_type=XLSX)
