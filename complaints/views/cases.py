"""Complaints: the list by next date, the log form, one case, and what is entered about it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from complaints.actions.cases import change_case, log_case, restrict_case
from complaints.actions.problems import CaseRefused
from complaints.domain.clock_facts import ClockFacts
from complaints.domain.clock_run import six_month_last_day
from complaints.domain.clocks import clocks
from complaints.facts import words
from complaints.facts.away import away_words
from complaints.facts.case_page import CasePage, case_page
from complaints.facts.clocks import STATUTORY_KINDS, Timing, timing_on
from complaints.facts.entries import midday_of
from complaints.facts.listing import open_rows, with_work
from complaints.facts.people import people_to_ask, users_who_may_be_named, users_who_work_on_complaints
from complaints.facts.sight import sight_of
from complaints.facts.today import WEEK, open_cases
from complaints.facts.weekly import WEEK as WEEK_OF_LIST
from complaints.facts.weekly import happened
from complaints.forms.cases import AccessForm, CaseForm, LogForm, filled
from complaints.forms.work import AskForm, FileForm, FindingForm, NoteForm, PointsForm, StepForm
from complaints.models import Case, CaseAccess, CaseFile, Note, Point, StatementLink, StatementRequest
from directorate.core import clock
from directorate.core.access import WRITE, may
from directorate.core.access_log import record_access
from directorate.core.domain.access import Subject
from directorate.core.domain.calendar import CalendarError
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.models import Specialty, User
from directorate.core.models.access import AccessKind
from directorate.core.row_history import Related, row_history

SEE = requires(Subject.COMPLAINT_INDEX)
WORK = requires(Subject.COMPLAINT_INDEX, operation=WRITE)
SHOWN = ("all", "late", "week", "refused", "overdue", "received", "sent")


@require_GET
@SEE
def case_list(request: AuthenticatedRequest) -> HttpResponse:
    """Open cases by the next date of ours.

    `show=late` the statements that are late, `show=week` drafts wanted within a week, `show=refused` those in which
    somebody who was asked cannot answer, `show=overdue` those past a date of theirs, `show=received` and `show=sent`
    those received and answered in the seven days of the weekly list, closed ones too.
    """
    user, today, sight = request.user, clock.today(), sight_of(request.user)
    asked = request.GET.get("show", "")
    shown = asked if asked in SHOWN else "all"
    specialty = request.GET.get("specialty", "")
    rows = [row for row in open_rows(user, today=today) if not specialty or row.case.specialty.code == specialty]
    late = [found for row in rows for found in row.late]
    cases = open_cases(user, today=today)
    wanted = {case.pk for case in cases if case.is_wanted(by=today + WEEK)}
    week = [row for row in rows if row.case.pk in wanted]
    unanswered = {case.pk for case in cases if case.refused}
    refused = [row for row in rows if row.case.pk in unanswered and not sight.is_own_only(row.case)]
    overdue = [row for row in rows if row.bucket == "overdue" and not sight.is_own_only(row.case)]
    listed = {"week": week, "refused": refused, "overdue": overdue}.get(shown, rows)
    events = happened(user, what=shown, today=today) if shown in {"received", "sent"} else []
    events = [found for found in events if not specialty or found.case.specialty.code == specialty]
    record_access(
        user=user,
        kind=AccessKind.LIST,
        subject=Subject.COMPLAINT_INDEX,
        row_count=len(events) if shown in {"received", "sent"} else len(listed),
        filters={"show": shown},
        request=request,
    )
    context = {
        "rows": listed,
        "all": len(rows),
        "week": len(week),
        "refused": len(refused),
        "events": events,
        "first": today - WEEK_OF_LIST,
        "late": sorted(late, key=lambda found: found.due),
        "shown": shown,
        "sight": sight,
        "specialties": list(Specialty.objects.in_order()),
        "specialty": specialty,
        "may_log": may(user=user, subject=Subject.COMPLAINT_INDEX, operation=WRITE),
        "today": today,
        "words": words,
        "wide": True,
    }
    return render(request, "complaints/case_list.html", context)


@require_http_methods(["GET", "POST"])
@WORK
def case_log(request: AuthenticatedRequest) -> HttpResponse:
    """Log a complaint in seven fields."""
    timing = timing_on(clock.today())
    form = LogForm(request.POST or None, user=request.user, timing=timing)
    if request.method == "POST" and form.is_valid():
        try:
            case = log_case(form.new_case(), by=request.user)
        except CaseRefused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, f"{case.reference} is logged. Say who answers each point.")
            return redirect("complaints:case_detail", case.pk)
    return _log_page(request, form, timing=timing)


@require_POST
@WORK
def case_preview(request: AuthenticatedRequest) -> HttpResponse:
    """The form with what the pasted e-mail says, and the dates that follow; nothing is saved."""
    timing = timing_on(clock.today())
    typed = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    is_dates = request.htmx and request.htmx.target == "case-dates"  # type: ignore[attr-defined]
    data = typed if is_dates else filled(typed, user=request.user)
    form = LogForm(user=request.user, timing=timing, initial=data)
    context = {"form": form, "dates": _dates(data, user=request.user, timing=timing), "words": words}
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, "complaints/case_log.html", context)
    template = "complaints/_log_dates.html" if is_dates else "complaints/_log_fields.html"
    return render(request, template, context)


def _dates(data: dict[str, str], *, user: Any, timing: Timing) -> dict[str, Any] | None:
    """The dates that follow from what is typed so far; None until a day of receipt can be read."""
    read = LogForm(data, user=user, timing=timing)
    read.is_valid()
    received, kind = read.cleaned_data.get("received"), read.cleaned_data.get("kind", "formal")
    if received is None:
        return None
    wanted = read.cleaned_data.get("draft_wanted")
    facts = ClockFacts(
        received_at=midday_of(received),
        today=timing.today,
        calendar=timing.calendar,
        ack_working_days=timing.days("complaint_acknowledgement_working_days", otherwise=3),
        policy_working_days=timing.timescale(kind),
        is_statutory=kind in STATUTORY_KINDS,
    )
    try:
        found = clocks(facts)
    except CalendarError:
        return {"horizon": timing.calendar.last, "six_months": six_month_last_day(received)}
    return {
        "clocks": found,
        "timescale": timing.timescale(kind),
        "statements": timing.statement_due(timing.today, draft_wanted=wanted),
        "wanted": wanted,
    }


def _log_page(request: AuthenticatedRequest, form: LogForm, *, timing: Timing) -> HttpResponse:
    context = {
        "form": form,
        "has_errors": bool(form.errors),
        "dates": _dates(dict(form.data.items()), user=request.user, timing=timing) if form.is_bound else None,
        "words": words,
    }
    return render(request, "complaints/case_log.html", context, status=422 if form.errors else 200)


@require_GET
@SEE
def case_detail(request: AuthenticatedRequest, case: int) -> HttpResponse:
    """One case: the lead date on top, the statutory clocks beneath, the points and who owes what."""
    return page_of(request, case=case)


def page_of(request: AuthenticatedRequest, *, case: int, status: int = 200, **forms: Any) -> HttpResponse:
    """The page of a case; `forms` replaces a form of it by one that was refused."""
    user = request.user
    found = get_object_or_404(with_work(Case.objects.visible_to(user)), pk=case)
    timing = timing_on(clock.today())
    page = case_page(found, viewer=user, timing=timing)
    record_access(
        user=user,
        kind=AccessKind.VIEW,
        subject=Subject.RESTRICTED_CASE if found.is_restricted else Subject.COMPLAINT_NARRATIVE,
        object_key=str(found.pk),
        request=request,
    )
    context = {
        "page": page,
        "case": found,
        "words": words,
        "today": timing.today,
        "has_errors": status != 200,
        "forms": _forms(page, viewer=user, timing=timing) | forms if page.may_change else {},
        "changes": _changes(page, viewer=user) if page.is_full else [],
        "wide": True,
    }
    return render(request, "complaints/case_detail.html", context, status=status)


def _forms(page: CasePage, *, viewer: User, timing: Timing) -> dict[str, Any]:
    due = timing.statement_due(timing.today, draft_wanted=page.case.draft_wanted_date)
    unasked = page.unasked
    people = people_to_ask(page.case.specialty, on=timing.today)
    away = away_words(people, viewer=viewer, first=timing.today, last=due) if unasked else {}
    return {
        "ask": AskForm(points=unasked, people=people, away=away, due=due) if unasked else None,
        "points": PointsForm(),
        "findings": {
            line.point.pk: FindingForm(initial={"finding": line.point.finding}, auto_id=f"id_{line.point.pk}_%s")
            for line in page.lines
        },
        "note": NoteForm(),
        "file": FileForm(),
        "step": StepForm(steps=page.offered, initial={"on": timing.today}),
    }


def _changes(page: CasePage, *, viewer: Any) -> Any:
    case = page.case.pk
    points = [line.point.pk for line in page.lines]
    related: list[Related] = [
        (Point, {"case": case}),
        (StatementRequest, {"point__in": points}),
        (CaseFile, {"case": case}),
        (Note, {"case": case}),
        (CaseAccess, {"case": case}),
        (StatementLink, {"case": case}),
    ]
    return row_history(page.case, viewer=viewer, related=related, hide={"stored_name", "sha256", "key"})


@require_http_methods(["GET", "POST"])
@WORK
def case_edit(request: AuthenticatedRequest, case: int) -> HttpResponse:
    """Change what is entered about a case."""
    found = get_object_or_404(Case.objects.managed_by(request.user), pk=case)
    today = clock.today()
    leads = users_who_work_on_complaints(on=today)
    form = CaseForm(request.POST or None, user=request.user, timing=timing_on(today), case=found, leads=leads)
    if request.method == "POST" and form.is_valid():
        try:
            change_case(found, fields=form.fields_to_save(), by=request.user, reason=form.cleaned_data["reason"])
        except CaseRefused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, "Saved.")
            return redirect("complaints:case_detail", case)
    context = {"form": form, "case": found, "has_errors": bool(form.errors)}
    return render(request, "complaints/case_edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@WORK
def case_access(request: AuthenticatedRequest, case: int) -> HttpResponse:
    """Who may see a case when it is restricted, and who may not see it at all."""
    found = get_object_or_404(Case.objects.managed_by(request.user), pk=case)
    rows = list(CaseAccess.objects.filter(case=found))
    initial = {
        "is_restricted": found.is_restricted,
        "named": [row.user_id for row in rows if row.kind == "named"],
        "shut_out": [row.user_id for row in rows if row.kind == "shut_out"],
    }
    users = users_who_may_be_named(on=clock.today())
    form = AccessForm(request.POST if request.method == "POST" else None, users=users, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            restrict_case(found, by=request.user, **form.cleaned_data)
        except CaseRefused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, "Saved.")
            return redirect("complaints:case_detail", case)
    context = {"form": form, "case": found, "has_errors": bool(form.errors)}
    return render(request, "complaints/case_access.html", context, status=422 if form.errors else 200)
