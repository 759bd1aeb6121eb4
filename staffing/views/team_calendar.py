"""The team calendar: people and days, who is away and how many are in."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from markupsafe import Markup

from directorate.core import clock
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.models import Person, Specialty, Team, User
from directorate.core.models.people import StaffGroup
from staffing.facts.team_calendar import Calendar, Headings
from staffing.facts.team_calendar import team_calendar as grid_of
from staffing.querysets.scope import may_see_away

WEEKS = (1, 2, 6, 12)
DEFAULT_WEEKS = 6
DOCTORS = "doctors"
MOST_PEOPLE = 400
SHOWN = ("surname", "forenames", "known_as", "staff_group", "specialty_id", "team_id")


@require_GET
@requires(Subject.WHEREABOUTS)
def team_calendar(request: AuthenticatedRequest) -> HttpResponse:
    """Six weeks of the chosen team, or of the viewer's own."""
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
    return render(request, "staffing/team_calendar.html", context)


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


def _chosen(request: HttpRequest, *, teams: list[Team], specialties: list[Specialty]) -> str:
    """What is shown: `team-3`, `ent`, `ent-doctors`; the viewer's own team or specialty unless asked otherwise."""
    offered = {f"team-{team.pk}" for team in teams}
    offered |= {code for s in specialties for code in (s.code, f"{s.code}-{DOCTORS}")}
    asked = request.GET.get("show", "")
    if asked in offered:
        return asked
    person = getattr(request.user, "person", None)
    if person is None:
        return specialties[0].code if specialties else ""
    if person.staff_group == StaffGroup.MEDICAL:
        return f"{person.specialty.code}-{DOCTORS}"
    return f"team-{person.team_id}" if f"team-{person.team_id}" in offered else person.specialty.code


def _people(user: User, *, chosen: str, first: date) -> QuerySet[Person]:
    """The people of the choice whose whereabouts the viewer may see."""
    people = Person.objects.employed_on(first).filter(may_see_away(user).as_filter())
    if chosen.startswith("team-"):
        people = people.filter(team=int(chosen.removeprefix("team-")))
    elif chosen.endswith(f"-{DOCTORS}"):
        people = people.filter(specialty__code=chosen.removesuffix(f"-{DOCTORS}"), staff_group=StaffGroup.MEDICAL)
    else:
        people = people.filter(specialty__code=chosen)
    return people.only(*SHOWN).in_name_order()[:MOST_PEOPLE]
