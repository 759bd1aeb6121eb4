"""The team calendar: people and days, who is away and how many are in."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET
from markupsafe import Markup

from directorate.core import clock
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.models import Person, Specialty, Team, User
from directorate.core.models.people import StaffGroup
from staffing.facts.team_calendar import Calendar, Headings
from staffing.facts.team_calendar import team_calendar as grid_of
from staffing.querysets.scope import may_decide_leave_of, may_see_away

WEEKS = {1: "1", 2: "2", 6: "6", 13: "13", 26: "26, half a year", 52: "52, a year"}
DEFAULT_WEEKS = 6
SHEET_DAYS = 7 * 13  # what can be read on a sheet of A3
DOCTORS = "doctors"  # of every specialty in reach, or of one
EVERYBODY = "ac"  # administrative and clerical staff of every specialty in reach
CHOICE_COOKIE = "team_calendar"
A_YEAR = 365 * 24 * 60 * 60
MOST_PEOPLE = 400
SHOWN = ("surname", "forenames", "known_as", "staff_group", "specialty_id", "team_id")


@require_GET
@requires(Subject.WHEREABOUTS)
def team_calendar(request: AuthenticatedRequest) -> HttpResponse:
    """Six weeks of the team chosen now or the last time, otherwise of the viewer's own."""
    today = clock.today()
    weeks = _weeks(request)
    first = _first(request, today=today)
    teams = list(Team.objects.filter(is_active=True).order_by("specialty__sort_order", "name"))
    specialties = list(Specialty.objects.in_order())
    chosen = _chosen(request, teams=teams, specialties=specialties)
    people = _people(request.user, chosen=chosen, first=first)
    calendar: Calendar = grid_of(
        people,
        headings=_headings(teams, specialties=specialties),
        viewer=request.user,
        first=first,
        days=7 * weeks,
        today=today,
    )
    context = {
        "calendar": calendar,
        "sheets": calendar.sheets(days=SHEET_DAYS),
        "teams": teams,
        "specialties": specialties,
        "chosen": chosen,
        "weeks": weeks,
        "weeks_choices": WEEKS,
        "first": first,
        "before": first - timedelta(weeks=weeks),
        "after": first + timedelta(weeks=weeks),
        "this_week": today - timedelta(days=today.weekday()),
        "joined": joined,
        "wide": True,
    }
    response = render(request, "staffing/team_calendar.html", context)
    if request.GET.get("show", "") == chosen:
        _remember(response, request.user, chosen=chosen)
    return response


def _remember(response: HttpResponse, user: User, *, chosen: str) -> None:
    """Keep the choice on this machine for this user; it names a team, never a person."""
    response.set_signed_cookie(
        CHOICE_COOKIE, chosen, salt=f"{CHOICE_COOKIE}{user.pk}", max_age=A_YEAR, path=reverse("staffing:team_calendar"),
        secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax",
    )  # fmt: skip


def _remembered(request: AuthenticatedRequest) -> str:
    """What this user chose the last time on this machine; empty when nothing, or when it was somebody else."""
    salt = f"{CHOICE_COOKIE}{request.user.pk}"
    return request.get_signed_cookie(CHOICE_COOKIE, default="", salt=salt, max_age=A_YEAR) or ""


def joined(codes: Sequence[str], cells: Mapping[str, str]) -> Markup:
    """The cells of a row, one after the other; each was made, and escaped, by the template."""
    return Markup("".join(map(cells.__getitem__, codes)))  # noqa: S704


def _headings(teams: list[Team], *, specialties: list[Specialty]) -> Headings:
    return Headings(
        teams={team.pk: team.name for team in teams},
        specialties={specialty.pk: specialty.name for specialty in specialties},
    )


def _weeks(request: HttpRequest) -> int:
    given = request.GET.get("weeks", "")
    return int(given) if given in {str(weeks) for weeks in WEEKS} else DEFAULT_WEEKS


def _first(request: HttpRequest, *, today: date) -> date:
    """The Monday of the week asked for, of this week otherwise."""
    try:
        day = date.fromisoformat(request.GET.get("from", ""))
    except ValueError:
        day = today
    if not date(2000, 1, 3) <= day <= date(2099, 1, 1):
        day = today
    return day - timedelta(days=day.weekday())


def _chosen(request: AuthenticatedRequest, *, teams: list[Team], specialties: list[Specialty]) -> str:
    """What is shown: `ac`, `doctors`, `team-3`, `ent`, `ent-doctors`.

    Asked for now or the last time; otherwise everybody the viewer decides about in several specialties, or the
    viewer's own team or specialty.
    """
    offered = {EVERYBODY, DOCTORS, *(f"team-{team.pk}" for team in teams)}
    offered |= {code for s in specialties for code in (s.code, f"{s.code}-{DOCTORS}")}
    for wanted in (request.GET.get("show", ""), _remembered(request)):
        if wanted in offered:
            return wanted
    if may_decide_leave_of(request.user).others.everything:
        return EVERYBODY
    person = getattr(request.user, "person", None)
    if person is None:
        return specialties[0].code if specialties else ""
    if person.staff_group == StaffGroup.MEDICAL:
        return f"{person.specialty.code}-{DOCTORS}"
    return f"team-{person.team_id}" if f"team-{person.team_id}" in offered else person.specialty.code


def _people(user: User, *, chosen: str, first: date) -> QuerySet[Person]:
    """The people of the choice whose whereabouts the viewer may see."""
    people = Person.objects.employed_on(first).filter(may_see_away(user).as_filter())
    if chosen == EVERYBODY:
        people = people.exclude(staff_group=StaffGroup.MEDICAL)
    elif chosen == DOCTORS:
        people = people.filter(staff_group=StaffGroup.MEDICAL)
    elif chosen.startswith("team-"):
        people = people.filter(team=int(chosen.removeprefix("team-")))
    elif chosen.endswith(f"-{DOCTORS}"):
        people = people.filter(specialty__code=chosen.removesuffix(f"-{DOCTORS}"), staff_group=StaffGroup.MEDICAL)
    else:
        people = people.filter(specialty__code=chosen)
    return people.only(*SHOWN).in_name_order()[:MOST_PEOPLE]
