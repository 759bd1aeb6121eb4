"""The dashboard: who waits, who will breach, as at the latest census."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from directorate.core import clock
from directorate.core.access import WRITE, may
from directorate.core.domain.access import Subject
from directorate.core.domain.words import number
from directorate.core.guard import requires
from waiting_lists.domain.cohorts import BreachWeek, breaches_by_week, cohort_days
from waiting_lists.domain.list_choices import ListChoices
from waiting_lists.forms import iso_day
from waiting_lists.models import Census, CensusChange, OpenPathwaySummary
from waiting_lists.models.census import ChangeKind
from waiting_lists.pages.cohort_line import LINE_WEEKS, cohort_error
from waiting_lists.pages.cohorts import STATES, tiles_of
from waiting_lists.pages.figures import Cell, figures_of, line_names, list_address, shape_bars, trend_of, trend_points
from waiting_lists.pages.listing import with_unsettled
from waiting_lists.render.charts import shape_chart, trend_chart

RHYTHM_DAYS = 8
TREND_CENSUSES = 105


@requires(Subject.WAITING_LIST_AGGREGATE)
def dashboard(request: HttpRequest) -> HttpResponse:
    """Figures by specialty, cohorts, the shape of the list, breaches to come, the trend."""
    censuses = list(with_unsettled(Census.objects.in_use().select_related("previous"))[:TREND_CENSUSES])
    census = next((found for found in censuses if found.has_rows), None)
    context: dict[str, Any] = {"import_href": import_address(request), "figures": None}
    if census:
        names = line_names()
        context |= {
            **_figures_context(census, names=names),
            **_cohort_context(request, census=census),
            **_trend_context(censuses, names=names),
            **unsettled_context(request, census=census),
            "list_href": reverse("waiting_lists:pathway_list"),
            "may_escalate": may(user=request.user, subject=Subject.PATHWAY_WORK, operation=WRITE),
            "left_count": CensusChange.objects.filter(census=census, kind=ChangeKind.GONE).count(),
            "may_list": may(user=request.user, subject=Subject.WAITING_LIST),
        }
    return render(request, "waiting_lists/dashboard.html", context)


def import_address(request: HttpRequest) -> str:
    """Where a list is loaded; empty for those who may not."""
    if not may(user=request.user, subject=Subject.WAITING_LIST_IMPORT, operation=WRITE):
        return ""
    try:
        return reverse("imports:batch_upload")
    except NoReverseMatch:
        return ""


def unsettled_context(request: HttpRequest, *, census: Any) -> dict[str, Any]:
    """The banner of rows that are not shown (`census` from `with_unsettled`), until each is settled."""
    if not census.unsettled:
        return {"unsettled": None}
    may_settle = may(user=request.user, subject=Subject.WAITING_LIST_IMPORT, operation=WRITE)
    href = reverse("imports:row_list", args=[census.batch_id]) if may_settle else ""
    return {"unsettled": {"rows": census.unsettled, "ours": census.unsettled_ours, "href": href}}


def _figures_context(census: Census, *, names: dict[str, tuple[str, str]]) -> dict[str, Any]:
    figures = figures_of(census, names=names)
    bars = shape_bars(figures.all_statistics, at=census.census_date)
    age = (clock.today() - census.census_date).days
    return {
        "figures": figures,
        "stale_days": age if age > RHYTHM_DAYS else 0,
        "shape_bars": bars,
        "shape_spec": shape_chart(bars),
        "breach_weeks": _breach_weeks(census),
    }


def _breach_weeks(census: Census) -> list[dict[str, Any]]:
    weeks = breaches_by_week(
        OpenPathwaySummary.objects.by_start(census.pk), as_at=census.census_date, how_many=8, limits=LINE_WEEKS
    )
    return [{"first": week.first, "last": week.last, "cells": _week_cells(week)} for week in weeks]


def _week_cells(week: BreachWeek) -> list[Cell]:
    here = ListChoices(tab="all", national=True, first=week.first, last=week.last, sort="wait")
    return [
        Cell(text=number(n), label=f"{weeks} weeks", href=list_address(here.with_choice(reach=weeks)))
        for weeks, n in week.counts.items()
    ]


def _cohort_context(request: HttpRequest, *, census: Census) -> dict[str, Any]:
    typed = request.GET.get("by", "").strip()
    choices = ListChoices.read({"over": request.GET.get("weeks", "52"), "by": iso_day(typed)})
    weeks = choices.over if choices.over in LINE_WEEKS else 52
    error = cohort_error(typed, by=choices.by, census_date=census.census_date)
    chosen = None if error else choices.by
    return {
        "cohort_choice": {"weeks": weeks, "typed": typed},
        "cohort_error": error,
        "cohort_states": [{"text": text} for _, text in STATES],
        "cohorts": tiles_of(census, weeks=weeks, days=cohort_days(census.census_date, chosen=chosen)),
    }


def _trend_context(censuses: list[Census], *, names: dict[str, tuple[str, str]]) -> dict[str, Any]:
    rows = trend_of(censuses, names=names) if len(censuses) > 1 else []
    return {
        "trend_rows": rows,
        "trend_within": trend_chart(trend_points(rows, figure="within"), title="Within 18 weeks, per cent"),
        "trend_over": trend_chart(trend_points(rows, figure="over"), title="Over 52 weeks, pathways"),
    }
