"""A doctor's own duties: look at them, and ask colleagues for a swap; nobody else's."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from directorate.core import clock
from directorate.core.access import WRITE
from directorate.core.domain.access import Subject
from directorate.core.domain.words import plural
from directorate.core.guard import AuthenticatedRequest, requires
from rotas.actions.problems import CoverRefused, OfferOver
from rotas.actions.swaps import ask_about_own_swap, take_back_own_question
from rotas.domain.offers import hours_offered
from rotas.facts.cover import time_words
from rotas.facts.own_swaps import own_duties
from rotas.facts.swaps import SwapChoice, swap_choice, swaps_asked
from rotas.forms.swaps import OwnSwapForm
from rotas.models import Duty, SwapOffer
from rotas.views.swaps import typed_leave

UNPROCESSABLE = 422
swaps_own = requires(Subject.ROTA, operation=WRITE)


@require_GET
@swaps_own
def my_duties(request: AuthenticatedRequest) -> HttpResponse:
    """The user's own duties to come, and what became of swaps asked for."""
    return render(request, "rotas/my_duties.html", {"duties": own_duties(request.user, now=clock.now())})


@require_http_methods(["GET", "POST"])
@swaps_own
def own_swap_find(request: AuthenticatedRequest, duty: int) -> HttpResponse:
    """Who could lawfully take a duty of the user's for one of theirs; and the question to those who are ticked."""
    rows = Duty.objects.held_by(request.user).to_come(clock.now())
    found = get_object_or_404(rows.select_related("rota__specialty", "person__specialty", "site"), pk=duty)
    choice = swap_choice(found, viewer=request.user, now=clock.now(), away=typed_leave(request))
    ask = _form(found, choice=choice, data=request.POST if request.method == "POST" else None)
    if ask.is_valid():
        try:
            return _ask(request, duty=found, ask=ask)
        except CoverRefused as problem:
            ask.add_error(None, str(problem))
    context = {
        "duty": found,
        "choice": choice,
        "ask": ask,
        "ticked": set(request.POST.getlist("duties")),
        "asked": swaps_asked(found, now=clock.now()),
        "time": time_words(found),
        "away": typed_leave(request),
    }
    return render(request, "rotas/own_swap_find.html", context, status=UNPROCESSABLE if ask.errors else None)


def _form(duty: Duty, *, choice: SwapChoice, data: object) -> OwnSwapForm:
    """Only of colleagues to whom a link can be sent."""
    now, begins = clock.now(), duty.during.lower
    duties = [item.duty.pk for item in choice.can if item.colleague.email]
    return OwnSwapForm(data, duties=duties, moments=hours_offered(now=now, begins=begins), now=now, begins=begins)


def _ask(request: AuthenticatedRequest, *, duty: Duty, ask: OwnSwapForm) -> HttpResponse:
    others = ask.cleaned_data["duties"]
    ask_about_own_swap(duty.pk, others=others, expires_at=ask.expires_at, by=request.user)
    messages.success(request, f"Links go out by e-mail: {plural(len(others), 'swap')} asked for.")
    return redirect("rotas:own_swap_find", duty=duty.pk)


@require_POST
@swaps_own
def own_swap_withdraw(request: AuthenticatedRequest, swap: int) -> HttpResponse:
    """Take a question of the user's back; its link opens nothing more."""
    found = get_object_or_404(SwapOffer.objects.wanted_by(request.user).select_related("person"), pk=swap)
    try:
        take_back_own_question(found.pk, by=request.user)
        messages.success(request, f"Taken back. {found.person.display_name} is not asked any more.")
    except OfferOver as problem:
        messages.error(request, str(problem))
        return redirect("rotas:my_duties")
    return redirect("rotas:own_swap_find", duty=found.duty_id)
