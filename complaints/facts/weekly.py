"""The weekly list of the directorate: figures by specialty, and every open case in one row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from complaints.facts import words
from complaints.facts.clocks import received_date
from complaints.facts.listing import Row, open_rows
from complaints.facts.sight import Sight, sight_of
from complaints.models import Case, CaseStep
from complaints.querysets import CaseQuerySet
from complaints.render.weekly import WeeklyRow
from directorate.core.models import User

WEEK = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of one specialty: open now, past a date, statements late, and what came and went in seven days."""

    specialty: str
    code: str
    open: int
    overdue: int
    late_statements: int
    received: int
    responses_sent: int


@dataclass(frozen=True, slots=True)
class Weekly:
    """The list of a day: its seven days, figures and rows."""

    first: date
    last: date
    figures: Sequence[Figures]
    rows: Sequence[WeeklyRow]


def weekly(user: User, *, today: date) -> Weekly:
    """The list as the user may read it, on a day; restricted cases of others are not counted."""
    rows = [row for row in open_rows(user, today=today) if not sight_of(user).is_own_only(row.case)]
    first = today - WEEK
    sight = sight_of(user)
    return Weekly(first, today, _figures(user, rows=rows, first=first, last=today), [_row(row, sight) for row in rows])


def _row(row: Row, sight: Sight) -> WeeklyRow:
    case, clocks = row.case, row.standing.clocks
    return WeeklyRow(
        reference=case.reference,
        specialty=case.specialty.name,
        kind=case.get_kind_display(),
        received=received_date(case),
        draft_wanted=case.draft_wanted_date,
        response_due=clocks.policy_due,
        status=words.BUCKETS[row.bucket][0] or words.state(case.state),
        next_date=row.next.due,
        missing=row.next.missing,
        from_whom=_from_whom(row, sight),
        away=row.away.words if row.away else "",
        late_statements=len(row.late),
    )


def _from_whom(row: Row, sight: Sight) -> str:
    if row.person:
        return row.person.display_name
    if row.next.is_with_team:
        return "The complaints team"
    return row.case.lead.name if sight.is_full(row.case) and not row.next.person_id else ""


def received_between(cases: CaseQuerySet, *, first: date, last: date) -> CaseQuerySet:
    """Return those of the cases that were received from first to last, both in."""
    return cases.filter(received_at__date__range=(first, last))


def sent_between(cases: CaseQuerySet, *, first: date, last: date) -> QuerySet[CaseStep]:
    """Return the responses to the cases that were sent from first to last, both in."""
    return CaseStep.objects.filter(type="send_response", on_date__range=(first, last), case__in=cases.values("pk"))


@dataclass(frozen=True, slots=True)
class Happened:
    """A case that was received or answered on a day."""

    case: Case
    on: date


def happened(user: User, *, what: str, today: date) -> list[Happened]:
    """Return the cases `received` or the responses `sent` in the seven days of the list, the latest first; one query."""
    seen, first = Case.objects.visible_to(user), today - WEEK
    if what == "received":
        cases = (
            received_between(seen, first=first, last=today).select_related("specialty").order_by("-received_at", "pk")
        )
        return [Happened(case, received_date(case)) for case in cases]
    steps = sent_between(seen, first=first, last=today).select_related("case__specialty").order_by("-on_date", "pk")
    return [Happened(step.case, step.on_date) for step in steps]


def _figures(user: User, *, rows: Sequence[Row], first: date, last: date) -> list[Figures]:
    seen = Case.objects.visible_to(user)
    came = list(received_between(seen, first=first, last=last).values_list("specialty__name", "specialty__code"))
    went = list(
        sent_between(seen, first=first, last=last).values_list("case__specialty__name", "case__specialty__code")
    )
    here = {(row.case.specialty.name, row.case.specialty.code) for row in rows}
    return [
        Figures(
            specialty=name,
            code=code,
            open=sum(row.case.specialty.name == name for row in rows),
            overdue=sum(row.case.specialty.name == name and row.bucket == "overdue" for row in rows),
            late_statements=sum(len(row.late) for row in rows if row.case.specialty.name == name),
            received=came.count((name, code)),
            responses_sent=went.count((name, code)),
        )
        for name, code in sorted(here | set(came) | set(went))
    ]
