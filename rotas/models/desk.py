"""To whom the desk sends e-mails: switchboard, bank office, booking office, theatres; and what the switchboard was sent."""

import pghistory
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from directorate.core.models import User
from rotas.querysets import DeskAddressQuerySet


class Desk(models.TextChoices):
    """What an address is for."""

    SWITCHBOARD = "switchboard", "Switchboard: the on-call list at 4pm and at each change"
    BANK_OFFICE = "bank_office", "Bank office: requests for a locum"
    FINANCE = "finance", "Finance: signed timesheets"
    BOOKING_OFFICE = "booking_office", "Booking office: clinics to cancel or reduce"
    THEATRES = "theatres", "Theatres: lists to cancel or reduce"


@pghistory.track()
class DeskAddress(models.Model):
    """An address that is written to until it is stopped."""

    desk = models.CharField(max_length=20, choices=Desk.choices)
    address = models.EmailField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = DeskAddressQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "desk addresses"
        constraints = [
            models.UniqueConstraint(
                "desk", Lower("address"), condition=Q(stopped_at=None), name="address_is_written_to_once_for_a_desk"
            ),
            models.CheckConstraint(
                name="address_is_stopped_by_somebody_at_some_time",
                condition=Q(stopped_at=None, stopped_by=None) | Q(stopped_at__isnull=False, stopped_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.address


@pghistory.track()
class SwitchboardMailing(models.Model):
    """One sending of the on-call list, daily or for a change; `said` is each duty as it was said, by its key."""

    day = models.DateField()
    last_day = models.DateField()
    is_daily = models.BooleanField()
    said = models.JSONField()
    queued_at = models.DateTimeField()
    queued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day"], condition=Q(is_daily=True), name="switchboard_is_sent_the_list_of_a_day_once"
            ),
            models.CheckConstraint(name="list_covers_its_day", condition=Q(last_day__gte=models.F("day"))),
        ]

    def __str__(self) -> str:
        return f"On-call list of {self.day}"
