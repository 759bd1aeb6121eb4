"""One copy of a report on its way to one recipient."""

import pghistory
from django.db import models
from django.db.models import Q

from directorate.core.models.outgoing import Outgoing
from reports.domain.states import DeliveryState
from reports.models.alert import Alert
from reports.models.definition import Copy, Recipient
from reports.models.run import ReportRun
from reports.querysets import ReportDeliveryQuerySet


@pghistory.track()
class ReportDelivery(Outgoing):
    """An entry of the outbox; `alert` told that it did not arrive: None again when it is sent again."""

    run = models.ForeignKey(ReportRun, on_delete=models.PROTECT, related_name="deliveries")
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="deliveries")
    copy = models.CharField(max_length=4, choices=Copy.choices)
    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, null=True, blank=True, related_name="deliveries")

    objects = ReportDeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "report deliveries"
        constraints = [
            models.UniqueConstraint(fields=["run", "recipient"], name="report_run_goes_to_a_recipient_once"),
            models.CheckConstraint(
                name="delivery_state_is_known", condition=Q(state__in=[state.value for state in DeliveryState])
            ),
            models.CheckConstraint(
                name="sent_copy_says_when_and_by_whom",
                condition=Q(state="sent", sent_at__isnull=False, sent_by__isnull=False)
                | (~Q(state="sent") & Q(sent_at=None, sent_by=None)),
            ),
            models.CheckConstraint(
                name="copy_not_sent_gives_a_reason",
                condition=~Q(state__in=("failed", "uncertain", "cancelled")) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="copy_under_way_says_since_when", condition=~Q(state="sending") | Q(sending_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"], condition=Q(state__in=("queued", "sending")), name="report_outbox"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} to {self.recipient_id}: {self.state}"
