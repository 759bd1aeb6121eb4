"""Timesheets as the pages show them, and where their files lie."""

from collections.abc import Sequence
from datetime import date, datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, When
from django.db.models.functions import JSONObject

from directorate.core.imports.file_store import KeptFolder
from directorate.core.models import User
from rotas.domain.clocks import hours_words
from rotas.domain.signing import SigningRight, amount_of, why_not_signed
from rotas.facts.locums import pounds
from rotas.models import Signatory, Timesheet

FILES = KeptFolder("timesheets")


def amount(sheet: Timesheet) -> int:
    """Return what is to be paid in pence, 0 before hours and rate are known."""
    if sheet.minutes is None or sheet.rate_pence is None:
        return 0
    return amount_of(sheet.minutes, rate_pence=sheet.rate_pence)


def booked_minutes(sheet: Timesheet) -> int:
    """Return how long the duty is that the request was for."""
    during = sheet.request.gap.duty.during
    return int((during.upper - during.lower).total_seconds() // 60)


def beside_booking(sheet: Timesheet, *, now: datetime) -> list[str]:
    """Return in words what of a coded timesheet is not as booked: whoever signs reads it."""
    if sheet.minutes is None or sheet.rate_pence is None:
        return []
    found, booked, agreed = [], booked_minutes(sheet), sheet.request.rate_pence
    if sheet.request.gap.duty.during.upper > now:
        found.append("The duty has not ended yet.")
    if sheet.minutes > booked:
        found.append(f"{hours_words(sheet.minutes - booked)} more than the duty of {hours_words(booked)}.")
    if agreed is not None and sheet.rate_pence > agreed:
        found.append(f"{pounds(sheet.rate_pence - agreed)} an hour more than the {pounds(agreed)} that were agreed.")
    return found


def obstacle_to_sign(sheet: Timesheet, *, user: User, today: date) -> str:
    """Return why the user may not sign a timesheet, empty when they may."""
    rights = [
        SigningRight(
            first=row.valid.lower,
            last=None if row.valid.upper is None else date.fromordinal(row.valid.upper.toordinal() - 1),
            cost_codes=tuple(row.cost_codes),
            limit_pence=row.limit_pence,
        )
        for row in Signatory.objects.filter(user=user)
    ]
    return why_not_signed(
        rights,
        day=today,
        cost_code=sheet.cost_code,
        amount_pence=amount(sheet),
        coded_by_self=sheet.coded_by_id == user.pk,
    )


def signatories(today: date) -> Sequence[Signatory]:
    """Return who may sign today."""
    return list(Signatory.objects.filter(valid__contains=today).select_related("user").order_by("user__name", "pk"))


def sheets_to_sign(user: User, *, most: int) -> ArraySubquery:
    """Timesheets of the user's rotas that wait for a signature, the oldest first, as a figure of Today."""
    rows = Timesheet.objects.changeable_by(user).to_sign()
    shown = JSONObject(pk="pk", request="request_id", worker="request__worker_name")
    return ArraySubquery(rows.values(found=shown)[:most])


def sheets_of(user: User, *, most: int) -> Sequence[Timesheet]:
    """Return timesheets the user may read, those that are not forwarded first, then the latest."""
    rows = Timesheet.objects.visible_to(user).select_related("request__gap__duty__rota")
    return list(rows.order_by(Case(When(state="sent", then=1), default=0), "-expected_date", "-pk")[:most])
