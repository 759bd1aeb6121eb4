"""What an hour of agency may cost: the caps of every grade with their dates and sources."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from directorate.core import clock
from directorate.core.access import WRITE, may
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.row_history import table_history
from staffing.actions.price_caps import set_price_cap
from staffing.actions.problems import StaffRefused
from staffing.facts.price_caps import GRADES, caps_by_grade
from staffing.forms.price_caps import PriceCapForm
from staffing.models import AgencyPriceCap


@require_safe
@requires(Subject.POLICY_NUMBER)
def price_cap_list(request: AuthenticatedRequest) -> HttpResponse:
    """Every grade; where nothing is loaded it says so."""
    context = {
        "grades": caps_by_grade(today=clock.today()),
        "may_change": may(user=request.user, subject=Subject.POLICY_NUMBER, operation=WRITE),
        "changes": table_history(AgencyPriceCap, viewer=request.user),
    }
    return render(request, "staffing/price_cap_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Subject.POLICY_NUMBER, operation=WRITE)
def price_cap_set(request: AuthenticatedRequest) -> HttpResponse:
    """Set the cap of a grade from a day on."""
    form = PriceCapForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        grade = said.pop("grade")
        try:
            set_price_cap(grade, by=request.user, **said)
        except StaffRefused as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            messages.success(request, f"{GRADES[grade]}: the cap is saved.")
            return redirect("staffing:price_cap_list")
    return render(request, "staffing/price_cap_set.html", {"form": form}, status=422 if form.errors else 200)
