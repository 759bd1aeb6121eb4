"""The demo's posts, assignments, working patterns and minimum cover."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from psycopg.types.range import DateRange

from directorate.core.models import Person, Specialty, Team
from directorate.core.models.people import StaffGroup
from directorate.demo.people import Staff
from staffing.models import Assignment, Half, MinimumCover, Post, PostFunding, WorkPattern

# whole-time equivalent, and the minutes of the mornings and afternoons of a week
FULL_TIME = ([225] * 5 + [0, 0], [225] * 5 + [0, 0])
PATTERNS = {
    Decimal("1.0"): FULL_TIME,
    Decimal("0.8"): ([225, 225, 225, 225, 0, 0, 0], [225, 225, 225, 225, 0, 0, 0]),
    Decimal("0.6"): ([225, 225, 225, 0, 0, 0, 0], [225, 225, 225, 0, 0, 0, 0]),
    Decimal("0.5"): ([225, 225, 225, 0, 0, 0, 0], [225, 225, 0, 0, 0, 0, 0]),
}
SHARES = (0.56, 0.18, 0.16, 0.10)
DOCTORS_WEEK = ([240] * 5 + [0, 0], [240] * 5 + [0, 0])
VACANT_POSTS = (("ent", "Medical secretary", "4"), ("omfs", "Booking clerk", "3"), ("dermatology", "Receptionist", "2"),
                ("dermatology", "Medical secretary", "4"), ("omfs", "Medical secretary", "4"))  # fmt: skip
COVER_SHARE = 0.45


def create_establishment(*, random: Random, staff: Staff, today: date) -> None:
    """Give everybody an assignment and a pattern, every clerical person a funded post, every team a minimum."""
    fte_of = {
        person.pk: random.choices(list(PATTERNS), SHARES)[0] if not _is_full_time(person) else Decimal("1.0")
        for person in staff.clerical
    }
    posts = _create_posts(staff=staff, fte_of=fte_of, since=today - timedelta(days=1500))
    everybody = [*staff.clerical, *staff.doctors]
    Assignment.objects.bulk_create(
        Assignment(
            person=person,
            assignment_no=person.staff_number or "",
            post=posts.get(person.pk),
            contract_type="substantive" if person.grade != "Resident doctor" else "fixed_term",
            fte=fte_of.get(person.pk, Decimal(1)),
            weekly_minutes=int(2250 * fte_of.get(person.pk, Decimal(1))) if person.pk in posts else 2400,
            valid=DateRange(person.start_date, None),
        )
        for person in everybody
    )
    WorkPattern.objects.bulk_create(_pattern(person, fte=fte_of.get(person.pk)) for person in everybody)
    _create_minimum_cover(since=today - timedelta(days=730))


def _is_full_time(person: Person) -> bool:
    return person.job_title.startswith(("Directorate", "Rota"))


def _create_posts(*, staff: Staff, fte_of: dict[int, Decimal], since: date) -> dict[int, Post]:
    specialties = {specialty.code: specialty for specialty in Specialty.objects.all()}
    filled = [
        Post(
            position_no=f"{31_000_000 + place}",
            title=person.job_title,
            specialty=person.specialty,
            band=person.grade.removeprefix("Band "),
        )
        for place, person in enumerate(staff.clerical)
    ]
    vacant = [
        Post(position_no=f"{31_500_000 + place}", title=title, specialty=specialties[code], band=band)
        for place, (code, title, band) in enumerate(VACANT_POSTS)
    ]
    Post.objects.bulk_create([*filled, *vacant])
    wte = [*(fte_of[person.pk] for person in staff.clerical), *([Decimal(1)] * len(vacant))]
    PostFunding.objects.bulk_create(
        PostFunding(post=post, valid=DateRange(since, None), wte=funded)
        for post, funded in zip([*filled, *vacant], wte, strict=True)
    )
    return {person.pk: post for person, post in zip(staff.clerical, filled, strict=True)}


def _pattern(person: Person, *, fte: Decimal | None) -> WorkPattern:
    mornings, afternoons = DOCTORS_WEEK if person.staff_group == StaffGroup.MEDICAL else PATTERNS[fte or Decimal("1.0")]
    return WorkPattern(
        person=person,
        assignment_no=person.staff_number or "",
        valid=DateRange(person.start_date, None),
        cycle_weeks=1,
        cycle_start=date(2000, 1, 3),
        am_minutes=mornings,
        pm_minutes=afternoons,
    )


def _create_minimum_cover(*, since: date) -> None:
    teams: Sequence[Team] = list(Team.objects.all())
    sizes = {team.pk: team.person_set.count() for team in teams}
    MinimumCover.objects.bulk_create(
        MinimumCover(
            team=team,
            weekday=weekday,
            half=half,
            minimum=int(sizes[team.pk] * COVER_SHARE),
            valid=DateRange(since, None),
        )
        for team in teams
        for weekday in range(5)
        for half in (Half.AM, Half.PM)
    )
