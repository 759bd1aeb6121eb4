"""Who may be sent reports: an allow-list of exact addresses, each decision with its person."""

from datetime import datetime

from django.db import IntegrityError, transaction

from directorate.core.actions.outgoing import is_outside
from directorate.core.history import acting
from directorate.core.models import User
from reports.models import Copy, Recipient


class RecipientRefusedError(ValueError):
    """The list cannot be changed like this; the message says what to do."""


def add_recipient(*, by: User, at: datetime, address: str, name: str, copy: Copy) -> Recipient:
    """Put an exact address on the list; one outside the Trust waits for a second person.

    Raises: RecipientRefusedError when it is there already.
    """
    try:
        with transaction.atomic(), acting(by=by, action="Add report recipient"):
            return Recipient.objects.create(
                address=address.strip(), name=name, copy=copy, is_outside=is_outside(address), added_by=by, added_at=at
            )
    except IntegrityError:
        raise RecipientRefusedError("This address is on the list already: change it there.") from None


def approve_outside(recipient: Recipient, *, by: User, at: datetime) -> None:
    """Let reports go to an address outside the Trust; whoever added it may not.

    Raises: RecipientRefusedError.
    """
    with transaction.atomic(), acting(by=by, action="Approve outside recipient"):
        fresh = _locked(recipient)
        if fresh.added_by_id == by.pk:
            raise RecipientRefusedError("You added this address: ask a second person to approve it.")
        fresh.outside_approved_by, fresh.outside_approved_at = by, at
        fresh.save(update_fields=["outside_approved_by", "outside_approved_at"])


def record_governance(recipient: Recipient, *, by: User, at: datetime, reference: str) -> None:
    """Record that information governance approved the HR copy for this address."""
    with transaction.atomic(), acting(by=by, action="Record information governance approval"):
        fresh = _locked(recipient)
        fresh.governance_reference, fresh.governance_recorded_by, fresh.governance_recorded_at = reference, by, at
        fresh.save(update_fields=["governance_reference", "governance_recorded_by", "governance_recorded_at"])


def set_active(recipient: Recipient, *, by: User, active: bool) -> None:
    """Stop sending to an address, or begin again."""
    with transaction.atomic(), acting(by=by, action="Resume report recipient" if active else "Stop report recipient"):
        fresh = _locked(recipient)
        fresh.is_active = active
        fresh.save(update_fields=["is_active"])


def _locked(recipient: Recipient) -> Recipient:
    return Recipient.objects.select_for_update().get(pk=recipient.pk)
