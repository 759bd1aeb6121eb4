"""One half day of a doctor, to be changed: what is usual, what was changed, what else takes it, who could do it instead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from directorate.core.models import Person, Site, User
from directorate.core.models.people import StaffGroup
from rotas.domain.clocks import DAY, LONDON_CLOCK, day_of, instant_of
from rotas.domain.leave_sessions import Half, kind_of
from rotas.domain.sessions import DatedSession, sessions_between
from rotas.domain.week_sheet import HOURS
from rotas.facts.leave_sessions import away_days
from rotas.facts.sessions import kept_sessions
from rotas.facts.week_state import may_publish
from rotas.models import Duty, SessionChange
from staffing.facts.leave import dates_of_row
from staffing.facts.patterns import bank_holidays_between
from staffing.models import Absence

AS_USUAL = "as usual"


@dataclass(frozen=True, slots=True)
class WantedSession:
    """What is to be done instead; nothing while `activity` is empty. `covering` does the usual session then."""

    activity: str
    site: Site | None
    note: str
    covering: int | None


@dataclass(frozen=True, slots=True)
class Colleague:
    """A doctor of the specialty in this half day: what they do then, in words, and why they are not free, if so."""

    pk: int
    name: str
    does: str
    busy: str

    @property
    def label(self) -> str:
        """Return Miss Shaw, or Miss Shaw (instead of Admin W)."""
        return f"{self.name} (instead of {self.does})" if self.does else self.name


@dataclass(frozen=True, slots=True)
class HalfDay:
    """A half day of a doctor: sessions that repeat, the change that stands, what else takes it, colleagues, activities in use.

    `covered_by` is the key of the colleague who does the usual session instead.
    """

    person: Person
    date: date
    half: Half
    usual: Sequence[DatedSession]
    change: SessionChange | None
    taken: str
    covered_by: int | None
    colleagues: Sequence[Colleague]
    activities: Sequence[str]

    @property
    def usual_words(self) -> str:
        """Return Clinic W; empty when nothing repeats."""
        return _words(self.usual)

    @property
    def free(self) -> list[Colleague]:
        """Return those who could do the usual session instead."""
        return [found for found in self.colleagues if not found.busy]

    @property
    def busy(self) -> list[Colleague]:
        """Return those who could not."""
        return [found for found in self.colleagues if found.busy]


def mark_of(change: SessionChange | None) -> str:
    """Return what a form keeps of a change, to know whether somebody else was quicker."""
    if change is None:
        return AS_USUAL
    return f"{change.pk}|{change.activity}|{change.site_id or ''}|{change.note}"


def now_words(found: HalfDay) -> str:
    """Return what stands in a half day: Theatre A, changed by Rhys Meredith; or as usual."""
    change = found.change
    if change is None:
        return f"{AS_USUAL}, {found.usual_words or 'no session'}"
    site = f" {change.site.letter}" if change.site else ""
    return f"{change.activity or 'no session'}{site}, changed by {change.changed_by.name}"


def doctor_to_plan(user: User, *, person: int, day: date) -> Person | None:
    """Return a doctor whose week the user makes, employed on that day; None for anybody else."""
    doctors = Person.objects.employed_on(day).filter(staff_group=StaffGroup.MEDICAL)
    found = doctors.select_related("specialty").filter(pk=person).exclude(specialty=None).first()
    return found if found and found.specialty and may_publish(user, specialty=found.specialty) else None


def half_day(person: Person, *, day: date, half: Half) -> HalfDay:
    """Return one half day; six queries."""
    doctors = Person.objects.employed_on(day).filter(staff_group=StaffGroup.MEDICAL, specialty=person.specialty_id)
    people = list(doctors.in_name_order())
    keys = {found.pk for found in people} | {person.pk}
    usual, changes = kept_sessions(keys, first=day, last=day)
    closed = bank_holidays_between(day, last=day)
    done = [row for row in sessions_between(usual, changes, first=day, last=day, closed=closed) if row.half == half]
    changed = SessionChange.objects.filter(date=day, session=half).filter(Q(person=person) | Q(instead_of=person))
    rows = list(changed.select_related("changed_by", "instead_of", "site"))
    covered_by = next((row.person_id for row in rows if row.instead_of_id == person.pk), None)
    taken = _taken(keys, day=day, half=half)
    return HalfDay(
        person=person,
        date=day,
        half=half,
        usual=[
            row
            for row in sessions_between(usual, (), first=day, last=day, closed=closed)
            if row.half == half and row.person == person.pk
        ],
        change=next((row for row in rows if row.person_id == person.pk), None),
        taken=taken.get(person.pk, ""),
        covered_by=covered_by,
        colleagues=[
            _colleague(
                found,
                done=[] if found.pk == covered_by else [row for row in done if row.person == found.pk],
                taken=taken.get(found.pk, ""),
            )
            for found in people
            if found.pk != person.pk
        ],
        activities=sorted({row.activity for row in usual}),
    )


def _colleague(person: Person, *, done: Sequence[DatedSession], taken: str) -> Colleague:
    booked = [row for row in done if kind_of(row.activity) != "other"]
    return Colleague(
        pk=person.pk,
        name=person.display_name,
        does=_words(done),
        busy=taken or (f"has {_words(booked)}" if booked else ""),
    )


def _taken(keys: set[int], *, day: date, half: Half) -> Mapping[int, str]:
    """Return who is away or on call then, in words by person; leave first."""
    found: dict[int, str] = {}
    for absence in Absence.objects.counting().touching(first=day, last=day).filter(person__in=keys):
        if away_days(dates_of_row(absence)).takes(day, half=half):
            asked = absence.state == "requested" and found.get(absence.person_id) != "is away"
            found[absence.person_id] = "has asked for leave" if asked else "is away"
    start, end = (instant_of(LONDON_CLOCK.elapsed(day_of(day) * DAY + minute)) for minute in HOURS[half])
    duties = Duty.objects.standing().on_call().touching(start, last=end).filter(person__in=keys)
    for duty in duties.select_related("rota"):
        found.setdefault(duty.person_id or 0, f"is {duty.rota.get_tier_display()}")
    return found


def _words(sessions: Sequence[DatedSession]) -> str:
    return " and ".join(f"{row.activity} {row.site}".strip() for row in sessions)
