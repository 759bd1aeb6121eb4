"""How many of a team must be in: the teams, and one team's week."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from directorate.core import clock
from directorate.core.access import WRITE, may
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.models import Team
from directorate.core.row_history import row_history
from staffing.actions.minimum_cover import set_minimum_cover
from staffing.actions.problems import StaffRefused
from staffing.facts.staff import DAYS
from staffing.forms.people import WEEKDAYS, MinimumCoverForm
from staffing.models import MinimumCover


@require_GET
@requires(Subject.POLICY_NUMBER)
def minimum_cover_list(request: AuthenticatedRequest) -> HttpResponse:
    """Every team with the minimum of each half day in force today."""
    found: dict[int, dict[tuple[int, str], int]] = {}
    for row in MinimumCover.objects.filter(valid__contains=clock.today()):
        found.setdefault(row.team_id, {})[row.weekday, row.half] = row.minimum
    teams = Team.objects.filter(is_active=True).select_related("specialty").order_by("name")
    context = {
        "rows": [(team, _week(found.get(team.pk, {}))) for team in teams],
        "days": DAYS[:WEEKDAYS],
        "may_change": may(user=request.user, subject=Subject.POLICY_NUMBER, operation=WRITE),
    }
    return render(request, "staffing/minimum_cover_list.html", context)


def _week(minima: dict[tuple[int, str], int]) -> list[str]:
    """Morning and afternoon of each weekday; empty where there is no minimum."""
    pairs = [(minima.get((day, "am"), 0), minima.get((day, "pm"), 0)) for day in range(WEEKDAYS)]
    return [f"{am} / {pm}" if am or pm else "" for am, pm in pairs]


@require_http_methods(["GET", "POST"])
@requires(Subject.POLICY_NUMBER, operation=WRITE)
def minimum_cover_edit(request: AuthenticatedRequest, team: int) -> HttpResponse:
    """Set one team's minimum from a day on."""
    found = get_object_or_404(Team.objects.filter(is_active=True), pk=team)
    form = MinimumCoverForm(request.POST) if request.method == "POST" else MinimumCoverForm(initial=_now(found))
    if form.is_valid():
        data = form.cleaned_data
        try:
            changed = set_minimum_cover(
                found,
                minima=form.minima(),
                effect=data["effect"],
                first_day=data["first_day"],
                by=request.user,
                reason=data["reason"],
            )
        except StaffRefused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, f"Saved for {found.name}." if changed else "Nothing was different.")
            return redirect("staffing:minimum_cover_list")
    rows = MinimumCover.objects.filter(team=found).order_by("-valid", "weekday", "half")
    context = {
        "team": found,
        "form": form,
        "has_errors": bool(form.errors),
        "history": row_history(found, viewer=request.user, related=[(MinimumCover, {"team": found.pk})]),
        "later": [row for row in rows if row.valid.lower and row.valid.lower > clock.today()],
        "days": DAYS,
    }
    return render(request, "staffing/minimum_cover_edit.html", context, status=422 if form.errors else 200)


def _now(team: Team) -> dict[str, Any]:
    today = clock.today()
    held = list(MinimumCover.objects.filter(team=team, valid__contains=today))
    values: dict[str, Any] = {f"{row.half}_{row.weekday}": row.minimum for row in held}
    return values | {"effect": held[0].effect if held else "warn", "first_day": today + timedelta(days=1)}
