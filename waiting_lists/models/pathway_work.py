"""What people add to a pathway: comments, planned dates, actions, questions for validation, saved views.

Keyed by the pathway's own uuid, never by a census row, so that all of it survives every census.
"""

import uuid

import pghistory
from django.db import models

from directorate.core.models import Action, User
from waiting_lists.querysets.pathway_work import (
    CommentQuerySet,
    PathwayActionQuerySet,
    PlannedDateQuerySet,
    ValidationQueryQuerySet,
)

LONGEST_COMMENT = 2000
LONGEST_NOTE = 300


class CommentKind(models.TextChoices):
    """What a comment records; what is more than words has a key of its own on the list."""

    COMMENT = "comment", "Comment"
    VALIDATED = "validated", "Validated"
    OFFER = "offer", "Offer of a date"
    DID_NOT_ATTEND = "dna", "Did not attend"
    REMOVAL = "removal", "Should leave the list"


@pghistory.track()
class Comment(models.Model):
    """What somebody said about a pathway; a mistake is withdrawn, never overwritten."""

    pathway_key = models.UUIDField()
    kind = models.CharField(max_length=10, choices=CommentKind.choices, default=CommentKind.COMMENT)
    text = models.CharField(max_length=LONGEST_COMMENT)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="comment_says_something", condition=~models.Q(text="")),
            models.CheckConstraint(
                name="comment_is_of_a_known_kind", condition=models.Q(kind__in=[kind.value for kind in CommentKind])
            ),
            models.CheckConstraint(
                name="comment_is_withdrawn_by_somebody_at_some_time",
                condition=models.Q(withdrawn_at=None, withdrawn_by=None)
                | models.Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["pathway_key", "-created_at"], name="comment_by_pathway")]

    def __str__(self) -> str:
        return f"Comment of {self.created_at:%Y-%m-%d}"


class PlannedKind(models.TextChoices):
    """What is planned on the day."""

    TREATMENT = "treatment", "Treatment or surgery"
    CLINIC = "clinic", "Clinic appointment"
    TEST = "test", "Test"


@pghistory.track()
class PlannedDate(models.Model):
    """A date agreed with the patient that the PAS does not show yet; the last one not ended stands."""

    pathway_key = models.UUIDField()
    date = models.DateField()
    kind = models.CharField(max_length=10, choices=PlannedKind.choices)
    note = models.CharField(max_length=LONGEST_NOTE, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PlannedDateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="pathway_has_one_planned_date_at_a_time", fields=["pathway_key"], condition=models.Q(ended_at=None)
            ),
            models.CheckConstraint(
                name="planned_date_is_ended_by_somebody_at_some_time",
                condition=models.Q(ended_at=None, ended_by=None)
                | models.Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["pathway_key", "-created_at"], name="planned_date_by_pathway")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.date}"


@pghistory.track()
class PathwayAction(models.Model):
    """Ties an action (owner, due date, state) to the pathway it is about."""

    pathway_key = models.UUIDField(db_index=True)
    action = models.OneToOneField(Action, on_delete=models.PROTECT, related_name="pathway_action")

    objects = PathwayActionQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.action)


@pghistory.track()
class ValidationQuery(models.Model):
    """A question about whether the clock or the row is right, for whoever validates the list."""

    pathway_key = models.UUIDField()
    question = models.CharField(max_length=LONGEST_COMMENT)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    answer = models.CharField(max_length=LONGEST_COMMENT, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ValidationQueryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "validation queries"
        constraints = [
            models.UniqueConstraint(
                name="pathway_has_one_open_query", fields=["pathway_key"], condition=models.Q(answered_at=None)
            ),
            models.CheckConstraint(name="query_asks_something", condition=~models.Q(question="")),
            models.CheckConstraint(
                name="query_is_answered_by_somebody_at_some_time",
                condition=models.Q(answered_at=None, answered_by=None, answer="")
                | models.Q(answered_at__isnull=False, answered_by__isnull=False) & ~models.Q(answer=""),
            ),
        ]
        indexes = [models.Index(fields=["pathway_key", "-created_at"], name="query_by_pathway")]

    def __str__(self) -> str:
        return f"Query of {self.created_at:%Y-%m-%d}"


@pghistory.track()
class SavedView(models.Model):
    """Filters and order that one person keeps under a name; holds choices, nothing about a patient."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="waiting_list_views")
    name = models.CharField(max_length=60)
    choices = models.JSONField(default=dict)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="saved_view_has_a_name_of_its_own", fields=["user", "name"]),
            models.CheckConstraint(name="saved_view_has_a_name", condition=~models.Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class ExportState(models.TextChoices):
    """What became of a workbook that is made in the background."""

    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Being made"
    READY = "ready", "Ready"
    FAILED = "failed", "Failed"


@pghistory.track(exclude=["rows_done"])
class ListExport(models.Model):
    """A large workbook: who asked, for which rows and why, how far it is, the file."""

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    choices = models.JSONField(default=dict)
    reason = models.CharField(max_length=LONGEST_NOTE, blank=True)
    rows_total = models.PositiveIntegerField()
    rows_done = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=ExportState.choices, default=ExportState.WAITING)
    file = models.FileField(upload_to="exports/waiting-lists", blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Export of {self.created_at:%Y-%m-%d}"
