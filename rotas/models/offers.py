"""Questions to doctors whether they can take a duty that nobody does."""

from datetime import datetime
from uuid import uuid4

import pghistory
from django.db import models
from django.db.models import Q

from directorate.core.models import OutgoingMail, Person, User
from rotas.domain.offers import OfferStanding, standing_of
from rotas.models.duties import Gap
from rotas.querysets import CoverOfferQuerySet


class OfferWay(models.TextChoices):
    """How a doctor was asked, or said yes without having been asked here."""

    EMAIL = "email", "E-mail with a link"
    TEXT = "text", "Text"
    PHONE = "phone", "Phone"


class Answer(models.TextChoices):
    """What a doctor said."""

    YES = "yes", "Yes"
    NO = "no", "No"


class AnswerWay(models.TextChoices):
    """How the answer came."""

    LINK = "link", "by the link"
    PHONE = "phone", "by phone"
    EMAIL = "email", "by e-mail"
    PERSON = "person", "in person"


# What holds of every question; each table names the sentence as its own.
ANSWERED = Q(answer="", answered_at=None, answered_by=None, answered_how="") | (
    Q(answer__in=("yes", "no"), answered_at__isnull=False, answered_by__isnull=False) & ~Q(answered_how="")
)
WITHDRAWN = Q(withdrawn_at=None, withdrawn_by=None) | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
MAILED = Q(mail=None) | Q(way="email")


class Question(models.Model):
    """What a doctor was asked; `key` is what the answer link is signed over, `expires_at` until when it works."""

    key = models.UUIDField(unique=True, default=uuid4)
    way = models.CharField(max_length=10, choices=OfferWay.choices)
    mail = models.ForeignKey(OutgoingMail, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    answer = models.CharField(max_length=3, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_how = models.CharField(max_length=10, choices=AnswerWay.choices, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True

    def standing(self, now: datetime) -> OfferStanding:
        """Where the question stands."""
        return standing_of(
            answer=self.answer, is_withdrawn=self.withdrawn_at is not None, expires_at=self.expires_at, now=now
        )


@pghistory.track()
class CoverOffer(Question):
    """One doctor asked about one gap. A second question to the same doctor needs the first to be withdrawn."""

    gap = models.ForeignKey(Gap, on_delete=models.CASCADE, related_name="offers")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="cover_offers")

    objects = CoverOfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gap", "person"], condition=Q(withdrawn_at=None), name="doctor_is_asked_once_about_a_gap"
            ),
            models.CheckConstraint(name="answer_comes_from_somebody_at_some_time_in_some_way", condition=ANSWERED),
            models.CheckConstraint(name="offer_is_withdrawn_by_somebody_at_some_time", condition=WITHDRAWN),
            models.CheckConstraint(name="only_who_is_asked_by_email_has_an_email", condition=MAILED),
        ]
        indexes = [models.Index(fields=["person", "asked_at"], name="offer_by_person_and_time")]

    def __str__(self) -> str:
        return f"{self.person} asked about {self.gap_id}"
