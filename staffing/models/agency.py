"""Agency and bank work: bookings, weekly timesheets, invoices, and the caps on what an hour may cost."""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from directorate.core.models import Specialty
from staffing.models.establishment import Post


class WorkerType(models.TextChoices):
    """Who sends the worker."""

    AGENCY = "agency", "Agency"
    BANK = "bank", "Bank"


@pghistory.track()
class AgencyBooking(models.Model):
    """A worker booked for a time; no end means until further notice.

    `worker_ref` is how the agency names the worker: no name is kept. `hourly_rate` is pounds without VAT.
    """

    booking_ref = models.CharField("booking reference", max_length=30, unique=True)
    worker_ref = models.CharField("worker reference", max_length=30, blank=True)
    worker_type = models.CharField(max_length=6, choices=WorkerType.choices)
    specialty = models.ForeignKey(Specialty, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    band = models.CharField(max_length=10, blank=True)
    reason = models.CharField(max_length=30)
    agency_name = models.CharField("agency", max_length=100, blank=True)
    is_on_framework = models.BooleanField("on framework", default=False)
    approval_no = models.CharField("approval number", max_length=30, blank=True)
    start_date = models.DateField()
    end_date = models.DateField(null=True, blank=True)
    hourly_rate = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    vat_percent = models.DecimalField("VAT in per cent", max_digits=5, decimal_places=2, default=0)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="bookings")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="booking_ends_after_it_starts", condition=Q(end_date=None) | Q(end_date__gte=F("start_date"))
            ),
            models.CheckConstraint(name="booking_rate_is_not_negative", condition=Q(hourly_rate__gte=0)),
        ]

    def __str__(self) -> str:
        return self.booking_ref


class TimesheetStatus(models.TextChoices):
    """Where a timesheet stands; those that were refused are not kept."""

    SUBMITTED = "submitted", "Submitted"
    APPROVED = "approved", "Approved"
    PAID = "paid", "Paid"


@pghistory.track()
class AgencyTimesheet(models.Model):
    """What a worker did in the week up to a Sunday; `timesheet_no` in capitals, `hourly_rate` pounds without VAT."""

    booking = models.ForeignKey(AgencyBooking, on_delete=models.PROTECT, related_name="timesheets")
    week_ending_date = models.DateField("week ending")
    timesheet_no = models.CharField("timesheet number", max_length=30, blank=True)
    minutes = models.PositiveIntegerField("hours")
    hourly_rate = models.DecimalField(max_digits=8, decimal_places=2)
    vat_percent = models.DecimalField("VAT in per cent", max_digits=5, decimal_places=2, default=0)
    status = models.CharField(max_length=10, choices=TimesheetStatus.choices)
    invoice_no = models.CharField("invoice number", max_length=30, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "booking", "week_ending_date", Upper("timesheet_no"), name="timesheet_is_counted_once_a_week"
            ),
            models.CheckConstraint(
                name="timesheet_week_ends_on_a_sunday", condition=Q(week_ending_date__iso_week_day=7)
            ),
            models.CheckConstraint(name="timesheet_rate_is_not_negative", condition=Q(hourly_rate__gte=0)),
            models.CheckConstraint(name="timesheet_fits_in_a_week", condition=Q(minutes__lte=10_080)),
        ]
        indexes = [
            models.Index(fields=["week_ending_date"], name="timesheet_by_week"),
            models.Index(fields=["invoice_no"], name="timesheet_by_invoice"),
        ]

    def __str__(self) -> str:
        return f"{self.booking} {self.week_ending_date}"


@pghistory.track()
class AgencyInvoice(models.Model):
    """What an agency asks for, in pounds."""

    invoice_no = models.CharField("invoice number", max_length=30, unique=True)
    invoice_date = models.DateField(null=True, blank=True)
    net = models.DecimalField(max_digits=10, decimal_places=2)
    vat = models.DecimalField("VAT", max_digits=10, decimal_places=2, null=True, blank=True)
    gross = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)

    def __str__(self) -> str:
        return self.invoice_no


@pghistory.track()
class AgencyPriceCap(models.Model):
    """The most an hour of a band may cost in a period, pounds without VAT; none is loaded until somebody does."""

    band = models.CharField(max_length=10)
    valid = DateRangeField("in force")
    hourly_rate = models.DecimalField(max_digits=8, decimal_places=2)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="band_has_one_price_cap_at_a_time",
                expressions=[("band", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(name="price_cap_is_more_than_nothing", condition=Q(hourly_rate__gt=0)),
            models.CheckConstraint(name="price_cap_has_a_first_day", condition=Q(valid__startswith__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"Band {self.band}: {self.hourly_rate}"
