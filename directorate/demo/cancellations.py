"""The demo's clinic bookings, and what leave of consultants cancels: asked, done in PAS, not confirmed for days."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from directorate.core import clock
from directorate.core.models import Person, User
from rotas.actions.cancellations import move_cancellation
from rotas.actions.leave_sessions import carry_out
from rotas.domain.activity_weeks import week_of_month
from rotas.domain.leave_sessions import kind_of
from rotas.domain.states import CancellationState
from rotas.models import ActivityTemplate, CancellationRequest, ClinicBooking, Desk, DeskAddress
from staffing.models import Absence

WEEKS = 10
SLOTS = (8, 10, 12, 14)
LEAVES = 3
OLDEST_DAYS = 6


def create_cancellations(*, random: Random, doctors: Sequence[Person], today: date, as_at: date, by: User) -> str:
    """Make clinics and requests; the waiting list is there already. Returns what was made, in words."""
    for desk, name in ((Desk.BOOKING_OFFICE, "booking.office"), (Desk.THEATRES, "theatres")):
        DeskAddress.objects.create(desk=desk, address=f"{name}@demo.invalid", added_at=clock.now(), added_by=by)
    clinics = list(_clinics(random, doctors=doctors, today=today, as_at=as_at))
    ClinicBooking.objects.bulk_create(clinics, batch_size=2000)
    consultants = [doctor.pk for doctor in doctors if doctor.consultant_code]
    away = Absence.objects.approved().filter(person__in=consultants, first_date__gt=today, kind="annual_leave")
    for absence in away.select_related("person").order_by("first_date", "pk")[:LEAVES]:
        carry_out(absence, by, {})
    requests = list(CancellationRequest.objects.order_by("pk"))
    oldest = CancellationRequest.objects.filter(pk__in=[request.pk for request in requests[:1]])
    oldest.update(asked_at=clock.now() - timedelta(days=OLDEST_DAYS))
    for request in requests[-1:] if len(requests) > 1 else ():
        move_cancellation(request.pk, to=CancellationState.DONE, by=by)
    return f"{len(clinics)} clinics with their bookings and {len(requests)} requests to cancel sessions"


def _clinics(random: Random, *, doctors: Sequence[Person], today: date, as_at: date) -> Iterator[ClinicBooking]:
    of_consultants = ActivityTemplate.objects.filter(person__in=[d.pk for d in doctors if d.consultant_code])
    rows = list(of_consultants.select_related("person").order_by("person", "weekday", "session"))
    for offset in range(7 * WEEKS):
        day = today + timedelta(days=offset)
        for row in rows:
            runs = row.weekday == day.isoweekday() and week_of_month(day) in row.weeks_of_month
            if runs and kind_of(row.activity) == "clinic":
                yield _clinic(row, day=day, random=random, as_at=as_at)


def _clinic(row: ActivityTemplate, *, day: date, random: Random, as_at: date) -> ClinicBooking:
    slots = random.choice(SLOTS)
    booked = random.randint(slots // 2, slots)
    new = random.randint(0, booked)
    return ClinicBooking(
        date=day,
        session=row.session,
        clinic_code=f"{row.person.surname[:3].upper()}{row.person_id}{row.weekday}{row.session[0].upper()}",
        consultant=row.person,
        site_id=row.site_id,
        slots=slots,
        booked_new=new,
        booked_follow_up=booked - new,
        data_as_at_date=as_at,
    )
