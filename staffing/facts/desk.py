"""Desk counts as pages and Today show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject

from directorate.core.access import READ
from directorate.core.domain.words import plural
from directorate.core.models import Team, User
from staffing.domain.desk_counts import MEASURES, OLDEST, change_words, is_wanted
from staffing.models import DeskCount
from staffing.querysets.desk import teams_counted_by
from staffing.render.desk_chart import CountPoint

WEEKS_SHOWN = 26


@dataclass(frozen=True, slots=True)
class TeamCount:
    """One team with its last count and the change since the one before; none when it has never counted."""

    team: Team
    count: DeskCount | None
    cells: Sequence[str]
    may_enter: bool


def number_words(count: Any, *, measure: str) -> str:
    """Return "212, oldest 9 days", or the number alone."""
    oldest = getattr(count, OLDEST[measure]) if measure in OLDEST else None
    words = f"{getattr(count, measure):,}"
    return words if oldest is None else f"{words}, oldest {plural(oldest, 'day')}"


def team_counts(user: User) -> list[TeamCount]:
    """Return every team the user sees; three queries."""
    teams = teams_counted_by(user, operation=READ).select_related("specialty").order_by("specialty__sort_order", "name")
    mine = set(teams_counted_by(user).values_list("pk", flat=True))
    last: dict[int, list[DeskCount]] = {}
    for count in DeskCount.objects.visible_to(user).last_two_of_each_team():
        last.setdefault(count.team_id, []).append(count)
    return [_team_count(team, counts=last.get(team.pk, []), may_enter=team.pk in mine) for team in teams]


def _team_count(team: Team, *, counts: Sequence[DeskCount], may_enter: bool) -> TeamCount:
    if not counts:
        return TeamCount(team, None, (), may_enter)
    now, before = counts[0], counts[1] if len(counts) > 1 else None
    cells = []
    for measure in MEASURES:
        change = change_words(getattr(now, measure), before=getattr(before, measure) if before else None)
        cells.append(number_words(now, measure=measure) + (f" ({change})" if change else ""))
    return TeamCount(team, now, cells, may_enter)


def chart_points(counts: Sequence[DeskCount]) -> list[CountPoint]:
    """Return the numbers of a team's counts for the chart, the earliest first."""
    return [
        CountPoint(count.count_date.isoformat(), words, getattr(count, measure))
        for count in sorted(counts, key=lambda count: count.count_date)
        for measure, words in MEASURES.items()
    ]


def desk_figures(user: User) -> dict[str, Combinable]:
    """Return the last count of each team in reach, and the teams the user enters with their last day, for one query."""
    counts = DeskCount.objects.visible_to(user).latest_of_each_team()
    numbers = JSONObject(team="team__name", day="count_date", **{name: name for name in (*MEASURES, *OLDEST.values())})
    last = DeskCount.objects.filter(team=OuterRef("pk")).order_by("-count_date").values("count_date")[:1]
    teams = teams_counted_by(user).annotate(counted=Subquery(last)).order_by("name")
    return {
        "desk_counts": ArraySubquery(counts.values(found=numbers)),
        "desk_teams": ArraySubquery(teams.values(found=JSONObject(pk="pk", name="name", counted="counted"))),
    }


def wanted(teams: Sequence[Mapping[str, Any]], *, today: date) -> list[Mapping[str, Any]]:
    """Return the teams whose count of this week is still to be entered."""
    return [
        team
        for team in teams
        if is_wanted(today, counted=date.fromisoformat(team["counted"]) if team["counted"] else None)
    ]
