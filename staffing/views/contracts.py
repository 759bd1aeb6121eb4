"""Contracts of somebody: change one, add a second, end one of several."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from directorate.core import clock
from directorate.core.access import WRITE
from directorate.core.domain.access import Subject
from directorate.core.domain.words import long_date
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.models import Person
from staffing.actions.contracts import NOT_ONES_OWN, add_contract, change_contract, end_contract
from staffing.actions.problems import StaffRefused
from staffing.facts.staff import current_assignments, numbers_of, pattern_of, people_to_keep
from staffing.forms.contracts import ContractChangeForm, as_filled_in
from staffing.forms.people import LastDayForm
from staffing.models import Assignment

KEEP = requires(Subject.ESTABLISHMENT, Subject.MEDICAL_STAFF, operation=WRITE)


@require_http_methods(["GET", "POST"])
@KEEP
def contract_change(request: AuthenticatedRequest, person: int) -> HttpResponse:
    """Other hours, pattern, kind or status from a day on; `contract` says which one, counted from 1."""
    found = get_object_or_404(people_to_keep(request.user), pk=person)
    held = current_assignments(found, on=clock.today())
    number = _number(found, held=held, place=request.GET.get("contract", "1"))
    refusal = _cannot_begin(request, found, number=number)
    if refusal:
        return refusal
    of_number = [row for row in held if row.assignment_no == number]
    form = _form(request, found, first=_first_values(found, held=of_number, number=number))
    if request.method == "POST" and form.is_valid():
        day, why = form.cleaned_data["first_day"], form.cleaned_data["reason"]
        terms = form.terms()
        if _done(form, lambda: change_contract(
            found, number=number, terms=terms, first_day=day, by=request.user, reason=why
        )):  # fmt: skip
            messages.success(request, f"The contract changes on {long_date(day)}.")
            return redirect("staffing:staff_record", person)
    verb = "Change" if held else "Begin"
    several = len(numbers_of(held)) > 1
    return _page(request, found, form=form, verb=verb, number=number if several else "")


@require_http_methods(["GET", "POST"])
@KEEP
def contract_add(request: AuthenticatedRequest, person: int) -> HttpResponse:
    """A second job beside the first."""
    found = get_object_or_404(people_to_keep(request.user), pk=person)
    refusal = _cannot_begin(request, found, number=found.staff_number or "")
    if refusal:
        return refusal
    form = _form(request, found, first={"first_day": clock.today()})
    if request.method == "POST" and form.is_valid():
        day, why = form.cleaned_data["first_day"], form.cleaned_data["reason"]
        terms = form.terms()
        if _done(form, lambda: add_contract(found, terms=terms, first_day=day, by=request.user, reason=why)):
            messages.success(request, f"The second contract begins on {long_date(day)}.")
            return redirect("staffing:staff_record", person)
    return _page(request, found, form=form, verb="Add a second")


@require_POST
@KEEP
def contract_end(request: AuthenticatedRequest, person: int, contract: int) -> HttpResponse:
    """The last day of one contract of somebody who has another."""
    found = get_object_or_404(people_to_keep(request.user), pk=person)
    number = _number(found, held=current_assignments(found, on=clock.today()), place=str(contract))
    form = LastDayForm(request.POST)
    if form.is_valid():
        last = form.cleaned_data["last_day"]
        if _done(form, lambda: end_contract(found, number=number, last_day=last, by=request.user)):
            messages.success(request, f"The contract ends on {long_date(last)}.")
            return redirect("staffing:staff_record", person)
    for texts in form.errors.values():
        for text in texts:
            messages.error(request, str(text))
    return redirect("staffing:staff_record", person)


def _number(person: Person, *, held: list[Assignment], place: str) -> str:
    """The number of the contract at a place; the first for a place that there is not."""
    numbers = numbers_of(held) or [person.staff_number or ""]
    known = {str(at): number for at, number in enumerate(numbers, start=1)}
    return known.get(place, numbers[0])


def _cannot_begin(request: AuthenticatedRequest, person: Person, *, number: str) -> HttpResponse | None:
    """Where to go instead of the form, when nothing can be entered in it."""
    if person.pk == request.user.person_id:
        messages.error(request, NOT_ONES_OWN)
        return redirect("staffing:staff_record", person.pk)
    if not number:
        messages.error(request, "Enter the staff number first: the contract is kept under it.")
        return redirect("staffing:person_edit", person.pk)
    return None


def _form(request: AuthenticatedRequest, person: Person, *, first: dict[str, Any]) -> ContractChangeForm:
    data = request.POST if request.method == "POST" else None
    return ContractChangeForm(data, user=request.user, staff_group=person.staff_group, initial=first)


def _first_values(person: Person, *, held: list[Assignment], number: str) -> dict[str, Any]:
    today: date = clock.today()
    pattern = pattern_of(person, number=number, on=today)
    values = as_filled_in(held[0] if held else None, pattern=pattern, staff_group=person.staff_group)
    return values if held else values | {"first_day": person.start_date or today}


def _done(form: ContractChangeForm | LastDayForm, do: Callable[[], object]) -> bool:
    """Do it; what is refused is said in the form."""
    try:
        do()
    except StaffRefused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        return False
    return True


def _page(
    request: AuthenticatedRequest, person: Person, *, form: ContractChangeForm, verb: str, number: str = ""
) -> HttpResponse:
    context = {"person": person, "form": form, "has_errors": bool(form.errors), "verb": verb, "number": number}
    return render(request, "staffing/contract_change.html", context, status=422 if form.errors else 200)
