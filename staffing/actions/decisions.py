"""Approve, decline, withdraw and cancel leave, and say who covers."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from psycopg.types.range import DateRange

from directorate.core import clock
from directorate.core.history import acting
from directorate.core.models import Cover, Person, User
from staffing.actions.changes import (
    ONE_DAY,
    Undo,
    end,
    fit_cover,
    follow_up,
    make_way,
    plan_return,
    record_source,
    set_dates,
)
from staffing.actions.charges import lock_accounts, settle
from staffing.actions.decision_links import ask_by_link
from staffing.actions.leave import (
    lock_team,
    may_decide_about,
    one_absence_at_a_time,
    refuse_without_reason,
    sets_sickness_of,
)
from staffing.actions.problems import AlreadyDecided, LeaveRefused
from staffing.domain.states import may_become
from staffing.facts.accounts import leave_year_of
from staffing.facts.effects import carry_out
from staffing.facts.half_days import Dates
from staffing.facts.leave import LeaveDraft, dates_of_row, preview
from staffing.models import Absence, AbsenceKind, AbsenceState
from staffing.querysets.scope import may_log_leave_for


def locked(absence_id: int) -> Absence:
    """The row, locked until the transaction ends."""
    return Absence.objects.select_for_update(of=("self",)).select_related("person").get(pk=absence_id)


def _to_decide(absence_id: int, *, after: AbsenceState, by: User) -> Absence:
    absence = locked(absence_id)
    if not may_decide_about(absence.person, by=by):
        raise PermissionDenied
    if not may_become(absence.state, after=after):  # type: ignore[arg-type]
        raise AlreadyDecided(f"This leave is already {absence.get_state_display().lower()}.")
    return absence


def approve_leave(absence_id: int, *, by: User, reason: str = "", covering: Person | None = None) -> Absence:
    """Approve a request; overlap, balance and cover are looked at again under locks.

    Raises:
        AlreadyDecided: somebody was quicker; nothing is booked twice.
        ReasonNeeded: cover or balance ask for a reason.
        PermissionDenied: `by` may not decide about this person, or it is their own leave.
    """
    with transaction.atomic(), acting(by=by, action="Approve leave", reason=reason):
        absence = _to_decide(absence_id, after=AbsenceState.APPROVED, by=by)
        lock_team(absence.person)
        lock_accounts(absence.person_id, leave_years=_leave_years(absence))
        _look_again(absence, reason=reason or absence.note)
        _decide(absence, state=AbsenceState.APPROVED, by=by, reason=reason)
        settle(absence, by=by)
        follow_up(absence, by=by)
        if covering:
            _cover(absence, covering=covering)
        return absence


def _leave_years(absence: Absence) -> set[int]:
    return {leave_year_of(absence.first_date), leave_year_of(absence.last_date or absence.first_date)}


def _look_again(absence: Absence, *, reason: str) -> None:
    draft = LeaveDraft(person=absence.person, kind=AbsenceKind(absence.kind), dates=dates_of_row(absence))
    found = preview(draft, ignoring=[absence.pk])
    if found.clashes:
        raise LeaveRefused(
            f"{absence.person.display_name} is now away for another reason then. Decline it, or ask for new dates."
        )
    refuse_without_reason(found, approving=True, reason=reason)


def decline_leave(absence_id: int, *, by: User, reason: str) -> Absence:
    """Decline a request; the reason is shown to the person."""
    if not reason.strip():
        raise LeaveRefused("Say why you decline, so that the person knows what to change.")
    with transaction.atomic(), acting(by=by, action="Decline leave", reason=reason):
        absence = _to_decide(absence_id, after=AbsenceState.DECLINED, by=by)
        _decide(absence, state=AbsenceState.DECLINED, by=by, reason=reason.strip())
        settle(absence, by=by)
        follow_up(absence, by=by)
        return absence


def _decide(absence: Absence, *, state: AbsenceState, by: User, reason: str) -> None:
    absence.state = state
    absence.decided_by, absence.decided_at = by, clock.now()
    absence.decision_reason = reason
    absence.save()


def end_leave(absence_id: int, *, by: User, reason: str = "") -> Absence:
    """Withdraw a request or cancel approved leave, before or after its dates; what it cost is given back.

    The person, whoever logs leave for them and whoever decides about it may.
    """
    with transaction.atomic(), acting(by=by, action="Cancel leave", reason=reason):
        absence = locked(absence_id)
        refuse_unless_may_change(absence, by=by)
        if absence.state not in {AbsenceState.REQUESTED, AbsenceState.APPROVED}:
            raise AlreadyDecided(f"This absence is already {absence.get_state_display().lower()}.")
        end(absence, by=by, reason=reason)
        follow_up(absence, by=by)
        return absence


def may_change(absence: Absence, *, by: User) -> bool:
    """Whether `by` may change or cancel this absence: sickness needs the right to its dates."""
    if absence.kind == AbsenceKind.SICKNESS:
        return sets_sickness_of(absence.person, by=by)
    return may_log_leave_for(by).holds(absence.person) or may_decide_about(absence.person, by=by)


def refuse_unless_may_change(absence: Absence, *, by: User) -> None:
    """Raise PermissionDenied unless `by` may change this absence."""
    if not may_change(absence, by=by):
        raise PermissionDenied


def change_dates(absence_id: int, *, dates: Dates, by: User, reason: str = "") -> Absence:
    """Give an absence other dates (or open it again); the rest follows: charges, ledger, meeting, cover.

    Approved leave that somebody changes who may not decide about it goes back to be decided.
    """
    with one_absence_at_a_time(), transaction.atomic(), acting(by=by, action="Change dates", reason=reason):
        absence = locked(absence_id)
        refuse_unless_may_change(absence, by=by)
        if absence.state not in {AbsenceState.REQUESTED, AbsenceState.APPROVED}:
            raise AlreadyDecided(f"This absence is already {absence.get_state_display().lower()}.")
        lock_team(absence.person)
        draft = LeaveDraft(person=absence.person, kind=AbsenceKind(absence.kind), dates=dates)
        found = preview(draft, ignoring=[absence.pk])
        if found.clashes:
            raise LeaveRefused(f"{absence.person.display_name} is already away then. Choose other dates.")
        make_way(list(found.shortened), cut=dates, by=by, undo=Undo(), reason="Off sick")
        before = dates_of_row(absence)
        _ask_again_where_needed(absence, by=by)
        set_dates(absence, dates=dates)
        record_source(absence, by=by)
        settle(absence, by=by)
        carry_out(absence, by=by)
        ask_by_link(absence, by=by)
        plan_return(absence)
        fit_cover(absence, before=before)
        return absence


def _ask_again_where_needed(absence: Absence, *, by: User) -> None:
    decided = absence.state == AbsenceState.APPROVED and absence.kind != AbsenceKind.SICKNESS
    if decided and not may_decide_about(absence.person, by=by):
        absence.state = AbsenceState.REQUESTED
        absence.decided_by = absence.decided_at = None


def set_cover(absence_id: int, *, covering: Person, by: User) -> Absence:
    """Say who does the person's desk while they are away; the cover ends with the absence."""
    with transaction.atomic(), acting(by=by, action="Set cover"):
        absence = locked(absence_id)
        if not (may_decide_about(absence.person, by=by) or may_log_leave_for(by).holds(absence.person)):
            raise PermissionDenied
        if absence.state != AbsenceState.APPROVED:
            raise LeaveRefused("Cover follows approved absence. Approve it first.")
        _cover(absence, covering=covering)
        return absence


def _cover(absence: Absence, *, covering: Person) -> None:
    if covering.pk == absence.person_id:
        raise LeaveRefused("Nobody covers themself. Choose a colleague.")
    upper = None if absence.last_date is None else absence.last_date + ONE_DAY
    valid = DateRange(absence.first_date, upper)
    Cover.objects.filter(covered=absence.person_id, valid__overlap=valid).delete()
    Cover.objects.create(covered_id=absence.person_id, covering=covering, valid=valid)


def covers_of(absence: Absence) -> Sequence[Cover]:
    """Who covers the person during an absence."""
    valid = DateRange(absence.first_date, absence.last_date, "[]")
    return list(Cover.objects.filter(covered=absence.person_id, valid__overlap=valid).select_related("covering"))
