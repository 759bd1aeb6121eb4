"""The list of open complaints by the next date of ours; a fixed number of queries however many there are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from complaints.domain.case_events import Bucket
from complaints.domain.next_date import Awaited, NextDate, next_date
from complaints.facts.away import Away, away_now
from complaints.facts.clocks import Standing, Timing, standing_of, timing_on
from complaints.facts.sight import Sight, sight_of
from complaints.models import Case, Point, StatementRequest
from directorate.core.domain.calendar import working_days_between
from directorate.core.models import Person, User

FAR = date.max


@dataclass(frozen=True, slots=True)
class Late:
    """One statement that is late: the person, the points, how many working days, and whether the person is away."""

    case: Case
    person: Person
    point: int
    due: date
    working_days: int
    away: Away | None


@dataclass(frozen=True, slots=True)
class Row:
    """One open case: what is missing next, from whom and whether that person is away."""

    case: Case
    standing: Standing
    next: NextDate
    person: Person | None
    away: Away | None
    days_late: int | None
    late: tuple[Late, ...]
    to_come: int

    @property
    def bucket(self) -> Bucket:
        """The one list in which the statutory and policy clocks put the case."""
        return self.standing.bucket


def with_work(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Cases with all that a row or a page needs: steps, points and the requests that stand."""
    standing = StatementRequest.objects.standing().select_related("person")
    points = Point.objects.order_by("number").prefetch_related(Prefetch("requests", standing, to_attr="standing"))
    return cases.select_related("specialty", "site", "lead").prefetch_related(
        "steps", Prefetch("points", points, to_attr="in_order")
    )


def open_rows(user: User, *, today: date) -> list[Row]:
    """Every open case the user may see, by the next date of ours, those without one last."""
    cases = list(with_work(Case.objects.visible_to(user).open()))
    rows = rows_of(cases, viewer=user, timing=timing_on(today))
    return sorted(rows, key=lambda row: (row.next.due or FAR, row.case.reference))


def rows_of(cases: Iterable[Case], *, viewer: User, timing: Timing) -> list[Row]:
    """Cases as rows of the list, in the order given."""
    found = list(cases)
    sight = sight_of(viewer)
    people = {request.person_id: request.person for case in found for request in _seen(case, sight=sight)}
    away = away_now(people.values(), viewer=viewer, today=timing.today) if people else {}
    return [_row(case, sight=sight, away=away, timing=timing) for case in found]


def _seen(case: Case, *, sight: Sight) -> list[StatementRequest]:
    """The statements to come whose person the viewer may read."""
    return [request for request in awaited_of(case) if sight.names(case, person=request.person_id)]


def points_of(case: Case) -> Sequence[Point]:
    """The points that `with_work` brought along."""
    points: Sequence[Point] = case.in_order  # type: ignore[attr-defined]
    return points


def request_of(point: Point) -> StatementRequest | None:
    """The request that stands for a point."""
    return next(iter(point.standing), None)  # type: ignore[attr-defined]


def awaited_of(case: Case) -> list[StatementRequest]:
    """The statements that have not come."""
    requests = (request_of(point) for point in points_of(case))
    return [request for request in requests if request is not None and request.waits]


def refused_of(case: Case) -> list[StatementRequest]:
    """The statements of which whoever was asked said that they cannot give them, on points without a finding."""
    requests = (request_of(point) for point in points_of(case) if not point.finding)
    return [request for request in requests if request is not None and request.cannot_be_given]


def _row(case: Case, *, sight: Sight, away: dict[int, Away], timing: Timing) -> Row:
    standing = standing_of(case, steps=list(case.steps.all()), timing=timing)
    seen = _seen(case, sight=sight)
    people = {request.person_id: request.person for request in seen}
    following = _own_next(seen, case=case) if sight.is_own_only(case) else _next(case, standing=standing)
    return Row(
        case=case,
        standing=standing,
        next=following,
        person=people.get(following.person_id or 0),
        away=away.get(following.person_id or 0),
        days_late=days_late(following.due, timing=timing) if following.due and following.due < timing.today else None,
        late=tuple(
            _late(request, case=case, away=away, timing=timing) for request in seen if _is_late(request, timing)
        ),
        to_come=len(seen),
    )


def _is_late(request: StatementRequest, timing: Timing) -> bool:
    return request.due_date < timing.today


def _late(request: StatementRequest, *, case: Case, away: dict[int, Away], timing: Timing) -> Late:
    late_by = days_late(request.due_date, timing=timing)
    number = next(point.number for point in points_of(case) if point.pk == request.point_id)
    return Late(case, request.person, number, request.due_date, late_by, away.get(request.person_id))


def _awaited(requests: Iterable[StatementRequest], *, case: Case) -> list[Awaited]:
    numbers = {point.pk: point.number for point in points_of(case)}
    return [Awaited(numbers[request.point_id], request.person_id, request.due_date) for request in requests]


def _next(case: Case, *, standing: Standing) -> NextDate:
    return next_date(
        state=standing.state.state or "logged",
        awaited=_awaited(awaited_of(case), case=case),
        unasked=[point.number for point in points_of(case) if not point.finding and request_of(point) is None],
        refused=_awaited(refused_of(case), case=case),
        draft_wanted=case.draft_wanted_date,
        policy_due=standing.clocks.policy_due,
    )


def _own_next(requests: Sequence[StatementRequest], *, case: Case) -> NextDate:
    """What somebody who was asked for a statement reads: their own statement, nothing else."""
    if not requests:
        return NextDate(None, "Nothing from you")
    return next_date(
        state="investigating", awaited=_awaited(requests, case=case), unasked=(), draft_wanted=None, policy_due=None
    )


def days_late(due: date, *, timing: Timing) -> int:
    """Working days since a day; 0 when only a weekend has passed, and still late."""
    return working_days_between(due, end=timing.today, calendar=timing.calendar)
