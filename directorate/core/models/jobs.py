"""How the repeated jobs are doing."""

from django.db import models


class JobStatus(models.Model):
    """How a repeated job is doing: its last start, its last success and its last failure with the reason.

    `task` is the job's name in CELERY_BEAT_SCHEDULE, which also says how often it is expected.
    """

    task = models.CharField(max_length=100, unique=True)
    last_start = models.DateTimeField(null=True)
    last_success = models.DateTimeField(null=True)
    last_failure = models.DateTimeField(null=True)
    failure_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name_plural = "job statuses"

    def __str__(self) -> str:
        return self.task
