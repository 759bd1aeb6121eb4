"""What we say of a measure on a day, by the same functions that pages and reports use."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from complaints.facts.clocks import standing_steps
from complaints.models import Case
from directorate.core import clock
from directorate.core.domain.periods import Period, report_period
from directorate.core.models import User
from directorate.core.models.people import StaffGroup
from reports.domain.double_running import REPORT_KEYS
from reports.domain.weekly import figures
from reports.facts.staff import weekly_facts
from staffing.models import Absence, AbsenceKind
from waiting_lists.domain.statistics import ListStatistics
from waiting_lists.models import Census
from waiting_lists.pages.figures import statistics_of_both, together

SMALLEST_SHOWN = 1
OVER_WEEKS = 52
ENDINGS = frozenset({"close", "withdraw", "not_consider", "transfer_out", "consent_refused"})
BEGINNINGS = frozenset({"reopen", "reinstate", "phso_enquiry"})
ONE_WEEK = timedelta(days=7)


def our_figure(measure: str, *, day: date, user: User) -> Decimal | None:
    """Return our figure of a day; None where nothing is kept that it could be worked out from."""
    if measure in REPORT_KEYS:
        return _of_report(REPORT_KEYS[measure], sunday=day)
    return _MAKERS[measure](day, user)


def _list_of(day: date) -> ListStatistics | None:
    census = Census.objects.with_rows().filter(census_date=day).select_related("previous").first()
    if census is None:
        return None
    return together(found for (pk, _), found in statistics_of_both(census).items() if pk == census.pk)


def _open_pathways(day: date, _user: User) -> Decimal | None:
    found = _list_of(day)
    return None if found is None else Decimal(found.total_all)


def _over_52_weeks(day: date, _user: User) -> Decimal | None:
    found = _list_of(day)
    return None if found is None else Decimal(found.over(OVER_WEEKS))


def _away(day: date, *, kind: AbsenceKind) -> Decimal:
    rows = Absence.objects.approved().on(day).filter(kind=kind, person__staff_group=StaffGroup.ADMIN_AND_CLERICAL)
    return Decimal(rows.values("person").distinct().count())


def _off_sick(day: date, _user: User) -> Decimal:
    return _away(day, kind=AbsenceKind.SICKNESS)


def _annual_leave(day: date, _user: User) -> Decimal:
    return _away(day, kind=AbsenceKind.ANNUAL_LEAVE)


def _open_complaints(day: date, user: User) -> Decimal:
    """Cases received by the end of the day that no step had ended by then."""
    end = datetime.combine(day + timedelta(days=1), time(), tzinfo=clock.LONDON)
    cases = Case.objects.visible_to(user).filter(received_at__lt=end).exclude(kind__in=("compliment", "oral_next_day"))
    return Decimal(sum(_is_open_on(case, day=day) for case in cases.prefetch_related("steps")))


def _is_open_on(case: Case, *, day: date) -> bool:
    is_open = True
    for step in standing_steps(list(case.steps.all())):
        if step.on_date <= day and step.type in ENDINGS | BEGINNINGS:
            is_open = step.type in BEGINNINGS
    return is_open


def _of_report(key: str, *, sunday: date) -> Decimal | None:
    week = Period(first=sunday - ONE_WEEK + timedelta(days=1), last=sunday)
    monday = datetime.combine(sunday + timedelta(days=1), time(9))
    periods = report_period("weekly", local_now=monday, version=1)
    facts = weekly_facts(week=week, rolling_12=periods.rolling_12, smallest_shown=SMALLEST_SHOWN)
    made = figures(
        facts,
        week=week,
        month_to_date=Period(first=periods.month_to_date_from, last=sunday),
        rolling_12=periods.rolling_12,
    )
    return next((figure.value for figure in made if figure.key == key), None)


_MAKERS: dict[str, Callable[[date, User], Decimal | None]] = {
    "open_pathways": _open_pathways,
    "over_52_weeks": _over_52_weeks,
    "off_sick": _off_sick,
    "annual_leave": _annual_leave,
    "open_complaints": _open_complaints,
}
