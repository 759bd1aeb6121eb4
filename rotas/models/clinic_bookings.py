"""Clinics with the patients booked into them, as the extract of the booking system says."""

import pghistory
from django.db import models
from django.db.models import Q

from directorate.core.models import Person, Site
from rotas.models.sessions import Session
from rotas.querysets import ClinicBookingQuerySet


@pghistory.track()
class ClinicBooking(models.Model):
    """One clinic of half a day; `cancelled_by` is empty while it runs, `data_as_at_date` the day of the extract."""

    date = models.DateField()
    session = models.CharField(max_length=2, choices=Session.choices)
    clinic_code = models.CharField(max_length=20)
    consultant = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="clinic_bookings")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True)
    slots = models.PositiveSmallIntegerField()
    booked_new = models.PositiveSmallIntegerField()
    booked_follow_up = models.PositiveSmallIntegerField()
    dna = models.PositiveSmallIntegerField(default=0)
    cancelled_by = models.CharField(max_length=60, blank=True)
    data_as_at_date = models.DateField()

    objects = ClinicBookingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["date", "session", "clinic_code"], name="clinic_is_held_once_a_half_day"),
            models.CheckConstraint(name="clinic_has_a_code", condition=~Q(clinic_code="")),
        ]
        indexes = [models.Index(fields=["consultant", "date"], name="clinic_by_consultant_and_date")]

    def __str__(self) -> str:
        return f"{self.clinic_code}, {self.date} {self.session}"

    @property
    def booked(self) -> int:
        """Patients booked, new and follow-up."""
        return self.booked_new + self.booked_follow_up
