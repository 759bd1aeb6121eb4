"""Roles given to users, and taken away."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from psycopg.types.range import DateRange

from directorate.core import clock
from directorate.core.actions.users import LastAdministratorError, NotToYourselfError, administrators_locked
from directorate.core.domain.access import Role
from directorate.core.history import acting
from directorate.core.models import RoleGrant, Specialty, Team, User


@dataclass(frozen=True)
class RoleAsked:
    """What an administrator asks for: a role, where it reaches, and from when to when (both days in; no end is open)."""

    role: Role
    specialties: Iterable[Specialty]
    teams: Iterable[Team]
    may_log_for_team: bool
    first_day: date
    last_day: date | None

    @property
    def valid(self) -> DateRange:
        """The days as the database keeps them, end excluded."""
        return DateRange(self.first_day, self.last_day + timedelta(days=1) if self.last_day else None)


@transaction.atomic
def grant_role(*, user: User, by: User, asked: RoleAsked, reason: str) -> RoleGrant:
    """Give a user a role; it counts from their next request.

    Raises:
        NotToYourselfError: nobody grants themselves a role.
    """
    _not_yourself(user=user, by=by)
    with acting(by=by, action="Grant a role", reason=reason):
        grant = RoleGrant.objects.create(
            user=user, role=asked.role, may_log_for_team=asked.may_log_for_team, valid=asked.valid, granted_by=by
        )
        grant.specialties.set(asked.specialties)
        grant.teams.set(asked.teams)
    return grant


@transaction.atomic
def change_grant(*, grant: RoleGrant, by: User, asked: RoleAsked, reason: str) -> None:
    """Change where a role reaches and how long it lasts; the role itself stays what it is.

    Raises:
        NotToYourselfError: it is one's own.
        LastAdministratorError: it would leave nobody who can open accounts.
    """
    _not_yourself(user=grant.user, by=by)
    if clock.today() not in asked.valid:
        _not_the_last_administrator(grant)
    locked = RoleGrant.objects.select_for_update().get(pk=grant.pk)
    with acting(by=by, action="Change a role", reason=reason):
        RoleGrant.objects.filter(pk=locked.pk).update(may_log_for_team=asked.may_log_for_team, valid=asked.valid)
        locked.specialties.set(asked.specialties)
        locked.teams.set(asked.teams)


@transaction.atomic
def end_grant(*, grant: RoleGrant, by: User, reason: str) -> None:
    """Take a role away at once: yesterday was its last day; one that began today is removed.

    Raises:
        NotToYourselfError: it is one's own.
        LastAdministratorError: it would leave nobody who can open accounts.
    """
    _not_yourself(user=grant.user, by=by)
    _not_the_last_administrator(grant)
    locked = RoleGrant.objects.select_for_update().get(pk=grant.pk)
    today = clock.today()
    first = locked.valid.lower
    with acting(by=by, action="End a role", reason=reason):
        if first is None or first < today:
            RoleGrant.objects.filter(pk=locked.pk).update(valid=DateRange(first, today))
        else:
            locked.delete()


def _not_yourself(*, user: User, by: User) -> None:
    if user.pk == by.pk:
        raise NotToYourselfError


def _not_the_last_administrator(grant: RoleGrant) -> None:
    if grant.role != Role.ADMINISTRATOR:
        return
    if not administrators_locked().keys() - {grant.pk}:
        raise LastAdministratorError
