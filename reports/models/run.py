"""One report for one period: its states, its figures, its files."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q

from directorate.core.domain.periods import Period, month_label, week_label
from directorate.core.domain.words import day_month
from directorate.core.models import User
from reports.domain.states import BEFORE_RELEASE, RUN_WORDS, RunState
from reports.models.definition import NAMES, TITLES, Copy, ReportDefinition, ReportKind
from reports.querysets import ReportRunQuerySet, RunStepQuerySet

RUN_STATES = [(state.value, words) for state, words in RUN_WORDS.items()]


def _kept_once(states: str) -> pgtrigger.Trigger:
    """What was released stays as it was: rows of a run may be replaced only while it is in one of these states."""
    return pgtrigger.Trigger(
        name="released_report_keeps_what_it_said",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        declare=[("state_now", "TEXT")],
        func=f"""
            SELECT state INTO state_now FROM reports_reportrun WHERE id = OLD.run_id;
            IF state_now NOT IN ({states}) THEN
                RAISE EXCEPTION 'released_report_keeps_what_it_said: a released report never changes';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,  # noqa: S608 the states are written below
    )


_FIGURES_ARE_KEPT = _kept_once("'scheduled', 'building', 'built', 'held'")
# The files that are sent are drawn after the release, with who released it, before the first copy goes out.
_FILES_ARE_KEPT = _kept_once("'scheduled', 'building', 'built', 'held', 'released'")


@pghistory.track()
class ReportRun(models.Model):
    """A version of a report for a period; both dates are in it. Unchanged once released: a correction is a new version.

    `sources` holds for each source its key, name, last complete day and remedy as they were when it was built.
    `data_as_at` is the moment the figures were read. `hold_until` empty on a held run: until somebody releases it.
    """

    definition = models.ForeignKey(ReportDefinition, on_delete=models.PROTECT, related_name="runs")
    definition_version = models.PositiveIntegerField()
    period_first_date = models.DateField()
    period_last_date = models.DateField()
    version = models.PositiveSmallIntegerField(default=1)
    version_reason = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=12, choices=RUN_STATES, default=RunState.SCHEDULED)
    state_reason = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    built_at = models.DateTimeField(null=True, blank=True)
    built_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    build_attempts = models.PositiveSmallIntegerField(default=0)
    data_as_at = models.DateTimeField(null=True, blank=True)
    sources = models.JSONField(default=list)
    settings_used = models.JSONField(default=dict)
    held_at = models.DateTimeField(null=True, blank=True)
    held_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    hold_until = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)
    finished_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ReportRunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["definition", "period_first_date", "period_last_date", "version"],
                name="report_has_one_run_a_period_and_version",
            ),
            models.CheckConstraint(
                name="report_period_ends_after_it_starts", condition=Q(period_last_date__gte=F("period_first_date"))
            ),
            models.CheckConstraint(
                name="report_state_is_known", condition=Q(state__in=[state.value for state in RunState])
            ),
            models.CheckConstraint(
                name="report_is_built_by_somebody_at_some_time",
                condition=Q(built_at=None, built_by=None) | Q(built_at__isnull=False, built_by__isnull=False),
            ),
            models.CheckConstraint(
                name="report_is_held_by_somebody_at_some_time",
                condition=Q(held_at=None, held_by=None) | Q(held_at__isnull=False, held_by__isnull=False),
            ),
            models.CheckConstraint(
                name="report_is_released_by_somebody_at_some_time",
                condition=Q(released_at=None, released_by=None)
                | Q(released_at__isnull=False, released_by__isnull=False),
            ),
            models.CheckConstraint(
                name="report_is_finished_by_somebody_at_some_time",
                condition=Q(finished_at=None, finished_by=None)
                | Q(finished_at__isnull=False, finished_by__isnull=False),
            ),
            models.CheckConstraint(
                name="report_is_released_after_it_is_built",
                condition=Q(released_at=None) | Q(built_at__isnull=False),
            ),
            models.CheckConstraint(
                name="released_report_is_not_built_again_or_cancelled",
                condition=Q(released_at=None) | ~Q(state__in=sorted(state.value for state in BEFORE_RELEASE)),
            ),
            models.CheckConstraint(name="new_version_gives_a_reason", condition=Q(version=1) | ~Q(version_reason="")),
        ]
        indexes = [models.Index(fields=["-period_last_date", "-version"], name="report_run_newest_first")]

    def __str__(self) -> str:
        return f"{self.definition.name} {self.label} v{self.version}"

    @property
    def period(self) -> Period:
        """The days reported on, both ends in."""
        return Period(first=self.period_first_date, last=self.period_last_date)

    @property
    def label(self) -> str:
        """2026-W47, or 2026-10 of a monthly report."""
        of = month_label if self.definition.is_monthly else week_label
        return of(self.period_last_date)

    @property
    def name_words(self) -> str:
        """HR report, agency report: how a sentence names it."""
        return NAMES[ReportKind(self.definition.kind)]

    @property
    def period_words(self) -> str:
        """16 to 22 November 2026 as pages say it, or October 2026."""
        if self.definition.is_monthly:
            return f"{self.period_last_date:%B %Y}"
        return f"{day_month(self.period_first_date)} to {day_month(self.period_last_date)}"

    @property
    def title(self) -> str:
        """A&C weekly report 2026-W47 v1; also the subject of its e-mail."""
        return f"{TITLES[ReportKind(self.definition.kind)]} {self.label} v{self.version}"

    @property
    def file_stem(self) -> str:
        """ac-weekly-2026-W47-v1."""
        return f"{self.definition.code}-{self.label}-v{self.version}"

    @property
    def state_words(self) -> str:
        """The state in words for people."""
        return RUN_WORDS[RunState(self.state)]


@pgtrigger.register(_FIGURES_ARE_KEPT)
class ReportFigure(models.Model):
    """One figure of a run as it was: page, PDF and workbook print this and nothing else.

    `unit` is count, people, wte, days, percent, money, number or text. `text` is the HR copy, `suppressed_text` the wide copy; None
    is left out of the wide copy. `definition_id` names the sentence that defines it.
    """

    run = models.ForeignKey(ReportRun, on_delete=models.CASCADE, related_name="figures")
    place = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=100)
    label = models.CharField(max_length=150)
    unit = models.CharField(max_length=10)
    value = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    text = models.CharField(max_length=300)
    numerator = models.DecimalField(max_digits=16, decimal_places=6, null=True)
    denominator = models.DecimalField(max_digits=16, decimal_places=6, null=True)
    definition_id = models.CharField(max_length=20)
    suppressed_text = models.CharField(max_length=300, null=True)  # noqa: DJ001 null: left out of the wide copy

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "key"], name="report_run_states_a_figure_once")]

    def __str__(self) -> str:
        return f"{self.key}: {self.text}"


@pghistory.track()
class ReportRows(models.Model):
    """The rows behind the figures of a run as they were, without names: one list a row (`reports.domain.source_rows.SourceRow`)."""

    run = models.OneToOneField(ReportRun, on_delete=models.CASCADE, related_name="row_set")
    rows = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"Rows of {self.run_id}"


@pghistory.track()
class ReportLine(models.Model):
    """A line that the manager adds to the first block; three at most."""

    run = models.ForeignKey(ReportRun, on_delete=models.CASCADE, related_name="lines")
    place = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "place"], name="report_line_has_a_place_of_its_own"),
            models.CheckConstraint(
                name="report_has_three_lines_of_the_manager_at_most", condition=Q(place__gte=1, place__lte=3)
            ),
            models.CheckConstraint(name="report_line_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return self.text


class ReportDifference(models.Model):
    """A figure of a new version that differs from the version before; None: the figure was not there."""

    run = models.ForeignKey(ReportRun, on_delete=models.CASCADE, related_name="differences")
    previous_run = models.ForeignKey(ReportRun, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    label = models.CharField(max_length=150)
    old = models.CharField(max_length=300, null=True)  # noqa: DJ001 null: not there
    new = models.CharField(max_length=300, null=True)  # noqa: DJ001 null: not there
    old_suppressed = models.CharField(max_length=300, null=True)  # noqa: DJ001 null: left out
    new_suppressed = models.CharField(max_length=300, null=True)  # noqa: DJ001 null: left out

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "key"], name="report_run_lists_a_difference_once")]

    def __str__(self) -> str:
        return f"{self.label}: {self.old} to {self.new}"


class FileFormat(models.TextChoices):
    """The files of a report."""

    PDF = "pdf", "PDF"
    XLSX = "xlsx", "Excel workbook"


@pgtrigger.register(_FILES_ARE_KEPT)
class ReportFile(models.Model):
    """A produced file, kept in the database so that it appears together with its figures or not at all."""

    run = models.ForeignKey(ReportRun, on_delete=models.CASCADE, related_name="files")
    copy = models.CharField(max_length=4, choices=Copy.choices)
    format = models.CharField(max_length=4, choices=FileFormat.choices)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "copy", "format"], name="report_run_has_one_file_a_copy_and_format"),
            models.CheckConstraint(
                name="report_file_is_under_two_megabytes", condition=Q(size_bytes__gt=0, size_bytes__lt=2_000_000)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.copy} {self.format}"


class RunStep(models.Model):
    """One change of state of a run: from what to what, who, when, why."""

    run = models.ForeignKey(ReportRun, on_delete=models.CASCADE, related_name="steps")
    from_state = models.CharField(max_length=12, choices=RUN_STATES)
    to_state = models.CharField(max_length=12, choices=RUN_STATES)
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500, blank=True)

    objects = RunStepQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.from_state} to {self.to_state}"
