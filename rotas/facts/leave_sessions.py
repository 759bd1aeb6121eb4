"""What a doctor's leave hits: sessions of work, clinics and lists with their patients, duties on call."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject

from directorate.core import clock
from directorate.core.domain.calendar import LONDON
from directorate.core.domain.words import plural
from directorate.core.models import Person, Site, User
from directorate.core.models.people import StaffGroup
from rotas.domain.leave_sessions import ClinicCount, Half, SessionHit, WeekSession, hits_of
from rotas.domain.sessions import DatedSession, UsualSession, sessions_between
from rotas.facts.as_json import moments_of, name_json, name_of
from rotas.facts.cover import span_words
from rotas.facts.patients import waiting_patients
from rotas.models import ActivityTemplate, ClinicBooking, Duty, LeaveSession, SessionChange, SessionChoice, Tier
from rotas.querysets import plans_leave_of
from staffing.domain.cover import AwayDays
from staffing.facts.half_days import Dates
from staffing.facts.leave import dates_of_row
from staffing.facts.patterns import bank_holidays_between
from staffing.models import Absence

MOST_DIGITS, NOON, DAY_BEGINS = 18, 12, 8
OPEN_LOOK_AHEAD = timedelta(days=13)
LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class OnCallClash:
    """A duty during the leave: it needs a swap."""

    duty: int
    text: str


@dataclass(frozen=True, slots=True)
class Colleague:
    """A doctor who may do a session instead."""

    pk: int
    display_name: str


@dataclass(frozen=True, slots=True)
class LeaveHits:
    """What leave hits from today on. `sessions` counts half days of work, SPA and admin among them.

    `listed` and `extracted` are the days of the waiting list and of the clinic bookings that the patients come from,
    None when there are none; `sites` are the names of hospitals by code; `colleagues` are doctors of the specialty and
    grade, who may do a session instead.
    """

    sessions: int = 0
    hits: Sequence[SessionHit] = ()
    clashes: Sequence[OnCallClash] = ()
    listed: date | None = None
    extracted: date | None = None
    sites: Mapping[str, str] = field(default_factory=dict)
    colleagues: Sequence[Colleague] = ()

    @property
    def to_choose(self) -> Sequence[SessionHit]:
        """Return those of which somebody has to say what becomes of them."""
        return [hit for hit in self.hits if not hit.is_cancelled]

    def counted(self, hit: SessionHit) -> date | None:
        """Return the day up to which the patients of a session are known, None when they are not."""
        if hit.is_exact:
            return self.extracted
        return None if hit.booked is None else self.listed


def is_key(text: str) -> bool:
    """Return whether a posted text can be the key of a row."""
    return text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS


def away_days(dates: Dates) -> AwayDays:
    """Return which halves of which days dates take."""
    return AwayDays(dates.first, dates.last, dates.first_part, dates.last_part)


def leave_hits(person: Person, *, dates: Dates, holidays: Mapping[date, str] | None = None) -> LeaveHits:
    """Return what a doctor's leave hits; two queries, three without the bank holidays. Nobody else's hits anything."""
    first = max(dates.first, clock.today())
    last = min(dates.last or first + OPEN_LOOK_AHEAD, first + LONGEST)
    if person.staff_group != StaffGroup.MEDICAL or last < first:
        return LeaveHits()
    away = away_days(dates)
    closed = bank_holidays_between(first, last=last) if holidays is None else holidays
    held = _held(person, first=first, last=last)
    sites = {site["code"]: site["name"] for site in held["sites"]}
    sessions = [
        session
        for session in _sessions(held, first=first, last=last, closed=closed)
        if away.takes(session.date, half=session.half)
    ]
    clinics = [clinic for clinic in map(_clinic, held["clinics"]) if away.takes(clinic.date, half=clinic.half)]
    found = waiting_patients(person.consultant_code, first=first, last=last)
    return LeaveHits(
        sessions=len({(session.date, session.half) for session in sessions}),
        hits=hits_of(sessions, patients=found.days if found else None, clinics=clinics),
        clashes=[_clash(duty) for duty in held["on_call"] if _in_leave(duty, away=away)],
        listed=found.as_at if found else None,
        extracted=held["extracted"],
        sites=sites,
        colleagues=[Colleague(row["pk"], name_of(row["name"])) for row in held["colleagues"]],
    )


def consequences(absence: Absence) -> list[str]:
    """Return what a doctor's leave does, for whoever decides: duties that need a swap, and sessions as they were chosen."""
    hits = leave_hits(absence.person, dates=dates_of_row(absence))
    said = [f"{clash.text}: needs a swap." for clash in hits.clashes]
    rows = LeaveSession.objects.filter(absence=absence).values_list("choice", "booked")
    chosen = Counter(choice for choice, _ in rows)
    if chosen:
        parts = ", ".join(f"{number} {SessionChoice(choice).label}" for choice, number in sorted(chosen.items()))
        booked = sum(patients or 0 for _, patients in rows)
        said.append(
            f"{plural(chosen.total(), 'clinic or list', 'clinics and lists')} hit: {parts}. At least {plural(booked, 'patient')} booked."
        )
    return said


def _held(person: Person, *, first: date, last: date) -> dict[str, Any]:
    """Return the doctor's week, clinics and duties, the hospitals and the colleagues, as JSON; one query."""
    begins = datetime.combine(first, time(8), LONDON)
    ends = datetime.combine(last + timedelta(days=1), time(8), LONDON)
    templates = ActivityTemplate.objects.in_force(first=first, last=last).filter(person=person)
    clinics = ClinicBooking.objects.between(first, last=last).filter(consultant=person)
    duties = Duty.objects.standing().on_call().touching(begins, last=ends).filter(person=person).order_by("during")
    colleagues = Person.objects.filter(
        staff_group=StaffGroup.MEDICAL,
        specialty=person.specialty_id,
        leaving_date=None,
        consultant_code__isnull=person.consultant_code is None,
    )
    parts: dict[str, Any] = {
        "sites": ArraySubquery(Site.objects.values(row=JSONObject(code="code", name="name"))),
        "templates": ArraySubquery(
            templates.values(
                row=JSONObject(
                    weekday="weekday",
                    half="session",
                    weeks="weeks_of_month",
                    activity="activity",
                    site=Coalesce("site__code", Value("")),
                    lower="valid__startswith",
                    upper="valid__endswith",
                )
            )
        ),
        "changes": ArraySubquery(
            SessionChange.objects.between(first, last=last)
            .filter(person=person)
            .values(
                row=JSONObject(date="date", half="session", activity="activity", site=Coalesce("site__code", Value("")))
            )
        ),
        "clinics": ArraySubquery(
            clinics.values(
                row=JSONObject(
                    date="date",
                    half="session",
                    code="clinic_code",
                    site=Coalesce("site__code", Value("")),
                    booked=F("booked_new") + F("booked_follow_up"),
                    cancelled="cancelled_by",
                )
            )
        ),
        "extracted": Subquery(clinics.order_by("-data_as_at_date").values("data_as_at_date")[:1]),
        "on_call": ArraySubquery(
            duties.values(
                row=JSONObject(pk="pk", tier="rota__tier", begin="during__startswith", end="during__endswith")
            )
        ),
        "colleagues": ArraySubquery(
            colleagues.exclude(pk=person.pk).in_name_order().values(row=JSONObject(pk="pk", name=name_json("")))
        ),
    }
    rows: QuerySet[Any, Any] = Person.objects.filter(pk=person.pk).values(**parts)
    return dict(rows.get())


def _sessions(held: Mapping[str, Any], *, first: date, last: date, closed: Collection[date]) -> Iterator[WeekSession]:
    usual = [
        UsualSession(
            0, row["weekday"], row["half"], row["weeks"], _day(row["lower"]), _day(row["upper"]), row["activity"],
            row["site"],
        )
        for row in held["templates"]
    ]  # fmt: skip
    changes = [
        DatedSession(0, date.fromisoformat(row["date"]), row["half"], row["activity"], row["site"])
        for row in held["changes"]
    ]
    for session in sessions_between(usual, changes, first=first, last=last, closed=closed):
        yield WeekSession(session.date, session.half, session.activity, session.site)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _clinic(row: Mapping[str, Any]) -> ClinicCount:
    day = date.fromisoformat(row["date"])
    return ClinicCount(day, row["half"], row["code"], row["site"], row["booked"], is_cancelled=bool(row["cancelled"]))


def _clash(duty: Mapping[str, Any]) -> OnCallClash:
    begin, end = moments_of(duty)
    text = f"{Tier(duty['tier']).label}, {span_words(begin, end=end)}"
    return OnCallClash(duty=duty["pk"], text=text)


def _in_leave(duty: Mapping[str, Any], *, away: AwayDays) -> bool:
    """Whether the doctor is away when it begins, or still on it in the morning of the first day away."""
    begin, end = moments_of(duty)
    half: Half = "am" if begin.hour < NOON else "pm"
    return away.takes(begin.date(), half=half) or (begin.date() < away.first and end.hour > DAY_BEGINS)


def planned_leave(user: User, *, absence: int) -> Absence | None:
    """Return a doctor's absence that the user logs or decides about, None for any other."""
    rows = Absence.objects.filter(plans_leave_of(user, prefix="person__"), person__staff_group=StaffGroup.MEDICAL)
    return rows.select_related("person__specialty").filter(pk=absence).first()


def chosen_sessions(absence: Absence) -> Sequence[LeaveSession]:
    """Return what was chosen about the sessions of an absence, with the requests about them."""
    return list(LeaveSession.objects.filter(absence=absence).select_related("request"))
