"""Files that came in: what each was, what was found in it, and what became of it."""

import pghistory
from django.db import models

from directorate.core.models.organisation import Specialty
from directorate.core.models.users import User


class BatchState(models.TextChoices):
    """Where a file stands; the allowed steps are in `directorate.core.domain.import_states`."""

    UPLOADED = "uploaded", "Uploaded"
    CHECKING = "checking", "Being checked"
    NEEDS_ANSWERS = "needs_answers", "Needs your answers"
    CHECKED = "checked", "Checked"
    HELD = "held", "Held for a manager"
    REFUSED = "refused", "Refused"
    COMMITTING = "committing", "Being stored"
    ACCEPTED = "accepted", "Accepted"
    FAILED = "failed", "Failed"
    SUPERSEDED = "superseded", "Replaced"


@pghistory.track()
class ImportBatch(models.Model):
    """One file of one feed.

    `stored_name` is the generated name under the files folder, `original_name` what the sender called it;
    `as_at` the day the file speaks of; `headings` the header row as it stands in the file; `mapping` field to
    heading; `counts` figures of the feed; `target_id` the key reserved for what the file becomes (a census);
    `corrects` the batch whose rejected rows this file brings back.
    """

    feed = models.SlugField(max_length=30)
    state = models.CharField(max_length=20, choices=BatchState.choices, default=BatchState.UPLOADED)
    original_name = models.CharField(max_length=255)
    stored_name = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64, db_index=True)
    size_bytes = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=10, blank=True)
    encoding = models.CharField(max_length=20, blank=True)
    delimiter = models.CharField(max_length=1, blank=True)
    sheet = models.CharField(max_length=200, blank=True)
    header_row = models.PositiveIntegerField(null=True, blank=True)
    headings = models.JSONField(default=list, blank=True)
    mapping = models.JSONField(default=dict, blank=True)
    as_at = models.DateField(null=True, blank=True)
    file_issues = models.JSONField(default=list, blank=True)
    missing_columns = models.JSONField(default=list, blank=True)
    explanation = models.TextField(blank=True)
    rows_read = models.PositiveIntegerField(default=0)
    rows_accepted = models.PositiveIntegerField(default=0)
    rows_rejected = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict, blank=True)
    target_id = models.BigIntegerField(null=True, blank=True)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections")
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "import batches"
        constraints = [
            models.UniqueConstraint(
                fields=["feed", "sha256"],
                condition=models.Q(state=BatchState.ACCEPTED),
                name="file_is_accepted_once_a_feed",
            ),
            models.CheckConstraint(
                name="batch_is_accepted_by_somebody_at_some_time",
                condition=models.Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | models.Q(accepted_at__isnull=False, accepted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="batch_is_confirmed_by_somebody_at_some_time",
                condition=models.Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | models.Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="accepted_batch_says_who_accepted_it",
                condition=~models.Q(state=BatchState.ACCEPTED) | models.Q(accepted_by__isnull=False),
            ),
            models.CheckConstraint(name="sha256_is_64_hex_digits", condition=models.Q(sha256__regex="^[0-9a-f]{64}$")),
        ]
        indexes = [models.Index(fields=["feed", "-uploaded_at"], name="batch_by_feed_newest_first")]

    def __str__(self) -> str:
        return f"{self.feed} {self.original_name}"


class RowOutcome(models.TextChoices):
    """How a rejected row was settled."""

    CORRECTED = "corrected", "Corrected and loaded"
    NOT_OURS = "not_ours", "Not ours"
    LEFT_OUT = "left_out", "Left out on purpose"
    IN_LATER_FILE = "in_later_file", "In order in a later list"


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class RejectedRow(models.Model):
    """One row (of a grid: one cell) of a file that was not loaded, until somebody settles it.

    `sheet` is blank for files of one sheet; `row_number` is the record (CSV) or sheet row, the header being its own number; `column` the file's heading;
    `cells` the row as it stood, heading to text; `specialty` where the row looks like one of our patients.
    """

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rejected_rows")
    sheet = models.CharField(max_length=200, blank=True)
    row_number = models.PositiveIntegerField()
    column = models.CharField(max_length=200, null=True, blank=True)  # noqa: DJ001 null: the row as a whole
    code = models.SlugField(max_length=40)
    value = models.TextField(null=True, blank=True)  # noqa: DJ001 null: no single value is at fault
    cells = models.JSONField(default=dict)
    row_key = models.TextField(blank=True)
    specialty = models.ForeignKey(Specialty, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    owner = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=20, choices=RowOutcome.choices, blank=True)
    note = models.TextField(blank=True)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "sheet", "row_number", "column"],
                name="cell_is_rejected_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="rejected_row_is_settled_by_somebody_at_some_time",
                condition=models.Q(settled_at__isnull=True, settled_by__isnull=True, outcome="")
                | models.Q(settled_at__isnull=False, settled_by__isnull=False) & ~models.Q(outcome=""),
            ),
        ]
        indexes = [
            models.Index(fields=["batch", "row_number"], condition=models.Q(outcome=""), name="rejected_row_unsettled"),
        ]

    def __str__(self) -> str:
        return f"row {self.row_number}: {self.code}"


class ImportWarning(models.Model):
    """Something noticed on a row that was loaded all the same; written in bulk by the import."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="warnings")
    sheet = models.CharField(max_length=200, blank=True)
    row_number = models.PositiveIntegerField()
    column = models.CharField(max_length=200)
    code = models.SlugField(max_length=40)
    value = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["batch", "code", "row_number"], name="warning_by_batch_and_code")]

    def __str__(self) -> str:
        return f"row {self.row_number}: {self.code}"


@pghistory.track()
class FeedMapping(models.Model):
    """Which heading of a feed's files is which field, as somebody decided it last."""

    feed = models.SlugField(max_length=30, unique=True)
    headings = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.feed
