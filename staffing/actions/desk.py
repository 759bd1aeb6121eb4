"""Enter what waits on a team's desks."""

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from directorate.core import clock
from directorate.core.history import acting
from directorate.core.models import Team, User
from staffing.models import DeskCount
from staffing.querysets.desk import teams_counted_by


@transaction.atomic
def enter_desk_count(team: Team, *, day: date, numbers: Mapping[str, int | None], by: User) -> DeskCount:
    """Keep the numbers of a team on a day; those of the same day are put right, which its history shows.

    Raises:
        PermissionDenied: it is not a team whose desks this user counts.
    """
    if not teams_counted_by(by).filter(pk=team.pk).exists():
        raise PermissionDenied
    with acting(by=by, action="Enter desk count"):
        Team.objects.select_for_update().get(pk=team.pk)
        row = DeskCount.objects.filter(team=team, count_date=day).first() or DeskCount(team=team, count_date=day)
        for name, number in numbers.items():
            setattr(row, name, number)
        row.entered_by, row.entered_at = by, clock.now()
        row.save()
        return row
