"""The addresses that the desk writes to, and the last e-mails to them."""

from collections.abc import Sequence

from directorate.core.models import OutgoingMail
from rotas.models import Desk, DeskAddress

KINDS = ("switchboard-list", "bank-request")
MOST_SHOWN = 20


def addresses_in_use() -> Sequence[DeskAddress]:
    """Return the addresses by what they are for."""
    return list(DeskAddress.objects.in_use())


def addresses_of(desk: Desk) -> Sequence[str]:
    """Return the addresses in use of one desk."""
    return [row.address for row in DeskAddress.objects.in_use().filter(desk=desk)]


def latest_mailings() -> Sequence[OutgoingMail]:
    """Return the last e-mails to these desks, newest first."""
    return list(OutgoingMail.objects.filter(kind__in=KINDS).order_by("-queued_at", "-pk")[:MOST_SHOWN])
