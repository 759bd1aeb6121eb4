"""People who work in the directorate, whether or not they sign in."""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models.functions import Concat

from directorate.core.models.organisation import Specialty, Team
from directorate.core.querysets import PersonQuerySet


class StaffGroup(models.TextChoices):
    """The staff groups this application tells apart."""

    ADMIN_AND_CLERICAL = "ac", "Administrative and clerical"
    MEDICAL = "medical", "Medical and dental"
    OTHER = "other", "Other"


@pghistory.track(exclude=["sort_name"])
class Person(models.Model):
    """One member of staff.

    `sort_name` is the unaccented, lower-case surname and forenames, kept by the database;
    `consultant_code` is the code the waiting list carries (C and seven digits);
    `staff_number` is the eight-digit employee number, text, leading zeros kept;
    `leaving_reason` is why they leave in the words of ESR, empty when nobody has said.
    """

    staff_number = models.CharField(max_length=8, unique=True, null=True, blank=True)
    surname = models.CharField(max_length=100)
    forenames = models.CharField(max_length=100)
    known_as = models.CharField(max_length=100, blank=True)
    title = models.CharField(max_length=20, blank=True)
    staff_group = models.CharField(max_length=10, choices=StaffGroup.choices)
    job_title = models.CharField(max_length=100, blank=True)
    grade = models.CharField(max_length=50, blank=True)
    specialty = models.ForeignKey(Specialty, on_delete=models.PROTECT)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True)
    consultant_code = models.CharField(max_length=8, unique=True, null=True, blank=True)
    email = models.EmailField(blank=True)
    is_clinical_lead = models.BooleanField(default=False)
    start_date = models.DateField(null=True, blank=True)
    leaving_date = models.DateField(null=True, blank=True)
    leaving_reason = models.CharField(max_length=80, blank=True)
    sort_name = models.GeneratedField(
        expression=models.Func(Concat("surname", models.Value(" "), "forenames"), function="core_sort_name"),
        output_field=models.CharField(max_length=201),
        db_persist=True,
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "people"
        constraints = [
            models.CheckConstraint(
                name="staff_number_is_eight_digits", condition=models.Q(staff_number__regex=r"^[0-9]{8}$")
            ),
            models.CheckConstraint(
                name="person_leaves_after_starting", condition=models.Q(leaving_date__gte=models.F("start_date"))
            ),
        ]
        indexes = [models.Index(fields=["sort_name"], name="person_by_sort_name")]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """What colleagues call them: title (or forename) and surname."""
        first = self.title if self.title and self.staff_group == StaffGroup.MEDICAL else self.known_as or self.forenames
        return f"{first} {self.surname}"


@pghistory.track()
class SecretaryConsultant(models.Model):
    """A secretary works for a consultant in a period (both days in; no end means still)."""

    secretary = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="works_for")
    consultant = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="secretaries")
    valid = DateRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="secretary_works_once_for_a_consultant_at_a_time",
                expressions=[
                    ("secretary", RangeOperators.EQUAL),
                    ("consultant", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.secretary} for {self.consultant}"


@pghistory.track()
class Cover(models.Model):
    """One person does another's desk in a period; it follows an approved absence and ends with it."""

    covered = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="covered_by")
    covering = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="covers")
    valid = DateRangeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="nobody_covers_themself", condition=~models.Q(covered=models.F("covering"))),
        ]

    def __str__(self) -> str:
        return f"{self.covering} covers {self.covered}"
