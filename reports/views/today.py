"""What reports put on Today: the draft to release, copies that did not arrive, HR's latest report."""

from collections.abc import Iterator, Sequence

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q
from django.http import HttpRequest
from django.urls import reverse

from directorate.core.access import READ, WRITE, Permissions
from directorate.core.domain.access import Subject
from directorate.core.domain.words import moment, plural
from directorate.core.models import User
from directorate.core.registry import Card, DoFirst, Line
from reports.domain.schedule import release_moment
from reports.domain.states import DRAFT, RunState
from reports.models import ReportDelivery, ReportFigure, ReportRun
from reports.views.shown import sees_full

# A report that is due today stands before everything; one that somebody holds waits among the rest.
DEADLINE = 5
HELD = 40
NOT_ARRIVED = 45


def do_first(request: HttpRequest, held: Permissions) -> Sequence[DoFirst]:
    """The oldest draft that waits, and copies that did not arrive; for those who release reports."""
    if not held.holds(subject=Subject.HR_REPORT, operation=WRITE):
        return []
    return [*_draft(request), *_not_arrived(request)]


def _runs(request: HttpRequest) -> list[ReportRun]:
    """Runs that wait or did not arrive, oldest first, and the latest that was released; one query for all of Today."""
    kept: list[ReportRun] | None = getattr(request, "_reports_today", None)
    if kept is None:
        runs = ReportRun.objects.visible_to(request.user)
        latest = runs.filter(released_at__isnull=False).newest_first().values("pk")[:1]
        waiting = Q(state__in=DRAFT) | Q(state=RunState.FAILED, released_at=None)
        lost = Count("deliveries", filter=Q(deliveries__in=ReportDelivery.objects.not_arrived()))
        asked = ReportFigure.objects.filter(run=OuterRef("pk"), key__startswith="ask.").order_by("place")
        kept = list(
            runs.annotate(not_arrived=lost, asks=ArraySubquery(asked.values("text")))
            .filter(waiting | Q(pk__in=latest) | Q(not_arrived__gt=0))
            .select_related("definition", "held_by", "released_by")
            .order_by("period_last_date", "version", "definition__code")
        )
        request._reports_today = kept  # type: ignore[attr-defined]
    return kept


def _draft(request: HttpRequest) -> Iterator[DoFirst]:
    waiting = [run for run in _runs(request) if run.released_at is None and run.state in {*DRAFT, RunState.FAILED}]
    if not waiting:
        return
    run = min(waiting, key=lambda run: run.definition.is_monthly)  # the oldest weekly one: HR waits for it at midday
    named = f"the {run.name_words} for {run.period_words}"
    others = f"and {plural(len(waiting) - 1, 'more draft')} after it" if len(waiting) > 1 else ""
    if run.state == RunState.FAILED:
        line = Line(f"T{named[1:]} could not be built", reverse("reports:run_view", args=[run.pk]), others, "Open")
        yield DoFirst(NOT_ARRIVED, line, run.state_reason)
        return
    line = Line(f"Release {named}", reverse("reports:run_release", args=[run.pk]), others, "Look and release")
    yield DoFirst(HELD if run.state == RunState.HELD else DEADLINE, line, _why(run))


def _why(run: ReportRun) -> str:
    """Say whether it sends by itself; whoever opens the screen sees the same in full."""
    if run.state == RunState.HELD:
        return f"Held: {run.state_reason}"
    ends = {row["data_to"] for row in run.sources}
    if None in ends or any(end < run.period_last_date.isoformat() for end in ends if end):
        if run.definition.is_monthly:
            return "Will not send by itself: a source does not reach the end of the month."
        return "Will not send by itself: say that absences are entered up to the Sunday."
    return f"Sources reach the Sunday; due {moment(release_moment(run.definition.schedule, period=run.period))}."


def _not_arrived(request: HttpRequest) -> Iterator[DoFirst]:
    missing = [run for run in _runs(request) if run.not_arrived]  # type: ignore[attr-defined]
    if missing:
        line = Line(
            f"{plural(sum(run.not_arrived for run in missing), 'copy', 'copies')} "  # type: ignore[attr-defined]
            "of the HR report did not arrive or may not have",
            reverse("reports:run_view", args=[missing[-1].pk]),
            action="Open",
        )
        yield DoFirst(NOT_ARRIVED, line, "Only a person sends it again.")


def latest_report(request: HttpRequest, held: Permissions) -> Sequence[Card]:
    """HR's card: the latest report and what it asks HR to decide."""
    if not held.holds(subject=Subject.HR_REPORT, operation=READ):
        return []
    run = next((run for run in reversed(_runs(request)) if run.released_at), None)
    if run is None:
        return []
    page = reverse("reports:run_view", args=[run.pk])
    lines = [Line(run.title, page, detail=f"released {moment(run.released_at)}")]
    if isinstance(request.user, User) and sees_full(request.user):
        lines += [Line(asked, page) for asked in run.asks]  # type: ignore[attr-defined]
    return [Card(title="Latest report", lines=lines, more_href=reverse("reports:run_list"), more_text="All reports")]
