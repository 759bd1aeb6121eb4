"""Cover now: who can take a gap within the rules, with what margin, and why the others cannot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from directorate.core.domain.calendar import LONDON
from directorate.core.models import Person, User
from directorate.core.models.people import StaffGroup
from rotas.domain.cover import CoverVerdict, judge_cover, margin_words
from rotas.domain.duties import Duty as EngineDuty
from rotas.domain.week_sheet import CONSULTANTS, MIDDLE, RESIDENTS, group_of
from rotas.facts.working_time import WorkingTime, engine_duty, terms_of, working_time
from rotas.models import CoverOffer, Duty, Gap, Tier
from staffing.querysets.scope import may_see_kind_of

GROUP_OF_TIER = {Tier.FIRST: RESIDENTS, Tier.SECOND: MIDDLE, Tier.CONSULTANT: CONSULTANTS}
RECENT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A doctor and the verdict; `last` is when this rota's last duty of theirs began.

    `asked` and `accepted` count the questions of the last 90 days about any gap. `gave_up` is why they gave up this very
    duty: nobody asks them for it, though it can be given back.
    """

    person: Person
    verdict: CoverVerdict
    last: datetime | None
    asked: int = 0
    accepted: int = 0
    gave_up: str = ""

    @property
    def can(self) -> bool:
        """Return whether they are asked."""
        return self.verdict.can and not self.gave_up

    @property
    def reasons(self) -> tuple[str, ...]:
        """Return why not, in words."""
        return ((f"gave it up: {self.gave_up}",) if self.gave_up else ()) + self.verdict.reasons

    @property
    def margins(self) -> str:
        """Return the margins in words."""
        return margin_words(self.verdict.margins)


@dataclass(frozen=True, slots=True)
class CoverChoice:
    """Everybody who might take a gap: those who can, the freest first, and those who cannot."""

    can: Sequence[Candidate]
    cannot: Sequence[Candidate]
    message: str


def cover_choice(gap: Gap, *, viewer: User, now: datetime) -> CoverChoice:
    """Return who can take the gap's duty; eight queries and those of the viewer's rights."""
    duty = gap.duty
    people = colleagues_for(duty)
    around = duty.during.lower.astimezone(LONDON).date()
    known = working_time([person.pk for person in people], around=around, without=[duty])
    last = _last_duties(duty, people=people)
    asked = _asked(people, since=now - RECENT)
    found = [
        Candidate(
            person=person,
            verdict=verdict_of(person, duty=duty, known=known[person.pk], viewer=viewer),
            gave_up=gap.get_cause_display().lower() if person.pk == gap.given_up_by_id else "",
            last=last.get(person.pk),
            asked=asked.get(person.pk, (0, 0))[0],
            accepted=asked.get(person.pk, (0, 0))[1],
        )
        for person in people
    ]
    return CoverChoice(
        can=sorted((item for item in found if item.can), key=_freest),
        cannot=[item for item in found if not item.can],
        message=message_of(duty),
    )


def colleagues_for(duty: Duty) -> list[Person]:
    """Return the doctors of the level that a duty needs, by name; one query."""
    return [person for person in _people(duty) if _group(person) == GROUP_OF_TIER[Tier(duty.rota.tier)]]


def _freest(item: Candidate) -> tuple[int, str]:
    return item.verdict.margins.fullest, item.person.surname


def _people(duty: Duty) -> QuerySet[Person]:
    """Doctors of the specialty, and of others who did this rota's duties in the last 90 days."""
    day = duty.during.lower.astimezone(LONDON).date()
    did = Duty.objects.standing().filter(rota=duty.rota, during__startswith__gte=duty.during.lower - RECENT)
    doctors = Person.objects.employed_on(day).filter(staff_group=StaffGroup.MEDICAL)
    return doctors.filter(Q(specialty=duty.rota.specialty) | Q(pk__in=did.values("person"))).in_name_order()


def _group(person: Person) -> str:
    return group_of(person.grade, is_consultant=bool(person.consultant_code))


def _last_duties(duty: Duty, *, people: Sequence[Person]) -> dict[int, datetime]:
    rows = Duty.objects.standing().filter(rota=duty.rota, person__in=people, during__endswith__lte=duty.during.lower)
    return {row.person_id: row.during.lower for row in rows.order_by("during") if row.person_id}


def _asked(people: Sequence[Person], *, since: datetime) -> dict[int, tuple[int, int]]:
    """Return how often each was asked and said yes."""
    rows = CoverOffer.objects.filter(person__in=people, asked_at__gte=since).values_list("person")
    counts = rows.annotate(asked=Count("gap", distinct=True), yes=Count("gap", distinct=True, filter=Q(answer="yes")))
    return {person: (asked, yes) for person, asked, yes in counts}


def verdict_of(person: Person, *, duty: Duty, known: WorkingTime, viewer: User) -> CoverVerdict:
    """Return whether one doctor can take a duty; of leave only what the viewer may see is said."""
    gap, around = engine_duty(duty), duty.during.lower.astimezone(LONDON).date()
    away = away_words(person, gap=gap, known=known, viewer=viewer)
    return judge_cover(known.duties, gap=gap, terms=terms_of(person, rota=duty.rota, around=around), is_away=away)


def away_words(person: Person, *, gap: EngineDuty, known: WorkingTime, viewer: User) -> str:
    """Return what is said of leave at the time of a duty, empty when there is none."""
    absence = known.away_at(gap)
    if absence is None:
        return ""
    return absence.get_kind_display().lower() if may_see_kind_of(viewer).holds(person) else "away"


def time_words(duty: Duty) -> str:
    """Return Wed 25 Nov 17:00 to Thu 26 Nov 08:00."""
    return span_words(duty.during.lower, end=duty.during.upper)


def span_words(begin: datetime, *, end: datetime) -> str:
    """Return Wed 25 Nov 17:00 to Thu 26 Nov 08:00, or Fri 27 Nov 08:00 to 20:30 of a duty that ends the same day."""
    first, last = begin.astimezone(LONDON), end.astimezone(LONDON)
    until = f"{last:%H:%M}" if first.date() == last.date() else f"{last:%a %-d %b %H:%M}"
    return f"{first:%a %-d %b %H:%M} to {until}"


def message_of(duty: Duty) -> str:
    """Return the text to send to those who can."""
    place = f", {duty.site.name}" if duty.site else ""
    home = ", from home" if duty.kind == "nroc" else ""
    return f"{duty.rota.name}, {time_words(duty)}{place}{home}. Nobody can do it yet: can you? Please reply."
