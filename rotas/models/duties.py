"""Duties as instants, and the gaps where nobody does them."""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from directorate.core.models import Person, Site, User
from rotas.models.rota import DutyKind, DutyType, Rota
from rotas.querysets import DutyQuerySet, GapQuerySet

LONGEST_SWAP_NOTE = 100


@pghistory.track()
class Duty(models.Model):
    """One duty; nobody does it while `person` and `locum_name` are empty. `during` has its end excluded.

    `locum_name` is a locum of the bank or an agency. `slot` is the line of a rota that is a grid, 0 where the rota is one
    line. A normal day of a grid is no on-call duty (`is_on_call`): the switchboard is not told of it. `kind`, `work_minutes` and `episodes` are those of the duty type
    when the duty was made. `swap_note` is what the rota's file says of a swap beside the doctor; blank once the duty is somebody
    else's here.
    """

    rota = models.ForeignKey(Rota, on_delete=models.PROTECT, related_name="duties")
    duty_type = models.ForeignKey(DutyType, on_delete=models.PROTECT)
    kind = models.CharField(max_length=20, choices=DutyKind.choices)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="duties")
    locum_name = models.CharField(max_length=100, blank=True)
    during = DateTimeRangeField()
    slot = models.PositiveSmallIntegerField(default=0)
    is_on_call = models.BooleanField(default=True)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True)
    work_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    episodes = models.PositiveSmallIntegerField(null=True, blank=True)
    is_cancelled = models.BooleanField(default=False)
    swap_note = models.CharField(max_length=LONGEST_SWAP_NOTE, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "duties"
        constraints = [
            ExclusionConstraint(
                name="person_is_at_work_in_one_place_at_a_time",
                expressions=[("person", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(is_cancelled=False, kind__in=("shift", "resident_on_call")),
            ),
            ExclusionConstraint(
                name="person_is_on_call_once_at_a_time",
                expressions=[("person", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(is_cancelled=False, kind="nroc"),
            ),
            ExclusionConstraint(
                name="slot_of_a_rota_has_one_duty_of_the_same_hours",
                expressions=[
                    ("rota", RangeOperators.EQUAL),
                    ("slot", RangeOperators.EQUAL),
                    ("during", RangeOperators.EQUAL),
                ],
                condition=Q(is_cancelled=False),
            ),
            models.CheckConstraint(
                name="duty_is_done_by_a_doctor_or_a_locum", condition=Q(person=None) | Q(locum_name="")
            ),
            models.CheckConstraint(
                name="duty_begins_and_ends",
                condition=Q(
                    during__isempty=False,
                    during__startswith__isnull=False,
                    during__endswith__isnull=False,
                ),
            ),
        ]
        indexes = [models.Index(fields=["person"], name="duty_by_person")]

    def __str__(self) -> str:
        return f"{self.rota}: {self.during}"

    @property
    def done_by(self) -> str:
        """Who does it, as it is read out; empty when nobody does."""
        return self.person.display_name if self.person else self.locum_name


class GapCause(models.TextChoices):
    """Why nobody does a duty."""

    VACANCY = "vacancy", "Vacant post"
    SICK = "sick", "Sickness"
    LEAVE = "leave", "Leave"
    MATERNITY = "maternity", "Maternity leave"
    PART_TIME = "part_time", "Rest of a part-time post"
    LATE_ROTATION = "late_rotation", "Rotation late"
    OTHER = "other", "Other"


@pghistory.track()
class Gap(models.Model):
    """A duty that nobody does, from when it was known until somebody takes it. `how` says how it was closed.

    `given_up_by` is who had it and cannot come; None for a duty that nobody ever had.
    """

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="gaps")
    given_up_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cause = models.CharField(max_length=20, choices=GapCause.choices)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    how = models.CharField(max_length=100, blank=True)

    objects = GapQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["duty"], condition=Q(closed_at=None), name="duty_is_one_open_gap_at_most"),
            models.CheckConstraint(
                name="gap_is_closed_by_somebody_at_some_time",
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Gap: {self.duty}"
