"""What a rota grid would make of the duties that are kept: cell by cell, with the doctors' other duties and leave."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from directorate.core.domain.calendar import LONDON
from directorate.core.importers.documents import Change
from directorate.core.models import Person, Specialty
from rotas.actions.imports.arranged import arranged_here
from rotas.actions.imports.named import fault_of_name, plain
from rotas.domain.clocks import DAY, LONDON_CLOCK, day_of, instant_of
from rotas.domain.handover import Span, following_on, overlap
from rotas.domain.templates import DutyType as LegendCode
from rotas.importers.rota_grid import RotaGrid, Slot, dates_of
from rotas.importers.rows import Remark
from rotas.models import Duty, Tier
from rotas.models.duties import LONGEST_SWAP_NOTE
from staffing.models import Absence

AROUND = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class WantedRota:
    """The rota of a grid: one that is kept (`pk`), or one to be made."""

    pk: int | None
    name: str
    specialty: Specialty
    tier: Tier


@dataclass(frozen=True, slots=True)
class PlannedDuty:
    """One duty as a cell says it; `stored` is the key of the duty of this slot that begins at the same time."""

    slot: int
    day: date
    code: str
    span: Span
    person: int | None
    place: tuple[int, str]
    swap_note: str = ""
    stored: int | None = None

    @property
    def words(self) -> str:
        """Return the day and the code."""
        return f"{self.day:%a %-d %b %Y} {self.code}"


@dataclass
class Plan:
    """What is new, what becomes another, what is cancelled, how many are as before."""

    rota: WantedRota | None = None
    legend: Mapping[str, LegendCode] = field(default_factory=dict)
    meanings: Mapping[str, str] = field(default_factory=dict)
    new: list[PlannedDuty] = field(default_factory=list)
    changed: list[PlannedDuty] = field(default_factory=list)
    cancelled: list[int] = field(default_factory=list)
    same: int = 0

    @property
    def changes(self) -> list[Change]:
        """Return them in words."""
        duties = Change("duties", new=len(self.new), changed=len(self.changed), same=self.same)
        cancelled = [Change("duties that the rota does not have any more", changed=len(self.cancelled))]
        made = [Change("rotas", new=1)] if self.rota and self.rota.pk is None and self.new else []
        return [duties, *(cancelled if self.cancelled else []), *made]


class Planner:
    """Compares the cells of a grid with the duties that are kept."""

    def __init__(self, grid: RotaGrid, *, doctors: Mapping[str, Sequence[Person]], rota: WantedRota) -> None:
        self.grid, self.doctors, self.rota = grid, doctors, rota
        self.days = dates_of(grid)
        self.faults: list[Remark] = []
        self.kept: list[str] = []
        self.on_leave: list[str] = []
        self.leave_not_recorded: list[str] = []
        self.cells_left_out = 0
        self.stored = _stored_around(self.days)
        self.own = [duty for duty in self.stored if duty.rota_id == rota.pk and duty.slot]
        self.arranged = arranged_here(self.own)
        self.by_start = {(duty.slot, duty.during.lower): duty for duty in self.own}
        self.taken: dict[int, list[Span]] = defaultdict(list)

    def plan(self) -> Plan:
        """Return what to do; cells and lines that cannot be loaded are noted as faults."""
        plan = Plan(rota=self.rota, legend=self.grid.duty_types, meanings=self.grid.meanings)
        read: list[tuple[int, date]] = []
        wanted: list[PlannedDuty] = []
        for slot, person in self._lines():
            for duties, day in self._cells(slot, person=person):
                read.append((slot.number, day))
                wanted += duties
            self._compare_leave(slot, person=person)
        planned = {(duty.slot, duty.span[0]) for duty in wanted}
        moving = {duty.pk for duty in self.own if (duty.slot, duty.during.lower) in planned}
        gone = [duty for duty in self.own if duty.pk not in moving and (duty.slot, _day(duty)) in read]
        plan.cancelled = sorted(duty.pk for duty in gone)
        self._take_others(without=moving | set(plan.cancelled))
        for duty in wanted:
            self._sort(duty, plan=plan)
        return plan

    def _lines(self) -> Iterator[tuple[Slot, Person | None]]:
        seen: set[int] = set()
        for slot in self.grid.slots:
            code = fault_of_name(slot.doctor, doctors=self.doctors) if slot.doctor else ""
            code = "duplicate_key" if slot.number in seen else code
            seen.add(slot.number)
            if code:
                self._fault(slot.place, code=code, value=slot.doctor or str(slot.number))
                self.cells_left_out += sum(cell is not None for cell in slot.cells)
                continue
            yield slot, self.doctors[plain(slot.doctor)][0] if slot.doctor else None

    def _fault(self, place: tuple[int, str], *, code: str, value: str) -> None:
        self.faults.append(Remark(row=place[0], column=place[1], code=code, value=value))

    def _cells(self, slot: Slot, *, person: Person | None) -> Iterator[tuple[list[PlannedDuty], date]]:
        """Yield the duties of each cell that can be read."""
        spans = self._spans(slot)
        for place, (day, cell) in enumerate(zip(self.days, slot.cells, strict=True)):
            codes = cell.split("+") if cell else []
            if any(not self.grid.duty_types[code].is_good for code in codes):
                self._fault(slot.places[place], code="bad_legend", value=cell or "")
            elif cell is not None:
                duties = [
                    PlannedDuty(
                        slot=slot.number,
                        day=day,
                        code=code,
                        span=spans[day, code],
                        person=person.pk if person else None,
                        place=slot.places[place],
                        swap_note=slot.notes.get(place, "")[:LONGEST_SWAP_NOTE],
                    )
                    for code in dict.fromkeys(codes)
                    if (day, code) in spans
                ]
                yield duties, day

    def _spans(self, slot: Slot) -> Mapping[tuple[date, str], Span]:
        """Return the hours of a slot's duties; who follows on from themselves hands over to nobody."""
        found: dict[tuple[date, str], Span] = {}
        for day, cell in zip(self.days, slot.cells, strict=True):
            for code in cell.split("+") if cell else ():
                kind = self.grid.duty_types[code]
                duty = kind.on(day_of(day), clock=LONDON_CLOCK) if kind.is_good else None
                if duty is not None and kind.kind not in {"leave", "zero"}:
                    found[day, code] = (instant_of(duty.start), instant_of(duty.end))
        at_work = [span for (_, code), span in found.items() if self.grid.duty_types[code].kind != "nroc"]
        return {
            key: span if self.grid.duty_types[key[1]].kind == "nroc" else following_on(span, own=at_work)
            for key, span in found.items()
        }

    def _compare_leave(self, slot: Slot, *, person: Person | None) -> None:
        """Note leave of the grid that is not recorded, and duties on days of leave."""
        if person is None:
            return
        away = [row for row in self._absences() if row.person_id == person.pk]
        codes = list(zip(self.days, slot.cells, strict=True))
        missing = [day for day, cell in codes if self._says_leave(cell) and not any(_covers(row, day) for row in away)]
        for first, last in _runs(missing):
            until = f" to {last:%-d %b %Y}" if last != first else ""
            self.leave_not_recorded.append(f"{person}: {first:%a %-d %b %Y}{until}")
        for day, cell in codes:
            if cell and self._is_work(cell) and any(_covers(row, day) for row in away):
                self.on_leave.append(f"{person}: {day:%a %-d %b %Y} {cell}")

    def _absences(self) -> Sequence[Absence]:
        if not hasattr(self, "absences"):
            named = [plain(slot.doctor) for slot in self.grid.slots if slot.doctor]
            people = [person.pk for name in named for person in self.doctors.get(name, ())]
            rows = Absence.objects.counting().touching(first=self.days[0], last=self.days[-1])
            self.absences = list(rows.filter(person__in=people))
        return self.absences

    def _says_leave(self, cell: str | None) -> bool:
        return any(self.grid.duty_types[code].kind == "leave" for code in (cell.split("+") if cell else ()))

    def _is_work(self, cell: str) -> bool:
        return any(self.grid.duty_types[code].kind not in {"leave", "zero"} for code in cell.split("+"))

    def _take_others(self, *, without: set[int]) -> None:
        """Note when doctors have duties that this file does not speak of."""
        for duty in self.stored:
            if duty.person_id and duty.pk not in without:
                self.taken[duty.person_id].append((duty.during.lower, duty.during.upper))

    def _sort(self, duty: PlannedDuty, *, plan: Plan) -> None:
        before = self.by_start.get((duty.slot, duty.span[0]))
        if before is not None and self._stays(before, duty=duty):
            plan.same += 1
            if before.person_id:
                self.taken[before.person_id].append((before.during.lower, before.during.upper))
            return
        if duty.person is not None:
            own = self.taken[duty.person]
            if duty.span in own:
                plan.same += 1
                return
            if any(overlap(duty.span, span) for span in own):
                self._fault(duty.place, code="overlap_person", value=duty.code)
                return
            own.append(duty.span)
        if before is None:
            plan.new.append(duty)
        else:
            plan.changed.append(replace(duty, stored=before.pk))

    def _stays(self, before: Duty, *, duty: PlannedDuty) -> bool:
        """Return whether a kept duty is as the cell says, or as it was arranged here."""
        is_same = (before.during.lower, before.during.upper) == duty.span
        if is_same and before.person_id == duty.person and not before.locum_name:
            return before.pk in self.arranged or before.swap_note == duty.swap_note
        if before.done_by and (duty.person is None or before.locum_name or before.pk in self.arranged):
            self.kept.append(f"{duty.words}: {before.done_by}")
            return True
        return False


def _day(duty: Duty) -> date:
    begins: datetime = duty.during.lower
    return begins.astimezone(LONDON).date()


def _covers(absence: Absence, day: date) -> bool:
    return absence.first_date <= day and (absence.last_date is None or day <= absence.last_date)


def _runs(days: Sequence[date]) -> list[tuple[date, date]]:
    """Return first and last day of each run of days."""
    found: list[tuple[date, date]] = []
    for day in sorted(days):
        if found and day - found[-1][1] == timedelta(days=1):
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def _stored_around(days: Sequence[date]) -> list[Duty]:
    first, last = (instant_of(LONDON_CLOCK.elapsed(day_of(day) * DAY)) for day in (days[0], days[-1]))
    touching = Duty.objects.standing().touching(first - AROUND, last=last + AROUND)
    return list(touching.select_related("person").order_by("pk"))
