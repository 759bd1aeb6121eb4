"""Gaps: which duties nobody does, cover now, and how a gap opens and closes."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from directorate.core import clock
from directorate.core.access import WRITE
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.models import Person
from directorate.core.row_history import row_history
from rotas.actions.gaps import close_gap, open_gap
from rotas.actions.offers import ask_doctors
from rotas.actions.problems import CoverRefused
from rotas.domain.offers import hours_offered
from rotas.facts.cover import Candidate, CoverChoice, cover_choice, time_words
from rotas.facts.offers import asked_about
from rotas.facts.to_cover import DAYS_AHEAD, duties_to_cover
from rotas.forms.gaps import AskForm, CloseGapForm, OpenGapForm
from rotas.models import AnswerWay, Duty, Gap, GapCause, LocumRequest, OfferWay

MOST_SHOWN = 100
UNPROCESSABLE = 422
may_make_rotas = requires(Subject.ROTA, operation=WRITE)


@require_GET
@may_make_rotas
def gap_list(request: AuthenticatedRequest) -> HttpResponse:
    """Duties of the next 14 days that nobody does, or somebody who is away; the nearest first."""
    found = duties_to_cover(request.user, now=clock.now(), most=MOST_SHOWN)
    return render(request, "rotas/gap_list.html", {"duties": found, "days": DAYS_AHEAD})


@require_http_methods(["GET", "POST"])
@may_make_rotas
def gap_cover(request: AuthenticatedRequest, gap: int) -> HttpResponse:
    """Who can, who cannot and why; and the one who said yes. A closed gap says who does it and what follows."""
    found = _gap(request, gap=gap)
    if found.closed_at is not None:
        return _closed(request, gap=found)
    choice = cover_choice(found, viewer=request.user, now=clock.now())
    form = CloseGapForm(request.POST or None, people=_offered(choice))
    if request.method == "POST" and form.is_valid():
        try:
            return _close(request, gap=found, form=form)
        except CoverRefused as problem:
            form.add_error(None, str(problem))
    return _page(request, gap=found, choice=choice, form=form, ask=_ask_form(found, choice=choice))


@require_POST
@may_make_rotas
def gap_ask(request: AuthenticatedRequest, gap: int) -> HttpResponse:
    """Ask those who are ticked, by e-mail with a link each, or note that they were sent the text."""
    found = _gap(request, gap=gap)
    if found.closed_at is not None:
        return redirect("rotas:gap_cover", gap=gap)
    choice = cover_choice(found, viewer=request.user, now=clock.now())
    ask = _ask_form(found, choice=choice, data=request.POST)
    if ask.is_valid():
        try:
            return _ask(request, gap=found, ask=ask)
        except CoverRefused as problem:
            ask.add_error(None, str(problem))
    form = CloseGapForm(people=_offered(choice))
    return _page(request, gap=found, choice=choice, form=form, ask=ask)


def _page(
    request: AuthenticatedRequest, *, gap: Gap, choice: CoverChoice, form: CloseGapForm, ask: AskForm
) -> HttpResponse:
    asked = asked_about(gap, now=clock.now())
    form.initial["person"] = asked.first_yes
    context = {
        "gap": gap,
        "choice": choice,
        "form": form,
        "ask": ask,
        "ticked": set(request.POST.getlist("people")),
        "asked": asked,
        "time": time_words(gap.duty),
        "bank_request": LocumRequest.objects.visible_to(request.user).filter(gap=gap).order_by("pk").last(),
    }
    return render(request, "rotas/gap_cover.html", context, status=UNPROCESSABLE if form.errors or ask.errors else None)


@require_GET
@may_make_rotas
def duty_history(request: AuthenticatedRequest, duty: int) -> HttpResponse:
    """Who changed what of a duty, before and after: its doctor, its hours, and what the list notes of a swap."""
    rows = Duty.objects.changeable_by(request.user).select_related("rota", "person")
    found = get_object_or_404(rows, pk=duty)
    context = {"duty": found, "time": time_words(found), "changes": row_history(found, viewer=request.user)}
    return render(request, "rotas/duty_history.html", context)


def _gap(request: AuthenticatedRequest, *, gap: int) -> Gap:
    """A gap of a rota that the user makes; others do not exist."""
    rows = Gap.objects.closable_by(request.user).filter(duty__is_cancelled=False)
    return get_object_or_404(
        rows.select_related("duty__rota__specialty", "duty__site", "duty__person", "given_up_by"), pk=gap
    )


def _closed(request: AuthenticatedRequest, *, gap: Gap) -> HttpResponse:
    context = {"gap": gap, "asked": asked_about(gap, now=clock.now()), "time": time_words(gap.duty)}
    return render(request, "rotas/gap_closed.html", context)


def _offered(choice: CoverChoice) -> list[tuple[int, str]]:
    """Those who can, then those for whom only a rule stands in the way."""
    against = [item for item in choice.cannot if not item.verdict.blocks]
    return [(item.person.pk, item.person.display_name) for item in choice.can] + [
        (item.person.pk, f"{item.person.display_name} ({_against(item)})") for item in against
    ]


def _against(item: Candidate) -> str:
    return "breaks a rule, needs a reason" if item.verdict.breaches else "gave it up"


def _ask_form(gap: Gap, *, choice: CoverChoice, data: object = None) -> AskForm:
    now, begins = clock.now(), gap.duty.during.lower
    moments, people = hours_offered(now=now, begins=begins), [item.person.pk for item in choice.can]
    return AskForm(data, people=people, moments=moments, now=now, begins=begins)


def _ask(request: AuthenticatedRequest, *, gap: Gap, ask: AskForm) -> HttpResponse:
    way = OfferWay(ask.cleaned_data["way"])
    people = ask.cleaned_data["people"]
    ask_doctors(gap.pk, people=people, way=way, expires_at=ask.expires_at, by=request.user)
    sent = "Links go out by e-mail to" if way == OfferWay.EMAIL else "Noted as asked by text:"
    messages.success(request, f"{sent} {len(people)} {'doctor' if len(people) == 1 else 'doctors'}.")
    return redirect("rotas:gap_cover", gap=gap.pk)


def _close(request: AuthenticatedRequest, *, gap: Gap, form: CloseGapForm) -> HttpResponse:
    person = get_object_or_404(Person, pk=form.cleaned_data["person"])
    way = AnswerWay(form.cleaned_data["how"])
    close_gap(gap.pk, person=person, by=request.user, way=way, reason=form.cleaned_data["reason"])
    messages.success(request, f"{person.display_name} does it: {gap.duty.rota.name}, {time_words(gap.duty)}.")
    return redirect("rotas:gap_cover", gap=gap.pk)


@require_http_methods(["GET", "POST"])
@may_make_rotas
def gap_open(request: AuthenticatedRequest, duty: int) -> HttpResponse:
    """A doctor cannot come: say why, then find somebody else."""
    rows = Duty.objects.standing().changeable_by(request.user).filter(during__endswith__gt=clock.now())
    found = get_object_or_404(rows.exclude(person=None).select_related("rota", "person"), pk=duty)
    form = OpenGapForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            gap = open_gap(found.pk, cause=GapCause(form.cleaned_data["cause"]), by=request.user)
            return redirect("rotas:gap_cover", gap=gap.pk)
        except CoverRefused as problem:
            form.add_error(None, str(problem))
    context = {"duty": found, "form": form, "time": time_words(found)}
    return render(request, "rotas/gap_open.html", context, status=UNPROCESSABLE if form.errors else None)
