"""Who looked at what: the log of reads, exports, refusals and sign-ins."""

import pgtrigger
from django.db import models

from directorate.core.models.users import User


class AccessKind(models.TextChoices):
    """What was done."""

    VIEW = "view", "Viewed"
    LIST = "list", "Listed"
    SEARCH = "search", "Searched"
    EXPORT = "export", "Exported"
    DOWNLOAD = "download", "Downloaded"
    DENIED = "denied", "Refused"
    SIGN_IN = "sign_in", "Signed in"
    SIGN_IN_FAILED = "sign_in_failed", "Sign-in failed"
    SIGN_OUT = "sign_out", "Signed out"
    SETTING = "setting", "Setting changed"


class AccessEvent(models.Model):
    """One act of reading; append-only. `filters` names fields and choices, never a patient."""

    at = models.DateTimeField(db_index=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=20, choices=AccessKind.choices)
    subject = models.CharField(max_length=40)
    object_key = models.CharField(max_length=60, blank=True)
    row_count = models.PositiveIntegerField(null=True)
    filters = models.JSONField(default=dict)
    path = models.CharField(max_length=200, blank=True)
    request_id = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["subject", "object_key", "at"], name="access_event_by_object")]
        triggers = [pgtrigger.Protect(name="access_log_only_grows", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind} {self.subject}"
