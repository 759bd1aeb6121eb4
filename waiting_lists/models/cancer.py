"""The cancer list: one record a referral and primary, as the last list had it."""

import pghistory
from django.db import models
from django.db.models import F, Q

from directorate.core.models import Specialty
from waiting_lists.domain.cancer import OUTCOMES, ROUTES, CancerFacts
from waiting_lists.querysets.cancer import CancerPathwayQuerySet


@pghistory.track()
class CancerPathway(models.Model):
    """One record; `listed_date` is the day of the last list it stood on, dates are None until they have come."""

    pathway_identifier = models.CharField(max_length=40, unique=True)
    nhs_number = models.CharField(max_length=10, blank=True)
    tumour_site = models.CharField(max_length=40)
    specialty = models.ForeignKey(Specialty, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    route = models.CharField(max_length=40, choices=list(ROUTES.items()))
    clock_start_date = models.DateField()
    informed_date = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=list(OUTCOMES.items()), blank=True)
    decision_to_treat_date = models.DateField(null=True, blank=True)
    treatment_date = models.DateField(null=True, blank=True)
    listed_date = models.DateField()

    objects = CancerPathwayQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="cancer_patient_is_not_treated_before_the_referral",
                condition=Q(treatment_date=None) | Q(treatment_date__gte=F("clock_start_date")),
            ),
            models.CheckConstraint(
                name="cancer_patient_who_was_told_was_told_something",
                condition=Q(informed_date=None) | ~Q(outcome=""),
            ),
        ]
        indexes = [models.Index(fields=["nhs_number"], name="cancer_pathway_by_nhs_number")]

    def __str__(self) -> str:
        return f"Cancer record {self.pathway_identifier}"

    @property
    def facts(self) -> CancerFacts:
        """Return what the rules judge."""
        return CancerFacts(
            self.route,
            self.clock_start_date,
            self.informed_date,
            self.outcome,
            self.decision_to_treat_date,
            self.treatment_date,
        )
