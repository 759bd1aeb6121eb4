"""Week sheets as they were published, to show what changed since."""

import pghistory
from django.db import models
from django.db.models import Q

from directorate.core.models import OutgoingMail, Specialty, User
from rotas.querysets import WeekPublicationQuerySet


@pghistory.track()
class WeekPublication(models.Model):
    """A specialty's week as it was published; published again, the newest counts.

    `marks` holds for each person's key what stood in each column from Monday: a session or duty, "away" or "asked"
    (never the kind of leave), or nothing. `mails` are those that told doctors of their own week.
    """

    specialty = models.ForeignKey(Specialty, on_delete=models.PROTECT, related_name="+")
    monday_date = models.DateField()
    marks = models.JSONField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    mails = models.ManyToManyField(OutgoingMail, blank=True, related_name="+")

    objects = WeekPublicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="week_is_published_from_a_monday", condition=Q(monday_date__iso_week_day=1))
        ]
        indexes = [models.Index(fields=["specialty", "monday_date", "-published_at"], name="publications_of_a_week")]

    def __str__(self) -> str:
        return f"{self.specialty_id}, {self.monday_date}"
