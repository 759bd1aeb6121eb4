"""Training and appraisal: what was last completed, for each person and competence."""

import pghistory
from django.db import models
from django.db.models import Q

from directorate.core.models import Person


@pghistory.track()
class TrainingRecord(models.Model):
    """The latest completion of a competence by a person, or that there is none.

    `is_complete` is False for what was begun and not completed; `renewal_months` None never runs out. When it runs out
    is worked out, not stored.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="training")
    competence = models.CharField(max_length=120)
    is_complete = models.BooleanField("complete", default=False)
    completed_date = models.DateField("completed", null=True, blank=True)
    renewal_months = models.PositiveSmallIntegerField("renewal in months", null=True, blank=True)
    data_as_at_date = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "competence"], name="competence_is_recorded_once_a_person"),
            models.CheckConstraint(
                name="completed_training_has_a_day", condition=Q(is_complete=False) | Q(completed_date__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competence}, {self.person}"
