"""Scheduled jobs: when each last ended well, and what it says if it did not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from directorate.core import clock
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.models import JobStatus
from reports.domain.rhythm import is_overdue, time_between
from reports.models import Alert

ALERTS_SHOWN = 20


@dataclass(frozen=True)
class Job:
    """A repeated job as the page shows it; `status` is None when it has never begun."""

    name: str
    every_minutes: int
    status: JobStatus | None
    is_overdue: bool


@requires(Subject.HR_REPORT, Subject.ADMINISTRATION)
@require_safe
def job_list(request: AuthenticatedRequest) -> HttpResponse:
    """Every repeated job, overdue ones in words and red; what people were told, and whether it reached them."""
    alerts = Alert.objects.order_by("-pk").prefetch_related("letters__user")[:ALERTS_SHOWN]
    return render(request, "reports/job_list.html", {"jobs": list(_jobs(now=clock.now())), "alerts": alerts})


def _jobs(*, now: datetime) -> Iterator[Job]:
    """What the timer is told to start, with what is known of it, in the order of the settings."""
    known = {status.task: status for status in JobStatus.objects.all()}
    for name, entry in settings.CELERY_BEAT_SCHEDULE.items():
        status, every = known.get(str(entry["task"])), time_between(entry["schedule"])
        yield Job(
            name=name[0].upper() + name[1:],
            every_minutes=every // timedelta(minutes=1),
            status=status,
            is_overdue=is_overdue(ended_well=status.ended_well if status else None, every=every, now=now),
        )
