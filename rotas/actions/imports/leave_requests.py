"""Doctors' requests for leave: one absence a request, linked where it is known, decided here and not by the file.

Sickness is recorded, a life-changing event with enough notice is approved by itself, everything else waits under Leave to
approve. A request that was decided, changed or cancelled here stays as it is. Source: rota rule book, section 8.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from pathlib import Path

from directorate.core import clock
from directorate.core.domain.access import Subject
from directorate.core.domain.calendar import LONDON
from directorate.core.importers.documents import Change, Found, Order
from directorate.core.importers.feeds import DocumentFeed, Words
from directorate.core.models import Person, PolicyNumber, User
from directorate.core.models.people import StaffGroup
from rotas.actions.imports.faults import corrected_rows, headings_of, noticed_rows, rejected_rows
from rotas.actions.imports.named import plain
from rotas.domain.leave_requests import ROUTE_WORDS, Route, route_of
from rotas.importers.leave_requests import NAMES, NEEDED, RequestLine, read_leave_requests
from rotas.importers.leave_words import CODES
from rotas.importers.rows import Remark
from rotas.importers.sheets import RotaFile, need_table, open_file, recognised
from staffing.actions.imports.absence_store import store_absences
from staffing.actions.imports.absences import AbsencePlan, Statement, plan_absences
from staffing.facts.effects import carry_out
from staffing.models import AbsenceSource, AbsenceState, SourceName

NOTICE = "medical_leave_notice_days"
SIX_WEEKS = 42
LIFE_EVENT = "Life-changing event with enough notice: approved by itself"


@dataclass(frozen=True)
class _Judged:
    """The requests that can be loaded, whose they are, what does not fit, and the way of each."""

    lines: Sequence[RequestLine]
    faults: Sequence[Remark]
    people: Mapping[str, Person]
    routes: Mapping[int, Route]


def read(path: Path) -> RotaFile:
    """Return the sheets of a file that has the columns; its rows are judged against the doctors when it is checked.

    Raises: FileRefusedError.
    """
    file = open_file(path)
    need_table(file, names=NAMES, needed=NEEDED, what="leave requests")
    return file


def check(file: RotaFile, as_at: date) -> Found:
    """Return what stands in the file and what it would change."""
    people = _doctors_by_gmc()
    found = read_leave_requests(file, known=people.keys(), as_of=as_at)
    judged = _judge(found.lines, people=people, as_at=as_at)
    statements = [_statement(line, route=judged.routes[line.row]) for line in judged.lines]
    plan = plan_absences(statements, source=SourceName.ASKED, as_at=as_at, people=_asking(judged))
    rejected = rejected_rows(found.reading, faults=judged.faults, specialties={})
    return Found(
        rows_read=found.reading.rows_read,
        rows_accepted=len(judged.lines),
        rejected=rejected,
        warnings=noticed_rows(found.reading, rejected=rejected),
        changes=[change for change in plan.changes if change.rows or change.same],
        totals=dict(sorted(Counter(judged.routes.values()).items())),
        content=plan,
        headings=headings_of(found.reading),
        returned=corrected_rows(found.reading, rejected=rejected),
        notes=[
            ("The way that they take", _ways(judged.routes)),
            ("Days that another absence has already", _taken(judged, statements=statements, plan=plan)),
            ("Asked for before from another day or as another kind: both stand", _asked_otherwise(statements)),
        ],
    )


def _doctors_by_gmc() -> Mapping[str, Person]:
    """Return doctors by GMC number: that of the medical staff list, else that in the consultant code."""
    found: dict[str, Person] = {}
    rows = Person.objects.filter(staff_group=StaffGroup.MEDICAL).select_related("specialty", "doctor_record")
    for person in rows:
        record = getattr(person, "doctor_record", None)
        if person.consultant_code:
            found.setdefault(person.consultant_code[1:], person)
        if record is not None and record.gmc_no:
            found[record.gmc_no] = person
    return found


def _judge(lines: Sequence[RequestLine], *, people: Mapping[str, Person], as_at: date) -> _Judged:
    named = [line for line in lines if _is_named(people[line.gmc], said=line.doctor)]
    numbers = PolicyNumber.objects.values_on(as_at)
    needed = int(numbers.get(NOTICE, SIX_WEEKS))
    return _Judged(
        lines=named,
        faults=[Remark(line.row, "gmc", "other_name", line.doctor) for line in lines if line not in named],
        people=people,
        routes={line.row: route_of(line.request, notice_needed=needed) for line in named},
    )


def _is_named(person: Person, *, said: str) -> bool:
    """Return whether the name beside a number is that of its doctor; a blank is."""
    return not said or set(plain(person.surname).split()) <= set(plain(said).split())


def _asking(judged: _Judged) -> Mapping[str, Person]:
    return {line.gmc: judged.people[line.gmc] for line in judged.lines}


def _statement(line: RequestLine, *, route: Route) -> Statement:
    request = line.request
    is_settled = route == "AUTO_APPROVE" or request.kind == "sickness"
    return Statement(
        number=line.number,
        staff_no=line.gmc,
        kind=request.kind,
        first=request.first,
        last=request.last,
        part=request.part,
        state=AbsenceState.APPROVED if is_settled else AbsenceState.REQUESTED,
        asked_at=datetime.combine(request.submitted, time(9), LONDON),
        reason=LIFE_EVENT if route == "AUTO_APPROVE" else "",
        order=line.row,
    )


def _ways(routes: Mapping[int, Route]) -> list[str]:
    counts = Counter(routes.values())
    return [f"{counts[route]}: {words}" for route, words in ROUTE_WORDS.items() if counts[route]]


def _taken(judged: _Judged, *, statements: Sequence[Statement], plan: AbsencePlan) -> list[str]:
    """Return the requests of which not every day becomes an absence of its own."""
    lines = []
    for line, statement in zip(judged.lines, statements, strict=True):
        spell = plan.spell_of.get(statement.key)
        if spell is None or (spell.row.kind == statement.kind and spell.covers_all(statement.first, statement.last)):
            continue
        lines.append(
            f"{line.number}, {judged.people[line.gmc]}: {statement.first:%-d %b %Y} to {statement.last:%-d %b %Y}"
        )
    return lines


def _asked_otherwise(statements: Sequence[Statement]) -> list[str]:
    """Return the requests whose number a stored one has with another first day or kind."""
    keys = {statement.key for statement in statements}
    numbers = {statement.number for statement in statements}
    stored = AbsenceSource.objects.filter(source=SourceName.ASKED).exclude(source_key__in=keys)
    standing = stored.filter(absence__state__in=(AbsenceState.REQUESTED, AbsenceState.APPROVED))
    rows = standing.select_related("absence__person").order_by("first_date", "pk")
    return [
        f"{number}, {row.absence.person}: from {row.first_date:%-d %b %Y}"
        for row in rows
        if (number := row.source_key.split("|")[-1]) in numbers
    ]


def store(found: Found, order: Order) -> Sequence[Change]:
    """Write the absences, and what follows from those that are new or have other days."""
    plan: AbsencePlan = found.content
    by = User.objects.get(pk=order.user_id)
    moved = [*plan.new, *plan.changed]
    changes = store_absences(plan, by=by)
    for spell in moved:
        if spell.row.last_date is None or spell.row.last_date >= clock.today():
            carry_out(spell.row, by=by)
    return [change for change in changes if change.rows or change.same]


LEAVE_REQUESTS = DocumentFeed(
    key="leave_requests",
    name="Leave requests of doctors",
    subject=Subject.MEDICAL_STAFF,
    reads=Subject.SICKNESS_DATES,
    words=Words(
        noun="leave requests of doctors",
        day="as of",
        day_hint="The day of the file: nothing in it was asked for later, for example 23/11/2026",
        ours="look like our doctors",
        opens=("staffing:leave_inbox", "Open leave to approve"),
        source="the list of requests",
    ),
    codes=CODES,
    recognise=partial(recognised, names=NAMES, needed=NEEDED),
    read=read,
    check=check,
    store=store,
)
