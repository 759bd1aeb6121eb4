"""Requests to cancel or reduce clinics and lists in words: for the page, the e-mail, the paper. No patient is named."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Min, QuerySet, Subquery, Sum, When
from django.db.models.expressions import Combinable

from directorate.core.domain.words import LONDON, plural
from directorate.core.figures import HowMany
from directorate.core.models import Person, Site, User
from rotas.models import CancellationRequest, ClinicBooking, Desk, LeaveSession

CLINICS_RHYTHM_DAYS = 2
SHORT_DESKS = {Desk.BOOKING_OFFICE: "booking office", Desk.THEATRES: "theatres"}
MOST_LISTED = 100


def booked_words(session: LeaveSession) -> str:
    """Return 14 patients booked, or at least 4 patients (from the waiting list as at 22 November 2026)."""
    if session.booked is None:
        return "patients not known"
    words = plural(session.booked, "patient")
    if session.is_exact:
        return f"{words} booked"
    listed = f" as at {session.counted_date:%-d %B %Y}" if session.counted_date else ""
    return f"at least {words} (from the waiting list{listed})"


def long_waits_words(session: LeaveSession) -> str:
    """Return 5 over 40 weeks, 2 of the 31 March cohort; empty when there is none."""
    parts = []
    if session.over_40:
        parts.append(f"{session.over_40} over 40 weeks")
    if session.in_cohort:
        parts.append(f"{session.in_cohort} of the 31 March cohort")
    return ", ".join(parts)


def session_words(session: LeaveSession, *, sites: Mapping[str, str]) -> str:
    """Return Mon 8 February 2027 am, ENTAN1 Clinic, Worcestershire Royal Hospital."""
    what = " ".join(part for part in (session.clinic_codes, session.activity) if part)
    place = sites.get(session.site, session.site)
    day = f"{session.date:%a %-d %B %Y} {session.get_part_display()}"
    return ", ".join(part for part in (day, what, place) if part)


def session_lines(sessions: Iterable[LeaveSession], *, sites: Mapping[str, str]) -> Sequence[tuple[str, str]]:
    """Return each session and what is asked about it."""
    lines = []
    for session in sessions:
        facts = [booked_words(session), long_waits_words(session)]
        asked = f"{session.choice.capitalize()}: {', '.join(fact for fact in facts if fact)}"
        lines.append((session_words(session, sites=sites), asked))
    return lines


def site_names() -> Mapping[str, str]:
    """Return the names of hospitals by code; one query."""
    return dict(Site.objects.values_list("code", "name"))


def sessions_of(request: CancellationRequest) -> Sequence[LeaveSession]:
    """Return what a request asks for, in order of days."""
    return list(request.sessions.order_by("date", "part", "kind"))


def subject_of(request: CancellationRequest, *, person: Person) -> str:
    """Return Cancel clinics of Mr Osborne (C-0012)."""
    what = "clinics" if request.desk == Desk.BOOKING_OFFICE else "lists"
    return f"Cancel or reduce {what} of {person.display_name} ({request.reference})"


def request_text(request: CancellationRequest, *, person: Person, sessions: Sequence[LeaveSession]) -> str:
    """Return the text that is sent and copied: whose sessions, which, how many patients; nobody's name but the doctor's."""
    lines = [f"Request {request.reference} to {SHORT_DESKS[Desk(request.desk)]}", f"{person.display_name} is away.", ""]
    lines += [f"{session}. {asked}" for session, asked in session_lines(sessions, sites=site_names())]
    lines += ["", "Please do this in PAS and give the patients new dates. Those over 40 weeks come first."]
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class ListedRequest:
    """One request in the list: whose sessions, how many, how many patients at least, and how old it is."""

    request: CancellationRequest
    sessions: int
    booked: int
    first_date: date | None
    days: int

    @property
    def is_over(self) -> bool:
        """Return whether nothing is to be done any more."""
        return self.request.state in {"redated", "withdrawn"}


def listed_requests(user: User, *, today: date, only_asked: bool = False) -> Sequence[ListedRequest]:
    """Return what is under way, the oldest first, then the last ones that are over; one query.

    `only_asked`: only what nobody has confirmed in PAS.
    """
    is_over = Case(When(state__in=("redated", "withdrawn"), then=1), default=0)
    rows: QuerySet[Any, Any] = CancellationRequest.objects.visible_to(user).select_related("absence__person")
    rows = rows.filter(state="asked") if only_asked else rows
    rows = rows.annotate(
        how_many=Count("sessions"), patients=Sum("sessions__booked"), first_date=Min("sessions__date")
    ).order_by(is_over, Case(When(state__in=("asked", "done"), then="asked_at")), "-asked_at", "-pk")
    return [
        ListedRequest(
            request=row,
            sessions=row.how_many,
            booked=row.patients or 0,
            first_date=row.first_date,
            days=(today - row.asked_at.astimezone(LONDON).date()).days,
        )
        for row in rows[:MOST_LISTED]
    ]


def waiting_figures(user: User) -> Mapping[str, Combinable]:
    """Return how many sessions are asked for and not confirmed in PAS, and since when the oldest, as figures."""
    waiting = LeaveSession.objects.visible_to(user).filter(request__state="asked")
    oldest = CancellationRequest.objects.visible_to(user).not_done().order_by("asked_at").values("asked_at")[:1]
    return {"sessions_not_cancelled": HowMany(waiting), "sessions_asked_since": Subquery(oldest)}


def latest_clinics(user: User, *, today: date) -> date | None:
    """Return the day of the extract that the clinics to come were last seen in; one query."""
    ahead = ClinicBooking.objects.visible_to(user).filter(date__gte=today)
    return ahead.order_by("-data_as_at_date").values_list("data_as_at_date", flat=True).first()


def clinics_as_at(user: User, *, today: date) -> Mapping[str, Combinable]:
    """Return the day of the extract that the clinics to come were last seen in, as a figure."""
    ahead = ClinicBooking.objects.visible_to(user).filter(date__gte=today)
    return {"clinics_as_at": Subquery(ahead.order_by("-data_as_at_date").values("data_as_at_date")[:1])}


def request_of(key: UUID | None) -> CancellationRequest | None:
    """Return the request of a link's key; the link itself is the right."""
    rows = CancellationRequest.objects.select_related("absence__person")
    return rows.filter(key=key).first() if key is not None else None
