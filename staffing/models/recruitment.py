"""Vacancies on their way through recruitment; who applied is never stored."""

import pghistory
from django.db import models
from django.db.models import Q

from directorate.core.models import Specialty
from staffing.models.establishment import Post


class VacancyStage(models.TextChoices):
    """How far a vacancy is, in Trac's words."""

    ADVERTISED = "advertised", "Advertised"
    SHORTLIST = "shortlist", "Shortlisting: Shortlist"
    EVALUATE = "evaluate", "Shortlisting: Evaluate"
    INTERVIEW = "interview", "Interview"
    OFFER_PENDING = "offer_pending", "Offer Pending"
    OFFER_CONDITIONAL = "offer_conditional", "Offer: Conditional"
    STARTING = "starting", "Starting"
    OUTCOME = "outcome", "Outcome"


@pghistory.track()
class Vacancy(models.Model):
    """One vacancy in Trac: its most advanced stage, how many applied, and when it passed each gateway.

    A vacancy that is filled or withdrawn has the stage Outcome; Trac names no post then.
    """

    vacancy_ref = models.CharField("vacancy reference", max_length=30, unique=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="vacancies")
    specialty = models.ForeignKey(Specialty, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=150, blank=True)
    band = models.CharField(max_length=10, blank=True)
    wte = models.DecimalField("WTE", max_digits=6, decimal_places=4, null=True, blank=True)
    stage = models.CharField(max_length=20, choices=VacancyStage.choices)
    applications = models.PositiveIntegerField(default=0)
    authorised_date = models.DateField(null=True, blank=True)
    advert_opened_date = models.DateField(null=True, blank=True)
    advert_closed_date = models.DateField(null=True, blank=True)
    shortlisted_date = models.DateField(null=True, blank=True)
    interview_date = models.DateField(null=True, blank=True)
    offer_date = models.DateField(null=True, blank=True)
    checks_date = models.DateField(null=True, blank=True)
    start_date = models.DateField(null=True, blank=True)
    data_as_at_date = models.DateField()

    class Meta:
        verbose_name_plural = "vacancies"
        constraints = [
            models.CheckConstraint(name="vacancy_wte_is_not_negative", condition=Q(wte__gte=0)),
            models.CheckConstraint(
                name="vacancy_in_progress_is_of_a_post", condition=Q(post__isnull=False) | Q(stage="outcome")
            ),
        ]

    def __str__(self) -> str:
        return self.vacancy_ref
