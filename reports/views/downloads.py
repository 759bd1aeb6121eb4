"""The files of a report."""

import hashlib

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from directorate.core.access_log import record_access
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.models.access import AccessKind
from reports.actions.build import drawn
from reports.domain.states import DRAFT
from reports.models import Copy, FileFormat, ReportFile, ReportRun
from reports.views.shown import sees_full

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@requires(Subject.HR_REPORT)
@require_safe
def file_download(request: AuthenticatedRequest, pk: int, copy: str, file_format: str) -> HttpResponse:
    """A file as it was sent; of a draft as the page stands now. The HR copy only for those who may see full counts.

    Every download is logged.
    """
    if copy == Copy.HR and not sees_full(request.user):
        raise Http404
    run = get_object_or_404(ReportRun.objects.visible_to(request.user).select_related("definition"), pk=pk)
    file = get_object_or_404(ReportFile, run=run, copy=copy, format=file_format)
    is_draft = run.state in DRAFT
    content = drawn(run, copy=Copy(copy), file_format=FileFormat(file_format)) if is_draft else bytes(file.content)
    record_access(
        user=request.user,
        kind=AccessKind.DOWNLOAD,
        subject=Subject.HR_REPORT,
        object_key=f"{run.pk} {copy} {file_format}",
        filters={"sha256": hashlib.sha256(content).hexdigest()},
        request=request,
    )
    suffix = "-hr" if copy == Copy.HR else ""
    return HttpResponse(
        content,
        content_type=MEDIA_TYPES[file.format],
        headers={"Content-Disposition": f'attachment; filename="{run.file_stem}{suffix}.{file.format}"'},
    )
