"""What every message on its way has, whatever it says."""

from django.db import models

from directorate.core.models import User
from reports.domain.states import DELIVERY_WORDS, DeliveryState


class Outgoing(models.Model):
    """One message to one reader: sent once or visibly not.

    `attempts` is also the token of the attempt under way: whoever holds an older number may no longer write.
    `next_attempt_at` is when a queued message may be tried (again); while an attempt is under way it lies ahead, so that
    another worker takes over only after that attempt must be dead. `message_id` stays the same over attempts.
    """

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

    class Meta:
        abstract = True

    @property
    def state_words(self) -> str:
        """The state in words for people."""
        return DELIVERY_WORDS[DeliveryState(self.state)]
