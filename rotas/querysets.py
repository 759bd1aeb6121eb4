"""Rows to facts for rotas, named in users' words."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from psycopg.types.range import DateRange, TimestamptzRange

from directorate.core.access import Reach, reach
from directorate.core.domain.access import Operation, Subject
from directorate.core.models import Specialty, User
from staffing.querysets.scope import may_decide_leave_of, may_log_leave_for

if TYPE_CHECKING:
    from rotas.models import (
        ActivityTemplate,
        CancellationRequest,
        ClinicBooking,
        CoverOffer,
        DeskAddress,
        Duty,
        Gap,
        LeaveSession,
        LocumBooking,
        LocumRequest,
        Rota,
        SessionChange,
        SwapOffer,
        SwitchboardLink,
        Timesheet,
        WeekPublication,
    )

NOTHING = Q(pk__in=())


def _reached(found: Reach, *, rota: str, person: str) -> Q:
    """Return the rows a right reaches; `rota` and `person` are the paths to their keys, empty where there is none."""
    if found.everything or found.medical:
        return Q()
    condition = NOTHING
    if found.specialty_ids:
        condition |= Q(**{f"{rota}specialty__in": found.specialty_ids})
    if found.person_id and person:
        condition |= Q(**{person: found.person_id})
    return condition


def rota_reach(user: User, *, operation: Operation = Operation.READ) -> Reach:
    """How far the user reads or makes rotas."""
    return reach(user=user, subject=Subject.ROTA, operation=operation)


class RotaQuerySet(models.QuerySet["Rota", "Rota"]):
    """Rotas."""

    def in_order(self) -> "RotaQuerySet":
        """Those in use: specialty, then first tier to consultant."""
        return self.filter(is_active=True).order_by("specialty__sort_order", "tier", "name")

    def visible_to(self, user: User) -> "RotaQuerySet":
        """Rotas the user may read."""
        return self.filter(_reached(rota_reach(user), rota="", person=""))


class DutyQuerySet(models.QuerySet["Duty", "Duty"]):
    """Duties."""

    def standing(self) -> "DutyQuerySet":
        """Those that have not been cancelled."""
        return self.filter(is_cancelled=False)

    def on_call(self) -> "DutyQuerySet":
        """Those that the switchboard is told of: no normal days of a grid."""
        return self.filter(is_on_call=True)

    def touching(self, first: datetime, *, last: datetime) -> "DutyQuerySet":
        """With at least a minute between two moments, the last excluded."""
        return self.filter(during__overlap=TimestamptzRange(first, last))

    def to_come(self, now: datetime) -> "DutyQuerySet":
        """Done by a doctor of ours, and not begun yet."""
        return self.standing().filter(during__startswith__gt=now).exclude(person=None)

    def running_at(self, moment: datetime) -> "DutyQuerySet":
        """Running at a moment."""
        return self.filter(during__contains=moment)

    def visible_to(self, user: User) -> "DutyQuerySet":
        """Duties the user may read: of the rotas in reach, and the own."""
        return self.filter(_reached(rota_reach(user), rota="rota__", person="person"))

    def changeable_by(self, user: User) -> "DutyQuerySet":
        """Duties of rotas that the user makes."""
        return self.filter(_reached(rota_reach(user, operation=Operation.WRITE), rota="rota__", person=""))

    def held_by(self, user: User) -> "DutyQuerySet":
        """Duties of the user's own, where the user's role lets them swap those."""
        person = rota_reach(user, operation=Operation.WRITE).person_id
        return self.filter(person=person) if person else self.none()


class GapQuerySet(models.QuerySet["Gap", "Gap"]):
    """Gaps."""

    def open(self) -> "GapQuerySet":
        """Duties that nobody does yet."""
        return self.filter(closed_at=None, duty__is_cancelled=False)

    def starting_between(self, first: datetime, *, last: datetime) -> "GapQuerySet":
        """Whose duty begins between two moments."""
        return self.filter(duty__during__startswith__gte=first, duty__during__startswith__lt=last)

    def visible_to(self, user: User) -> "GapQuerySet":
        """Gaps of rotas the user may read."""
        return self.filter(_reached(rota_reach(user), rota="duty__rota__", person=""))

    def closable_by(self, user: User) -> "GapQuerySet":
        """Gaps of rotas that the user makes."""
        return self.filter(_reached(rota_reach(user, operation=Operation.WRITE), rota="duty__rota__", person=""))


class CoverOfferQuerySet(models.QuerySet["CoverOffer", "CoverOffer"]):
    """Questions to doctors about gaps."""

    def standing(self) -> "CoverOfferQuerySet":
        """Those that have not been withdrawn."""
        return self.filter(withdrawn_at=None)

    def recordable_by(self, user: User) -> "CoverOfferQuerySet":
        """About gaps of rotas that the user makes."""
        reached = _reached(rota_reach(user, operation=Operation.WRITE), rota="gap__duty__rota__", person="")
        return self.filter(reached)


class SwapOfferQuerySet(models.QuerySet["SwapOffer", "SwapOffer"]):
    """Questions to doctors about swaps."""

    def standing(self) -> "SwapOfferQuerySet":
        """Those that have neither been withdrawn nor led to a swap."""
        return self.filter(withdrawn_at=None, done_at=None)

    def about(self, *duties: int) -> "SwapOfferQuerySet":
        """That would exchange one of these duties."""
        return self.filter(Q(duty__in=duties) | Q(other__in=duties))

    def recordable_by(self, user: User) -> "SwapOfferQuerySet":
        """About duties of rotas that the user makes."""
        reached = _reached(rota_reach(user, operation=Operation.WRITE), rota="duty__rota__", person="")
        return self.filter(reached)

    def possible(self, now: datetime) -> "SwapOfferQuerySet":
        """Both doctors still have the duties that would be exchanged, and neither has begun."""
        ahead = self.filter(duty__during__startswith__gt=now, other__during__startswith__gt=now)
        stand = ahead.filter(duty__is_cancelled=False, other__is_cancelled=False)
        return stand.filter(duty__person=F("giver"), other__person=F("person"))

    def by_doctors(self) -> "SwapOfferQuerySet":
        """Asked by the doctor who gives the duty away, not by whoever makes the rota."""
        return self.filter(asked_by__person=F("giver"))

    def wanted_by(self, user: User) -> "SwapOfferQuerySet":
        """Asked by the user about a duty of their own."""
        person = rota_reach(user, operation=Operation.WRITE).person_id
        return self.filter(giver=person, asked_by=user) if person else self.none()


class LocumRequestQuerySet(models.QuerySet["LocumRequest", "LocumRequest"]):
    """Requests for a locum."""

    def visible_to(self, user: User) -> "LocumRequestQuerySet":
        """Requests for rotas whose locums the user may read."""
        return self.filter(_reached(reach(user=user, subject=Subject.LOCUM), rota="gap__duty__rota__", person=""))

    def changeable_by(self, user: User) -> "LocumRequestQuerySet":
        """Requests for rotas whose locums the user asks for."""
        found = reach(user=user, subject=Subject.LOCUM, operation=Operation.WRITE)
        return self.filter(_reached(found, rota="gap__duty__rota__", person=""))


class TimesheetQuerySet(models.QuerySet["Timesheet", "Timesheet"]):
    """Timesheets of locums."""

    def visible_to(self, user: User) -> "TimesheetQuerySet":
        """Of rotas whose locums the user may read."""
        found = reach(user=user, subject=Subject.LOCUM)
        return self.filter(_reached(found, rota="request__gap__duty__rota__", person=""))

    def changeable_by(self, user: User) -> "TimesheetQuerySet":
        """Of rotas whose locums the user asks for."""
        found = reach(user=user, subject=Subject.LOCUM, operation=Operation.WRITE)
        return self.filter(_reached(found, rota="request__gap__duty__rota__", person=""))

    def to_sign(self) -> "TimesheetQuerySet":
        """Coded and waiting for a signature, the oldest first."""
        return self.filter(state="coded").order_by("expected_date", "pk")


class LocumBookingQuerySet(models.QuerySet["LocumBooking", "LocumBooking"]):
    """Bookings of locums."""

    def in_order(self) -> "LocumBookingQuerySet":
        """In the order in which they were booked, specialty with them."""
        return self.select_related("specialty").order_by("pk")

    def visible_to(self, user: User) -> "LocumBookingQuerySet":
        """Of specialties whose locums the user may read."""
        return self.filter(_reached(reach(user=user, subject=Subject.LOCUM), rota="", person=""))


class DeskAddressQuerySet(models.QuerySet["DeskAddress", "DeskAddress"]):
    """Addresses of desks."""

    def in_use(self) -> "DeskAddressQuerySet":
        """Those that have not been stopped."""
        return self.filter(stopped_at=None).order_by("desk", "address")


class ActivityTemplateQuerySet(models.QuerySet["ActivityTemplate", "ActivityTemplate"]):
    """Sessions of a week."""

    def in_force(self, *, first: date, last: date) -> "ActivityTemplateQuerySet":
        """Valid on any day from first to last, both in."""
        return self.filter(valid__overlap=DateRange(first, last, "[]"))


class SessionChangeQuerySet(models.QuerySet["SessionChange", "SessionChange"]):
    """Half days changed for one week."""

    def between(self, first: date, *, last: date) -> "SessionChangeQuerySet":
        """From first to last, both in."""
        return self.filter(date__range=(first, last))


class SwitchboardLinkQuerySet(models.QuerySet["SwitchboardLink", "SwitchboardLink"]):
    """Links of the switchboard."""

    def working(self) -> "SwitchboardLinkQuerySet":
        """Those that have not been revoked."""
        return self.filter(revoked_at=None)


def plans_leave_of(user: User, *, prefix: str) -> Q:
    """People whose leave the user logs or decides about: those see what becomes of its sessions."""
    return may_log_leave_for(user).as_filter(prefix=prefix) | may_decide_leave_of(user).as_filter(prefix=prefix)


class ClinicBookingQuerySet(models.QuerySet["ClinicBooking", "ClinicBooking"]):
    """Clinics with the patients booked into them."""

    def between(self, first: date, *, last: date) -> "ClinicBookingQuerySet":
        """From first to last, both in, in order of days."""
        return self.filter(date__range=(first, last)).order_by("date", "session", "clinic_code")

    def visible_to(self, user: User) -> "ClinicBookingQuerySet":
        """Of doctors whose leave the user logs or decides about."""
        return self.filter(plans_leave_of(user, prefix="consultant__"))


class LeaveSessionQuerySet(models.QuerySet["LeaveSession", "LeaveSession"]):
    """Clinics and lists that leave hits."""

    def to_ask(self) -> "LeaveSessionQuerySet":
        """To be cancelled or reduced, and not asked of anybody yet."""
        return self.filter(choice__in=("cancel", "reduce"), request=None)

    def visible_to(self, user: User) -> "LeaveSessionQuerySet":
        """Of people whose leave the user logs or decides about."""
        return self.filter(plans_leave_of(user, prefix="absence__person__"))


class CancellationQuerySet(models.QuerySet["CancellationRequest", "CancellationRequest"]):
    """Requests to cancel or reduce clinics and lists."""

    def visible_to(self, user: User) -> "CancellationQuerySet":
        """About people whose leave the user logs or decides about."""
        return self.filter(plans_leave_of(user, prefix="absence__person__"))

    def not_done(self) -> "CancellationQuerySet":
        """Asked, and nobody has said or seen that the PAS holds it."""
        return self.filter(state="asked")

    def under_way(self) -> "CancellationQuerySet":
        """Asked or done, with patients who may still wait for a new date."""
        return self.filter(state__in=("asked", "done"))


class WeekPublicationQuerySet(models.QuerySet["WeekPublication", "WeekPublication"]):
    """Weeks that were published."""

    def of_week(self, specialty: Specialty, *, monday: date) -> "WeekPublicationQuerySet":
        """Those of one specialty's week, the newest first."""
        return self.filter(specialty=specialty, monday_date=monday).order_by("-published_at", "-pk")

    def that_told(self) -> "WeekPublicationQuerySet":
        """Those that told doctors of their week."""
        return self.filter(mails__isnull=False).distinct()
