"""Log leave and sickness, say somebody is back, undo."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from directorate.core import clock
from directorate.core.history import acting
from directorate.core.models import Person, Team, User
from staffing.actions.changes import ONE_DAY, Undo, fit_cover, make_way, plan_return, record_source, restore, set_dates
from staffing.actions.charges import settle
from staffing.actions.decision_links import ask_by_link
from staffing.actions.problems import LeaveRefused, ReasonNeeded
from staffing.facts.effects import carry_out
from staffing.facts.half_days import Dates
from staffing.facts.leave import LeaveDraft, Preview, clashes_with, dates_of_row, preview
from staffing.models import Absence, AbsenceKind, AbsenceState
from staffing.querysets.scope import may_decide_leave_of, may_log_leave_for, may_write_sickness_of

OVERLAP = "person_is_absent_once_at_a_time"


@dataclass
class Logged:
    """What was saved, and how to take it back."""

    absence: Absence
    undo: Undo = field(default_factory=Undo)


@contextmanager
def one_absence_at_a_time() -> Iterator[None]:
    """Turn the database's refusal of an overlap into words; wraps the transaction, so nothing of it is kept."""
    try:
        yield
    except IntegrityError as error:
        if OVERLAP not in str(error):
            raise
        raise LeaveRefused(
            "Somebody has just booked an absence on one of these days. Look at the calendar and try again."
        ) from error


def log_leave(draft: LeaveDraft, *, by: User, posted: Mapping[str, str] | None = None) -> Logged:
    """Save a leave: approved at once for sickness and where `by` may decide about it, requested otherwise.

    `posted` is what was chosen about what it does beyond leave itself, such as the sessions that it hits.

    Raises:
        LeaveRefused: it clashes, or `by` may not log it like this.
        ReasonNeeded: cover or balance ask for a reason.
        PermissionDenied: `by` may not log leave for this person at all.
    """
    with one_absence_at_a_time(), transaction.atomic(), acting(by=by, action=_words(draft), reason=draft.note):
        return _log(draft, by=by, posted=posted)


def _words(draft: LeaveDraft) -> str:
    return "Log sickness" if draft.is_sickness else "Log leave"


def _log(draft: LeaveDraft, *, by: User, posted: Mapping[str, str] | None) -> Logged:
    refuse_unless_may_log(draft, by=by)
    lock_team(draft.person)
    found = preview(draft)
    if found.clashes:
        raise LeaveRefused(
            f"{draft.person.display_name} is already away then. Change the dates, or the other absence first."
        )
    approved = draft.is_sickness or may_decide_about(draft.person, by=by)
    refuse_without_reason(found, approving=approved and not draft.is_sickness, reason=draft.note)
    undo = Undo()
    reason = f"Off sick from {draft.dates.first:%-d %B %Y}"
    make_way(list(found.shortened), cut=draft.dates, by=by, undo=undo, reason=reason)
    _end_open_before(draft, undo=undo)
    absence = _create(draft, approved=approved, by=by)
    undo.created.append(absence.pk)
    record_source(absence, by=by)
    settle(absence, by=by)
    carry_out(absence, by=by, posted=posted)
    ask_by_link(absence, by=by)
    if plan_return(absence):
        undo.meetings.append(absence.pk)
    return Logged(absence=absence, undo=undo)


def may_decide_about(person: Person, *, by: User) -> bool:
    """Whether `by` may approve this person's leave; never one's own."""
    return person.pk != by.person_id and may_decide_leave_of(by).holds(person)


def sets_sickness_of(person: Person, *, by: User) -> bool:
    """Whether `by` may set this person's sickness dates freely; never one's own."""
    return person.pk != by.person_id and may_write_sickness_of(by).holds(person)


def refuse_unless_may_log(draft: LeaveDraft, *, by: User) -> None:
    """Anybody who logs a person's leave may say "off sick today"; other sickness dates need the right to set them."""
    if not may_log_leave_for(by).holds(draft.person):
        raise PermissionDenied
    if not draft.is_sickness or sets_sickness_of(draft.person, by=by):
        return
    if draft.dates.first != clock.today() or draft.dates.last not in {None, clock.today()}:
        raise LeaveRefused(
            "You can say that somebody is off sick today. Ask their manager to enter other sickness dates."
        )


def lock_team(person: Person) -> None:
    """Let one booking of a team finish before the next looks at cover."""
    if person.team_id:
        list(Team.objects.select_for_update(no_key=True).filter(pk=person.team_id).values_list("pk"))


def refuse_without_reason(found: Preview, *, approving: bool, reason: str) -> None:
    """Going below a strict minimum needs a reason; so does approving more leave than is left."""
    if reason or found.draft.is_sickness:
        return
    if any(shortage.must_give_reason for shortage in found.shortages):
        raise ReasonNeeded("The team would be below its minimum. Add a reason to go on.")
    if approving and found.overdrawn:
        raise ReasonNeeded("This is more leave than is left. Add a reason to go on.")


def _end_open_before(draft: LeaveDraft, *, undo: Undo) -> None:
    """An open absence that began earlier reaches only to the day before this one."""
    if draft.dates.last is None:
        return
    open_before = Absence.objects.counting().open().select_for_update()
    for other in open_before.filter(person=draft.person, first_date__lt=draft.dates.first):
        until = draft.dates.first - ONE_DAY
        if other.blocks_until_date is None or other.blocks_until_date > until:
            undo.remember(other)
            other.blocks_until_date = until
            other.save()


def _create(draft: LeaveDraft, *, approved: bool, by: User) -> Absence:
    now = clock.now()
    return Absence.objects.create(
        person=draft.person,
        kind=draft.kind,
        first_date=draft.dates.first,
        last_date=draft.dates.last,
        first_part=draft.dates.first_part,
        last_part=draft.dates.last_part,
        blocks_until_date=_room_for(draft),
        note=draft.note,
        state=AbsenceState.APPROVED if approved else AbsenceState.REQUESTED,
        requested_by=by,
        requested_at=now,
        decided_by=by if approved else None,
        decided_at=now if approved else None,
    )


def _room_for(draft: LeaveDraft) -> date | None:
    """The day before the next booking, for an open absence."""
    if draft.dates.last is not None:
        return None
    later = Absence.objects.counting().filter(person=draft.person, first_date__gt=draft.dates.first)
    first = later.order_by("first_date").values_list("first_date", flat=True).first()
    return None if first is None else first - ONE_DAY


def say_back(person: Person, *, returned_date: date, by: User) -> Logged:
    """End the open sickness of somebody who is back, and set the return-to-work meeting.

    The last day unfit is the day before the return. Raises LeaveRefused when nobody said that they were away.
    """
    with one_absence_at_a_time(), transaction.atomic(), acting(by=by, action="Say somebody is back"):
        if not (may_log_leave_for(by).holds(person) or may_write_sickness_of(by).holds(person)):
            raise PermissionDenied
        absence = (
            Absence.objects.approved()
            .open()
            .select_for_update()
            .filter(person=person, kind=AbsenceKind.SICKNESS, first_date__lte=returned_date)
            .order_by("-first_date")
            .first()
        )
        if absence is None:
            raise LeaveRefused(f"{person.display_name} is not recorded as off sick.")
        if returned_date != clock.today() and not sets_sickness_of(person, by=by):
            raise LeaveRefused("You can say that somebody is back today. Ask their manager to enter other dates.")
        undo = Undo()
        close(absence, last_date=max(absence.first_date, returned_date - ONE_DAY), by=by, undo=undo)
        return Logged(absence=absence, undo=undo)


def close(absence: Absence, *, last_date: date, by: User, undo: Undo) -> None:
    """Give an open absence its last day; leave booked inside it gives way."""
    dates = Dates(absence.first_date, last_date, absence.first_part, _last_part(absence, last_date=last_date))  # type: ignore[arg-type]
    draft = LeaveDraft(person=absence.person, kind=AbsenceKind(absence.kind), dates=dates)
    clashes, shortened = clashes_with(draft, ignoring=[absence.pk])
    if clashes:
        raise LeaveRefused("Another absence begins before that day. Change it first.")
    make_way(shortened, cut=dates, by=by, undo=undo, reason=f"Off sick from {absence.first_date:%-d %B %Y}")
    undo.remember(absence)
    before = dates_of_row(absence)
    set_dates(absence, dates=dates)
    record_source(absence, by=by)
    settle(absence, by=by)
    if plan_return(absence):
        undo.meetings.append(absence.pk)
    fit_cover(absence, before=before)


def _last_part(absence: Absence, *, last_date: date) -> str:
    return absence.first_part if last_date == absence.first_date else "all"


def undo(kept: Undo, *, by: User) -> None:
    """Take back what was just logged, with everything that it changed."""
    with one_absence_at_a_time(), transaction.atomic(), acting(by=by, action="Undo"):
        restore(kept, by=by)
