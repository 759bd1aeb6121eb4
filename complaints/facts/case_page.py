"""Everything a case's page shows, as far as the viewer may read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from complaints.domain.case_events import CaseState
from complaints.domain.outcome import Issue, Outcome, outcome
from complaints.domain.states import NOT_OPEN
from complaints.facts.away import Away, away_now
from complaints.facts.clocks import Timing, received_date, standing_steps
from complaints.facts.drafts import DraftLine, drafts_of
from complaints.facts.listing import Row, days_late, points_of, request_of, rows_of
from complaints.facts.sight import Sight, sight_of
from complaints.facts.steps import steps_offered
from complaints.models import Case, CaseFile, CaseStep, Note, Point, StatementRequest
from directorate.core.domain.calendar import CountedDays, explain_working_days
from directorate.core.models import User


@dataclass(frozen=True, slots=True)
class PointLine:
    """One point: who answers it, and how that stands."""

    point: Point
    request: StatementRequest | None
    is_named: bool
    away: Away | None
    days_late: int | None
    files: Sequence[CaseFile]


@dataclass(frozen=True, slots=True)
class Explained:
    """How a date was worked out: what it is, and the days counted and stepped over."""

    title: str
    days: CountedDays


@dataclass(frozen=True, slots=True)
class CasePage:
    """What stands on the page; empty where the viewer may not read it."""

    case: Case
    row: Row
    sight: Sight
    is_full: bool
    may_change: bool
    lines: Sequence[PointLine]
    explained: Sequence[Explained]
    outcome: Outcome
    steps: Sequence[CaseStep]
    offered: Sequence[str]
    files: Sequence[CaseFile]
    notes: Sequence[Note]
    drafts: Sequence[DraftLine]

    @property
    def state(self) -> CaseState:
        """Where the case stands."""
        return self.row.standing.state

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.state.state not in NOT_OPEN

    @property
    def ended_on(self) -> date | None:
        """The day of the last step, by which a case that is not open ended."""
        return self.steps[-1].on_date if self.steps else None

    @property
    def received(self) -> date:
        """The day of receipt."""
        return received_date(self.case)

    @property
    def acknowledged_on(self) -> date | None:
        """The day of the acknowledgement, as recorded."""
        return next((step.on_date for step in self.steps if step.type == "acknowledge"), None)

    @property
    def written(self) -> list[PointLine]:
        """Points whose statement was written on the page of a link, for those who read what is said in the case."""
        return [line for line in self.lines if self.is_full and line.request and line.request.statement_text]

    @property
    def unasked(self) -> list[Point]:
        """Points without a finding about which nobody was asked."""
        return [line.point for line in self.lines if line.request is None and not line.point.finding]


def case_page(case: Case, *, viewer: User, timing: Timing) -> CasePage:
    """The page of a case that `with_work` brought along."""
    sight = sight_of(viewer)
    is_full = sight.is_full(case)
    (row,) = rows_of([case], viewer=viewer, timing=timing)
    standing = standing_steps(list(case.steps.all()))
    files = _files(case) if is_full else []
    return CasePage(
        case=case,
        row=row,
        sight=sight,
        is_full=is_full,
        may_change=is_full and sight.may_change(case),
        lines=_lines(case, sight=sight, viewer=viewer, timing=timing, files=files),
        explained=_explained(case, row=row, timing=timing),
        outcome=outcome([Issue(point.number, point.finding or None) for point in points_of(case)]),
        steps=standing,
        offered=steps_offered(row.standing, recorded=len(standing)),
        files=[file for file in files if file.request_id is None],
        notes=_notes(case) if is_full else [],
        drafts=drafts_of(case) if is_full else [],
    )


def _files(case: Case) -> list[CaseFile]:
    rows = CaseFile.objects.filter(case=case).select_related("uploaded_by", "on_behalf_of")
    return list(rows.order_by("-uploaded_at", "-pk"))


def _notes(case: Case) -> list[Note]:
    return list(Note.objects.filter(case=case).select_related("created_by").order_by("-created_at", "-pk"))


def _lines(case: Case, *, sight: Sight, viewer: User, timing: Timing, files: Sequence[CaseFile]) -> list[PointLine]:
    requests = {point.pk: request_of(point) for point in points_of(case)}
    people = [request.person for request in requests.values() if request and request.waits]
    away = away_now(people, viewer=viewer, today=timing.today) if people else {}
    return [
        _line(point, request=requests[point.pk], sight=sight, away=away, timing=timing, files=files)
        for point in points_of(case)
        if _is_shown(case, request=requests[point.pk], sight=sight)
    ]


def _is_shown(case: Case, *, request: StatementRequest | None, sight: Sight) -> bool:
    """What is said in the complaint, or the viewer's own point."""
    return sight.is_full(case) or (request is not None and request.person_id == sight.person_id)


def _line(
    point: Point,
    *,
    request: StatementRequest | None,
    sight: Sight,
    away: dict[int, Away],
    timing: Timing,
    files: Sequence[CaseFile],
) -> PointLine:
    waits = request is not None and request.waits
    return PointLine(
        point=point,
        request=request,
        is_named=request is not None and sight.names(point.case, person=request.person_id),
        away=away.get(request.person_id) if request and waits else None,
        days_late=days_late(request.due_date, timing=timing)
        if request and waits and request.due_date < timing.today
        else None,
        files=[file for file in files if request and file.request_id == request.pk],
    )


def _explained(case: Case, *, row: Row, timing: Timing) -> list[Explained]:
    """The days behind the dates that are counted in working days from receipt."""
    found = row.standing.clocks
    counts = [("Acknowledgement", found.ack_due, timing.days("complaint_acknowledgement_working_days", otherwise=3))]
    if case.timescale_working_days and found.stage == 1:
        counts.append(("Response", found.policy_due_original, case.timescale_working_days))
    return [
        Explained(title, explain_working_days(found.clock_start, n=days, calendar=timing.calendar))
        for title, due, days in counts
        if due is not None
    ]
