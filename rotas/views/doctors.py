"""The doctors: the medical staff list on screen, and as the workbook by which it comes back."""

import tempfile

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from directorate.core import clock
from directorate.core.access import WRITE, may
from directorate.core.access_log import record_access
from directorate.core.domain.access import Subject
from directorate.core.domain.words import long_date
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.models.access import AccessKind
from directorate.core.render.workbooks import Column, write_workbook
from rotas.facts.doctors import MOST_DOCTORS, doctor_rows, file_rows
from rotas.forms.doctors import DoctorFilterForm
from rotas.importers.medical_staff_list import EXPORTED, NAMES
from staffing.querysets.scope import may_see_contract_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Subject.MEDICAL_STAFF)
def doctor_list(request: AuthenticatedRequest) -> HttpResponse:
    """Doctors in reach with their posts, what is missing and what runs out; filters come by POST."""
    form = DoctorFilterForm(request.POST or None, user=request.user)
    wanted = (form if form.is_bound else DoctorFilterForm({}, user=request.user)).wanted()
    rows = doctor_rows(request.user, wanted=wanted, today=clock.today())
    context = {
        "form": form,
        "rows": rows[:MOST_DOCTORS],
        "more": len(rows) > MOST_DOCTORS,
        "is_narrowed": form.is_bound,
        "sees_posts": any(row.is_open for row in rows),
        "may_load": may(user=request.user, subject=Subject.MEDICAL_STAFF, operation=WRITE),
        "today": clock.today(),
    }
    return render(request, "rotas/doctor_list.html", context)


@require_POST
@requires(Subject.MEDICAL_STAFF)
def doctor_export(request: AuthenticatedRequest) -> HttpResponseBase:
    """Hand out the doctors that were on screen, whose posts the user sees, as a workbook that can be loaded again."""
    if not may_see_contract_of(request.user).doctors:
        raise Http404
    today = clock.today()
    wanted = DoctorFilterForm(request.POST, user=request.user).wanted()
    rows = [row for row in doctor_rows(request.user, wanted=wanted, today=today) if row.is_open][:MOST_DOCTORS]
    record_access(
        user=request.user,
        kind=AccessKind.EXPORT,
        subject=Subject.MEDICAL_STAFF,
        row_count=len(rows),
        filters={"grade": wanted.grade, "specialty": wanted.specialty.code if wanted.specialty else ""},
        request=request,
    )
    target = tempfile.SpooledTemporaryFile(max_size=2**20)  # noqa: SIM115 the response closes it
    write_workbook(
        target,
        title="Medical staff",
        columns=[Column(NAMES[field][0]) for field in EXPORTED],
        rows=file_rows(rows),
        about=[("What", "Medical staff list"), ("As of", long_date(today)), ("Doctors", str(len(rows)))],
        watermark=f"{request.user.name}, {long_date(today)}",
        counted_by=NAMES["grade"][0],
    )
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=f"medical-staff-{today:%Y-%m-%d}.xlsx", content_type=XLSX)
