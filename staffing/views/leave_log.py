"""Log leave: one line, what it would mean, save, undo."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from directorate.core import clock
from directorate.core.access import WRITE
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.models import PolicyNumber, User
from staffing.actions.changes import Undo
from staffing.actions.leave import Logged, log_leave, may_decide_about, say_back, undo
from staffing.actions.problems import LeaveRefused
from staffing.domain.quickadd import LONGEST_LINE
from staffing.facts import words
from staffing.facts.effects import shown_effects
from staffing.facts.leave import LeaveDraft, preview
from staffing.facts.people import loggable_people
from staffing.forms.absences import PlainLeaveForm, described
from staffing.forms.quick_line import Understood, understand
from staffing.models import Absence, AbsenceKind

UNDO_KEY = "leave_undo"
DEFAULT_UNDO_SECONDS = 10
GRACE_SECONDS = 5  # the way of the click to the server
LAST_LOGGED = 5
LOG = requires(Subject.AC_LEAVE, Subject.MEDICAL_LEAVE, operation=WRITE)


@require_http_methods(["GET", "POST"])
@LOG
def leave_log(request: AuthenticatedRequest) -> HttpResponse:
    """The line, the plain form, and the last five that this user logged."""
    if request.method != "POST":
        return _page(request)
    if request.POST.get("way") == "form":
        return _save_form(request)
    return _save_line(request)


@require_POST
@LOG
def leave_preview(request: AuthenticatedRequest) -> HttpResponse:
    """What the line would mean; nothing is saved. Without htmx, the whole page with it."""
    if not request.htmx:  # type: ignore[attr-defined]
        return _page(request, line=_line(request), **_preview(request))
    return render(request, "staffing/_leave_preview.html", _preview(request))


@require_POST
@LOG
def leave_undo(request: AuthenticatedRequest) -> HttpResponse:
    """Take back what this user logged seconds ago."""
    kept = request.session.pop(UNDO_KEY, None)
    if kept is None or clock.now().timestamp() > kept["until"] + GRACE_SECONDS:
        messages.error(request, "It is too late to undo. Open the absence below to change or cancel it.")
        return redirect("staffing:leave_log")
    try:
        undo(Undo(**kept["undo"]), by=request.user)
        messages.success(request, "Undone. Nothing was kept.")
    except LeaveRefused as refused:
        messages.error(request, str(refused))
    return redirect("staffing:leave_log")


def _line(request: HttpRequest) -> str:
    """The line as typed, without characters that cannot be seen; one letter more than is read, so that it is refused."""
    return "".join(letter for letter in request.POST.get("line", "")[: LONGEST_LINE + 1] if letter.isprintable())


def _chosen(request: HttpRequest) -> int | None:
    given = request.POST.get("person", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None


def _preview(request: AuthenticatedRequest) -> dict[str, Any]:
    understood = understand(_line(request), user=request.user, chosen=_chosen(request))
    return {
        "understood": understood,
        "typed": bool(_line(request).strip()),
        **_meaning(understood, user=request.user, posted=request.POST),
    }


def _meaning(understood: Understood, *, user: User, posted: Mapping[str, str]) -> dict[str, Any]:
    context: dict[str, Any] = {"words": words, "described": described, "chosen": understood.person}
    if not understood.is_ready or understood.draft is None:
        return context
    found = preview(understood.draft)
    approved = understood.draft.is_sickness or may_decide_about(understood.draft.person, by=user)
    return context | {
        "preview": found,
        "saves_approved": approved,
        "effects": shown_effects(found, user=user, posted=posted),
    }


def _save_line(request: AuthenticatedRequest) -> HttpResponse:
    understood = understand(_line(request), user=request.user, chosen=_chosen(request))
    if not understood.is_ready:
        errors = list(understood.errors) or ["More than one person fits. Choose who is meant"]
        return _page(request, line=_line(request), errors=errors, status=422, **_preview(request))
    if request.POST.get("confirmed") != "yes" and (ask := [*understood.ask, *_asked_of_cost(understood.draft)]):
        return _page(request, line=_line(request), ask=ask, status=422, **_preview(request))
    try:
        logged, text = _save(understood, user=request.user, posted=request.POST)
    except LeaveRefused as refused:
        return _page(request, line=_line(request), errors=[str(refused)], status=422, **_preview(request))
    return _saved(request, logged, text=text)


def _asked_of_cost(draft: LeaveDraft | None) -> list[str]:
    """What to ask once before leave that costs nothing is saved: the day may be another one than was meant."""
    if draft is None or not preview(draft).costs_nothing:
        return []
    return [words.costs_nothing(draft.dates)]


def _save(understood: Understood, *, user: User, posted: Mapping[str, str]) -> tuple[Logged, str]:
    """Save it, and say what was saved; of a return the dates of the sickness are not said, since not all may know."""
    if understood.draft is not None:
        logged = log_leave(understood.draft, by=user, posted=posted)
        return logged, _what_was_saved(logged.absence)
    person, returned = understood.person, understood.returned_date
    assert person is not None  # noqa: S101 a line that is ready has a person
    assert returned is not None  # noqa: S101 and a draft or a day of return
    return say_back(
        person, returned_date=returned, by=user
    ), f"{person.display_name} is back on {words.weekday_date(returned)}"


def _save_form(request: AuthenticatedRequest) -> HttpResponse:
    form = PlainLeaveForm(request.POST, people=loggable_people(request.user, on=clock.today()))
    if not form.is_valid():
        return _page(request, form=form, status=422)
    questions = [] if form.cleaned_data["confirmed"] else [*form.questions(), *_asked_of_cost(form.draft())]
    if questions:
        data = request.POST.copy()
        data["confirmed"] = "on"
        again = PlainLeaveForm(data, people=loggable_people(request.user, on=clock.today()))
        return _page(request, form=again, form_ask=questions, status=422)
    try:
        logged = log_leave(form.draft(), by=request.user)
    except LeaveRefused as refused:
        form.add_error(None, str(refused))
        return _page(request, form=form, status=422)
    return _saved(request, logged, text=_what_was_saved(logged.absence))


def _saved(request: AuthenticatedRequest, logged: Logged, *, text: str) -> HttpResponse:
    seconds = PolicyNumber.objects.values_on(clock.today()).get("leave_undo_seconds", DEFAULT_UNDO_SECONDS)
    request.session[UNDO_KEY] = {
        "until": clock.now().timestamp() + int(seconds),
        "undo": asdict(logged.undo),
        "text": text,
    }
    return redirect("staffing:leave_log")


def _what_was_saved(absence: Absence) -> str:
    kind = AbsenceKind(absence.kind).label
    return f"{absence.person.display_name}, {kind.lower()}, {words.of_absence(absence)}"


def _page(
    request: AuthenticatedRequest, *, form: PlainLeaveForm | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    kept = request.session.get(UNDO_KEY) if request.method == "GET" else None
    left = int(kept["until"] - clock.now().timestamp()) if kept else 0
    context = {
        "form": form or PlainLeaveForm(people=loggable_people(request.user, on=clock.today())),
        "has_errors": status != 200 and not (more.get("ask") or more.get("form_ask")),
        "undo": {"text": kept["text"], "seconds": left} if kept and left > 0 else None,
        "last_logged": _last_logged(request.user),
        "words": words,
        **more,
    }
    return render(request, "staffing/leave_log.html", context, status=status)


def _last_logged(user: User) -> list[Absence]:
    """The last five that the user logged; a mistake is found without searching."""
    mine = Absence.objects.filter(requested_by=user).select_related("person__team", "person__specialty")
    rows = list(mine.order_by("-requested_at", "-pk")[:LAST_LOGGED])
    shown = Absence.objects.visible_to(user).filter(pk__in=[row.pk for row in rows])
    visible = set(shown.values_list("pk", flat=True))
    for row in rows:
        row.may_open = row.pk in visible  # type: ignore[attr-defined]
    return rows
