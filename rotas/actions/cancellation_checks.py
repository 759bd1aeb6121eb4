"""What the next extract shows of requests to cancel: done in PAS, patients re-dated. A person can say either before."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from directorate.core import clock
from directorate.core.history import acting, system_user
from directorate.core.models import User
from rotas.actions.cancellations import step
from rotas.domain.states import CancellationState
from rotas.facts.cancellations import sessions_of
from rotas.facts.patients import waiting_patients
from rotas.models import CancellationRequest, ClinicBooking, LeaveSession

SYSTEM = "cancellation-checks"


def confirm_cancellations() -> int:
    """Compare every request under way with the latest extracts; return how many moved. Twice changes nothing."""
    by = system_user(SYSTEM)
    with transaction.atomic(), acting(by=by, action="Confirm cancellations by extract"):
        rows = CancellationRequest.objects.under_way().select_for_update(of=("self",)).select_related("absence__person")
        return sum(_confirm(request, by=by) for request in rows.order_by("pk"))


def _confirm(request: CancellationRequest, *, by: User) -> bool:
    sessions, asked = sessions_of(request), clock.local(request.asked_at).date()
    before = request.state
    shown = _list_without_them(request, sessions=sessions, asked=asked)
    booked = _cancelled_in_bookings(request, sessions=sessions, asked=asked)
    if request.state == CancellationState.ASKED and booked is not None:
        step(request, to=CancellationState.DONE, by=by, note=f"seen in the clinic bookings as at {booked:%-d %B %Y}")
    if request.state == CancellationState.ASKED and shown is not None:
        step(request, to=CancellationState.DONE, by=by, note=_seen(shown))
    if request.state == CancellationState.DONE and shown is not None:
        step(request, to=CancellationState.REDATED, by=by, note=_seen(shown))
    return request.state != before


def _seen(day: date) -> str:
    return f"seen in the waiting list as at {day:%-d %B %Y}: nobody has a date on these days any more"


def _cancelled_in_bookings(
    request: CancellationRequest, *, sessions: Sequence[LeaveSession], asked: date
) -> date | None:
    """Return the day of the extract that shows every session cancelled, None when it does not or came before."""
    days = []
    for session in sessions:
        rows = ClinicBooking.objects.filter(
            consultant=request.absence.person_id, date=session.date, data_as_at_date__gte=asked
        )
        found = list(rows if session.part == "all" else rows.filter(session=session.part))
        if not found or not all(row.cancelled_by or not row.booked for row in found):
            return None
        days += [row.data_as_at_date for row in found]
    return min(days, default=None)


def _list_without_them(request: CancellationRequest, *, sessions: Sequence[LeaveSession], asked: date) -> date | None:
    """Return the day of a list after the request on which none of the patients has a date any more, else None.

    Where no patient was known when it was asked, a list cannot show that they have gone.
    """
    days = {session.date for session in sessions}
    if not days or not any(session.booked for session in sessions):
        return None
    person = request.absence.person
    found = waiting_patients(person.consultant_code, first=min(days), last=max(days))
    if found is None or found.as_at <= asked:
        return None
    kinds = {session.kind for session in sessions}
    left = any(patients.date in days and patients.kind in kinds for patients in found.days)
    return None if left else found.as_at
