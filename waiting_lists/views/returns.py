"""The exported list comes back: upload, the page of differences, confirmation."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from directorate.core.access import WRITE
from directorate.core.access_log import record_access
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.importers.file_kinds import FileRefusedError
from directorate.core.models.access import AccessKind
from waiting_lists.actions import DifferencesChangedError, keep_returned, say_planned_kind, take_returned
from waiting_lists.facts.returned import has_dates
from waiting_lists.forms import PlannedKindForm, ReturnForm
from waiting_lists.importers.returned_list import ReturnedList, read_returned_list
from waiting_lists.models import ReturnedWorkbook
from waiting_lists.pages.returned import differences_of

WORK = Subject.PATHWAY_WORK


@requires(WORK, operation=WRITE)
@require_http_methods(["GET", "POST"])
def list_return(request: AuthenticatedRequest) -> HttpResponse:
    """Upload the workbook; what is in it is kept and shown, nothing is written."""
    form = ReturnForm(request.POST, request.FILES) if request.method == "POST" else ReturnForm()
    if form.is_bound and form.is_valid() and (found := _read(form)):
        kind = form.cleaned_data["planned_kind"]
        returned = keep_returned(found.rows, by=request.user, exported_at=found.exported_at, planned_kind=kind)
        return redirect("waiting_lists:return_detail", returned.key)
    return render(request, "waiting_lists/list_return.html", {"form": form}, status=422 if form.errors else 200)


def _read(form: ReturnForm) -> ReturnedList | None:
    """What is in the workbook; None when the form now says why it cannot be used."""
    try:
        found = _read_file(form.cleaned_data["file"])
    except FileRefusedError as problem:
        form.add_error("file", problem.explanation)
        return None
    return found


def _read_file(file: "UploadedFile[Any]") -> ReturnedList:
    """Read it; it lies in a temporary folder for as long as that takes."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list"
        with path.open("wb") as kept:
            for chunk in file.chunks():
                kept.write(chunk)
        return read_returned_list(path)


def _own(request: AuthenticatedRequest, *, key: UUID) -> ReturnedWorkbook:
    return get_object_or_404(ReturnedWorkbook, key=key, created_by=request.user)


@requires(WORK, operation=WRITE)
@require_http_methods(["GET", "POST"])
def return_kind(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """What the planned dates of a workbook are for, where that was left open when it was brought."""
    returned = _own(request, key=key)
    form = PlannedKindForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        say_planned_kind(returned.pk, kind=form.cleaned_data["planned_kind"], by=request.user)
        return redirect("waiting_lists:return_detail", key)
    return render(request, "waiting_lists/return_kind.html", {"form": form}, status=422 if form.errors else 200)


@requires(WORK, operation=WRITE)
def return_detail(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """What the workbook would add, and which rows cannot be taken and why; its own bringer sees it, nobody else."""
    returned = _own(request, key=key)
    if not returned.planned_kind and returned.taken_at is None and has_dates(returned):
        return redirect("waiting_lists:return_kind", key)
    found = differences_of(returned, user=request.user)
    record_access(
        user=request.user,
        kind=AccessKind.VIEW,
        subject=Subject.WAITING_LIST,
        object_key=str(key),
        row_count=len(found.new) + len(found.refused),
        request=request,
    )
    return render(request, "waiting_lists/return_detail.html", {"returned": returned, "found": found})


@requires(WORK, operation=WRITE)
@require_POST
def return_take(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """Write what was shown; when something has changed meanwhile, show it again first."""
    returned = _own(request, key=key)
    try:
        take_returned(returned.pk, by=request.user, shown=request.POST.get("shown", ""))
    except DifferencesChangedError:
        messages.warning(request, "The list has changed since you looked. See what is new now, then confirm again.")
    return redirect("waiting_lists:return_detail", key)
