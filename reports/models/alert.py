"""What managers and administrators are told by e-mail because it went wrong, and each such e-mail."""

import pghistory
from django.db import models
from django.db.models import Q

from directorate.core.models import User
from directorate.core.models.outgoing import Outgoing
from reports.domain.alerts import ALERT_WORDS
from reports.domain.states import DeliveryState
from reports.models.run import ReportRun
from reports.querysets import AlertLetterQuerySet


@pghistory.track()
class Alert(models.Model):
    """One thing that went wrong; `event` names it, so that it is told once however often somebody looks.

    `what` and `remedy` are what the e-mail says: words only, no figures, no names. `run` is None where it is about a job.
    """

    event = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=10, choices=[(kind.value, words) for kind, words in ALERT_WORDS.items()])
    run = models.ForeignKey(ReportRun, on_delete=models.PROTECT, null=True, blank=True, related_name="alerts")
    subject = models.CharField(max_length=150)
    what = models.CharField(max_length=700)
    remedy = models.CharField(max_length=300)
    noticed_at = models.DateTimeField()
    noticed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="alert_is_about_a_report_or_a_job",
                condition=Q(kind="job", run=None) | (~Q(kind="job") & Q(run__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.subject


@pghistory.track()
class AlertLetter(Outgoing):
    """The e-mail that tells one person of an alert."""

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="letters")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = AlertLetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["alert", "user"], name="alert_goes_to_a_person_once"),
            models.CheckConstraint(
                name="alert_letter_state_is_known", condition=Q(state__in=[state.value for state in DeliveryState])
            ),
            models.CheckConstraint(
                name="sent_alert_says_when_and_by_whom",
                condition=Q(state="sent", sent_at__isnull=False, sent_by__isnull=False)
                | (~Q(state="sent") & Q(sent_at=None, sent_by=None)),
            ),
            models.CheckConstraint(
                name="alert_not_sent_gives_a_reason",
                condition=~Q(state__in=("failed", "uncertain", "cancelled")) | ~Q(reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(state__in=("queued", "sending")), name="alert_outbox"),
        ]

    def __str__(self) -> str:
        return f"{self.alert_id} to {self.user_id}: {self.state}"
