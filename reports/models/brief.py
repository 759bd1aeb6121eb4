"""The Monday briefs that went out."""

import pghistory
from django.db import models

from directorate.core.models import User


@pghistory.track()
class MondayBrief(models.Model):
    """The brief of a day was put into the outbox, once."""

    day = models.DateField(unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"Monday brief of {self.day}"
