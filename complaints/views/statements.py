"""Statements of a case: ask for them, chase, ask somebody else, receive what comes."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from complaints.actions.files import receive_with_file
from complaints.actions.problems import CaseRefused
from complaints.actions.work import ask_for_statements, chase_by_mail, record_chase, take_link_back
from complaints.facts import words
from complaints.facts.away import away_between, away_now, away_words
from complaints.facts.clocks import Timing, timing_on
from complaints.facts.entries import Ask
from complaints.facts.listing import days_late, points_of, request_of
from complaints.facts.people import people_to_ask
from complaints.facts.statement_links import latest_link, page_of_link, went_today, why_no_link
from complaints.forms.work import AskElseForm, AskForm, ReceiveForm
from complaints.models import Case, CaseFile, StatementRequest
from complaints.views.cases import WORK, page_of
from complaints.views.work import case_of, saved, tried
from directorate.core import clock
from directorate.core.access_log import record_access
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest
from directorate.core.models import User
from directorate.core.models.access import AccessKind


def _statement(found: Case, statement: int, *, viewer: User) -> StatementRequest:
    standing = StatementRequest.objects.visible_to(viewer).standing().filter(point__case=found)
    row = get_object_or_404(standing.select_related("point__case__specialty", "person"), pk=statement)
    row.point.case = found
    return row


@require_POST
@WORK
def statement_ask(request: AuthenticatedRequest, case: int) -> HttpResponse:
    """Ask people about the points nobody was asked about."""
    found = case_of(request, case)
    timing = timing_on(clock.today())
    points = [point for point in points_of(found) if request_of(point) is None and not point.finding]
    due = timing.statement_due(timing.today, draft_wanted=found.draft_wanted_date)
    people = people_to_ask(found.specialty, on=timing.today)
    away = away_words(people, viewer=request.user, first=timing.today, last=due)
    form = AskForm(request.POST, points=points, people=people, away=away, due=due)
    if not tried(form, lambda: ask_for_statements(found, form.asks(), by=request.user)):
        return page_of(request, case=case, status=422, ask=form)
    for warning in _away_before_due(form.asks(), request=request, timing=timing):
        messages.warning(request, warning)
    return saved(request, case, text=f"Asked. {_told(request, found, asks=form.asks())}".strip())


def _told(request: AuthenticatedRequest, case: Case, *, asks: Sequence[Ask]) -> str:
    """Who is told by e-mail; a warning for each who is not, with the reason."""
    told = []
    for person in {ask.person.pk: ask.person for ask in asks}.values():
        reason = why_no_link(case, person=person)
        if reason:
            where = "" if case.is_restricted else " The text stands under Chase at the point."
            messages.warning(request, f"{reason}{where}")
        else:
            told.append(person.display_name)
    if not told:
        return ""
    return f"By e-mail, with a link to answer without signing in: {', '.join(told)}."


def _away_before_due(asks: list[Ask], *, request: AuthenticatedRequest, timing: Timing) -> list[str]:
    """Who of those asked is away before the statement is due."""
    said: dict[int, str] = {}
    for due in sorted({ask.due for ask in asks}):
        people = {ask.person.pk: ask.person for ask in asks if ask.due == due}
        away = away_between(people.values(), viewer=request.user, first=timing.today, last=due)
        for pk, found in away.items():
            said.setdefault(pk, f"{people[pk].display_name}, before the statement is due: {found.words}.")
    return list(said.values())


@require_GET
@WORK
def statement_detail(request: AuthenticatedRequest, case: int, statement: int) -> HttpResponse:
    """One statement: the text to send, somebody else, what came."""
    return _statement_page(request, case=case, statement=statement)


def _statement_page(
    request: AuthenticatedRequest, *, case: int, statement: int, status: int = 200, **forms: Form
) -> HttpResponse:
    found = case_of(request, case)
    row = _statement(found, statement, viewer=request.user)
    timing = timing_on(clock.today())
    due = timing.statement_due(timing.today, draft_wanted=found.draft_wanted_date)
    people = people_to_ask(found.specialty, on=timing.today)
    away = away_words(people, viewer=request.user, first=timing.today, last=due)
    late = days_late(row.due_date, timing=timing) if row.due_date < timing.today and not row.received_date else None
    same = [other for other in map(request_of, points_of(found)) if other and other.person_id == row.person_id]
    link = latest_link(found, person=row.person)
    context = {
        "case": found,
        "statement": row,
        "link": page_of_link(link.key) if link else None,
        "mail": link.mail if link else None,
        "why_no_link": why_no_link(found, person=row.person),
        "went_today": went_today(link),
        "away": away_now([row.person], viewer=request.user, today=timing.today).get(row.person_id),
        "late": late,
        "asking": words.asking_text(found, [other for other in same if other.due_date == row.due_date]),
        "chaser": words.chaser_text(row, today=timing.today),
        "notes": row.notes.select_related("created_by").order_by("-created_at"),
        "files": CaseFile.objects.visible_to(request.user)
        .filter(request=row)
        .select_related("uploaded_by", "on_behalf_of"),
        "words": words,
        "today": timing.today,
        "has_errors": status != 200,
        "forms": {
            "receive": ReceiveForm(initial={"received": timing.today}),
            "reassign": AskElseForm(people=people, away=away, initial={"due": due}),
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
    """Remind somebody by e-mail with a link, or note that they were reminded otherwise."""
    row = _statement(case_of(request, case), statement, viewer=request.user)
    name, is_mail = row.person.display_name, request.POST.get("how") == "mail"
    try:
        (chase_by_mail if is_mail else record_chase)(row, by=request.user)
    except CaseRefused as refused:
        messages.error(request, str(refused))
        return redirect("complaints:statement_detail", case, statement)
    done = f"A reminder with a link goes to {name}." if is_mail else f"Noted: {name} was chased today."
    return saved(request, case, text=done)


@require_POST
@WORK
def statement_link_take_back(request: AuthenticatedRequest, case: int, statement: int) -> HttpResponse:
    """Let the link of whoever was asked open nothing any more."""
    row = _statement(case_of(request, case), statement, viewer=request.user)
    try:
        take_link_back(row, by=request.user)
        messages.success(request, f"The link of {row.person.display_name} opens nothing any more.")
    except CaseRefused as refused:
        messages.error(request, str(refused))
    return redirect("complaints:statement_detail", case, statement)


@require_POST
@WORK
def statement_reassign(request: AuthenticatedRequest, case: int, statement: int) -> HttpResponse:
    """Ask somebody else about the point."""
    found = case_of(request, case)
    row = _statement(found, statement, viewer=request.user)
    timing = timing_on(clock.today())
    form = AskElseForm(request.POST, people=people_to_ask(found.specialty, on=timing.today), away={})

    def act() -> None:
        ask_for_statements(
            found, [Ask(row.point, form.cleaned_data["person"], form.cleaned_data["due"])], by=request.user
        )

    if not tried(form, act):
        return _statement_page(request, case=case, statement=statement, status=422, reassign=form)
    asked = [Ask(row.point, form.cleaned_data["person"], form.cleaned_data["due"])]
    for warning in _away_before_due(asked, request=request, timing=timing):
        messages.warning(request, warning)
    name = form.cleaned_data["person"].display_name
    return saved(request, case, text=f"{name} is asked instead. {_told(request, found, asks=asked)}".strip())


@require_POST
@WORK
def statement_receive(request: AuthenticatedRequest, case: int, statement: int) -> HttpResponse:
    """A statement came, uploaded on the person's behalf."""
    row = _statement(case_of(request, case), statement, viewer=request.user)
    form = ReceiveForm(request.POST, request.FILES)

    def act() -> None:
        content, name = _content(form.cleaned_data["file"])
        receive_with_file(row, received=form.cleaned_data["received"], content=content, name=name, by=request.user)

    if not tried(form, act):
        return _statement_page(request, case=case, statement=statement, status=422, receive=form)
    return saved(request, case, text=f"The statement of {row.person.display_name} is here.")


def _content(file: Any) -> tuple[bytes | None, str]:
    return (file.read(), file.name or "") if file else (None, "")
