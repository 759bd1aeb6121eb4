"""Find a swap for a duty: who could exchange one, ask them, take down their answers, exchange the two."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from directorate.core import clock
from directorate.core.access import WRITE
from directorate.core.actions.outgoing import key_of
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest, public, requires
from directorate.core.views.answer_pages import unlinked
from rotas.actions.problems import CoverRefused, OfferOver
from rotas.actions.swap_answers import answer_swap_by_link, record_swap_answer
from rotas.actions.swaps import ANSWER_PAGE, ask_about_swap, exchange_duties
from rotas.domain.offers import hours_offered
from rotas.facts.cover import time_words
from rotas.facts.swaps import SwapChance, SwapChoice, doctor_of, swap_choice, swap_lines, swap_of, swaps_asked, told
from rotas.forms.gaps import AnswerForm
from rotas.forms.swaps import ExchangeForm, SwapAskForm
from rotas.models import Answer, AnswerWay, Duty, OfferWay, SwapOffer
from staffing.facts.half_days import Dates

UNPROCESSABLE, GONE = 422, 410
may_make_rotas = requires(Subject.ROTA, operation=WRITE)


@require_http_methods(["GET", "POST"])
@may_make_rotas
def swap_find(request: AuthenticatedRequest, duty: int) -> HttpResponse:
    """Which duties of whom could be exchanged for one, and why others cannot; and the exchange that was agreed."""
    found = _duty(request, duty)
    choice = _choice(request, duty=found)
    form = _exchange_form(found, choice=choice, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _exchange(request, duty=found, form=form)
        except CoverRefused as problem:
            form.add_error(None, str(problem))
    return _page(request, duty=found, choice=choice, form=form, ask=_ask_form(found, choice=choice))


@require_POST
@may_make_rotas
def swap_ask(request: AuthenticatedRequest, duty: int) -> HttpResponse:
    """Ask for the duties that are ticked, by e-mail with a link each, or note that the text was sent."""
    found = _duty(request, duty)
    choice = _choice(request, duty=found)
    ask = _ask_form(found, choice=choice, data=request.POST)
    if ask.is_valid():
        try:
            return _ask(request, duty=found, ask=ask)
        except CoverRefused as problem:
            ask.add_error(None, str(problem))
    return _page(request, duty=found, choice=choice, form=_exchange_form(found, choice=choice), ask=ask)


def _duty(request: AuthenticatedRequest, duty: int) -> Duty:
    """A duty to come of a rota that the user makes; others do not exist."""
    rows = Duty.objects.to_come(clock.now()).changeable_by(request.user)
    return get_object_or_404(rows.select_related("rota__specialty", "person__specialty", "site"), pk=duty)


def _choice(request: AuthenticatedRequest, *, duty: Duty) -> SwapChoice:
    return swap_choice(duty, viewer=request.user, now=clock.now(), away=typed_leave(request))


def typed_leave(request: HttpRequest) -> Dates | None:
    """Leave that is typed and not saved yet, from the link of its preview; None when there is none to be read."""
    try:
        first, last = (date.fromisoformat(request.GET.get(name, "")) for name in ("away_from", "away_to"))
    except ValueError:
        return None
    return Dates(first, last) if first <= last else None


def _page(
    request: AuthenticatedRequest, *, duty: Duty, choice: SwapChoice, form: ExchangeForm, ask: SwapAskForm
) -> HttpResponse:
    context = {
        "duty": duty,
        "choice": choice,
        "form": form,
        "ask": ask,
        "ticked": set(request.POST.getlist("duties")),
        "asked": swaps_asked(duty, now=clock.now()),
        "time": time_words(duty),
        "away": typed_leave(request),
    }
    return render(request, "rotas/swap_find.html", context, status=UNPROCESSABLE if form.errors or ask.errors else None)


def _exchange_form(duty: Duty, *, choice: SwapChoice, data: object = None) -> ExchangeForm:
    """Those that can, then those where only a rule stands in the way."""
    duties = [_option(item) for item in choice.can]
    duties += [_option(item, note=" (breaks a rule, needs a reason)") for item in choice.against]
    return ExchangeForm(data, duties=duties, giver=doctor_of(duty))


def _option(item: SwapChance, *, note: str = "") -> tuple[str, str]:
    return f"{item.duty.pk}-{item.colleague.pk}", f"{item.colleague.display_name}, {item.time}{note}"


def _ask_form(duty: Duty, *, choice: SwapChoice, data: object = None) -> SwapAskForm:
    now, begins = clock.now(), duty.during.lower
    duties = [item.duty.pk for item in choice.can]
    return SwapAskForm(data, duties=duties, moments=hours_offered(now=now, begins=begins), now=now, begins=begins)


def _ask(request: AuthenticatedRequest, *, duty: Duty, ask: SwapAskForm) -> HttpResponse:
    way, others = OfferWay(ask.cleaned_data["way"]), ask.cleaned_data["duties"]
    ask_about_swap(duty.pk, others=others, way=way, expires_at=ask.expires_at, by=request.user)
    sent = "Links go out by e-mail:" if way == OfferWay.EMAIL else "Noted as asked by text:"
    messages.success(request, f"{sent} {len(others)} {'swap' if len(others) == 1 else 'swaps'} asked for.")
    return redirect("rotas:swap_find", duty=duty.pk)


def _exchange(request: AuthenticatedRequest, *, duty: Duty, form: ExchangeForm) -> HttpResponse:
    said = form.cleaned_data
    other, colleague = said["other"]
    swap = exchange_duties(
        duty.pk,
        other_id=other,
        doctors=(said["giver"], colleague),
        by=request.user,
        way=AnswerWay(said["how"]),
        reason=said["reason"],
    )
    messages.success(request, "The duties are exchanged.")
    return redirect("rotas:swap_detail", swap=swap.pk)


@require_GET
@may_make_rotas
def swap_detail(request: AuthenticatedRequest, swap: int) -> HttpResponse:
    """Two duties that were exchanged: who does which, what follows, and a text for both doctors."""
    rows = SwapOffer.objects.recordable_by(request.user).exclude(done_at=None)
    related = ("duty__rota", "duty__site", "other__rota", "other__site", "giver", "person", "done_by", "asked_by")
    found = get_object_or_404(rows.select_related(*related), pk=swap)
    return render(request, "rotas/swap_detail.html", {"swap": found, "told": told(found)})


@require_POST
@may_make_rotas
def swap_record(request: AuthenticatedRequest, swap: int) -> HttpResponse:
    """Take down a yes or no that was said by phone."""
    rows = SwapOffer.objects.recordable_by(request.user).filter(done_at=None)
    found = get_object_or_404(rows.select_related("person"), pk=swap)
    form = AnswerForm(request.POST)
    if form.is_valid():
        answer = Answer(form.cleaned_data["answer"])
        try:
            answered = record_swap_answer(found.pk, answer=answer, how=AnswerWay.PHONE, by=request.user)
            messages.success(request, f"{found.person.display_name} said {answer.label.lower()} by phone.")
            if answered.done_at is not None:
                return redirect("rotas:swap_detail", swap=answered.pk)
        except CoverRefused as problem:
            messages.error(request, str(problem))
    else:
        messages.error(request, "Choose yes or no")
    return redirect("rotas:swap_find", duty=found.duty_id)


@never_cache
@require_http_methods(["GET", "POST"])
@public
def swap_answer(request: HttpRequest, token: str) -> HttpResponse:
    """Date, time and place of two duties, and yes or no; the link is the right, and works once."""
    offer = swap_of(key_of(token, name=ANSWER_PAGE))
    if offer is None:
        raise Http404
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_swap_by_link(offer.key, answer=Answer(form.cleaned_data["answer"]))
            return unlinked(redirect(ANSWER_PAGE, token))
        except OfferOver:
            offer = swap_of(offer.key) or offer
    standing = offer.standing(clock.now())
    status = UNPROCESSABLE if form.errors else GONE if standing in {"expired", "withdrawn"} else None
    context = {"offer": offer, "standing": standing, "form": form, "lines": swap_lines(offer)}
    return unlinked(render(request, "rotas/swap_answer.html", context, status=status))
