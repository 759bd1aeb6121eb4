"""The release screen: the page itself, whether the sources cover the week, and what the manager can do."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from directorate.core import clock
from directorate.core.access import WRITE
from directorate.core.access_log import record_access
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.models.access import AccessKind
from reports.actions import release as actions
from reports.actions.jobs import nudge
from reports.actions.typed import type_esr_rate
from reports.domain.states import DRAFT, NotAllowedFromHere, RunState
from reports.facts.documents import sources_of
from reports.forms import EsrRateForm, HoldForm, LineForm, ReasonForm
from reports.models import Copy, Recipient, ReportRun
from reports.views.runs import page_of

Form = HoldForm | LineForm | ReasonForm | EsrRateForm
TYPED_LINE, LONGEST_KEPT = "report-line", 1000
NAMES = {HoldForm: "hold_form", LineForm: "line_form", ReasonForm: "reason_form", EsrRateForm: "esr_form"}


@requires(Subject.HR_REPORT, operation=WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def run_release(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Look at the draft and release it."""
    run = _run(request, pk=pk)
    if request.method == "POST":
        typed = LineForm(request.POST) if request.POST.get("text", "").strip() else None
        if typed and not typed.is_valid():
            return _screen(request, run=run, bad=typed)
        line = typed.cleaned_data["text"] if typed else ""
        return _do(
            request,
            run=run,
            form=typed,
            act=lambda: actions.release(run, by=request.user, at=clock.now(), line=line),
            said="Released. It goes out within two minutes.",
            to="reports:run_view",
        )
    if not _is_on_the_screen(run):
        return redirect("reports:run_view", pk=run.pk)
    record_access(
        user=request.user,
        kind=AccessKind.VIEW,
        subject=Subject.HR_REPORT,
        object_key=f"{run.pk} draft",
        request=request,
    )
    return _screen(request, run=run)


def _is_on_the_screen(run: ReportRun) -> bool:
    """Whether the run is a draft, or one whose figures are being made again."""
    return run.state in DRAFT or _is_made_again(run)


def _is_made_again(run: ReportRun) -> bool:
    return run.state == RunState.BUILDING and run.built_at is not None and run.released_at is None


def _screen(request: AuthenticatedRequest, *, run: ReportRun, bad: Form | None = None) -> HttpResponse:
    if not _is_on_the_screen(run):  # it was released or cancelled meanwhile: there is no such screen any more
        messages.error(request, f"The report is {run.state_words.lower()}, so this draft cannot be changed.")
        return redirect("reports:run_view", pk=run.pk)
    recipients = list(Recipient.objects.visible_to(request.user).reachable().order_by("name"))
    forms = {
        "line_form": LineForm(initial={"text": _typed_line(request, run=run)}),
        "hold_form": HoldForm(auto_id="hold_%s"),
        "reason_form": ReasonForm(auto_id="cancel_%s"),
        "esr_form": EsrRateForm(auto_id="esr_%s"),
    }
    if bad is not None:
        forms[NAMES[type(bad)]] = bad
    return render(
        request,
        "reports/run_release.html",
        {
            **page_of(run, copy=Copy.HR),
            **forms,
            "bad_form": bad,
            "is_made_again": _is_made_again(run),
            "decision": actions.decision_about(run, now=clock.now()),
            "sources": [(source, source.covers(run.period_last_date)) for source in sources_of(run)],
            "lines": run.lines.order_by("place"),
            "recipients": recipients,
        },
        status=422 if bad else 200,
    )


def _typed_line(request: AuthenticatedRequest, *, run: ReportRun) -> str:
    """What stands in the field of the line, typed and not added yet: sent along with this step, or kept from the last."""
    kept = request.session.get(TYPED_LINE, {})
    return str(request.POST.get("text", kept.get("text", "") if kept.get("run") == run.pk else ""))


def _keep_line(request: AuthenticatedRequest, *, run: ReportRun) -> None:
    """Keep a line that is being typed while something else is done on the screen, until it is added or released."""
    if "text" in request.POST:
        request.session[TYPED_LINE] = {"run": run.pk, "text": request.POST["text"][:LONGEST_KEPT]}


@requires(Subject.HR_REPORT, operation=WRITE)
@require_POST
def run_look(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Look at the screen again, with the line typed so far."""
    run = _run(request, pk=pk)
    _keep_line(request, run=run)
    return redirect("reports:run_release", pk=run.pk)


@requires(Subject.HR_REPORT, operation=WRITE)
@require_POST
def sources_confirm(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Say that staff list and absences are entered up to the end of the week; the figures are made again."""
    run = _run(request, pk=pk)

    def act() -> None:
        actions.confirm_sources(by=request.user, at=clock.now(), data_to=run.period_last_date, today=clock.today())
        actions.build_again(run, by=request.user, at=clock.now())

    return _do(
        request,
        run=run,
        act=act,
        said="Confirmed. The figures are made again, within two minutes.",
    )


@requires(Subject.HR_REPORT, operation=WRITE)
@require_POST
def line_add(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Add a line of the manager."""
    run, form = _run(request, pk=pk), LineForm(request.POST)
    if not form.is_valid():
        return _screen(request, run=run, bad=form)
    text = form.cleaned_data["text"]
    return _do(
        request,
        run=run,
        form=form,
        act=lambda: actions.add_line(run, by=request.user, at=clock.now(), text=text),
        said="Line added.",
    )


@requires(Subject.HR_REPORT, operation=WRITE)
@require_POST
def line_remove(request: AuthenticatedRequest, pk: int, place: int) -> HttpResponse:
    """Remove a line of the manager."""
    run = _run(request, pk=pk)
    return _do(
        request, run=run, act=lambda: actions.remove_line(run, by=request.user, place=place), said="Line removed."
    )


@requires(Subject.HR_REPORT, operation=WRITE)
@require_POST
def esr_rate_type(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Say what the ESR dashboard shows for the week."""
    run, form = _run(request, pk=pk), EsrRateForm(request.POST, auto_id="esr_%s")
    if not form.is_valid():
        return _screen(request, run=run, bad=form)
    rate = form.cleaned_data["rate"]
    return _do(
        request,
        run=run,
        form=form,
        act=lambda: type_esr_rate(run, rate=rate, by=request.user, at=clock.now()),
        said="Set beside ours.",
    )


@requires(Subject.HR_REPORT, operation=WRITE)
@require_POST
def run_hold(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Keep the draft from sending by itself."""
    run, form = _run(request, pk=pk), HoldForm(request.POST, auto_id="hold_%s")
    if not form.is_valid():
        return _screen(request, run=run, bad=form)
    until, reason = form.cleaned_data["until"], form.cleaned_data["reason"]
    return _do(
        request,
        run=run,
        form=form,
        act=lambda: actions.hold(run, by=request.user, at=clock.now(), until=until, reason=reason),
        said="Held.",
    )


@requires(Subject.HR_REPORT, operation=WRITE)
@require_POST
def run_rebuild(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Make the figures again from the data as they are now."""
    run = _run(request, pk=pk)
    return _do(
        request,
        run=run,
        act=lambda: actions.build_again(run, by=request.user, at=clock.now()),
        said="The figures are made again, within two minutes.",
    )


@requires(Subject.HR_REPORT, operation=WRITE)
@require_POST
def run_cancel(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Put the draft away without sending it."""
    run, form = _run(request, pk=pk), ReasonForm(request.POST, auto_id="cancel_%s")
    if not form.is_valid():
        return _screen(request, run=run, bad=form)
    reason = form.cleaned_data["reason"]
    return _do(
        request,
        run=run,
        form=form,
        act=lambda: actions.cancel(run, by=request.user, at=clock.now(), reason=reason),
        said="Cancelled: this report is not sent.",
        to="reports:run_view",
    )


def _run(request: AuthenticatedRequest, *, pk: int) -> ReportRun:
    return get_object_or_404(ReportRun.objects.visible_to(request.user).select_related("definition"), pk=pk)


def _do(
    request: AuthenticatedRequest,
    *,
    run: ReportRun,
    act: Callable[[], None],
    said: str,
    form: Form | None = None,
    to: str = "reports:run_release",
) -> HttpResponse:
    """Act, say so, and go on; what the state does not allow is said in words, and nothing typed is lost."""
    if isinstance(form, LineForm):
        request.session.pop(TYPED_LINE, None)
    else:
        _keep_line(request, run=run)
    try:
        act()
    except NotAllowedFromHere as problem:
        fresh = _run(request, pk=run.pk)
        if form is not None and _is_on_the_screen(fresh):
            form.add_error(None, str(problem))
            return _screen(request, run=fresh, bad=form)
        messages.error(request, str(problem))
        return redirect("reports:run_release", pk=run.pk)
    nudge()
    messages.success(request, said)
    return redirect(to, pk=run.pk)
