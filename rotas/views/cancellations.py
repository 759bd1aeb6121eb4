"""Requests to cancel or reduce clinics and lists: which wait, the text of each, and what became of it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from directorate.core import clock
from directorate.core.access import WRITE, may
from directorate.core.actions.outgoing import key_of
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest, public, requires
from directorate.core.views.answer_pages import unlinked
from rotas.actions.cancellations import REPLY_PAGE, confirm_by_link, move_cancellation
from rotas.domain.states import CANCELLATION_TRANSITIONS, CancellationState, StepRefused
from rotas.facts.cancellations import (
    CLINICS_RHYTHM_DAYS,
    latest_clinics,
    listed_requests,
    request_of,
    request_text,
    session_lines,
    sessions_of,
    site_names,
)
from rotas.forms.cancellations import MoveForm
from rotas.models import CancellationRequest
from rotas.render.lines_pdf import pdf

GONE = 410
SEES = requires(Subject.MEDICAL_LEAVE, Subject.MEDICAL_LEAVE_APPROVAL, operation=WRITE)


@require_GET
@SEES
def cancellation_list(request: AuthenticatedRequest) -> HttpResponse:
    """Requests that are not over, the oldest first, then the last that are; `show=asked` those not confirmed in PAS."""
    only_asked = request.GET.get("show") == "asked"
    found = listed_requests(request.user, today=clock.today(), only_asked=only_asked)
    clinics = latest_clinics(request.user, today=clock.today())
    may_load = may(user=request.user, subject=Subject.MEDICAL_STAFF, operation=WRITE)
    context = {
        "requests": found,
        "only_asked": only_asked,
        "sessions": sum(line.sessions for line in found),
        "clinics_as_at": clinics,
        "clinics_days": (clock.today() - clinics).days if clinics else 0,
        "clinics_rhythm": CLINICS_RHYTHM_DAYS,
        "import_href": reverse("imports:batch_upload") if may_load else "",
    }
    return render(request, "rotas/cancellation_list.html", context)


@require_GET
@SEES
def cancellation_detail(request: AuthenticatedRequest, request_id: int) -> HttpResponse:
    """One request: its text to copy, its steps, and what may follow."""
    found = _found(request, request_id)
    sessions = sessions_of(found)
    context = {
        "found": found,
        "text": request_text(found, person=found.absence.person, sessions=sessions),
        "sessions": session_lines(sessions, sites=site_names()),
        "steps": found.steps.select_related("taken_by", "mail").order_by("taken_at", "pk"),
        "may_follow": CANCELLATION_TRANSITIONS[CancellationState(found.state)],
    }
    return render(request, "rotas/cancellation_detail.html", context)


def _found(request: AuthenticatedRequest, request_id: int) -> CancellationRequest:
    rows = CancellationRequest.objects.visible_to(request.user).select_related("absence__person", "asked_by")
    return get_object_or_404(rows, pk=request_id)


@require_GET
@SEES
def cancellation_pdf(request: AuthenticatedRequest, request_id: int) -> HttpResponse:
    """The request on paper."""
    found = _found(request, request_id)
    lines = session_lines(sessions_of(found), sites=site_names())
    title = f"Cancel or reduce sessions of {found.absence.person.display_name}: {found.reference}"
    name = f'attachment; filename="{found.reference}.pdf"'
    return HttpResponse(pdf(title, lines=lines), content_type="application/pdf", headers={"Content-Disposition": name})


@require_POST
@SEES
def cancellation_move(request: AuthenticatedRequest, request_id: int) -> HttpResponse:
    """Take down that it is done in PAS, that the patients have new dates, or that it is not needed."""
    found = _found(request, request_id)
    form = MoveForm(request.POST)
    if form.is_valid():
        to, note = CancellationState(form.cleaned_data["to"]), form.cleaned_data["note"]
        try:
            done = move_cancellation(found.pk, to=to, by=request.user, note=note)
            messages.success(request, f"{done.reference}: {done.state_words.lower()}.")
        except StepRefused as problem:
            messages.error(request, str(problem))
    else:
        messages.error(request, "Choose one of the buttons, and write a note of up to 300 characters.")
    return redirect("rotas:cancellation_detail", request_id=found.pk)


@never_cache
@require_http_methods(["GET", "POST"])
@public
def cancellation_reply(request: HttpRequest, token: str) -> HttpResponse:
    """Which sessions, and one button: done in PAS; the link is the right, and works once."""
    found = request_of(key_of(token, name=REPLY_PAGE))
    if found is None:
        raise Http404
    if request.method == "POST":
        try:
            confirm_by_link(found.key)
            return unlinked(redirect(REPLY_PAGE, token))
        except StepRefused:
            found.refresh_from_db(fields=["state"])
    context = {"found": found, "sessions": session_lines(sessions_of(found), sites=site_names())}
    status = GONE if found.state == CancellationState.WITHDRAWN else None
    return unlinked(render(request, "rotas/cancellation_reply.html", context, status=status))
