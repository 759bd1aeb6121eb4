"""Leave to approve: requests in reach with what they mean, decided one by one; works on a phone."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from directorate.core.access import WRITE
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.models import Person, User
from staffing.actions.decisions import approve_leave, decline_leave
from staffing.actions.problems import AlreadyDecided, LeaveRefused
from staffing.facts import words
from staffing.facts.requests import left_with_all_asked, requests_waiting, with_meaning
from staffing.forms.absences import DecisionForm
from staffing.forms.waiting import WaitingFilterForm
from staffing.models import Absence

REQUESTS_A_PAGE = 20
DECIDE = requires(Subject.AC_LEAVE_APPROVAL, Subject.MEDICAL_LEAVE_APPROVAL, operation=WRITE)


@require_GET
@DECIDE
def leave_inbox(request: AuthenticatedRequest) -> HttpResponse:
    """Requests waiting for this user, page by page, the leave that begins soonest first."""
    return _page(request)


@require_POST
@DECIDE
def leave_decide(request: AuthenticatedRequest, absence: int) -> HttpResponse:
    """Approve or decline one request; a request out of reach does not exist."""
    if not _may_know(request.user, absence=absence):
        raise Http404
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _problem(request, absence=absence, text="Choose Approve or Decline")
    try:
        said = _decide(form, absence=absence, by=request.user)
    except AlreadyDecided as refused:
        return _done(request, text=str(refused), is_error=True)
    except LeaveRefused as refused:
        return _problem(request, absence=absence, text=str(refused))
    return _done(request, text=said)


def _may_know(user: User, *, absence: int) -> bool:
    """Whether the absence is in the user's reach, decided or not: one that was just decided is told apart from none."""
    return Absence.objects.decidable_by(user).filter(pk=absence).exists()


def _decide(form: DecisionForm, *, absence: int, by: User) -> str:
    reason = form.cleaned_data["reason"].strip()
    if form.cleaned_data["decision"] == "decline":
        row = decline_leave(absence, by=by, reason=reason)
        return f"Declined: {row.person.display_name}, {words.of_absence(row)}."
    row = approve_leave(absence, by=by, reason=reason, covering=_covering(form, absence=absence))
    return f"Approved: {row.person.display_name}, {words.of_absence(row)}."


def _covering(form: DecisionForm, *, absence: int) -> Person | None:
    """Who covers, if anybody was chosen: somebody of the person's own team."""
    chosen = form.cleaned_data["covering"]
    if not chosen:
        return None
    team = Absence.objects.filter(pk=absence).values("person__team")
    return Person.objects.filter(pk=chosen, team__in=team).first()


def _done(request: AuthenticatedRequest, *, text: str, is_error: bool = False) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        wanted = _wanted(request)
        context = {"text": text, "is_error": is_error, "waiting": wanted.requests().count(), "wanted": wanted}
        return render(request, "staffing/_request_done.html", context)
    (messages.error if is_error else messages.success)(request, text)
    return redirect(_address(request, page=request.GET.get("page", "")))


def _wanted(request: AuthenticatedRequest) -> WaitingFilterForm:
    """Which of the requests were asked for; forms on the page keep it in their address."""
    return WaitingFilterForm(request.GET, waiting=requests_waiting(request.user))


def _address(request: HttpRequest, *, page: object) -> str:
    """The address of a page of the same requests."""
    kept = {name: request.GET[name] for name in ("of", "specialty") if request.GET.get(name)}
    query = urlencode(kept | ({"page": str(page)} if page else {}))
    return reverse("staffing:leave_inbox") + (f"?{query}" if query else "")


def _problem(request: AuthenticatedRequest, *, absence: int, text: str) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        found = with_meaning(list(requests_waiting(request.user).filter(pk=absence)))
        context = _context(request) | {"asked": found[0] if found else None, "problem": text}
        return render(request, "staffing/_request.html", context)
    return _page(request, problem=text, problem_of=absence, status=422)


def _page(
    request: AuthenticatedRequest, *, problem: str = "", problem_of: int | None = None, status: int = 200
) -> HttpResponse:
    wanted = _wanted(request)
    page = Paginator(wanted.requests(), REQUESTS_A_PAGE).get_page(request.GET.get("page"))
    context = _context(request) | {
        "requests": with_meaning(list(page.object_list)),
        "waiting": page.paginator.count,
        "wanted": wanted,
        "page": page,
        "previous": _address(request, page=page.previous_page_number()) if page.has_previous() else "",
        "next": _address(request, page=page.next_page_number()) if page.has_next() else "",
        "problem": problem,
        "problem_of": problem_of,
        "has_errors": bool(problem),
    }
    return render(request, "staffing/leave_inbox.html", context, status=status)


def _context(request: HttpRequest) -> dict[str, object]:
    return {"words": words, "left_with_all_asked": left_with_all_asked, "here": request.GET.urlencode()}
