"""The demo's complaints: about 25 open ones with statements to come, late and received, and 60 closed before them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from complaints.actions.steps import add_history
from complaints.facts.clocks import Timing, timing_on
from complaints.facts.drafts import clinical_leads
from complaints.facts.entries import Step, midday_of
from complaints.models import Case, CaseStep, Channel, Draft, Finding, Kind, Note, NoteKind, Point, StatementRequest
from directorate.core import clock
from directorate.core.domain.access import Role
from directorate.core.domain.calendar import add_working_days
from directorate.core.models import Person, Site, Specialty, User
from directorate.demo.names import SURNAMES

OPEN, CLOSED = 25, 60
SHARE_OF_SPECIALTY = (("ent", "ENT", 0.42), ("omfs", "OMFS", 0.24), ("dermatology", "DERM", 0.34))
KINDS = ((Kind.FORMAL, 0.74), (Kind.PALS, 0.18), (Kind.MP, 0.08))
RELATIONS = (
    "the patient",
    "the patient",
    "daughter of the patient",
    "son of the patient",
    "wife of the patient",
    "mother of the patient",
)
SUBJECTS = (
    "The wait for the operation",
    "The operation was cancelled on the day",
    "Attitude at the desk",
    "Nobody rang back",
    "Results came late",
    "The letter went to a wrong address",
    "The plan was not explained",
    "Parking and the walk to the clinic",
    "Pain after the procedure was not taken seriously",
    "The appointment was moved three times",
)
DRAFT_AFTER, ACKNOWLEDGED_AFTER = 15, (1, 2, 2, 3)


@dataclass(frozen=True)
class _World:
    """What every case is made from."""

    random: Random
    timing: Timing
    sam: User
    staff: dict[str, list[Person]]
    sites: list[Site]

    def after(self, day: date, *, days: int) -> date:
        """So many working days after a day."""
        return add_working_days(day, n=days, calendar=self.timing.calendar)


def create_complaints(*, random: Random, today: date) -> None:
    """Make the closed cases, oldest first, then the open ones."""
    world = _World(
        random=random,
        timing=timing_on(today),
        sam=User.objects.get(is_demo=True, grants__role=Role.ASSISTANT_MANAGER),
        staff={code: _answerers(code, today=today) for code, _, _ in SHARE_OF_SPECIALTY},
        sites=list(Site.objects.order_by("code")),
    )
    ages = sorted((random.randint(60, 400) for _ in range(CLOSED)), reverse=True)
    for age in ages:
        _closed(world, received=today - timedelta(days=age))
    for age in sorted((random.randint(1, 40) for _ in range(OPEN)), reverse=True):
        _open(world, received=today - timedelta(days=age), today=today)


def _answerers(code: str, *, today: date) -> list[Person]:
    people = Person.objects.employed_on(today).filter(specialty__code=code)
    doctors = people.filter(grade="Consultant").order_by("pk")
    clerks = people.filter(staff_group="ac").order_by("pk")[:4]
    return [*doctors, *clerks]


def _weighed(random: Random, choices: tuple[tuple[str, float], ...]) -> str:
    return random.choices([value for value, _ in choices], weights=[share for _, share in choices])[0]


def _case(world: _World, *, received: date) -> Case:
    random = world.random
    code = _weighed(random, tuple((code, share) for code, _, share in SHARE_OF_SPECIALTY))
    letters = next(letters for found, letters, _ in SHARE_OF_SPECIALTY if found == code)
    specialty = Specialty.objects.get(code=code)
    number = Case.objects.filter(specialty=specialty, reference_year=received.year).count() + 1
    kind = _weighed(random, KINDS)
    at = datetime.combine(received, time(9, 30), tzinfo=clock.LONDON)
    case = Case.objects.create(
        reference=f"{letters}/{received.year % 100:02}/{number:03}",
        reference_year=received.year,
        reference_number=number,
        datix_ref=f"W-{20_000 + Case.objects.count()}",
        kind=kind,
        channel=random.choice((Channel.ELECTRONIC, Channel.ELECTRONIC, Channel.WRITTEN)),
        specialty=specialty,
        site=random.choice(world.sites),
        received_at=midday_of(received),
        draft_wanted_date=world.after(received, days=DRAFT_AFTER),
        complainant_name=f"{random.choice(('Mr', 'Mrs', 'Ms'))} {random.choice(SURNAMES)}",
        complainant_relation=random.choice(RELATIONS),
        patient_number=f"W{random.randint(1_000_000, 9_999_999)}",
        timescale_working_days=world.timing.timescale(kind),
        lead=world.sam,
        created_by=world.sam,
        created_at=at,
    )
    CaseStep.objects.create(case=case, number=1, type="log", on_date=received, recorded_by=world.sam, recorded_at=at)
    texts = random.sample(SUBJECTS, random.randint(1, 4))
    Point.objects.bulk_create(Point(case=case, number=place, text=text) for place, text in enumerate(texts, start=1))
    return case


def _ask(world: _World, point: Point, *, asked: date) -> StatementRequest:
    person = world.random.choice(world.staff[point.case.specialty.code])
    return StatementRequest(
        point=point, person=person, asked_date=asked, due_date=world.after(asked, days=8), asked_by=world.sam
    )


def _closed(world: _World, *, received: date) -> None:
    case, random = _case(world, received=received), world.random
    asked = world.after(received, days=1)
    points = list(case.points.order_by("number"))
    for point in points:
        point.finding = random.choice((Finding.UPHELD, Finding.PARTLY_UPHELD, Finding.NOT_UPHELD))
        point.save(update_fields=["finding"])
        request = _ask(world, point, asked=asked)
        request.received_date, request.received_by = world.after(asked, days=random.randint(3, 11)), world.sam
        request.save()
    days = case.timescale_working_days or 25
    sent = world.after(received, days=days + random.choice((-4, -2, -1, 0, 0, 3, 9)))
    draft = world.after(received, days=min(DRAFT_AFTER, days - 5) if days > 6 else 4)
    steps = [
        Step("acknowledge", world.after(received, days=random.choice(ACKNOWLEDGED_AFTER))),
        Step("submit_for_check", draft),
        Step("send_response", min(sent, world.timing.today)),
        Step("close", min(world.after(sent, days=2), world.timing.today)),
    ]
    add_history(case, steps, by=world.sam)


def _draft(world: _World, *, case: Case, today: date) -> None:
    """A draft of the response; every other one is being checked."""
    add_history(case, [Step("start_draft", today, is_outside=False)], by=world.sam)
    now = clock.now()
    lead = clinical_leads(case, on=today).first() if case.reference_number and case.reference_number % 2 else None
    sent = {"sent_at": now, "sent_by": world.sam, "clinical_checker": lead} if lead else {}
    answers = "\n\n".join(
        f"{point.number}. {point.text}\nI am sorry for this." for point in case.points.order_by("number")
    )
    body = f"Dear {case.complainant_name}\n\nThank you for your letter.\n\n{answers}\n\nYours sincerely"
    Draft.objects.create(case=case, version=1, body=body, created_by=world.sam, created_at=now, **sent)


def _open(world: _World, *, received: date, today: date) -> None:
    case, random = _case(world, received=received), world.random
    acknowledged = world.after(received, days=random.choice(ACKNOWLEDGED_AFTER))
    if acknowledged <= today:
        add_history(case, [Step("acknowledge", acknowledged)], by=world.sam)
    asked = world.after(received, days=1)
    if asked > today:
        return
    requests = [_ask(world, point, asked=asked) for point in case.points.order_by("number")]
    for request in requests:
        came = world.after(asked, days=random.randint(3, 14))
        if came <= today and random.random() < 0.75:
            request.received_date, request.received_by = came, world.sam
        request.save()
    if acknowledged <= today and all(request.received_date for request in requests) and random.random() < 0.6:
        _draft(world, case=case, today=today)
    if random.random() < 0.5:
        Note.objects.create(
            case=case,
            kind=NoteKind.CALL,
            text="Rang to say that we have the letter and who looks into it",
            created_by=world.sam,
            created_at=datetime.combine(asked, time(11, 5), tzinfo=clock.LONDON),
        )
