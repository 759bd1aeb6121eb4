"""The list as a file: CSV streamed, workbooks at once or, when large, made in the background."""

import tempfile
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from directorate.core.access_log import record_access
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.models import User
from directorate.core.models.access import AccessKind
from directorate.core.render.workbooks import csv_lines, write_workbook
from waiting_lists.actions import request_export
from waiting_lists.domain.list_choices import ListChoices
from waiting_lists.forms import ANOTHER_REASON, ExportReasonForm
from waiting_lists.models import Census, ListExport
from waiting_lists.models.pathway_work import ExportState
from waiting_lists.pages.choice_words import file_stem
from waiting_lists.pages.export_rows import (
    COLUMNS,
    NO_REASON_UP_TO,
    SPECIALTY,
    about,
    all_rows,
    chosen_for_export,
    file_rows,
    watermark,
)
from waiting_lists.pages.figures import list_address
from waiting_lists.tasks import make_export

AT_ONCE_UP_TO = 5000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires(Subject.WAITING_LIST)
@require_POST
def list_export(request: AuthenticatedRequest) -> HttpResponseBase:
    """Hand out the list that was on screen; more than 500 rows need a reason. Logged."""
    census = Census.objects.latest_with_rows()
    if census is None:
        raise Http404
    choices = ListChoices.read(request.POST)
    file_format = "csv" if request.POST.get("format") == "csv" else "xlsx"
    chosen = chosen_for_export(census, user=request.user, choices=choices)
    count = chosen.count
    form = ExportReasonForm(request.POST if request.POST.get("reason", ANOTHER_REASON) != ANOTHER_REASON else None)
    needs_reason = count > NO_REASON_UP_TO
    if needs_reason and not form.is_valid():
        context = {
            "form": form,
            "count": count,
            "choices": choices,
            "format": file_format,
            "back": list_address(choices),
        }
        return render(request, "waiting_lists/list_export.html", context, status=422 if form.errors else 200)
    reason = form.cleaned_data["reason"] if needs_reason else ""
    record_access(
        user=request.user,
        kind=AccessKind.EXPORT,
        subject=Subject.WAITING_LIST,
        row_count=count,
        filters={**choices.described(), "format": file_format, **({"reason": reason} if reason else {})},
        request=request,
    )
    if file_format == "xlsx" and count > AT_ONCE_UP_TO:
        export = request_export(by=request.user, choices=choices.written(), reason=reason, rows_total=count)
        make_export.delay(export.pk)
        return redirect("waiting_lists:export_detail", export.key)
    rows = file_rows(all_rows(chosen, census=census))
    stem = file_stem(choices, census_date=census.census_date)
    if file_format == "csv":
        return _csv(rows, stem=stem, closing=watermark(request.user) if count > NO_REASON_UP_TO else "")
    says = about(census, reason=reason, words=chosen.words)
    return _workbook(rows, stem=stem, says=says, user=request.user)


def _csv(rows: Any, *, stem: str, closing: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(
        csv_lines(COLUMNS, rows=rows, closing=closing), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{stem}.csv"'
    return response


def _workbook(rows: Any, *, stem: str, says: Sequence[tuple[str, str]], user: User) -> FileResponse:
    target = tempfile.TemporaryFile()  # noqa: SIM115 the response closes it
    write_workbook(
        target,
        title="Waiting list",
        columns=COLUMNS,
        rows=rows,
        about=says,
        watermark=watermark(user),
        counted_by=SPECIALTY,
    )
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=f"{stem}.xlsx", content_type=XLSX)


def _own_export(request: AuthenticatedRequest, *, key: UUID) -> ListExport:
    return get_object_or_404(ListExport, key=key, created_by=request.user)


@requires(Subject.WAITING_LIST)
def export_detail(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """How far a large workbook is; its own requester sees it, nobody else."""
    export = _own_export(request, key=key)
    template = (
        "waiting_lists/parts/export.html" if getattr(request, "htmx", False) else "waiting_lists/export_detail.html"
    )
    share = 100 * export.rows_done // export.rows_total if export.rows_total else 0
    return render(request, template, {"export": export, "share": min(share, 100), "states": ExportState})


@requires(Subject.WAITING_LIST)
def export_download(request: AuthenticatedRequest, key: UUID) -> FileResponse:
    """The finished workbook, to whoever asked for it and may still read the list; logged."""
    export = _own_export(request, key=key)
    if export.state != ExportState.READY:
        raise Http404
    if not request.user.is_active:
        raise PermissionDenied
    record_access(
        user=request.user,
        kind=AccessKind.DOWNLOAD,
        subject=Subject.WAITING_LIST,
        object_key=str(export.key),
        row_count=export.rows_total,
        request=request,
    )
    return FileResponse(export.file.open("rb"), as_attachment=True, filename="waiting-list.xlsx", content_type=XLSX)
