"""An on-call list: one duty a row, with its gaps.

A duty that the file does not name stays. Who was found here for a duty stays: when a gap was covered, and when two
doctors have swapped. A rota that does not exist yet is made for the specialty of the doctors in the file.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

from psycopg.types.range import TimestamptzRange

from directorate.core import clock
from directorate.core.domain.access import Subject
from directorate.core.domain.calendar import LONDON
from directorate.core.importers.documents import Change, Found, Noticed, Order, Recognised
from directorate.core.importers.feeds import DocumentFeed, Words
from directorate.core.importers.grids import Grid
from directorate.core.models import Person, Specialty
from rotas.actions.imports.arranged import FOUND_IN_LIST, arranged_here
from rotas.actions.imports.faults import one_a_row, rejected_line
from rotas.actions.imports.named import doctors_by_name, fault_of_name, plain
from rotas.domain.clocks import instant_of
from rotas.domain.handover import Span, following_on, overlap
from rotas.importers.on_call_list import OnCallDuty, OnCallList, is_on_call_list, read_on_call_list
from rotas.importers.on_call_words import CODES
from rotas.importers.rows import Remark
from rotas.importers.sheets import as_rota_file, open_file
from rotas.models import Duty, DutyKind, DutyType, Gap, GapCause, Rota, RuleSet, Tier
from rotas.models.duties import LONGEST_SWAP_NOTE

TIERS = {
    "1st": Tier.FIRST, "first": Tier.FIRST, "1": Tier.FIRST,
    "2nd": Tier.SECOND, "second": Tier.SECOND, "2": Tier.SECOND,
    "3rd": Tier.CONSULTANT, "third": Tier.CONSULTANT, "3": Tier.CONSULTANT, "consultant": Tier.CONSULTANT,
}  # fmt: skip
LONGEST_SHIFT = timedelta(hours=13)
AROUND = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class WantedRota:
    """The rota a row belongs to: one that is kept (`pk`), or one to be made."""

    pk: int | None
    name: str
    specialty: int
    tier: str


@dataclass(frozen=True, slots=True)
class PlannedDuty:
    """One duty as the file says it; `stored` is the key of the duty of this rota that begins at the same time."""

    row: int
    rota: WantedRota
    span: Span
    person: int | None
    stored: int | None
    swap_note: str = ""


@dataclass
class Plan:
    """What is new, what changes its doctor, and how many are as before."""

    new: list[PlannedDuty] = field(default_factory=list)
    changed: list[PlannedDuty] = field(default_factory=list)
    same: int = 0


def recognise(grids: Sequence[Grid]) -> Recognised:
    """Return how well the beginnings of the sheets fit."""
    return Recognised(share=1, known=8) if is_on_call_list(as_rota_file(grids)) else Recognised()


def read(path: Path) -> OnCallList:
    """Return the duties of a file.

    Raises: FileRefusedError.
    """
    return read_on_call_list(open_file(path))


def check(file: OnCallList, as_at: date) -> Found:
    """Return what stands in the file and what it would change."""
    doctors = doctors_by_name()
    specialty = _specialty_of(file.duties, doctors=doctors)
    planner = _Planner(duties=file.duties, doctors=doctors, specialty=specialty)
    plan = planner.plan()
    code = specialty.code if specialty else ""
    rejected = [rejected_line(remark, specialty=code) for remark in [*file.reading.rejected, *planner.faults]]
    return Found(
        rows_read=file.reading.rows_read,
        rows_accepted=len(file.duties) - len(planner.faults),
        rejected=one_a_row(rejected),
        warnings=[Noticed(item.row, item.column, item.code, item.value) for item in file.reading.warnings],
        changes=_changes(plan),
        content=plan,
    )


def _changes(plan: Plan) -> list[Change]:
    made = {duty.rota.name for duty in plan.new if duty.rota.pk is None}
    duties = Change("duties", new=len(plan.new), changed=len(plan.changed), same=plan.same)
    return [duties, *([Change("rotas", new=len(made))] if made else [])]


def _specialty_of(duties: Iterable[OnCallDuty], *, doctors: Mapping[str, Sequence[Person]]) -> Specialty | None:
    """Return the specialty of most doctors of the file: an on-call list does not name it."""
    named = {plain(duty.doctor) for duty in duties if duty.doctor}
    people = [doctors[name][0] for name in sorted(named) if len(doctors.get(name, ())) == 1]
    found = Counter(person.specialty for person in people).most_common(1)
    return found[0][0] if found else None


class _Planner:
    """Compares the duties of a file with those that are kept."""

    def __init__(
        self, *, duties: Sequence[OnCallDuty], doctors: Mapping[str, Sequence[Person]], specialty: Specialty | None
    ) -> None:
        self.duties, self.doctors, self.specialty = duties, doctors, specialty
        self.faults: list[Remark] = []
        self.rotas = list(Rota.objects.filter(is_active=True))
        self.grids = set(Duty.objects.filter(slot__gt=0).values_list("rota", flat=True).distinct())
        self.stored = _stored_around(duties)
        self.written = _by_name(duties)
        self.by_person: dict[int, list[Span]] = defaultdict(list)
        self.planned: list[PlannedDuty] = []

    def plan(self) -> Plan:
        """Return what to do; rows that cannot be are noted as faults."""
        for duty in self.duties:
            self._take(duty)
        plan = Plan()
        kept = {duty.pk: duty for duty in self.stored}
        arranged = arranged_here([kept[planned.stored] for planned in self.planned if planned.stored])
        for planned in self.planned:
            before = kept[planned.stored] if planned.stored else None
            if before is None:
                plan.new.append(planned)
            elif planned.person is None or before.locum_name or before.pk in arranged:
                plan.same += 1  # who was found here stays
            elif _is_as_planned(before, planned=planned):
                plan.same += 1
            else:
                plan.changed.append(planned)
        return plan

    def _take(self, duty: OnCallDuty) -> None:
        known = self.doctors.get(plain(duty.doctor), ()) if duty.doctor else ()
        fault = fault_of_name(duty.doctor, doctors=self.doctors) if duty.doctor else ""
        if fault:
            self._fault(duty, column="doctor", code=fault)
            return
        rota = self._rota(duty)
        if rota is None:
            return
        span = following_on(_as_written(duty), own=self.written[plain(duty.doctor or "")])
        person = known[0].pk if known else None
        note = duty.swap_note[:LONGEST_SWAP_NOTE]
        planned = PlannedDuty(duty.row, rota, span, person, self._same(rota, span=span, person=person), note)
        if clash := self._clash(planned):
            self._fault(duty, column="date" if clash == "duplicate_row" else "doctor", code=clash)
            return
        self.planned.append(planned)
        if planned.person:
            self.by_person[planned.person].append(span)

    def _fault(self, duty: OnCallDuty, *, column: str, code: str) -> None:
        self.faults.append(Remark(row=duty.row, column=column, code=code, value=duty.doctor or ""))

    def _rota(self, duty: OnCallDuty) -> WantedRota | None:
        named = next((rota for rota in self.rotas if rota.name.casefold() == duty.tier.casefold()), None)
        tier = TIERS.get(duty.tier.casefold().removesuffix(" on call").strip())
        if named is None and (tier is None or self.specialty is None):
            self._fault(duty, column="tier", code="unknown_tier")
            return None
        if named is not None:
            return WantedRota(named.pk, named.name, named.specialty_id, named.tier)
        return self._rota_of_tier(duty, tier=Tier(tier), specialty=self.specialty)  # type: ignore[arg-type]

    def _rota_of_tier(self, duty: OnCallDuty, *, tier: Tier, specialty: Specialty) -> WantedRota | None:
        """Return the rota of a tier; a grid is not one, since each of its slots has duties of the same hours."""
        fitting = [rota for rota in self.rotas if rota.specialty_id == specialty.pk and rota.tier == tier]
        found = [rota for rota in fitting if rota.pk not in self.grids]
        if len(found) > 1:
            self._fault(duty, column="tier", code="ambiguous_rota")
            return None
        if found:
            return WantedRota(found[0].pk, found[0].name, specialty.pk, tier)
        return WantedRota(None, f"{specialty.name} {tier.label[:1].lower()}{tier.label[1:]}", specialty.pk, tier)

    def _same(self, rota: WantedRota, *, span: Span, person: int | None) -> int | None:
        """Return the duty that a row is about: the doctor's own of these hours, whatever the rota, else the rota's."""
        own = (duty.pk for duty in self.stored if person and duty.person_id == person and _span(duty) == span)
        same = (duty.pk for duty in self.stored if duty.rota_id == rota.pk and duty.during.lower == span[0])
        return next(own, None) or next(same, None)

    def _clash(self, planned: PlannedDuty) -> str:
        if any((one.rota.name, one.span[0]) == (planned.rota.name, planned.span[0]) for one in self.planned):
            return "duplicate_row"
        if planned.person is None:
            return ""
        stored = [duty for duty in self.stored if duty.pk != planned.stored and duty.person_id == planned.person]
        spans = [*map(_span, stored), *self.by_person[planned.person]]
        return "overlap_person" if any(overlap(planned.span, span) for span in spans) else ""


def _as_written(duty: OnCallDuty) -> Span:
    return instant_of(duty.start), instant_of(duty.end)


def _by_name(duties: Sequence[OnCallDuty]) -> Mapping[str, list[Span]]:
    """Return the duties of each doctor as the file has them; none for the gaps."""
    found: dict[str, list[Span]] = defaultdict(list)
    for duty in duties:
        if duty.doctor:
            found[plain(duty.doctor)].append(_as_written(duty))
    return found


def _is_as_planned(duty: Duty, *, planned: PlannedDuty) -> bool:
    is_same = duty.person_id == planned.person and _span(duty) == planned.span
    return is_same and duty.swap_note == planned.swap_note


def _span(duty: Duty) -> Span:
    return duty.during.lower, duty.during.upper


def _stored_around(duties: Sequence[OnCallDuty]) -> list[Duty]:
    if not duties:
        return []
    first, last = min(duty.start for duty in duties), max(duty.end for duty in duties)
    touching = Duty.objects.standing().touching(instant_of(first) - AROUND, last=instant_of(last) + AROUND)
    return list(touching.order_by("pk"))


def store(found: Found, order: Order) -> Sequence[Change]:
    """Write new duties and gaps, and the doctor, hours and swap note of those that have others now."""
    plan: Plan = found.content
    rotas: dict[str, Rota] = {}
    for planned in plan.new:
        rota = (
            rotas.setdefault(planned.rota.name, _rota_row(planned.rota))
            if planned.rota.name not in rotas
            else rotas[planned.rota.name]
        )
        _make(planned, rota=rota, order=order)
    for planned in plan.changed:
        _give(planned, order=order)
    return found.changes


def _rota_row(wanted: WantedRota) -> Rota:
    if wanted.pk is not None:
        return Rota.objects.get(pk=wanted.pk)
    rules = RuleSet.REGULATIONS if wanted.tier == Tier.CONSULTANT else RuleSet.RESIDENT
    row, _ = Rota.objects.get_or_create(
        name=wanted.name, defaults={"specialty_id": wanted.specialty, "tier": wanted.tier, "rule_set": rules}
    )
    return row


def _make(planned: PlannedDuty, *, rota: Rota, order: Order) -> None:
    kind = _duty_type(planned.span)
    duty = Duty.objects.create(
        rota=rota,
        duty_type=kind,
        kind=kind.kind,
        person_id=planned.person,
        swap_note=planned.swap_note,
        during=TimestamptzRange(*planned.span),
        work_minutes=kind.work_minutes,
        episodes=kind.episodes,
    )
    if planned.person is None:
        Gap.objects.create(duty=duty, cause=GapCause.VACANCY, opened_at=clock.now(), opened_by_id=order.user_id)


def _duty_type(span: Span) -> DutyType:
    """Return the kind of duty with these hours; a new one is on call from home when it is longer than a shift may be."""
    start, end = (moment.astimezone(LONDON).time() for moment in span)
    found = DutyType.objects.filter(start_time=start, end_time=end).order_by("pk").first()
    if found is not None:
        return found
    return DutyType.objects.create(
        code=f"{start:%H%M}-{end:%H%M}",
        name=f"{start:%H:%M} to {end:%H:%M}",
        kind=DutyKind.SHIFT if _length(start, end=end) <= LONGEST_SHIFT else DutyKind.NON_RESIDENT_ON_CALL,
        start_time=start,
        end_time=end,
    )


def _length(start: time, *, end: time) -> timedelta:
    """Return the length by the clock on the wall, whatever the clocks do that night."""
    day = date(2001, 1, 1)
    begun, ended = datetime.combine(day, start, LONDON), datetime.combine(day, end, LONDON)
    return ended - begun if end > start else ended + timedelta(days=1) - begun


def _give(planned: PlannedDuty, *, order: Order) -> None:
    assert planned.stored is not None  # noqa: S101 only a duty that is kept changes its doctor
    duty = Duty.objects.select_for_update().get(pk=planned.stored)
    duty.person_id, duty.during, duty.swap_note = planned.person, TimestamptzRange(*planned.span), planned.swap_note
    duty.save(update_fields=["person", "during", "swap_note"])
    for gap in Gap.objects.filter(duty=duty, closed_at=None).select_for_update():
        gap.closed_at, gap.closed_by_id, gap.how = clock.now(), order.user_id, FOUND_IN_LIST
        gap.save(update_fields=["closed_at", "closed_by", "how"])


ON_CALL = DocumentFeed(
    key="on_call_list",
    name="On-call list",
    subject=Subject.MEDICAL_STAFF,
    reads=Subject.ROTA,
    words=Words(
        noun="on-call list",
        ours="look like our doctors",
        opens=("rotas:on_call_list", "Open who is on call"),
        source="the on-call list",
    ),
    codes=CODES,
    recognise=recognise,
    read=read,
    check=check,
    store=store,
    takes_corrections=False,
)
