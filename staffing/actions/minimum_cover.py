"""Set how many of a team must be in, from a day on; what was before that day stays."""

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from psycopg.types.range import DateRange

from directorate.core.access import WRITE, reach
from directorate.core.domain.access import Subject
from directorate.core.domain.words import long_date
from directorate.core.history import acting
from directorate.core.models import Team, User
from staffing.actions.problems import StaffRefused
from staffing.models import MinimumCover

# (weekday, Monday is 0; half) -> people
Minima = Mapping[tuple[int, str], int]


def set_minimum_cover(team: Team, *, minima: Minima, effect: str, first_day: date, by: User, reason: str = "") -> int:
    """End the rows in force the day before and begin new ones where the number differs; 0 means no minimum.

    Returns how many half days have changed.

    Raises:
        StaffRefused: a later change is entered already.
    """
    if not reach(user=by, subject=Subject.POLICY_NUMBER, operation=WRITE).everything:
        raise PermissionDenied
    with transaction.atomic(), acting(by=by, action="Set minimum cover", reason=reason):
        Team.objects.select_for_update().get(pk=team.pk)
        rows = list(MinimumCover.objects.filter(team=team, valid__overlap=DateRange(first_day, None)))
        later = [row.valid.lower for row in rows if row.valid.lower and row.valid.lower > first_day]
        if later:
            text = f"A minimum from {long_date(min(later))} is entered already. Choose that day or a later one."
            raise StaffRefused(text, field="first_day")
        current = {(row.weekday, row.half): row for row in rows}
        return sum(
            _put(team, place=place, now=current.get(place), minimum=minimum, effect=effect, first_day=first_day)
            for place, minimum in minima.items()
        )


def _put(
    team: Team, *, place: tuple[int, str], now: MinimumCover | None, minimum: int, effect: str, first_day: date
) -> bool:
    if now is None and not minimum:
        return False
    if now is not None:
        if (now.minimum, now.effect) == (minimum, effect):
            return False
        if now.valid.lower == first_day:
            now.delete()
        else:
            now.valid = DateRange(now.valid.lower, first_day)
            now.save(update_fields=["valid"])
    if minimum:
        weekday, half = place
        MinimumCover.objects.create(
            team=team, weekday=weekday, half=half, minimum=minimum, effect=effect, valid=DateRange(first_day, None)
        )
    return True
