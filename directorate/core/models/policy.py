"""Limits, targets, triggers and timescales: effective-dated rows, never constants in a view."""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models.functions import Floor

from directorate.core.querysets import CLOCK_LIMIT, PolicyNumberQuerySet

LONGEST_LIMIT = 3660


@pghistory.track()
class PolicyNumber(models.Model):
    """One number of a policy in a period; `is_confirmed` says that somebody checked it against `source`."""

    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=150)
    value = models.DecimalField(max_digits=14, decimal_places=4)
    unit = models.CharField(max_length=30)
    valid = DateRangeField()
    source = models.CharField(max_length=300)
    is_confirmed = models.BooleanField(default=False)

    objects = PolicyNumberQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="policy_number_has_one_value_at_a_time",
                expressions=[("key", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                name="limit_of_a_clock_is_a_whole_number_under_ten_years",
                condition=~models.Q(key__startswith=CLOCK_LIMIT)
                | models.Q(value=Floor("value"), value__gte=0, value__lte=LONGEST_LIMIT, unit__in=["days", "hours"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.value.normalize():f} {self.unit}"

    @property
    def is_clock_limit(self) -> bool:
        """Whether this is the limit of a clock of the waiting list: a list keeps those it was loaded with."""
        return self.key.startswith(CLOCK_LIMIT)


@pghistory.track()
class CommissionerPrefix(models.Model):
    """How codes of commissioners outside England begin; their patients are not in the national figures."""

    code_prefix = models.CharField(max_length=5, unique=True)
    name = models.CharField(max_length=100)
    source = models.CharField(max_length=200)
    is_confirmed = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "commissioner prefixes"
        constraints = [
            models.CheckConstraint(
                name="commissioner_prefix_is_capitals_and_digits",
                condition=models.Q(code_prefix__regex=r"^[0-9A-Z]{2,5}$"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code_prefix} {self.name}"
