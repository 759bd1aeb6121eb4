"""What reports put on Today: the draft to release, copies that did not arrive, HR's latest report."""

from collections.abc import Iterator, Sequence

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from directorate.core.access import READ, WRITE, Permissions
from directorate.core.domain.access import Subject
from directorate.core.domain.words import day_month, moment, plural
from directorate.core.registry import Card, DoFirst, Line
from reports.domain.schedule import release_moment
from reports.domain.states import DRAFT, RunState
from reports.models import ReportDelivery, ReportRun

DEADLINE = 50
NOT_ARRIVED = 45


def do_first(request: HttpRequest, held: Permissions) -> Sequence[DoFirst]:
    """The oldest draft that waits, and copies that did not arrive; for those who release reports."""
    if not held.holds(subject=Subject.HR_REPORT, operation=WRITE):
        return []
    return [*_draft(), *_not_arrived()]


def _draft() -> Iterator[DoFirst]:
    run = (
        ReportRun.objects.filter(Q(state__in=DRAFT) | Q(state=RunState.FAILED, released_at=None))
        .select_related("definition", "held_by")
        .order_by("period_last_date", "version")
        .first()
    )
    if run is None:
        return
    week = f"{day_month(run.period_first_date)} to {day_month(run.period_last_date)}"
    if run.state == RunState.FAILED:
        line = Line(
            f"The HR report for {week} could not be built", reverse("reports:run_view", args=[run.pk]), action="Open"
        )
        yield DoFirst(NOT_ARRIVED, line, run.state_reason)
        return
    line = Line(
        f"Release the HR report for {week}", reverse("reports:run_release", args=[run.pk]), action="Look and release"
    )
    yield DoFirst(DEADLINE, line, _why(run))


def _why(run: ReportRun) -> str:
    """Say whether it sends by itself; whoever opens the screen sees the same in full."""
    if run.state == RunState.HELD:
        return f"Held: {run.state_reason}"
    ends = {row["data_to"] for row in run.sources}
    if None in ends or any(end < run.period_last_date.isoformat() for end in ends if end):
        return "Will not send by itself: say that absences are entered up to the Sunday."
    return f"Sources reach the Sunday; due {moment(release_moment(run.definition.schedule, period=run.period))}."


def _not_arrived() -> Iterator[DoFirst]:
    missing = list(ReportDelivery.objects.not_arrived().order_by("-run_id").values_list("run_id", flat=True)[:20])
    if missing:
        line = Line(
            f"{plural(len(missing), 'copy', 'copies')} of the HR report did not arrive or may not have",
            reverse("reports:run_view", args=[missing[0]]),
            action="Open",
        )
        yield DoFirst(NOT_ARRIVED, line, "Only a person sends it again.")


def latest_report(request: HttpRequest, held: Permissions) -> Sequence[Card]:
    """HR's card: the latest report and its first lines' headline figure; one query."""
    if not held.holds(subject=Subject.HR_REPORT, operation=READ):
        return []
    run = (
        ReportRun.objects.filter(released_at__isnull=False)
        .select_related("definition", "released_by")
        .newest_first()
        .first()
    )
    if run is None:
        return []
    line = Line(run.title, reverse("reports:run_view", args=[run.pk]), detail=f"released {moment(run.released_at)}")
    return [Card(title="Latest report", lines=[line], more_href=reverse("reports:run_list"), more_text="All reports")]
