"""Actions: something one person will do by a day."""

import pghistory
from django.db import models

from directorate.core.models.organisation import Specialty
from directorate.core.models.users import User


class ActionState(models.TextChoices):
    """What became of an action."""

    OPEN = "open", "Open"
    DONE = "done", "Done"
    CARRIED_OVER = "carried_over", "Carried over"
    CANCELLED = "cancelled", "Cancelled"


@pghistory.track()
class Action(models.Model):
    """Something `owner` will do by `due_date`; what it is about is a row of the app it belongs to."""

    title = models.CharField(max_length=300)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="actions")
    due_date = models.DateField()
    specialty = models.ForeignKey(Specialty, on_delete=models.PROTECT, null=True, blank=True)
    state = models.CharField(max_length=12, choices=ActionState.choices, default=ActionState.OPEN)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="action_is_closed_by_somebody_at_some_time",
                condition=models.Q(closed_at__isnull=True, closed_by__isnull=True, state="open")
                | models.Q(closed_at__isnull=False, closed_by__isnull=False) & ~models.Q(state="open"),
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "due_date"], condition=models.Q(state="open"), name="open_action_by_owner")
        ]

    def __str__(self) -> str:
        return self.title
