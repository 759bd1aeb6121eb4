"""Rotas and the kinds of duty they are made of."""

import pghistory
from django.db import models
from django.db.models import Q

from directorate.core.models import Specialty
from rotas.querysets import RotaQuerySet


class DutyKind(models.TextChoices):
    """How a duty counts as work."""

    SHIFT = "shift", "Shift"
    RESIDENT_ON_CALL = "resident_on_call", "Resident on-call"
    NON_RESIDENT_ON_CALL = "nroc", "On-call from home"


class Tier(models.TextChoices):
    """Who is called first, second and last."""

    FIRST = "1", "1st on call"
    SECOND = "2", "2nd on call"
    CONSULTANT = "3", "Consultant on call"


class RuleSet(models.TextChoices):
    """Which rules the doctors of a rota work under."""

    RESIDENT = "AUTO", "Resident doctors"
    REGULATIONS = "WTR1998", "Working Time Regulations"


@pghistory.track()
class DutyType(models.Model):
    """A code of a rota: what it is called, when it begins and ends by the local clock, and the work expected in it.

    An end that is not after the start is on the next day. `work_minutes` and `episodes` are for on-call from home;
    empty means not known.
    """

    code = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=20, choices=DutyKind.choices)
    start_time = models.TimeField()
    end_time = models.TimeField()
    work_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    episodes = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="only_on_call_from_home_has_expected_work",
                condition=Q(kind="nroc") | Q(work_minutes=None, episodes=None),
            ),
            models.CheckConstraint(
                name="expected_work_fits_in_two_days", condition=Q(work_minutes=None) | Q(work_minutes__lte=2880)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


@pghistory.track()
class Rota(models.Model):
    """A line of duties that is always to be covered: ENT second on call.

    `weekend_limit` n allows 1 weekend in n. `bleep` is what the switchboard calls.
    """

    name = models.CharField(max_length=60, unique=True)
    specialty = models.ForeignKey(Specialty, on_delete=models.PROTECT)
    tier = models.CharField(max_length=1, choices=Tier.choices)
    rule_set = models.CharField(max_length=10, choices=RuleSet.choices)
    weekend_limit = models.PositiveSmallIntegerField(default=3)
    low_intensity_agreed = models.BooleanField(default=False)
    bleep = models.CharField(max_length=30, blank=True)
    is_active = models.BooleanField(default=True)

    objects = RotaQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="weekends_are_at_most_one_in_two_or_three", condition=Q(weekend_limit__in=(2, 3))
            ),
        ]

    def __str__(self) -> str:
        return self.name
