"""Which reports are due, and the rhythm that a manager sets."""

from datetime import datetime, time

from django.db import IntegrityError, transaction

from directorate.core.domain.periods import Period
from directorate.core.history import acting, system_user
from directorate.core.models import User
from reports.actions.steps import SYSTEM, locked
from reports.domain.schedule import due_periods
from reports.domain.states import NotAllowedFromHere, RunState
from reports.models import ReportDefinition, ReportRun


def create_due_runs(*, now: datetime) -> int:
    """Make the run of every week that is due and has none; return how many.

    However many workers come here at once, the database lets one of them make it.
    """
    made = 0
    for definition in ReportDefinition.objects.filter(is_active=True).order_by("pk"):
        last = definition.runs.order_by("-period_last_date").values_list("period_last_date", flat=True).first()
        for due in due_periods(definition.schedule, now=now, after=last):
            made += _create_once(definition, period=due.period, now=now)
    return made


def _create_once(definition: ReportDefinition, *, period: Period, now: datetime) -> bool:
    by = system_user(SYSTEM)
    try:
        with transaction.atomic(), acting(by=by, action="Start report"):
            ReportRun.objects.create(
                definition=definition,
                definition_version=definition.version,
                period_first_date=period.first,
                period_last_date=period.last,
                created_at=now,
                created_by=by,
            )
    except IntegrityError:  # another worker was first
        return False
    return True


def make_new_version(run: ReportRun, *, by: User, at: datetime, reason: str) -> ReportRun:
    """Start the next version of a released report, for late entries or a correction.

    Raises: NotAllowedFromHere when the latest version is not released yet.
    """
    with transaction.atomic(), acting(by=by, action="Make new version of report", reason=reason):
        first = locked(run.pk)
        versions = ReportRun.objects.filter(
            definition=first.definition,
            period_first_date=first.period_first_date,
            period_last_date=first.period_last_date,
        )
        latest = versions.order_by("-version").select_for_update().first() or first
        if latest.released_at is None and latest.state != RunState.CANCELLED:
            raise NotAllowedFromHere(f"Version {latest.version} is not released yet: change that one.")
        return ReportRun.objects.create(
            definition=first.definition,
            definition_version=first.definition.version,
            period_first_date=first.period_first_date,
            period_last_date=first.period_last_date,
            version=latest.version + 1,
            version_reason=reason,
            created_at=at,
            created_by=by,
        )


def change_schedule(
    definition: ReportDefinition,
    *,
    by: User,
    weekday: int,
    run_time: time,
    release_by: time,
    suppression_k: int,
    is_active: bool,
) -> None:
    """Change when the report is drafted and sent; the next one waits for a person."""
    with transaction.atomic(), acting(by=by, action="Change report schedule"):
        fresh = ReportDefinition.objects.select_for_update().get(pk=definition.pk)
        fresh.weekday, fresh.run_time, fresh.release_by = weekday, run_time, release_by
        fresh.suppression_k, fresh.is_active = suppression_k, is_active
        fresh.version += 1
        fresh.save()
