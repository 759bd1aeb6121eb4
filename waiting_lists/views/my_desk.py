"""What Today shows whoever works on pathways of their own: the search, ten rows to act on, lists covered, actions."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, Window
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject
from django.http import HttpRequest

from directorate.core import clock
from directorate.core.access import WRITE, Permissions
from directorate.core.access_log import record_access
from directorate.core.domain.access import Role, Subject
from directorate.core.domain.words import day_month, long_date, plural, short_date
from directorate.core.figures import HowMany, figures
from directorate.core.models import SecretaryConsultant, User
from directorate.core.models.access import AccessKind
from directorate.core.registry import Card, Line, Top
from waiting_lists.actions import writer_of
from waiting_lists.domain.list_choices import ListChoices, token_of
from waiting_lists.models import Census, PathwayAction
from waiting_lists.pages.figures import list_address
from waiting_lists.pages.listing import day_of, lists_on_screen
from waiting_lists.pages.rows import ListRow, consultant_name, list_root, list_row
from waiting_lists.querysets.work import rows_with_work

DAYS_TO_ACT = 28
MOST_ROWS = 10
ACTION_DAYS = 7
# Who runs the desk sees the directorate's figures on Today; a secretary sees her own rows instead.
DESK_ROLES = {Role.DIRECTORATE_MANAGER, Role.ASSISTANT_MANAGER, Role.SPECIALTY_MANAGER, Role.TEAM_LEADER}
MINE = ListChoices(mine=True, act=DAYS_TO_ACT)


def census_of(request: HttpRequest) -> Census | None:
    """The list on screen, asked for once a request."""
    if not hasattr(request, "waiting_list_census"):
        found = lists_on_screen().select_related("previous").first()
        request.waiting_list_census = found  # type: ignore[attr-defined]
    census: Census | None = request.waiting_list_census  # type: ignore[attr-defined]
    return census


def works_on_own_rows(rights: Permissions) -> bool:
    """Whether this is somebody at a desk of their own: writes on pathways, but does not run the directorate's desk."""
    return not rights.roles & DESK_ROLES and rights.holds(subject=Subject.PATHWAY_WORK, operation=WRITE)


def patient_search(request: HttpRequest, rights: Permissions) -> Sequence[Top]:
    """The box for a patient on the phone, with the focus, at the top of a secretary's Today."""
    return [Top("waiting_lists/parts/patient_search.html")] if Role.SECRETARY in rights.roles else []


def my_figures(request: HttpRequest, rights: Permissions) -> Mapping[str, Combinable]:
    """The user's own actions, and the consultants whose lists they cover today."""
    user = request.user
    if not isinstance(user, User) or not rights.holds(subject=Subject.PATHWAY_WORK, operation=WRITE):
        return {}
    today = clock.today()
    due = PathwayAction.objects.open().due_by(today + timedelta(days=ACTION_DAYS), owner=user)
    shown = due.order_by("action__due_date", "pk")
    words = JSONObject(title="action__title", due="action__due_date", key="pathway_key")
    found: dict[str, Combinable] = {
        "my_actions": HowMany(due),
        "my_actions_late": HowMany(due.filter(action__due_date__lt=today)),
        "my_next_actions": ArraySubquery(shown.values(found=words)[:MOST_ROWS]),
    }
    return {**found, "lists_covered": _lists_covered(user, today=today)} if user.person_id else found


def _lists_covered(user: User, *, today: date) -> ArraySubquery:
    rows = SecretaryConsultant.objects.filter(
        secretary__covered_by__covering=user.person_id,
        secretary__covered_by__valid__contains=today,
        valid__contains=today,
    )
    words = JSONObject(
        title="consultant__title",
        forenames="consultant__forenames",
        surname="consultant__surname",
        code="consultant__consultant_code",
        until="secretary__covered_by__valid__endswith",
    )
    return ArraySubquery(rows.order_by("consultant__surname", "pk").values(found=words))


def my_list_cards(request: HttpRequest, rights: Permissions) -> Sequence[Card]:
    """One's own rows that reach a breach within four weeks without a date in time, and the lists covered; logged."""
    if not works_on_own_rows(rights) or not isinstance(request.user, User):
        return []
    covered = [_covered_line(found) for found in figures(request).get("lists_covered", ())]
    rows, total = _rows_to_act_on(request, user=request.user)
    if not rows:
        return [Card("My list", covered)] if covered else []
    title = f"My list: {plural(total, 'row')} to act on"
    more = f"See all {total:,}" if total > len(rows) else "Open them on the list"
    cover = [Card("Cover", covered)] if covered else []
    return [*cover, Card(title, [_row_line(row) for row in rows], more_href=list_address(MINE), more_text=more)]


def _rows_to_act_on(request: HttpRequest, *, user: User) -> tuple[list[ListRow], int]:
    """The first ten rows and how many there are, in one query; that they were shown is logged."""
    census = census_of(request)
    writer = writer_of(user)
    if census is None or not writer.codes:
        return [], 0
    day = day_of(census)
    rows: Any = rows_with_work().filter(census=census, consultant_code__in=writer.codes)
    chosen = rows.visible_to(user).chosen(MINE, day=day).annotate(total=Window(Count("pk")))
    start = F("rtt_period_start_date").asc(nulls_last=True)
    found = list(chosen.order_by("breach_on", "priority_rank", start, "pk")[:MOST_ROWS])
    if not found:
        return [], 0
    record_access(
        user=user,
        kind=AccessKind.LIST,
        subject=Subject.WAITING_LIST,
        row_count=len(found),
        filters=MINE.described(),
        request=request,
    )
    return [list_row(row, writer=writer, day=day) for row in found], found[0].total


def _row_line(row: ListRow) -> Line:
    breach = f"{row.next_breach} {short_date(row.pathway.breach_on)}"
    step = f"{row.step}, {row.step_state}" if row.step else row.step_state
    number = row.pathway.local_patient_identifier
    return Line(f"{row.patient}{f', {number}' if number else ''}", row.href, f"{breach} · {step}")


def _covered_line(found: Mapping[str, str]) -> Line:
    name = consultant_name(dict(found), code=found["code"] or "")
    last = date.fromisoformat(found["until"]) - timedelta(days=1) if found["until"] else None
    until = f" until {long_date(last)}" if last else ""
    choices = ListChoices(consultant=token_of(found["code"])) if found["code"] else ListChoices(mine=True)
    return Line(f"You are covering {name}’s list{until}", list_address(choices))


def action_cards(request: HttpRequest, rights: Permissions) -> Sequence[Card]:
    """One's own actions on pathways that are late or due within a week."""
    found = figures(request)
    if not found.get("my_actions"):
        return []
    rows = list_address(ListChoices(tab="all", due=ACTION_DAYS))
    late = f", {found['my_actions_late']:,} late" if found["my_actions_late"] else ""
    words = f"{found['my_actions']:,} due by {day_month(clock.today() + timedelta(days=ACTION_DAYS))}{late}"
    if not works_on_own_rows(rights):
        return [Card("My actions", [Line(words, rows)])]
    lines = [_action_line(action, today=clock.today()) for action in found["my_next_actions"]]
    return [Card(f"My actions: {words}", lines, more_href=rows, more_text="See their patients on the list")]


def _action_line(action: Mapping[str, str], *, today: date) -> Line:
    due = date.fromisoformat(action["due"])
    late = f"late since {day_month(due)}" if due < today else "today" if due == today else day_month(due)
    return Line(action["title"], f"{list_root()}{action['key']}/", late)
