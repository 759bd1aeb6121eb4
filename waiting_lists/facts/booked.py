"""Patients of the waiting list who have a date with a consultant: counts for those who plan the week, no names."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from rotas.domain.leave_sessions import Patients, SessionKind
from rotas.facts.patients import WaitingPatients
from waiting_lists.domain.cohorts import latest_start, next_31_march
from waiting_lists.models import Census, CensusPathway

LONG_WAIT_WEEKS, COHORT_WEEKS = 40, 52
# Which date is kept in which column, and what it is.
DATES: tuple[tuple[str, SessionKind], ...] = (("tci_date", "theatre"), ("outpatient_future_appointment_date", "clinic"))
Place = tuple[date, SessionKind, str]


def booked_with(consultant_code: str, first: date, last: date) -> WaitingPatients | None:
    """Return who has a date with a consultant from first to last by the latest list; None before the first list.

    One query. A patient with an admission and an appointment is in both.
    """
    in_period = Q()
    for column, _ in DATES:
        in_period |= Q(**{f"{column}__range": (first, last)})
    booked = CensusPathway.objects.filter(in_period, census=OuterRef("pk"), consultant_code=consultant_code)
    columns = ("is_rtt", "rtt_period_start_date", "site_code", *(column for column, _ in DATES))
    lists: QuerySet[Any, Any] = Census.objects.with_rows()
    rows = ArraySubquery(booked.values(row=JSONObject(**{name: name for name in columns})))
    latest = lists.values("census_date", rows=rows).first()
    if latest is None:
        return None
    listed = latest["census_date"]
    found = patients_by_day(map(_with_dates, latest["rows"]), first=first, last=last, by=next_31_march(listed))
    return WaitingPatients(as_at=listed, days=found)


def _with_dates(row: dict[str, Any]) -> dict[str, Any]:
    names = ("rtt_period_start_date", *(column for column, _ in DATES))
    return row | {name: row[name] and date.fromisoformat(row[name]) for name in names}


def patients_by_day(rows: Iterable[dict[str, Any]], *, first: date, last: date, by: date) -> Sequence[Patients]:
    """Return the patients of each day, kind and place; `by` is the day of the cohort."""
    booked: Counter[Place] = Counter()
    waiting: Counter[Place] = Counter()
    cohort: Counter[Place] = Counter()
    for row in rows:
        for place in _places(row, first=first, last=last):
            booked[place] += 1
            waiting[place] += _has_waited(row, on=place[0], weeks=LONG_WAIT_WEEKS)
            cohort[place] += _has_waited(row, on=by, weeks=COHORT_WEEKS)
    return [Patients(*place, booked[place], waiting[place], cohort[place]) for place in sorted(booked)]


def _places(row: dict[str, Any], *, first: date, last: date) -> Iterator[Place]:
    for column, kind in DATES:
        day = row[column]
        if day is not None and first <= day <= last:
            yield day, kind, row["site_code"]


def _has_waited(row: dict[str, Any], *, on: date, weeks: int) -> bool:
    start = row["rtt_period_start_date"]
    return bool(row["is_rtt"]) and start is not None and start <= latest_start(on, weeks=weeks)
