"""A person's leave, and one's own."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from directorate.core import clock
from directorate.core.access import WRITE
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest, any_signed_in_user, requires
from directorate.core.models import Cover, Person, User
from directorate.core.row_history import row_history
from staffing.actions.accounts import Entry, enter_in_account
from staffing.actions.leave import may_decide_about
from staffing.actions.problems import LeaveRefused
from staffing.facts import words
from staffing.facts.accounts import account_of, leave_year_of
from staffing.facts.people import openable_people
from staffing.facts.returns import meetings_to_hold
from staffing.forms.absences import AccountEntryForm
from staffing.models import Absence, Assignment, LedgerKind, ReturnToWork
from staffing.querysets.scope import may_log_leave_for, may_see_contract_of, may_see_kind_of

MOST_ABSENCES = 60


@require_GET
@requires(Subject.WHEREABOUTS, Subject.WHEREABOUTS_KIND)
def person_detail(request: AuthenticatedRequest, person: int) -> HttpResponse:
    """Leave, absences and return-to-work meetings of somebody whose page the user may open; 404 otherwise."""
    found = get_object_or_404(openable_people(request.user), pk=person)
    return render(request, "staffing/person_detail.html", _about(found, viewer=request.user))


@require_POST
@requires(Subject.AC_LEAVE_APPROVAL, Subject.MEDICAL_LEAVE_APPROVAL, operation=WRITE)
def account_entry(request: AuthenticatedRequest, person: int) -> HttpResponse:
    """Enter something in the leave account of somebody about whose leave the user decides."""
    found = get_object_or_404(openable_people(request.user), pk=person)
    form = AccountEntryForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        entry = Entry(
            LedgerKind(data["kind"]),
            form.minutes(),
            data["effective_date"],
            data["expires_date"],
            data["reason"].strip(),
        )
        try:
            enter_in_account(found, entry=entry, by=request.user)
        except LeaveRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Entered in the leave account.")
            return redirect("staffing:person_detail", person)
    context = _about(found, viewer=request.user) | {"entry_form": form, "has_errors": True}
    return render(request, "staffing/person_detail.html", context, status=422)


@require_GET
@any_signed_in_user
def my_leave(request: HttpRequest) -> HttpResponse:
    """One's own leave."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 the login middleware lets nobody else in
    if user.person_id is None:
        return render(request, "staffing/my_leave_none.html")
    own = Person.objects.select_related("team", "specialty").get(pk=user.person_id)
    return render(request, "staffing/person_detail.html", _about(own, viewer=user) | {"is_own": True})


def _about(person: Person, *, viewer: User) -> dict[str, Any]:
    today = clock.today()
    year = leave_year_of(today)
    shown = Absence.objects.visible_to(viewer).filter(person=person).order_by("-first_date", "-pk")
    sees_account = may_see_kind_of(viewer).holds(person) or may_log_leave_for(viewer).holds(person)
    account = account_of(person.pk, leave_year=year, on=today) if sees_account else None
    return {
        "person": person,
        "account": account,
        "by_kind": _by_kind(account.entries) if account else [],
        "leave_year": f"{year}/{(year + 1) % 100:02d}",
        "absences": list(shown[:MOST_ABSENCES]),
        "meetings": meetings_to_hold(
            ReturnToWork.objects.visible_to(viewer)
            .outstanding()
            .filter(absence__person=person)
            .select_related("absence")
            .order_by("due_date"),
            today=today,
        ),
        "covering": list(Cover.objects.filter(covering=person, valid__contains=today).select_related("covered")),
        "assignments": list(Assignment.objects.on(today).filter(person=person).select_related("post"))
        if may_see_kind_of(viewer).holds(person)
        else [],
        "entry_form": AccountEntryForm(initial={"effective_date": today})
        if may_decide_about(person, by=viewer)
        else None,
        "may_log": may_log_leave_for(viewer).holds(person),
        "changes": row_history(person, viewer=viewer) if may_see_kind_of(viewer).holds(person) else None,
        "sees_record": may_see_contract_of(viewer).holds(person),
        "words": words,
        "one_day": timedelta(days=1),
        "is_own": person.pk == viewer.person_id,
    }


def _by_kind(entries: Any) -> list[tuple[str, int]]:
    """What the ledger holds by kind; corrections count on what they correct."""
    minutes: dict[str, int] = {}
    kinds = {entry.pk: entry.kind for entry in entries}
    current = {entry.pk: entry.minutes for entry in entries if entry.corrects_id is None}
    for entry in entries:
        if entry.corrects_id in current:
            current[entry.corrects_id] = 0 if entry.kind == LedgerKind.REVERSAL else entry.minutes
    for pk, value in current.items():
        minutes[kinds[pk]] = minutes.get(kinds[pk], 0) + value
    return [(kind.label, minutes[kind.value]) for kind in LedgerKind if kind.value in minutes]
