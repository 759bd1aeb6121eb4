"""E-mails on their way to people who do not sign in, and the files that go with them."""

import pghistory
from django.db import models
from django.db.models import Q

from directorate.core.domain.delivery import DELIVERY_WORDS, DeliveryState
from directorate.core.models.users import User
from directorate.core.querysets import OutgoingMailQuerySet


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


@pghistory.track()
class OutgoingMail(Outgoing):
    """An entry of the outbox: sent once or visibly not.

    `link_name` and `link_key` make the answer link when the e-mail is sent: it stands nowhere in the database.
    """

    kind = models.SlugField(max_length=40)
    recipient = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    link_name = models.CharField(max_length=60, blank=True)
    link_key = models.UUIDField(null=True, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="mail_state_is_known", condition=Q(state__in=[state.value for state in DeliveryState])
            ),
            models.CheckConstraint(
                name="sent_mail_says_when_and_by_whom",
                condition=Q(state="sent", sent_at__isnull=False, sent_by__isnull=False)
                | (~Q(state="sent") & Q(sent_at=None, sent_by=None)),
            ),
            models.CheckConstraint(
                name="mail_not_sent_gives_a_reason",
                condition=~Q(state__in=("failed", "uncertain", "cancelled")) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="mail_under_way_says_since_when", condition=~Q(state="sending") | Q(sending_at__isnull=False)
            ),
            models.CheckConstraint(
                name="mail_has_a_link_with_its_key_or_neither",
                condition=Q(link_name="", link_key=None) | (~Q(link_name="") & Q(link_key__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(state__in=("queued", "sending")), name="mail_outbox"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}: {self.state}"


@pghistory.track()
class OutgoingFile(models.Model):
    """A file that goes with an e-mail: where it lies below the folder of files, and what it must still be then."""

    mail = models.ForeignKey(OutgoingMail, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    place = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mail", "name"], name="mail_has_a_file_of_a_name_once"),
            models.CheckConstraint(
                name="file_of_a_mail_has_a_whole_hash", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
        ]

    def __str__(self) -> str:
        return self.name
