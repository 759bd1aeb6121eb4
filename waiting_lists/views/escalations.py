"""Escalation: requests for a decision, each with how many patients by when and options with their cost."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from directorate.core import clock
from directorate.core.access import WRITE, Permissions, reach
from directorate.core.domain.access import Role, Subject
from directorate.core.domain.words import long_date, plural
from directorate.core.figures import figures
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.models import Specialty, User
from directorate.core.registry import Card, Line
from directorate.core.row_history import row_history
from waiting_lists.actions.escalations import (
    DecidedAlreadyError,
    Request,
    ask_for_decision,
    decide,
    may_decide,
    withdraw,
)
from waiting_lists.domain.list_choices import ListChoices
from waiting_lists.forms import DecisionForm, EscalationForm
from waiting_lists.models import Escalation, EscalationOption
from waiting_lists.pages.escalated import rows_for_every_reader
from waiting_lists.pages.figures import list_address

UNPROCESSABLE = 422
MOST_SHOWN = 200
MOST_ON_CARD = 10
BROUGHT_ALONG = ("title", "patients", "by_date", "specialty", "rows")
WORK = Subject.PATHWAY_WORK
MEANWHILE = "This request has been decided or withdrawn meanwhile. Nothing was changed."


@requires(WORK, operation=WRITE)
def escalation_list(request: AuthenticatedRequest) -> HttpResponse:
    """Those to decide first, then what was decided."""
    found = Escalation.objects.visible_to(request.user).in_order().select_related("specialty", "created_by")
    shown = [(one, _rows_href(one)) for one in found[:MOST_SHOWN]]
    context = {"escalations": shown, "today": clock.today()}
    return render(request, "waiting_lists/escalation_list.html", context)


@requires(WORK, operation=WRITE)
def escalation_add(request: AuthenticatedRequest) -> HttpResponse:
    """Ask for a decision; a cohort's tile brings patients, day and specialty along."""
    specialties = _specialties(request.user)
    if request.method != "POST":
        given = {name: request.GET[name] for name in BROUGHT_ALONG if name in request.GET}
        code = _rows_of(request.user, address=given.get("rows", "")).get("specialty")
        own = next(({"specialty": one.pk} for one in specialties if code and one.code == code), {})
        form = EscalationForm(initial=given | own, specialties=specialties)
        return render(request, "waiting_lists/escalation_add.html", {"form": form})
    form = EscalationForm(request.POST, specialties=specialties)
    if not form.is_valid():
        return render(request, "waiting_lists/escalation_add.html", {"form": form}, status=UNPROCESSABLE)
    typed = form.cleaned_data
    wanted = Request(
        title=typed["title"],
        specialty_id=typed["specialty"],
        patients=typed["patients"],
        by_date=typed["by_date"],
        reason=typed["reason"],
        decide_by_date=typed["decide_by_date"],
        rows=_rows_of(request.user, address=typed["rows"]),
    )
    made = ask_for_decision(wanted, by=request.user, options=form.options())
    messages.success(request, "The directorate manager has been asked. The request stands on their Today.")
    return redirect("waiting_lists:escalation_detail", made.key)


def _rows_of(user: User, *, address: str) -> dict[str, str]:
    """The choices of the cohort that a request is about, the same for everybody who may open them; empty when unknown."""
    choices = ListChoices.read(dict(parse_qsl(address)))
    found = rows_for_every_reader(choices, user=user) if choices.over and choices.by else None
    return found.written() if found else {}


def _rows_href(one: Escalation) -> str:
    """Where the list shows the patients of a request; empty where their number was typed."""
    return list_address(ListChoices.read(one.rows)) if one.rows else ""


def _specialties(user: User) -> list[Specialty]:
    reached = reach(user=user, subject=WORK, operation=WRITE)
    found = Specialty.objects.in_order()
    return list(
        found if reached.everything or not reached.specialty_ids else found.filter(pk__in=reached.specialty_ids)
    )


def _visible(request: AuthenticatedRequest, *, key: UUID) -> Escalation:
    rows = Escalation.objects.visible_to(request.user).select_related("specialty", "created_by", "decided_by")
    found: Escalation = get_object_or_404(rows, key=key)
    return found


@requires(WORK, operation=WRITE)
def escalation_detail(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """One request: patients, options, decision, and who changed what."""
    return _detail(request, found=_visible(request, key=key))


def _detail(request: AuthenticatedRequest, *, found: Escalation, form: DecisionForm | None = None) -> HttpResponse:
    options = list(found.options.order_by("number"))
    decides = may_decide(request.user) and found.state == "asked"
    context: dict[str, Any] = {
        "escalation": found,
        "options": options,
        "rows_href": _rows_href(found),
        "form": form or (DecisionForm(options=options) if decides else None),
        "is_own": found.created_by_id == request.user.pk and found.state == "asked",
        "changes": row_history(
            found, viewer=request.user, related=[(EscalationOption, {"escalation": found.pk})], hide={"key", "rows"}
        ),
    }
    status = UNPROCESSABLE if form else 200
    return render(request, "waiting_lists/escalation_detail.html", context, status=status)


@requires(WORK, operation=WRITE)
@require_POST
def escalation_decide(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """Decide; the directorate manager only."""
    found = _visible(request, key=key)
    form = DecisionForm(request.POST, options=list(found.options.order_by("number")))
    if may_decide(request.user) and found.state == "asked" and not form.is_valid():
        return _detail(request, found=found, form=form)
    form.is_valid()
    try:
        typed = form.cleaned_data
        decide(found.pk, by=request.user, decision=typed.get("decision", ""), option=typed.get("option"))
        messages.success(request, "Decided. Whoever asked sees it on the request.")
    except DecidedAlreadyError:
        messages.error(request, MEANWHILE)
    return redirect("waiting_lists:escalation_detail", key)


@requires(WORK, operation=WRITE)
@require_POST
def escalation_withdraw(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """Take a request of one's own back."""
    try:
        withdraw(_visible(request, key=key).pk, by=request.user)
        messages.success(request, "The request has been withdrawn.")
    except DecidedAlreadyError:
        messages.error(request, MEANWHILE)
    return redirect("waiting_lists:escalation_detail", key)


def decision_figures(request: HttpRequest, rights: Permissions) -> Mapping[str, Combinable]:
    """What waits for a decision, for the directorate manager's Today."""
    if Role.DIRECTORATE_MANAGER not in rights.roles:
        return {}
    rows = Escalation.objects.visible_to(request.user).to_decide()
    shown = JSONObject(
        key="key",
        title="title",
        patients="patients",
        by="by_date",
        wanted="decide_by_date",
        specialty="specialty__name",
    )
    return {"escalations": ArraySubquery(rows.values(found=shown)[:MOST_ON_CARD])}


def decision_cards(request: HttpRequest, rights: Permissions) -> list[Card]:
    """The card of what waits for a decision."""
    if Role.DIRECTORATE_MANAGER not in rights.roles:
        return []
    lines = [_line(one) for one in figures(request)["escalations"] or ()]
    where = reverse("waiting_lists:escalation_list")
    return [Card("Escalations to decide", lines, more_href=where, more_text="All escalations")]


def _line(one: Mapping[str, Any]) -> Line:
    by, wanted = (date.fromisoformat(one[name]) for name in ("by", "wanted"))
    whose = f"{one['specialty']}: " if one["specialty"] else ""
    late = ", late" if wanted < clock.today() else ""
    words = f"{plural(one['patients'], 'patient')} by {long_date(by)}, decision wanted by {long_date(wanted)}{late}"
    where = reverse("waiting_lists:escalation_detail", args=[one["key"]])
    return Line(f"{whose}{one['title']}", where, words, "Decide")
