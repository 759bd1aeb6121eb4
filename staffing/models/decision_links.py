"""Links by which somebody decides about leave without signing in."""

from datetime import datetime
from uuid import uuid4

import pghistory
from django.db import models
from django.db.models import F, Q

from directorate.core.models import OutgoingMail, User
from staffing.domain.decision_links import LinkStanding, standing_of
from staffing.models.absence import Absence


@pghistory.track()
class DecisionLink(models.Model):
    """One question to one approver about one request; `key` is what the link is signed over.

    It is used up when the request is decided, in whatever way; a link that was followed by another is revoked.
    """

    absence = models.ForeignKey(Absence, on_delete=models.CASCADE, related_name="decision_links")
    approver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True, default=uuid4)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    mail = models.ForeignKey(OutgoingMail, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["absence"], condition=Q(revoked_at=None), name="leave_is_decided_by_one_link_at_a_time"
            ),
            models.CheckConstraint(name="decision_link_expires_later", condition=Q(expires_at__gt=F("asked_at"))),
            models.CheckConstraint(
                name="decision_link_is_revoked_by_somebody_at_some_time",
                condition=Q(revoked_at=None, revoked_by=None) | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Link of {self.approver} about absence {self.absence_id}"

    def standing(self, now: datetime) -> LinkStanding:
        """Return whether the link can still decide, and if not, why."""
        return standing_of(
            state=self.absence.state, is_revoked=self.revoked_at is not None, expires_at=self.expires_at, now=now
        )
