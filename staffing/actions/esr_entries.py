"""Saying that an absence was typed into ESR, and taking that back."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from directorate.core import clock
from directorate.core.history import acting
from directorate.core.models import User
from staffing.actions.decisions import locked
from staffing.actions.problems import LeaveRefused
from staffing.models import Absence, AbsenceState, EsrEntry
from staffing.querysets.scope import may_write_sickness_of


def enter_in_esr(absence_id: int, *, by: User) -> EsrEntry:
    """Note that somebody has typed the absence into ESR with the dates it has now; saying it twice changes nothing."""
    with transaction.atomic(), acting(by=by, action="Entered in ESR"):
        absence = _managed(absence_id, by=by)
        if absence.state != AbsenceState.APPROVED:
            raise LeaveRefused("The absence does not stand any more, so there is nothing to enter.")
        entry, _ = EsrEntry.objects.get_or_create(
            absence=absence,
            first_date=absence.first_date,
            last_date=absence.last_date,
            defaults={"entered_by": by, "entered_at": clock.now()},
        )
        return entry


def not_entered_in_esr(absence_id: int, *, by: User) -> None:
    """Take back that the absence, with the dates it has now, was typed into ESR."""
    with transaction.atomic(), acting(by=by, action="Not entered in ESR after all"):
        absence = _managed(absence_id, by=by)
        absence.esr_entries.filter(first_date=absence.first_date, last_date=absence.last_date).delete()


def _managed(absence_id: int, *, by: User) -> Absence:
    absence = locked(absence_id)
    if not may_write_sickness_of(by).holds(absence.person):
        raise PermissionDenied
    return absence
