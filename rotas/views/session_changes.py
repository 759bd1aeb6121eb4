"""One half day of a doctor on the week sheet, changed for that day alone."""

from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from directorate.core.access import WRITE
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.models import Person
from directorate.core.row_history import table_history
from rotas.actions.problems import SessionRefused
from rotas.actions.session_changes import change_session, take_change_back
from rotas.domain.leave_sessions import Half
from rotas.facts.session_changes import HalfDay, doctor_to_plan, half_day, mark_of, now_words
from rotas.forms.session_changes import SessionChangeForm
from rotas.forms.week_sheet import EARLIEST, LATEST
from rotas.models import SessionChange

HALF_WORDS: dict[Half, str] = {"am": "morning", "pm": "afternoon"}
may_make_rotas = requires(Subject.ROTA, operation=WRITE)


@require_http_methods(["GET", "POST"])
@may_make_rotas
def half_day_edit(request: AuthenticatedRequest, person: int, day: str, half: str) -> HttpResponse:
    """Something else, or nothing, in this half day; and who does the usual session."""
    doctor, on, part = _half_day(request, person=person, day=day, half=half)
    found = half_day(doctor, day=on, half=part)
    form = SessionChangeForm(request.POST if request.method == "POST" else None, found=found)
    if form.is_bound and form.is_valid():
        try:
            change_session(
                doctor, day=on, half=part, wanted=form.wanted(), was=form.cleaned_data["was"], by=request.user
            )
        except SessionRefused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
            found = half_day(doctor, day=on, half=part)
            form.put("was", mark_of(found.change))  # read by now: what is typed counts the next time
        else:
            messages.success(
                request, f"Changed: {_title(found)}. A published sheet says so until it is published again."
            )
            return redirect(_sheet(found))
    context = {
        "found": found,
        "form": form,
        "title": _title(found),
        "now": now_words(found),
        "was": mark_of(found.change),
        "half_words": HALF_WORDS[part],
        "sheet_address": _sheet(found),
        "has_errors": bool(form.errors),
    }
    return render(request, "rotas/half_day_edit.html", context, status=422 if form.errors else 200)


@require_POST
@may_make_rotas
def half_day_as_usual(request: AuthenticatedRequest, person: int, day: str, half: str) -> HttpResponse:
    """Take the change of a half day back."""
    doctor, on, part = _half_day(request, person=person, day=day, half=half)
    found = half_day(doctor, day=on, half=part)
    try:
        take_change_back(doctor, day=on, half=part, was=request.POST.get("was", ""), by=request.user)
    except SessionRefused as refused:
        messages.error(request, str(refused))
        return redirect("rotas:half_day_edit", person, day, half)
    messages.success(request, f"As usual: {_title(found)}.")
    return redirect(_sheet(found))


@require_GET
@may_make_rotas
def half_day_history(request: AuthenticatedRequest, person: int, day: str, half: str) -> HttpResponse:
    """Who changed this half day, from what to what."""
    doctor, on, part = _half_day(request, person=person, day=day, half=half)
    where = {"person": doctor.pk, "date": on, "session": part}
    changes = table_history(SessionChange, viewer=request.user, where=where)
    context = {
        "doctor": doctor,
        "day": on,
        "half_words": HALF_WORDS[part],
        "changes": changes,
        "address": (person, day, half),
    }
    return render(request, "rotas/half_day_history.html", context)


def _half_day(request: AuthenticatedRequest, *, person: int, day: str, half: str) -> tuple[Person, date, Half]:
    """A half day of a doctor whose week the user makes; any other does not exist."""
    try:
        on = date.fromisoformat(day)
    except ValueError as problem:
        raise Http404 from problem
    part = next((known for known in HALF_WORDS if known == half), None)
    if part is None or not EARLIEST <= on <= LATEST or on.isoformat() != day:
        raise Http404
    doctor = doctor_to_plan(request.user, person=person, day=on)
    if doctor is None:
        raise Http404
    return doctor, on, part


def _title(found: HalfDay) -> str:
    return f"{found.person.display_name}, {found.date:%A %-d %B %Y}, {HALF_WORDS[found.half]}"


def _sheet(found: HalfDay) -> str:
    assert found.person.specialty  # noqa: S101 doctor_to_plan wants one
    query = urlencode({"specialty": found.person.specialty.code, "from": found.date.isoformat(), "edit": 1})
    return f"{reverse('rotas:week_sheet')}?{query}"
