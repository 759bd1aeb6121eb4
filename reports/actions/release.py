"""The manager looks, adds lines, holds, releases; or the draft sends by itself when it may."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from directorate.core.history import acting, system_user
from directorate.core.models import Person, User
from reports.actions.steps import SYSTEM, locked, locked_unless_busy, take_step
from reports.domain.manager_lines import named_in
from reports.domain.release import Decision, Draft, Step, decide
from reports.domain.schedule import release_moment
from reports.domain.states import DRAFT, NotAllowedFromHere, RunState, check_not_released
from reports.facts.documents import sources_of
from reports.facts.sources import KEPT_HERE, sources_now
from reports.models import Recipient, ReportLine, ReportRun, SourceConfirmation

MOST_LINES = 3


def decision_about(run: ReportRun, *, now: datetime) -> Decision:
    """Return what happens to a draft and why; the release screen shows it, the job obeys it."""
    if run.built_at is None:
        raise NotAllowedFromHere("The report is not built yet.")
    held_by_person = run.held_by is not None and not run.held_by.is_system
    seen_by_person = ReportRun.objects.filter(
        definition=run.definition,
        definition_version=run.definition_version,
        released_by__is_system=False,
    )
    draft = Draft(
        period_last=run.period_last_date,
        built_at=run.built_at,
        release_at=release_moment(run.definition.schedule, period=run.period),
        sources=sources_of(run),
        sources_now=sources_now(run.definition.kind),
        recipients=Recipient.objects.reachable().count(),
        needs_person=not seen_by_person.exists(),
        held_by_person=held_by_person,
        hold_until=run.hold_until if held_by_person else None,
    )
    return decide(draft, now=now)


def settle_draft(run_id: int, *, now: datetime) -> None:
    """Do with a draft what is due: nothing, build it again, release it, or hold it and say why."""
    by = system_user(SYSTEM)
    with transaction.atomic(), acting(by=by, action="Look at report draft"):
        run = locked_unless_busy(run_id)
        if run is None or run.state not in DRAFT:
            return
        decision = decision_about(run, now=now)
        if decision.step is Step.REBUILD:
            take_step(run, to=RunState.BUILDING, by=by, at=now, reason=decision.reason)
        elif decision.step is Step.RELEASE:
            take_step(run, to=RunState.RELEASED, by=by, at=now, reason=decision.reason, released_at=now, released_by=by)
        elif decision.step is Step.HOLD:
            _hold_by_itself(run, by=by, at=now, reason=decision.reason)


def _hold_by_itself(run: ReportRun, *, by: User, at: datetime, reason: str) -> None:
    if run.state == RunState.BUILT:
        take_step(run, to=RunState.HELD, by=by, at=at, reason=reason, held_at=at, held_by=by)
    elif run.state_reason != reason and run.held_by == by:
        run.state_reason = reason
        run.save(update_fields=["state_reason"])


def release(run: ReportRun, *, by: User, at: datetime, line: str = "") -> None:
    """Let the report go to its recipients, with a last line of the manager when one was typed.

    Raises: NotAllowedFromHere when it is no draft, has three lines already, or nobody would receive it.
    """
    with transaction.atomic(), acting(by=by, action="Release report"):
        fresh = locked(run.pk)
        if not Recipient.objects.reachable().exists():
            raise NotAllowedFromHere("Nobody is on the list of recipients: add one first.")
        if line:
            add_line(fresh, by=by, at=at, text=line)
        take_step(fresh, to=RunState.RELEASED, by=by, at=at, released_at=at, released_by=by)


def hold(run: ReportRun, *, by: User, at: datetime, until: datetime | None, reason: str) -> None:
    """Keep a draft from sending by itself, until a moment or until somebody releases it.

    Raises: NotAllowedFromHere.
    """
    with transaction.atomic(), acting(by=by, action="Hold report", reason=reason):
        fresh = locked(run.pk)
        if fresh.state == RunState.HELD:  # held by the job or by somebody before: this hold takes its place
            fresh.held_at, fresh.held_by, fresh.hold_until, fresh.state_reason = at, by, until, reason
            fresh.save(update_fields=["held_at", "held_by", "hold_until", "state_reason"])
            return
        take_step(fresh, to=RunState.HELD, by=by, at=at, reason=reason, held_at=at, held_by=by, hold_until=until)


def cancel(run: ReportRun, *, by: User, at: datetime, reason: str) -> None:
    """Put a draft away without sending it.

    Raises: NotAllowedFromHere.
    """
    with transaction.atomic(), acting(by=by, action="Cancel report", reason=reason):
        fresh = locked(run.pk)
        check_not_released(released=fresh.released_at is not None)
        take_step(fresh, to=RunState.CANCELLED, by=by, at=at, reason=reason)


def build_again(run: ReportRun, *, by: User, at: datetime) -> None:
    """Ask for the figures of a draft (or of one that could not be built) to be made again from the latest data.

    Raises: NotAllowedFromHere.
    """
    with transaction.atomic(), acting(by=by, action="Build report again"):
        fresh = locked(run.pk)
        check_not_released(released=fresh.released_at is not None)
        take_step(fresh, to=RunState.BUILDING, by=by, at=at, reason="Asked for", build_attempts=0)


def add_line(run: ReportRun, *, by: User, at: datetime, text: str) -> None:
    """Add a line of the manager to the first block.

    Raises: NotAllowedFromHere when the report is no draft, has three lines, or the line names somebody of the staff.
    """
    named = named_in(text, staff=Person.objects.values_list("forenames", "surname"))
    if named:
        raise NotAllowedFromHere(f"No name leaves with a report: say it without {named}, then add the line again.")
    with transaction.atomic(), acting(by=by, action="Add line to report"):
        fresh = _draft(run)
        taken = set(fresh.lines.values_list("place", flat=True))
        free = [place for place in range(1, MOST_LINES + 1) if place not in taken]
        if not free:
            raise NotAllowedFromHere("There are three lines already: remove one first.")
        ReportLine.objects.create(run=fresh, place=free[0], text=text, written_by=by, written_at=at)


def remove_line(run: ReportRun, *, by: User, place: int) -> None:
    """Remove a line of the manager.

    Raises: NotAllowedFromHere when the report is no draft.
    """
    with transaction.atomic(), acting(by=by, action="Remove line from report"):
        _draft(run).lines.filter(place=place).delete()


def _draft(run: ReportRun) -> ReportRun:
    fresh = locked(run.pk)
    if fresh.state not in DRAFT:
        raise NotAllowedFromHere("This report is no draft any more: its lines stay as they are.")
    return fresh


def confirm_sources(*, by: User, at: datetime, data_to: date, today: date) -> None:
    """Record that staff list and absences are entered up to a day.

    Raises: NotAllowedFromHere for a day that is not over yet.
    """
    if data_to > today:
        raise NotAllowedFromHere("That day lies ahead: confirm it when it is over.")
    with acting(by=by, action="Confirm that absences are entered"):
        for source in KEPT_HERE:
            _confirm(source, by=by, at=at, data_to=data_to)


def _confirm(source: str, *, by: User, at: datetime, data_to: date) -> None:
    try:
        with transaction.atomic():
            SourceConfirmation.objects.create(source=source, data_to_date=data_to, confirmed_by=by, confirmed_at=at)
    except IntegrityError:  # confirmed before, or by somebody else in the same moment: it stands
        return
