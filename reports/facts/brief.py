"""What one reader is told on Monday, by that reader's own rights; no name leaves."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.conf import settings
from django.urls import reverse

from complaints.facts.listing import open_rows
from directorate.core.access import WRITE, may
from directorate.core.domain.access import Subject
from directorate.core.domain.words import day_month, plural
from directorate.core.models import Specialty, User
from reports.domain.brief import Brief, Cohort, Complaints, Decision, Staff, WaitingList
from reports.domain.states import DRAFT
from reports.models import ReportRun
from rotas.facts.to_cover import duties_to_cover
from staffing.models import Absence
from waiting_lists.actions.escalations import may_decide
from waiting_lists.domain.cohorts import CohortCount, next_31_march
from waiting_lists.models import Census, Escalation
from waiting_lists.pages.cancer import cancer_rows, due_this_week
from waiting_lists.pages.cohorts import cohort_counts, everything, total_of
from waiting_lists.pages.figures import statistics_of_both, together
from waiting_lists.pages.listing import lists_on_screen

OVER_WEEKS = 52
MOST_DUTIES = 99
STAFF_FIGURES = {
    "in_post": "staffing.total.in_post_wte",
    "funded": "staffing.total.funded_wte",
    "vacant": "staffing.total.vacancy_wte",
    "away_long": "staffing.total.away_long_wte",
    "agency": "agency.total.net",
    "agency_before": "agency.previous_week.net",
}


def brief_for(user: User, *, now: datetime, today: date) -> Brief:
    """Return what this user is told on this day."""
    return Brief(
        day=today,
        waiting_list=_waiting_list(user),
        staff=_staff(user),
        duties_to_cover=_duties(user, now=now),
        complaints=_complaints(user, today=today),
        decisions=tuple(_decisions(user)),
        today_link=_link("shell:today"),
    )


def _link(name: str, *args: object) -> str:
    return settings.PUBLIC_URL.rstrip("/") + reverse(name, args=args)


def _waiting_list(user: User) -> WaitingList | None:
    census = lists_on_screen().select_related("previous").first()
    if census is None or not may(user=user, subject=Subject.WAITING_LIST_AGGREGATE):
        return None
    by_line = statistics_of_both(census)
    now = together([found for (pk, _), found in by_line.items() if pk == census.pk]).over(OVER_WEEKS)
    before = [found for (pk, _), found in by_line.items() if pk != census.pk]
    told, treated = due_this_week(cancer_rows(user, census_id=census.pk))
    day = next_31_march(census.census_date)
    return WaitingList(
        as_at=census.census_date,
        over_52=now,
        change=now - together(before).over(OVER_WEEKS) if before else None,
        cohort_day=day,
        cohorts=tuple(_cohorts(census, day=day)),
        reach_day_28=len(told),
        reach_day_62=len(treated),
    )


def _cohorts(census: Census, *, day: date) -> Iterator[Cohort]:
    counts = cohort_counts(census, everything(census), weeks=OVER_WEEKS, days=[day])[day]
    yield _cohort("All", total_of(counts))
    for pk, name in Specialty.objects.in_order().values_list("pk", "name"):
        if pk in counts:
            yield _cohort(name, counts[pk])


def _cohort(name: str, count: CohortCount) -> Cohort:
    return Cohort(name, count.pathways, count.in_time, count.other_date, count.no_date)


def _staff(user: User) -> Staff | None:
    """Figures of the latest weekly report, draft or not: its readers here are those who release it."""
    if not may(user=user, subject=Subject.HR_REPORT, operation=WRITE):
        return None
    run = ReportRun.objects.filter(built_at__isnull=False, definition__kind="weekly").newest_first().first()
    if run is None:
        return None
    texts = dict(run.figures.filter(key__in=STAFF_FIGURES.values()).values_list("key", "text"))
    return Staff(week_ending=run.period_last_date, **{name: texts.get(key, "") for name, key in STAFF_FIGURES.items()})


def _duties(user: User, *, now: datetime) -> int | None:
    if not may(user=user, subject=Subject.ROTA, operation=WRITE):
        return None
    return len(duties_to_cover(user, now=now, most=MOST_DUTIES))


def _complaints(user: User, *, today: date) -> Complaints | None:
    if not may(user=user, subject=Subject.COMPLAINT_NARRATIVE):
        return None
    rows, friday = open_rows(user, today=today), today + timedelta(days=4 - today.weekday())
    wanted = [row.case.draft_wanted_date for row in rows if row.case.draft_wanted_date]
    return Complaints(
        still_open=len(rows),
        drafts_due=sum(today <= day <= friday for day in wanted),
        drafts_late=sum(day < today for day in wanted),
        statements_late=sum(len(row.late) for row in rows),
    )


def _decisions(user: User) -> Iterator[Decision]:
    if may(user=user, subject=Subject.HR_REPORT, operation=WRITE):
        drafts = ReportRun.objects.filter(state__in=DRAFT).select_related("definition")
        for run in drafts.order_by("period_last_date"):
            yield Decision(f"Release the {run.name_words} of {run.period_words}", _link("reports:run_release", run.pk))
    if may_decide(user):
        wanted = list(Escalation.objects.to_decide().visible_to(user).values_list("decide_by_date", flat=True))
        if wanted:
            by = f"the first by {day_month(wanted[0])}"
            yield Decision(f"{plural(len(wanted), 'escalation')}, {by}", _link("waiting_lists:escalation_list"))
    asked = Absence.objects.to_decide_by(user).count()
    if asked:
        yield Decision(f"{plural(asked, 'leave request')} to approve", _link("staffing:leave_inbox"))
