"""What managers type about agency: the plan of a month by specialty, the A&C pay of a month, and exemptions."""

import pghistory
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q

from directorate.core.models import Specialty, User


class AmountKind(models.TextChoices):
    """What is planned or paid."""

    PLAN = "plan", "Plan of agency"
    PAY = "pay", "A&C pay"


@pghistory.track()
class MonthlyAmount(models.Model):
    """Pounds of one month: the plan of agency of a specialty, or the A&C pay of the whole directorate."""

    kind = models.CharField(max_length=4, choices=AmountKind.choices)
    month_date = models.DateField("month")
    specialty = models.ForeignKey(Specialty, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    pounds = models.DecimalField(max_digits=12, decimal_places=2)
    source = models.CharField(max_length=200)
    typed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    typed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "month_date", "specialty"], nulls_distinct=False, name="month_has_one_amount_of_a_kind"
            ),
            models.CheckConstraint(
                name="plan_is_of_a_specialty_and_pay_of_all",
                condition=Q(kind="plan", specialty__isnull=False) | Q(kind="pay", specialty=None, pounds__gt=0),
            ),
            models.CheckConstraint(name="amount_is_of_a_month", condition=Q(month_date__day=1)),
            models.CheckConstraint(name="amount_is_not_negative", condition=Q(pounds__gte=0)),
            models.CheckConstraint(name="amount_has_a_source", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.month_date:%B %Y}"


@pghistory.track()
class AgencyExemption(models.Model):
    """What lets a specialty use agency in a time: for every band where `band` is empty, without an end where it is open."""

    reference = models.CharField(max_length=40)
    specialty = models.ForeignKey(Specialty, on_delete=models.PROTECT, related_name="+")
    band = models.CharField(max_length=10, blank=True)
    ground = models.CharField(max_length=120)
    granted_by_name = models.CharField("granted by", max_length=80)
    valid = DateRangeField("in force")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reference", "specialty", "band"], name="exemption_is_recorded_once_for_a_specialty_and_band"
            ),
            models.CheckConstraint(
                name="exemption_has_a_first_day", condition=Q(valid__isempty=False, valid__startswith__isnull=False)
            ),
            models.CheckConstraint(
                name="exemption_says_what_why_and_by_whom",
                condition=~Q(reference="") & ~Q(ground="") & ~Q(granted_by_name=""),
            ),
        ]

    def __str__(self) -> str:
        return self.reference
