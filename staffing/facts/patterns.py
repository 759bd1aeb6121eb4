"""Working patterns of people, as the rules want them."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import Max, QuerySet
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


def bank_holidays_known_until() -> date | None:
    """The last day of the last year of which a bank holiday is entered; None when there is none; one query."""
    newest = BankHoliday.objects.aggregate(newest=Max("date"))["newest"]
    return date(newest.year, 12, 31) if newest else None


def bank_holidays_between(first: date, *, last: date) -> dict[date, str]:
    """Bank holidays of a period with their titles; one query."""
    return dict(BankHoliday.objects.filter(date__range=(first, last)).values_list("date", "title"))
