"""The exit plans of agency: typed once a line, printed every week until they are changed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from directorate.core import clock
from directorate.core.access import WRITE
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.row_history import table_history
from reports.actions.typed import write_exit_plans
from reports.facts.agency import exit_plan_lines
from reports.forms import ExitPlansForm
from reports.models import ExitPlan


@requires(Subject.HR_REPORT, operation=WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def exit_plan_list(request: AuthenticatedRequest) -> HttpResponse:
    """Every line of agency with its plan, all saved at once."""
    lines, written = exit_plan_lines(today=clock.today())
    form = ExitPlansForm(request.POST or None, lines=lines, written=written)
    if request.method == "POST" and form.is_valid():
        changed = write_exit_plans(form.plans(), by=request.user, at=clock.now())
        messages.success(request, "Saved. Drafts show it at once." if changed else "Nothing was changed.")
        return redirect("reports:exit_plan_list")
    return render(
        request,
        "reports/exit_plan_list.html",
        {"form": form, "changes": table_history(ExitPlan, viewer=request.user)},
        status=422 if form.errors else 200,
    )
