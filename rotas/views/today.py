"""What rotas put on Today: duties that nobody does or somebody who is away, the nearest first."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject
from django.http import HttpRequest
from django.urls import reverse

from directorate.core import clock, registry
from directorate.core.access import WRITE, Permissions
from directorate.core.domain.access import Subject
from directorate.core.domain.words import day_month, plural
from directorate.core.figures import figures
from directorate.core.models import User
from rotas.actions.locums import may_approve
from rotas.facts.cancellations import CLINICS_RHYTHM_DAYS, clinics_as_at, waiting_figures
from rotas.facts.locums import requests_to_approve
from rotas.facts.own_swaps import (
    SwapLine,
    doctors_swaps_figure,
    own_duties_figure,
    own_duty_lines,
    swap_lines_of_doctors,
)
from rotas.facts.timesheets import sheets_to_sign
from rotas.facts.to_cover import ToCover, duties_to_cover
from rotas.facts.week_sheet import is_wide
from rotas.facts.week_state import not_published
from rotas.models.locums import reference_of

MOST_LINES, MOST_OWN = 10, 5
URGENT = timedelta(days=3)
RANK = 20
THURSDAY = 3


def _found(request: HttpRequest, held: Permissions) -> Sequence[ToCover]:
    """Read once for a request."""
    if not isinstance(request.user, User) or not held.reach(subject=Subject.ROTA, operation=WRITE):
        return ()
    kept = getattr(request, "_rota_to_cover", None)
    if kept is None:
        kept = duties_to_cover(request.user, now=clock.now(), most=MOST_LINES)
        request._rota_to_cover = kept  # type: ignore[attr-defined]
    return list(kept)


def _line(item: ToCover) -> registry.Line:
    action = "Cover now" if item.is_gap else "Find somebody else"
    return registry.Line(f"{item.rota}: {item.time}", item.href, detail=item.why, action=action)


def gaps_card(request: HttpRequest, held: Permissions) -> Sequence[registry.Card]:
    """Duties of the next 14 days that nobody does, or somebody who is away."""
    found = _found(request, held)
    if not found:
        return []
    lines = [_line(item) for item in found]
    return [registry.Card("On-call gaps", lines, more_href=reverse("rotas:gap_list"), more_text="All gaps")]


def urgent_gap(request: HttpRequest, held: Permissions) -> Sequence[registry.DoFirst]:
    """The nearest, when it begins within three days."""
    soon = [item for item in _found(request, held) if item.begins < clock.now() + URGENT]
    why = {True: "Nobody does this duty yet", False: "The doctor on call is away then"}
    return [registry.DoFirst(RANK, _line(item), why[item.is_gap]) for item in soon[:1]]


def own_duty_figures(request: HttpRequest, held: Permissions) -> Mapping[str, Combinable]:
    """The user's own duties to come, for doctors."""
    if not isinstance(request.user, User) or not held.reach(subject=Subject.ROTA, operation=WRITE).person_id:
        return {}
    return {"own_duties": own_duties_figure(request.user, now=clock.now(), most=MOST_OWN)}


def own_duties_card(request: HttpRequest, held: Permissions) -> Sequence[registry.Card]:
    """The user's own duties on call, the nearest first; each leads to a swap."""
    if not own_duty_figures(request, held):
        return []
    lines = [
        registry.Line(item.text, reverse("rotas:own_swap_find", args=[item.duty]), detail=item.swap or "find a swap")
        for item in own_duty_lines(figures(request)["own_duties"] or ())
    ]
    more = reverse("rotas:my_duties")
    return [registry.Card("My duties", lines, more_href=more, more_text="All my duties")] if lines else []


def _makes_rotas(held: Permissions) -> bool:
    found = held.reach(subject=Subject.ROTA, operation=WRITE)
    return is_wide(found) or bool(found.specialty_ids)


def swap_figures(request: HttpRequest, held: Permissions) -> Mapping[str, Combinable]:
    """Swaps that doctors asked for themselves, for those who make the rotas."""
    if not isinstance(request.user, User) or not _makes_rotas(held):
        return {}
    return {"doctors_swaps": doctors_swaps_figure(request.user, now=clock.now(), most=MOST_LINES)}


def swaps_card(request: HttpRequest, held: Permissions) -> Sequence[registry.Card]:
    """Swaps of doctors: where both agree and somebody must decide, those that wait, and those of the last 7 days."""
    if not swap_figures(request, held):
        return []
    lines = [_swap_line(item) for item in swap_lines_of_doctors(figures(request)["doctors_swaps"] or ())]
    return [registry.Card("Swaps of doctors", lines)] if lines else []


def _swap_line(item: SwapLine) -> registry.Line:
    if item.is_done:
        return registry.Line(item.text, reverse("rotas:swap_detail", args=[item.swap]), detail="exchanged")
    detail = "both agree: look at the rules and decide" if item.needs else "asked, no answer yet"
    return registry.Line(item.text, reverse("rotas:swap_find", args=[item.duty]), detail=detail)


def timesheet_figures(request: HttpRequest, held: Permissions) -> Mapping[str, Combinable]:
    """Timesheets to sign, for those who work with locums."""
    if not isinstance(request.user, User) or not held.reach(subject=Subject.LOCUM, operation=WRITE):
        return {}
    return {"timesheets_to_sign": sheets_to_sign(request.user, most=MOST_LINES)}


def approval_figures(request: HttpRequest, held: Permissions) -> Mapping[str, Combinable]:
    """Requests for a locum that wait for a manager."""
    if not isinstance(request.user, User) or not held.reach(subject=Subject.LOCUM, operation=WRITE):
        return {}
    return (
        {"locums_to_approve": requests_to_approve(request.user, most=MOST_LINES)} if may_approve(request.user) else {}
    )


def approvals_card(request: HttpRequest, held: Permissions) -> Sequence[registry.Card]:
    """Requests for a locum to approve; nobody asks the bank office before."""
    if not approval_figures(request, held):
        return []
    lines = [
        registry.Line(
            f"{reference_of(found['request'])}: {found['rota']}",
            reverse("rotas:locum_detail", args=[found["request"]]),
            action="Approve",
        )
        for found in figures(request)["locums_to_approve"] or ()
    ]
    return [registry.Card("Locum requests to approve", lines)] if lines else []


def timesheets_card(request: HttpRequest, held: Permissions) -> Sequence[registry.Card]:
    """Timesheets that are coded and wait for a signature."""
    if not timesheet_figures(request, held):
        return []
    lines = [
        registry.Line(f"{reference_of(sheet['request'])}: {sheet['worker']}", _sheet_page(sheet["pk"]), action="Sign")
        for sheet in figures(request)["timesheets_to_sign"] or ()  # empty where nobody is in reach
    ]
    more = reverse("rotas:timesheet_list")
    return [registry.Card("Timesheets to sign", lines, more_href=more, more_text="All timesheets")] if lines else []


def _sheet_page(sheet: int) -> str:
    return reverse("rotas:timesheet_detail", args=[sheet])


def _plans_doctors_leave(held: Permissions) -> bool:
    subjects = (Subject.MEDICAL_LEAVE, Subject.MEDICAL_LEAVE_APPROVAL)
    return any(held.holds(subject=subject, operation=WRITE) for subject in subjects)


def cancellation_figures(request: HttpRequest, held: Permissions) -> Mapping[str, Combinable]:
    """Sessions asked to be cancelled, for those who log or decide about the leave of doctors."""
    if not isinstance(request.user, User) or not _plans_doctors_leave(held):
        return {}
    return {**waiting_figures(request.user), **clinics_as_at(request.user, today=clock.today())}


def source_dates(request: HttpRequest, held: Permissions) -> Sequence[registry.SourceDate]:
    """How old the clinic bookings are, for those who plan the leave of doctors; nothing while none were loaded."""
    as_at = figures(request).get("clinics_as_at") if cancellation_figures(request, held) else None
    page = reverse("rotas:cancellation_list")
    return [registry.SourceDate("Clinics", as_at, CLINICS_RHYTHM_DAYS, page)] if as_at else []


def cancellations_card(request: HttpRequest, held: Permissions) -> Sequence[registry.Card]:
    """How many clinics and lists wait to be cancelled in PAS, and how old the oldest request is."""
    found = figures(request) if cancellation_figures(request, held) else {}
    if not found.get("sessions_not_cancelled"):
        return []
    days = (clock.today() - clock.local(found["sessions_asked_since"]).date()).days
    sessions = plural(found["sessions_not_cancelled"], "clinic or list", "clinics and lists")
    text = f"{sessions} not confirmed in PAS (oldest {plural(days, 'day')})"
    line = registry.Line(text, f"{reverse('rotas:cancellation_list')}?show=asked", action="Open")
    return [registry.Card("Clinic cancellations", [line])]


def _monday_to_publish() -> date | None:
    """The Monday after today, from Thursday on; None earlier in the week."""
    today = clock.today()
    return today + timedelta(days=7 - today.weekday()) if today.weekday() >= THURSDAY else None


def publication_figures(request: HttpRequest, held: Permissions) -> Mapping[str, Combinable]:
    """Week sheets of next week that are not published, for those who make the rotas."""
    monday = _monday_to_publish()
    if monday is None or not isinstance(request.user, User) or not held.reach(subject=Subject.ROTA, operation=WRITE):
        return {}
    rows = not_published(request.user, monday=monday).values_list(JSONObject(code="code", name="name"))
    return {"weeks_not_published": ArraySubquery(rows)}


def publications_card(request: HttpRequest, held: Permissions) -> Sequence[registry.Card]:
    """Specialties whose doctors do not know next week yet."""
    monday = _monday_to_publish()
    if monday is None or not publication_figures(request, held):
        return []
    lines = [
        registry.Line(
            f"{row['name']}, week of {day_month(monday)}: not published",
            f"{reverse('rotas:week_sheet')}?specialty={row['code']}&from={monday.isoformat()}",
        )
        for row in figures(request)["weeks_not_published"] or ()  # empty where nobody is in reach
    ]
    return [registry.Card("Week sheets", lines)] if lines else []


def register() -> None:
    """Hand everything to the shell; called once when Django starts."""
    registry.register_sources(source_dates)
    registry.register_do_first(urgent_gap)
    registry.register_figures(timesheet_figures)
    registry.register_figures(cancellation_figures)
    registry.register_card(cancellations_card, section="list", order=40)
    registry.register_figures(publication_figures)
    registry.register_card(publications_card, section="who_is_in", order=14)
    registry.register_card(gaps_card, section="who_is_in", order=12)
    registry.register_figures(swap_figures)
    registry.register_card(swaps_card, section="who_is_in", order=13)
    registry.register_figures(own_duty_figures)
    registry.register_card(own_duties_card, section="who_is_in", order=11)
    registry.register_figures(approval_figures)
    registry.register_card(approvals_card, section="paper", order=28)
    registry.register_card(timesheets_card, section="paper", order=30)
