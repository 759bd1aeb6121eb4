"""What logging one leave would mean: minutes, balance, clashes, cover, notice; the page shows it before it is saved."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import QuerySet, Subquery
from django.db.models.functions import JSONObject

from directorate.core import clock
from directorate.core.domain.periods import Period
from directorate.core.models import Person, PolicyNumber
from directorate.core.models.people import StaffGroup
from staffing.domain.cover import AwayDays, most_away_at_once
from staffing.domain.leave_charge import Charge, LeaveDates, WorkingPattern, charge, pattern_on
from staffing.facts.accounts import Account, accounts_of, leave_year_of
from staffing.facts.cover import LeaveCover, Shortage, picture_of
from staffing.facts.deciders import lead_of
from staffing.facts.half_days import Dates, overlap
from staffing.facts.patterns import PatternsByPerson, patterns_and_holidays
from staffing.models import Absence, AbsenceKind

CHARGED_KINDS = frozenset({AbsenceKind.ANNUAL_LEAVE, AbsenceKind.TOIL})
# Sickness takes the place of these in the same action; anything else that is in the way is a clash.
GIVES_WAY_TO_SICKNESS = frozenset({
    AbsenceKind.ANNUAL_LEAVE, AbsenceKind.TOIL, AbsenceKind.STUDY, AbsenceKind.PROFESSIONAL,
    AbsenceKind.CARERS, AbsenceKind.SPECIAL,
})  # fmt: skip
OPEN_LOOK_AHEAD = timedelta(days=13)


@dataclass(frozen=True, slots=True)
class LeaveDraft:
    """A leave that somebody is about to log."""

    person: Person
    kind: AbsenceKind
    dates: Dates
    note: str = ""

    @property
    def is_sickness(self) -> bool:
        """Whether it is sickness, about which nobody decides."""
        return self.kind == AbsenceKind.SICKNESS


@dataclass(frozen=True, slots=True)
class AwayColleague:
    """A doctor of the same specialty who is away on some of the days; of consultants only consultants count as a limit."""

    name: str
    days: AwayDays
    is_same_grade: bool = True


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything the page says about a leave before it is saved.

    `clashes` stop it; `shortened` are leaves that sickness takes the place of. `notice_days` is None unless the
    person is a doctor; `away_limit` 0 is none, `lead` is the clinical lead who is asked. `working_days` counts a half day as a half; None when no pattern is known.
    """

    draft: LeaveDraft
    charges: Sequence[tuple[str, Charge]] = ()
    working_days: Fraction = Fraction(0)
    bank_holidays: Sequence[tuple[date, str]] = ()
    uncovered: Sequence[date] = ()
    accounts: Sequence[Account] = ()
    clashes: Sequence[Absence] = ()
    shortened: Sequence[Absence] = ()
    cover: LeaveCover = field(default_factory=LeaveCover)
    notice_days: int | None = None
    notice_needed: int = 0
    also_away: Sequence[AwayColleague] = field(default_factory=tuple)
    away_limit: int = 0
    lead: str = ""

    @property
    def shortages(self) -> Sequence[Shortage]:
        """Half days on which the team would be below its minimum."""
        return self.cover.shortages

    @property
    def away_at_once(self) -> int:
        """How many doctors of the person's grade would be away at once, the person among them."""
        first, last = self.draft.dates.first, self.draft.dates.last
        period = Period(first=first, last=last or first + OPEN_LOOK_AHEAD)
        return 1 + most_away_at_once([a.days for a in self.also_away if a.is_same_grade], period=period)

    @property
    def is_over_limit(self) -> bool:
        """Whether more doctors of the grade would be away than the limit allows."""
        return 0 < self.away_limit < self.away_at_once

    @property
    def minutes(self) -> int:
        """Minutes of leave, all assignments; bank holidays have an entitlement and bookings of their own."""
        return sum(cost.al_minutes for _, cost in self.charges)

    @property
    def is_charged(self) -> bool:
        """Whether it comes off a balance."""
        return self.draft.kind in CHARGED_KINDS

    @property
    def costs_nothing(self) -> bool:
        """Whether it would come off a balance, and nobody would work on any of its days by a pattern that is known."""
        is_ended = self.draft.dates.last is not None
        return self.is_charged and is_ended and bool(self.charges) and not self.uncovered and self.minutes == 0

    @property
    def needs_reason(self) -> bool:
        """Whether cover asks for a reason that has not been given."""
        return not self.draft.is_sickness and not self.draft.note and any(s.must_give_reason for s in self.shortages)

    def minutes_in(self, leave_year: int) -> int:
        """What it takes from one leave year."""
        days = (day for _, cost in self.charges for day in cost.days)
        return sum(day.al_minutes for day in days if leave_year_of(day.date) == leave_year)

    def left_after(self, account: Account) -> int:
        """What is left of an account once this and everything asked for is taken."""
        taken = self.minutes_in(account.leave_year) if self.is_charged else 0
        return account.left_minutes - account.asked_minutes - taken

    @property
    def overdrawn(self) -> Sequence[Account]:
        """Accounts that would be below nothing."""
        return [a for a in self.accounts if a.has_entitlement and self.is_charged and self.left_after(a) < 0]


def preview(draft: LeaveDraft, *, ignoring: Sequence[int] = ()) -> Preview:
    """Work out what a leave means; about ten queries. `ignoring` are absences it replaces (its own row)."""
    today = clock.today()
    last = draft.dates.last or max(draft.dates.first, today) + OPEN_LOOK_AHEAD
    counted = Dates(draft.dates.first, last, draft.dates.first_part, draft.dates.last_part)
    period = Period(first=draft.dates.first, last=last)
    patterns, holidays = patterns_and_holidays(draft.person.pk, first=period.first, last=period.last)
    charges = charges_of(draft.person.pk, dates=counted, patterns=patterns, holidays=holidays)
    clashes, shortened = clashes_with(draft, ignoring=ignoring)
    team = [draft.person.team_id] if draft.person.team_id else []
    found = Preview(
        draft=draft,
        charges=charges if draft.dates.last else (),
        working_days=working_days(charges, patterns=patterns.get(draft.person.pk, {}))
        if draft.dates.last
        else Fraction(0),
        bank_holidays=sorted(holidays.items()),
        uncovered=_uncovered(charges) if charges else [period.first],
        accounts=_accounts(draft, charges=charges, ignoring=ignoring),
        clashes=clashes,
        shortened=shortened,
        cover=picture_of(team, first=period.first, last=last).of_leave(
            draft.person, dates=draft.dates, ignoring=[*ignoring, *(a.pk for a in shortened)]
        ),
    )
    return found if draft.person.staff_group != StaffGroup.MEDICAL else _with_medical(found, today=today, last=last)


def charges_of(
    person_id: int, *, dates: Dates, patterns: PatternsByPerson, holidays: dict[date, str]
) -> list[tuple[str, Charge]]:
    """What closed dates cost in each assignment of a person."""
    last = dates.last
    assert last is not None  # noqa: S101 callers close open absences first
    leave = LeaveDates(dates.first, last, dates.first_part, dates.last_part)
    return [
        (number, charge(leave, patterns=of_assignment, bank_holidays=holidays))
        for number, of_assignment in sorted(patterns.get(person_id, {}).items())
    ]


def working_days(charges: Sequence[tuple[str, Charge]], *, patterns: dict[str, list[WorkingPattern]]) -> Fraction:
    """Working days taken, bank holidays apart: each day as the part of its normal minutes that is taken."""
    taken: dict[date, int] = {}
    for _, cost in charges:
        for charged in cost.days:
            if charged.al_minutes:
                taken[charged.date] = taken.get(charged.date, 0) + charged.al_minutes
    total = Fraction(0)
    for day, minutes in taken.items():
        normal = sum(p.worked_on(day).minutes for held in patterns.values() if (p := pattern_on(day, patterns=held)))
        total += Fraction(minutes, normal)
    return total


def _uncovered(charges: Sequence[tuple[str, Charge]]) -> list[date]:
    """Dates for which no assignment has a working pattern."""
    sets = [set(cost.uncovered_dates) for _, cost in charges]
    return sorted(set.intersection(*sets)) if sets else []


def _accounts(draft: LeaveDraft, *, charges: Sequence[tuple[str, Charge]], ignoring: Sequence[int]) -> list[Account]:
    if draft.kind not in CHARGED_KINDS:
        return []
    years = sorted({leave_year_of(day.date) for _, cost in charges for day in cost.days})
    found = accounts_of([draft.person.pk], leave_years=years, on=draft.dates.first, ignoring=ignoring)
    return [found[draft.person.pk, year] for year in years]


def clashes_with(draft: LeaveDraft, *, ignoring: Sequence[int] = ()) -> tuple[list[Absence], list[Absence]]:
    """Absences in the way, and leaves that give way (sickness takes the place of leave); one query.

    An open absence gives way to leave that begins later than today; open sickness leaves later bookings alone.
    """
    last = draft.dates.last or date.max
    near = (
        Absence.objects.counting()
        .touching(first=draft.dates.first, last=last)
        .filter(person=draft.person)
        .exclude(pk__in=ignoring)
        .order_by("first_date")
    )
    today = clock.today()
    clashes: list[Absence] = []
    shortened: list[Absence] = []
    for other in near:
        if not overlap(draft.dates, other=dates_of_row(other)) or makes_room(other, draft=draft, today=today):
            continue
        gives_way = draft.is_sickness and other.kind in GIVES_WAY_TO_SICKNESS
        (shortened if gives_way else clashes).append(other)
    return clashes, shortened


def makes_room(other: Absence, *, draft: LeaveDraft, today: date) -> bool:
    """Whether two absences stand side by side because the open one ends where the booked one begins."""
    if draft.dates.last is None:
        return other.first_date > max(draft.dates.first, today)
    return other.last_date is None and draft.dates.first > max(other.first_date, today)


def dates_of_row(row: Absence) -> Dates:
    """The dates of a row, as half days are counted."""
    return Dates(row.first_date, row.last_date, row.first_part, row.last_part)  # type: ignore[arg-type]


def _with_medical(found: Preview, *, today: date, last: date) -> Preview:
    """Notice and who else is away, for a doctor."""
    person, dates = found.draft.person, found.draft.dates
    others = (
        Absence.objects.counting()
        .touching(first=dates.first, last=last)
        .filter(person__specialty=person.specialty_id, person__staff_group=StaffGroup.MEDICAL)
        .exclude(person=person)
        .order_by("first_date", "person__sort_name")
    )
    rules = PolicyNumber.objects.on(today).filter(key__in=("medical_leave_notice_days", "medical_away_limit"))
    people: QuerySet[Any, Any] = Person.objects.filter(pk=person.pk).values(
        away=ArraySubquery(others.values(row=JSONObject(**_AWAY))),
        rules=ArraySubquery(rules.values(row=JSONObject(key="key", value="value"))),
        lead=Subquery(lead_of(person).values(row=JSONObject(title="person__title", surname="person__surname"))[:1]),
    )
    row = people.get()
    numbers = {rule["key"]: rule["value"] for rule in row["rules"]}
    return Preview(
        **{name: getattr(found, name) for name in Preview.__slots__ if name not in _MEDICAL_FIELDS},
        notice_days=None if found.draft.is_sickness else (dates.first - today).days,
        notice_needed=int(numbers.get("medical_leave_notice_days", 0)),
        also_away=[_colleague(away, of=person) for away in row["away"]],
        away_limit=int(numbers.get("medical_away_limit", 0)),
        lead=f"{row['lead']['title']} {row['lead']['surname']}".strip() if row["lead"] else "",
    )


# What is read of a colleague's absence, by the name it goes by here.
_AWAY = {
    "first": "first_date",
    "last": "last_date",
    "first_part": "first_part",
    "last_part": "last_part",
    "title": "person__title",
    "known_as": "person__known_as",
    "forenames": "person__forenames",
    "surname": "person__surname",
    "code": "person__consultant_code",
}


def _colleague(row: dict[str, Any], *, of: Person) -> AwayColleague:
    first, last = (row[end] and date.fromisoformat(row[end]) for end in ("first", "last"))
    days = AwayDays(first, last, row["first_part"], row["last_part"])
    name = f"{row['title'] or row['known_as'] or row['forenames']} {row['surname']}"
    return AwayColleague(name, days, is_same_grade=bool(row["code"]) == bool(of.consultant_code))


def away_colleague(absence: Absence, *, of: Person) -> AwayColleague:
    """A colleague's absence (with the person) beside somebody's own."""
    days = AwayDays(absence.first_date, absence.last_date, absence.first_part, absence.last_part)  # type: ignore[arg-type]
    same = bool(absence.person.consultant_code) == bool(of.consultant_code)
    return AwayColleague(absence.person.display_name, days, is_same_grade=same)


_MEDICAL_FIELDS = frozenset({"notice_days", "notice_needed", "also_away", "away_limit", "lead"})
