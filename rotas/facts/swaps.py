"""Find a swap: colleagues with a duty of theirs to exchange, with margins for both, and why others cannot."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from directorate.core.domain.calendar import LONDON
from directorate.core.models import Person, User
from rotas.domain.clocks import DAY, day_of
from rotas.domain.compliance import Check, check_duties
from rotas.domain.cover import margin_words
from rotas.domain.duties import Duty as EngineDuty
from rotas.domain.swaps import Period, SwapSide, SwapVerdict, judge_swap
from rotas.facts.cover import away_words, colleagues_for, time_words
from rotas.facts.offers import AskedQuestion
from rotas.facts.working_time import engine_duty, terms_of, working_time
from rotas.models import Duty, Rota, SwapOffer
from staffing.facts.half_days import Dates
from staffing.models import Absence, AbsenceKind

DAYS_APART, DAYS_BESIDE = 28, 35
MOST_DUTIES, MOST_OF_ONE = 60, 2
A_RULE = "a working-time rule stands in the way."
NO_DUTY = f"has no duty of this level within {DAYS_APART} days that lies ahead"


@dataclass(frozen=True, slots=True)
class SwapChance:
    """A colleague's duty that could be exchanged for the duty of `giver`, and the verdict on both."""

    giver: Person
    colleague: Person
    duty: Duty
    verdict: SwapVerdict
    message: str

    @property
    def time(self) -> str:
        """Return when the colleague's duty is."""
        return time_words(self.duty)

    @property
    def margins(self) -> Sequence[tuple[str, str]]:
        """Return the margins of both in words, by name."""
        sides = ((self.colleague, self.verdict.colleague), (self.giver, self.verdict.giver))
        return [(person.display_name, margin_words(verdict.margins)) for person, verdict in sides]

    @property
    def reasons(self) -> Sequence[str]:
        """Return why not, each with the name of the one for whom it holds."""
        sides = ((self.colleague, self.verdict.colleague), (self.giver, self.verdict.giver))
        return [f"{person.display_name}: {reason}" for person, verdict in sides for reason in verdict.reasons]

    @property
    def own_margins(self) -> str:
        """Return the margins of the one who gives the duty away."""
        return margin_words(self.verdict.giver.margins)

    @property
    def reasons_for_giver(self) -> Sequence[str]:
        """Return why not, as the doctor who gives the duty away may read it: of the colleague no rule and no figure."""
        theirs = [*self.verdict.colleague.blocks, *([A_RULE] if self.verdict.colleague.breaches else [])]
        named = [f"{self.colleague.display_name}: {reason}" for reason in theirs]
        return named + [f"You: {reason}" for reason in self.verdict.giver.reasons]


@dataclass(frozen=True, slots=True)
class CannotSwap:
    """A colleague with whom no swap is possible; `others` are their duties, the nearest first."""

    colleague: Person
    others: Sequence[SwapChance]

    @property
    def why(self) -> str:
        """Return why not: of the nearest duty when there are several."""
        return self._of_nearest(lambda chance: chance.reasons)

    @property
    def why_for_giver(self) -> str:
        """Return the same as the doctor who gives the duty away may read it."""
        return self._of_nearest(lambda chance: chance.reasons_for_giver)

    def _of_nearest(self, reasons: Callable[[SwapChance], Sequence[str]]) -> str:
        if not self.others:
            return NO_DUTY
        nearest = self.others[0]
        more = f" {len(self.others) - 1} more of theirs do not fit either." if len(self.others) > 1 else ""
        why = " ".join(f"{reason.removesuffix('.')}." for reason in reasons(nearest))
        return f"for {nearest.time}. {why}{more}"


@dataclass(frozen=True, slots=True)
class SwapChoice:
    """What can be exchanged within the rules, what only against one, and with whom nothing can; the nearest first."""

    can: Sequence[SwapChance]
    against: Sequence[SwapChance]
    cannot: Sequence[CannotSwap]


def swap_choice(duty: Duty, *, viewer: User, now: datetime, away: Dates | None = None) -> SwapChoice:
    """Return with whom a duty can be exchanged; `away` is leave of its doctor that is not saved yet; seven queries."""
    found, against, cannot = [], [], []
    for colleague, chances in _by_colleague(duty, viewer=viewer, now=now, away=away):
        good: list[SwapChance] = []
        others: list[SwapChance] = []
        for chance in chances:
            (good if chance.verdict.can else others).append(chance)
            if len(good) == MOST_OF_ONE:
                break
        found += good
        against += [chance for chance in others if not chance.verdict.is_blocked][:1]
        if not good:
            cannot.append(CannotSwap(colleague, others))
    return SwapChoice(
        can=sorted(found, key=lambda chance: _apart(chance.duty, of=duty)), against=against, cannot=cannot
    )


def _by_colleague(
    duty: Duty, *, viewer: User, now: datetime, away: Dates | None
) -> Iterator[tuple[Person, Iterator[SwapChance]]]:
    theirs = duties_of_the_level(duty, now=now)
    mine: dict[int, list[Duty]] = defaultdict(list)
    for other in theirs:
        mine[doctor_of(other).pk].append(other)
    giver = doctor_of(duty)
    people = {person.pk: person for person in (*colleagues_for(duty), *map(doctor_of, theirs)) if person != giver}
    judge = _Judge(duty, giver=giver, theirs=theirs, viewer=viewer, people=people)
    if away is not None:
        judge.add_leave(away)
    for person in sorted(people.values(), key=lambda person: (person.surname, person.forenames)):
        yield person, (judge.chance(other) for other in mine[person.pk])


def duties_of_the_level(duty: Duty, *, now: datetime) -> list[Duty]:
    """Return duties of others, of this tier of the specialty, not more than four weeks away; the nearest first.

    On call is exchanged for on call, and a normal day of a grid for a normal day.
    """
    begins, days = duty.during.lower, timedelta(days=DAYS_APART)
    rows = Duty.objects.to_come(now).filter(
        Q(rota=duty.rota_id) | Q(rota__specialty=duty.rota.specialty_id, rota__tier=duty.rota.tier),
        during__startswith__range=(begins - days, begins + days),
        is_on_call=duty.is_on_call,
    )
    found = rows.exclude(person=duty.person_id).select_related("rota", "person__specialty", "site").order_by("during")
    return sorted(found, key=lambda other: _apart(other, of=duty))[:MOST_DUTIES]


def _apart(other: Duty, *, of: Duty) -> timedelta:
    apart: timedelta = other.during.lower - of.during.lower
    return abs(apart)


class _Judge:
    """Runs the rules on both doctors of a swap; their working time is read once for all of them."""

    def __init__(
        self, duty: Duty, *, giver: Person, theirs: Sequence[Duty], viewer: User, people: Mapping[int, Person]
    ) -> None:
        self.duty, self.giver, self.viewer, self.people = duty, giver, viewer, people
        self.found_today: dict[tuple[int, int, date], Check] = {}
        self.moved: dict[int, list[Duty]] = defaultdict(list)
        for other in theirs:
            self.moved[doctor_of(other).pk].append(other)
        self.moved[giver.pk].append(duty)
        keys = [giver.pk, *people]
        self.known = working_time(keys, around=_day(duty), without=[duty, *theirs], beyond=DAYS_APART)

    def add_leave(self, away: Dates) -> None:
        """Count leave of the giver that is typed and not saved yet."""
        self.known[self.giver.pk].absences.append(
            Absence(
                person=self.giver,
                kind=AbsenceKind.ANNUAL_LEAVE,
                first_date=away.first,
                last_date=away.last,
                first_part=away.first_part,
                last_part=away.last_part,
            )
        )

    def chance(self, other: Duty) -> SwapChance:
        """Return what exchanging the duty for this one would mean."""
        colleague = self.people[doctor_of(other).pk]
        return SwapChance(
            giver=self.giver,
            colleague=colleague,
            duty=other,
            verdict=judge_swap(
                self._side(self.giver, gives=self.duty, takes=other),
                colleague=self._side(colleague, gives=other, takes=self.duty),
            ),
            message=message_of(self.duty, other=other),
        )

    def _side(self, person: Person, *, gives: Duty, takes: Duty) -> SwapSide:
        engine = engine_duty(takes)
        days = dict.fromkeys(map(_monday, (takes, gives)))
        return SwapSide(
            gives=engine_duty(gives),
            takes=engine,
            periods=[self._period(person, gives=gives, rota=takes.rota, monday=monday) for monday in days],
            is_away=away_words(person, gap=engine, known=self.known[person.pk], viewer=self.viewer),
        )

    def _period(self, person: Person, *, gives: Duty, rota: Rota, monday: date) -> Period:
        staying = [duty for duty in self.moved[person.pk] if duty.pk != gives.pk]
        return Period(
            duties=self._duties(person, with_these=staying, monday=monday),
            terms=terms_of(person, rota=rota, around=monday),
            today=self._today(person, rota=rota, monday=monday),
        )

    def _today(self, person: Person, *, rota: Rota, monday: date) -> Check:
        """Return what the rules find in what a doctor does now around a week; worked out once."""
        key = (person.pk, rota.pk, monday)
        if key not in self.found_today:
            duties = self._duties(person, with_these=self.moved[person.pk], monday=monday)
            self.found_today[key] = check_duties(duties, terms=terms_of(person, rota=rota, around=monday))
        return self.found_today[key]

    def _duties(self, person: Person, *, with_these: Sequence[Duty], monday: date) -> list[EngineDuty]:
        first, last = ((day_of(monday) + days) * DAY for days in (-DAYS_BESIDE, DAYS_BESIDE + 7))
        everything = [*self.known[person.pk].duties, *map(engine_duty, with_these)]
        return [duty for duty in everything if first <= duty.start < last]


def verdict_of_swap(duty: Duty, *, other: Duty, viewer: User) -> SwapVerdict:
    """Return whether two duties can be exchanged as things stand now."""
    giver, colleague = doctor_of(duty), doctor_of(other)
    judge = _Judge(duty, giver=giver, theirs=[other], viewer=viewer, people={colleague.pk: colleague})
    return judge.chance(other).verdict


def doctor_of(duty: Duty) -> Person:
    """Return who does a duty that somebody does."""
    assert duty.person is not None  # noqa: S101 a duty that nobody does is a gap, not a swap
    return duty.person


def _monday(duty: Duty) -> date:
    day = _day(duty)
    return day - timedelta(days=day.weekday())


def _day(duty: Duty) -> date:
    begins: datetime = duty.during.lower
    return begins.astimezone(LONDON).date()


def message_of(duty: Duty, *, other: Duty) -> str:
    """Return the text to send to a colleague."""
    return (
        f"{duty.rota.name}: can you do {_where_and_when(duty)}? In exchange your duty {_where_and_when(other)} "
        "would be done for you. Please reply."
    )


def _where_and_when(duty: Duty) -> str:
    return (
        f"{time_words(duty)}{f', {duty.site.name}' if duty.site else ''}{', from home' if duty.kind == 'nroc' else ''}"
    )


# --- what was asked ---


class AskedSwap(AskedQuestion[SwapOffer]):
    """One colleague who was asked for a duty of theirs."""

    @property
    def time(self) -> str:
        """Return when the colleague's duty is."""
        return time_words(self.offer.other)

    @property
    def can_be_recorded(self) -> bool:
        """Return whether a yes or no can still be taken down: not once a duty is somebody else's."""
        return self.offer.is_possible and self.offer.withdrawn_at is None and not self.said_yes


def swaps_asked(duty: Duty, *, now: datetime) -> Sequence[AskedSwap]:
    """Return who was asked about a duty since its doctor has it, the last question to each about each duty; one query."""
    rows = SwapOffer.objects.filter(duty=duty, giver=duty.person_id, done_at=None)
    rows = rows.select_related("person", "mail", "duty", "other__rota", "asked_by").order_by("asked_at", "pk")
    latest = {row.other_id: row for row in rows}
    return [AskedSwap(offer=row, standing=row.standing(now)) for row in latest.values()]


def swap_of(key: UUID | None) -> SwapOffer | None:
    """Return the question of a link's key; the link itself is the right."""
    rows = SwapOffer.objects.select_related("duty__site", "other__site", "asked_by")
    return rows.filter(key=key).first() if key is not None else None


def swap_lines(offer: SwapOffer) -> Sequence[tuple[str, str]]:
    """Return date, time and place of both duties, and nothing else."""
    return (("You would do", _long(offer.duty)), ("Instead of your", _long(offer.other)))


def told(swap: SwapOffer) -> str:
    """Return the text that tells both doctors of a swap."""
    lines = [
        f"{duty.rota.name}, {time_words(duty)}: {person.display_name}"
        for duty, person in sorted(
            ((swap.duty, swap.person), (swap.other, swap.giver)), key=lambda pair: pair[0].during.lower
        )
    ]
    return "\n".join(["Swapped:", *lines])


def _long(duty: Duty) -> str:
    begin, end = (moment.astimezone(LONDON) for moment in (duty.during.lower, duty.during.upper))
    place = duty.site.name if duty.site else "ask the rota coordinator for the place"
    home = ", on call from home" if duty.kind == "nroc" else ""
    return f"{begin:%A %-d %B %Y}, {begin:%H:%M} to {end:%H:%M on %A %-d %B}, {place}{home}"


def swaps_done(duties: Sequence[int]) -> Mapping[int, str]:
    """Return for each duty that was exchanged, and is still done by who took it, who had it before; one query."""
    rows = SwapOffer.objects.about(*duties).exclude(done_at=None).order_by("done_at", "pk")
    found: dict[int, str] = {}
    for row in rows.select_related("giver", "person", "duty", "other"):
        for duty, had, has in ((row.duty, row.giver, row.person), (row.other, row.person, row.giver)):
            found.pop(duty.pk, None)
            if duty.person_id == has.pk:
                found[duty.pk] = had.display_name
    return found
