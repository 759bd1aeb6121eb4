"""A workbook of the list that came back, between its upload and its confirmation."""

import uuid

import pghistory
from django.db import models

from directorate.core.models import User
from waiting_lists.models.pathway_work import PlannedKind


@pghistory.track(exclude=["rows"])
class ReturnedWorkbook(models.Model):
    """What was filled in, until its owner confirms it; afterwards the rows that could not be taken, and the counts.

    `exported_at` is when the workbook left, None when it does not say; `planned_kind` is what its dates are for.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    exported_at = models.DateTimeField(null=True, blank=True)
    planned_kind = models.CharField(max_length=10, choices=PlannedKind.choices, blank=True)
    rows = models.JSONField(default=list)
    comments_taken = models.PositiveIntegerField(default=0)
    dates_taken = models.PositiveIntegerField(default=0)
    owners_taken = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="workbook_is_taken_by_whoever_brought_it_at_some_time",
                condition=models.Q(taken_at=None, taken_by=None, comments_taken=0, dates_taken=0, owners_taken=0)
                | models.Q(taken_at__isnull=False, taken_by=models.F("created_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"Workbook of {self.created_at:%Y-%m-%d}"
