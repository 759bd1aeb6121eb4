"""Desk counts: every team's last numbers, one team's weeks and form, and what stands on Today."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models.expressions import Combinable
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from directorate.core import clock, registry
from directorate.core.access import READ, WRITE, Permissions, reach
from directorate.core.domain.access import Subject
from directorate.core.domain.words import day_month, long_date, plural
from directorate.core.figures import figures
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.models import Team, User
from directorate.core.row_history import row_history
from staffing.actions.desk import enter_desk_count
from staffing.domain.desk_counts import MEASURES, OLDEST
from staffing.facts.desk import WEEKS_SHOWN, chart_points, desk_figures, number_words, team_counts, wanted
from staffing.forms.desk import DeskCountForm
from staffing.models import DeskCount
from staffing.querysets.desk import teams_counted_by
from staffing.render.desk_chart import desk_chart

MOST_ASKED = 3


@require_GET
@requires(Subject.DESK_COUNTS)
def desk_count_list(request: AuthenticatedRequest) -> HttpResponse:
    """Every team the user sees, with its last count."""
    context = {"rows": team_counts(request.user), "measures": MEASURES.values()}
    return render(request, "staffing/desk_count_list.html", context)


@require_http_methods(["GET", "POST"])
@requires(Subject.DESK_COUNTS)
def desk_count_team(request: AuthenticatedRequest, team: int) -> HttpResponse:
    """One team's counts over the weeks, and the form for those who enter them."""
    found = get_object_or_404(teams_counted_by(request.user, operation=READ), pk=team)
    form = DeskCountForm(request.POST or None, initial={"count_date": clock.today()})
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["count_date"]
        enter_desk_count(found, day=day, numbers=form.numbers(), by=request.user)
        messages.success(request, f"Saved for {found.name}, {long_date(day)}.")
        return redirect("staffing:desk_count_team", team=found.pk)
    status = 422 if form.errors else 200
    return render(request, "staffing/desk_count_team.html", _team_page(request, team=found, form=form), status=status)


def _team_page(request: AuthenticatedRequest, *, team: Team, form: DeskCountForm) -> dict[str, Any]:
    counts = list(
        DeskCount.objects.visible_to(request.user)
        .filter(team=team)
        .select_related("entered_by")
        .order_by("-count_date")[:WEEKS_SHOWN]
    )
    return {
        "team": team,
        "form": form if teams_counted_by(request.user).filter(pk=team.pk).exists() else None,
        "has_errors": bool(form.errors),
        "rows": [(count, [number_words(count, measure=measure) for measure in MEASURES]) for count in counts],
        "measures": MEASURES.values(),
        "chart": desk_chart(chart_points(counts)) if len(counts) > 1 else None,
        "history": row_history(team, viewer=request.user, related=[(DeskCount, {"team": team.pk})]) if counts else [],
    }


def figures_of(request: HttpRequest, held: Permissions) -> Mapping[str, Combinable]:
    """The figures of the card, for those who see the counts of any team."""
    user = request.user
    if not isinstance(user, User) or not held.holds(subject=Subject.DESK_COUNTS, operation=READ):
        return {}
    return desk_figures(user)


def cards(request: HttpRequest, held: Permissions) -> Sequence[registry.Card]:
    """What waits on the desks by the last count, and from Friday on the counts still to be entered."""
    if not figures_of(request, held):
        return []
    found = figures(request)
    page = reverse("staffing:desk_count_list")
    lines = [*_asked(request, teams=found["desk_teams"] or ()), *_lines(found["desk_counts"] or (), href=page)]
    return [registry.Card("Desk counts", lines, more_href=page, more_text="By team")] if lines else []


def _asked(request: HttpRequest, *, teams: Sequence[Mapping[str, Any]]) -> list[registry.Line]:
    """Teams of one's own that have not counted this week; who runs the directorate is not asked."""
    if reach(user=request.user, subject=Subject.DESK_COUNTS, operation=WRITE).everything:
        return []
    return [
        registry.Line(
            f"Enter this week’s six numbers: {team['name']}", reverse("staffing:desk_count_team", args=[team["pk"]])
        )
        for team in wanted(teams, today=clock.today())[:MOST_ASKED]
    ]


def _lines(counts: Sequence[Mapping[str, Any]], *, href: str) -> list[registry.Line]:
    """One line a measure: the sum of the last counts and the oldest, with the team it lies with."""
    if not counts:
        return []
    days = {date.fromisoformat(count["day"]) for count in counts}
    last = (
        f"counted {day_month(max(days))}"
        if len(days) == 1
        else f"counted {day_month(min(days))} to {day_month(max(days))}"
    )
    found = []
    for measure, words in MEASURES.items():
        total = sum(count[measure] for count in counts)
        found.append(registry.Line(f"{words}: {total:,}", href, _oldest(counts, measure=measure) or last))
    return found


def _oldest(counts: Sequence[Mapping[str, Any]], *, measure: str) -> str:
    ages = [
        (count[OLDEST[measure]], count["team"])
        for count in counts
        if measure in OLDEST and count[OLDEST[measure]] is not None
    ]
    if not ages:
        return ""
    days, team = max(ages)
    return f"oldest {plural(days, 'day')}" + (f", {team}" if len(counts) > 1 else "")
