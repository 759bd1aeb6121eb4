"""One absence: dates, decision, cover, meeting, history, and what may be done with it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from directorate.core import clock
from directorate.core.access import WRITE
from directorate.core.access_log import record_access
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.models import Person
from directorate.core.models.access import AccessKind
from directorate.core.models.people import StaffGroup
from directorate.core.row_history import row_history
from staffing.actions.decisions import change_dates, covers_of, end_leave, may_change, set_cover
from staffing.actions.leave import may_decide_about, say_back
from staffing.actions.problems import LeaveRefused
from staffing.actions.sickness import Reason, expect_back, hold_return_to_work, record_reason
from staffing.facts import words
from staffing.facts.returns import meetings_to_hold
from staffing.forms.absences import ChangeDatesForm, CoverForm, EndForm, ExpectedBackForm, HeldForm, ReasonForm
from staffing.models import Absence, AbsenceKind, ReturnToWork, SicknessDetail
from staffing.querysets.scope import may_log_leave_for, may_see_reason_of, may_see_sickness_of, may_write_sickness_of

READ_ABSENCE = requires(
    Subject.AC_LEAVE, Subject.MEDICAL_LEAVE, Subject.WHEREABOUTS_KIND, Subject.SICKNESS_DATES, Subject.WHEREABOUTS
)
CHANGE_ABSENCE = requires(
    Subject.AC_LEAVE,
    Subject.MEDICAL_LEAVE,
    Subject.AC_LEAVE_APPROVAL,
    Subject.MEDICAL_LEAVE_APPROVAL,
    Subject.SICKNESS_DATES,
    operation=WRITE,
)
WRITE_SICKNESS = requires(Subject.SICKNESS_DATES, operation=WRITE)
READ_REASON = requires(Subject.SICKNESS_DETAIL)


def _found(request: AuthenticatedRequest, absence: int) -> Absence:
    """The absence if the user may see it; one out of reach does not exist."""
    rows = Absence.objects.visible_to(request.user).select_related(
        "person__team", "person__specialty", "requested_by", "decided_by", "ended_by"
    )
    return get_object_or_404(rows, pk=absence)


@require_GET
@READ_ABSENCE
def absence_detail(request: AuthenticatedRequest, absence: int) -> HttpResponse:
    """The page of one absence."""
    return _page(request, _found(request, absence))


def _page(request: AuthenticatedRequest, row: Absence, *, status: int = 200, **bound: forms.Form) -> HttpResponse:
    viewer, person = request.user, row.person
    may_edit = row.state in {"requested", "approved"} and may_change(row, by=viewer)
    sees_meeting = may_see_sickness_of(viewer).holds(person)
    meetings = ReturnToWork.objects.visible_to(viewer).filter(absence=row).select_related("held_by", "absence")
    meeting = meetings.first() if sees_meeting else None
    sees_reason = row.kind == AbsenceKind.SICKNESS and may_see_reason_of(viewer).holds(person)
    context: dict[str, Any] = {
        "absence": row,
        "person": person,
        "words": words,
        "charged_minutes": sum(row.charges.values_list("leave_minutes", flat=True)),
        "sources": list(row.sources.order_by("source")) if sees_meeting else [],
        "covers": covers_of(row),
        "meeting": meeting,
        "to_hold": meetings_to_hold([meeting] if meeting else [], today=clock.today()),
        "may_edit": may_edit,
        "sees_sessions": person.staff_group == StaffGroup.MEDICAL and may_change(row, by=viewer),
        "may_decide": row.state == "requested" and may_decide_about(person, by=viewer),
        "may_say_back": _may_say_back(request, row),
        "sees_reason": sees_reason,
        "may_hold": bool(meeting and meeting.held_date is None and sees_reason and _may_write(request, person)),
        "may_expect": row.last_date is None and _may_write(request, person),
        "may_cover": row.state == "approved" and _may_cover(request, person),
        "forms": {
            "end": EndForm(),
            "held": HeldForm(),
            "expected": ExpectedBackForm(initial={"expected_date": row.expected_back_date}),
            "cover": CoverForm(people=_colleagues(person)),
            **bound,
        },
        "has_errors": status != 200,
        "changes": row_history(
            row, viewer=viewer, related=[(ReturnToWork, {"absence": row.pk})] if sees_meeting else []
        ),
    }
    return render(request, "staffing/absence_detail.html", context, status=status)


def _may_write(request: AuthenticatedRequest, person: Person) -> bool:
    return may_write_sickness_of(request.user).holds(person) and person.pk != request.user.person_id


def _may_cover(request: AuthenticatedRequest, person: Person) -> bool:
    return may_decide_about(person, by=request.user) or may_log_leave_for(request.user).holds(person)


def _may_say_back(request: AuthenticatedRequest, row: Absence) -> bool:
    is_open_sickness = row.kind == AbsenceKind.SICKNESS and row.last_date is None and row.state == "approved"
    return is_open_sickness and (
        may_log_leave_for(request.user).holds(row.person) or may_write_sickness_of(request.user).holds(row.person)
    )


def _colleagues(person: Person) -> QuerySet[Person]:
    """Who may cover: people of the same team."""
    team = Person.objects.employed_on(clock.today()).filter(team=person.team_id or 0).exclude(pk=person.pk)
    return team.select_related("team", "specialty").in_name_order()


def _after(
    request: AuthenticatedRequest, row: Absence, *, do: Callable[[], object], said: str, **bound: forms.Form
) -> HttpResponse:
    """Do it and go back to the page; what is refused is said beside the form."""
    try:
        do()
    except LeaveRefused as refused:
        for form in bound.values():
            form.add_error(None, str(refused))
        return _page(request, row, status=422, **bound)
    messages.success(request, said)
    still_seen = Absence.objects.visible_to(request.user).filter(pk=row.pk).exists()
    return redirect("staffing:absence_detail", row.pk) if still_seen else redirect("staffing:leave_log")


@require_POST
@CHANGE_ABSENCE
def absence_end(request: AuthenticatedRequest, absence: int) -> HttpResponse:
    """Withdraw a request, cancel approved leave or a mistaken sickness."""
    row, form = _found(request, absence), EndForm(request.POST)
    if not form.is_valid():
        return _page(request, row, status=422, end=form)
    reason = form.cleaned_data["reason"].strip()
    return _after(
        request, row, do=lambda: end_leave(row.pk, by=request.user, reason=reason), said="Cancelled.", end=form
    )


@require_http_methods(["GET", "POST"])
@CHANGE_ABSENCE
def absence_dates(request: AuthenticatedRequest, absence: int) -> HttpResponse:
    """Change first and last day."""
    row = _found(request, absence)
    if not may_change(row, by=request.user):
        raise PermissionDenied
    initial = {
        "first": row.first_date,
        "last": row.last_date,
        "first_part": row.first_part,
        "last_part": row.last_part,
        "is_open": row.last_date is None,
    }
    form = ChangeDatesForm(request.POST or None, absence=row, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_dates(row.pk, dates=form.dates(), by=request.user, reason=form.cleaned_data["reason"].strip())
        except LeaveRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Dates changed.")
            return redirect("staffing:absence_detail", row.pk)
    context = {"absence": row, "person": row.person, "form": form, "words": words, "has_errors": bool(form.errors)}
    return render(request, "staffing/absence_dates.html", context, status=422 if form.errors else 200)


@require_POST
@CHANGE_ABSENCE
def absence_back(request: AuthenticatedRequest, absence: int) -> HttpResponse:
    """The person is back today."""
    row, form = _found(request, absence), EndForm()
    return _after(
        request,
        row,
        do=lambda: say_back(row.person, returned_date=clock.today(), by=request.user),
        said=f"{row.person.display_name} is back. The return-to-work meeting is set.",
        end=form,
    )


@require_POST
@CHANGE_ABSENCE
def absence_cover(request: AuthenticatedRequest, absence: int) -> HttpResponse:
    """Say who covers."""
    row = _found(request, absence)
    form = CoverForm(request.POST, people=_colleagues(row.person))
    if not form.is_valid():
        return _page(request, row, status=422, cover=form)
    covering = form.cleaned_data["covering"]
    return _after(
        request,
        row,
        do=lambda: set_cover(row.pk, covering=covering, by=request.user),
        said=f"{covering.display_name} covers.",
        cover=form,
    )


@require_POST
@WRITE_SICKNESS
def absence_expected(request: AuthenticatedRequest, absence: int) -> HttpResponse:
    """Note when the person is expected back."""
    row, form = _found(request, absence), ExpectedBackForm(request.POST)
    if not form.is_valid():
        return _page(request, row, status=422, expected=form)
    expected = form.cleaned_data["expected_date"]
    return _after(
        request,
        row,
        do=lambda: expect_back(row.pk, expected_date=expected, by=request.user),
        said="Noted.",
        expected=form,
    )


@require_POST
@WRITE_SICKNESS
def return_held(request: AuthenticatedRequest, absence: int) -> HttpResponse:
    """Record that the return-to-work meeting was held."""
    row, form = _found(request, absence), HeldForm(request.POST)
    if not form.is_valid():
        return _page(request, row, status=422, held=form)
    held = form.cleaned_data["held_date"]
    return _after(
        request,
        row,
        do=lambda: hold_return_to_work(row.pk, held_date=held, by=request.user),
        said="Return-to-work meeting recorded.",
        held=form,
    )


@require_http_methods(["GET", "POST"])
@READ_REASON
def absence_reason(request: AuthenticatedRequest, absence: int) -> HttpResponse:
    """Why somebody is off sick: restricted; every opening is logged."""
    row = _found(request, absence)
    if row.kind != AbsenceKind.SICKNESS or not may_see_reason_of(request.user).holds(row.person):
        raise PermissionDenied
    detail = SicknessDetail.objects.filter(absence=row).first()
    record_access(
        user=request.user,
        kind=AccessKind.VIEW,
        subject=Subject.SICKNESS_DETAIL,
        object_key=f"absence {row.pk}",
        request=request,
    )
    may_edit = _may_write(request, row.person)
    form = ReasonForm(request.POST or None, initial=_initial(detail))
    if request.method == "POST":
        if not may_edit:
            raise PermissionDenied
        if form.is_valid():
            record_reason(row.pk, reason=Reason(**form.cleaned_data), by=request.user)
            messages.success(request, "Reason recorded.")
            return redirect("staffing:absence_detail", row.pk)
    context = {
        "absence": row,
        "person": row.person,
        "detail": detail,
        "reason_text": dict(form.fields["reason_code"].choices).get(detail.reason_code, "") if detail else "",  # type: ignore[attr-defined]
        "form": form,
        "may_edit": may_edit,
        "words": words,
        "has_errors": bool(form.errors),
        "changes": row_history(detail, viewer=request.user) if detail else [],
    }
    return render(request, "staffing/absence_reason.html", context, status=422 if form.errors else 200)


def _initial(detail: SicknessDetail | None) -> dict[str, Any]:
    names = ("reason_code", "level_2_reason", "related_reason", "is_work_related", "is_notifiable")
    return {name: getattr(detail, name) for name in names} if detail else {}
