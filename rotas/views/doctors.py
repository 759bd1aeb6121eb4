"""The doctors: the medical staff list on screen, and as the workbook by which it comes back."""

import tempfile

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from directorate.core import clock
from directorate.core.access import WRITE, may
from directorate.core.access_log import record_access
from directorate.core.domain.access import Subject
from directorate.core.domain.words import long_date
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.models import Person
from directorate.core.models.access import AccessKind
from directorate.core.render.workbooks import Column, write_workbook
from directorate.core.row_history import row_history
from rotas.actions.doctors import (
    NOT_ONES_OWN,
    DoctorChanged,
    DoctorIsHere,
    DoctorRefused,
    change_doctor,
    enter_doctor,
)
from rotas.facts.doctors import MOST_DOCTORS, doctor_row, doctor_rows, doctors_to_keep, file_rows, typed_cells
from rotas.forms.doctors import DoctorFilterForm, DoctorForm
from rotas.importers.medical_staff_list import EXPORTED, NAMES
from rotas.models import DoctorRecord, MedicalPost
from staffing.querysets.scope import may_see_contract_of

UNPROCESSABLE = 422
KEEPS = requires(Subject.MEDICAL_STAFF, operation=WRITE)
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


@require_http_methods(["GET", "POST"])
@KEEPS
def doctor_add(request: AuthenticatedRequest) -> HttpResponse:
    """Enter one doctor, by the checks of the list."""
    form, here = DoctorForm(request.POST or None, user=request.user), None
    if request.method == "POST" and form.is_valid():
        try:
            person = enter_doctor(form.cells, by=request.user)
        except DoctorRefused as refused:
            form.refuse(refused.faults)
        except DoctorIsHere as found:
            here = found.person
            form.add_error(None, str(found))
        else:
            messages.success(request, f"{person.display_name} is in the medical staff list.")
            return redirect("staffing:staff_record", person.pk)
    context = {"form": form, "here": here}
    return render(request, "rotas/doctor_form.html", context, status=UNPROCESSABLE if form.errors else None)


@require_http_methods(["GET", "POST"])
@KEEPS
def doctor_edit(request: AuthenticatedRequest, person: int) -> HttpResponse:
    """Change one doctor and the post of the day, by the checks of the list; what others changed meanwhile is shown."""
    found = get_object_or_404(doctors_to_keep(request.user), pk=person)
    if found.pk == request.user.person_id:
        messages.error(request, NOT_ONES_OWN)
        return redirect("rotas:doctor_list")
    row = doctor_row(found, today=clock.today())
    form = DoctorForm(request.POST or None, user=request.user, now=typed_cells(row))
    beside: list[tuple[str, str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            _change(request, form, person=found)
        except DoctorRefused as refused:
            form.refuse(refused.faults)
        except DoctorChanged as changed:
            beside = form.beside(changed.cells)
        if not (form.errors or beside):
            messages.success(request, f"Saved: {form.cells['surname']}, {form.cells['forename']}.")
            return redirect("rotas:doctor_list")
    status = UNPROCESSABLE if form.errors or beside else None
    context = {"form": form, "row": row, "person": found, "beside": beside}
    return render(request, "rotas/doctor_form.html", context, status=status)


def _change(request: AuthenticatedRequest, form: DoctorForm, *, person: Person) -> None:
    seen, corrects = form.cleaned_data["seen"], form.corrects_first_day
    change_doctor(form.cells, person=person, seen=seen, corrects_first_day=corrects, by=request.user)


@require_GET
@KEEPS
def doctor_history(request: AuthenticatedRequest, person: int) -> HttpResponse:
    """Who changed what of a doctor, the registration and the posts, before and after."""
    found = get_object_or_404(doctors_to_keep(request.user), pk=person)
    related = [(DoctorRecord, {"person": found.pk}), (MedicalPost, {"person": found.pk})]
    context = {"person": found, "changes": row_history(found, viewer=request.user, related=related)}
    return render(request, "rotas/doctor_history.html", context)
