"""What a doctor's leave hits: sessions of work, clinics and lists with their patients, duties on call."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from directorate.core import clock
from directorate.core.domain.calendar import LONDON
from directorate.core.models import Person, Site, User
from directorate.core.models.people import StaffGroup
from rotas.domain.activity_weeks import week_of_month
from rotas.domain.leave_sessions import SessionHit, WeekSession, hits_of
from rotas.facts.cover import time_words
from rotas.facts.patients import waiting_patients
from rotas.models import ActivityTemplate, Duty, LeaveSession
from rotas.querysets import plans_leave_of
from staffing.domain.cover import AwayDays
from staffing.facts.half_days import Dates
from staffing.facts.patterns import bank_holidays_between
from staffing.models import Absence

MOST_DIGITS = 18
OPEN_LOOK_AHEAD = timedelta(days=13)
LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class OnCallClash:
    """A duty during the leave: it needs a swap."""

    duty: int
    text: str


@dataclass(frozen=True, slots=True)
class LeaveHits:
    """What leave hits from today on. `sessions` counts half days of work, SPA and admin among them.

    `listed` is the day of the waiting list that the patients come from, None when there is none; `sites` are the names
    of hospitals by code.
    """

    sessions: int
    hits: Sequence[SessionHit]
    clashes: Sequence[OnCallClash]
    listed: date | None
    sites: Mapping[str, str]

    @property
    def to_choose(self) -> Sequence[SessionHit]:
        """Return those of which somebody has to say what becomes of them."""
        return [hit for hit in self.hits if not hit.is_cancelled]

    def counted(self, hit: SessionHit) -> date | None:
        """Return the day up to which the patients of a session are known, None when they are not."""
        return None if hit.booked is None else self.listed

    def __bool__(self) -> bool:
        return bool(self.sessions or self.hits or self.clashes)


NO_HITS = LeaveHits(sessions=0, hits=(), clashes=(), listed=None, sites={})


def is_key(text: str) -> bool:
    """Return whether a posted text can be the key of a row."""
    return text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS


def away_days(dates: Dates) -> AwayDays:
    """Return which halves of which days dates take."""
    return AwayDays(dates.first, dates.last, dates.first_part, dates.last_part)


def leave_hits(person: Person, *, dates: Dates, holidays: Mapping[date, str] | None = None) -> LeaveHits:
    """Return what a doctor's leave hits; six queries, five with the bank holidays. Nobody else's leave hits anything."""
    first = max(dates.first, clock.today())
    last = min(dates.last or first + OPEN_LOOK_AHEAD, first + LONGEST)
    if person.staff_group != StaffGroup.MEDICAL or last < first:
        return NO_HITS
    away = away_days(dates)
    closed = bank_holidays_between(first, last=last) if holidays is None else holidays
    sites = {site.code: site.name for site in Site.objects.all()}
    sessions = [
        session
        for session in _sessions(person, first=first, last=last)
        if session.date not in closed and away.takes(session.date, half=session.half)
    ]
    found = waiting_patients(person.consultant_code, first=first, last=last)
    return LeaveHits(
        sessions=len({(session.date, session.half) for session in sessions}),
        hits=hits_of(sessions, patients=found.days if found else None),
        clashes=_clashes(person, away=away, first=first, last=last),
        listed=found.as_at if found else None,
        sites=sites,
    )


def _sessions(person: Person, *, first: date, last: date) -> Iterator[WeekSession]:
    rows = list(ActivityTemplate.objects.in_force(first=first, last=last).filter(person=person).select_related("site"))
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        for row in rows:
            if row.weekday == day.isoweekday() and week_of_month(day) in row.weeks_of_month and day in row.valid:
                yield WeekSession(day, row.session, row.activity, row.site.code if row.site else "")  # type: ignore[arg-type]


def _clashes(person: Person, *, away: AwayDays, first: date, last: date) -> list[OnCallClash]:
    """Duties that begin on a day of the leave, or run into its first morning."""
    begins = datetime.combine(first, time(8), LONDON)
    ends = datetime.combine(last + timedelta(days=1), time(8), LONDON)
    rows = Duty.objects.standing().touching(begins, last=ends).filter(person=person)
    return [
        OnCallClash(duty=duty.pk, text=f"{duty.rota.get_tier_display()}, {time_words(duty)}")
        for duty in rows.select_related("rota").order_by("during")
        if _in_leave(duty, away=away)
    ]


def _in_leave(duty: Duty, *, away: AwayDays) -> bool:
    """Whether the doctor is away when it begins, or still on it in the morning of the first day away."""
    begin, end = (moment.astimezone(LONDON) for moment in (duty.during.lower, duty.during.upper))
    half = "am" if begin.hour < 12 else "pm"
    return away.takes(begin.date(), half=half) or (begin.date() < away.first and end.hour > 8)  # type: ignore[arg-type]


def planned_leave(user: User, *, absence: int) -> Absence | None:
    """Return a doctor's absence that the user logs or decides about, None for any other."""
    rows = Absence.objects.filter(plans_leave_of(user, prefix="person__"), person__staff_group=StaffGroup.MEDICAL)
    return rows.select_related("person__specialty").filter(pk=absence).first()


def chosen_sessions(absence: Absence) -> Sequence[LeaveSession]:
    """Return what was chosen about the sessions of an absence, with the requests about them."""
    return list(LeaveSession.objects.filter(absence=absence).select_related("request"))
