"""Who may be given an action about a pathway."""

from django.db.models import QuerySet

from directorate.core import clock
from directorate.core.access import WRITE
from directorate.core.domain.access import Role, Subject, scopes
from directorate.core.models import User
from waiting_lists.domain.returned_rows import folded
from waiting_lists.models import CensusPathway

# Roles that act on pathways: only they can own an action here.
OWNING_ROLES = [role for role in Role if scopes(subject=Subject.PATHWAY_WORK, role=role, operation=WRITE)]


def owners_for(pathway: CensusPathway) -> list[tuple[int, str]]:
    """Who may be given an action about this pathway: people of its specialty and managers (one query)."""
    return list(_owners(pathway.specialty_id).values_list("pk", "name").order_by("name"))


def owners_by_name(specialty_id: int | None) -> dict[str, frozenset[int]]:
    """Those who may be given an action in a specialty, by name and by e-mail address, folded (one query)."""
    found: dict[str, frozenset[int]] = {}
    for pk, name, email in _owners(specialty_id).values_list("pk", "name", "email"):
        for known_as in {folded(name), folded(email)} - {""}:
            found[known_as] = found.get(known_as, frozenset()) | {pk}
    return found


def _owners(specialty_id: int | None) -> "QuerySet[User, User]":
    today = clock.today()
    active = User.objects.filter(is_active=True, is_system=False, grants__valid__contains=today)
    managers = [Role.DIRECTORATE_MANAGER, Role.ASSISTANT_MANAGER]
    return active.filter(grants__role__in=OWNING_ROLES, grants__specialties=specialty_id).union(
        active.filter(grants__role__in=managers)
    )
