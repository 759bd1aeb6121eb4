"""Drafts of the response to a complaint: versions, who checked each, and when it went to the complaints team."""

import pghistory
from django.db import models
from django.db.models import Q

from complaints.models.case import Case
from complaints.querysets import DraftCheckQuerySet, DraftQuerySet
from directorate.core.models import User


class CheckKind(models.TextChoices):
    """Whose tick it is."""

    DIRECTORATE = "directorate", "Directorate manager"
    CLINICAL = "clinical", "Clinical lead"


@pghistory.track()
class Draft(models.Model):
    """One version of the draft; a change makes a new version, and ticks belong to one version.

    `clinical_checker` is the clinical lead it was sent to.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="drafts")
    version = models.PositiveSmallIntegerField()
    body = models.TextField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    clinical_checker = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    handed_over_at = models.DateTimeField(null=True, blank=True)
    handed_over_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "version"], name="draft_of_a_complaint_has_its_own_version"),
            models.CheckConstraint(name="draft_of_a_complaint_says_something", condition=~Q(body="")),
            models.CheckConstraint(
                name="draft_is_sent_by_somebody_to_a_clinical_lead",
                condition=Q(sent_at=None, sent_by=None, clinical_checker=None)
                | Q(sent_at__isnull=False, sent_by__isnull=False, clinical_checker__isnull=False),
            ),
            models.CheckConstraint(
                name="draft_handed_over_was_sent_for_check",
                condition=Q(handed_over_at=None, handed_over_by=None)
                | Q(handed_over_at__isnull=False, handed_over_by__isnull=False, sent_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case}, draft {self.version}"


@pghistory.track()
class DraftCheck(models.Model):
    """One person's word about a version: approved, or sent back with the reason."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="checks")
    kind = models.CharField(max_length=12, choices=CheckKind.choices)
    is_approved = models.BooleanField()
    reason = models.CharField(max_length=1000, blank=True)
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField()

    objects = DraftCheckQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "kind"], name="draft_is_checked_once_by_each"),
            models.UniqueConstraint(fields=["draft", "checked_by"], name="draft_is_checked_by_different_people"),
            models.CheckConstraint(name="draft_sent_back_says_why", condition=Q(is_approved=True) | ~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.draft}"
