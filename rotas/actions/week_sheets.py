"""Publish a specialty's week, so that what changes afterwards is shown."""

from datetime import date

from django.db import transaction

from directorate.core import clock
from directorate.core.history import acting
from directorate.core.models import Specialty, User
from rotas.facts.week_sheet import week_sheet
from rotas.facts.week_state import marks_of
from rotas.models import WeekPublication


def publish_week(specialty: Specialty, *, monday: date, by: User) -> WeekPublication:
    """Keep the week as it stands; whoever looks later sees what is different from the newest one."""
    now = clock.now()
    with transaction.atomic(), acting(by=by, action="Publish week sheet"):
        marks = marks_of(week_sheet(specialty, viewer=by, monday=monday, now=now))
        return WeekPublication.objects.create(
            specialty=specialty, monday_date=monday, marks=marks, published_at=now, published_by=by
        )
