"""A month of double running: what the spreadsheet says beside what we say."""

import pghistory
from django.db import models
from django.db.models import Q

from directorate.core.models import User
from reports.domain.double_running import MEASURES
from reports.querysets import ComparisonQuerySet


@pghistory.track()
class Comparison(models.Model):
    """One measure on one day: `theirs` as typed, `ours` as it was when it was typed (empty when not known then)."""

    measure = models.CharField(max_length=20, choices=[(key, found.name) for key, found in MEASURES.items()])
    day = models.DateField()
    theirs = models.DecimalField(max_digits=12, decimal_places=2)
    ours = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    objects = ComparisonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["measure", "day"], name="figure_of_a_day_is_compared_once"),
            models.CheckConstraint(name="figure_compared_is_a_known_one", condition=Q(measure__in=list(MEASURES))),
            models.CheckConstraint(name="figure_of_a_spreadsheet_is_not_negative", condition=Q(theirs__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{MEASURES[self.measure].name}, {self.day}"
