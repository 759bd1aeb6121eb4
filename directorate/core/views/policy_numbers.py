"""Policy numbers: what counts today, since when, from which source, and how it is changed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from directorate.core import clock
from directorate.core.access import WRITE, may
from directorate.core.actions.policy_numbers import NotAfterTheStartError, NumberAsked, change_policy_number
from directorate.core.domain.access import Subject
from directorate.core.forms.registers import PolicyNumberForm
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.models import PolicyNumber
from directorate.core.row_history import row_history


@require_GET
@requires(Subject.POLICY_NUMBER)
def policy_number_list(request: AuthenticatedRequest) -> HttpResponse:
    """The numbers in force today; those nobody has checked yet come first."""
    numbers = PolicyNumber.objects.on(clock.today()).order_by("is_confirmed", "name")
    return render(request, "core/policy_number_list.html", {"numbers": numbers})


@require_GET
@requires(Subject.POLICY_NUMBER)
def policy_number_view(request: AuthenticatedRequest, key: str) -> HttpResponse:
    """All periods of one number, and its history."""
    periods = list(PolicyNumber.objects.filter(key=key).order_by("-valid"))
    newest = get_object_or_404(PolicyNumber, key=key, valid__contains=clock.today()) if not periods else periods[0]
    related = [(PolicyNumber, {"id": period.pk}) for period in periods if period != newest]
    page = {
        "number": next((period for period in periods if clock.today() in period.valid), newest),
        "periods": periods,
        "today_day": clock.today(),
        "may_write": may(user=request.user, subject=Subject.POLICY_NUMBER, operation=WRITE),
        "changes": row_history(newest, viewer=request.user, related=related),
    }
    return render(request, "core/policy_number_view.html", page)


@require_http_methods(["GET", "POST"])
@requires(Subject.POLICY_NUMBER, operation=WRITE)
def policy_number_change(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A new value from a date on: the row named here ends the day before."""
    number = get_object_or_404(PolicyNumber, pk=pk)
    form = PolicyNumberForm(request.POST or None, number=number)
    if request.method == "POST" and form.is_valid():
        found = dict(form.cleaned_data)
        reason = found.pop("reason")
        try:
            change_policy_number(number=number, by=request.user, asked=NumberAsked(**found), reason=reason)
        except NotAfterTheStartError:
            form.add_error("first_day", "Somebody has changed this number since you opened it. Go back and look again.")
        else:
            messages.success(request, f"{number.name}: the new value is saved.")
            return redirect("core_admin:policy_number_view", number.key)
    return render(request, "core/policy_number_change.html", {"number": number, "form": form})
