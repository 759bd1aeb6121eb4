"""The demo's staff: 60 administrative and clerical people in seven teams, 45 doctors, an account for every role."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from django.contrib.auth.hashers import make_password
from psycopg.types.range import DateRange

from directorate.core.domain.access import Role
from directorate.core.models import Person, RoleGrant, SecretaryConsultant, Site, Specialty, Team, User
from directorate.core.models.people import StaffGroup
from directorate.demo.names import FORENAMES, SURNAMES

DEMO_PASSWORD = "worcester demo 2026"  # noqa: S105 printed by bin/run; demo accounts cannot sign in outside demo mode
DEMO_DOMAIN = "demo.invalid"

# team, specialty, site, people
TEAMS = (
    ("ENT secretaries", "ent", "RWP50", 11),
    ("ENT reception and booking", "ent", "RWP50", 8),
    ("OMFS secretaries", "omfs", "RWP50", 9),
    ("OMFS reception and booking", "omfs", "RWP01", 7),
    ("Dermatology secretaries", "dermatology", "RWP31", 12),
    ("Dermatology reception and booking", "dermatology", "RWP31", 8),
    ("Directorate office", "ent", "RWP50", 5),
)
JOBS = {
    "secretaries": (("Medical secretary", "Band 4"), ("Medical secretary", "Band 4"), ("Audio typist", "Band 3")),
    "reception and booking": (
        ("Booking clerk", "Band 3"),
        ("Receptionist", "Band 2"),
        ("Waiting list clerk", "Band 3"),
    ),
    "office": (
        ("Directorate manager", "Band 8b"),
        ("Assistant directorate manager", "Band 7"),
        ("Specialty manager", "Band 7"),
        ("Rota coordinator", "Band 5"),
        ("Data clerk", "Band 3"),
    ),
}
# grade, title, how many in ENT, OMFS, Dermatology
DOCTORS = (
    ("Consultant", "", (7, 5, 7)),
    ("Specialty doctor", "Dr", (2, 2, 3)),
    ("Specialty registrar", "Dr", (4, 3, 3)),
    ("Resident doctor", "Dr", (3, 3, 3)),
)
# role, forename, surname, team (of those above) or None for a doctor
ACCOUNTS = (
    (Role.DIRECTORATE_MANAGER, "Chris", "Adams", "Directorate office"),
    (Role.ASSISTANT_MANAGER, "Sam", "Sharp", "Directorate office"),
    (Role.SPECIALTY_MANAGER, "Erin", "Vaughan", "Directorate office"),
    (Role.TEAM_LEADER, "Dawn", "Milward", "ENT secretaries"),
    (Role.SECRETARY, "Amira", "Aziz", "ENT secretaries"),
    (Role.SECRETARY, "Dana", "Dunmore", "Dermatology secretaries"),
    (Role.ROTA_COORDINATOR, "Rhys", "Meredith", "Directorate office"),
)
OUTSIDERS = (
    (Role.COMPLAINTS_HANDLER, "Una", "Clifton"),
    (Role.HUMAN_RESOURCES, "Bola", "Bankole"),
    (Role.FINANCE, "Fay", "Galton"),
    (Role.AUDITOR, "Otis", "Pershore"),
    (Role.ADMINISTRATOR, "Ada", "Witley"),
)


@dataclass(frozen=True)
class Staff:
    """Everybody made, for the other parts of the demo."""

    clerical: tuple[Person, ...]
    doctors: tuple[Person, ...]
    users: tuple[User, ...]


class _Names:
    """Hands out full names, each once."""

    def __init__(self, *, random: Random) -> None:
        self.random = random
        self.used: set[tuple[str, str]] = set()

    def take(self) -> tuple[str, str]:
        """A forename and surname nobody has yet."""
        while True:
            name = self.random.choice(FORENAMES), self.random.choice(SURNAMES)
            if name not in self.used:
                self.used.add(name)
                return name


def create_staff(*, random: Random, today: date, by: User) -> Staff:
    """Make teams, people and accounts; nothing may be there yet."""
    names = _Names(random=random)
    names.used |= {(forename, surname) for _, forename, surname, _ in ACCOUNTS}
    specialties = {specialty.code: specialty for specialty in Specialty.objects.all()}
    teams = _create_teams(specialties=specialties)
    clerical = _create_clerical(random=random, names=names, teams=teams, today=today)
    doctors = _create_doctors(random=random, names=names, specialties=specialties, today=today)
    _share_consultants(clerical=clerical, doctors=doctors, start=today - timedelta(days=800))
    users = _create_accounts(clerical=clerical, doctors=doctors, specialties=specialties, today=today, by=by)
    return Staff(clerical=tuple(clerical), doctors=tuple(doctors), users=tuple(users))


def _create_teams(*, specialties: dict[str, Specialty]) -> dict[str, Team]:
    sites = {site.code: site for site in Site.objects.all()}
    return {
        name: Team.objects.create(name=name, specialty=specialties[specialty], site=sites[site])
        for name, specialty, site, _ in TEAMS
    }


def _start_date(*, random: Random, today: date) -> date:
    return today - timedelta(days=random.randint(200, 7000))


def _create_clerical(*, random: Random, names: _Names, teams: dict[str, Team], today: date) -> list[Person]:
    people: list[Person] = []
    for name, _, _, size in TEAMS:
        fixed = [(forename, surname) for _, forename, surname, team in ACCOUNTS if team == name]
        jobs = next(jobs for kind, jobs in JOBS.items() if name.endswith(kind))
        for place in range(size):
            forename, surname = fixed[place] if place < len(fixed) else names.take()
            job, grade = jobs[place % len(jobs)]
            people.append(
                Person(
                    staff_number=f"{21_000_000 + 37 * len(people)}",
                    forenames=forename,
                    surname=surname,
                    staff_group=StaffGroup.ADMIN_AND_CLERICAL,
                    job_title=job,
                    grade=grade,
                    specialty=teams[name].specialty,
                    team=teams[name],
                    email=f"{forename}.{surname}@{DEMO_DOMAIN}".lower(),
                    start_date=_start_date(random=random, today=today),
                )
            )
    return Person.objects.bulk_create(people)


def _create_doctors(*, random: Random, names: _Names, specialties: dict[str, Specialty], today: date) -> list[Person]:
    people: list[Person] = []
    for grade, title, sizes in DOCTORS:
        for code, size in zip(("ent", "omfs", "dermatology"), sizes, strict=True):
            for place in range(size):
                forename, surname = names.take()
                is_consultant = grade == "Consultant"
                surgeon_title = random.choice(("Mr", "Miss", "Ms")) if code != "dermatology" else "Dr"
                people.append(
                    Person(
                        staff_number=f"{22_000_000 + 41 * len(people)}",
                        forenames=forename,
                        surname=surname,
                        title=title or surgeon_title,
                        staff_group=StaffGroup.MEDICAL,
                        job_title=f"{specialties[code].name} {grade.lower()}",
                        grade=grade,
                        specialty=specialties[code],
                        consultant_code=f"C9{700_000 + 11 * len(people)}" if is_consultant else None,
                        is_clinical_lead=is_consultant and place == 0,
                        email=f"{forename}.{surname}@{DEMO_DOMAIN}".lower(),
                        start_date=_start_date(random=random, today=today),
                    )
                )
    return Person.objects.bulk_create(people)


def _share_consultants(*, clerical: list[Person], doctors: list[Person], start: date) -> None:
    rows = []
    for code in ("ent", "omfs", "dermatology"):
        secretaries = [p for p in clerical if p.job_title == "Medical secretary" and p.specialty.code == code]
        consultants = [d for d in doctors if d.consultant_code and d.specialty.code == code]
        for place, consultant in enumerate(consultants):
            # the first two consultants work with the first secretary, the next two with the second, and so on
            secretary = secretaries[(place // 2) % len(secretaries)]
            rows.append(SecretaryConsultant(secretary=secretary, consultant=consultant, valid=DateRange(start, None)))
    SecretaryConsultant.objects.bulk_create(rows)


def _create_accounts(
    *, clerical: list[Person], doctors: list[Person], specialties: dict[str, Specialty], today: date, by: User
) -> list[User]:
    password = make_password(DEMO_PASSWORD)
    person_of = {(p.forenames, p.surname): p for p in clerical}
    wanted: list[tuple[Role, str, Person | None]] = [
        (role, f"{forename} {surname}", person_of[forename, surname]) for role, forename, surname, _ in ACCOUNTS
    ]
    lead = next(d for d in doctors if d.is_clinical_lead and d.specialty.code == "ent")
    resident = next(d for d in doctors if d.grade == "Resident doctor" and d.specialty.code == "ent")
    wanted += [(Role.CONSULTANT, str(lead), lead), (Role.RESIDENT, str(resident), resident)]
    wanted += [(role, f"{forename} {surname}", None) for role, forename, surname in OUTSIDERS]
    return [
        _account(role=role, name=name, person=person, password=password, specialties=specialties, today=today, by=by)
        for role, name, person in wanted
    ]


def _account(
    *,
    role: Role,
    name: str,
    person: Person | None,
    password: str,
    specialties: dict[str, Specialty],
    today: date,
    by: User,
) -> User:
    local_part = f"{person.forenames}.{person.surname}" if person else name.replace(" ", ".")
    user = User.objects.create(
        email=f"{local_part}@{DEMO_DOMAIN}".lower(), name=name, person=person, password=password, is_demo=True
    )
    grant = RoleGrant.objects.create(
        user=user,
        role=role,
        may_log_for_team=role in {Role.TEAM_LEADER, Role.SECRETARY},
        valid=DateRange(today - timedelta(days=730), None),
        granted_by=by,
    )
    everywhere = role is Role.SPECIALTY_MANAGER
    grant.specialties.set(specialties.values() if everywhere else [person.specialty] if person else [])
    if person and person.team:
        grant.teams.set([person.team])
        if role is Role.TEAM_LEADER:
            Team.objects.filter(pk=person.team.pk).update(leader=person)
    return user
