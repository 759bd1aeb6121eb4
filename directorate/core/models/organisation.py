"""Divisions, directorates, specialties, treatment functions, sites and teams, all of them data."""

import pghistory
from django.db import models

from directorate.core.querysets import SpecialtyQuerySet


@pghistory.track()
class Division(models.Model):
    """A division of the Trust; the widest scope that anything here can have."""

    name = models.CharField(max_length=100, unique=True)

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Directorate(models.Model):
    """A directorate of a division; records of another directorate do not exist for its users."""

    name = models.CharField(max_length=100, unique=True)
    division = models.ForeignKey(Division, on_delete=models.PROTECT)

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Specialty(models.Model):
    """A specialty as its staff name it: ENT, OMFS, Dermatology."""

    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=100, unique=True)
    directorate = models.ForeignKey(Directorate, on_delete=models.PROTECT)
    sort_order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    objects = SpecialtyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "specialties"

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class TreatmentFunction(models.Model):
    """A TREATMENT FUNCTION CODE of the NHS Data Dictionary and the line it is reported on.

    `return_line` is the line of the RTT return (144 and 145 report inside 140, paediatric ones in X04);
    `confirmed` says that somebody has checked it against a primary document.
    """

    code = models.CharField(max_length=3, primary_key=True)
    name = models.CharField(max_length=100)
    return_line = models.CharField(max_length=3)
    specialty = models.ForeignKey(Specialty, on_delete=models.PROTECT, null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)
    is_confirmed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="treatment_function_code_is_three_characters",
                condition=models.Q(code__regex=r"^[0-9X][0-9A-Z]{2}$"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


@pghistory.track()
class Site(models.Model):
    """A hospital site; `letter` is what the week sheet shows."""

    code = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=100)
    letter = models.CharField(max_length=3)
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Team(models.Model):
    """People who cover each other: ENT secretaries, Dermatology reception."""

    name = models.CharField(max_length=100, unique=True)
    specialty = models.ForeignKey(Specialty, on_delete=models.PROTECT)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True)
    leader = models.ForeignKey(
        "core.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="teams_led"
    )
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name
