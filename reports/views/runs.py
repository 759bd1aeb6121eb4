"""The list of reports, and one report as everybody may see it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from directorate.core import clock
from directorate.core.access import WRITE
from directorate.core.access_log import record_access
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.models.access import AccessKind
from reports.actions.jobs import nudge
from reports.actions.outbox import confirm_arrival, record_bounce, send_again
from reports.actions.schedule import make_new_version
from reports.domain.states import NotAllowedFromHere
from reports.facts.documents import document_of
from reports.forms import BounceForm, ReasonForm
from reports.models import Copy, ReportDelivery, ReportRun
from reports.views.shown import copy_for, may_release, sees_full

NEWEST = 60


@requires(Subject.HR_REPORT)
@require_safe
def run_list(request: AuthenticatedRequest) -> HttpResponse:
    """Every report with its state, newest first."""
    runs = ReportRun.objects.visible_to(request.user).newest_first().select_related("definition", "released_by")
    return render(
        request,
        "reports/run_list.html",
        {"runs": runs[:NEWEST], "copy": copy_for(request.user), "may_release": may_release(request.user)},
    )


@requires(Subject.HR_REPORT)
@require_safe
def run_view(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """One report: the same figures as its files, its sources, its copies' way, what happened to it."""
    run = get_object_or_404(
        ReportRun.objects.visible_to(request.user).select_related("definition", "released_by"), pk=pk
    )
    copy = copy_for(request.user, wanted=request.GET.get("copy", ""))
    record_access(
        user=request.user,
        kind=AccessKind.VIEW,
        subject=Subject.HR_REPORT,
        object_key=f"{run.pk} {copy}",
        request=request,
    )
    return render(
        request,
        "reports/run_view.html",
        {
            **page_of(run, copy=copy),
            "bounce_form": lambda delivery: BounceForm(auto_id=f"bounce_{delivery.pk}_%s"),
            "full_allowed": sees_full(request.user),
            "may_release": may_release(request.user),
            "reason_form": ReasonForm(),
        },
    )


def page_of(run: ReportRun, *, copy: Copy) -> dict[str, object]:
    """What the page of a report shows; nothing of it is worked out here."""
    return {
        "run": run,
        "copy": copy,
        "document": document_of(run, copy=copy) if run.built_at else None,
        "chart": run.settings_used.get("charts", {}).get(copy.value),
        "deliveries": run.deliveries.select_related("recipient", "sent_by").order_by("pk"),
        "steps": run.steps.select_related("taken_by").order_by("pk"),
        "files": run.files.filter(copy=copy).defer("content").order_by("format"),
    }


@requires(Subject.HR_REPORT, operation=WRITE)
@require_POST
def version_make(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Start the next version of a released report."""
    run = get_object_or_404(ReportRun.objects.visible_to(request.user).select_related("definition"), pk=pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Say why a new version is made.")
        return redirect("reports:run_view", pk=run.pk)
    try:
        made = make_new_version(run, by=request.user, at=clock.now(), reason=form.cleaned_data["reason"])
    except NotAllowedFromHere as problem:
        messages.error(request, str(problem))
        return redirect("reports:run_view", pk=run.pk)
    nudge()
    messages.success(request, f"Version {made.version} is being built from the data as they are now.")
    return redirect("reports:run_list")


@requires(Subject.HR_REPORT, operation=WRITE)
@require_POST
def delivery_resend(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Send a copy again that did not arrive."""
    delivery = get_object_or_404(ReportDelivery, pk=pk, run__in=ReportRun.objects.visible_to(request.user))
    try:
        send_again(delivery, by=request.user, at=clock.now())
    except NotAllowedFromHere as problem:
        messages.error(request, str(problem))
    else:
        nudge()
        messages.success(request, "The copy is sent again within two minutes.")
    return redirect("reports:run_view", pk=delivery.run_id)


@requires(Subject.HR_REPORT, operation=WRITE)
@require_POST
def delivery_confirm(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Record that a copy of which nobody knew did arrive."""
    delivery = get_object_or_404(ReportDelivery, pk=pk, run__in=ReportRun.objects.visible_to(request.user))
    try:
        confirm_arrival(delivery, by=request.user, at=clock.now())
    except NotAllowedFromHere as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "Recorded as arrived.")
    return redirect("reports:run_view", pk=delivery.run_id)


@requires(Subject.HR_REPORT, operation=WRITE)
@require_POST
def delivery_bounce(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Record that a copy that was sent did not arrive, and why."""
    delivery = get_object_or_404(ReportDelivery, pk=pk, run__in=ReportRun.objects.visible_to(request.user))
    form = BounceForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Say how you know that the copy did not arrive.")
        return redirect("reports:run_view", pk=delivery.run_id)
    try:
        record_bounce(delivery, by=request.user, at=clock.now(), reason=form.cleaned_data["reason"])
    except NotAllowedFromHere as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "Recorded as not arrived. Check the address before you send it again.")
    return redirect("reports:run_view", pk=delivery.run_id)
