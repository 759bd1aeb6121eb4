"""The weekly list of the directorate: to read, to print, and as a workbook."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from complaints.facts.weekly import weekly
from complaints.render.weekly import weekly_workbook
from complaints.views.cases import SEE
from directorate.core import clock
from directorate.core.access_log import record_access
from directorate.core.domain.access import Subject
from directorate.core.domain.words import long_date
from directorate.core.guard import AuthenticatedRequest
from directorate.core.models.access import AccessKind

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@SEE
def weekly_list(request: AuthenticatedRequest) -> HttpResponse:
    """Figures by specialty and every open case, on one page that prints."""
    found = weekly(request.user, today=clock.today())
    _note(request, kind=AccessKind.LIST, rows=len(found.rows))
    return render(request, "complaints/weekly_list.html", {"weekly": found, "wide": True})


@require_GET
@SEE
def weekly_export(request: AuthenticatedRequest) -> HttpResponse:
    """The same list as a workbook; that it was taken is recorded."""
    today = clock.today()
    found = weekly(request.user, today=today)
    _note(request, kind=AccessKind.EXPORT, rows=len(found.rows))
    content = weekly_workbook(found.rows, title=f"Open complaints as at {long_date(today)}")
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="complaints_{today.isoformat()}.xlsx"'
    return answer


def _note(request: AuthenticatedRequest, *, kind: AccessKind, rows: int) -> None:
    record_access(
        user=request.user, kind=kind, subject=Subject.COMPLAINT_INDEX, row_count=rows, filters={}, request=request
    )
