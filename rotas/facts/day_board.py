"""The day board: which clinics and lists run today and in the days to come, which are at risk, and who covers.

What the viewer may not see of an absence never reaches the page: a doctor who is away is "away", or unknown.
Source: product description 2 (rotas, day board).
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from directorate.core.domain.calendar import LONDON
from directorate.core.models import Person, Specialty, User
from rotas.domain.clocks import DAY, LONDON_CLOCK, day_of, instant_of
from rotas.domain.leave_sessions import HALVES, Half, kind_of
from rotas.domain.sessions import DatedSession
from rotas.domain.week_sheet import HOURS
from rotas.facts.leave_sessions import away_days
from rotas.facts.sessions import sessions_of
from rotas.facts.week_sheet import doctors_on_sheet, seen_away
from rotas.models import ClinicBooking, Duty, LeaveSession, SessionChange, SessionChoice
from staffing.facts.leave import dates_of_row
from staffing.facts.patterns import bank_holidays_between
from staffing.models import Absence
from staffing.querysets.scope import may_see_away

DAYS_AHEAD = 5
Place = tuple[int, date, str]


class Standing(StrEnum):
    """Whether a session takes place."""

    RUNNING = "running"
    REDUCED = "reduced"
    AT_RISK = "at risk"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One clinic or list: where, whose (name and key), how it stands and why, patients booked of slots (None: not known).

    `request` is the key of the request to cancel or reduce it.
    """

    date: date
    half: Half
    site: str
    work: str
    doctor: str
    person: int
    standing: Standing
    why: str = ""
    booked: int | None = None
    slots: int | None = None
    request: int | None = None


@dataclass(frozen=True, slots=True)
class BoardDay:
    """A day with its clinics and lists, mornings first."""

    date: date
    is_today: bool
    holiday: str
    lines: Sequence[BoardLine]

    def how_many(self, standing: str) -> int:
        """Return how many of its sessions stand like this."""
        return sum(line.standing == standing for line in self.lines)


@dataclass(frozen=True, slots=True)
class _Known:
    """What bears on the sessions, by person, day and half day."""

    away: Collection[Place]
    on_call: Collection[Place]
    chosen: Mapping[Place, LeaveSession]
    instead: Mapping[Place, str]
    clinics: Mapping[Place, Sequence[ClinicBooking]]
    sites: Mapping[str, str]


def day_board(specialty: Specialty, *, viewer: User, today: date, sites: Mapping[str, str]) -> list[BoardDay]:
    """Return today and the five days after it, those with a clinic or list; eight queries and those of the viewer's rights.

    `sites` are the names of hospitals by letter.
    """
    last = today + timedelta(days=DAYS_AHEAD)
    people = {person.pk: person for person in doctors_on_sheet(specialty, viewer=viewer, day=today)}
    holidays = bank_holidays_between(today, last=last)
    known = _known(people, viewer=viewer, first=today, last=last, sites=sites)
    found: dict[date, list[BoardLine]] = defaultdict(list)
    for session in sessions_of(people, first=today, last=last, closed=holidays):
        if kind_of(session.activity) != "other" and (session.person, session.date, session.half) not in known.on_call:
            found[session.date].append(_line(session, person=people[session.person], known=known))
    return [
        BoardDay(
            day, day == today, holidays.get(day, ""),
            sorted(lines, key=lambda line: (HALVES.index(line.half), line.site, line.work, line.doctor)),
        )
        for day, lines in sorted(found.items())
    ]  # fmt: skip


def _known(people: Mapping[int, Person], *, viewer: User, first: date, last: date, sites: Mapping[str, str]) -> _Known:
    seen = seen_away(list(people.values()), reach=may_see_away(viewer))
    return _Known(
        away=_away(seen, first=first, last=last),
        on_call=_on_call(people, first=first, last=last),
        chosen=_chosen(seen, first=first, last=last),
        instead=_instead(people, first=first, last=last),
        clinics=_clinics(viewer, people=people, first=first, last=last),
        sites=sites,
    )


def _away(people: Collection[int], *, first: date, last: date) -> set[Place]:
    rows = Absence.objects.approved().touching(first=first, last=last).filter(person__in=people)
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    return {
        (row.person_id, day, half)
        for row in rows
        for day in days
        for half in HALVES
        if away_days(dates_of_row(row)).takes(day, half=half)
    }


def _on_call(people: Collection[int], *, first: date, last: date) -> set[Place]:
    start, end = _instant(first, minute=0), _instant(last + timedelta(days=1), minute=0)
    found: set[Place] = set()
    for duty in Duty.objects.standing().on_call().touching(start, last=end).filter(person__in=people):
        begins, ends = duty.during.lower, duty.during.upper
        day = begins.astimezone(LONDON).date()
        while day <= min(last, ends.astimezone(LONDON).date()):
            for half in HALVES:
                since, until = (_instant(day, minute=minute) for minute in HOURS[half])
                if begins < until and ends > since:
                    found.add((duty.person_id or 0, day, half))
            day += timedelta(days=1)
    return found


def _instant(day: date, *, minute: int) -> datetime:
    return instant_of(LONDON_CLOCK.elapsed(day_of(day) * DAY + minute))


def _chosen(people: Collection[int], *, first: date, last: date) -> dict[Place, LeaveSession]:
    rows = LeaveSession.objects.filter(absence__person__in=people, absence__state="approved", date__range=(first, last))
    return {
        (row.absence.person_id, row.date, half): row
        for row in rows.select_related("absence", "covering", "request")
        for half in (HALVES if row.part == "all" else (row.part,))
    }


def _instead(people: Collection[int], *, first: date, last: date) -> dict[Place, str]:
    rows = SessionChange.objects.between(first, last=last).filter(person__in=people).select_related("instead_of")
    return {(row.person_id, row.date, row.session): row.instead_of.display_name for row in rows if row.instead_of}


def _clinics(viewer: User, *, people: Collection[int], first: date, last: date) -> dict[Place, list[ClinicBooking]]:
    found: dict[Place, list[ClinicBooking]] = defaultdict(list)
    for row in ClinicBooking.objects.visible_to(viewer).between(first, last=last).filter(consultant__in=people):
        found[row.consultant_id or 0, row.date, row.session].append(row)
    return found


def _line(session: DatedSession, *, person: Person, known: _Known) -> BoardLine:
    place = (session.person, session.date, session.half)
    clinics = known.clinics.get(place, ()) if kind_of(session.activity) == "clinic" else ()
    chosen = known.chosen.get(place)
    standing, why = _stands(place, chosen=chosen, known=known, clinics=clinics)
    return BoardLine(
        date=session.date,
        half=session.half,
        site=known.sites.get(session.site, session.site),
        work=session.activity,
        doctor=person.display_name,
        person=session.person,
        standing=standing,
        why=why,
        booked=sum(row.booked_new + row.booked_follow_up for row in clinics) if clinics else None,
        slots=sum(row.slots for row in clinics) if clinics else None,
        request=chosen.request_id if chosen else None,
    )


def _stands(
    place: Place, *, chosen: LeaveSession | None, known: _Known, clinics: Sequence[ClinicBooking]
) -> tuple[Standing, str]:
    if clinics and all(row.cancelled_by for row in clinics):
        return Standing.CANCELLED, "in PAS"
    if place not in known.away:
        instead = known.instead.get(place)
        return Standing.RUNNING, f"instead of {instead}" if instead else ""
    return _as_chosen(chosen) if chosen else (Standing.AT_RISK, "away, nothing is decided")


def _as_chosen(chosen: LeaveSession) -> tuple[Standing, str]:
    """What becomes of a session whose doctor is away."""
    asked = f", {chosen.request.state_words.lower()}" if chosen.request else ""
    if chosen.choice in {SessionChoice.CANCEL, SessionChoice.REDUCE}:
        is_cancelled = chosen.choice == SessionChoice.CANCEL
        return Standing.CANCELLED if is_cancelled else Standing.REDUCED, f"away{asked}"
    if chosen.choice == SessionChoice.KEEP:
        return Standing.RUNNING, "kept"
    covering = chosen.covering.display_name if chosen.covering else "somebody else"
    return Standing.RUNNING, f"{covering} does it"
