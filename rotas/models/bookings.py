"""Locums as the agencies' and the bank's files have them: bookings, lines of timesheets and of invoices, who may sign.

Papers hang together by the booking reference that stands on them, not by a foreign key: one may come before the other,
and a paper without a booking is something to ask about.
"""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from directorate.core.models import Specialty
from rotas.querysets import LocumBookingQuerySet


class VatBasis(models.TextChoices):
    """On what of an invoice VAT is paid."""

    ALL = "ALL", "Everything"
    COMMISSION = "COMMISSION", "The agency's fee"
    NONE = "NONE", "Nothing"


class BookingState(models.TextChoices):
    """Whether a booked shift stands."""

    BOOKED = "BOOKED", "Booked"
    CANCELLED = "CANCELLED", "Cancelled"
    NO_SHOW = "NO_SHOW", "Did not come"


@pghistory.track()
class LocumBooking(models.Model):
    """One booked shift; rates are pence an hour by band, those confirmed None until the agency has confirmed.

    `requested_by` and the worker are as the file names them. `specialty` is read from the cost code, None where it
    names none: then only who sees every specialty sees the booking.
    """

    booking_ref = models.CharField("booking reference", max_length=30, unique=True)
    worker_ref = models.CharField("worker", max_length=30)
    worker_name = models.CharField(max_length=100, blank=True)
    agency = models.CharField(max_length=100, blank=True)
    specialty = models.ForeignKey(Specialty, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    during = DateTimeRangeField()
    break_minutes = models.PositiveSmallIntegerField(default=0)
    core_pence = models.PositiveIntegerField(null=True, blank=True)
    unsocial_pence = models.PositiveIntegerField(null=True, blank=True)
    confirmed_core_pence = models.PositiveIntegerField(null=True, blank=True)
    confirmed_unsocial_pence = models.PositiveIntegerField(null=True, blank=True)
    vat_basis = models.CharField("VAT basis", max_length=10, choices=VatBasis.choices)
    cost_code = models.CharField(max_length=40, blank=True)
    requested_by = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=BookingState.choices, default=BookingState.BOOKED)

    objects = LocumBookingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="booked_shift_begins_and_ends",
                condition=Q(during__isempty=False, during__startswith__isnull=False, during__endswith__isnull=False),
            ),
            models.CheckConstraint(name="booking_has_a_reference", condition=~Q(booking_ref="")),
        ]

    def __str__(self) -> str:
        return self.booking_ref


@pghistory.track()
class LocumTimesheetLine(models.Model):
    """One shift of a locum's timesheet, as the file has it; who signed is empty when nobody did."""

    booking_ref = models.CharField("booking reference", max_length=30)
    worker_ref = models.CharField("worker", max_length=30)
    during = DateTimeRangeField()
    break_minutes = models.PositiveSmallIntegerField(default=0)
    band = models.CharField(max_length=10)
    cost_code = models.CharField(max_length=40, blank=True)
    worker_signed_date = models.DateField(null=True, blank=True)
    signer_ref = models.CharField("signed by", max_length=30, blank=True)
    signed_date = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="timesheet_line_begins_and_ends",
                condition=Q(during__isempty=False, during__startswith__isnull=False, during__endswith__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["booking_ref"], name="locum_line_by_booking")]

    def __str__(self) -> str:
        return f"{self.booking_ref}: {self.during}"


@pghistory.track()
class LocumInvoiceLine(models.Model):
    """One line of an agency's invoice for a booking; `vat_pence` and `total_pence` are those of the invoice.

    `position` is its place among the lines of the invoice for this booking, from 1.
    """

    invoice_no = models.CharField("invoice number", max_length=30)
    booking_ref = models.CharField("booking reference", max_length=30)
    position = models.PositiveSmallIntegerField()
    worker_ref = models.CharField("worker", max_length=30)
    is_work = models.BooleanField()
    band = models.CharField(max_length=10, blank=True)
    minutes = models.DecimalField(max_digits=9, decimal_places=2)
    rate_pence = models.PositiveIntegerField()
    amount_pence = models.PositiveIntegerField()
    vat_pence = models.PositiveIntegerField("VAT")
    total_pence = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["invoice_no", "booking_ref", "position"], name="invoice_has_each_line_of_a_booking_once"
            ),
        ]
        indexes = [models.Index(fields=["booking_ref"], name="locum_invoice_by_booking")]

    def __str__(self) -> str:
        return f"{self.invoice_no}, {self.position}"


@pghistory.track()
class PaperSignatory(models.Model):
    """Who may sign timesheets on paper, as timesheets name them: for which cost codes, both days in."""

    reference = models.CharField(max_length=30)
    cost_codes = ArrayField(models.CharField(max_length=40))
    valid = DateRangeField()

    class Meta:
        verbose_name_plural = "paper signatories"
        constraints = [
            ExclusionConstraint(
                name="signatory_has_one_right_at_a_time",
                expressions=[("reference", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                name="right_to_sign_has_a_first_day", condition=Q(valid__startswith__isnull=False, valid__isempty=False)
            ),
        ]

    def __str__(self) -> str:
        return self.reference
