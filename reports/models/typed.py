"""What the manager types for the weekly report: the exit plan of an agency line, and what ESR itself says."""

import pghistory
from django.db import models
from django.db.models import Q

from directorate.core.models import Specialty, User


@pghistory.track()
class ExitPlan(models.Model):
    """How a line of agency (specialty, band and reason) is to end, in the manager's words; stands until it is changed."""

    specialty = models.ForeignKey(Specialty, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    band = models.CharField(max_length=10, blank=True)
    reason = models.CharField(max_length=30, blank=True)
    text = models.CharField("exit plan", max_length=120)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["specialty", "band", "reason"], nulls_distinct=False, name="agency_line_has_one_exit_plan"
            ),
            models.CheckConstraint(name="exit_plan_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return self.text


@pghistory.track()
class EsrRate(models.Model):
    """The sickness rate that the ESR dashboard shows for a week, as somebody typed it on Monday, in per cent."""

    week_ending_date = models.DateField("week ending", unique=True)
    rate_percent = models.DecimalField("sickness rate in ESR", max_digits=5, decimal_places=2)
    typed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    typed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="esr_rate_is_of_a_week_that_ends_on_a_sunday", condition=Q(week_ending_date__iso_week_day=7)
            ),
            models.CheckConstraint(
                name="esr_rate_is_between_nought_and_a_hundred", condition=Q(rate_percent__gte=0, rate_percent__lte=100)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.week_ending_date}: {self.rate_percent}%"
