"""Make and revoke the link by which the switchboard reads who is on call."""

import secrets

from django.db import transaction

from directorate.core import clock
from directorate.core.history import acting
from directorate.core.models import User
from rotas.models import SwitchboardLink
from rotas.models.switchboard import hash_of

TOKEN_BYTES = 32


def make_link(*, purpose: str, by: User) -> str:
    """Return the token of a new link; it is shown once, only its hash is kept."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction.atomic(), acting(by=by, action="Make switchboard link"):
        SwitchboardLink.objects.create(
            token_hash=hash_of(token), purpose=purpose, created_at=clock.now(), created_by=by
        )
    return token


def revoke_link(link_id: int, *, by: User) -> None:
    """Let a link open nothing from now on; twice changes nothing."""
    with transaction.atomic(), acting(by=by, action="Revoke switchboard link"):
        SwitchboardLink.objects.working().filter(pk=link_id).update(revoked_at=clock.now(), revoked_by=by)
