"""The week sheet of a specialty: people, half days and on-call in one grid, and who is on call today.

What the viewer may not see of an absence never reaches the page: colleagues read "Away".
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from directorate.core.access import Reach
from directorate.core.domain.calendar import LONDON
from directorate.core.models import Person, Specialty, User
from directorate.core.models.people import StaffGroup
from rotas.domain.clocks import DAY, LONDON_CLOCK, day_of, instant_of
from rotas.domain.week_sheet import (
    GROUPS,
    HOURS,
    Cell,
    CellKind,
    Claim,
    Part,
    group_of,
    parts_of,
    short_duty,
    strongest,
)
from rotas.facts.sessions import sessions_of
from rotas.facts.swaps import swaps_done
from rotas.models import Duty, Gap
from rotas.querysets import rota_reach
from staffing.facts.patterns import bank_holidays_between
from staffing.models import Absence
from staffing.querysets.scope import PeopleReach, may_see_away, may_see_kind_of

AWAY, FRIDAY = "Away", 5
SHORT = {
    "annual_leave": "AL",
    "study": "SL",
    "professional": "PL",
    "sickness": "Sick",
    "toil": "TOIL",
    "maternity": "Mat",
}
OTHER_LEAVE = "Leave"
Key = tuple[int, Part]


@dataclass(frozen=True, slots=True)
class Column:
    """A half day, the night or a day of the weekend; instants, the end excluded."""

    day: date
    part: Part
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class SheetDay:
    """A day of the head."""

    date: date
    parts: Sequence[Part]
    is_today: bool
    holiday: str


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One person: a cell a column. `is_whole`: the viewer may know when this person is away."""

    person: Person
    cells: Sequence[Cell]
    is_whole: bool

    @property
    def name(self) -> str:
        """The name as it stands on the sheet."""
        return self.person.display_name


@dataclass(frozen=True, slots=True)
class GapCell:
    """What nobody does in a column; `gap` None when the duty is not registered as a gap."""

    text: str
    gap: int | None


@dataclass(frozen=True, slots=True)
class GapRow:
    """The gaps of one rota: a cell a column, None where there is none."""

    rota: str
    cells: Sequence[GapCell | None]


@dataclass(frozen=True, slots=True)
class OnCallNow:
    """Who is on call for a rota; nobody when `name` is empty."""

    rota: str
    tier: str
    name: str
    bleep: str
    until: datetime


@dataclass(frozen=True, slots=True)
class NeedsSwap:
    """Somebody, by their key, who is away and on call; `is_ahead` says that the duty can still be swapped."""

    text: str
    duty: int
    person: int
    is_ahead: bool


@dataclass(frozen=True, slots=True)
class WeekSheet:
    """The grid and its foot; `swapped` says of each duty of the week that was exchanged who had it before, or what its file notes of a swap."""

    days: Sequence[SheetDay]
    groups: Sequence[tuple[str, Sequence[SheetRow]]]
    gaps: Sequence[GapRow]
    on_call: Sequence[OnCallNow]
    clashes: Sequence[NeedsSwap]
    swapped: Sequence[str]

    @property
    def columns(self) -> int:
        """Return the number of columns."""
        return sum(len(day.parts) for day in self.days)

    @property
    def rows(self) -> list[SheetRow]:
        """Return everybody on it."""
        return [row for _, rows in self.groups for row in rows]

    def places(self) -> list[tuple[date, Part]]:
        """Return day and part of each column."""
        return [(day.date, part) for day in self.days for part in day.parts]


@dataclass(frozen=True, slots=True)
class _Window:
    columns: Sequence[Column]
    days: Sequence[SheetDay]

    @property
    def first(self) -> date:
        return self.days[0].date

    @property
    def last(self) -> date:
        return self.days[-1].date

    @property
    def start(self) -> datetime:
        return self.columns[0].start

    @property
    def end(self) -> datetime:
        return self.columns[-1].end


def specialties_of(user: User) -> Q:
    """Specialties whose week sheet the user may open."""
    away, rota = may_see_away(user).doctors, rota_reach(user)
    if is_wide(away) or is_wide(rota):
        return Q()
    ids = away.specialty_ids | rota.specialty_ids
    person = getattr(user, "person", None)
    return Q(pk__in=ids | ({person.specialty_id} if person and (away.own or rota.own) else frozenset()))


def is_wide(found: Reach) -> bool:
    """Return whether a right reaches every specialty's doctors."""
    return found.everything or found.medical


def week_sheet(specialty: Specialty, *, viewer: User, monday: date, now: datetime) -> WeekSheet:
    """The week of a specialty's doctors; eight queries and those of the viewer's rights."""
    window = _window(monday, today=now.astimezone(LONDON).date())
    people = list(doctors_on_sheet(specialty, viewer=viewer, day=monday))
    keys = [person.pk for person in people]
    duties = list(_duties(specialty, keys=keys, window=window, now=now))
    claims: dict[int, dict[Key, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    away = seen_away(people, reach=may_see_away(viewer))
    _add_leave(claims, people=people, seen=away, viewer=viewer, window=window)
    _add_duties(claims, duties=duties, window=window)
    _add_sessions(claims, keys=keys, window=window)
    rows = {
        person.pk: _row(person, claims=claims[person.pk], window=window, is_whole=person.pk in away)
        for person in people
    }
    own = [duty for duty in duties if duty.rota.specialty_id == specialty.pk]
    return WeekSheet(
        days=window.days,
        groups=_groups(people, rows=rows),
        gaps=_gap_rows(own, window=window),
        on_call=_on_call(own, now=now),
        clashes=_clashes(rows.values(), window=window, ahead={duty.pk for duty in own if duty.during.lower > now}),
        swapped=_swapped(own, window=window),
    )


def _window(monday: date, *, today: date) -> _Window:
    holidays = bank_holidays_between(monday, last=monday + timedelta(days=6))
    dates = [monday + timedelta(days=offset) for offset in range(7)]
    days = [SheetDay(day, parts_of(day.isoweekday()), day == today, holidays.get(day, "")) for day in dates]
    return _Window(columns=[_column(day.date, part=part) for day in days for part in day.parts], days=days)


def _column(day: date, *, part: Part) -> Column:
    start, end = (instant_of(LONDON_CLOCK.elapsed(day_of(day) * DAY + minute)) for minute in HOURS[part])
    return Column(day=day, part=part, start=start, end=end)


def doctors_on_sheet(specialty: Specialty, *, viewer: User, day: date) -> QuerySet[Person]:
    """Doctors of the specialty whose whereabouts or duties the viewer may see."""
    seen = may_see_away(viewer).as_filter() | _rota_people(rota_reach(viewer))
    doctors = Person.objects.employed_on(day).filter(specialty=specialty, staff_group=StaffGroup.MEDICAL)
    return doctors.filter(seen).in_name_order()


def _rota_people(found: Reach) -> Q:
    if is_wide(found):
        return Q()
    own = Q(pk=found.person_id) if found.person_id else Q(pk__in=())
    return Q(specialty__in=found.specialty_ids) | own


def _duties(specialty: Specialty, *, keys: Sequence[int], window: _Window, now: datetime) -> QuerySet[Duty]:
    """Duties of the specialty's rotas and of its people, in the week or running now; with the open gap's key."""
    in_time = Q(during__overlap=(window.start, window.end)) | Q(during__contains=now)
    rows = Duty.objects.standing().filter(in_time).filter(Q(rota__specialty=specialty) | Q(person__in=keys))
    return rows.select_related("rota", "duty_type", "person", "site").order_by("rota__tier", "during")


def _add_leave(
    claims: dict[int, dict[Key, list[Claim]]],
    *,
    people: Sequence[Person],
    seen: Collection[int],
    viewer: User,
    window: _Window,
) -> None:
    sees = may_see_kind_of(viewer)
    by_key = {person.pk: person for person in people}
    rows = Absence.objects.counting().touching(first=window.first, last=window.last).filter(person__in=seen)
    for absence in rows:
        text = SHORT.get(absence.kind, OTHER_LEAVE) if sees.holds(by_key[absence.person_id]) else AWAY
        claim = Claim(kind="leave", text=text, is_asked=absence.state == "requested")
        for column in window.columns:
            if _covers(absence, column=column):
                claims[absence.person_id][column.day.toordinal(), column.part].append(claim)


def seen_away(people: Sequence[Person], *, reach: PeopleReach) -> set[int]:
    """Return the keys of those of whom the viewer may know that they are away."""
    return {person.pk for person in people if reach.holds(person)}


def _covers(absence: Absence, *, column: Column) -> bool:
    last = absence.last_date
    if column.day < absence.first_date or (last is not None and column.day > last):
        return False
    if column.day == absence.first_date and absence.first_part != "all":
        return column.part == absence.first_part or (absence.first_part == "pm" and column.part == "night")
    if column.day == last and absence.last_part == "am":
        return column.part == "am"
    return True


def _add_duties(claims: dict[int, dict[Key, list[Claim]]], *, duties: Sequence[Duty], window: _Window) -> None:
    for duty in duties:
        if duty.person_id is None:
            continue
        kind: CellKind = "duty" if duty.is_on_call else "shift"
        site = duty.site.letter if duty.site else ""
        claim = Claim(kind=kind, text=_duty_words(duty), site=site, duty=duty.pk)
        for column in window.columns:
            if _runs_in(duty, column=column):
                claims[duty.person_id][column.day.toordinal(), column.part].append(claim)


def _runs_in(duty: Duty, *, column: Column) -> bool:
    return bool(duty.during.lower < column.end and duty.during.upper > column.start)


def _duty_words(duty: Duty) -> str:
    """Return 2nd on call 17–08; of a normal day what the rota calls it."""
    if not duty.is_on_call:
        return duty.duty_type.name
    begin, end = (moment.astimezone(LONDON) for moment in (duty.during.lower, duty.during.upper))
    return f"{duty.rota.get_tier_display()} {hour_words(begin)}–{hour_words(end)}"


def hour_words(moment: datetime) -> str:
    """Return 17, or 20:30 where the minutes are needed."""
    return f"{moment:%H:%M}" if moment.minute else f"{moment:%H}"


def _add_sessions(claims: dict[int, dict[Key, list[Claim]]], *, keys: Sequence[int], window: _Window) -> None:
    closed = {day.date for day in window.days if day.holiday}
    for row in sessions_of(keys, first=window.first, last=window.last, closed=closed):
        part: Part = "day" if row.date.isoweekday() > FRIDAY else row.half
        claims[row.person][row.date.toordinal(), part].append(Claim(kind="session", text=row.activity, site=row.site))


def _row(person: Person, *, claims: Mapping[Key, Sequence[Claim]], window: _Window, is_whole: bool) -> SheetRow:
    cells = [strongest(claims.get((column.day.toordinal(), column.part), ())) for column in window.columns]
    return SheetRow(person=person, cells=cells, is_whole=is_whole)


def _groups(people: Sequence[Person], *, rows: Mapping[int, SheetRow]) -> list[tuple[str, list[SheetRow]]]:
    found: dict[str, list[SheetRow]] = {name: [] for name in GROUPS}
    for person in people:
        found[group_of(person.grade, is_consultant=bool(person.consultant_code))].append(rows[person.pk])
    return [(name, members) for name, members in found.items() if members]


def _gap_rows(duties: Sequence[Duty], *, window: _Window) -> list[GapRow]:
    open_gaps = [duty for duty in duties if not duty.done_by]
    known = dict(Gap.objects.open().filter(duty__in=open_gaps).values_list("duty", "pk")) if open_gaps else {}
    names = list(dict.fromkeys(duty.rota.name for duty in open_gaps))
    rows = [
        GapRow(
            rota=name,
            cells=[
                _gap_cell([d for d in open_gaps if d.rota.name == name], column=column, known=known)
                for column in window.columns
            ],
        )
        for name in names
    ]
    return [row for row in rows if any(row.cells)]


def _gap_cell(duties: Sequence[Duty], *, column: Column, known: Mapping[int, int]) -> GapCell | None:
    running = sorted((duty for duty in duties if _runs_in(duty, column=column)), key=lambda duty: not duty.is_on_call)
    if not running:
        return None
    more = f" and {len(running) - 1} more" if len(running) > 1 else ""
    return GapCell(text=short_duty(_duty_words(running[0]), part=column.part) + more, gap=known.get(running[0].pk))


def _on_call(duties: Sequence[Duty], *, now: datetime) -> list[OnCallNow]:
    today = now.astimezone(LONDON).date()
    shown = [
        duty
        for duty in duties
        if duty.is_on_call and duty.during.upper > now and duty.during.lower.astimezone(LONDON).date() <= today
    ]
    return [
        OnCallNow(
            rota=duty.rota.name,
            tier=duty.rota.get_tier_display(),
            name=duty.done_by,
            bleep=duty.rota.bleep,
            until=duty.during.upper,
        )
        for duty in shown
    ]


def _clashes(rows: Iterable[SheetRow], *, window: _Window, ahead: Collection[int]) -> list[NeedsSwap]:
    found: list[NeedsSwap] = []
    for row in rows:
        days: dict[date, int] = {}
        for column, cell in zip(window.columns, row.cells, strict=True):
            if cell.hidden_duty is not None:
                days.setdefault(column.day, cell.hidden_duty)
        found += [
            NeedsSwap(f"{row.name} is away and on call on {day:%A %-d %B}", duty, row.person.pk, is_ahead=duty in ahead)
            for day, duty in sorted(days.items())
        ]
    return found


def _swapped(duties: Sequence[Duty], *, window: _Window) -> list[str]:
    inside = [duty for duty in duties if duty.during.lower < window.end and duty.during.upper > window.start]
    had = swaps_done([duty.pk for duty in inside]) if inside else {}
    said = {duty.pk: f"noted in the list: {duty.swap_note}" for duty in inside if duty.swap_note}
    said |= {key: f"swapped with {name}" for key, name in had.items()}
    return [f"{_when(duty)}: {duty.done_by or 'nobody yet'}, {said[duty.pk]}" for duty in inside if duty.pk in said]


def _when(duty: Duty) -> str:
    begins: datetime = duty.during.lower
    return f"{duty.rota.name}, {begins.astimezone(LONDON):%A %-d %B %H:%M}"
