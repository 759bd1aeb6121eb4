"""Requests waiting for a decision, each with what it would mean; a fixed number of queries however many there are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet, Sum

from directorate.core import clock
from directorate.core.domain.periods import Period
from directorate.core.models import Person, PolicyNumber, User
from directorate.core.models.people import StaffGroup
from staffing.domain.cover import HALVES
from staffing.domain.spans import each_day
from staffing.facts.accounts import Account, accounts_of, leave_year_of
from staffing.facts.cover import Away, Shortage, away_by_person, picture_of
from staffing.facts.leave import CHARGED_KINDS, AwayColleague, away_colleague, dates_of_row
from staffing.models import Absence, AbsenceCharge

LONG_AHEAD, FRIDAY = timedelta(days=62), 5
WORST_LAST = {"": 0, "away part of it": 1, "away then": 2}


@dataclass(frozen=True, slots=True)
class MayCover:
    """A colleague of the team; `away` says whether they are away then themselves, empty when they are not."""

    person: Person
    away: str

    @property
    def label(self) -> str:
        """Return Sarah Jones, or Sarah Jones (away then)."""
        return f"{self.person.display_name} ({self.away})" if self.away else self.person.display_name


@dataclass(frozen=True, slots=True)
class Request:
    """One request: what it costs by leave year, what is left of each account after it, who is short, who else is away."""

    absence: Absence
    minutes: int
    accounts: Sequence[Account]
    shortages: Sequence[Shortage]
    notice_days: int | None
    notice_needed: int
    also_away: Sequence[AwayColleague]
    colleagues: Sequence[MayCover]

    @property
    def is_short_notice(self) -> bool:
        """Whether a doctor gives less notice than is asked for."""
        return self.notice_days is not None and self.notice_days < self.notice_needed

    @property
    def needs_reason(self) -> bool:
        """Whether approving it asks for a reason."""
        given = bool(self.absence.note)
        overdrawn = any(account.has_entitlement and left_with_all_asked(account) < 0 for account in self.accounts)
        return not given and (overdrawn or any(shortage.must_give_reason for shortage in self.shortages))


def left_with_all_asked(account: Account) -> int:
    """What is left once everything asked for (this request among it) is taken."""
    return account.left_minutes - account.asked_minutes


def requests_waiting(user: User) -> QuerySet[Absence]:
    """The requests this user may decide, the first day of leave that comes soonest on top."""
    rows = Absence.objects.to_decide_by(user).select_related("person__team", "person__specialty", "requested_by")
    return rows.order_by("first_date", "requested_at", "pk")


def with_meaning(found: Sequence[Absence]) -> list[Request]:
    """These requests, each with what it would mean, in the same order."""
    return _with_meaning(found) if found else []


def _with_meaning(found: Sequence[Absence]) -> list[Request]:
    first = min(absence.first_date for absence in found)
    last = max(absence.last_date or absence.first_date + LONG_AHEAD for absence in found)
    teams = {absence.person.team_id for absence in found if absence.person.team_id}
    picture = picture_of(teams, first=first, last=last)
    accounts = _accounts(found)
    minutes = dict(
        AbsenceCharge.objects.filter(absence__in=found).values_list("absence").annotate(total=Sum("leave_minutes"))
    )
    needed = int(PolicyNumber.objects.values_on(clock.today()).get("medical_leave_notice_days", 0))
    away = _doctors_away(found, first=first, last=last)
    colleagues = _colleagues(teams)
    covering = {colleague.pk for of_team in colleagues.values() for colleague in of_team}
    their_leave = away_by_person(covering, first=first, last=last)
    return [
        Request(
            absence=absence,
            minutes=minutes.get(absence.pk, 0),
            accounts=accounts.get(absence.pk, []),
            shortages=picture.of_leave(absence.person, dates=dates_of_row(absence), ignoring=[absence.pk]).shortages,
            notice_days=_notice(absence),
            notice_needed=needed,
            also_away=_also_away(absence, away=away),
            colleagues=_may_cover(absence, team=colleagues.get(absence.person.team_id or 0, []), away=their_leave),
        )
        for absence in found
    ]


def _accounts(found: Sequence[Absence]) -> dict[int, list[Account]]:
    charged = [absence for absence in found if absence.kind in CHARGED_KINDS]
    years = {year for absence in charged for year in _years(absence)}
    held = accounts_of({a.person_id for a in charged}, leave_years=years, on=clock.today()) if charged else {}
    return {absence.pk: [held[absence.person_id, year] for year in _years(absence)] for absence in charged}


def _years(absence: Absence) -> list[int]:
    return sorted({leave_year_of(absence.first_date), leave_year_of(absence.last_date or absence.first_date)})


def _notice(absence: Absence) -> int | None:
    """Days from the request to the first day, for a doctor."""
    if absence.person.staff_group != StaffGroup.MEDICAL:
        return None
    return (absence.first_date - clock.local(absence.requested_at).date()).days


def _doctors_away(found: Sequence[Absence], *, first: date, last: date) -> list[Absence]:
    specialties = {a.person.specialty_id for a in found if a.person.staff_group == StaffGroup.MEDICAL}
    if not specialties:
        return []
    rows = Absence.objects.counting().touching(first=first, last=last).select_related("person")
    doctors = rows.filter(person__staff_group=StaffGroup.MEDICAL, person__specialty__in=specialties)
    return list(doctors.order_by("first_date", "person__sort_name"))


def _also_away(absence: Absence, *, away: Sequence[Absence]) -> list[AwayColleague]:
    if absence.person.staff_group != StaffGroup.MEDICAL:
        return []
    last = absence.last_date or date.max
    return [
        away_colleague(other, of=absence.person)
        for other in away
        if other.person_id != absence.person_id
        and other.person.specialty_id == absence.person.specialty_id
        and other.first_date <= last
        and (other.last_date or date.max) >= absence.first_date
    ]


def _may_cover(absence: Absence, *, team: Sequence[Person], away: Mapping[int, Sequence[Away]]) -> list[MayCover]:
    """Colleagues of the team, those who are there all the time first."""
    last = absence.last_date or absence.first_date + LONG_AHEAD
    days = [day for day in each_day(Period(first=absence.first_date, last=last)) if day.isoweekday() <= FRIDAY]
    found = []
    for person in team:
        taken = [[a.days.takes(day, half=half) for a in away.get(person.pk, ()) for half in HALVES] for day in days]
        missing = sum(any(halves) for halves in taken)
        words = "" if not missing else "away then" if missing == len(days) else "away part of it"
        found.append(MayCover(person, words))
    return sorted((one for one in found if one.person.pk != absence.person_id), key=lambda one: WORST_LAST[one.away])


def _colleagues(teams: set[int]) -> dict[int, list[Person]]:
    """People of the same teams, who may cover."""
    found: dict[int, list[Person]] = defaultdict(list)
    if teams:
        for person in Person.objects.filter(team__in=teams).employed_on(clock.today()).in_name_order():
            found[person.team_id or 0].append(person)
    return found
