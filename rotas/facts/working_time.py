"""A doctor's working time around a day as the rules read it: duties, sessions of the week and leave."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import cast

from directorate.core.models import Person
from rotas.domain.clocks import DAY, LONDON_CLOCK, date_of, day_of, instant_of, minute_of
from rotas.domain.duties import Duty as EngineDuty
from rotas.domain.duties import Kind
from rotas.domain.medical_staff import is_resident
from rotas.domain.sessions import DatedSession
from rotas.domain.terms import Terms
from rotas.facts.sessions import sessions_of
from rotas.models import Duty, Rota
from staffing.facts.patterns import bank_holidays_between
from staffing.models import Absence

DAYS_AROUND = 28
REFERENCE_WEEKS = 8
# Sessions without times of their own: minutes of the day by the local clock.
SESSION_HOURS = {"am": (9 * 60, 13 * 60), "pm": (13 * 60, 17 * 60)}
HALF_HOURS = {"all": (0, DAY), "am": (0, 13 * 60), "pm": (13 * 60, DAY)}


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """One doctor's duties with sessions and leave, and the absences by kind."""

    duties: list[EngineDuty] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)

    def away_at(self, gap: EngineDuty) -> Absence | None:
        """Return the absence that the gap falls into."""
        leaves = ((absence, leave) for absence in self.absences for leave in leave_of(absence, around=gap))
        return next((absence for absence, leave in leaves if leave.start < gap.end and gap.start < leave.end), None)


def engine_duty(duty: Duty) -> EngineDuty:
    """Return a duty as the rules read it."""
    return EngineDuty(
        start=minute_of(duty.during.lower),
        end=minute_of(duty.during.upper),
        kind=cast("Kind", duty.kind),
        work_minutes=duty.work_minutes,
        episodes=duty.episodes,
    )


def terms_of(person: Person, *, rota: Rota, around: date) -> Terms:
    """Return the terms a doctor works under on a rota, with a reference period around a day."""
    monday = around - timedelta(days=around.weekday())
    return Terms(
        rule_set="AUTO" if is_resident(person.grade, is_consultant=bool(person.consultant_code)) else "WTR1998",
        reference_start=monday - timedelta(weeks=REFERENCE_WEEKS // 2),
        reference_weeks=REFERENCE_WEEKS,
        weekend_limit=rota.weekend_limit,
        low_intensity_agreed=rota.low_intensity_agreed,
    )


def working_time(
    people: Iterable[int], *, around: date, without: Iterable[Duty] = (), beyond: int = 0
) -> Mapping[int, WorkingTime]:
    """Return the working time of several doctors four weeks, and `beyond` days, either side of a day; five queries."""
    keys, days = list(people), timedelta(days=DAYS_AROUND + 7 + beyond)
    first, last = around - days, around + days
    found: dict[int, WorkingTime] = defaultdict(WorkingTime)
    start, end = (instant_of(LONDON_CLOCK.elapsed(day_of(day) * DAY)) for day in (first, last))
    duties = Duty.objects.standing().touching(start, last=end).filter(person__in=keys)
    for duty in duties.exclude(pk__in=[duty.pk for duty in without]):
        found[cast("int", duty.person_id)].duties.append(engine_duty(duty))
    for absence in Absence.objects.counting().touching(first=first, last=last).filter(person__in=keys):
        found[absence.person_id].absences.append(absence)
    _add_sessions(found, keys=keys, first=first, last=last)
    return found


def leave_of(absence: Absence, *, around: EngineDuty) -> list[EngineDuty]:
    """Return the days of an absence that a duty may touch."""
    first = LONDON_CLOCK.wall(around.start) // DAY
    return [leave for day in range(first, first + 4) if (leave := leave_on(absence, day=date_of(day)))]


def leave_on(absence: Absence, *, day: date) -> EngineDuty | None:
    """Return the leave of one day, None when the absence does not cover it."""
    if day < absence.first_date or (absence.last_date is not None and day > absence.last_date):
        return None
    part = absence.first_part if day == absence.first_date else "all"
    part = absence.last_part if part == "all" and day == absence.last_date else part
    start, end = (LONDON_CLOCK.elapsed(day_of(day) * DAY + minute) for minute in HALF_HOURS[part])
    return EngineDuty(start=start, end=end, kind="leave")


def _add_sessions(found: dict[int, WorkingTime], *, keys: Sequence[int], first: date, last: date) -> None:
    holidays = set(bank_holidays_between(first, last=last))
    by_day: dict[tuple[int, date], list[DatedSession]] = defaultdict(list)
    for row in sessions_of(keys, first=first, last=last, closed=holidays):
        by_day[row.person, row.date].append(row)
    for (key, day), rows in by_day.items():
        found[key].duties.extend(_not_displaced(rows, day=day, known=found[key]))


def _not_displaced(rows: Sequence[DatedSession], *, day: date, known: WorkingTime) -> list[EngineDuty]:
    """Return the sessions of a day that neither leave nor a shift displaces."""
    taken = [leave for absence in known.absences if (leave := leave_on(absence, day=day))]
    taken += [duty for duty in known.duties if duty.is_resident]
    sessions = []
    for row in rows:
        start, end = (LONDON_CLOCK.elapsed(day_of(day) * DAY + minute) for minute in SESSION_HOURS[row.half])
        if not any(other.start < end and start < other.end for other in taken):
            sessions.append(EngineDuty(start=start, end=end, kind="shift"))
    return sessions
