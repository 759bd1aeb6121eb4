"""What is reported, when, to whom, and how complete each source is said to be."""

from datetime import time

import pghistory
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from directorate.core.models import User
from reports.domain.schedule import Schedule
from reports.querysets import RecipientQuerySet, SourceConfirmationQuerySet


class ReportKind(models.TextChoices):
    """What a report is about."""

    WEEKLY = "weekly", "Weekly A&C absence report"
    MONTHLY_VACANCIES = "monthly_vacancies", "Monthly A&C vacancy report"
    MONTHLY_AGENCY = "monthly_agency", "Monthly agency report"


TITLES = {
    ReportKind.WEEKLY: "A&C weekly report",
    ReportKind.MONTHLY_VACANCIES: "A&C vacancy report",
    ReportKind.MONTHLY_AGENCY: "Agency report",
}


class Weekday(models.IntegerChoices):
    """Days of the week as Python counts them."""

    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"
    SATURDAY = 5, "Saturday"
    SUNDAY = 6, "Sunday"


NAMES = {
    ReportKind.WEEKLY: "HR report",
    ReportKind.MONTHLY_VACANCIES: "vacancy report",
    ReportKind.MONTHLY_AGENCY: "agency report",
}


@pghistory.track()
class ReportDefinition(models.Model):
    """A report and its rhythm: London wall-clock times; counts below `suppression_k` are not printed in wide copies.

    A monthly report is made on the first working day of the next month, whatever `weekday` says.

    `version` goes up with every change, so that the first report after a change waits for a person.
    """

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=ReportKind.choices)
    weekday = models.PositiveSmallIntegerField(choices=Weekday.choices, default=Weekday.MONDAY)
    run_time = models.TimeField(default=time(7, 30))
    release_by = models.TimeField(default=time(12, 0))
    suppression_k = models.PositiveSmallIntegerField(default=5)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(name="report_weekday_is_0_to_6", condition=Q(weekday__lte=6)),
            models.CheckConstraint(name="report_hides_counts_below_five_at_least", condition=Q(suppression_k__gte=5)),
            models.CheckConstraint(
                name="report_is_drafted_before_it_sends", condition=Q(release_by__gte=F("run_time"))
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def schedule(self) -> Schedule:
        """The rhythm as a fact for the rules."""
        return Schedule(
            weekday=self.weekday, run_time=self.run_time, release_by=self.release_by, is_monthly=self.is_monthly
        )

    @property
    def is_monthly(self) -> bool:
        """Whether it is made for a calendar month."""
        return self.kind != ReportKind.WEEKLY


class Copy(models.TextChoices):
    """Which of the two copies somebody is given."""

    HR = "hr", "HR copy: counts in full, no names"
    WIDE = "wide", "Wide copy: small counts left out"


@pghistory.track()
class Recipient(models.Model):
    """An exact address that reports may be sent to.

    The HR copy goes only where information governance has approved it: who said so and when is recorded. An address
    outside the Trust's mail domains needs the approval of a second person.
    """

    address = models.EmailField()
    name = models.CharField(max_length=100)
    copy = models.CharField(max_length=4, choices=Copy.choices, default=Copy.WIDE)
    is_active = models.BooleanField(default=True)
    is_outside = models.BooleanField(default=False)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    outside_approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outside_approved_at = models.DateTimeField(null=True, blank=True)
    governance_reference = models.CharField(max_length=200, blank=True)
    governance_recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    governance_recorded_at = models.DateTimeField(null=True, blank=True)

    objects = RecipientQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("address"), name="recipient_address_is_listed_once"),
            models.CheckConstraint(
                name="outside_address_is_approved_by_a_second_person", condition=~Q(outside_approved_by=F("added_by"))
            ),
            models.CheckConstraint(
                name="outside_approval_has_a_person_and_a_time",
                condition=Q(outside_approved_by=None, outside_approved_at=None)
                | Q(outside_approved_by__isnull=False, outside_approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="governance_approval_has_a_reference_a_person_and_a_time",
                condition=Q(governance_reference="", governance_recorded_by=None, governance_recorded_at=None)
                | (
                    ~Q(governance_reference="")
                    & Q(governance_recorded_by__isnull=False, governance_recorded_at__isnull=False)
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>"

    @property
    def may_be_sent_to(self) -> bool:
        """Whether mail may go to this address at all."""
        return self.is_active and (not self.is_outside or self.outside_approved_at is not None)

    @property
    def copy_to_send(self) -> Copy:
        """The copy this address gets: until information governance has approved, the wide one."""
        wants_full = self.copy == Copy.HR and self.governance_recorded_at is not None
        return Copy.HR if wants_full else Copy.WIDE


@pghistory.track()
class SourceConfirmation(models.Model):
    """A person said that a source kept by hand here is complete up to a day."""

    source = models.SlugField(max_length=30)
    data_to_date = models.DateField()
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()

    objects = SourceConfirmationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "data_to_date"], name="source_is_confirmed_once_to_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.source} to {self.data_to_date}"
