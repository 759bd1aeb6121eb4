"""What becomes of the clinics and lists that leave hits: chosen, kept in step with the leave, asked for once it is approved."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction

from directorate.core import clock
from directorate.core.history import acting
from directorate.core.models import Person, User
from rotas.actions.cancellations import ask, withdraw
from rotas.domain.leave_sessions import HALVES, SessionHit
from rotas.facts.leave_sessions import LeaveHits, away_days, is_key, leave_hits
from rotas.models import CancellationRequest, LeaveSession, SessionChoice
from rotas.querysets import plans_leave_of
from staffing.actions.decisions import locked
from staffing.facts.leave import dates_of_row
from staffing.models import Absence, AbsenceKind, AbsenceState

CHOICE, COVERING = "session-", "covering-"
COUNTING = (AbsenceState.REQUESTED, AbsenceState.APPROVED)


def carry_out(absence: Absence, by: User, posted: Mapping[str, str]) -> None:
    """Make the sessions of a leave agree with it: chosen while it stands, asked for once approved, else not needed.

    Of sickness nothing is chosen by itself: whoever takes the call is asked nothing. Twice changes nothing.
    """
    hits = leave_hits(absence.person, dates=dates_of_row(absence)) if absence.state in COUNTING else None
    _drop(absence, hits=hits, by=by)
    if hits is None:
        return
    if absence.kind != AbsenceKind.SICKNESS:
        _choose(absence, hits=hits, posted=posted, by=by, default=SessionChoice.CANCEL)
    if absence.state == AbsenceState.APPROVED:
        ask(absence, by=by)


def choose_sessions(absence_id: int, *, posted: Mapping[str, str], by: User) -> Absence:
    """Take down what becomes of each session; of approved leave the requests go out.

    Raises: PermissionDenied: `by` neither logs nor decides about this person's leave.
    """
    with transaction.atomic(), acting(by=by, action="Choose what becomes of sessions"):
        absence = locked(absence_id)
        if not Person.objects.filter(plans_leave_of(by, prefix=""), pk=absence.person_id).exists():
            raise PermissionDenied
        if absence.state in COUNTING:
            hits = leave_hits(absence.person, dates=dates_of_row(absence))
            _choose(absence, hits=hits, posted=posted, by=by, default=None)
            if absence.state == AbsenceState.APPROVED:
                ask(absence, by=by)
        return absence


def _choose(
    absence: Absence, *, hits: LeaveHits, posted: Mapping[str, str], by: User, default: SessionChoice | None
) -> None:
    """Write a choice for every session that has none yet, and change those not asked for where another was posted."""
    held = {_key(row): row for row in LeaveSession.objects.filter(absence=absence)}
    colleagues = _colleagues(posted)
    for hit in hits.to_choose:
        row, said = held.get(hit.key), posted.get(f"{CHOICE}{hit.key}", "")
        chosen = SessionChoice(said) if said in SessionChoice.values else default
        if chosen is None or (row and (row.request_id or not said)):
            continue
        row = row or LeaveSession(absence=absence, date=hit.date, part=hit.part, kind=hit.kind)
        _fill(row, hit=hit, hits=hits, by=by)
        row.choice = chosen
        covering = posted.get(f"{COVERING}{hit.key}", "")
        row.covering_id = colleagues.get(covering) if chosen == SessionChoice.SOMEONE_ELSE else None
        row.save()


def _key(row: LeaveSession) -> str:
    return f"{row.date.isoformat()}-{row.part}-{row.kind}"


def _colleagues(posted: Mapping[str, str]) -> Mapping[str, int]:
    """Return the doctors who were named as somebody else, by what was posted."""
    named = {text for name, text in posted.items() if name.startswith(COVERING) and is_key(text)}
    rows = Person.objects.filter(pk__in=named, staff_group="medical") if named else Person.objects.none()
    return {str(pk): pk for pk in rows.values_list("pk", flat=True)}


def _fill(row: LeaveSession, *, hit: SessionHit, hits: LeaveHits, by: User) -> None:
    row.activity, row.site = hit.activity[:130], hit.site
    row.clinic_codes = " ".join(hit.codes)[:100]
    row.booked, row.over_40, row.in_cohort, row.is_exact = hit.booked, hit.over_40, hit.in_cohort, hit.is_exact
    row.counted_date = hits.counted(hit)
    row.chosen_at, row.chosen_by = clock.now(), by


def _drop(absence: Absence, *, hits: LeaveHits | None, by: User) -> None:
    """Let go of the sessions on which the doctor is not away after all, and take back what was asked about them.

    What is left of a request that was taken back is asked anew.
    """
    rows = list(LeaveSession.objects.filter(absence=absence, date__gte=clock.today()))
    over = [row.pk for row in rows if hits is None or _is_over(row, absence=absence, hits=hits)]
    for request in CancellationRequest.objects.under_way().filter(sessions__in=over).distinct():
        withdraw(request, by=by, note="The doctor is not away then after all.")
    LeaveSession.objects.filter(pk__in=over, request=None).delete()
    still_hit = LeaveSession.objects.filter(pk__in=[row.pk for row in rows]).exclude(pk__in=over)
    still_hit.filter(request__state="withdrawn").update(request=None)


def _is_over(row: LeaveSession, *, absence: Absence, hits: LeaveHits) -> bool:
    """Whether the doctor is there in the whole of a session, or only a part of it is left, which stands by itself."""
    away = away_days(dates_of_row(absence))
    halves = HALVES if row.part == "all" else (row.part,)
    if not any(away.takes(row.date, half=half) for half in halves):  # type: ignore[arg-type]
        return True
    keys = {hit.key for hit in hits.hits}
    return _key(row) not in keys and any((hit.date, hit.kind) == (row.date, row.kind) for hit in hits.hits)
