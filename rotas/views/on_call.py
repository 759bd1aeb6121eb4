"""The on-call list, for those who sign in and, by a link, for the switchboard."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from directorate.core import clock
from directorate.core.access import WRITE, may
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest, public, requires
from rotas.actions.switchboard import make_link, revoke_link
from rotas.facts.on_call_list import duties_of, duties_visible_to, link_of, mail_text, on_call_days
from rotas.forms.on_call import LinkForm
from rotas.models import SwitchboardLink
from rotas.querysets import rota_reach

DAYS_SHOWN, DAYS_OF_SWITCHBOARD = 7, 2


@require_GET
@requires(Subject.ROTA)
def on_call_list(request: AuthenticatedRequest) -> HttpResponse:
    """Who is on call in the next seven days, and the text for the switchboard."""
    today, now = clock.today(), clock.now()
    days = on_call_days(duties_visible_to(request.user), today=today, days=DAYS_SHOWN, now=now, says_swaps=True)
    makes = may(user=request.user, subject=Subject.ROTA, operation=WRITE) and _makes_all(request)
    context = {
        "days": days,
        "may_change": makes,
        "own_person": rota_reach(request.user, operation=WRITE).person_id,
        "text": mail_text(days[:DAYS_OF_SWITCHBOARD]),
        "links": SwitchboardLink.objects.working().order_by("-created_at") if makes else (),
    }
    return render(request, "rotas/on_call_list.html", context)


def _makes_all(request: AuthenticatedRequest) -> bool:
    """Whether the user makes the rotas of the whole directorate, as a list of all of them needs."""
    return rota_reach(request.user, operation=WRITE).everything


@require_POST
@requires(Subject.ROTA, operation=WRITE)
def switchboard_link_make(request: AuthenticatedRequest) -> HttpResponse:
    """Make a link; its address is shown once."""
    if not _makes_all(request):
        raise Http404
    form = LinkForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.errors["purpose"].as_text().removeprefix("* "))
        return redirect("rotas:on_call_list")
    purpose = form.cleaned_data["purpose"] or "Switchboard"
    address = request.build_absolute_uri(
        reverse("rotas:switchboard", args=[make_link(purpose=purpose, by=request.user)])
    )
    messages.success(request, f"Send this address to {purpose}. It is shown once: {address}")
    return redirect("rotas:on_call_list")


@require_POST
@requires(Subject.ROTA, operation=WRITE)
def switchboard_link_revoke(request: AuthenticatedRequest, link: int) -> HttpResponse:
    """Let a link open nothing from now on."""
    if not _makes_all(request):
        raise Http404
    revoke_link(link, by=request.user)
    messages.success(request, "The link opens nothing any more.")
    return redirect("rotas:on_call_list")


@never_cache
@require_GET
@public
def switchboard(request: HttpRequest, token: str) -> HttpResponse:
    """Who is on call today and tomorrow, for the holder of a link; a revoked link does not exist."""
    link = link_of(token)
    if link is None:
        raise Http404
    days = on_call_days(duties_of(link), today=clock.today(), days=DAYS_OF_SWITCHBOARD, now=clock.now())
    response = render(request, "rotas/switchboard.html", {"days": days, "now": clock.now()})
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
