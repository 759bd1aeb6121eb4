"""Changes to a row of absence that several actions share, with what is needed to take them back."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from psycopg.types.range import DateRange

from directorate.core import clock
from directorate.core.models import Cover, User
from staffing.actions.charges import settle
from staffing.actions.decision_links import close_links
from staffing.domain.fit_notes import SicknessSpell, paperwork
from staffing.facts.effects import carry_out
from staffing.facts.half_days import Dates, without
from staffing.facts.leave import dates_of_row
from staffing.facts.returns import days_allowed, return_days_in_force, working_days_around
from staffing.models import Absence, AbsenceKind, AbsenceSource, AbsenceState, ReturnToWork, SourceName

ONE_DAY = timedelta(days=1)
RESTORABLE = ("first_date", "last_date", "first_part", "last_part", "blocks_until_date", "state", "decision_reason")


@dataclass
class Undo:
    """What an action made and changed, as plain values that a session can keep."""

    created: list[int] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    meetings: list[int] = field(default_factory=list)

    def remember(self, absence: Absence) -> None:
        """Keep a row as it is, before it is changed."""
        values = {name: getattr(absence, name) for name in RESTORABLE}
        kept = {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
        self.changed.append({"pk": absence.pk, **kept})


def set_dates(absence: Absence, *, dates: Dates) -> None:
    """Write new dates; an absence that ends no longer has to make room for a booking."""
    absence.first_date, absence.last_date = dates.first, dates.last
    absence.first_part, absence.last_part = dates.first_part, dates.last_part
    if dates.last is not None:
        absence.blocks_until_date = None
    absence.save()


def end(absence: Absence, *, by: User, reason: str) -> None:
    """Withdraw a request or cancel approved leave: its time is free again, what it cost is given back."""
    before = dates_of_row(absence)
    absence.state = AbsenceState.WITHDRAWN if absence.state == AbsenceState.REQUESTED else AbsenceState.CANCELLED
    absence.ended_by, absence.ended_at = by, clock.now()
    absence.decision_reason = reason
    absence.blocks_until_date = None
    absence.save()
    settle(absence, by=by)
    fit_cover(absence, before=before)


def make_way(shortened: list[Absence], *, cut: Dates, by: User, undo: Undo, reason: str) -> None:
    """Shorten leaves by the part that sickness takes: what is before stays, what is after becomes a row of its own."""
    for leave in shortened:
        undo.remember(leave)
        before = dates_of_row(leave)
        pieces = without(before, cut=cut)
        if not pieces:
            end(leave, by=by, reason=reason)
            continue
        set_dates(leave, dates=pieces[0])
        settle(leave, by=by)
        fit_cover(leave, before=before)
        for piece in pieces[1:]:
            undo.created.append(_copy(leave, dates=piece, by=by).pk)


def _copy(leave: Absence, *, dates: Dates, by: User) -> Absence:
    """The rest of a leave that was cut in two, decided as the whole was."""
    rest = Absence.objects.create(
        person_id=leave.person_id,
        kind=leave.kind,
        first_date=dates.first,
        last_date=dates.last,
        first_part=dates.first_part,
        last_part=dates.last_part,
        state=leave.state,
        note=leave.note,
        requested_by_id=leave.requested_by_id,
        requested_at=leave.requested_at,
        decided_by_id=leave.decided_by_id,
        decided_at=leave.decided_at,
    )
    record_source(rest, by=by)
    settle(rest, by=by)
    return rest


def record_source(absence: Absence, *, by: User) -> None:
    """Note that the absence was logged here, with these dates; what other sources say stands beside it."""
    AbsenceSource.objects.update_or_create(
        source=SourceName.HERE,
        source_key=str(absence.pk),
        defaults={
            "absence": absence,
            "first_date": absence.first_date,
            "last_date": absence.last_date,
            "data_as_at_date": clock.today(),
            "recorded_by": by,
            "recorded_at": clock.now(),
        },
    )


def plan_return(absence: Absence) -> ReturnToWork | None:
    """Give a sickness that has ended its return-to-work meeting, or move one that was not held; None otherwise."""
    if absence.kind != AbsenceKind.SICKNESS:
        return None
    if absence.last_date is None:  # opened again: there is no return to talk about yet
        ReturnToWork.objects.filter(absence=absence, held_date=None).delete()
        return None
    due = return_due(absence, last_date=absence.last_date)
    meeting, made = ReturnToWork.objects.get_or_create(absence=absence, defaults={"due_date": due})
    if not made and meeting.held_date is None and meeting.due_date != due:
        meeting.due_date = due
        meeting.save()
    return meeting


def return_due(absence: Absence, *, last_date: date) -> date:
    """When the meeting is due: so many working days after the day of return."""
    number = return_days_in_force(clock.today()).first()
    due = paperwork(
        SicknessSpell(first_day_absent=absence.first_date, last_day_absent=last_date),
        as_at=clock.today(),
        rtw_working_days=days_allowed(number.value if number else None),
        calendar=working_days_around(absence.first_date, last=last_date),
    ).rtw_due
    assert due is not None  # noqa: S101 the absence has ended
    return due


def fit_cover(absence: Absence, *, before: Dates) -> None:
    """Keep cover within the absence: shortened with it, gone with it; what has already happened stays."""
    held = Cover.objects.filter(covered=absence.person_id, valid__overlap=DateRange(before.first, before.last, "[]"))
    standing = absence.state == AbsenceState.APPROVED
    for cover in held:
        first = max(cover.valid.lower, absence.first_date) if standing else cover.valid.lower
        upper = _upper(absence) if standing else clock.today()
        new_upper = min((bound for bound in (cover.valid.upper, upper) if bound is not None), default=None)
        if new_upper is not None and new_upper <= first:
            cover.delete()
        elif (first, new_upper) != (cover.valid.lower, cover.valid.upper):
            cover.valid = DateRange(first, new_upper)
            cover.save()


def _upper(absence: Absence) -> date | None:
    return None if absence.last_date is None else absence.last_date + ONE_DAY


def follow_up(absence: Absence, *, by: User) -> None:
    """See to what hangs on an absence that was decided or ended: what its leave touches, and links that decide."""
    carry_out(absence, by=by)
    close_links(absence, by=by)


def restore(undo: Undo, *, by: User) -> None:
    """Take an action back: end what it made, write back what it changed."""
    ReturnToWork.objects.filter(absence__in=undo.meetings, held_date=None).delete()
    for absence in Absence.objects.select_for_update().filter(
        Q(pk__in=undo.created), state__in=("requested", "approved")
    ):
        end(absence, by=by, reason="Undone")
        follow_up(absence, by=by)
    for kept in undo.changed:
        _write_back(kept, by=by)


def _write_back(kept: dict[str, Any], *, by: User) -> None:
    absence = Absence.objects.select_for_update().get(pk=kept["pk"])
    for name in RESTORABLE:
        value = kept[name]
        is_date = name.endswith("_date") and value is not None
        setattr(absence, name, date.fromisoformat(value) if is_date else value)
    if absence.state in {AbsenceState.REQUESTED, AbsenceState.APPROVED}:
        absence.ended_by = absence.ended_at = None
    absence.save()
    record_source(absence, by=by)
    settle(absence, by=by)
