"""What people checked about a list: the figure the Trust published, and why somebody left the list."""

import pghistory
from django.db import models
from django.db.models import F, Q

from directorate.core.models import User
from waiting_lists.models.census import Census


class Measure(models.TextChoices):
    """What the Trust publishes of a line of the return."""

    OPEN = "open", "Open pathways"
    WITHIN_18 = "within_18", "Within 18 weeks, per cent"
    OVER_52 = "over_52", "Over 52 weeks"


@pghistory.track()
class PublishedFigure(models.Model):
    """A figure that the Trust published, beside ours when it was recorded (None: no list of that day), and why they differ."""

    as_at_date = models.DateField("as at")
    return_line = models.CharField("line of the return", max_length=3)
    measure = models.CharField(max_length=10, choices=Measure.choices)
    published = models.DecimalField("published", max_digits=9, decimal_places=2)
    ours = models.DecimalField("ours", max_digits=9, decimal_places=2, null=True, blank=True)
    reason = models.CharField("why they differ", max_length=300, blank=True)
    source = models.CharField(max_length=200)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["as_at_date", "return_line", "measure"], name="figure_is_published_once_a_day_and_line"
            ),
            models.CheckConstraint(name="published_figure_is_not_negative", condition=Q(published__gte=0)),
            models.CheckConstraint(
                name="published_figure_that_differs_gives_a_reason",
                condition=Q(ours=None) | Q(ours=F("published")) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.return_line} {self.as_at_date}: {self.published}"


class LeftOutcome(models.TextChoices):
    """What was found out about a patient who left the list."""

    STOPPED = "stopped", "Clock stopped: treated, or decided not to treat"
    REMOVED = "removed", "Removed for another reason"
    PUT_BACK = "put_back", "Belongs on the list: put back in the PAS"


@pghistory.track()
class LeftCheck(models.Model):
    """Why a pathway left a list, as somebody found out."""

    census = models.ForeignKey(Census, on_delete=models.CASCADE, related_name="left_checks")
    pathway_key = models.UUIDField()
    outcome = models.CharField(max_length=10, choices=LeftOutcome.choices)
    note = models.CharField(max_length=300, blank=True)
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["census", "pathway_key"], name="pathway_that_left_is_settled_once_a_list"),
            models.CheckConstraint(
                name="removal_from_the_list_says_why", condition=~Q(outcome="removed") | ~Q(note="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pathway_key}: {self.outcome}"
