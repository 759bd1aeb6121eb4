"""Sessions as they are kept: those that repeat and what was changed, put together in one place."""

from collections.abc import Collection, Iterable
from datetime import date

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db.models import DateField, Field, SmallIntegerField, Value
from django.db.models.functions import Cast

from rotas.domain.sessions import DatedSession, UsualSession, sessions_between
from rotas.models import ActivityTemplate, SessionChange


def sessions_of(people: Iterable[int], *, first: date, last: date, closed: Collection[date]) -> list[DatedSession]:
    """Return what these people do from first to last, both in; the site is the letter of the hospital. One query."""
    usual, changes = kept_sessions(people, first=first, last=last)
    return list(sessions_between(usual, changes, first=first, last=last, closed=closed))


def kept_sessions(people: Iterable[int], *, first: date, last: date) -> tuple[list[UsualSession], list[DatedSession]]:
    """Return what repeats on any day from first to last, and what was changed in these days; one query."""
    keys = list(people)
    common = ("person", "session", "activity", "site__letter")
    repeating = ActivityTemplate.objects.in_force(first=first, last=last).filter(person__in=keys)
    changed = SessionChange.objects.between(first, last=last).filter(person__in=keys)
    rows = repeating.values_list(*common, "weekday", "weeks_of_month", "valid", _none(DateField())).union(
        changed.values_list(
            *common,
            _none(SmallIntegerField()),
            _none(ArrayField(SmallIntegerField())),
            _none(DateRangeField()),
            "date",
        ),
        all=True,
    )
    usual, changes = [], []
    for person, half, activity, site, weekday, weeks, valid, day in rows:
        if day is None:
            found = UsualSession(person, weekday, half, weeks, valid.lower, valid.upper, activity, site or "")
            usual.append(found)
        else:
            changes.append(DatedSession(person, day, half, activity, site or ""))
    return usual, changes


def _none(field: "Field[object, object]") -> Cast:
    return Cast(Value(None), field)
