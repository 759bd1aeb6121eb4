"""Timesheets of locums, from expected to forwarded, and who may sign them."""

import pghistory
from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import F, Q

from directorate.core.models import OutgoingMail, User
from rotas.domain.states import TIMESHEET_WORDS, TimesheetState
from rotas.models.locums import LocumRequest
from rotas.querysets import TimesheetQuerySet


@pghistory.track()
class Signatory(models.Model):
    """The right to sign timesheets of some cost codes up to an amount, in a period (both days in)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="signing_rights")
    cost_codes = ArrayField(models.CharField(max_length=40))
    limit_pence = models.PositiveIntegerField()
    valid = DateRangeField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "signatories"
        constraints = [
            models.CheckConstraint(name="signatory_has_a_cost_code", condition=Q(cost_codes__len__gt=0)),
            models.CheckConstraint(name="nobody_gives_themself_the_right_to_sign", condition=~Q(user=F("added_by"))),
        ]

    def __str__(self) -> str:
        return f"{self.user.name}: {', '.join(self.cost_codes)}"


@pghistory.track()
class Timesheet(models.Model):
    """The timesheet of one filled request; `minutes` are those to be paid, `rate_pence` an hour."""

    request = models.OneToOneField(LocumRequest, on_delete=models.PROTECT, related_name="timesheet")
    state = models.CharField(
        max_length=10,
        choices=[(state.value, words) for state, words in TIMESHEET_WORDS.items()],
        default=TimesheetState.EXPECTED,
    )
    expected_date = models.DateField()
    original_name = models.CharField(max_length=200, blank=True)
    stored_name = models.CharField(max_length=50, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    received_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    minutes = models.PositiveIntegerField(null=True, blank=True)
    rate_pence = models.PositiveIntegerField(null=True, blank=True)
    cost_code = models.CharField(max_length=40, blank=True)
    coded_at = models.DateTimeField(null=True, blank=True)
    coded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    mails = models.ManyToManyField(OutgoingMail, related_name="+")

    objects = TimesheetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="timesheet_state_is_known", condition=Q(state__in=[state.value for state in TimesheetState])
            ),
            models.CheckConstraint(
                name="timesheet_that_came_has_its_file", condition=Q(state="expected") | ~Q(stored_name="")
            ),
            models.CheckConstraint(
                name="coded_timesheet_has_hours_rate_and_cost_code",
                condition=Q(state__in=("expected", "received"))
                | (Q(minutes__isnull=False, rate_pence__isnull=False, coded_by__isnull=False) & ~Q(cost_code="")),
            ),
            models.CheckConstraint(
                name="timesheet_is_signed_by_a_second_person",
                condition=Q(signed_by=None) | ~Q(signed_by=F("coded_by")),
            ),
            models.CheckConstraint(
                name="forwarded_timesheet_is_signed",
                condition=~Q(state__in=("signed", "sent")) | Q(signed_by__isnull=False, signed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Timesheet of {self.request}"

    @property
    def state_words(self) -> str:
        """The state in words for people."""
        return TIMESHEET_WORDS[TimesheetState(self.state)]
