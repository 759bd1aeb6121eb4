"""Weekly lists as they were loaded: the pathways, what changed since the list before, and the counts kept of them.

Census rows are written in bulk by the import and never edited: what people write about a pathway hangs on
`pathway_key` in tables of its own and outlives every census.
"""

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from directorate.core.models import ImportBatch, Specialty, User
from waiting_lists.querysets.census import CensusPathwayQuerySet, CensusQuerySet
from waiting_lists.querysets.summaries import CensusChangeQuerySet, SummaryQuerySet

PTL = "ptl"


class CensusState(models.TextChoices):
    """Whether the figures of a list count; a pending one has been checked and is seen by nobody."""

    PENDING = "pending", "Checked, not in use"
    ACCEPTED = "accepted", "In use"
    SUPERSEDED = "superseded", "Replaced"


class Census(models.Model):
    """One list as at the end of one day.

    `has_rows` is false for past weeks of which only the weekly counts are known; `previous` is the list it was
    compared with. Counts: `*_count` are pathways; new, gone and so on are RTT pathways against `previous`; a pathway
    whose clock has started anew since then has left and come, and is in both `gone_count` and `new_count`.
    """

    feed = models.SlugField(max_length=30, default=PTL)
    census_date = models.DateField()
    state = models.CharField(max_length=12, choices=CensusState.choices, default=CensusState.ACCEPTED)
    batch = models.OneToOneField(ImportBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="census")
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    has_rows = models.BooleanField(default=True)
    pathway_count = models.PositiveIntegerField(default=0)
    rtt_count = models.PositiveIntegerField(default=0)
    planned_count = models.PositiveIntegerField(default=0)
    non_rtt_count = models.PositiveIntegerField(default=0)
    new_count = models.PositiveIntegerField(default=0)
    gone_count = models.PositiveIntegerField(default=0)
    reinstated_count = models.PositiveIntegerField(default=0)
    moved_start_count = models.PositiveIntegerField(default=0)
    function_changed_count = models.PositiveIntegerField(default=0)
    late_addition_count = models.PositiveIntegerField(default=0)
    date_lost_count = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = CensusQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "censuses"
        constraints = [
            models.UniqueConstraint(
                fields=["feed", "census_date"],
                condition=models.Q(state=CensusState.ACCEPTED),
                name="one_accepted_census_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.feed} {self.census_date}"


class NextStep(models.TextChoices):
    """What is booked on or after the census date; treatment wins over an appointment, an appointment over a test."""

    TREATMENT = "treatment", "Treatment date"
    APPOINTMENT = "appointment", "Appointment"
    DIAGNOSTIC = "diagnostic", "Test"
    NONE = "", "No date"


class CensusPathway(models.Model):
    """One pathway on one census; the table is partitioned by census, always filter by one.

    Text is '' when blank, dates None when blank or unreadable. `pathway_key` stands for issuer, PPID and referral
    and is the same in every census; `id` is unique over all censuses. `surname_key` and `forename_key` are unaccented
    and lower case. `priority_rank` is `domain.breaches.priority_rank`. `next_step_*` is the booked date on or after
    the census date that counts. `next_breach_*` is the first day of the next breach that can still be prevented as at
    the census date, as `domain.breaches.next_preventable` finds it (None: every limit is over, or no clock runs). With
    `cancer_listed_date` (the day of the cancer list on which the patient stands) the `*_start_date` of cancer clocks are
    their days 0 by that list, None where one does not run. `warning_flags` is a sum of the bits of `waiting_lists.importers.ptl_rules`.
    """

    id = models.BigIntegerField(primary_key=True)
    census = models.ForeignKey(
        Census, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="pathways"
    )
    batch = models.ForeignKey(
        ImportBatch, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    row_number = models.IntegerField()
    pathway_key = models.UUIDField()
    is_rtt = models.BooleanField()
    is_nonc = models.BooleanField()
    is_on_cancer_ptl = models.BooleanField()
    dna_count = models.SmallIntegerField(null=True)
    priority_rank = models.SmallIntegerField()
    warning_flags = models.IntegerField(default=0)
    specialty = models.ForeignKey(
        Specialty, on_delete=models.PROTECT, db_constraint=False, db_index=False, null=True, related_name="+"
    )
    birth_date = models.DateField(null=True)
    rtt_period_start_date = models.DateField(null=True)
    rtt_period_end_date = models.DateField(null=True)
    referral_received_date = models.DateField(null=True)
    decision_to_admit_date = models.DateField(null=True)
    tci_date = models.DateField(null=True)
    outpatient_future_appointment_date = models.DateField(null=True)
    diagnostic_date = models.DateField(null=True)
    date_last_attended = models.DateField(null=True)
    last_dna_date = models.DateField(null=True)
    last_validation_date = models.DateField(null=True)
    next_step_date = models.DateField(null=True)
    next_breach_date = models.DateField(null=True)
    cancer_listed_date = models.DateField(null=True)
    fds28_start_date = models.DateField(null=True)
    cwt62_start_date = models.DateField(null=True)
    cwt31_start_date = models.DateField(null=True)
    next_step_kind = models.CharField(max_length=12, choices=NextStep.choices)
    next_breach_clock = models.CharField(max_length=20)
    return_line = models.CharField(max_length=3)
    treatment_function_code = models.CharField(max_length=3)
    waiting_list_type = models.CharField(max_length=4)
    rtt_period_status = models.CharField(max_length=20)
    priority_type_code = models.CharField(max_length=20)
    procedure_priority_code = models.CharField(max_length=20)
    provider_code = models.CharField(max_length=20)
    site_code = models.CharField(max_length=20)
    commissioner_code = models.CharField(max_length=20)
    consultant_code = models.CharField(max_length=20)
    nhs_number = models.CharField(max_length=10)
    local_patient_identifier = models.CharField(max_length=40)
    patient_pathway_identifier = models.CharField(max_length=20)
    patient_pathway_identifier_issuer = models.CharField(max_length=20)
    referral_identifier = models.CharField(max_length=40)
    surname = models.CharField(max_length=200)
    forename = models.CharField(max_length=200)
    surname_key = models.CharField(max_length=200)
    forename_key = models.CharField(max_length=200)
    comments = models.TextField()

    objects = CensusPathwayQuerySet.as_manager()

    class Meta:
        db_table = "waiting_lists_censuspathway"

    def __str__(self) -> str:
        return f"{self.patient_pathway_identifier} on census {self.census_id}"


class NamePart(models.Model):
    """A distinct surname or forename as in `surname_key` and `forename_key`: find it by any part, then look it up."""

    value = models.CharField(max_length=200, primary_key=True)

    class Meta:
        indexes = [GinIndex(fields=["value"], opclasses=["gin_trgm_ops"], name="name_part_by_any_part")]

    def __str__(self) -> str:
        return self.value


class OpenPathwaySummary(models.Model):
    """RTT pathways of a census by day of clock start (None: unknown); every figure of the dashboard comes from here.

    `is_nonc` (non-English commissioner) rows are left out of bands and percentiles; `treatment_in_time` has an
    admission date that keeps the 52-week limit.
    """

    census = models.ForeignKey(Census, on_delete=models.CASCADE, db_index=False, related_name="summary")
    return_line = models.CharField(max_length=3)
    treatment_function_code = models.CharField(max_length=3)
    specialty = models.ForeignKey(Specialty, on_delete=models.PROTECT, null=True, db_index=False, related_name="+")
    clock_start_date = models.DateField(null=True)
    is_nonc = models.BooleanField(default=False)
    pathways = models.PositiveIntegerField()
    with_decision_to_admit = models.PositiveIntegerField(default=0)
    no_next_step = models.PositiveIntegerField(default=0)
    treatment_in_time = models.PositiveIntegerField(default=0)

    objects = SummaryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["census", "return_line", "treatment_function_code", "specialty", "clock_start_date", "is_nonc"],
                name="summary_counts_a_day_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.return_line} {self.clock_start_date}: {self.pathways}"


class FacetKind(models.TextChoices):
    """What a filter offers."""

    CONSULTANT = "consultant", "Consultant"
    SITE = "site", "Site"
    LIST_TYPE = "list_type", "List type"
    PRIORITY = "priority", "Priority"


class CensusFacet(models.Model):
    """How many pathways (all list types) of a census a filter's choice has, by specialty."""

    census = models.ForeignKey(Census, on_delete=models.CASCADE, related_name="facets")
    kind = models.CharField(max_length=12, choices=FacetKind.choices)
    value = models.CharField(max_length=20)
    specialty = models.ForeignKey(Specialty, on_delete=models.PROTECT, null=True, db_index=False, related_name="+")
    pathways = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.kind} {self.value}: {self.pathways}"


class ChangeKind(models.TextChoices):
    """How an RTT pathway differs from the census before."""

    NEW = "new", "New on the list"
    GONE = "gone", "No longer on the list"
    REINSTATED = "reinstated", "Back on the list"
    RESTARTED = "restarted", "Same pathway, a new clock since the last list"
    MOVED_START = "moved_start", "Clock start moved"
    FUNCTION_CHANGED = "function_changed", "Treatment function changed"
    LATE_ADDITION = "late_addition", "New, but its clock started before the last list"
    DATE_LOST = "date_lost", "Had a date, has none now"


class CensusChange(models.Model):
    """One difference of one RTT pathway between a census and the one before it.

    `*_before` come from the previous census (empty for new ones), `*_after` from this one (empty for gone ones).
    """

    census = models.ForeignKey(
        Census, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="changes"
    )
    pathway_key = models.UUIDField()
    kind = models.CharField(max_length=20, choices=ChangeKind.choices)
    specialty = models.ForeignKey(
        Specialty, on_delete=models.PROTECT, db_constraint=False, db_index=False, null=True, related_name="+"
    )
    clock_start_before = models.DateField(null=True)
    clock_start_after = models.DateField(null=True)
    function_before = models.CharField(max_length=3, blank=True)
    function_after = models.CharField(max_length=3, blank=True)
    next_step_before = models.DateField(null=True)
    next_step_after = models.DateField(null=True)
    is_on_cancer_ptl = models.BooleanField(default=False)
    priority_rank = models.SmallIntegerField(default=7)

    objects = CensusChangeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["census", "kind"], name="change_by_census_and_kind"),
            models.Index(fields=["pathway_key"], name="change_by_pathway"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pathway_key}"
