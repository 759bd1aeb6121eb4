"""Who receives reports, and when they are made."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directorate.core import clock
from directorate.core.access import WRITE, may
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.row_history import row_history
from reports.actions import recipients as actions
from reports.actions.schedule import change_schedule
from reports.domain.schedule import next_due_at
from reports.forms import GovernanceForm, RecipientForm, ScheduleForm
from reports.models import Copy, Recipient, ReportDefinition, ReportKind


@requires(Subject.POLICY_NUMBER)
@require_safe
def recipient_list(request: AuthenticatedRequest) -> HttpResponse:
    """The allow-list and the schedule."""
    return _page(request)


def _page(
    request: AuthenticatedRequest,
    *,
    form: RecipientForm | None = None,
    bad: GovernanceForm | None = None,
    bad_pk: int = 0,
) -> HttpResponse:
    definitions = list(ReportDefinition.objects.order_by("pk"))
    recipients = list(
        Recipient.objects.visible_to(request.user)
        .select_related("added_by", "outside_approved_by", "governance_recorded_by")
        .order_by("name")
    )
    return render(
        request,
        "reports/recipient_list.html",
        {
            "rows": [
                (one, bad if one.pk == bad_pk and bad else GovernanceForm(auto_id=f"govern_{one.pk}_%s"))
                for one in recipients
            ],
            "form": form or RecipientForm(),
            "bad_form": form or bad,
            "schedules": [(one, next_due_at(one.schedule, now=clock.now())) for one in definitions],
            "may_read_reports": may(user=request.user, subject=Subject.HR_REPORT),
            "may_write": may(user=request.user, subject=Subject.POLICY_NUMBER, operation=WRITE),
        },
        status=422 if form or bad else 200,
    )


@requires(Subject.POLICY_NUMBER, operation=WRITE)
@require_POST
def recipient_add(request: AuthenticatedRequest) -> HttpResponse:
    """Add an address."""
    form = RecipientForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form)
    found = form.cleaned_data
    try:
        added = actions.add_recipient(
            by=request.user, at=clock.now(), address=found["address"], name=found["name"], copy=Copy(found["copy"])
        )
    except actions.RecipientRefusedError as problem:
        form.add_error("address", str(problem))
        return _page(request, form=form)
    outside = " It lies outside the Trust: a second person has to approve it." if added.is_outside else ""
    messages.success(request, f"{added.name} is on the list.{outside}")
    return redirect("reports:recipient_list")


@requires(Subject.POLICY_NUMBER, operation=WRITE)
@require_POST
def recipient_approve(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Approve an address outside the Trust as the second person."""
    return _change(
        request, pk=pk, act=lambda one: actions.approve_outside(one, by=request.user, at=clock.now()), said="Approved."
    )


@requires(Subject.POLICY_NUMBER, operation=WRITE)
@require_POST
def recipient_govern(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Record that information governance approved the HR copy for an address."""
    form = GovernanceForm(request.POST, auto_id=f"govern_{pk}_%s")
    if not form.is_valid():
        return _page(request, bad=form, bad_pk=pk)
    reference = form.cleaned_data["reference"]
    return _change(
        request,
        pk=pk,
        act=lambda one: actions.record_governance(one, by=request.user, at=clock.now(), reference=reference),
        said="Approval recorded: the HR copy goes to this address from now on.",
    )


@requires(Subject.POLICY_NUMBER, operation=WRITE)
@require_POST
def recipient_stop(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Stop sending to an address."""
    return _change(
        request,
        pk=pk,
        act=lambda one: actions.set_active(one, by=request.user, active=False),
        said="Nothing is sent there any more.",
    )


@requires(Subject.POLICY_NUMBER, operation=WRITE)
@require_POST
def recipient_resume(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Begin sending to an address again."""
    return _change(
        request,
        pk=pk,
        act=lambda one: actions.set_active(one, by=request.user, active=True),
        said="Reports go there again.",
    )


def _change(request: AuthenticatedRequest, *, pk: int, act: Callable[[Recipient], None], said: str) -> HttpResponse:
    recipient = get_object_or_404(Recipient.objects.visible_to(request.user), pk=pk)
    try:
        act(recipient)
    except actions.RecipientRefusedError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, said)
    return redirect("reports:recipient_list")


@requires(Subject.POLICY_NUMBER, operation=WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def schedule_change(request: AuthenticatedRequest) -> HttpResponse:
    """Change when the weekly report is drafted and sent."""
    return _schedule(request, definition=get_object_or_404(ReportDefinition, code="ac-weekly"))


@requires(Subject.POLICY_NUMBER, operation=WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def monthly_change(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Begin or stop a monthly report, or change its hours."""
    monthly = ReportDefinition.objects.exclude(kind=ReportKind.WEEKLY)
    return _schedule(request, definition=get_object_or_404(monthly, code=code))


def _schedule(request: AuthenticatedRequest, *, definition: ReportDefinition) -> HttpResponse:
    names = ("weekday", "run_time", "release_by", "suppression_k", "is_active")
    initial = {name: getattr(definition, name) for name in names}
    form = ScheduleForm(request.POST or None, initial=initial, is_monthly=definition.is_monthly)
    if request.method == "POST" and form.is_valid():
        change_schedule(definition, by=request.user, **{"weekday": definition.weekday, **form.cleaned_data})
        messages.success(request, "Changed. The next report waits until somebody releases it.")
        return redirect("reports:recipient_list")
    changes = row_history(definition, viewer=request.user)
    status = 422 if form.errors else 200
    return render(
        request,
        "reports/schedule_change.html",
        {"form": form, "definition": definition, "changes": changes},
        status=status,
    )
