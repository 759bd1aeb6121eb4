"""What is done on a case's page: points, findings, notes, files, steps."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from complaints.actions.files import add_file
from complaints.actions.problems import CaseRefused
from complaints.actions.steps import record_step
from complaints.actions.work import add_note, add_points, remove_point, reword_point, set_finding
from complaints.facts.case_page import case_page
from complaints.facts.clocks import timing_on
from complaints.facts.file_store import path_of
from complaints.facts.listing import points_of, request_of, with_work
from complaints.forms.work import (
    FileForm,
    FindingForm,
    NoteForm,
    PointForm,
    PointsForm,
    StepForm,
)
from complaints.models import Case, CaseFile, Point
from complaints.views.cases import SEE, WORK, page_of
from directorate.core import clock
from directorate.core.access_log import record_access
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest
from directorate.core.models.access import AccessKind


def case_of(request: AuthenticatedRequest, case: int) -> Case:
    """The case, if the user works on it."""
    return get_object_or_404(with_work(Case.objects.managed_by(request.user)), pk=case)


def saved(request: AuthenticatedRequest, case: int, *, text: str) -> HttpResponse:
    """Back to the page of the case, saying what was done."""
    messages.success(request, text)
    return redirect("complaints:case_detail", case)


def tried(form: Form, act: Callable[[], object]) -> bool:
    """Do it when the form is in order; a refusal is said by the form."""
    if not form.is_valid():
        return False
    try:
        act()
    except CaseRefused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        return False
    return True


@require_POST
@WORK
def point_add(request: AuthenticatedRequest, case: int) -> HttpResponse:
    """More points to answer."""
    found = case_of(request, case)
    form = PointsForm(request.POST)
    if not tried(form, lambda: add_points(found, form.cleaned_data["points"], by=request.user)):
        return page_of(request, case=case, status=422, points=form)
    return saved(request, case, text="Added.")


def _point_of(request: AuthenticatedRequest, case: int, point: int) -> Point:
    found = case_of(request, case)
    row = next((other for other in points_of(found) if other.pk == point), None)
    if row is None:
        raise Http404
    row.case = found
    return row


@require_http_methods(["GET", "POST"])
@WORK
def point_edit(request: AuthenticatedRequest, case: int, point: int) -> HttpResponse:
    """Say a point otherwise."""
    row = _point_of(request, case, point)
    form = PointForm(request.POST if request.method == "POST" else None, initial={"text": row.text, "was": row.text})
    if request.method == "POST":
        if tried(form, lambda: reword_point(row, by=request.user, **form.cleaned_data)):
            return saved(request, case, text=f"Point {row.number} saved.")
        form.put("was", _point_of(request, case, point).text)  # read by now: what is typed counts the next time
    return _point_page(request, row, form=form)


def _point_page(request: AuthenticatedRequest, row: Point, *, form: PointForm) -> HttpResponse:
    asked = request_of(row)
    context = {"case": row.case, "point": row, "asked": asked, "form": form, "has_errors": bool(form.errors)}
    return render(request, "complaints/point_edit.html", context, status=422 if form.errors else 200)


@require_POST
@WORK
def point_remove(request: AuthenticatedRequest, case: int, point: int) -> HttpResponse:
    """Take a point away that should not be there."""
    row = _point_of(request, case, point)
    try:
        remove_point(row, by=request.user)
    except CaseRefused as refused:
        messages.warning(request, str(refused))
        return redirect("complaints:case_detail", case)
    return saved(request, case, text=f"Point {row.number} removed.")


@require_POST
@WORK
def point_finding(request: AuthenticatedRequest, case: int, point: int) -> HttpResponse:
    """What was found about a point."""
    row = _point_of(request, case, point)
    form = FindingForm(request.POST)
    if not form.is_valid():
        return page_of(request, case=case, status=422)
    set_finding(row, finding=form.cleaned_data["finding"], by=request.user)
    return saved(request, case, text=f"Finding on point {row.number} saved.")


@require_POST
@WORK
def note_add(request: AuthenticatedRequest, case: int) -> HttpResponse:
    """A line of the contact log."""
    found = case_of(request, case)
    form = NoteForm(request.POST)
    data: dict[str, Any] = {}
    if not tried(form, lambda: add_note(found, by=request.user, **(data | form.cleaned_data))):
        return page_of(request, case=case, status=422, note=form)
    return saved(request, case, text="Noted.")


@require_POST
@WORK
def file_add(request: AuthenticatedRequest, case: int) -> HttpResponse:
    """Any file of the case."""
    found = case_of(request, case)
    form = FileForm(request.POST, request.FILES)

    def act() -> None:
        file = form.cleaned_data["file"]
        add_file(found, content=file.read(), name=file.name, by=request.user)

    if not tried(form, act):
        return page_of(request, case=case, status=422, file=form)
    return saved(request, case, text="The file is kept.")


@require_GET
@SEE
def file_download(request: AuthenticatedRequest, case: int, file: int) -> HttpResponseBase:
    """A file, always as a download; that it was fetched is recorded."""
    row = get_object_or_404(CaseFile.objects.visible_to(request.user), pk=file, case=case)
    if not path_of(row).is_file():
        messages.error(request, f"{row.original_name} is not on the server's disk any more. Tell the administrator.")
        return redirect("complaints:case_detail", case)
    record_access(
        user=request.user,
        kind=AccessKind.DOWNLOAD,
        subject=Subject.COMPLAINT_NARRATIVE,
        object_key=str(case),
        request=request,
    )
    return FileResponse(
        path_of(row).open("rb"), as_attachment=True, filename=row.original_name, content_type=row.media_type
    )


@require_POST
@WORK
def step_add(request: AuthenticatedRequest, case: int) -> HttpResponse:
    """Record what happened to the case."""
    found = case_of(request, case)
    page = case_page(found, viewer=request.user, timing=timing_on(clock.today()))
    form = StepForm(request.POST, steps=page.offered)
    if not tried(form, lambda: record_step(found, form.as_step(), by=request.user)):
        return page_of(request, case=case, status=422, step=form)
    return saved(request, case, text="Recorded.")
