"""The weekly list of the directorate: figures by specialty, and every open case in one row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from complaints.facts import words
from complaints.facts.clocks import received_date
from complaints.facts.listing import Row, open_rows
from complaints.facts.sight import Sight, sight_of
from complaints.models import Case, CaseStep
from complaints.render.weekly import WeeklyRow
from directorate.core.models import User

WEEK = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of one specialty: open now, past a date, statements late, and what came and went in seven days."""

    specialty: str
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


def _figures(user: User, *, rows: Sequence[Row], first: date, last: date) -> list[Figures]:
    seen = Case.objects.visible_to(user)
    came = list(seen.filter(received_at__date__range=(first, last)).values_list("specialty__name", flat=True))
    sent = CaseStep.objects.filter(type="send_response", on_date__range=(first, last), case__in=seen.values("pk"))
    went = list(sent.values_list("case__specialty__name", flat=True))
    names = sorted({row.case.specialty.name for row in rows} | set(came) | set(went))
    return [
        Figures(
            specialty=name,
            open=sum(row.case.specialty.name == name for row in rows),
            overdue=sum(row.case.specialty.name == name and row.bucket == "overdue" for row in rows),
            late_statements=sum(len(row.late) for row in rows if row.case.specialty.name == name),
            received=came.count(name),
            responses_sent=went.count(name),
        )
        for name in names
    ]
