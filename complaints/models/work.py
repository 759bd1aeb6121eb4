"""What is done about a complaint: points to answer, statements asked for, files and notes."""

import pghistory
from django.db import models
from django.db.models import F, Q

from complaints.models.case import Case
from complaints.querysets import CaseFileQuerySet, PointQuerySet, StatementRequestQuerySet
from directorate.core.models import Person, User


class Finding(models.TextChoices):
    """What was found about a point; empty while nobody has decided."""

    UPHELD = "upheld", "Upheld"
    PARTLY_UPHELD = "partly_upheld", "Partly upheld"
    NOT_UPHELD = "not_upheld", "Not upheld"
    WITHDRAWN = "withdrawn", "Withdrawn by the complainant"


@pghistory.track()
class Point(models.Model):
    """One point of the complaint that must be answered."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="points")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    finding = models.CharField(max_length=15, choices=Finding.choices, blank=True)

    objects = PointQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="point_of_a_complaint_has_its_own_number"),
            models.CheckConstraint(name="point_of_a_complaint_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"{self.case}, point {self.number}"


@pghistory.track()
class StatementRequest(models.Model):
    """Somebody was asked to answer a point by a day; ended when somebody else was asked instead.

    `statement_text` is a statement written on the page of a link; `is_given_by_link` says that it came that way, as
    text or as a file. `cannot_date` and `cannot_reason`: the person said there that they cannot answer, and why.
    """

    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="requests")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="statement_requests")
    due_date = models.DateField()
    asked_date = models.DateField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    received_date = models.DateField(null=True, blank=True)
    received_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_given_by_link = models.BooleanField(default=False)
    statement_text = models.TextField(blank=True)
    cannot_date = models.DateField(null=True, blank=True)
    cannot_reason = models.TextField(blank=True)
    ended_date = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = StatementRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["point"], condition=Q(ended_date=None), name="one_person_at_a_time_is_asked_about_a_point"
            ),
            models.CheckConstraint(
                name="statement_is_due_after_it_is_asked_for", condition=Q(due_date__gte=F("asked_date"))
            ),
            models.CheckConstraint(
                name="statement_comes_after_it_is_asked_for",
                condition=Q(received_date=None) | Q(received_date__gte=F("asked_date")),
            ),
            models.CheckConstraint(
                name="statement_is_received_by_somebody_on_some_date",
                condition=Q(received_date=None, received_by=None)
                | Q(received_date__isnull=False, received_by__isnull=False),
            ),
            models.CheckConstraint(
                name="statement_request_is_ended_by_somebody_on_some_date",
                condition=Q(ended_date=None, ended_by=None) | Q(ended_date__isnull=False, ended_by__isnull=False),
            ),
            models.CheckConstraint(
                name="received_statement_is_not_asked_of_somebody_else",
                condition=Q(received_date=None) | Q(ended_date=None),
            ),
            models.CheckConstraint(
                name="statement_given_by_link_is_received",
                condition=Q(is_given_by_link=False) | Q(received_date__isnull=False),
            ),
            models.CheckConstraint(
                name="written_statement_was_given_by_link", condition=Q(statement_text="") | Q(is_given_by_link=True)
            ),
            models.CheckConstraint(
                name="who_cannot_answer_says_when_and_why",
                condition=Q(cannot_date=None, cannot_reason="") | (Q(cannot_date__isnull=False) & ~Q(cannot_reason="")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_date"], condition=Q(received_date=None, ended_date=None), name="statement_still_to_come"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} about {self.point}"

    @property
    def waits(self) -> bool:
        """Whether the statement is still to come: not received, and nobody said that they cannot give it."""
        return self.received_date is None and self.cannot_date is None

    @property
    def cannot_be_given(self) -> bool:
        """Whether the person said that they cannot answer, and no statement came after all."""
        return self.received_date is None and self.cannot_date is not None


@pghistory.track()
class CaseFile(models.Model):
    """A file of a case, kept under a generated name; a statement says whose it is and which request it answers."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="files")
    request = models.ForeignKey(StatementRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="files")
    on_behalf_of = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    original_name = models.CharField(max_length=200)
    stored_name = models.CharField(max_length=60, unique=True)
    media_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveIntegerField()
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    objects = CaseFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="file_of_a_complaint_is_not_empty", condition=Q(size_bytes__gte=1)),
            models.CheckConstraint(
                name="statement_file_says_whose_it_is", condition=Q(request=None) | Q(on_behalf_of__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.original_name


class NoteKind(models.TextChoices):
    """What a note is about."""

    NOTE = "note", "Note"
    CALL = "call", "Telephone call"
    LETTER = "letter", "Letter or e-mail"
    CHASE = "chase", "Chased a statement"


@pghistory.track()
class Note(models.Model):
    """A line of the contact log."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=6, choices=NoteKind.choices, default=NoteKind.NOTE)
    text = models.TextField()
    request = models.ForeignKey(StatementRequest, on_delete=models.CASCADE, null=True, blank=True, related_name="notes")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="note_on_a_complaint_says_something", condition=~Q(text=""))]

    def __str__(self) -> str:
        return f"{self.case}: {self.get_kind_display()}"
