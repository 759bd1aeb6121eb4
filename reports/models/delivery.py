"""One copy of a report on its way to one recipient."""

import pghistory
from django.db import models
from django.db.models import Q

from directorate.core.models import User
from reports.domain.states import DELIVERY_WORDS, DeliveryState
from reports.models.definition import Copy, Recipient
from reports.models.run import ReportRun
from reports.querysets import ReportDeliveryQuerySet


@pghistory.track()
class ReportDelivery(models.Model):
    """An entry of the outbox: sent once or visibly not.

    `attempts` is also the token of the attempt under way: whoever holds an older number may no longer write.
    `next_attempt_at` is when a queued copy may be tried (again); while an attempt is under way it lies ahead, so that
    another worker takes over only after that attempt must be dead. `message_id` stays the same over attempts.
    """

    run = models.ForeignKey(ReportRun, on_delete=models.PROTECT, related_name="deliveries")
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="deliveries")
    copy = models.CharField(max_length=4, choices=Copy.choices)
    message_id = models.CharField(max_length=200, unique=True)
    state = models.CharField(
        max_length=10,
        choices=[(state.value, words) for state, words in DELIVERY_WORDS.items()],
        default=DeliveryState.QUEUED,
    )
    reason = models.CharField(max_length=500, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    queued_at = models.DateTimeField()
    queued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sending_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

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

    @property
    def state_words(self) -> str:
        """The state in words for people."""
        return DELIVERY_WORDS[DeliveryState(self.state)]
