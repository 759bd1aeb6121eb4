"""Working patterns of people, as the rules want them."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Max, QuerySet
from django.db.models.functions import JSONObject
from psycopg.types.range import DateRange

from directorate.core.models import BankHoliday
from staffing.domain.leave_charge import WorkedDay, WorkingPattern
from staffing.models import WorkPattern

DAYS_A_WEEK = 7
# person -> assignment number -> patterns in date order
PatternsByPerson = dict[int, dict[str, list[WorkingPattern]]]


def patterns_between(people: Collection[int], *, first: date, last: date) -> PatternsByPerson:
    """The patterns of these people in force on any day of the period; one query."""
    found: PatternsByPerson = defaultdict(lambda: defaultdict(list))
    for row in pattern_rows(people, first=first, last=last):
        found[row.person_id][row.assignment_no].append(as_fact(row))
    return found


def pattern_rows(people: Collection[int], *, first: date, last: date) -> QuerySet[WorkPattern]:
    """The rows themselves, by assignment and date."""
    return WorkPattern.objects.filter(person__in=people, valid__overlap=DateRange(first, last, "[]")).order_by(
        "assignment_no", "valid"
    )


def as_fact(row: WorkPattern) -> WorkingPattern:
    """One row as the charging rule wants it."""
    weeks = tuple(
        {
            day + 1: WorkedDay(am=row.am_minutes[week * DAYS_A_WEEK + day], pm=row.pm_minutes[week * DAYS_A_WEEK + day])
            for day in range(DAYS_A_WEEK)
        }
        for week in range(row.cycle_weeks)
    )
    last = None if row.valid.upper is None else row.valid.upper - timedelta(days=1)
    return WorkingPattern(valid_from=row.valid.lower, valid_to=last, cycle_start=row.cycle_start, weeks=weeks)


def patterns_and_holidays(person_id: int, *, first: date, last: date) -> tuple[PatternsByPerson, dict[date, str]]:
    """The patterns of one person and the bank holidays of a period; one query, two for somebody without a pattern."""
    holidays = BankHoliday.objects.filter(date__range=(first, last)).values(row=JSONObject(date="date", title="title"))
    rows = list(pattern_rows([person_id], first=first, last=last).annotate(holidays=ArraySubquery(holidays)))
    if not rows:
        return {}, bank_holidays_between(first, last=last)
    found: PatternsByPerson = defaultdict(lambda: defaultdict(list))
    for row in rows:
        found[row.person_id][row.assignment_no].append(as_fact(row))
    return found, {date.fromisoformat(day["date"]): day["title"] for day in rows[0].holidays}


def known_holidays() -> ArraySubquery:
    """The newest bank holiday entered, to be brought along with people."""
    return ArraySubquery(BankHoliday.objects.order_by("-date").values("date")[:1])


def bank_holidays_known_until() -> date | None:
    """The last day of the last year of which a bank holiday is entered; None when there is none; one query."""
    newest = BankHoliday.objects.aggregate(newest=Max("date"))["newest"]
    return end_of_year(newest)


def end_of_year(day: date | None) -> date | None:
    """The last day of a year; None of no day."""
    return date(day.year, 12, 31) if day else None


def bank_holidays_between(first: date, *, last: date) -> dict[date, str]:
    """Bank holidays of a period with their titles; one query."""
    return dict(BankHoliday.objects.filter(date__range=(first, last)).values_list("date", "title"))
