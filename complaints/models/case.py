"""A complaint, who may see it when it is restricted, and what happened to it."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from complaints.domain.states import COMPLAINT
from complaints.querysets import CaseQuerySet
from directorate.core.models import Site, Specialty, User

STATE_WORDS = {
    "logged": "Logged",
    "awaiting_consent": "Waiting for consent",
    "acknowledged": "Acknowledged",
    "plan_agreed": "Plan agreed",
    "investigating": "Being looked into",
    "drafting": "Draft being written",
    "checking": "Draft with the complaints team",
    "awaiting_signature": "Waiting for signature",
    "response_sent": "Response sent",
    "closed": "Closed",
    "reopened": "Opened again",
    "phso": "With the Ombudsman",
    "withdrawn": "Withdrawn",
    "not_considered": "Not considered",
    "transferred": "Passed on",
}


class Kind(models.TextChoices):
    """What came in."""

    FORMAL = "formal", "Formal complaint"
    PALS = "pals", "PALS concern"
    MP = "mp", "MP letter"
    ORAL_NEXT_DAY = "oral_next_day", "Resolved by the next working day"
    COMPLIMENT = "compliment", "Compliment"


class Channel(models.TextChoices):
    """How it came in."""

    ELECTRONIC = "electronic", "E-mail or web form"
    WRITTEN = "written", "Letter"
    ORAL = "oral", "In person or by telephone"


@pghistory.track()
class Case(models.Model):
    """One complaint or contact.

    `reference` is ours: specialty, year and number (ENT/26/041), or as the log before this one had it, and then year
    and number are empty. `received_at` is when it reached the Trust; its London date is the day of receipt.
    `timescale_working_days` is the Trust's policy clock, empty when there is none. `patient_number` is the hospital
    number. `state` and `stage` are what the events add up to, written with each of them.
    """

    reference = models.CharField(max_length=30)
    reference_year = models.PositiveSmallIntegerField(null=True, blank=True)
    reference_number = models.PositiveSmallIntegerField(null=True, blank=True)
    datix_ref = models.CharField(max_length=30, blank=True)
    kind = models.CharField(max_length=15, choices=Kind.choices, default=Kind.FORMAL)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.ELECTRONIC)
    specialty = models.ForeignKey(Specialty, on_delete=models.PROTECT)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True)
    received_at = models.DateTimeField()
    draft_wanted_date = models.DateField(null=True, blank=True)
    complainant_name = models.CharField(max_length=200, blank=True)
    complainant_relation = models.CharField(max_length=100, blank=True)
    patient_number = models.CharField(max_length=20, blank=True)
    nhs_number = models.CharField(max_length=10, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    summary = models.TextField(blank=True)
    timescale_working_days = models.PositiveSmallIntegerField(null=True, blank=True)
    oral_resolved_date = models.DateField(null=True, blank=True)
    is_restricted = models.BooleanField(default=False)
    lead = models.ForeignKey(User, on_delete=models.PROTECT, related_name="complaints_led")
    state = models.CharField(max_length=20, choices=list(STATE_WORDS.items()), default="logged")
    stage = models.PositiveSmallIntegerField(default=1)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Upper("reference"), name="complaint_reference_is_used_once"),
            models.UniqueConstraint(
                fields=["specialty", "reference_year", "reference_number"],
                name="complaint_number_is_used_once_a_specialty_and_year",
            ),
            models.UniqueConstraint(
                Upper("datix_ref"), condition=~Q(datix_ref=""), name="datix_reference_is_used_by_one_complaint"
            ),
            models.CheckConstraint(
                name="complaint_number_belongs_to_a_year",
                condition=Q(reference_year=None, reference_number=None)
                | Q(reference_year__isnull=False, reference_number__isnull=False),
            ),
            models.CheckConstraint(name="complaint_has_a_reference", condition=~Q(reference="")),
            models.CheckConstraint(
                name="complaint_resolved_next_day_was_made_orally",
                condition=~Q(kind="oral_next_day") | Q(channel="oral"),
            ),
            models.CheckConstraint(
                name="complaint_state_is_in_the_table_of_states", condition=Q(state__in=tuple(COMPLAINT))
            ),
            models.CheckConstraint(
                name="nhs_number_of_a_complaint_is_ten_digits",
                condition=Q(nhs_number="") | Q(nhs_number__regex=r"^[0-9]{10}$"),
            ),
            models.CheckConstraint(
                name="complaint_timescale_is_a_day_or_more",
                condition=Q(timescale_working_days=None) | Q(timescale_working_days__gte=1),
            ),
        ]
        indexes = [models.Index(fields=["state", "specialty"], name="complaint_by_state")]

    def __str__(self) -> str:
        return self.reference


class AccessKind(models.TextChoices):
    """What a row of access says."""

    NAMED = "named", "May see it although it is restricted"
    SHUT_OUT = "shut_out", "May not see it"


@pghistory.track()
class CaseAccess(models.Model):
    """One user who is named on a restricted case, or shut out of a case (it is about them, or about their staff)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="access")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=AccessKind.choices)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "case access"
        constraints = [
            models.UniqueConstraint(fields=["case", "user"], name="user_is_named_or_shut_out_of_a_case_once"),
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.user} {self.kind}"


class CaseStep(models.Model):
    """Something that happened to a case, in the order it was recorded; only ever added.

    `on_date` is when it happened, not when it was recorded. `is_outside` says that the complaints team did it.
    `new_date`, `working_days` and `agreed_with` belong to extensions and re-opening, `ground` to not considering.
    """

    only_grows = True

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField()
    type = models.CharField(max_length=20)
    on_date = models.DateField()
    reason = models.CharField(max_length=300, blank=True)
    is_outside = models.BooleanField(default=False)
    signatory_name = models.CharField(max_length=100, blank=True)
    ground = models.CharField(max_length=5, blank=True)
    new_date = models.DateField(null=True, blank=True)
    working_days = models.PositiveSmallIntegerField(null=True, blank=True)
    agreed_with = models.CharField(max_length=100, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="step_of_a_case_has_its_own_number"),
            models.CheckConstraint(
                name="response_is_sent_by_a_signatory_or_the_complaints_team",
                condition=~Q(type="send_response") | ~Q(signatory_name="") | Q(is_outside=True),
            ),
            models.CheckConstraint(
                name="extension_says_who_agreed_to_which_date_and_why",
                condition=~Q(type="extend") | (Q(new_date__isnull=False) & ~Q(agreed_with="") & ~Q(reason="")),
            ),
            models.CheckConstraint(name="pause_of_a_clock_has_a_reason", condition=~Q(type="pause") | ~Q(reason="")),
        ]
        triggers = [pgtrigger.Protect(name="case_steps_only_grow", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.case} {self.number}: {self.type}"
