"""Links by which somebody who was asked for a statement gives it without signing in."""

from uuid import uuid4

import pghistory
from django.db import models
from django.db.models import F, Q

from complaints.models.case import Case
from directorate.core.models import OutgoingMail, Person, User


@pghistory.track()
class StatementLink(models.Model):
    """One e-mail to one person about what they are asked in one case; `key` is what the link is signed over.

    It takes each statement of the person once. One that was followed by another, or taken back, is revoked.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="statement_links")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True, default=uuid4)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    mail = models.ForeignKey(OutgoingMail, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person"],
                condition=Q(revoked_at=None),
                name="statements_are_given_by_one_link_at_a_time",
            ),
            models.CheckConstraint(name="statement_link_expires_later", condition=Q(expires_at__gt=F("asked_at"))),
            models.CheckConstraint(
                name="statement_link_is_revoked_by_somebody_at_some_time",
                condition=Q(revoked_at=None, revoked_by=None) | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Link of {self.person} about {self.case}"
