"""What Today says of people: who is in, where a team is short, whose leave is near; a fixed, small number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject
from psycopg.types.range import DateRange

from directorate.core.domain.periods import Period
from directorate.core.figures import HowMany
from directorate.core.models import BankHoliday, Cover, User
from directorate.core.models.people import StaffGroup
from staffing.domain.cover import AwayDays
from staffing.facts.cover import Away, Shortage, TeamPicture, halves_worked
from staffing.facts.patterns import PatternsByPerson, as_fact
from staffing.facts.returns import return_days_in_force
from staffing.facts.sickness_tasks import with_what_is_said
from staffing.models import Absence, MinimumCover, ReturnToWork, WorkPattern
from staffing.querysets import scope

SHORTAGES_AHEAD = timedelta(days=6)
OWN_LEAVE_AHEAD = timedelta(days=42)


@dataclass(frozen=True, slots=True)
class Short:
    """A half day on which a team is short."""

    team: str
    team_id: int
    shortage: Shortage


@dataclass(frozen=True, slots=True)
class NearLeave:
    """Leave of the viewer or of a consultant the viewer works for, in the next six weeks."""

    name: str
    is_own: bool
    absence: Absence


@dataclass
class PeopleToday:
    """Who is in today, of those whose whereabouts the viewer may see; a person counts who works any part of today."""

    working: int = 0
    present: int = 0
    doctors_away: Sequence[str] = ()
    short: Sequence[Short] = ()
    near: Sequence[NearLeave] = ()
    covering: Sequence[Cover] = field(default_factory=list)
    absences: Sequence[Absence] = ()


def people_today(user: User, *, today: date) -> PeopleToday:
    """Who is in and what is near: two queries, and one for whom the viewer covers."""
    last = today + SHORTAGES_AHEAD
    rows = list(_patterns(user, first=today, last=last))
    near_people = _own_and_consultants(user)
    absences = list(_absences(user, today=today, last=last, near_people=near_people))
    patterns = _by_person(rows)
    seen = {row.person_id: row.person for row in rows}
    away_today = [a for a in absences if a.first_date <= today and (a.last_date is None or a.last_date >= today)]
    holidays = rows[0].holidays if rows else []  # type: ignore[attr-defined]
    staff = [pk for pk, person in seen.items() if person.staff_group != StaffGroup.MEDICAL]
    working = [pk for pk in staff if today not in holidays and halves_worked(today, patterns=patterns.get(pk, {}))]
    gone = {a.person_id for a in away_today if _all_of(today, absence=a)}
    return PeopleToday(
        working=len(working),
        present=sum(pk not in gone for pk in working),
        doctors_away=_names(a for a in away_today if a.person.staff_group == StaffGroup.MEDICAL),
        short=_short(rows, patterns=patterns, absences=absences, period=Period(first=today, last=last)),
        near=[
            NearLeave(a.person.display_name, a.person_id == user.person_id, a)
            for a in absences
            if a.person_id in near_people and a.first_date > today
        ],
        covering=_covering(user, today=today),
        absences=absences,
    )


def _patterns(user: User, *, first: date, last: date) -> Iterable[WorkPattern]:
    """Patterns of everybody the viewer may see, with person, team, its minimums and the bank holidays; one query."""
    holidays = BankHoliday.objects.filter(date__range=(first, last)).values("date")
    overlapping = MinimumCover.objects.filter(
        team=OuterRef("person__team"), valid__overlap=DateRange(first, last, "[]")
    )
    minimums = overlapping.values(
        said=JSONObject(
            weekday="weekday",
            half="half",
            minimum="minimum",
            effect="effect",
            lower="valid__startswith",
            upper="valid__endswith",
        )
    )
    return (
        WorkPattern.objects.filter(
            scope.may_see_away(user).as_filter(prefix="person__"), valid__overlap=DateRange(first, last, "[]")
        )
        .filter(Q(person__leaving_date=None) | Q(person__leaving_date__gte=first))
        .select_related("person__team")
        .annotate(holidays=ArraySubquery(holidays), minimums=ArraySubquery(minimums))
    )


def _own_and_consultants(user: User) -> frozenset[int]:
    own = {user.person_id} if user.person_id else set()
    return scope.may_log_leave_for(user).doctors.consultant_ids | own


def _absences(user: User, *, today: date, last: date, near_people: Collection[int]) -> Iterable[Absence]:
    """Absences of the week of those the viewer may see, and of the next six weeks of the near ones; one query."""
    week = Q(scope.may_see_away(user).as_filter(prefix="person__"), first_date__lte=last)
    near = Q(person__in=near_people, first_date__lte=today + OWN_LEAVE_AHEAD)
    rows = Absence.objects.counting().filter(Q(last_date=None) | Q(last_date__gte=today), week | near)
    return with_what_is_said(rows, today=today).select_related("person").order_by("first_date", "person__sort_name")


def _by_person(rows: Sequence[WorkPattern]) -> PatternsByPerson:
    found: PatternsByPerson = defaultdict(lambda: defaultdict(list))
    for row in rows:
        found[row.person_id][row.assignment_no].append(as_fact(row))
    return found


def _all_of(day: date, *, absence: Absence) -> bool:
    """Whether an absence takes the whole of a day."""
    if day == absence.first_date:
        return absence.first_part == "all"
    return day != absence.last_date or absence.last_part == "all"


def _names(absences: Iterable[Absence]) -> list[str]:
    return list(dict.fromkeys(absence.person.display_name for absence in absences))


def _short(
    rows: Sequence[WorkPattern], *, patterns: PatternsByPerson, absences: Sequence[Absence], period: Period
) -> list[Short]:
    """Half days of the week on which a team that the viewer sees is short; no query."""
    teams: dict[int, str] = {}
    members: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        if row.person.team_id and row.person.team:
            teams[row.person.team_id] = row.person.team.name
            members[row.person.team_id].add(row.person_id)
    rules = _minimums(rows)
    picture = TeamPicture(
        period=period,
        rules=rules,
        members={team: sorted(people) for team, people in members.items()},
        patterns=patterns,
        away=_away(absences),
        holidays=dict.fromkeys(rows[0].holidays, "") if rows else {},  # type: ignore[attr-defined]
    )
    return [Short(teams[team], team, found) for team in sorted(rules) for found in picture.short_days(team)]


def _minimums(rows: Sequence[WorkPattern]) -> dict[int, list[MinimumCover]]:
    """The minimums that came with the patterns, by team; not to be saved."""
    found = {row.person.team_id: row.minimums for row in rows if row.person.team_id}  # type: ignore[attr-defined]
    return {team: [_minimum(team, said=said) for said in rules] for team, rules in found.items() if rules}


def _minimum(team: int, *, said: Mapping[str, Any]) -> MinimumCover:
    lower, upper = (said[end] and date.fromisoformat(said[end]) for end in ("lower", "upper"))
    numbers = {name: said[name] for name in ("weekday", "half", "minimum", "effect")}
    return MinimumCover(team_id=team, valid=DateRange(lower, upper), **numbers)


def _away(absences: Sequence[Absence]) -> Mapping[int, Sequence[Away]]:
    found: dict[int, list[Away]] = defaultdict(list)
    for a in absences:
        days = AwayDays(a.first_date, a.last_date, a.first_part, a.last_part)  # type: ignore[arg-type]
        found[a.person_id].append(Away(a.pk, days))
    return found


def _covering(user: User, *, today: date) -> list[Cover]:
    """Whom the viewer covers today; those who decide about leave are spared the query."""
    if user.person_id is None or scope.may_decide_leave_of(user):
        return []
    return list(Cover.objects.filter(covering=user.person_id, valid__contains=today).select_related("covered"))


def waiting_figures(user: User, *, today: date) -> dict[str, Combinable]:
    """What waits for the viewer, as figures for one query: leave to decide, return-to-work meetings and their rule."""
    asked = Absence.objects.to_decide_by(user)
    meetings = ReturnToWork.objects.managed_by(user).outstanding()
    return {
        "leave_to_decide": HowMany(asked),
        "leave_to_decide_doctors": HowMany(asked.filter(person__staff_group=StaffGroup.MEDICAL)),
        "returns_due": HowMany(meetings.filter(due_date=today)),
        "returns_overdue": HowMany(meetings.filter(due_date__lt=today)),
        "return_days": Subquery(return_days_in_force(today).values("value")[:1]),
    }
