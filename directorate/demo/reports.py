"""The reports of the week before, and of the month, as HR had them: made, released and on their way; this week's to come."""

from datetime import date, time, timedelta

from directorate.core import clock
from directorate.core.models import User
from reports.actions.build import build_run
from reports.actions.release import confirm_sources, release
from reports.actions.schedule import create_due_runs
from reports.domain.schedule import london_moment
from reports.models import ReportRun

MADE_AT, RELEASED_AT, SENT_AT = time(7, 30), time(10, 12), time(12)


def create_reports(*, today: date, by: User) -> None:
    """Make what was due a week ago and release it; this week's drafts are made by the scheduler as ever."""
    monday = today - timedelta(days=today.weekday() + 7)
    made_at = london_moment(monday, at=MADE_AT)
    create_due_runs(now=made_at)
    for run in ReportRun.objects.order_by("pk"):
        build_run(run.pk, now=made_at)
        release(run, by=by, at=london_moment(monday, at=RELEASED_AT))
    _confirm_the_week(today=today, by=by)


def _confirm_the_week(*, today: date, by: User) -> None:
    """Say on Monday morning that last week is entered; later the draft would go out before anybody saw it."""
    now, monday = clock.now(), today - timedelta(days=today.weekday())
    if now < london_moment(monday, at=SENT_AT):
        confirm_sources(by=by, at=now, data_to=monday - timedelta(days=1), today=today)
