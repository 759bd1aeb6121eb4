"""People and days: who is in, who is away, and how many are in beside the minimum.

Built for speed: a row is a list of codes, worked out from arrays; the template has one piece of markup for each code.
Which people's kinds of absence the viewer may see is decided here, so what is hidden never reaches the page.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from operator import add, or_

from django.db.models import Q, QuerySet
from psycopg.types.range import DateRange

from directorate.core.models import Person, User
from directorate.core.models.people import StaffGroup
from staffing.facts.patterns import bank_holidays_between, pattern_rows
from staffing.models import Absence, MinimumCover
from staffing.querysets.scope import may_see_kind_of

# The letter of each kind; the rest of the code says which half and whether it is only asked for.
LETTERS = {
    "annual_leave": "A", "toil": "T", "study": "E", "professional": "E", "sickness": "S", "maternity": "M",
    "adoption": "M", "paternity": "M", "shared_parental": "M", "unpaid_parental": "M", "neonatal": "M",
}  # fmt: skip
OTHER_LETTER = "L"
AWAY_LETTER = "X"
IN, OFF, HOLIDAY = "", "o", "h"
ASKED_MARK, TODAY_MARK = "?", "!"
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Day:
    """A column."""

    date: date
    is_weekend: bool
    is_today: bool
    holiday: str


@dataclass(frozen=True, slots=True)
class Row:
    """One person: a code a day.

    A code is a letter, `?` when it is only asked for, and the half (`A? am`); two halves stand as `A am+S pm`;
    nothing when in, `o` off, `h` bank holiday; a `!` behind marks today.
    """

    person_id: int
    name: str
    may_open: bool
    codes: Sequence[str]


@dataclass(frozen=True, slots=True)
class Total:
    """How many of a team are in on a half day, beside the minimum (None: no minimum that half day)."""

    present: int
    minimum: int | None

    @property
    def is_low(self) -> bool:
        """Whether fewer are in than the minimum."""
        return self.minimum is not None and self.present < self.minimum


@dataclass(frozen=True, slots=True)
class TeamRows:
    """The people of one team, and the totals of mornings and afternoons; None on days without work."""

    name: str
    rows: Sequence[Row]
    mornings: Sequence[Total | None]
    afternoons: Sequence[Total | None]

    def on(self, days: slice) -> "TeamRows":
        """The same team on some of the days."""
        rows = [replace(row, codes=row.codes[days]) for row in self.rows]
        return replace(self, rows=rows, mornings=self.mornings[days], afternoons=self.afternoons[days])


@dataclass(frozen=True, slots=True)
class Calendar:
    """The grid."""

    days: Sequence[Day]
    teams: Sequence[TeamRows]
    patterned: Collection[int]

    @property
    def working_today(self) -> int:
        """How many would work today by their pattern, as Today counts them; 0 when today is not among the days."""
        return len(self._codes_today())

    @property
    def present_today(self) -> int:
        """How many of them are in for any part of today."""
        return sum(code == IN or " " in code for code in self._codes_today())

    def _codes_today(self) -> list[str]:
        column = next((place for place, day in enumerate(self.days) if day.is_today), None)
        if column is None:
            return []
        rows = [row for team in self.teams for row in team.rows if row.person_id in self.patterned]
        codes = [row.codes[column].removesuffix(TODAY_MARK) for row in rows]
        return [code for code in codes if code not in {OFF, HOLIDAY}]

    @property
    def codes(self) -> set[str]:
        """Every code that occurs, so that a page makes the markup of each once."""
        return {code for team in self.teams for row in team.rows for code in row.codes}

    @property
    def has_people(self) -> bool:
        """Whether there is anybody to show."""
        return bool(self.teams)

    def sheets(self, *, days: int) -> list["Calendar"]:
        """The same people in grids of at most so many days, each for a sheet of paper."""
        places = [slice(begin, begin + days) for begin in range(0, len(self.days), days)]
        return [replace(self, days=self.days[place], teams=[team.on(place) for team in self.teams]) for place in places]


# One half of a day: whether it is worked, then what takes it.
Halves = tuple[list[bool], list[bool]]
AbsenceFact = tuple[date, date | None, str, str, str, str]


@dataclass(frozen=True, slots=True)
class _Window:
    """The days of the grid; `closed` are bank holidays."""

    first: date
    days: int
    closed: Sequence[bool]
    weekend: Sequence[bool]
    today: int

    @property
    def last(self) -> date:
        """The last day."""
        return self.first + timedelta(days=self.days - 1)

    def index(self, day: date) -> int:
        """The column of a day, which may lie outside."""
        return (day - self.first).days


@dataclass(frozen=True, slots=True)
class Headings:
    """The names of teams and specialties, which the page has read already for its list of choices."""

    teams: Mapping[int, str]
    specialties: Mapping[int, str]

    def of(self, person: Person) -> str:
        """The heading under which somebody stands."""
        team = self.teams.get(person.team_id or 0)
        if team:
            return team
        doctors = person.staff_group == StaffGroup.MEDICAL
        return f"{self.specialties.get(person.specialty_id, '')} {'doctors' if doctors else 'without a team'}"


@dataclass(frozen=True, slots=True)
class _Known:
    """What was read about the people of the grid."""

    worked: Mapping[int, Halves]
    absences: Mapping[int, Sequence[AbsenceFact]]
    minimums: Mapping[tuple[int, str], Sequence[MinimumCover]]
    sees: Callable[[Person], bool]


def team_calendar(
    people: QuerySet[Person], *, headings: Headings, viewer: User, first: date, days: int, today: date
) -> Calendar:
    """The calendar of these people from a day on; five queries and those of the viewer's rights."""
    last = first + timedelta(days=days - 1)
    holidays = bank_holidays_between(first, last=last)
    dates = [first + timedelta(days=offset) for offset in range(days)]
    columns = [Day(day, day.weekday() >= SATURDAY, day == today, holidays.get(day, "")) for day in dates]
    window = _Window(
        first=first,
        days=days,
        closed=[bool(day.holiday) for day in columns],
        weekend=[day.is_weekend for day in columns],
        today=(today - first).days,
    )
    staff = list(people)
    ids = [person.pk for person in staff]
    known = _Known(
        worked=_worked(ids, window=window),
        absences=_absences(ids, window=window),
        minimums=_minimums({person.team_id for person in staff if person.team_id}, window=window),
        sees=may_see_kind_of(viewer).holds,
    )
    teams = [
        _team(name, members=members, window=window, known=known) for name, members in _by_team(staff, headings=headings)
    ]
    return Calendar(days=columns, teams=teams, patterned=known.worked.keys())


def _by_team(staff: Iterable[Person], *, headings: Headings) -> list[tuple[str, list[Person]]]:
    groups: dict[str, list[Person]] = defaultdict(list)
    for person in staff:
        groups[headings.of(person)].append(person)
    return sorted(groups.items())


def _worked(ids: Sequence[int], *, window: _Window) -> dict[int, Halves]:
    """For each person, which mornings and afternoons are worked, all assignments together."""
    found: dict[int, Halves] = {}
    rows = pattern_rows(ids, first=window.first, last=window.last)
    for person, valid, cycle_start, am_minutes, pm_minutes in rows.values_list(
        "person", "valid", "cycle_start", "am_minutes", "pm_minutes"
    ):
        am, pm = found.setdefault(person, ([False] * window.days, [False] * window.days))
        begin = max(0, window.index(valid.lower))
        end = window.days if valid.upper is None else min(window.days, window.index(valid.upper))
        length, start = len(am_minutes), (window.first - cycle_start).days
        for column in range(begin, end):
            place = (start + column) % length
            am[column] = am[column] or am_minutes[place] > 0
            pm[column] = pm[column] or pm_minutes[place] > 0
    return found


def _absences(ids: Sequence[int], *, window: _Window) -> dict[int, list[AbsenceFact]]:
    found: dict[int, list[AbsenceFact]] = defaultdict(list)
    rows = Absence.objects.counting().touching(first=window.first, last=window.last).filter(person__in=ids)
    # Sickness last: while it is open it may run into leave that was booked before, and then it is what counts.
    rows = rows.annotate(is_sickness=Q(kind="sickness")).order_by("is_sickness", "first_date")
    for person, *fact in rows.values_list(
        "person", "first_date", "last_date", "first_part", "last_part", "kind", "state"
    ):
        found[person].append(tuple(fact))  # type: ignore[arg-type]
    return found


def _minimums(teams: Collection[int], *, window: _Window) -> dict[tuple[int, str], list[MinimumCover]]:
    found: dict[tuple[int, str], list[MinimumCover]] = defaultdict(list)
    overlapping = Q(valid__overlap=DateRange(window.first, window.last, "[]"))
    for rule in MinimumCover.objects.filter(overlapping, team__in=teams):
        found[rule.team_id, rule.half].append(rule)
    return found


def _team(name: str, *, members: Sequence[Person], window: _Window, known: _Known) -> TeamRows:
    rows: list[Row] = []
    mornings, afternoons = [0] * window.days, [0] * window.days
    for person in members:
        sees = known.sees(person)
        codes, am, pm = _codes(person, window=window, known=known, sees=sees)
        rows.append(Row(person.pk, f"{person.surname}, {person.known_as or person.forenames}", sees, codes))
        mornings = list(map(add, mornings, am))
        afternoons = list(map(add, afternoons, pm))
    team = members[0].team_id or 0
    return TeamRows(
        name=name,
        rows=rows,
        mornings=_totals(mornings, window=window, rules=known.minimums.get((team, "am"), ())),
        afternoons=_totals(afternoons, window=window, rules=known.minimums.get((team, "pm"), ())),
    )


def _codes(person: Person, *, window: _Window, known: _Known, sees: bool) -> tuple[list[str], list[bool], list[bool]]:
    """One person's codes, and the mornings and afternoons on which the person is in."""
    worked = known.worked.get(person.pk)
    am, pm = (list(worked[0]), list(worked[1])) if worked else ([not w for w in window.weekend],) * 2
    works = list(map(or_, am, pm))
    codes = [HOLIDAY if closed else IN if here else OFF for closed, here in zip(window.closed, works, strict=True)]
    am = [here and not closed for here, closed in zip(am, window.closed, strict=True)]
    pm = [here and not closed for here, closed in zip(pm, window.closed, strict=True)]
    for fact in known.absences.get(person.pk, ()):
        _mark(fact, codes=codes, am=am, pm=pm, window=window, sees=sees)
    if 0 <= window.today < window.days:
        codes[window.today] += TODAY_MARK
    return codes, am, pm


def _mark(fact: AbsenceFact, *, codes: list[str], am: list[bool], pm: list[bool], window: _Window, sees: bool) -> None:
    """Write one absence over a person's row."""
    first, last, first_part, last_part, kind, state = fact
    letter = LETTERS.get(kind, OTHER_LETTER) if sees else AWAY_LETTER
    asked = ASKED_MARK if state == "requested" else ""
    begin, end = window.index(first), window.days - 1 if last is None else window.index(last)
    for column in range(max(0, begin), min(window.days - 1, end) + 1):
        part = first_part if column == begin else last_part if column == end and last else "all"
        if codes[column] not in {OFF, HOLIDAY}:
            half = "" if part == "all" else f" {part}"
            beside = codes[column] if half and kind != "sickness" else ""
            codes[column] = f"{beside}+{letter}{asked}{half}" if beside else f"{letter}{asked}{half}"
        am[column] = am[column] and part == "pm"
        pm[column] = pm[column] and part == "am"


def _totals(present: Sequence[int], *, window: _Window, rules: Sequence[MinimumCover]) -> list[Total | None]:
    """Numbers in, beside the minimum of each day; nothing on bank holidays and on days on which nobody would work."""
    found: list[Total | None] = []
    for column, here in enumerate(present):
        day = window.first + timedelta(days=column)
        minimum = next((r.minimum for r in rules if r.weekday == day.weekday() and day in r.valid), None)
        idle = window.closed[column] or (minimum is None and window.weekend[column] and not here)
        found.append(None if idle else Total(here, minimum))
    return found
