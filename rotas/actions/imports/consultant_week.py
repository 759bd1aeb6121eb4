"""The week of consultants from its workbook: sessions by weekday and weeks of the month.

A session that the file does not name stays; one that it says otherwise of ends the day before the file counts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from psycopg.types.range import DateRange

from directorate.core.domain.access import Subject
from directorate.core.importers.documents import Change, Found, Noticed, Order, Recognised
from directorate.core.importers.feeds import DocumentFeed, Words
from directorate.core.importers.grids import Grid
from directorate.core.models import Person
from rotas.actions.imports.faults import one_a_row, rejected_line
from rotas.actions.imports.named import doctors_by_name, fault_of_name, plain, sites_by_name
from rotas.importers.activity_template import Activity, is_activity_template, read_activity_template
from rotas.importers.activity_template import ActivityTemplate as WeekFile
from rotas.importers.rows import Remark
from rotas.importers.sheets import as_rota_file, open_file
from rotas.importers.week_words import CODES
from rotas.models import ActivityTemplate, Session

HALVES = {"AM": (Session.AM,), "PM": (Session.PM,), "ALL": (Session.AM, Session.PM)}
LONGEST_ACTIVITY = 60


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """One session as the file says it; the key of a slot is person, weekday and session."""

    person: int
    weekday: int
    session: str
    weeks: tuple[int, ...]
    activity: str
    site: int | None

    @property
    def slot(self) -> tuple[int, int, str]:
        """Return whose half day of the week it is."""
        return self.person, self.weekday, self.session


@dataclass(frozen=True, slots=True)
class Plan:
    """Sessions to make, stored ones that end, and how many are as before."""

    new: Sequence[PlannedSession]
    ended: Sequence[int]
    same: int


def recognise(grids: Sequence[Grid]) -> Recognised:
    """Return how well the beginnings of the sheets fit."""
    return Recognised(share=1, known=10) if is_activity_template(as_rota_file(grids)) else Recognised()


def read(path: Path) -> WeekFile:
    """Return the lines of a file.

    Raises: FileRefusedError.
    """
    return read_activity_template(open_file(path))


def check(file: WeekFile, as_at: date) -> Found:
    """Return what stands in the file and what it would change."""
    doctors, sites = doctors_by_name(), sites_by_name()
    rejected = [rejected_line(remark) for remark in file.reading.rejected]
    planned: list[PlannedSession] = []
    accepted = 0
    for line in file.activities:
        fault = _fault_of(line, doctors=doctors, sites=sites)
        if fault:
            rejected.append(rejected_line(fault))
            continue
        accepted += 1
        planned += _sessions(line, person=doctors[plain(line.consultant)][0].pk, sites=sites)
    plan = _plan(planned, as_at=as_at)
    return Found(
        rows_read=file.reading.rows_read,
        rows_accepted=accepted,
        rejected=one_a_row(rejected),
        warnings=[Noticed(item.row, item.column, item.code, item.value) for item in file.reading.warnings],
        changes=[Change("sessions", new=len(plan.new), changed=len(plan.ended), same=plan.same)],
        content=plan,
    )


def _fault_of(line: Activity, *, doctors: Mapping[str, Sequence[Person]], sites: Mapping[str, int]) -> Remark | None:
    if code := fault_of_name(line.consultant, doctors=doctors):
        return Remark(row=line.row, column="consultant", code=code, value=line.consultant)
    if line.site and plain(line.site) not in sites:
        return Remark(row=line.row, column="site", code="unknown_site", value=line.site)
    return None


def _sessions(line: Activity, *, person: int, sites: Mapping[str, int]) -> Iterator[PlannedSession]:
    """Yield the half days of a line; an evening has no half day and takes none."""
    for session in HALVES.get(line.session, ()):
        yield PlannedSession(
            person=person,
            weekday=line.weekday,
            session=session.value,
            weeks=line.weeks_of_month,
            activity=line.activity[:LONGEST_ACTIVITY],
            site=sites.get(plain(line.site)),
        )


def _plan(planned: Sequence[PlannedSession], *, as_at: date) -> Plan:
    slots = {item.slot for item in planned}
    rows = ActivityTemplate.objects.in_force(first=as_at, last=as_at).filter(person__in={key[0] for key in slots})
    stored = {_as_planned(row): row.pk for row in rows if (row.person_id, row.weekday, row.session) in slots}
    wanted = set(planned)
    return Plan(
        new=[item for item in dict.fromkeys(planned) if item not in stored],
        ended=sorted(pk for item, pk in stored.items() if item not in wanted),
        same=len(wanted & set(stored)),
    )


def _as_planned(row: ActivityTemplate) -> PlannedSession:
    weeks = tuple(row.weeks_of_month)
    return PlannedSession(row.person_id, row.weekday, row.session, weeks, row.activity, row.site_id)


def store(found: Found, order: Order) -> Sequence[Change]:
    """Let what is said otherwise end, and make what is new, from the day of the file on."""
    plan: Plan = found.content
    for row in ActivityTemplate.objects.filter(pk__in=plan.ended).select_for_update():
        if row.valid.lower == order.as_at:
            row.delete()
        else:
            row.valid = DateRange(row.valid.lower, order.as_at)
            row.save(update_fields=["valid"])
    ActivityTemplate.objects.bulk_create(
        ActivityTemplate(
            person_id=item.person,
            weekday=item.weekday,
            session=item.session,
            weeks_of_month=list(item.weeks),
            activity=item.activity,
            site_id=item.site,
            valid=DateRange(order.as_at, None),
        )
        for item in plan.new
    )
    return found.changes


CONSULTANT_WEEK = DocumentFeed(
    key="consultant_week",
    name="Week of consultants",
    subject=Subject.MEDICAL_STAFF,
    reads=Subject.ROTA,
    words=Words(
        noun="week of consultants",
        day="from",
        day_question="From which day does it count?",
        day_hint="Sessions that the file says otherwise of end the day before, for example 4/1/2027",
        ours="look like our doctors",
        opens=("rotas:week_sheet", "Open the week sheet"),
        source="the workbook",
    ),
    codes=CODES,
    recognise=recognise,
    read=read,
    check=check,
    store=store,
    asks_day=True,
    takes_corrections=False,
)
