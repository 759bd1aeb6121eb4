"""The link by which the switchboard reads who is on call without signing in."""

import hashlib

import pghistory
from django.db import models
from django.db.models import Q

from directorate.core.models import User
from rotas.querysets import SwitchboardLinkQuerySet


@pghistory.track(exclude=["token_hash"])
class SwitchboardLink(models.Model):
    """A read-only link; only the SHA-256 of its token is kept. A revoked one opens nothing."""

    token_hash = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = SwitchboardLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="switchboard_link_is_revoked_by_somebody_at_some_time",
                condition=Q(revoked_at=None, revoked_by=None) | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
            models.CheckConstraint(
                name="switchboard_link_is_kept_as_a_hash",
                condition=Q(token_hash__regex=r"^[0-9a-f]{64}$"),  # noqa: S106 the shape of a hash
            ),
        ]

    def __str__(self) -> str:
        return self.purpose


def hash_of(token: str) -> str:
    """Return the SHA-256 of a token in hexadecimal, as it is kept."""
    return hashlib.sha256(token.encode()).hexdigest()
