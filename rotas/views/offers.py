"""What doctors answer: by a link without signing in, or to the rota coordinator."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from directorate.core import clock
from directorate.core.access import WRITE
from directorate.core.actions.outgoing import key_of
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest, public, requires
from directorate.core.views.answer_pages import unlinked
from rotas.actions.offers import ANSWER_PAGE, answer_by_link, record_answer
from rotas.actions.problems import CoverRefused, OfferOver
from rotas.facts.offers import offer_of, when_and_where
from rotas.forms.gaps import AnswerForm
from rotas.models import Answer, AnswerWay, CoverOffer

UNPROCESSABLE, GONE = 422, 410


@require_POST
@requires(Subject.ROTA, operation=WRITE)
def offer_record(request: AuthenticatedRequest, offer: int) -> HttpResponse:
    """Take down a yes or no that was said by phone."""
    found = get_object_or_404(CoverOffer.objects.recordable_by(request.user).select_related("person"), pk=offer)
    form = AnswerForm(request.POST)
    if form.is_valid():
        answer = Answer(form.cleaned_data["answer"])
        try:
            record_answer(found.pk, answer=answer, how=AnswerWay.PHONE, by=request.user)
            messages.success(request, f"{found.person.display_name} said {answer.label.lower()} by phone.")
        except CoverRefused as problem:
            messages.error(request, str(problem))
    else:
        messages.error(request, "Choose yes or no")
    return redirect("rotas:gap_cover", gap=found.gap_id)


@never_cache
@require_http_methods(["GET", "POST"])
@public
def offer_answer(request: HttpRequest, token: str) -> HttpResponse:
    """Date, time and place of a duty, and yes or no; the link is the right, and works once."""
    offer = offer_of(key_of(token, name=ANSWER_PAGE))
    if offer is None:
        raise Http404
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_by_link(offer.key, answer=Answer(form.cleaned_data["answer"]))
            return unlinked(redirect(ANSWER_PAGE, token))
        except OfferOver:
            offer.refresh_from_db(fields=["answer", "answered_at", "withdrawn_at"])
    standing = offer.standing(clock.now())
    status = UNPROCESSABLE if form.errors else GONE if standing in {"expired", "withdrawn"} else None
    context = {"offer": offer, "standing": standing, "form": form, "lines": when_and_where(offer)}
    return unlinked(render(request, "rotas/offer_answer.html", context, status=status))
