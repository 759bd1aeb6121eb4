"""The team calendar: 60 people and 42 days, beside the same cells in a bare Jinja2 loop without a database."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import include, path, reverse
from psycopg.types.range import DateRange

from bench.measures.waiting_list_screens import AS_SERVED, fetched
from bench.registry import BenchRun, Result, against_floor, measure
from bench.timing import timed_in_turn
from directorate.core import clock
from directorate.core.guard import any_signed_in_user
from directorate.core.history import system_user
from directorate.core.models import Person, RoleGrant, Specialty, Team, User
from staffing.facts.team_calendar import Headings, team_calendar
from staffing.models import Absence, MinimumCover, WorkPattern

PEOPLE, DAYS = 60, 42
TEAM = "Bench team"
# What a page with such a grid cannot do without: a cell for each person and day, its letter, and the word for it.
BARE_GRID = """
<table>{% for row in rows %}<tr><th scope="row">{{ row.name }}</th>{% for cell in row.cells %}
<td class="{{ cell.css }}">{{ cell.letter }}{% if cell.word %}<span class="nhsuk-u-visually-hidden"> {{ cell.word }}</span>{% endif %}</td>
{% endfor %}</tr>{% endfor %}</table>
"""
WORDS = {"": "", "o": "off", "h": "bank holiday"}


_ready: list[dict[str, object]] = []


@any_signed_in_user
def bare_page(request: HttpRequest) -> HttpResponse:
    """The floor: the cells ready, one loop, no layout and no query of its own."""
    return HttpResponse(_bare_template().render({"rows": _ready}, request))


@cache
def _bare_template() -> Any:
    """Compiled once, as a template of the site is."""
    return engines["jinja2"].from_string(BARE_GRID)


urlpatterns = [path("bare/", bare_page), path("", include("directorate.urls"))]


@measure(group="staffing")
def team_calendar_page(run: BenchRun) -> Iterable[Result]:
    """The whole page with its queries beside a bare page of the same cells, and how many queries it takes."""
    team = sixty_people()
    client = _manager_client()
    _ready[:] = _ready_rows(team)
    with override_settings(ROOT_URLCONF=__name__, **AS_SERVED):
        address = f"{reverse('staffing:team_calendar')}?show=team-{team.pk}"
        samples = timed_in_turn(
            {"page": lambda: fetched(client, address), "bare": lambda: fetched(client, "/bare/")},
            repeats=max(run.repeats, 15),
            warm_up=3,
        )
        with CaptureQueriesContext(connection) as queries:
            page = fetched(client, address)
    if page.count("data-person") != PEOPLE:
        raise RuntimeError(f"the page shows {page.count('data-person')} people")
    name = f"team calendar, {PEOPLE} people × {DAYS} days"
    return [
        against_floor(name, samples["page"], floor=samples["bare"], floor_name="bare Jinja2 grid", times_allowed=2),
        Result("team calendar, queries", len(queries), unit="queries", most=12),
    ]


def _ready_rows(team: Team) -> list[dict[str, object]]:
    """The same cells, worked out beforehand."""
    calendar = team_calendar(
        Person.objects.filter(team=team),
        headings=Headings({team.pk: team.name}, {}),
        viewer=_manager(),
        first=_first(),
        days=DAYS,
        today=clock.today(),
    )
    return [
        {
            "name": row.name,
            "cells": [
                {
                    "css": code[:1].lower(),
                    "letter": "" if code in WORDS else code,
                    "word": WORDS.get(code, "annual leave"),
                }
                for code in (code.rstrip("!") for code in row.codes)
            ],
        }
        for shown in calendar.teams
        for row in shown.rows
    ]


def _first() -> date:
    today = clock.today()
    return today - timedelta(days=today.weekday())


def _manager() -> User:
    user, _ = User.objects.get_or_create(email="bench-manager@nhs.uk", defaults={"name": "Bench Manager"})
    if not user.grants.exists():
        RoleGrant.objects.create(
            user=user, role="dm", valid=DateRange(date(2020, 4, 1), None), granted_by=system_user("bench")
        )
    return user


def _manager_client() -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(_manager())
    return client


def sixty_people() -> Team:
    """Sixty people with patterns, minimums and a believable number of absences; once a database."""
    specialty = Specialty.objects.get(code="ent")
    team, made = Team.objects.get_or_create(name=TEAM, defaults={"specialty": specialty})
    if not made:
        return team
    first, by, now = _first(), system_user("bench"), clock.now()
    people = Person.objects.bulk_create(
        Person(
            staff_number=f"{98_000_000 + n}", surname=f"Bench{n:02d}", forenames="Robin", staff_group="ac",
            job_title="Medical secretary", specialty=specialty, team=team, start_date=date(2020, 4, 1),
        )
        for n in range(PEOPLE)
    )  # fmt: skip
    hours = [225] * 5 + [0, 0]
    WorkPattern.objects.bulk_create(
        WorkPattern(
            person=person, assignment_no=person.staff_number or "", valid=DateRange(date(2020, 4, 1), None),
            cycle_start=date(2020, 3, 30), am_minutes=hours, pm_minutes=hours,
        )
        for person in people
    )  # fmt: skip
    MinimumCover.objects.bulk_create(
        MinimumCover(team=team, weekday=day, half=half, minimum=50, valid=DateRange(date(2020, 4, 1), None))
        for day in range(5)
        for half in ("am", "pm")
    )
    Absence.objects.bulk_create(
        Absence(
            person=person, kind=kind, first_date=first + timedelta(days=start + n % 5), state="approved",
            last_date=first + timedelta(days=start + n % 5 + length), requested_by=by, requested_at=now,
            decided_by=by, decided_at=now,
        )
        for n, person in enumerate(people)
        for kind, start, length in (("annual_leave", 7, 4), ("sickness", 24, 2))
    )  # fmt: skip
    return team
