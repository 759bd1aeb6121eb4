"""What a source says about absences, laid over the absences that are known: linked where they overlap, else made.

A statement is never refused because the absence is known. An absence that was logged here keeps its dates, and both
pairs of dates stand side by side; one that only sources know follows them, ESR before HealthRoster. Where another
absence already takes up the time, the new one gets what is free of it; sickness takes the place of booked leave.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from directorate.core.importers.documents import Change
from directorate.core.imports.rows import Rows, values_of
from directorate.core.models import Person
from staffing.facts.leave import GIVES_WAY_TO_SICKNESS
from staffing.models import Absence, AbsenceKind, AbsenceSource, AbsenceState, ReturnToWork, SicknessDetail, SourceName

ONE_DAY = timedelta(days=1)
FOR_EVER = date(2099, 12, 31)
# Which kind keeps the days that two kinds claim; the rest comes last.
FIRST_KINDS = (AbsenceKind.MATERNITY, AbsenceKind.ADOPTION, AbsenceKind.SICKNESS)
MEETING_STILL_DUE = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Why:
    """The restricted side of a sickness, as a source gives it."""

    reason_code: str = ""
    level_2: str = ""
    related: str = ""
    is_work_related: bool = False
    is_notifiable: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """What a source says of one absence.

    `number` is how it names the row, `meeting` the day of the return-to-work talk, `part` of a single day all, am or pm.
    `staff_no` is how it names the person. What is asked for, and not decided, has the state requested; `asked_at` is
    when it was. Of two that claim the same days the one with the lower `order` keeps them.
    """

    number: str
    staff_no: str
    kind: str
    first: date
    last: date | None
    why: Why | None = None
    meeting: date | None = None
    part: str = "all"
    state: str = AbsenceState.APPROVED
    asked_at: datetime | None = None
    reason: str = ""
    order: int = 0

    @property
    def key(self) -> str:
        """Return what the row is known by; the kind stands in it, so that later it is known what was said."""
        return f"{self.kind}|{self.first:%Y-%m-%d}|{self.number}"[:100]


@dataclass(eq=False)
class Spell:
    """One absence, stored or to be, with what the sources say of it: (source, key) to first and last day."""

    row: Absence
    person: Person
    said: dict[tuple[str, str], tuple[date, date | None]] = field(default_factory=dict)
    before: tuple[Any, ...] | None = None
    why: Why | None = None
    meeting: date | None = None
    is_touched: bool = False
    # logged here, so that its dates are ours
    is_here: bool = False
    # what the source calls the row of which this is a later part
    part_of: str = ""
    order: int = 0

    @property
    def span(self) -> tuple[date, date]:
        """Return the days it takes up."""
        return self.row.first_date, self.row.last_date or self.row.blocks_until_date or FOR_EVER

    @property
    def target(self) -> tuple[date, date | None]:
        """Return the days that the sources give it: those of ESR where ESR knows it."""
        own = [(name, days) for (name, key), days in self.said.items() if key.startswith(f"{self.row.kind}|")]
        spans = [days for name, days in own if name == SourceName.ESR] or [days for _, days in own]
        if not spans:
            return self.row.first_date, self.row.last_date
        lasts = [last for _, last in spans]
        return min(first for first, _ in spans), None if None in lasts else max(filter(None, lasts))

    def covers_all(self, first: date, last: date | None) -> bool:
        """Return whether all of these days are its own."""
        return self.span[0] <= first and (last or FOR_EVER) <= self.span[1]

    def covers(self, first: date, last: date | None) -> bool:
        """Return whether it shares a day with these."""
        return self.span[0] <= (last or FOR_EVER) and first <= self.span[1]


@dataclass
class AbsencePlan:
    """What a file would make of the absences of the people in it."""

    source: str
    as_at: date
    sources: Rows
    spells: list[Spell] = field(default_factory=list)
    extra: list[Spell] = field(default_factory=list)
    pushing: list[Spell] = field(default_factory=list)
    moving: set[int] = field(default_factory=set)
    spell_of: dict[str, Spell] = field(default_factory=dict)
    details: Mapping[int, SicknessDetail] = field(default_factory=dict)
    meetings: Mapping[int, ReturnToWork] = field(default_factory=dict)

    @property
    def new(self) -> list[Spell]:
        """Return the absences that would be made."""
        placed_ids = {id(spell) for spell in self.spell_of.values()}
        placed = [spell for spell in self.spells if spell.before is None and id(spell) in placed_ids]
        return [*placed, *self.extra]

    @property
    def changed(self) -> list[Spell]:
        """Return the stored absences that would get other days."""
        return [spell for spell in self.spells if spell.before is not None and values_of(spell.row) != spell.before]

    @property
    def reasons(self) -> list[Spell]:
        """Return the sickness whose reason would be written."""
        return [spell for spell in self._sickness if spell.why and self._differs(spell)]

    @property
    def talks(self) -> list[Spell]:
        """Return the sickness whose return-to-work meeting would be noted or planned."""
        return [spell for spell in self._sickness if self._has_news_of_meeting(spell)]

    @property
    def _sickness(self) -> list[Spell]:
        placed = {id(spell): spell for spell in self.spell_of.values() if spell.row.kind == AbsenceKind.SICKNESS}
        return list(placed.values())

    def _differs(self, spell: Spell) -> bool:
        held = self.details.get(spell.row.pk or 0)
        if held is None:
            return True
        if held.reason_code and spell.is_here:
            return False
        given = spell.why or Why()
        is_new = bool(given.reason_code) and given.reason_code != held.reason_code
        return is_new or given.level_2 not in {"", held.level_2_reason}

    def _has_news_of_meeting(self, spell: Spell) -> bool:
        if spell.row.last_date is None:
            return False
        held = self.meetings.get(spell.row.pk or 0)
        if held is not None:
            return spell.meeting is not None and held.held_date is None
        return spell.meeting is not None or spell.row.last_date >= self.as_at - MEETING_STILL_DUE

    @property
    def changes(self) -> Sequence[Change]:
        """Return what would be written, in words."""
        new, changed = len(self.new), len(self.changed)
        touched = {id(spell) for spell in self.spell_of.values()}
        return (
            self.sources.change,
            Change("absences", new=new, changed=changed, same=max(len(touched) + len(self.extra) - new - changed, 0)),
            Change("reasons for sickness", new=len(self.reasons)),
            Change("return-to-work meetings", new=len(self.talks)),
        )


def plan_absences(
    statements: Sequence[Statement], *, source: SourceName, as_at: date, people: Mapping[str, Person] | None = None
) -> AbsencePlan:
    """Return what these statements would change; `people` by what the source calls them, else by staff number."""
    if people is None:
        numbers = {statement.staff_no for statement in statements}
        people = {person.staff_number or "": person for person in Person.objects.filter(staff_number__in=numbers)}
    spells = _known_spells(people)
    stored = AbsenceSource.objects.filter(source=source, source_key__in=[s.key for s in statements])
    sources = Rows.of(f"rows of {source.label}", ((row.source_key, row) for row in stored))
    plan = AbsencePlan(source=source, as_at=as_at, sources=sources)
    plan.spells = [spell for held in spells.values() for spell in held]
    by_pk = {spell.row.pk: spell for spell in plan.spells}
    for statement in sorted(statements, key=_rank):
        known = sources.rows.get(statement.key)
        spell = by_pk.get(known.absence_id) if known else None
        if known is not None and spell is None:
            continue  # what was cancelled here stays cancelled, whatever the source goes on saying
        _note(statement, plan=plan, spell=spell, held=spells[statement.staff_no], person=people[statement.staff_no])
    for held in spells.values():
        _place(held, plan=plan)
    _note_sources(statements, plan=plan)
    keys = [spell.row.pk for spell in plan.spells if spell.row.pk]
    plan.details = {row.absence_id: row for row in SicknessDetail.objects.filter(absence__in=keys)}
    plan.meetings = {row.absence_id: row for row in ReturnToWork.objects.filter(absence__in=keys)}
    return plan


def _rank(statement: Statement) -> tuple[str, int, int, date, date]:
    rank = _rank_of_kind(statement.kind)
    return statement.staff_no, rank, statement.order, statement.first, statement.last or FOR_EVER


def _rank_of_kind(kind: str) -> int:
    return FIRST_KINDS.index(kind) if kind in FIRST_KINDS else len(FIRST_KINDS)


def _known_spells(people: Mapping[str, Person]) -> dict[str, list[Spell]]:
    """Return the absences of these people that take up time, by what the source calls them."""
    every = {person.pk: person for person in people.values()}
    names = {person.pk: name for name, person in people.items()}
    spells: dict[str, list[Spell]] = defaultdict(list)
    rows = Absence.objects.counting().filter(person__in=every).prefetch_related("sources").order_by("first_date")
    for row in rows:
        person = every[row.person_id]
        said = {(said.source, said.source_key): (said.first_date, said.last_date) for said in row.sources.all()}
        is_here = not said or any(name == SourceName.HERE for name, _ in said)
        spell = Spell(row, person, said=said, before=values_of(row), is_here=is_here)
        spells[names[person.pk]].append(spell)
    return spells


def _note(statement: Statement, *, plan: AbsencePlan, spell: Spell | None, held: list[Spell], person: Person) -> None:
    """Put a statement to the absence it is about: known by its key, else by kind and days, else a new one."""
    if spell is None:
        spell = next(
            (s for s in held if s.row.kind == statement.kind and s.covers(statement.first, statement.last)), None
        )
    if spell is None:
        row = Absence(
            person=person, kind=statement.kind, first_date=statement.first, last_date=statement.last,
            first_part=statement.part, last_part=statement.part, state=statement.state,
            decision_reason=statement.reason,
        )  # fmt: skip
        if statement.asked_at is not None:
            row.requested_at = statement.asked_at
        spell = Spell(row, person)
        held.append(spell)
        plan.spells.append(spell)
    spell.said[plan.source, statement.key] = (statement.first, statement.last)
    spell.is_touched, spell.order = True, spell.order or statement.order
    if not spell.is_here and spell.before is None:
        spell.row.first_date, spell.row.last_date = spell.target
        if spell.row.first_part != statement.part:
            spell.row.first_part = spell.row.last_part = "all"
    spell.why = statement.why if statement.why and (spell.why is None or statement.why.reason_code) else spell.why
    spell.meeting = statement.meeting or spell.meeting
    plan.spell_of[statement.key] = spell


def _place(held: list[Spell], *, plan: AbsencePlan) -> None:
    """Give each absence that follows its sources the days that are free for it."""
    moving = [spell for spell in held if spell.is_touched and not spell.is_here]
    plan.moving |= {spell.row.pk for spell in moving if spell.row.pk}
    standing = [spell for spell in held if spell not in moving]
    for spell in sorted(moving, key=lambda spell: (_rank_of_kind(spell.row.kind), spell.order, spell.target[0])):
        _fit(spell, standing=standing, plan=plan)
        standing.append(spell)


def _fit(spell: Spell, *, standing: Sequence[Spell], plan: AbsencePlan) -> None:
    first, last = spell.target
    over = [other for other in standing if other.covers(first, last)]
    if spell.row.kind == AbsenceKind.SICKNESS:
        yielding = [other for other in over if last is not None and other.row.kind in GIVES_WAY_TO_SICKNESS]
        plan.pushing += [spell] if yielding else []
        over = [other for other in over if other not in yielding]
    pieces = _free(first, last or FOR_EVER, taken=[other.span for other in over])
    if not pieces:
        _put_aside(spell, over=over, plan=plan)
        return
    begin, end = pieces[0]
    spell.row.first_date = begin
    spell.row.last_date = None if last is None else end
    if spell.row.last_date != begin and spell.row.first_part == spell.row.last_part:
        spell.row.first_part = spell.row.last_part = "all"
    spell.row.blocks_until_date = end if last is None and end != FOR_EVER else None
    for begin, end in pieces[1:] if last is not None else ():
        row = Absence(
            person=spell.person, kind=spell.row.kind, first_date=begin, last_date=end, state=spell.row.state,
            requested_at=spell.row.requested_at, decision_reason=spell.row.decision_reason,
        )  # fmt: skip
        part_of = next(key for key, held in plan.spell_of.items() if held is spell)
        plan.extra.append(Spell(row, spell.person, part_of=part_of))


def _free(first: date, last: date, *, taken: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """Return the runs of days from first to last that nothing takes up."""
    pieces, begin = [], first
    for start, end in sorted(taken):
        if start > begin:
            pieces.append((begin, min(last, start - ONE_DAY)))
        begin = max(begin, end + ONE_DAY)
    return [*pieces, (begin, last)] if begin <= last else pieces


def _put_aside(spell: Spell, *, over: Sequence[Spell], plan: AbsencePlan) -> None:
    """All of its days are another absence's: what the source says is kept beside that."""
    if spell.before is not None:
        return
    for key, held in plan.spell_of.items():
        if held is spell:
            plan.spell_of[key] = over[0]


def _note_sources(statements: Sequence[Statement], *, plan: AbsencePlan) -> None:
    for statement in statements:
        known = plan.sources.rows.get(statement.key)
        fields: dict[str, Any] = {"first_date": statement.first, "last_date": statement.last}
        if known is None:
            fields |= {"source": plan.source, "source_key": statement.key, "data_as_at_date": plan.as_at}
        plan.sources.give(statement.key, make=AbsenceSource, fields=fields)
