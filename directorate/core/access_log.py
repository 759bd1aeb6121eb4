"""Writes the log of reads, exports, refusals and sign-ins."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from directorate.core import clock
from directorate.core.domain.access import Subject
from directorate.core.models import AccessEvent, User
from directorate.core.models.access import AccessKind


def record_access(
    *,
    user: User | None,
    kind: AccessKind,
    subject: Subject | str,
    object_key: str = "",
    row_count: int | None = None,
    filters: dict[str, Any] | None = None,
    request: HttpRequest | None = None,
) -> None:
    """Write one event; `filters` names fields and choices and must not hold anything about a patient."""
    AccessEvent.objects.create(
        at=clock.now(),
        user=user,
        kind=kind,
        subject=str(subject),
        object_key=object_key,
        row_count=row_count,
        filters=filters or {},
        path=request.path[:200] if request else "",
        request_id=request_id(request),
    )


def request_id(request: HttpRequest | None) -> UUID | None:
    """The identifier the history middleware gave this request."""
    found = getattr(request, "request_id", None)
    return found if isinstance(found, UUID) else None
