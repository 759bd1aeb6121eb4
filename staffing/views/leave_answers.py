"""A request for leave approved or declined by a link, without signing in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from directorate.core import clock
from directorate.core.actions.outgoing import key_of
from directorate.core.guard import public
from directorate.core.views.answer_pages import unlinked
from staffing.actions.decision_links import ANSWER_PAGE
from staffing.actions.link_answers import decide_by_link
from staffing.actions.problems import LeaveRefused, LinkOver
from staffing.domain.decision_links import LinkStanding
from staffing.facts import words
from staffing.facts.decision_links import link_of, what_it_means
from staffing.facts.effects import said_effects
from staffing.forms.absences import DecisionForm
from staffing.models import DecisionLink

UNPROCESSABLE, GONE = 422, 410
OVER = frozenset({LinkStanding.ENDED, LinkStanding.REVOKED, LinkStanding.EXPIRED})


@never_cache
@require_http_methods(["GET", "POST"])
@public
def leave_answer(request: HttpRequest, token: str) -> HttpResponse:
    """Whose leave, when, and what it means for cover; approve or decline. The link is the right, and works once."""
    link = link_of(key_of(token, name=ANSWER_PAGE))
    if link is None:
        raise Http404
    problem = ""
    if request.method == "POST":
        problem = _answer(request, link)
        if not problem:
            return unlinked(redirect(ANSWER_PAGE, token))
        link = link_of(link.key) or link
    return unlinked(_page(request, link, problem=problem))


def _answer(request: HttpRequest, link: DecisionLink) -> str:
    """Decide; return what is wrong with it, empty when it is done or the link is over, which the page says itself."""
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return "Choose Approve or Decline"
    approves = form.cleaned_data["decision"] == "approve"
    try:
        decide_by_link(link.key, approves=approves, reason=form.cleaned_data["reason"].strip())
    except LinkOver:
        return ""
    except LeaveRefused as refused:
        return str(refused)
    return ""


def _page(request: HttpRequest, link: DecisionLink, *, problem: str) -> HttpResponse:
    standing = link.standing(clock.now())
    is_open = standing is LinkStanding.OPEN
    context = {
        "link": link,
        "absence": link.absence,
        "standing": standing,
        "found": what_it_means(link) if is_open else None,
        "consequences": said_effects(link.absence) if is_open else (),
        "problem": problem if is_open else "",
        "has_errors": bool(problem) and is_open,
        "words": words,
    }
    status = GONE if standing in OVER else UNPROCESSABLE if context["problem"] else None
    return render(request, "staffing/leave_answer.html", context, status=status)
