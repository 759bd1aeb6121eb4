"""Requests for a locum: asked from a gap, answered by the bank office's link or taken down, each step with who and when."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from directorate.core.access import WRITE
from directorate.core.actions.outgoing import key_of
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest, public, requires
from directorate.core.views.answer_pages import unlinked
from rotas.actions.locums import (
    REPLY_PAGE,
    approve_request,
    fill_request,
    make_request,
    may_approve,
    move_request,
    reply_by_link,
)
from rotas.actions.problems import CoverRefused, DeskRefused
from rotas.domain.states import OUT_TO_FILL, LocumState, StepRefused
from rotas.facts.locums import cap_of, duty_lines, known_in, known_of, pounds, request_of, request_text, typed_in
from rotas.forms.locums import FilledForm, MoveForm, RequestForm
from rotas.models import Gap, LocumRequest, Timesheet
from rotas.render.lines_pdf import pdf
from staffing.facts.price_caps import cap_words

UNPROCESSABLE, GONE = 422, 410
REFUSALS = (CoverRefused, DeskRefused, StepRefused)
asks_for_locums = requires(Subject.LOCUM, operation=WRITE)


@require_http_methods(["GET", "POST"])
@asks_for_locums
def locum_ask(request: AuthenticatedRequest, gap: int) -> HttpResponse:
    """Everything is filled in but four fields."""
    rows = Gap.objects.open().closable_by(request.user).select_related("duty__rota", "duty__site")
    found = get_object_or_404(rows, pk=gap)
    form = RequestForm(request.POST or None, may_approve=may_approve(request.user), cap=cap_words(cap_of(found)))
    if request.method == "POST" and form.is_valid():
        try:
            made = make_request(found.pk, wanted=form.wanted, by=request.user)
            messages.success(request, f"{made.reference}: {made.state_words.lower()}.")
            return redirect("rotas:locum_detail", request_id=made.pk)
        except REFUSALS as problem:
            form.add_error(None, str(problem))
    context = {"gap": found, "form": form, "known": known_of(found)}
    return render(request, "rotas/locum_ask.html", context, status=UNPROCESSABLE if form.errors else None)


@require_GET
@requires(Subject.LOCUM)
def locum_detail(request: AuthenticatedRequest, request_id: int) -> HttpResponse:
    """The request, its text, its steps, and what can be done with it."""
    return _page(request, request_id)


def _page(request: AuthenticatedRequest, request_id: int, *, refused: Form | None = None) -> HttpResponse:
    """The page; with a refused form what was typed in it, and why."""
    found = _found(request, request_id=request_id)
    changes = LocumRequest.objects.changeable_by(request.user).filter(pk=found.pk).exists()
    context = {
        "found": found,
        "known": known_in(found),
        "typed": typed_in(found),
        "text": request_text(found),
        "rate": pounds(found.rate_pence) if found.rate_pence else "",
        "steps": found.steps.select_related("taken_by", "mail").order_by("taken_at", "pk"),
        "sheet": Timesheet.objects.visible_to(request.user).filter(request=found).first(),
        "changes": changes,
        "approves": changes and found.state == LocumState.SUBMITTED and may_approve(request.user),
        "is_out": found.state in OUT_TO_FILL,
        "refused": refused,
        "filled": refused if isinstance(refused, FilledForm) else FilledForm(),
        "move": refused if isinstance(refused, MoveForm) else MoveForm(),
    }
    return render(request, "rotas/locum_detail.html", context, status=UNPROCESSABLE if refused else None)


def _found(request: AuthenticatedRequest, *, request_id: int) -> LocumRequest:
    rows = LocumRequest.objects.visible_to(request.user).select_related("gap__duty__rota", "gap__duty__site")
    return get_object_or_404(rows, pk=request_id)


@require_GET
@requires(Subject.LOCUM)
def locum_pdf(request: AuthenticatedRequest, request_id: int) -> HttpResponse:
    """The request on paper."""
    found = _found(request, request_id=request_id)
    content = pdf(f"Locum request {found.reference}", lines=[*known_in(found), *typed_in(found)])
    name = f'attachment; filename="{found.reference}.pdf"'
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": name})


@require_POST
@asks_for_locums
def locum_approve(request: AuthenticatedRequest, request_id: int) -> HttpResponse:
    """A manager approves; the request goes to the bank office."""
    form = Form(request.POST)
    return _act(request, request_id, form=form, act=lambda: approve_request(request_id, by=request.user))


@require_POST
@asks_for_locums
def locum_fill(request: AuthenticatedRequest, request_id: int) -> HttpResponse:
    """Take down who does it."""
    form = FilledForm(request.POST)

    def act() -> LocumRequest:
        return fill_request(request_id, filled=form.filled, by=request.user)

    return _act(request, request_id, form=form, act=act)


@require_POST
@asks_for_locums
def locum_move(request: AuthenticatedRequest, request_id: int) -> HttpResponse:
    """Take down another step."""
    form = MoveForm(request.POST)

    def act() -> LocumRequest:
        to, note = LocumState(form.cleaned_data["to"]), form.cleaned_data["note"]
        return move_request(request_id, to=to, by=request.user, note=note)

    return _act(request, request_id, form=form, act=act)


def _act(
    request: AuthenticatedRequest, request_id: int, *, form: Form, act: Callable[[], LocumRequest]
) -> HttpResponse:
    """Do it and show the page anew; where it is refused, the page with all that was typed."""
    get_object_or_404(LocumRequest.objects.changeable_by(request.user), pk=request_id)
    if form.is_valid():
        try:
            done = act()
            messages.success(request, f"{done.reference}: {done.state_words.lower()}.")
            return redirect("rotas:locum_detail", request_id=request_id)
        except REFUSALS as problem:
            form.add_error(None, str(problem))
    return _page(request, request_id, refused=form)


@never_cache
@require_http_methods(["GET", "POST"])
@public
def locum_reply(request: HttpRequest, token: str) -> HttpResponse:
    """Filled by … or not filled, for the bank office; the link is the right, and works until the request is over."""
    found = request_of(key_of(token, name=REPLY_PAGE))
    if found is None:
        raise Http404
    is_filled = request.POST.get("answer") != "unfilled"
    form = FilledForm(request.POST or None, most_pence=found.most_pence)
    if request.method == "POST" and (not is_filled or form.is_valid()):
        try:
            reply_by_link(found.key, filled=form.filled if is_filled else None)
            return unlinked(redirect(REPLY_PAGE, token))
        except REFUSALS:
            found.refresh_from_db()
    is_open = found.state in OUT_TO_FILL
    shows_errors = is_open and request.method == "POST" and is_filled
    context = {"found": found, "is_open": is_open, "form": form if shows_errors else FilledForm()}
    context |= {"known": duty_lines(found.gap), "shows_errors": shows_errors}
    status = UNPROCESSABLE if shows_errors else None if is_open or found.state in {"filled", "unfilled"} else GONE
    return unlinked(render(request, "rotas/locum_reply.html", context, status=status))
