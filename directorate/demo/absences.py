"""Two years of the demo's absences, and what is booked ahead: leave, sickness, maternity, study."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from directorate.core.domain.access import Role
from directorate.core.domain.calendar import WorkingCalendar, add_working_days, england_and_wales
from directorate.core.models import BankHoliday, Person, RoleGrant, User
from directorate.core.models.people import StaffGroup
from directorate.demo.people import Staff
from staffing.domain.esr_entries import ESR_KINDS
from staffing.models import Absence, AbsenceKind, AbsenceSource, ReturnToWork, SicknessDetail, SourceName

DAYS_BACK = 730
DAYS_AHEAD = 150
# calendar days a spell of sickness lasts, and how often
SICKNESS_LENGTHS = (((1, 3), 0.58), ((4, 7), 0.22), ((8, 27), 0.13), ((28, 120), 0.07))
REASONS = (("S13", 0.34), ("S25", 0.22), ("S10", 0.16), ("S16", 0.10), ("S12", 0.10), ("S99", 0.08))
LEAVE_BLOCKS = (5, 5, 5, 3, 2, 1, 1)  # working days at a time, a leave year
MATERNITY_DAYS = 273
RETURN_HELD_SHARE = 0.8


@dataclass(frozen=True)
class Spell:
    """One absence before it is a row; no last day means still away."""

    kind: AbsenceKind
    first: date
    last: date | None
    state: str = "approved"


@dataclass
class _Diary:
    """One person's spells, none overlapping."""

    spells: list[Spell] = field(default_factory=list)
    taken: set[date] = field(default_factory=set)

    def add(self, spell: Spell, *, horizon: date) -> None:
        """Enter a spell unless something stands there already; an open one blocks everything to the horizon."""
        days = set(_days(spell.first, last=spell.last or horizon))
        if days & self.taken:
            return
        self.taken |= days
        self.spells.append(spell)


def _days(first: date, *, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def create_absences(*, random: Random, staff: Staff, today: date, by: User) -> None:
    """Make everybody's absences; charging and balances are the staffing app's own work afterwards."""
    calendar = england_and_wales(
        BankHoliday.objects.values_list("date", flat=True),
        first=today - timedelta(days=2 * DAYS_BACK),
        last=today + timedelta(days=2 * DAYS_AHEAD),
    )
    on_maternity = set(random.sample([p.pk for p in staff.clerical if p.grade in {"Band 3", "Band 4"}], 3))
    sick_now = set(random.sample([p.pk for p in [*staff.clerical, *staff.doctors] if p.pk not in on_maternity], 5))
    users = {Role(grant.role): grant.user for grant in RoleGrant.objects.select_related("user")}
    rows: list[Absence] = []
    for person in (*staff.clerical, *staff.doctors):
        diary = _Diary()
        if person.pk in on_maternity:
            _add_maternity(diary, random=random, today=today)
        if person.pk in sick_now:
            first = today - timedelta(days=random.choice((0, 1, 3, 9, 40)))
            diary.add(Spell(AbsenceKind.SICKNESS, first, None), horizon=today + timedelta(days=2 * DAYS_AHEAD))
        _add_sickness(diary, random=random, person=person, today=today)
        _add_leave(diary, random=random, person=person, today=today)
        asker = users[Role.ROTA_COORDINATOR if person.staff_group == StaffGroup.MEDICAL else Role.TEAM_LEADER]
        spells = sorted(diary.spells, key=lambda spell: spell.first)
        rows += (_row(person, spell=spell, asked_by=asker, decided_by=by, today=today) for spell in spells)
    Absence.objects.bulk_create(rows)
    _create_sickness_records(rows, random=random, today=today, by=by, calendar=calendar)


def _add_maternity(diary: _Diary, *, random: Random, today: date) -> None:
    first = today + timedelta(days=random.choice((-200, -90, 17)))
    diary.add(
        Spell(AbsenceKind.MATERNITY, first, first + timedelta(days=MATERNITY_DAYS)), horizon=today + timedelta(days=600)
    )


def _add_sickness(diary: _Diary, *, random: Random, person: Person, today: date) -> None:
    yearly = 2.4 if person.staff_group == StaffGroup.ADMIN_AND_CLERICAL else 0.6
    for _ in range(sum(random.random() < yearly / 4 for _ in range(8))):
        (shortest, longest), _ = random.choices(SICKNESS_LENGTHS, [share for _, share in SICKNESS_LENGTHS])[0]
        first = today - timedelta(days=random.randint(2, DAYS_BACK))
        last = first + timedelta(days=random.randint(shortest, longest) - 1)
        if last < today and person.start_date and first >= person.start_date:
            diary.add(Spell(AbsenceKind.SICKNESS, first, last), horizon=today)


def _add_leave(diary: _Diary, *, random: Random, person: Person, today: date) -> None:
    kinds = [AbsenceKind.ANNUAL_LEAVE] * 9 + [AbsenceKind.STUDY]
    begin = today - timedelta(days=DAYS_BACK)
    for year in range(3):
        for length in LEAVE_BLOCKS:
            monday = begin + timedelta(days=365 * year + random.randint(0, 364))
            monday -= timedelta(days=monday.weekday())
            if monday > today + timedelta(days=DAYS_AHEAD) or (person.start_date and monday < person.start_date):
                continue
            first = monday + timedelta(days=0 if length == 5 else random.randint(0, 5 - length))
            kind = random.choice(kinds) if person.staff_group == StaffGroup.MEDICAL else AbsenceKind.ANNUAL_LEAVE
            asked = first > today + timedelta(days=10) and random.random() < 0.12
            spell = Spell(kind, first, first + timedelta(days=length - 1), "requested" if asked else "approved")
            diary.add(spell, horizon=today)


def _row(person: Person, *, spell: Spell, asked_by: User, decided_by: User, today: date) -> Absence:
    planned = spell.kind != AbsenceKind.SICKNESS
    asked_on = min(spell.first - timedelta(days=30 if planned else 0), today - timedelta(days=1 if planned else 0))
    asked_at = datetime.combine(asked_on, time(8, 40), UTC)
    decided = spell.state == "approved"
    return Absence(
        person=person,
        kind=spell.kind,
        first_date=spell.first,
        last_date=spell.last,
        state=spell.state,
        requested_by=asked_by,
        requested_at=asked_at,
        decided_by=decided_by if decided else None,
        decided_at=asked_at if decided else None,
    )


def _create_sickness_records(
    rows: Iterable[Absence], *, random: Random, today: date, by: User, calendar: WorkingCalendar
) -> None:
    rows = list(rows)
    sick = [row for row in rows if row.kind == AbsenceKind.SICKNESS]
    SicknessDetail.objects.bulk_create(
        SicknessDetail(
            absence=row,
            reason_code=random.choices([code for code, _ in REASONS], [share for _, share in REASONS])[0],
            recorded_by=by,
            recorded_at=row.requested_at,
        )
        for row in sick
    )
    AbsenceSource.objects.bulk_create(
        AbsenceSource(
            absence=row,
            source=SourceName.ESR,
            source_key=f"{row.person.staff_number} {row.first_date}",
            first_date=row.first_date,
            last_date=row.last_date,
            data_as_at_date=today - timedelta(days=today.weekday() + 1),
            recorded_by=by,
            recorded_at=row.requested_at,
        )
        for row in rows
        if row.kind in ESR_KINDS and row.first_date < today - timedelta(days=12)
    )
    ReturnToWork.objects.bulk_create(
        meeting
        for row in sick
        if row.last_date and row.last_date >= today - timedelta(days=364)
        if (meeting := _meeting(row, random=random, today=today, by=by, calendar=calendar))
    )


def _meeting(row: Absence, *, random: Random, today: date, by: User, calendar: WorkingCalendar) -> ReturnToWork | None:
    if row.last_date is None:
        return None
    returned = row.last_date + timedelta(days=1)
    due = add_working_days(returned, n=3, calendar=calendar)
    long_ago = due < today - timedelta(days=45)
    held = due if due < today and (long_ago or random.random() < RETURN_HELD_SHARE) else None
    return ReturnToWork(absence=row, due_date=due, held_date=held, held_by=by if held else None)
