"""Double running: what the spreadsheet says, what we say, by how much they differ and why."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from directorate.core import clock
from directorate.core.access import WRITE, may
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.row_history import row_history
from reports.actions.double_running import enter_comparison
from reports.domain.double_running import MEASURES, difference, shown
from reports.forms import ComparisonForm
from reports.models import Comparison

MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class Compared:
    """One row of the list in words; `differs` unless both say the same."""

    row: Comparison
    name: str
    theirs: str
    ours: str
    change: str
    differs: bool


def compared(row: Comparison) -> Compared:
    """Return a comparison as the list shows it."""
    measure = MEASURES[row.measure]
    found = difference(theirs=row.theirs, ours=row.ours)
    change = "" if found is None else "the same" if not found else _signed(found, unit=measure.unit)
    theirs, ours = shown(row.theirs, unit=measure.unit), shown(row.ours, unit=measure.unit)
    return Compared(row, measure.name, theirs, ours, change, differs=found is None or bool(found))


def _signed(found: Decimal, *, unit: Any) -> str:
    return f"{'+' if found > 0 else '−'}{shown(abs(found), unit=unit)}"


@require_http_methods(["GET", "POST"])
@requires(Subject.HR_REPORT)
def comparison_list(request: AuthenticatedRequest) -> HttpResponse:
    """Every comparison, the latest day first, and the form for those who release reports."""
    form = ComparisonForm(request.POST or None, initial={"day": clock.today()})
    if request.method == "POST" and form.is_valid():
        return _entered(request, form=form)
    rows = Comparison.objects.visible_to(request.user).select_related("entered_by").order_by("-day", "measure")
    found = [compared(row) for row in rows[:MOST_ROWS]]
    context = {
        "rows": found,
        "same": sum(not one.differs for one in found),
        "unexplained": sum(one.differs and not one.row.reason for one in found),
        "form": form if may(user=request.user, subject=Subject.HR_REPORT, operation=WRITE) else None,
        "has_errors": bool(form.errors),
    }
    return render(request, "reports/comparison_list.html", context, status=422 if form.errors else 200)


def _entered(request: AuthenticatedRequest, *, form: ComparisonForm) -> HttpResponse:
    row = enter_comparison(by=request.user, **form.cleaned_data)
    one = compared(row)
    words = f"your spreadsheet says {one.theirs}, we say {one.ours}"
    messages.success(request, f"{one.name}: {words}{f' ({one.change})' if one.change else ''}.")
    if one.differs and not row.reason:
        return redirect("reports:comparison_edit", row.pk)
    return redirect("reports:comparison_list")


@require_http_methods(["GET", "POST"])
@requires(Subject.HR_REPORT, operation=WRITE)
def comparison_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """One comparison: the reason for the difference, the figure put right, and its history."""
    row = get_object_or_404(Comparison.objects.visible_to(request.user), pk=pk)
    fixed = {"measure": row.measure, "day": row.day.isoformat()}
    form = ComparisonForm(
        {**request.POST.dict(), **fixed} if request.method == "POST" else None,
        initial={**fixed, "theirs": row.theirs, "reason": row.reason},
    )
    if request.method == "POST" and form.is_valid():
        enter_comparison(by=request.user, **form.cleaned_data)
        messages.success(request, "Saved. What we say was worked out anew.")
        return redirect("reports:comparison_list")
    context = {
        "one": compared(row),
        "form": form,
        "has_errors": bool(form.errors),
        "history": row_history(row, viewer=request.user),
    }
    return render(request, "reports/comparison_edit.html", context, status=422 if form.errors else 200)
