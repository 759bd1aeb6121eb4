"""How many of a team must be in on each half day of the week."""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from directorate.core.models import Team


class Half(models.TextChoices):
    """Half of a working day."""

    AM = "am", "Morning"
    PM = "pm", "Afternoon"


class CoverEffect(models.TextChoices):
    """What happens when leave would leave fewer people in than the minimum."""

    WARN = "warn", "Warn"
    BLOCK = "block", "Ask for a reason"


@pghistory.track()
class MinimumCover(models.Model):
    """The fewest people of a team who must be in on one half of a weekday (0 is Monday), in a period."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="minimum_cover")
    weekday = models.PositiveSmallIntegerField()
    half = models.CharField(max_length=2, choices=Half.choices)
    minimum = models.PositiveSmallIntegerField()
    effect = models.CharField(max_length=5, choices=CoverEffect.choices, default=CoverEffect.WARN)
    valid = DateRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="team_has_one_minimum_a_half_day_at_a_time",
                expressions=[
                    ("team", RangeOperators.EQUAL),
                    ("weekday", RangeOperators.EQUAL),
                    ("half", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(name="minimum_cover_weekday_is_0_to_6", condition=Q(weekday__lte=6)),
        ]

    def __str__(self) -> str:
        return f"{self.team}: {self.minimum}"
