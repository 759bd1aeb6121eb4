"""Escalation: asking for a decision, taking it, taking the request back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from directorate.core import clock
from directorate.core.access import WRITE, may, permissions, reach
from directorate.core.domain.access import Role, Subject
from directorate.core.history import acting
from directorate.core.models import User
from waiting_lists.domain.escalation_options import Option
from waiting_lists.domain.states import may_become
from waiting_lists.models import Escalation, EscalationOption
from waiting_lists.models.escalations import EscalationState


class DecidedAlreadyError(Exception):
    """The request has been decided or withdrawn meanwhile."""


@dataclass(frozen=True)
class Request:
    """What is asked for; `rows` as in `Escalation`."""

    title: str
    specialty_id: int | None
    patients: int
    by_date: date
    reason: str
    decide_by_date: date
    rows: Mapping[str, str]


def may_decide(user: User) -> bool:
    """Whether the user decides: the directorate manager, who answers for what it costs."""
    return Role.DIRECTORATE_MANAGER in permissions(user).roles


@transaction.atomic
def ask_for_decision(request: Request, *, by: User, options: Sequence[Option]) -> Escalation:
    """Ask the directorate manager to decide.

    Raises:
        PermissionDenied: the user works on no pathways, or not on those of this specialty.
    """
    reached = reach(user=by, subject=Subject.PATHWAY_WORK, operation=WRITE)
    of_own = request.specialty_id in reached.specialty_ids or not reached.specialty_ids
    if not may(user=by, subject=Subject.PATHWAY_WORK, operation=WRITE) or not (reached.everything or of_own):
        raise PermissionDenied
    with acting(by=by, action="Ask for a decision"):
        made = Escalation.objects.create(
            title=request.title,
            specialty_id=request.specialty_id,
            patients=request.patients,
            rows=dict(request.rows),
            by_date=request.by_date,
            reason=request.reason,
            decide_by_date=request.decide_by_date,
            created_by=by,
            created_at=clock.now(),
        )
        EscalationOption.objects.bulk_create(
            EscalationOption(
                escalation=made,
                number=number,
                text=option.text,
                patients_helped=option.patients_helped,
                cost_pounds=option.cost_pounds,
            )
            for number, option in enumerate(options, start=1)
        )
    return made


@transaction.atomic
def decide(pk: int, *, by: User, decision: str, option: int | None) -> Escalation:
    """Decide: one of the options or none of them, in words.

    Raises:
        PermissionDenied: somebody else decides.
        DecidedAlreadyError: see there.
    """
    if not may_decide(by):
        raise PermissionDenied
    found = _locked(pk, after=EscalationState.DECIDED)
    with acting(by=by, action="Decide"):
        if option is not None:
            found.options.filter(pk=option).update(is_chosen=True)
        found.state, found.decision = EscalationState.DECIDED, decision
        found.decided_by, found.decided_at = by, clock.now()
        found.save(update_fields=["state", "decision", "decided_by", "decided_at"])
    return found


@transaction.atomic
def withdraw(pk: int, *, by: User) -> Escalation:
    """Take a request of one's own back.

    Raises:
        PermissionDenied: somebody else asked.
        DecidedAlreadyError: see there.
    """
    found = _locked(pk, after=EscalationState.WITHDRAWN)
    if found.created_by_id != by.pk:
        raise PermissionDenied
    with acting(by=by, action="Withdraw the request for a decision"):
        found.state = EscalationState.WITHDRAWN
        found.save(update_fields=["state"])
    return found


def _locked(pk: int, *, after: str) -> Escalation:
    found: Escalation = Escalation.objects.select_for_update().get(pk=pk)
    if not may_become(found.state, after=after):
        raise DecidedAlreadyError
    return found
