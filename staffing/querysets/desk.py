"""Desk counts and teams that a user may see or enter."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q, Window
from django.db.models.functions import RowNumber

from directorate.core.access import READ, WRITE, reach
from directorate.core.domain.access import Operation, Subject
from directorate.core.models import Team, User

if TYPE_CHECKING:
    from staffing.models import DeskCount


class DeskCountQuerySet(models.QuerySet["DeskCount", "DeskCount"]):
    """Counts of the desks of teams."""

    def visible_to(self, user: User) -> "DeskCountQuerySet":
        """Counts of the teams that the user may see."""
        return self.filter(team__in=teams_counted_by(user, operation=READ).values("pk"))

    def last_two_of_each_team(self) -> "DeskCountQuerySet":
        """The last count of each team and the one before it, the latest first."""
        place = Window(RowNumber(), partition_by="team", order_by="-count_date")
        return self.annotate(place=place).filter(place__lte=2).order_by("team", "-count_date")

    def latest_of_each_team(self) -> "DeskCountQuerySet":
        """The last count of each team."""
        return self.order_by("team", "-count_date").distinct("team")


def teams_counted_by(user: User, *, operation: Operation = WRITE) -> models.QuerySet[Team]:
    """The teams in use whose desk counts the user enters (or sees)."""
    found = reach(user=user, subject=Subject.DESK_COUNTS, operation=operation)
    teams = Team.objects.filter(is_active=True)
    if found.everything:
        return teams
    return teams.filter(Q(specialty__in=found.specialty_ids) | Q(pk__in=found.team_ids))
