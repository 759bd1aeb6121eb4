"""The restricted side of sickness: why, and the return-to-work meeting."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from directorate.core import clock
from directorate.core.history import acting
from directorate.core.models import User
from staffing.actions.decisions import locked
from staffing.actions.problems import LeaveRefused
from staffing.models import Absence, AbsenceKind, ReturnToWork, SicknessDetail
from staffing.querysets.scope import may_see_reason_of, may_write_sickness_of


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody is off sick, in ESR's words."""

    reason_code: str
    level_2_reason: str = ""
    related_reason: str = ""
    is_work_related: bool = False
    is_notifiable: bool = False


def _refuse_unless_may(absence: Absence, *, by: User) -> None:
    """Who writes a reason or a meeting must be let at both the dates and the reason, and not at their own."""
    person = absence.person
    allowed = may_write_sickness_of(by).holds(person) and may_see_reason_of(by).holds(person)
    if not allowed or person.pk == by.person_id:
        raise PermissionDenied
    if absence.kind != AbsenceKind.SICKNESS:
        raise LeaveRefused("Only sickness has a reason and a return-to-work meeting.")


def record_reason(absence_id: int, *, reason: Reason, by: User) -> SicknessDetail:
    """Write why somebody is off sick; the history of it is as restricted as the reason itself."""
    with transaction.atomic(), acting(by=by, action="Record reason for sickness"):
        absence = locked(absence_id)
        _refuse_unless_may(absence, by=by)
        detail, _ = SicknessDetail.objects.update_or_create(
            absence=absence,
            defaults={
                "reason_code": reason.reason_code,
                "level_2_reason": reason.level_2_reason,
                "related_reason": reason.related_reason,
                "is_work_related": reason.is_work_related,
                "is_notifiable": reason.is_notifiable,
                "recorded_by": by,
                "recorded_at": clock.now(),
            },
        )
        return detail


def hold_return_to_work(absence_id: int, *, held_date: date, by: User) -> ReturnToWork:
    """Record that the return-to-work meeting was held on a day."""
    with transaction.atomic(), acting(by=by, action="Hold return-to-work meeting"):
        absence = locked(absence_id)
        _refuse_unless_may(absence, by=by)
        meeting = ReturnToWork.objects.select_for_update().filter(absence=absence).first()
        if meeting is None or absence.last_date is None:
            raise LeaveRefused("The absence has not ended yet. Say first when the person came back.")
        if not absence.last_date < held_date <= clock.today():
            raise LeaveRefused("The meeting is held after the return and not in the future. Check the date.")
        meeting.held_date, meeting.held_by = held_date, by
        meeting.save()
        return meeting


def expect_back(absence_id: int, *, expected_date: date | None, by: User) -> Absence:
    """Note when the person is expected back; no figure uses it."""
    with transaction.atomic(), acting(by=by, action="Note when expected back"):
        absence = locked(absence_id)
        if not may_write_sickness_of(by).holds(absence.person):
            raise PermissionDenied
        if expected_date is not None and expected_date <= absence.first_date:
            raise LeaveRefused("Nobody is back before they went. Check the date.")
        absence.expected_back_date = expected_date
        absence.save()
        return absence
