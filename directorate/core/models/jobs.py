"""How the repeated jobs are doing."""

from datetime import datetime

from django.db import models


class JobStatus(models.Model):
    """How a repeated job is doing: its last start, its last success and its last failure with the reason.

    `task` is the job's name in CELERY_BEAT_SCHEDULE, which also says how often it is expected. `expected_since` is when
    somebody first looked out for it: a job that has never ended well is overdue from then on.
    """

    task = models.CharField(max_length=100, unique=True)
    expected_since = models.DateTimeField(null=True)
    last_start = models.DateTimeField(null=True)
    last_success = models.DateTimeField(null=True)
    last_failure = models.DateTimeField(null=True)
    failure_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name_plural = "job statuses"

    def __str__(self) -> str:
        return self.task

    @property
    def ended_well(self) -> datetime | None:
        """The last success; before the first, when it was first looked out for."""
        return self.last_success or self.expected_since
