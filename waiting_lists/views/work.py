"""Writing on a pathway: comment, planned date, action, question for validation. Each one POST, with or without script."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, retarget, trigger_client_event

from directorate.core.access import WRITE
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.models import User
from directorate.core.models.action import ActionState
from waiting_lists import actions
from waiting_lists.actions import AlreadyAskedError, writer_of
from waiting_lists.facts.owners import owners_for
from waiting_lists.forms import ActionForm, AnswerForm, CommentForm, PlannedDateForm, QueryForm
from waiting_lists.models import CensusPathway, Comment, PathwayAction, ValidationQuery
from waiting_lists.models.pathway_work import CommentKind
from waiting_lists.pages.listing import list_day
from waiting_lists.pages.rows import list_row
from waiting_lists.querysets.work import with_everything
from waiting_lists.views.pathway import detail_context, pathway_rows

WORK = Subject.PATHWAY_WORK
# The words that the keys v and o begin with.
BEGUN = {CommentKind.VALIDATED.value: "Validated", CommentKind.OFFER.value: "Offered "}
UNPROCESSABLE = 422


def _page_of(key: UUID, *, part: str = "") -> str:
    return reverse("waiting_lists:pathway_detail", args=[key]) + (f"#{part}" if part else "")


def _refused(request: AuthenticatedRequest, *, rows: list[Any], **forms: Any) -> HttpResponse:
    """The pathway's page again, with the form that was refused."""
    context = detail_context(request, rows=rows, **forms)
    return render(request, "waiting_lists/pathway_detail.html", {**context, "has_errors": True}, status=UNPROCESSABLE)


@dataclass(frozen=True)
class RowForm:
    """A form that opens in the row of the list: what it is for, what its button says, where it stands on the page."""

    title: str
    save: str
    part: str


PLAN = RowForm("Plan a date for", "Save date", "plan-date")
ACT = RowForm("Add an action for", "Add action", "add-action")
ASK = RowForm("Ask about the row of", "Ask", "ask-validation")


def _in_list(request: AuthenticatedRequest) -> bool:
    return bool(getattr(request, "htmx", False))


def _row_form(request: AuthenticatedRequest, *, rows: list[Any], form: Form, of: RowForm) -> HttpResponse:
    """The form in its row; without a script it stands on the patient's page."""
    if not _in_list(request):
        return redirect(_page_of(rows[0].pathway_key, part=of.part))
    row = list_row(rows[0], writer=writer_of(request.user), day=list_day(rows[0].census_date))
    form.auto_id = f"row-{rows[0].pk}-%s"
    context = {"row": row, "form": form, "action": request.path, "title": of.title, "save": of.save}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "waiting_lists/parts/row_form.html", context, status=status)


def _not_valid(request: AuthenticatedRequest, *, rows: list[Any], form: Form, of: RowForm, name: str) -> HttpResponse:
    """The form again with what is wrong, where it was filled in; `name` is what the patient's page calls it."""
    if _in_list(request):
        return _row_form(request, rows=rows, form=form, of=of)
    return _refused(request, rows=rows, refused=form, **{name: form})


def _saved(request: AuthenticatedRequest, *, pathway: CensusPathway, said: str, of: RowForm) -> HttpResponse:
    """The row as it is now, or the patient's page."""
    if not _in_list(request):
        messages.success(request, said)
        return redirect(_page_of(pathway.pathway_key, part=of.part))
    row = _fresh_row(request.user, pathway=pathway)
    response = render(request, "waiting_lists/parts/row_saved.html", {"row": row})
    trigger_client_event(response, "announce", {"text": said})
    return reswap(retarget(response, f"#row-{pathway.pk}"), "outerHTML")


def _fresh_row(user: User, *, pathway: CensusPathway) -> Any:
    found = with_everything(CensusPathway.objects.filter(census=pathway.census_id, pk=pathway.pk)).get()
    return list_row(found, writer=writer_of(user), day=list_day(found.census_date))


def _cell(request: AuthenticatedRequest, *, pathway: CensusPathway, just_saved: bool) -> HttpResponse:
    """What the list's cell says now."""
    row = _fresh_row(request.user, pathway=pathway)
    return render(request, "waiting_lists/parts/said.html", {"row": row, "just_saved": just_saved})


def _begun(request: AuthenticatedRequest) -> dict[str, str]:
    """What a key of the list has begun: the kind, and words that may stand as they are or be gone on with."""
    kind = request.GET.get("kind", "")
    return {"kind": kind, "text": BEGUN[kind]} if kind in BEGUN else {}


@requires(WORK, operation=WRITE)
def comment_add(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """Write a comment: in the row of the list (htmx), or on a page of its own."""
    rows = pathway_rows(request.user, key=key)
    actions.refuse_unless_writable(rows[0], by=request.user)
    in_list = _in_list(request)
    form = CommentForm(request.POST) if request.method == "POST" else CommentForm(initial=_begun(request))
    if request.method == "POST" and form.is_valid():
        kind = CommentKind(form.cleaned_data["kind"] or CommentKind.COMMENT)
        actions.add_comment(rows[0], by=request.user, text=form.cleaned_data["text"], kind=kind)
        if in_list:
            return _cell(request, pathway=rows[0], just_saved=True)
        messages.success(request, "Comment saved.")
        return redirect(_page_of(key, part="comments"))
    status = UNPROCESSABLE if form.errors else 200
    row = list_row(rows[0], writer=writer_of(request.user), day=list_day(rows[0].census_date))
    template = "waiting_lists/parts/comment_form.html" if in_list else "waiting_lists/comment_add.html"
    return render(request, template, {"row": row, "form": form}, status=status)


@requires(Subject.WAITING_LIST)
def comment_latest(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """The cell of the list as it stands, after a comment was begun and left."""
    rows = pathway_rows(request.user, key=key)
    if not getattr(request, "htmx", False):
        return redirect(_page_of(key))
    return _cell(request, pathway=rows[0], just_saved=False)


@requires(WORK, operation=WRITE)
@require_POST
def comment_withdraw(request: AuthenticatedRequest, key: UUID, pk: int) -> HttpResponse:
    """Take back a comment of one's own."""
    pathway_rows(request.user, key=key)
    comment = get_object_or_404(Comment.objects.standing(), pk=pk, pathway_key=key)
    actions.withdraw_comment(comment, by=request.user)
    messages.success(request, "Comment withdrawn. It stays in the history.")
    return redirect(_page_of(key, part="comments"))


@requires(WORK, operation=WRITE)
def planned_date_set(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """Set the planned date: in the row of the list (htmx), or on the patient's page."""
    rows = pathway_rows(request.user, key=key)
    actions.refuse_unless_writable(rows[0], by=request.user)
    if request.method != "POST":
        return _row_form(request, rows=rows, form=PlannedDateForm(), of=PLAN)
    form = PlannedDateForm(request.POST)
    if not form.is_valid():
        return _not_valid(request, rows=rows, form=form, of=PLAN, name="plan_form")
    given = form.cleaned_data
    actions.plan_date(rows[0], by=request.user, day=given["date"], kind=given["kind"], note=given["note"])
    said = "Planned date saved. It stands until the hospital system shows a date."
    return _saved(request, pathway=rows[0], said=said, of=PLAN)


@requires(WORK, operation=WRITE)
@require_POST
def planned_date_remove(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """End the planned date."""
    rows = pathway_rows(request.user, key=key)
    actions.remove_planned_date(rows[0], by=request.user)
    messages.success(request, "Planned date removed.")
    return redirect(_page_of(key, part="plan-date"))


@requires(WORK, operation=WRITE)
def action_add(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """Add an action with owner and due date: in the row of the list (htmx), or on the patient's page."""
    rows = pathway_rows(request.user, key=key)
    actions.refuse_unless_writable(rows[0], by=request.user)
    owners = owners_for(rows[0])
    if request.method != "POST":
        return _row_form(request, rows=rows, form=ActionForm(owners=owners), of=ACT)
    form = ActionForm(request.POST, owners=owners)
    if not form.is_valid():
        return _not_valid(request, rows=rows, form=form, of=ACT, name="action_form")
    given = form.cleaned_data
    owner = User.objects.get(pk=given["owner"])
    actions.add_action(rows[0], by=request.user, title=given["title"], owner=owner, due_date=given["due_date"])
    return _saved(request, pathway=rows[0], said=f"Action added for {owner.name}.", of=ACT)


@requires(Subject.WAITING_LIST)
@require_POST
def action_close(request: AuthenticatedRequest, key: UUID, pk: int) -> HttpResponse:
    """Mark an action done or cancelled: by its owner, or by whoever may write here."""
    rows = pathway_rows(request.user, key=key)
    action = get_object_or_404(PathwayAction.objects.select_related("action"), pk=pk, pathway_key=key)
    state = request.POST.get("state", "")
    if state not in {ActionState.DONE, ActionState.CANCELLED}:
        raise Http404
    actions.close_action(rows[0], by=request.user, action=action, state=ActionState(state))
    messages.success(request, "Action closed.")
    return redirect(_page_of(key, part="add-action"))


@requires(WORK, operation=WRITE)
def query_ask(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """Ask for validation: in the row of the list (htmx), or on the patient's page."""
    rows = pathway_rows(request.user, key=key)
    actions.refuse_unless_writable(rows[0], by=request.user)
    if request.method != "POST":
        return _row_form(request, rows=rows, form=QueryForm(), of=ASK)
    form = QueryForm(request.POST)
    if not form.is_valid():
        return _not_valid(request, rows=rows, form=form, of=ASK, name="query_form")
    try:
        actions.ask_for_validation(rows[0], by=request.user, question=form.cleaned_data["question"])
    except AlreadyAskedError:
        form.add_error("question", "There is an open question already: answer it first")
        return _not_valid(request, rows=rows, form=form, of=ASK, name="query_form")
    return _saved(request, pathway=rows[0], said="Question added to the Queries tab.", of=ASK)


@requires(WORK, operation=WRITE)
@require_POST
def query_answer(request: AuthenticatedRequest, key: UUID, pk: int) -> HttpResponse:
    """Answer the open question."""
    rows = pathway_rows(request.user, key=key)
    actions.refuse_unless_writable(rows[0], by=request.user)
    query = get_object_or_404(ValidationQuery.objects.open(), pk=pk, pathway_key=key)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _refused(request, rows=rows, answer_form=form, refused=form)
    actions.answer_query(rows[0], by=request.user, query=query, answer=form.cleaned_data["answer"])
    messages.success(request, "Question answered.")
    return redirect(_page_of(key, part="ask-validation"))
