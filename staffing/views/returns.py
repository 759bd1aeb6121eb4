"""Return-to-work meetings that are due or overdue."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from directorate.core import clock
from directorate.core.access import WRITE
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest, requires
from staffing.facts.returns import due_rule, meetings_to_hold, return_days_in_force
from staffing.models import ReturnToWork

MOST_MEETINGS = 100
DUE = {"overdue": "due_date__lt", "today": "due_date"}


@require_GET
@requires(Subject.SICKNESS_DATES, operation=WRITE)
def returns_to_work(request: AuthenticatedRequest) -> HttpResponse:
    """Meetings still to hold of people whose sickness the user manages, the longest overdue first.

    `due=overdue` those past their day, `due=today` those of today; anything else all of them.
    """
    today, due = clock.today(), request.GET.get("due", "")
    rows = (
        ReturnToWork.objects.managed_by(request.user)
        .outstanding()
        .select_related("absence__person__team", "absence__person__specialty")
        .order_by("due_date", "absence__person__sort_name")
    )
    if due in DUE:
        rows = rows.filter(**{DUE[due]: today})
    number = return_days_in_force(today).values_list("value", flat=True).first()
    context = {
        "meetings": meetings_to_hold(rows[:MOST_MEETINGS], today=today),
        "count": rows.count(),
        "rule": due_rule(number),
        "due": due if due in DUE else "",
    }
    return render(request, "staffing/returns_to_work.html", context)
