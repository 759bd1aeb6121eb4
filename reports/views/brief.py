"""The state of the directorate as the Monday brief says it, on any day."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from directorate.core import clock
from directorate.core.access import WRITE
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest, requires
from reports.domain.brief import SENT_FROM, lines_of
from reports.facts.brief import brief_for


@require_safe
@requires(Subject.HR_REPORT, operation=WRITE)
def monday_brief(request: AuthenticatedRequest) -> HttpResponse:
    """The lines as they would go out now to whoever looks."""
    now, today = clock.now(), clock.today()
    lines = lines_of(brief_for(request.user, now=now, today=today))
    return render(request, "reports/monday_brief.html", {"lines": lines, "now": now, "sent_from": SENT_FROM})
