"""What is done on a case's page: ask, chase, receive, find, note, file, step."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from complaints.actions.files import add_file, receive_with_file
from complaints.actions.problems import CaseRefused
from complaints.actions.steps import record_step
from complaints.actions.work import add_note, add_points, ask_for_statements, record_chase, set_finding
from complaints.facts import words
from complaints.facts.away import away_between, away_now
from complaints.facts.case_page import case_page
from complaints.facts.clocks import Timing, timing_on
from complaints.facts.entries import Ask
from complaints.facts.file_store import path_of
from complaints.facts.listing import days_late, points_of, request_of, with_work
from complaints.facts.people import people_to_ask
from complaints.forms.work import (
    AskElseForm,
    AskForm,
    FileForm,
    FindingForm,
    NoteForm,
    PointsForm,
    ReceiveForm,
    StepForm,
)
from complaints.models import Case, CaseFile, StatementRequest
from complaints.views.cases import SEE, WORK, page_of
from directorate.core import clock
from directorate.core.access_log import record_access
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest
from directorate.core.models.access import AccessKind


def _case(request: AuthenticatedRequest, case: int) -> Case:
    return get_object_or_404(with_work(Case.objects.managed_by(request.user)), pk=case)


def _statement(found: Case, statement: int) -> StatementRequest:
    standing = StatementRequest.objects.standing().filter(point__case=found)
    row = get_object_or_404(standing.select_related("point__case__specialty", "person"), pk=statement)
    row.point.case = found
    return row


def _saved(request: AuthenticatedRequest, case: int, *, text: str) -> HttpResponse:
    messages.success(request, text)
    return redirect("complaints:case_detail", case)


def _try(form: Form, act: Callable[[], object]) -> bool:
    """Do it when the form is in order; a refusal is said by the form."""
    if not form.is_valid():
        return False
    try:
        act()
    except CaseRefused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        return False
    return True


@require_POST
@WORK
def statement_ask(request: AuthenticatedRequest, case: int) -> HttpResponse:
    """Ask people about the points nobody was asked about."""
    found = _case(request, case)
    timing = timing_on(clock.today())
    points = [point for point in points_of(found) if request_of(point) is None and not point.finding]
    due = timing.statement_due(timing.today, draft_wanted=found.draft_wanted_date)
    form = AskForm(request.POST, points=points, people=people_to_ask(found.specialty, on=timing.today), due=due)
    if not _try(form, lambda: ask_for_statements(found, form.asks(), by=request.user)):
        return page_of(request, case=case, status=422, ask=form)
    for warning in _away_before_due(form.asks(), request=request, timing=timing):
        messages.warning(request, warning)
    return _saved(
        request,
        case,
        text="Asked. Nothing is sent by itself: for the text to send, press Chase at the point, "
        "then open The text that asks for it.",
    )


def _away_before_due(asks: list[Ask], *, request: AuthenticatedRequest, timing: Timing) -> list[str]:
    """Who of those asked is away before the statement is due."""
    people = {ask.person.pk: ask.person for ask in asks}
    last = max(ask.due for ask in asks)
    away = away_between(people.values(), viewer=request.user, first=timing.today, last=last)
    return [f"{people[pk].display_name}, before the statement is due: {found.words}." for pk, found in away.items()]


@require_GET
@WORK
def statement_detail(request: AuthenticatedRequest, case: int, statement: int) -> HttpResponse:
    """One statement: the text to send, somebody else, what came."""
    return _statement_page(request, case=case, statement=statement)


def _statement_page(
    request: AuthenticatedRequest, *, case: int, statement: int, status: int = 200, **forms: Form
) -> HttpResponse:
    found = _case(request, case)
    row = _statement(found, statement)
    timing = timing_on(clock.today())
    due = timing.statement_due(timing.today, draft_wanted=found.draft_wanted_date)
    late = days_late(row.due_date, timing=timing) if row.due_date < timing.today and not row.received_date else None
    same = [other for other in map(request_of, points_of(found)) if other and other.person_id == row.person_id]
    context = {
        "case": found,
        "statement": row,
        "away": away_now([row.person], viewer=request.user, today=timing.today).get(row.person_id),
        "late": late,
        "asking": words.asking_text(found, [other for other in same if other.due_date == row.due_date]),
        "chaser": words.chaser_text(row, today=timing.today),
        "notes": row.notes.select_related("created_by").order_by("-created_at"),
        "files": CaseFile.objects.visible_to(request.user).filter(request=row),
        "words": words,
        "today": timing.today,
        "has_errors": status != 200,
        "forms": {
            "receive": ReceiveForm(initial={"received": timing.today}),
            "reassign": AskElseForm(people=people_to_ask(found.specialty, on=timing.today), initial={"due": due}),
            **forms,
        },
    }
    record_access(
        user=request.user,
        kind=AccessKind.VIEW,
        subject=Subject.RESTRICTED_CASE if found.is_restricted else Subject.COMPLAINT_NARRATIVE,
        object_key=str(found.pk),
        request=request,
    )
    return render(request, "complaints/statement_detail.html", context, status=status)


@require_POST
@WORK
def statement_chase(request: AuthenticatedRequest, case: int, statement: int) -> HttpResponse:
    """Note that somebody was reminded."""
    row = _statement(_case(request, case), statement)
    record_chase(row, by=request.user)
    return _saved(request, case, text=f"Noted: {row.person.display_name} was chased today.")


@require_POST
@WORK
def statement_reassign(request: AuthenticatedRequest, case: int, statement: int) -> HttpResponse:
    """Ask somebody else about the point."""
    found = _case(request, case)
    row = _statement(found, statement)
    timing = timing_on(clock.today())
    form = AskElseForm(request.POST, people=people_to_ask(found.specialty, on=timing.today))

    def act() -> None:
        ask_for_statements(
            found, [Ask(row.point, form.cleaned_data["person"], form.cleaned_data["due"])], by=request.user
        )

    if not _try(form, act):
        return _statement_page(request, case=case, statement=statement, status=422, reassign=form)
    asked = [Ask(row.point, form.cleaned_data["person"], form.cleaned_data["due"])]
    for warning in _away_before_due(asked, request=request, timing=timing):
        messages.warning(request, warning)
    return _saved(request, case, text=f"{form.cleaned_data['person'].display_name} is asked instead.")


@require_POST
@WORK
def statement_receive(request: AuthenticatedRequest, case: int, statement: int) -> HttpResponse:
    """A statement came, uploaded on the person's behalf."""
    row = _statement(_case(request, case), statement)
    form = ReceiveForm(request.POST, request.FILES)

    def act() -> None:
        content, name = _content(form.cleaned_data["file"])
        receive_with_file(row, received=form.cleaned_data["received"], content=content, name=name, by=request.user)

    if not _try(form, act):
        return _statement_page(request, case=case, statement=statement, status=422, receive=form)
    return _saved(request, case, text=f"The statement of {row.person.display_name} is here.")


def _content(file: Any) -> tuple[bytes | None, str]:
    return (file.read(), file.name or "") if file else (None, "")


@require_POST
@WORK
def point_add(request: AuthenticatedRequest, case: int) -> HttpResponse:
    """More points to answer."""
    found = _case(request, case)
    form = PointsForm(request.POST)
    if not _try(form, lambda: add_points(found, form.cleaned_data["points"], by=request.user)):
        return page_of(request, case=case, status=422, points=form)
    return _saved(request, case, text="Added.")


@require_POST
@WORK
def point_finding(request: AuthenticatedRequest, case: int, point: int) -> HttpResponse:
    """What was found about a point."""
    found = _case(request, case)
    row = next((other for other in points_of(found) if other.pk == point), None)
    form = FindingForm(request.POST)
    if row is None or not form.is_valid():
        return page_of(request, case=case, status=422)
    set_finding(row, finding=form.cleaned_data["finding"], by=request.user)
    return _saved(request, case, text=f"Finding on point {row.number} saved.")


@require_POST
@WORK
def note_add(request: AuthenticatedRequest, case: int) -> HttpResponse:
    """A line of the contact log."""
    found = _case(request, case)
    form = NoteForm(request.POST)
    data: dict[str, Any] = {}
    if not _try(form, lambda: add_note(found, by=request.user, **(data | form.cleaned_data))):
        return page_of(request, case=case, status=422, note=form)
    return _saved(request, case, text="Noted.")


@require_POST
@WORK
def file_add(request: AuthenticatedRequest, case: int) -> HttpResponse:
    """Any file of the case."""
    found = _case(request, case)
    form = FileForm(request.POST, request.FILES)

    def act() -> None:
        file = form.cleaned_data["file"]
        add_file(found, content=file.read(), name=file.name, by=request.user)

    if not _try(form, act):
        return page_of(request, case=case, status=422, file=form)
    return _saved(request, case, text="The file is kept.")


@require_GET
@SEE
def file_download(request: AuthenticatedRequest, case: int, file: int) -> HttpResponseBase:
    """A file, always as a download; that it was fetched is recorded."""
    row = get_object_or_404(CaseFile.objects.visible_to(request.user), pk=file, case=case)
    if not path_of(row).is_file():
        messages.error(request, f"{row.original_name} is not on the server's disk any more. Tell the administrator.")
        return redirect("complaints:case_detail", case)
    record_access(
        user=request.user,
        kind=AccessKind.DOWNLOAD,
        subject=Subject.COMPLAINT_NARRATIVE,
        object_key=str(case),
        request=request,
    )
    return FileResponse(
        path_of(row).open("rb"), as_attachment=True, filename=row.original_name, content_type=row.media_type
    )


@require_POST
@WORK
def step_add(request: AuthenticatedRequest, case: int) -> HttpResponse:
    """Record what happened to the case."""
    found = _case(request, case)
    page = case_page(found, viewer=request.user, timing=timing_on(clock.today()))
    form = StepForm(request.POST, steps=page.offered)
    if not _try(form, lambda: record_step(found, form.as_step(), by=request.user)):
        return page_of(request, case=case, status=422, step=form)
    return _saved(request, case, text="Recorded.")
