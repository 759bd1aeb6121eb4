"""Escalation: a request for a decision with how many patients, by when, and options with what each costs."""

import uuid

import pghistory
from django.db import models
from django.db.models import Q

from directorate.core.models import Specialty, User
from waiting_lists.querysets.escalations import EscalationQuerySet

LONGEST_TEXT = 2000
LONGEST_OPTION = 300


class EscalationState(models.TextChoices):
    """What became of a request."""

    ASKED = "asked", "To be decided"
    DECIDED = "decided", "Decided"
    WITHDRAWN = "withdrawn", "Withdrawn"


@pghistory.track()
class Escalation(models.Model):
    """So many patients would be over so many weeks by a day; somebody has to decide what is done by another day.

    `rows` are the choices of the list that show who is counted, the same for every reader; empty where the number was typed.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    title = models.CharField("what is to be decided", max_length=200)
    specialty = models.ForeignKey(Specialty, on_delete=models.PROTECT, null=True, blank=True)
    patients = models.PositiveIntegerField("patients")
    rows = models.JSONField("the list of these patients", default=dict, blank=True)
    by_date = models.DateField("by when")
    reason = models.CharField("why", max_length=LONGEST_TEXT, blank=True)
    decide_by_date = models.DateField("decision wanted by")
    state = models.CharField(max_length=10, choices=EscalationState.choices, default=EscalationState.ASKED)
    decision = models.CharField(max_length=LONGEST_TEXT, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = EscalationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="escalation_is_about_somebody", condition=Q(patients__gte=1)),
            models.CheckConstraint(name="escalation_says_what_is_to_be_decided", condition=~Q(title="")),
            models.CheckConstraint(
                name="escalation_is_decided_by_somebody_at_some_time_in_words",
                condition=Q(state="decided", decided_by__isnull=False, decided_at__isnull=False) & ~Q(decision="")
                | ~Q(state="decided") & Q(decided_by=None, decided_at=None, decision=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class EscalationOption(models.Model):
    """One way that may be chosen: how many patients it helps and what it costs; None is not known."""

    escalation = models.ForeignKey(Escalation, on_delete=models.CASCADE, related_name="options")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=LONGEST_OPTION)
    patients_helped = models.PositiveIntegerField("patients helped", null=True, blank=True)
    cost_pounds = models.PositiveIntegerField("cost in pounds", null=True, blank=True)
    is_chosen = models.BooleanField("chosen", default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="option_has_a_number_of_its_own", fields=["escalation", "number"]),
            models.UniqueConstraint(
                name="escalation_has_one_chosen_option", fields=["escalation"], condition=Q(is_chosen=True)
            ),
            models.CheckConstraint(name="option_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return self.text
