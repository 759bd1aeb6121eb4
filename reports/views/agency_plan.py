"""Plan of agency, A&C pay and exemptions: what stands, and the forms that change it."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from directorate.core import clock
from directorate.core.access import WRITE, may
from directorate.core.domain.access import Subject
from directorate.core.domain.periods import Period, financial_year_of
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.models import Specialty
from directorate.core.row_history import table_history
from reports.actions.agency_plan import PlanRefused, end_exemption, record_exemption, write_amounts
from reports.facts.agency_plan import amounts_of, exemptions_recorded, places_of
from reports.forms import AmountsForm, ExemptionEndForm, ExemptionForm
from reports.models import AgencyExemption, MonthlyAmount

UNPROCESSABLE = 422
FIRST_YEAR, LAST_YEAR = 2020, 2099
PAY = "A&C pay, agency included"
may_type = requires(Subject.HR_REPORT, operation=WRITE)


@require_safe
@requires(Subject.HR_REPORT)
def agency_plan_list(request: AuthenticatedRequest) -> HttpResponse:
    """Plan by month and specialty, pay by month, each with its source, and the exemptions."""
    year, specialties = _year(request), list(Specialty.objects.in_order())
    held = amounts_of(year)
    rows = [
        (row[0].month, [held.get(place) for place in row]) for row in places_of(year, specialties=specialties)
    ]  # fmt: skip
    context = {
        "year": year,
        "before": year.first.year - 1,
        "after": year.first.year + 1,
        "headings": [*(one.name for one in specialties), PAY],
        "rows": rows,
        "sources": sorted({row.source for row in held.values()}),
        "exemptions": exemptions_recorded(),
        "today": clock.today(),
        "may_change": may(user=request.user, subject=Subject.HR_REPORT, operation=WRITE),
        "changes": sorted(
            (
                change
                for model in (MonthlyAmount, AgencyExemption)
                for change in table_history(model, viewer=request.user)
            ),
            key=lambda change: change.at,
            reverse=True,
        ),
    }
    return render(request, "reports/agency_plan_list.html", context)


def _year(request: HttpRequest) -> Period:
    """The financial year asked for by the calendar year in which it begins; this one where that cannot be read."""
    text = request.GET.get("year", "")
    if text.isascii() and text.isdecimal() and len(text) == len(str(FIRST_YEAR)):
        year = int(text)
        if FIRST_YEAR <= year <= LAST_YEAR:
            return financial_year_of(date(year, 4, 1))
    return financial_year_of(clock.today())


@require_http_methods(["GET", "HEAD", "POST"])
@may_type
def agency_plan_change(request: AuthenticatedRequest) -> HttpResponse:
    """Every box of a financial year, all saved at once."""
    year, specialties = _year(request), list(Specialty.objects.in_order())
    names: dict[int | None, str] = {**{one.pk: one.name for one in specialties}, None: PAY}
    places = places_of(year, specialties=specialties)
    form = AmountsForm(request.POST or None, places=places, held=amounts_of(year), names=names)
    if request.method == "POST" and form.is_valid():
        try:
            return _save(request, form=form, year=year)
        except PlanRefused as refused:
            form.add_error(refused.field or None, str(refused))
    context = {"form": form, "year": year, "headings": list(names.values())}
    return render(request, "reports/agency_plan_change.html", context, status=UNPROCESSABLE if form.errors else 200)


def _save(request: AuthenticatedRequest, *, form: AmountsForm, year: Period) -> HttpResponse:
    changed = write_amounts(form.amounts(), source=form.cleaned_data["source"], by=request.user, at=clock.now())
    said = "Saved. A draft shows it when its figures are made again." if changed else "Nothing was changed."
    messages.success(request, said)
    return redirect(f"{reverse('reports:agency_plan_list')}?year={year.first.year}")


@require_http_methods(["GET", "HEAD", "POST"])
@may_type
def exemption_add(request: AuthenticatedRequest) -> HttpResponse:
    """Record an exemption."""
    form = ExemptionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = record_exemption(**form.cleaned_data, by=request.user, at=clock.now())
        except PlanRefused as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            messages.success(request, f"{found.reference} is recorded.")
            return redirect("reports:agency_plan_list")
    return render(request, "reports/exemption_add.html", {"form": form}, status=UNPROCESSABLE if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@may_type
def exemption_end(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Let an exemption end on another day."""
    found = get_object_or_404(AgencyExemption.objects.select_related("specialty"), pk=pk)
    last = found.valid.upper
    form = ExemptionEndForm(request.POST or None, initial={"last_day": last and date.fromordinal(last.toordinal() - 1)})
    if request.method == "POST" and form.is_valid():
        try:
            end_exemption(found, last_day=form.cleaned_data["last_day"], by=request.user, at=clock.now())
        except PlanRefused as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            messages.success(request, f"{found.reference} is changed.")
            return redirect("reports:agency_plan_list")
    context = {"form": form, "exemption": found}
    return render(request, "reports/exemption_end.html", context, status=UNPROCESSABLE if form.errors else 200)
