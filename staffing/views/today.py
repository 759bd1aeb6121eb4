"""What staffing puts on Today, in the navigation, the search and the help."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models.expressions import Combinable
from django.http import HttpRequest
from django.urls import reverse

from directorate.core import clock, registry
from directorate.core.access import READ, WRITE, Permissions
from directorate.core.domain.access import Subject
from directorate.core.domain.words import long_date
from directorate.core.figures import figures
from directorate.core.models import Cover, User
from staffing.domain.cover import HalfDayCover
from staffing.facts import words
from staffing.facts.esr_entries import cut_off_of, entry_figures
from staffing.facts.people import MOST_CANDIDATES, called, openable_people
from staffing.facts.returns import due_rule
from staffing.facts.sickness_tasks import sickness_tasks
from staffing.facts.today import NearLeave, PeopleToday, Short, people_today, waiting_figures
from staffing.querysets.scope import may_decide_leave_of

LOG = (Subject.AC_LEAVE, Subject.MEDICAL_LEAVE)
DECIDE = (Subject.AC_LEAVE_APPROVAL, Subject.MEDICAL_LEAVE_APPROVAL)
MOST_NAMES = 6
MOST_SHORT = 4
MOST_TASKS = 10
SHORT_TODAY_RANK = 50
ESR_RHYTHM_DAYS = 7


def _people(request: HttpRequest, held: Permissions) -> PeopleToday | None:
    """Read once for all cards of a request; None for users who may not see where people are."""
    if not isinstance(request.user, User) or not held.reach(subject=Subject.WHEREABOUTS, operation=READ):
        return None
    kept = getattr(request, "_staffing_today", None)
    if kept is None:
        kept = people_today(request.user, today=clock.today())
        request._staffing_today = kept  # type: ignore[attr-defined]
    assert isinstance(kept, PeopleToday)  # noqa: S101 nothing else is kept there
    return kept


def who_is_in(request: HttpRequest, held: Permissions) -> Sequence[registry.Card]:
    """How many are in, which team is short this week, which doctors are away."""
    found = _people(request, held)
    if found is None:
        return []
    calendar = reverse("staffing:team_calendar")
    lines = []
    if found.working:
        staff = f"{found.present} of {found.working} administrative and clerical staff in"
        lines.append(registry.Line(staff, f"{calendar}?show=ac&weeks=1"))
    lines += _short_lines(found.short, user=request.user)[:MOST_SHORT]
    if found.doctors_away:
        doctors = f"{calendar}?show=doctors&weeks=1"
        names = ", ".join(found.doctors_away[:MOST_NAMES])
        more = len(found.doctors_away) - MOST_NAMES
        detail = f"{names} and {more} more" if more > 0 else names
        lines.append(registry.Line(f"Doctors away today: {len(found.doctors_away)}", doctors, detail=detail))
    if not lines:
        return []
    return [registry.Card("People", lines, more_href=calendar, more_text="Team calendar")]


def _short_lines(short: Sequence[Short], *, user: User | AnonymousUser) -> list[registry.Line]:
    """One line a team and day; those who decide about leave see every team, others their own."""
    own = getattr(getattr(user, "person", None), "team_id", None)
    decides = isinstance(user, User) and bool(may_decide_leave_of(user))
    by_day: dict[tuple[int, str, date], list[HalfDayCover]] = defaultdict(list)
    for found in short:
        if decides or found.team_id == own:
            by_day[found.team_id, found.team, found.shortage.breach.date].append(found.shortage.breach)
    return [
        registry.Line(f"{team}, {words.shortages_of_day(breaches)}", _calendar_of(team_id), detail="below the minimum")
        for (team_id, team, _), breaches in by_day.items()
    ]


def _calendar_of(team_id: int) -> str:
    return f"{reverse('staffing:team_calendar')}?show=team-{team_id}&weeks=1"


def near_leave(request: HttpRequest, held: Permissions) -> Sequence[registry.Card]:
    """One's own leave, that of the consultants one works for, and whom one covers."""
    found = _people(request, held)
    if found is None or not (found.near or found.covering):
        return []
    lines = [_cover_line(cover) for cover in found.covering] + [_near_line(near) for near in found.near]
    return [registry.Card("Leave near you", lines, more_href=reverse("staffing:my_leave"), more_text="My leave")]


def _cover_line(cover: Cover) -> registry.Line:
    until = f" until {long_date(cover.valid.upper - timedelta(days=1))}" if cover.valid.upper else ""
    return registry.Line(f"You are covering {cover.covered.display_name}{until}", reverse("staffing:team_calendar"))


def _near_line(near: NearLeave) -> registry.Line:
    whose = "You" if near.is_own else near.name
    asked = "asked for" if near.absence.state == "requested" else ""
    return registry.Line(
        f"{whose}: away {words.of_absence(near.absence)}",
        reverse("staffing:my_leave" if near.is_own else "staffing:team_calendar"),
        detail=asked,
    )


def _decides(held: Permissions) -> bool:
    return any(held.holds(subject=subject, operation=WRITE) for subject in DECIDE)


def waiting_figures_of(request: HttpRequest, held: Permissions) -> Mapping[str, Combinable]:
    """The figures of `waiting`, for those who have that card."""
    user, manages = request.user, held.holds(subject=Subject.SICKNESS_DATES, operation=WRITE)
    if not isinstance(user, User) or not (_decides(held) or manages):
        return {}
    today = clock.today()
    return {**waiting_figures(user, today=today), **(entry_figures(user, today=today) if manages else {})}


def waiting(request: HttpRequest, held: Permissions) -> Sequence[registry.Card]:
    """Leave to approve, return-to-work meetings, absences to enter in ESR."""
    if not waiting_figures_of(request, held):
        return []
    found = figures(request)
    returns = reverse("staffing:returns_to_work")
    lines = [*_leave_lines(found), *_entry_lines(found)]
    rule = due_rule(found["return_days"])
    if found["returns_overdue"]:
        lines.append(
            registry.Line(f"Return to work overdue: {found['returns_overdue']}", f"{returns}?due=overdue", detail=rule)
        )
    if found["returns_due"]:
        lines.append(
            registry.Line(f"Return to work due today: {found['returns_due']}", f"{returns}?due=today", detail=rule)
        )
    return [registry.Card("Leave and sickness", lines)] if lines else []


def source_dates(request: HttpRequest, held: Permissions) -> Sequence[registry.SourceDate]:
    """How old the extract of ESR is, for those who enter absences there; nothing while none was loaded."""
    as_at = figures(request).get("esr_as_at") if waiting_figures_of(request, held) else None
    return [registry.SourceDate("ESR", as_at, ESR_RHYTHM_DAYS, reverse("staffing:esr_entries"))] if as_at else []


def _leave_lines(found: Mapping[str, Any]) -> list[registry.Line]:
    if not found["leave_to_decide"]:
        return []
    inbox = reverse("staffing:leave_inbox")
    lines = [registry.Line(f"Leave to approve: {found['leave_to_decide']}", inbox)]
    if found["leave_to_decide_doctors"]:
        lines.append(
            registry.Line(f"Leave of doctors among it: {found['leave_to_decide_doctors']}", f"{inbox}?of=doctors")
        )
    return lines


def _entry_lines(found: Mapping[str, Any]) -> list[registry.Line]:
    if not found.get("esr_to_enter"):
        return []
    cut_off = cut_off_of(found, today=clock.today())
    before = f" before {cut_off:%a %-d %B}, 12:00" if cut_off else ""
    return [registry.Line(f"To enter in ESR{before}: {found['esr_to_enter']}", reverse("staffing:esr_entries"))]


def off_sick(request: HttpRequest, held: Permissions) -> Sequence[registry.Card]:
    """Who was called in sick and what the team leader still has to say about it; each line opens the absence."""
    may_write = held.holds(subject=Subject.SICKNESS_DATES, operation=WRITE)
    if not isinstance(request.user, User) or not (
        may_write and held.holds(subject=Subject.SICKNESS_DETAIL, operation=READ)
    ):
        return []
    found = _people(request, held)
    absences = found.absences if found else ()
    tasks = sickness_tasks(absences, user=request.user, today=clock.today(), most=MOST_TASKS)
    lines = [
        registry.Line(
            f"{task.absence.person.display_name}, off sick since {words.weekday_date(task.absence.first_date)}",
            reverse("staffing:absence_detail", args=[task.absence.pk]),
            detail=f"to enter: {', '.join(task.missing)}",
        )
        for task in tasks
    ]
    return [registry.Card("Off sick, to complete", lines)] if lines else []


def short_today(request: HttpRequest, held: Permissions) -> Sequence[registry.DoFirst]:
    """A team that is below its minimum today, for those who decide about its leave."""
    if not _decides(held):
        return []
    found = _people(request, held)
    today = clock.today()
    short = [short for short in found.short if short.shortage.breach.date == today] if found else []
    lines = _short_lines(short, user=request.user)
    return [registry.DoFirst(SHORT_TODAY_RANK, line, "The team is below its minimum today") for line in lines[:1]]


def find_people(request: HttpRequest, text: str) -> Sequence[registry.SearchHit]:
    """People with such a name whose page the user may open."""
    if not isinstance(request.user, User):
        return []
    return [
        registry.SearchHit(
            person.display_name,
            reverse("staffing:person_detail", args=[person.pk]),
            ", ".join(
                part for part in (person.job_title, person.team.name if person.team else person.specialty.name) if part
            ),
        )
        for person in called(openable_people(request.user), text=text)[:MOST_CANDIDATES]
    ]


def register() -> None:
    """Hand everything to the shell; called once when Django starts."""
    registry.register_navigation(
        registry.NavigationItem("Leave", "staffing:leave_log", LOG, order=30, operation=WRITE),
        registry.NavigationItem("Leave to approve", "staffing:leave_inbox", DECIDE, order=31, operation=WRITE),
        registry.NavigationItem("Team calendar", "staffing:team_calendar", (Subject.WHEREABOUTS,), order=32),
    )
    registry.register_quick_button(registry.QuickButton("+ Leave", "staffing:leave_log", LOG, order=10))
    registry.register_do_first(short_today)
    registry.register_card(who_is_in, section="who_is_in", order=10)
    registry.register_card(near_leave, section="who_is_in", order=20)
    registry.register_card(off_sick, section="who_is_in", order=15)
    registry.register_sources(source_dates)
    registry.register_figures(waiting_figures_of)
    registry.register_card(waiting, section="paper", order=20)
    registry.register_search(registry.SearchSource("People", find_people, order=30))
    registry.register_help(
        registry.HelpTopic(
            "Log leave",
            "Type who, what kind, from and to in one line. What it means appears while you type; Enter saves, and "
            "Undo takes it back for ten seconds. A annual, S sick, T time off in lieu, C carer's, ST study, "
            "M maternity, B back.",
            "staffing:leave_log",
            LOG,
            order=30,
            operation=WRITE,
            keys=(("jones a 8/2 12/2", "a week off"), ("jones s", "off sick today"), ("jones b", "back today")),
        )
    )
    registry.register_help(
        registry.HelpTopic(
            "To enter in ESR",
            "Absences that payroll acts on and that ESR does not show yet. Press Entered when you have typed one; it "
            "goes when the next extract holds the same dates.",
            "staffing:esr_entries",
            (Subject.SICKNESS_DATES,),
            order=33,
            operation=WRITE,
        )
    )
    registry.register_help(
        registry.HelpTopic(
            "Team calendar",
            "Who is away on which day, and how many of a team are in beside its minimum.",
            "staffing:team_calendar",
            (Subject.WHEREABOUTS,),
            order=32,
            keys=(("arrow keys", "move from day to day and from person to person"),),
        )
    )
