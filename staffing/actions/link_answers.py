"""Leave is approved or declined by a link: once, by a POST, in the name of the approver whom it was sent to."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from directorate.core import clock
from staffing.actions.decisions import approve_leave, decline_leave
from staffing.actions.problems import LinkOver
from staffing.domain.decision_links import LinkStanding
from staffing.models import Absence, DecisionLink


def decide_by_link(key: UUID, *, approves: bool, reason: str) -> Absence:
    """Approve or decline in the name of the approver.

    Raises:
        LinkOver: decided, withdrawn, revoked, too late, or the approver may not decide any more.
        LeaveRefused: it needs a reason, or clashes now.
    """
    with transaction.atomic():
        rows = DecisionLink.objects.select_for_update(of=("self",)).select_related("absence", "approver__person")
        link = rows.get(key=key)
        if link.standing(clock.now()) is not LinkStanding.OPEN or not link.approver.is_active:
            raise LinkOver("This link is over.")
        decide = approve_leave if approves else decline_leave
        try:
            return decide(link.absence_id, by=link.approver, reason=reason)
        except PermissionDenied as problem:
            raise LinkOver("You cannot decide about this leave any more.") from problem
