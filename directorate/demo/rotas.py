"""The demo's rotas: sessions of a week, who is on call, and the gaps that leave makes, relative to today."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from psycopg.types.range import DateRange, TimestamptzRange

from directorate.core import clock
from directorate.core.domain.access import Role
from directorate.core.domain.calendar import LONDON
from directorate.core.models import Person, Site, Specialty, User
from rotas.actions.week_sheets import publish_week
from rotas.models import (
    ActivityTemplate,
    Desk,
    DeskAddress,
    Duty,
    DutyKind,
    DutyType,
    Gap,
    GapCause,
    Rota,
    RuleSet,
    Session,
    Tier,
)
from staffing.models import Absence

WEEKS_BACK, WEEKS_AHEAD = 2, 8
EVERY_WEEK = [1, 2, 3, 4, 5]
# code, name, kind, start, end, work minutes, call-outs
DUTY_TYPES = (
    ("L", "Long day", DutyKind.SHIFT, time(8), time(20, 30), None, None),
    ("Z", "On call from home", DutyKind.NON_RESIDENT_ON_CALL, time(17), time(8), 120, 2),
    ("ZW", "On call from home, weekend", DutyKind.NON_RESIDENT_ON_CALL, time(8), time(8), 180, 3),
)
# name, specialty, tier, rules, weekday duty, weekend duty, bleep, grades, specialties the doctors come from
ROTAS = (
    ("ENT and OMFS 1st on call", "ent", Tier.FIRST, RuleSet.RESIDENT, "L", "L", "bleep 271", "Resident", ("ent", "omfs")),
    ("ENT 2nd on call", "ent", Tier.SECOND, RuleSet.RESIDENT, "Z", "ZW", "bleep 274", "Specialty", ("ent",)),
    ("ENT consultant on call", "ent", Tier.CONSULTANT, RuleSet.REGULATIONS, "Z", "ZW", "switchboard", "Consultant", ("ent",)),
    ("OMFS 2nd on call", "omfs", Tier.SECOND, RuleSet.RESIDENT, "Z", "ZW", "bleep 281", "Specialty", ("omfs",)),
    ("OMFS consultant on call", "omfs", Tier.CONSULTANT, RuleSet.REGULATIONS, "Z", "ZW", "switchboard", "Consultant", ("omfs",)),
)  # fmt: skip
# sessions of a consultant from Monday morning to Friday afternoon; the next consultant begins one later
SURGICAL_WEEK = (
    "Clinic", "Theatre", "Theatre", "SPA", "Clinic", "Ward round", "Clinic", "Admin", "Theatre", "MDT",
)  # fmt: skip
MEDICAL_WEEK = (
    "Clinic", "2WW clinic", "Minor ops", "SPA", "Clinic", "Clinic", "MDT", "Admin", "Minor ops", "Clinic",
)  # fmt: skip
TRAINEE_WEEK = ("Ward", "Clinic", "Theatre", "Ward", "Clinic", "Ward", "Theatre", "Clinic", "Ward", "Teaching")


@dataclass(frozen=True)
class _Spell:
    """An approved absence and why a duty in it would be a gap."""

    first: date
    last: date
    cause: GapCause


def create_rotas(*, doctors: Sequence[Person], today: date, by: User) -> None:
    """Make duty types, rotas, sessions, duties and gaps; nothing may be there yet."""
    sites = {site.code: site for site in Site.objects.all()}
    _create_sessions(doctors, sites=sites, today=today)
    types = {row[0]: _duty_type(row) for row in DUTY_TYPES}
    away = _away(doctors, today=today)
    desks = ((Desk.SWITCHBOARD, "switchboard"), (Desk.BANK_OFFICE, "temporary.staffing"), (Desk.FINANCE, "finance"))
    for desk, name in desks:
        DeskAddress.objects.create(desk=desk, address=f"{name}@demo.invalid", added_at=clock.now(), added_by=by)
    for row in ROTAS:
        _create_rota(row, doctors=doctors, types=types, away=away, site=sites["RWP50"], today=today, by=by)


def publish_weeks(*, today: date) -> None:
    """Publish this week of the surgical specialties, as the rota coordinator did on Thursday."""
    by = User.objects.get(is_demo=True, grants__role=Role.ROTA_COORDINATOR)
    for specialty in Specialty.objects.filter(code__in=("ent", "omfs")):
        publish_week(specialty, monday=today - timedelta(days=today.weekday()), by=by)


def _duty_type(row: tuple[str, str, DutyKind, time, time, int | None, int | None]) -> DutyType:
    code, name, kind, start, end, work, episodes = row
    return DutyType.objects.create(
        code=code, name=name, kind=kind, start_time=start, end_time=end, work_minutes=work, episodes=episodes
    )


def _create_sessions(doctors: Sequence[Person], *, sites: dict[str, Site], today: date) -> None:
    since = DateRange(today - timedelta(days=365), None)
    places = [sites[code] for code in ("RWP50", "RWP01", "RWP31") if code in sites]
    rows = []
    for number, doctor in enumerate(doctors):
        for slot, (weekday, session) in enumerate(_half_days()):
            rows.append(
                ActivityTemplate(
                    person=doctor,
                    weekday=weekday,
                    session=session,
                    weeks_of_month=[1, 3, 5] if slot % 7 == 6 else EVERY_WEEK,
                    activity=_week_of(doctor)[(slot + 3 * number) % 10],
                    site=places[(number + weekday) % len(places)],
                    valid=since,
                )
            )
    ActivityTemplate.objects.bulk_create(rows)


def _half_days() -> Iterator[tuple[int, Session]]:
    return ((weekday, session) for weekday in range(1, 6) for session in (Session.AM, Session.PM))


def _week_of(doctor: Person) -> Sequence[str]:
    if not doctor.consultant_code:
        return TRAINEE_WEEK
    return MEDICAL_WEEK if doctor.specialty.code == "dermatology" else SURGICAL_WEEK


def _away(doctors: Sequence[Person], *, today: date) -> dict[int, list[_Spell]]:
    found: dict[int, list[_Spell]] = {}
    first, last = today - timedelta(weeks=WEEKS_BACK + 1), today + timedelta(weeks=WEEKS_AHEAD + 1)
    for absence in Absence.objects.approved().touching(first=first, last=last).filter(person__in=doctors):
        cause = GapCause.SICK if absence.kind == "sickness" else GapCause.LEAVE
        spell = _Spell(absence.first_date, absence.last_date or last, cause)
        found.setdefault(absence.person_id, []).append(spell)
    return found


Row = tuple[str, str, Tier, RuleSet, str, str, str, str, tuple[str, ...]]


def _create_rota(
    row: Row,
    *,
    doctors: Sequence[Person],
    types: dict[str, DutyType],
    away: dict[int, list[_Spell]],
    site: Site,
    today: date,
    by: User,
) -> None:
    name, specialty, tier, rules, weekday_code, weekend_code, bleep, grade, sources = row
    rota = Rota.objects.create(
        name=name, specialty=Specialty.objects.get(code=specialty), tier=tier, rule_set=rules, bleep=bleep
    )
    members = [d for d in doctors if d.grade.startswith(grade) and d.specialty.code in sources]
    first = today - timedelta(days=today.weekday()) - timedelta(weeks=WEEKS_BACK)
    duties, causes = [], []
    for number in range(7 * (WEEKS_BACK + 1 + WEEKS_AHEAD)):
        day = first + timedelta(days=number)
        kind = types[weekend_code if day.weekday() > 4 else weekday_code]
        person, cause = _who(members, number=number, day=day, today=today, away=away)
        duties.append(_duty(rota, kind=kind, person=person, day=day, site=site))
        causes.append(cause)
    rows = Duty.objects.bulk_create(duties)
    seen_at = datetime.combine(today - timedelta(days=1), time(7, 20), UTC)
    Gap.objects.bulk_create(
        Gap(duty=duty, cause=cause, opened_at=seen_at, opened_by=by)
        for duty, cause in zip(rows, causes, strict=True)
        if cause
    )


def _who(
    members: Sequence[Person], *, number: int, day: date, today: date, away: dict[int, list[_Spell]]
) -> tuple[Person | None, GapCause | None]:
    """The next doctor in turn; ahead of today, one who is away leaves a gap; until today another did it."""
    for turn in range(len(members)):
        person = members[(number + turn) % len(members)]
        spell = next((s for s in away.get(person.pk, ()) if s.first <= day + timedelta(days=1) and day <= s.last), None)
        if spell is None:
            return person, None
        if day >= today and day <= today + timedelta(days=10):
            return None, spell.cause
    return None, GapCause.VACANCY


def _duty(rota: Rota, *, kind: DutyType, person: Person | None, day: date, site: Site) -> Duty:
    start = datetime.combine(day, kind.start_time, LONDON)
    next_day = day + timedelta(days=kind.end_time <= kind.start_time)
    return Duty(
        rota=rota,
        duty_type=kind,
        kind=kind.kind,
        person=person,
        during=TimestamptzRange(start, datetime.combine(next_day, kind.end_time, LONDON)),
        site=site,
        work_minutes=kind.work_minutes,
        episodes=kind.episodes,
    )
