"""The staff list and one person's staff record, as the user may see them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from directorate.core import clock
from directorate.core.models import Person, SecretaryConsultant, Specialty, Team, User
from directorate.core.models.people import StaffGroup
from staffing.domain.figures import MINUTES_AN_HOUR
from staffing.facts.people import name_words
from staffing.models import Assignment, WorkPattern
from staffing.querysets.scope import may_keep_record_of, may_list, may_see_contract_of

FULL_TIME_MINUTES = 2250  # 37.5 hours, Agenda for Change
FULL_TIME_MINUTES_OF_DOCTORS = 2400  # ten programmed activities of four hours
MOST_ROWS = 300
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One line of the list; `wte` and `days` are None and empty where the user may not see them or none is entered."""

    person: Person
    wte: Decimal | None
    days: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to."""

    name: str = ""
    team: Team | None = None
    specialty: Specialty | None = None
    with_leavers: bool = False


def full_time_of(staff_group: str) -> int:
    """Contracted minutes of a full week."""
    return FULL_TIME_MINUTES_OF_DOCTORS if staff_group == StaffGroup.MEDICAL else FULL_TIME_MINUTES


def listed_people(user: User) -> QuerySet[Person]:
    """People who stand in the user's staff list."""
    return _with_places(Person.objects.filter(may_list(user).as_filter()))


def people_with_record(user: User) -> QuerySet[Person]:
    """People whose staff record the user may open."""
    return _with_places(Person.objects.filter(may_see_contract_of(user).as_filter()))


def people_to_keep(user: User) -> QuerySet[Person]:
    """People whose staff record the user may change."""
    return _with_places(Person.objects.filter(may_keep_record_of(user).as_filter()))


def people_who_may_be_covered(user: User, *, on: date) -> QuerySet[Person]:
    """People whose record the user keeps and who work here on a day."""
    return _with_places(Person.objects.employed_on(on).filter(may_keep_record_of(user).as_filter()))


def _with_places(people: QuerySet[Person]) -> QuerySet[Person]:
    return people.select_related("team", "specialty").order_by("sort_name", "pk")


def staff_rows(user: User, *, wanted: Wanted, today: date) -> list[StaffRow]:
    """The list, by name, at most one row more than `MOST_ROWS`; three queries."""
    people = listed_people(user)
    if not wanted.with_leavers:
        people = people.filter(Q(leaving_date=None) | Q(leaving_date__gte=today))
    if wanted.team:
        people = people.filter(team=wanted.team)
    if wanted.specialty:
        people = people.filter(specialty=wanted.specialty)
    for word in name_words(wanted.name):
        people = people.filter(Q(sort_name__contains=word) | Q(known_as__icontains=word))
    found = list(people[: MOST_ROWS + 1])
    rights = may_see_contract_of(user)
    seen = [person.pk for person in found if rights.holds(person)]
    wte, days = _wte(seen, today=today), _days(seen, today=today)
    return [StaffRow(person, wte.get(person.pk), days.get(person.pk, "")) for person in found]


def _wte(people: Sequence[int], *, today: date) -> dict[int, Decimal]:
    total: dict[int, Decimal] = defaultdict(Decimal)
    for pk, fte in Assignment.objects.on(today).filter(person__in=people).values_list("person", "fte"):
        total[pk] += fte
    return total


def _days(people: Sequence[int], *, today: date) -> dict[int, str]:
    worked: dict[int, set[int]] = defaultdict(set)
    for row in WorkPattern.objects.filter(person__in=people, valid__contains=today):
        pairs = zip(row.am_minutes, row.pm_minutes, strict=True)
        worked[row.person_id] |= {place % 7 for place, pair in enumerate(pairs) if any(pair)}
    return {pk: days_in_words(days) for pk, days in worked.items()}


def days_in_words(days: set[int]) -> str:
    """Mon to Fri; Mon, Wed, Fri."""
    places = sorted(days)
    if len(places) > 2 and places[-1] - places[0] == len(places) - 1:
        return f"{DAYS[places[0]][:3]} to {DAYS[places[-1]][:3]}"
    return ", ".join(DAYS[place][:3] for place in places)


def choosable_teams(user: User, *, keeping: bool = False) -> QuerySet[Team]:
    """Active teams of the specialties the user reaches (those whose people the user keeps, when `keeping`)."""
    return Team.objects.filter(is_active=True, specialty__in=choosable_specialties(user, keeping=keeping)).order_by(
        "name"
    )


def choosable_specialties(user: User, *, keeping: bool = False) -> QuerySet[Specialty]:
    """Specialties of which the user may list (or keep) people."""
    found = may_keep_record_of(user) if keeping else may_list(user)
    both = (found.doctors, found.others)
    every = Specialty.objects.in_order()
    if any(reach.everything for reach in both):
        return every
    specialties = frozenset[int]().union(*(reach.specialty_ids for reach in both))
    teams = frozenset[int]().union(*(reach.team_ids for reach in both))
    return every.filter(Q(pk__in=specialties) | Q(pk__in=Team.objects.filter(pk__in=teams).values("specialty")))


def current_assignments(person: Person, *, on: date) -> list[Assignment]:
    """The contracts in force on a day and those still to begin, or else those begun last; one row a number."""
    rows = list(Assignment.objects.filter(person=person).order_by("-is_primary", "assignment_no", "valid"))
    standing = [row for row in rows if row.valid.upper is None or row.valid.upper > on]
    first = {row.assignment_no: row for row in reversed(standing)}
    newest = {row.assignment_no: row for row in rows}
    return [row for row in rows if row in (first or newest).values()]


def numbers_of(rows: Sequence[Assignment]) -> list[str]:
    """The numbers of contracts, the first job first."""
    return list(dict.fromkeys(row.assignment_no for row in rows))


def contracts_of(person: Person) -> list[Assignment]:
    """Every row of contract, newest first."""
    return list(
        Assignment.objects.filter(person=person)
        .select_related("post", "backfill_for")
        .order_by("-valid", "assignment_no")
    )


def pattern_of(person: Person, *, number: str, on: date) -> WorkPattern | None:
    """The pattern of a contract on a day, or the newest."""
    rows = WorkPattern.objects.filter(person=person, assignment_no=number)
    return rows.filter(valid__contains=on).first() or rows.order_by("-valid").first()


@dataclass(frozen=True, slots=True)
class PatternWeek:
    """One week of a pattern as a table: the number of its assignment and, a day, hours before and after midday."""

    number: str
    week: int
    weeks: int
    days: list[tuple[str, Decimal, Decimal]]
    hours: Decimal
    is_now: bool


def patterns_on(person: Person, *, day: date) -> list[PatternWeek]:
    """The weeks of every pattern in force on a day (or to come), as tables."""
    rows = WorkPattern.objects.filter(person=person, valid__contains=max(day, person.start_date or day))
    return [_week(row, week=week, on=day) for row in rows.order_by("assignment_no") for week in range(row.cycle_weeks)]


def _week(row: WorkPattern, *, week: int, on: date) -> PatternWeek:
    am, pm = (part[week * 7 : week * 7 + 7] for part in (row.am_minutes, row.pm_minutes))
    days = [(day, as_hours(am[place]), as_hours(pm[place])) for place, day in enumerate(DAYS)]
    is_now = (on - row.cycle_start).days // 7 % row.cycle_weeks == week
    return PatternWeek(row.assignment_no, week + 1, row.cycle_weeks, days, as_hours(sum(am) + sum(pm)), is_now)


def as_hours(minutes: int) -> Decimal:
    """Minutes as hours, two places at most."""
    return (Decimal(minutes) / MINUTES_AN_HOUR).quantize(Decimal("0.01")).normalize() + 0


def links_of(person: Person) -> list[SecretaryConsultant]:
    """For whom a secretary works, or who works for a consultant; those that still run first."""
    side = {"consultant": person} if person.staff_group == StaffGroup.MEDICAL else {"secretary": person}
    rows = SecretaryConsultant.objects.filter(**side).select_related("secretary", "consultant")
    return sorted(
        rows, key=lambda row: (row.valid.upper is not None, row.consultant.sort_name, row.secretary.sort_name)
    )


def consultants_for(user: User) -> QuerySet[Person]:
    """Doctors with a consultant code whom the user may name as somebody's consultant."""
    today = clock.today()
    return listed_people(user).filter(
        Q(leaving_date=None) | Q(leaving_date__gte=today),
        staff_group=StaffGroup.MEDICAL,
        consultant_code__isnull=False,
    )
