"""What a user may reach: the table of roles applied to the roles that this user holds today.

Every queryset that holds people's data has a `visible_to(user)` that asks here, and every view says with
`directorate.core.guard.requires` which right it needs. Nothing else decides about access.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from directorate.core import clock
from directorate.core.domain.access import Operation, Role, Scope, Subject, scopes
from directorate.core.models import Cover, RoleGrant, SecretaryConsultant, User

READ, WRITE = Operation.READ, Operation.WRITE


@dataclass(frozen=True)
class Grant:
    """A role held today and where it reaches (primary keys)."""

    role: Role
    specialty_ids: frozenset[int]
    team_ids: frozenset[int]
    may_log_for_team: bool


@dataclass(frozen=True)
class Reach:
    """How far one right of one user reaches; false when it is not held at all.

    Attributes:
        everything: the whole directorate.
        specialty_ids, team_ids: records of these specialties or teams.
        consultant_ids: the people (consultants, and those covered) for whom the user works.
        consultant_codes: the codes of these consultants, and the user's own where the right reaches the own records.
        medical: doctors only.
        person_id: the user's own records; None when the right does not reach them.
    """

    everything: bool = False
    specialty_ids: frozenset[int] = frozenset()
    team_ids: frozenset[int] = frozenset()
    consultant_ids: frozenset[int] = frozenset()
    consultant_codes: frozenset[str] = frozenset()
    medical: bool = False
    own: bool = False
    person_id: int | None = None

    def __bool__(self) -> bool:
        return (
            self.everything
            or self.medical
            or self.own
            or bool(self.specialty_ids or self.team_ids or self.consultant_ids)
        )


def grant_rows(on: date) -> QuerySet[Any, Any]:
    """The grants in force on a day, each with what `Permissions` reads of it as JSON in `found`."""
    specialties = RoleGrant.specialties.through.objects.filter(rolegrant=OuterRef("pk"))
    teams = RoleGrant.teams.through.objects.filter(rolegrant=OuterRef("pk"))
    found = JSONObject(
        role="role",
        specialties=ArraySubquery(specialties.values("specialty")),
        teams=ArraySubquery(teams.values("team")),
        may_log="may_log_for_team",
    )
    rows: QuerySet[Any, Any] = RoleGrant.objects.filter(valid__contains=on).annotate(found=found)
    return rows


def with_grants(users: QuerySet[User], *, on: date) -> QuerySet[User]:
    """Bring the grants of the day along with the users, for `keep_grants`."""
    rows = grant_rows(on).filter(user=OuterRef("pk"))
    found: QuerySet[User] = users.annotate(grants_found=ArraySubquery(rows.values("found")))
    return found


def keep_grants(user: User, *, on: date) -> None:
    """Let the permissions of this day read what `with_grants` brought, without a query."""
    user.held_grants = (on, user.grants_found)  # type: ignore[attr-defined]


class Permissions:
    """The rights of one user on one day; loaded with the user or in one query, kept for the life of a request."""

    def __init__(self, *, user: User | AnonymousUser, on: date) -> None:
        self.user = user
        self.on = on

    @cached_property
    def grants(self) -> tuple[Grant, ...]:
        """The roles held on the day."""
        if not isinstance(self.user, User) or not self.user.is_active:
            return ()
        on, rows = getattr(self.user, "held_grants", (None, ()))
        if on != self.on:
            rows = grant_rows(self.on).filter(user=self.user).values_list("found", flat=True)
        return tuple(
            Grant(Role(row["role"]), frozenset(row["specialties"]), frozenset(row["teams"]), row["may_log"])
            for row in rows
        )

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The roles held on the day, without where they reach."""
        return frozenset(grant.role for grant in self.grants)

    @cached_property
    def consultants(self) -> dict[int, str]:
        """The consultants this person works for, and those of the colleagues she covers, with their codes."""
        person_id = getattr(self.user, "person_id", None)
        if person_id is None:
            return {}
        covered = Cover.objects.filter(covering=person_id, valid__contains=self.on).values("covered")
        works_for = SecretaryConsultant.objects.filter(
            Q(secretary=person_id) | Q(secretary__in=covered), valid__contains=self.on
        )
        return {pk: code or "" for pk, code in works_for.values_list("consultant", "consultant__consultant_code")}

    @property
    def consultant_ids(self) -> frozenset[int]:
        """The primary keys of the consultants this person works for."""
        return frozenset(self.consultants)

    def _codes(self, every: frozenset[Scope]) -> frozenset[str]:
        codes = set(self.consultants.values()) if Scope.CONSULTANT in every else set()
        person = getattr(self.user, "person", None) if Scope.OWN in every else None
        return frozenset(filter(None, codes | {getattr(person, "consultant_code", None)}))

    def reach(self, *, subject: Subject, operation: Operation) -> Reach:
        """How far the user may do this; false when not at all."""
        held = [(grant, scopes(subject=subject, role=grant.role, operation=operation)) for grant in self.grants]
        every = frozenset(scope for _, reached in held for scope in reached)
        own = Scope.OWN in every
        return Reach(
            everything=Scope.ALL in every,
            specialty_ids=frozenset().union(*(g.specialty_ids for g, reached in held if Scope.SPECIALTY in reached)),
            team_ids=frozenset().union(*(g.team_ids for g, reached in held if Scope.TEAM in reached)),
            consultant_ids=self.consultant_ids if Scope.CONSULTANT in every else frozenset(),
            consultant_codes=self._codes(every),
            medical=Scope.MEDICAL in every,
            own=own,
            person_id=getattr(self.user, "person_id", None) if own else None,
        )

    def holds(self, *, subject: Subject, operation: Operation) -> bool:
        """Whether any of the user's roles has this right at all, whatever its reach (no query beyond the roles)."""
        return any(scopes(subject=subject, role=grant.role, operation=operation) for grant in self.grants)


def permissions(user: User | AnonymousUser) -> Permissions:
    """The user's rights today, loaded once per user object (that is, once per request)."""
    kept = getattr(user, "_permissions", None)
    if isinstance(kept, Permissions):
        return kept
    fresh = Permissions(user=user, on=clock.today())
    user._permissions = fresh  # type: ignore[union-attr]
    return fresh


def reach(*, user: User | AnonymousUser, subject: Subject, operation: Operation = READ) -> Reach:
    """How far this user may do this; false when not at all."""
    return permissions(user).reach(subject=subject, operation=operation)


def may(*, user: User | AnonymousUser, subject: Subject, operation: Operation = READ) -> bool:
    """Whether this user has the right at all."""
    return permissions(user).holds(subject=subject, operation=operation)


def people_who_may(subject: Subject, *, operation: Operation) -> QuerySet[User]:
    """Everybody with an open account who holds this right today, whatever its reach, in order of names."""
    roles = [role for role in Role if scopes(subject=subject, role=role, operation=operation)]
    held = RoleGrant.objects.filter(role__in=roles, valid__contains=clock.today())
    return User.objects.filter(is_active=True, is_system=False, pk__in=held.values("user")).order_by("name", "pk")
