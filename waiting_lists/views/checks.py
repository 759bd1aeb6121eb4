"""Who left the list without a reason, and the figures that the Trust published."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directorate.core import clock
from directorate.core.access import WRITE, may, reach
from directorate.core.access_log import record_access
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.models.access import AccessKind
from directorate.core.row_history import table_history
from waiting_lists.actions.checks import Published, ReasonMissingError, record_published, settle_left
from waiting_lists.facts.left import left_list, reasons_of
from waiting_lists.facts.questions import one_persons_removals, questions_for
from waiting_lists.forms import LeftForm, PublishedForm
from waiting_lists.models import Census, CensusPathway, PublishedFigure
from waiting_lists.pages.figures import line_names

UNPROCESSABLE = 422
NEWEST = 100


def _census() -> Census | None:
    return Census.objects.with_rows().select_related("previous").first()


@require_safe
@requires(Subject.WAITING_LIST)
def left_list_view(request: AuthenticatedRequest) -> HttpResponse:
    """So many left since the list before; those to look into, with what was found out."""
    return _left_page(request)


def _left_page(
    request: AuthenticatedRequest, *, bad: LeftForm | None = None, bad_key: UUID | None = None
) -> HttpResponse:
    census = _census()
    found = left_list(census, user=request.user) if census else None
    if census and found:
        record_access(
            user=request.user, kind=AccessKind.LIST, subject=Subject.WAITING_LIST, object_key="left", request=request
        )
    may_settle = may(user=request.user, subject=Subject.PATHWAY_WORK, operation=WRITE)
    context = {
        "census": census,
        "found": found,
        "rows": [
            (row, bad if bad and row.pathway.pathway_key == bad_key else LeftForm(auto_id=f"left_{row.pathway.pk}_%s"))
            for row in found.rows
        ]
        if found
        else [],
        "bad_form": bad,
        "may_settle": may_settle,
    }
    return render(request, "waiting_lists/left_list.html", context, status=UNPROCESSABLE if bad else 200)


@require_POST
@requires(Subject.PATHWAY_WORK, operation=WRITE)
def left_settle(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """Say why a patient left the list."""
    census = _census()
    if census is None or key not in reasons_of(census):
        raise Http404
    row = CensusPathway.objects.visible_to(request.user).filter(census=census.previous, pathway_key=key).first()
    if row is None:
        raise Http404
    form = LeftForm(request.POST, auto_id=f"left_{row.pk}_%s")
    if not form.is_valid():
        return _left_page(request, bad=form, bad_key=key)
    settle_left(census, key=key, by=request.user, **form.cleaned_data)
    messages.success(request, "Saved.")
    return redirect("waiting_lists:left_list_view")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Subject.WAITING_LIST_AGGREGATE)
def published_figures(request: AuthenticatedRequest) -> HttpResponse:
    """What the Trust published beside ours, with why they differ; recorded by those who load the lists."""
    writes = reach(user=request.user, subject=Subject.WAITING_LIST_IMPORT, operation=WRITE).everything
    if request.method == "POST" and not writes:
        raise PermissionDenied
    lines = {line: name for line, (name, _) in line_names().items()}
    form = PublishedForm(request.POST or None, lines=lines, today=clock.today())
    if request.method == "POST" and form.is_valid():
        try:
            record_published(Published(**form.cleaned_data), by=request.user)
        except ReasonMissingError as problem:
            form.add_error("reason", str(problem))
        else:
            messages.success(request, "Recorded.")
            return redirect("waiting_lists:published_figures")
    figures = PublishedFigure.objects.select_related("recorded_by").order_by("-as_at_date", "return_line", "measure")
    context = {
        "form": form,
        "writes": writes,
        "rows": [(one, lines.get(one.return_line, one.return_line)) for one in figures[:NEWEST]],
        "changes": table_history(PublishedFigure, viewer=request.user),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "waiting_lists/published_figures.html", context, status=status)


@require_safe
@requires(Subject.WAITING_LIST_AGGREGATE)
def question_list(request: AuthenticatedRequest) -> HttpResponse:
    """What the list makes one ask; patients only for those who see them."""
    census, now, today = _census(), clock.now(), clock.today()
    found = questions_for(request.user, census=census, now=now, today=today) if census else []
    if found:
        record_access(
            user=request.user,
            kind=AccessKind.LIST,
            subject=Subject.WAITING_LIST,
            object_key="questions",
            request=request,
        )
    one = one_persons_removals(request.user, now=now, today=today)
    return render(request, "waiting_lists/question_list.html", {"census": census, "questions": found, "one": one})
