"""Scheduled jobs: when each last ended well, and what it says if it did not."""

from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from directorate.core import clock
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest, requires
from reports.models import JobStatus

MISSED_BEATS = 3


@requires(Subject.HR_REPORT, Subject.ADMINISTRATION)
@require_safe
def job_list(request: AuthenticatedRequest) -> HttpResponse:
    """Every repeated job, overdue ones in words and red."""
    now = clock.now()
    jobs = [(job, is_overdue(job, now=now)) for job in JobStatus.objects.order_by("name")]
    return render(request, "reports/job_list.html", {"jobs": jobs})


def is_overdue(job: JobStatus, *, now: datetime) -> bool:
    """Whether the job has not ended well for three of its beats."""
    longest = MISSED_BEATS * timedelta(minutes=job.expected_every_minutes)
    return job.last_success is None or now - job.last_success > longest
