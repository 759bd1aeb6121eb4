"""What a source says about absences, laid over the absences that are known: linked where they overlap, else made.

A statement is never refused because the absence is known. An absence that was logged here keeps its dates, and both
pairs of dates stand side by side; one that only sources know follows them, ESR before HealthRoster. Where another
absence already takes up the time, the new one gets what is free of it; sickness takes the place of booked leave.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from directorate.core import clock
from directorate.core.importers.documents import Change
from directorate.core.imports.rows import Rows, values_of
from directorate.core.models import Person, User
from staffing.actions.changes import Undo, make_way, record_source, return_due
from staffing.actions.charges import charge_all, settle
from staffing.facts.half_days import Dates
from staffing.facts.leave import CHARGED_KINDS, GIVES_WAY_TO_SICKNESS
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
    """

    number: str
    staff_no: str
    kind: str
    first: date
    last: date | None
    why: Why | None = None
    meeting: date | None = None
    part: str = "all"

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


def plan_absences(statements: Sequence[Statement], *, source: SourceName, as_at: date) -> AbsencePlan:
    """Return what these statements would change."""
    numbers = {statement.staff_no for statement in statements}
    people = {person.staff_number: person for person in Person.objects.filter(staff_number__in=numbers)}
    spells = _known_spells(people.values())
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


def _rank(statement: Statement) -> tuple[str, int, date, date]:
    return statement.staff_no, _rank_of_kind(statement.kind), statement.first, statement.last or FOR_EVER


def _rank_of_kind(kind: str) -> int:
    return FIRST_KINDS.index(kind) if kind in FIRST_KINDS else len(FIRST_KINDS)


def _known_spells(people: Iterable[Person]) -> dict[str, list[Spell]]:
    """Return the absences of these people that take up time, by staff number."""
    every = {person.pk: person for person in people}
    spells: dict[str, list[Spell]] = defaultdict(list)
    rows = Absence.objects.counting().filter(person__in=every).prefetch_related("sources").order_by("first_date")
    for row in rows:
        person = every[row.person_id]
        said = {(said.source, said.source_key): (said.first_date, said.last_date) for said in row.sources.all()}
        is_here = not said or any(name == SourceName.HERE for name, _ in said)
        spell = Spell(row, person, said=said, before=values_of(row), is_here=is_here)
        spells[person.staff_number or ""].append(spell)
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
            first_part=statement.part, last_part=statement.part, state=AbsenceState.APPROVED,
        )  # fmt: skip
        spell = Spell(row, person)
        held.append(spell)
        plan.spells.append(spell)
    spell.said[plan.source, statement.key] = (statement.first, statement.last)
    spell.is_touched = True
    if not spell.is_here and spell.before is None:
        spell.row.first_date, spell.row.last_date = spell.target
    spell.why = statement.why if statement.why and (spell.why is None or statement.why.reason_code) else spell.why
    spell.meeting = statement.meeting or spell.meeting
    plan.spell_of[statement.key] = spell


def _place(held: list[Spell], *, plan: AbsencePlan) -> None:
    """Give each absence that follows its sources the days that are free for it."""
    moving = [spell for spell in held if spell.is_touched and not spell.is_here]
    plan.moving |= {spell.row.pk for spell in moving if spell.row.pk}
    standing = [spell for spell in held if spell not in moving]
    for spell in sorted(moving, key=lambda spell: (_rank_of_kind(spell.row.kind), spell.target[0])):
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
    spell.row.blocks_until_date = end if last is None and end != FOR_EVER else None
    for begin, end in pieces[1:] if last is not None else ():
        row = Absence(
            person=spell.person, kind=spell.row.kind, first_date=begin, last_date=end, state=AbsenceState.APPROVED
        )
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


def store_absences(plan: AbsencePlan, *, by: User) -> Sequence[Change]:
    """Write what was planned and return it in words; what leave costs is counted anew where it changed."""
    changes, new, changed = plan.changes, plan.new, plan.changed
    reasons, talks = plan.reasons, plan.talks
    for spell in plan.pushing:
        _make_way_for(spell, plan=plan, by=by)
    _save_changed(changed)
    _save_new(new, by=by)
    _save_sources(plan, by=by)
    _write_reasons(reasons, plan=plan, by=by)
    _write_talks(talks, plan=plan, by=by)
    for spell in changed:
        settle(spell.row, by=by)
    if any(spell.row.kind in CHARGED_KINDS for spell in new):
        charge_all(by=by)
    return changes


def _make_way_for(spell: Spell, *, plan: AbsencePlan, by: User) -> None:
    """Let leave that was booked give way to a sickness; asked anew, since an earlier one may have cut it in two."""
    first, last = spell.row.first_date, spell.row.last_date
    if last is None:
        return
    booked = Absence.objects.counting().touching(first=first, last=last)
    leave = booked.filter(person=spell.person, kind__in=GIVES_WAY_TO_SICKNESS).exclude(pk__in=plan.moving)
    make_way(list(leave), cut=Dates(first, last), by=by, undo=Undo(), reason=f"Off sick from {first:%-d %B %Y}")


def _save_changed(spells: Sequence[Spell]) -> None:
    """Write other days: first only what both have, so that none runs into another that is still to move."""
    stored = Absence.objects.in_bulk([spell.row.pk for spell in spells])
    for spell in spells:
        old, (first, last) = stored[spell.row.pk], spell.span
        begin, end = max(old.first_date, first), min(old.last_date or FOR_EVER, last)
        if begin <= end < FOR_EVER:
            Absence.objects.filter(pk=old.pk).update(first_date=begin, last_date=end, blocks_until_date=None)
    for spell in spells:
        spell.row.save()


def _save_new(spells: Sequence[Spell], *, by: User) -> None:
    now = clock.now()
    for spell in spells:
        spell.row.requested_by = spell.row.decided_by = by
        spell.row.requested_at = spell.row.decided_at = now
    Absence.objects.bulk_create([spell.row for spell in spells])


def _save_sources(plan: AbsencePlan, *, by: User) -> None:
    """Write what the source says; an absence logged here that says so nowhere yet gets that too."""
    for key, row in plan.sources.rows.items():
        if key not in plan.sources.before:
            row.absence, row.recorded_by, row.recorded_at = plan.spell_of[key].row, by, clock.now()
    plan.sources.save()
    AbsenceSource.objects.bulk_create(_later_part(spell, plan=plan, by=by) for spell in plan.extra)
    for spell in plan.spells:
        if spell.is_here and spell.is_touched and not any(name == SourceName.HERE for name, _ in spell.said):
            record_source(spell.row, by=by)


def _later_part(spell: Spell, *, plan: AbsencePlan, by: User) -> AbsenceSource:
    """Return that the source said so of an absence that is what another left free of a row."""
    return AbsenceSource(
        absence=spell.row,
        source=plan.source,
        source_key=f"{spell.part_of[:90]}#{spell.row.first_date:%Y%m%d}",
        first_date=spell.row.first_date,
        last_date=spell.row.last_date,
        data_as_at_date=plan.as_at,
        recorded_by=by,
        recorded_at=clock.now(),
    )


def _write_reasons(spells: Sequence[Spell], *, plan: AbsencePlan, by: User) -> None:
    for spell in spells:
        why = spell.why or Why()
        row = plan.details.get(spell.row.pk) or SicknessDetail(absence=spell.row)
        row.reason_code = why.reason_code or row.reason_code
        row.level_2_reason, row.related_reason = why.level_2, why.related
        row.is_work_related, row.is_notifiable = why.is_work_related, why.is_notifiable
        row.recorded_by, row.recorded_at = by, clock.now()
        row.save()


def _write_talks(spells: Sequence[Spell], *, plan: AbsencePlan, by: User) -> None:
    for spell in spells:
        if spell.row.last_date is None:
            continue
        due = return_due(spell.row, last_date=spell.row.last_date)
        row = plan.meetings.get(spell.row.pk) or ReturnToWork(absence=spell.row, due_date=due)
        if spell.meeting is not None:
            row.held_date, row.held_by = spell.meeting, by
        row.save()
