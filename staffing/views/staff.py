"""The staff list, one person's staff record, and the forms that keep them."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from directorate.core import clock
from directorate.core.access import WRITE, may
from directorate.core.domain.access import Subject
from directorate.core.domain.words import long_date
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.models import Person, SecretaryConsultant, User
from directorate.core.models.people import StaffGroup
from directorate.core.row_history import row_history
from staffing.actions.people import add_person, change_person
from staffing.actions.problems import StaffRefused
from staffing.actions.secretaries import begin_working_for, end_working_for
from staffing.facts.staff import (
    MOST_ROWS,
    consultants_for,
    contracts_of,
    current_assignments,
    links_of,
    numbers_of,
    patterns_on,
    people_to_keep,
    people_with_record,
    staff_rows,
)
from staffing.forms.contracts import ContractForm, full_time_week
from staffing.forms.people import (
    LastDayForm,
    PersonForm,
    StaffFilterForm,
    Together,
    WorksForForm,
    groups_of,
)
from staffing.models import Assignment, WorkPattern
from staffing.querysets.scope import may_keep_record_of, may_open_page_of, may_see_contract_of

STAFF = (Subject.ESTABLISHMENT, Subject.MEDICAL_STAFF)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*STAFF)
def staff_list(request: AuthenticatedRequest) -> HttpResponse:
    """People in reach; filters come by POST, and by GET from links to a team."""
    form = StaffFilterForm(request.POST or request.GET or None, user=request.user)
    wanted = form.wanted() if form.is_bound else None
    rows = staff_rows(
        request.user, wanted=wanted or StaffFilterForm({}, user=request.user).wanted(), today=clock.today()
    )
    context = {
        "form": form,
        "rows": rows[:MOST_ROWS],
        "more": len(rows) > MOST_ROWS,
        "is_narrowed": form.is_bound,
        "may_add": bool(may_keep_record_of(request.user)),
        "contracts": may_see_contract_of(request.user),
        "may_see_posts": may(user=request.user, subject=Subject.ESTABLISHMENT),
        "may_see_minima": may(user=request.user, subject=Subject.POLICY_NUMBER),
        "today": clock.today(),
    }
    return render(request, "staffing/staff_list.html", context)


@require_GET
@requires(*STAFF)
def staff_record(request: AuthenticatedRequest, person: int) -> HttpResponse:
    """Contract, weekly pattern, consultants and history of somebody in reach."""
    found = get_object_or_404(people_with_record(request.user), pk=person)
    return render(request, "staffing/staff_record.html", _record(found, viewer=request.user))


def _record(person: Person, *, viewer: User) -> dict[str, Any]:
    today = clock.today()
    keeps = may_keep_record_of(viewer).holds(person)
    is_doctor = person.staff_group == StaffGroup.MEDICAL
    links = links_of(person)
    side = "consultant" if is_doctor else "secretary"
    return {
        "person": person,
        "contracts": contracts_of(person),
        "patterns": patterns_on(person, day=today),
        "links": links,
        "is_doctor": is_doctor,
        "keeps": keeps,
        "keeps_contract": keeps and person.pk != viewer.person_id,
        "running": numbers_of(current_assignments(person, on=today)),
        "link_form": WorksForForm(consultants=consultants_for(viewer), initial={"first_day": today})
        if keeps and not is_doctor
        else None,
        "end_form": LastDayForm(initial={"last_day": today}, auto_id=False),
        "opens_leave": Person.objects.filter(may_open_page_of(viewer), pk=person.pk).exists(),
        "changes": row_history(
            person,
            viewer=viewer,
            related=[
                (Assignment, {"person": person.pk}),
                (WorkPattern, {"person": person.pk}),
                (SecretaryConsultant, {side: person.pk}),
            ],
        ),
        "today": today,
        "one_day": timedelta(days=1),
    }


@require_http_methods(["GET", "POST"])
@requires(*STAFF, operation=WRITE)
def person_add(request: AuthenticatedRequest) -> HttpResponse:
    """Enter somebody with the first contract."""
    group = groups_of(may_keep_record_of(request.user))[0]
    if request.method != "POST":
        first = {"staff_group": group, "start_date": clock.today()}
        form = PersonForm(user=request.user, initial=first)
        contract = ContractForm(user=request.user, initial=full_time_week(group), prefix="contract")
        return _person_form(request, form, contract=contract)
    form = PersonForm(request.POST, user=request.user)
    chosen = request.POST.get("staff_group", "")
    contract = ContractForm(request.POST, user=request.user, prefix="contract", staff_group=chosen)
    if form.is_valid() & contract.is_valid():
        try:
            person = add_person(form.instance, terms=contract.terms(), by=request.user)
        except StaffRefused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, f"{person.display_name} is in the staff list. Leave can be logged now.")
            return redirect("staffing:staff_record", person.pk)
    return _person_form(request, form, contract=contract)


@require_http_methods(["GET", "POST"])
@requires(*STAFF, operation=WRITE)
def person_edit(request: AuthenticatedRequest, person: int) -> HttpResponse:
    """Change what is entered about somebody; a last day ends the contracts."""
    found = get_object_or_404(people_to_keep(request.user), pk=person)
    name = found.display_name
    form = PersonForm(request.POST or None, user=request.user, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            change_person(form.instance, by=request.user)
        except StaffRefused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, _what_changed(form.instance))
            return redirect("staffing:staff_record", person)
    return _person_form(request, form, person=found, name=name)


def _what_changed(person: Person) -> str:
    if person.leaving_date:
        return f"Saved. Contracts end on {long_date(person.leaving_date)}. Cancel leave that is booked after that day."
    return "Saved."


def _person_form(request: AuthenticatedRequest, form: PersonForm, **more: Any) -> HttpResponse:
    contract = more.get("contract")
    both = Together(form, contract) if contract else Together(form)
    context = {"form": form, "both": both, "has_errors": both.errors, **more}
    return render(request, "staffing/person_form.html", context, status=422 if both.errors else 200)


@require_POST
@requires(Subject.ESTABLISHMENT, operation=WRITE)
def works_for_add(request: AuthenticatedRequest, person: int) -> HttpResponse:
    """A secretary works for a consultant from a day on."""
    found = get_object_or_404(people_to_keep(request.user).exclude(staff_group=StaffGroup.MEDICAL), pk=person)
    form = WorksForForm(request.POST, consultants=consultants_for(request.user))
    if form.is_valid():
        data = form.cleaned_data
        try:
            begin_working_for(found, consultant=data["consultant"], first_day=data["first_day"], by=request.user)
        except StaffRefused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, f"{found.display_name} works for {data['consultant'].display_name}.")
            return redirect("staffing:staff_record", person)
    return _record_with(request, found, link_form=form)


@require_POST
@requires(Subject.ESTABLISHMENT, operation=WRITE)
def works_for_end(request: AuthenticatedRequest, person: int, link: int) -> HttpResponse:
    """The last day of it."""
    found = get_object_or_404(people_to_keep(request.user), pk=person)
    held = get_object_or_404(SecretaryConsultant.objects.select_related("consultant"), pk=link, secretary=found)
    form = LastDayForm(request.POST)
    if form.is_valid():
        try:
            end_working_for(held, last_day=form.cleaned_data["last_day"], by=request.user)
        except StaffRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Ends on {long_date(form.cleaned_data['last_day'])}.")
            return redirect("staffing:staff_record", person)
    return _record_with(request, found, problems=[str(text) for texts in form.errors.values() for text in texts])


def _record_with(request: AuthenticatedRequest, person: Person, **more: BaseForm | list[str]) -> HttpResponse:
    context = _record(person, viewer=request.user) | more | {"has_errors": True}
    return render(request, "staffing/staff_record.html", context, status=422)
