"""Limits, targets, triggers and timescales: effective-dated rows, never constants in a view."""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models

from directorate.core.querysets import PolicyNumberQuerySet


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
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.value.normalize():f} {self.unit}"
