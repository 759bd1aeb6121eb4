"""The medical staff list: how a doctor is registered, what runs out when, and the posts held."""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from directorate.core.models import Person, Site, Specialty


@pghistory.track()
class DoctorRecord(models.Model):
    """What is kept of a doctor or dentist beside name and grade; numbers are text, leading zeros are real."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="doctor_record")
    gmc_no = models.CharField("GMC number", max_length=7, unique=True, null=True, blank=True)
    gdc_no = models.CharField("GDC number", max_length=6, unique=True, null=True, blank=True)
    revalidation_due_date = models.DateField("revalidation due", null=True, blank=True)
    cct_date = models.DateField("CCT or CESR", null=True, blank=True)
    visa_type = models.CharField("visa", max_length=60, blank=True)
    visa_expiry_date = models.DateField("visa expires", null=True, blank=True)
    honorary_expiry_date = models.DateField("honorary contract expires", null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="gmc_number_is_seven_digits", condition=Q(gmc_no__regex=r"^[0-9]{7}$")),
            models.CheckConstraint(name="gdc_number_is_five_or_six_digits", condition=Q(gdc_no__regex=r"^[0-9]{5,6}$")),
            models.CheckConstraint(
                name="doctor_is_registered_with_gmc_or_gdc",
                condition=Q(gmc_no__isnull=False) | Q(gdc_no__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.gmc_no or self.gdc_no}"


class MedicalContract(models.TextChoices):
    """What kind of contract a medical post is."""

    SUBSTANTIVE = "substantive", "Substantive"
    FIXED_TERM = "fixed_term", "Fixed term"
    TRAINING = "training", "Training"
    LOCUM = "locum", "Locum"
    HONORARY = "honorary", "Honorary"
    BANK = "bank", "Bank"
    AGENCY = "agency", "Agency"


@pghistory.track()
class MedicalPost(models.Model):
    """One post of one doctor, both days in; no last day means still. `pas` are programmed activities a week."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="medical_posts")
    grade = models.CharField(max_length=50)
    specialty = models.ForeignKey(Specialty, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    contract_type = models.CharField(max_length=12, choices=MedicalContract.choices, blank=True)
    wte = models.DecimalField("WTE", max_digits=4, decimal_places=3)
    pas = models.DecimalField("PAs", max_digits=4, decimal_places=2, null=True, blank=True)
    valid = DateRangeField("in post")

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="doctor_is_in_one_post_at_a_time",
                expressions=[("person", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(name="wte_of_a_doctor_is_above_0_and_at_most_1", condition=Q(wte__gt=0, wte__lte=1)),
            models.CheckConstraint(name="programmed_activities_are_0_to_15", condition=Q(pas__gte=0, pas__lte=15)),
            models.CheckConstraint(
                name="medical_post_has_a_first_day", condition=Q(valid__startswith__isnull=False, valid__isempty=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.grade} from {self.valid.lower}"
