"""Clinics and lists that a leave hits: what becomes of each, seen by who logs the leave and who decides about it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from directorate.core.access import WRITE
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest, requires
from rotas.actions.leave_sessions import choose_sessions
from rotas.facts.leave_sessions import chosen_sessions, leave_hits, planned_leave
from rotas.forms.leave_sessions import leave_context, session_lines
from staffing.facts import words
from staffing.facts.leave import dates_of_row
from staffing.models import Absence

PLANS_LEAVE = requires(Subject.MEDICAL_LEAVE, Subject.MEDICAL_LEAVE_APPROVAL, operation=WRITE)


@require_http_methods(["GET", "POST"])
@PLANS_LEAVE
def leave_sessions(request: AuthenticatedRequest, absence: int) -> HttpResponse:
    """The sessions of one leave with their patients and a choice each; in part, for the list of leave to approve."""
    row = _found(request, absence)
    if request.method == "POST":
        choose_sessions(row.pk, posted=request.POST, by=request.user)
        messages.success(request, "What becomes of the clinics and lists is noted.")
        return redirect("rotas:leave_sessions", absence=row.pk)
    in_part = bool(request.htmx)  # type: ignore[attr-defined]
    context = {"absence": row, "effect": _effect(request, row, in_part=in_part), "words": words}
    return render(request, "rotas/_leave_sessions.html" if in_part else "rotas/leave_sessions.html", context)


def _found(request: AuthenticatedRequest, absence: int) -> Absence:
    row = planned_leave(request.user, absence=absence)
    if row is None:
        raise Http404
    return row


def _effect(request: AuthenticatedRequest, row: Absence, *, in_part: bool) -> dict[str, object]:
    stands = row.state in {"requested", "approved"}
    hits = leave_hits(row.person, dates=dates_of_row(row))
    effect = dict(leave_context(hits, person=row.person, user=request.user, posted={}, is_open=in_part or not stands))
    default = "" if row.kind == "sickness" else "cancel"
    lines = session_lines(hits, posted={}, held=chosen_sessions(row), default=default)
    return effect | {"lines": lines, "in_part": in_part}
