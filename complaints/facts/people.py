"""Who can be asked for a statement, and who works on complaints."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Case as When
from django.db.models import IntegerField, Q, QuerySet, Value
from django.db.models import When as Then

from directorate.core.domain.access import Operation, Role, Subject, scopes
from directorate.core.models import Person, Specialty, User


def people_to_ask(specialty: Specialty, *, on: date) -> QuerySet[Person]:
    """People who work here on a day: those of the specialty first, each by name."""
    own = When(Then(specialty=specialty, then=Value(0)), default=Value(1), output_field=IntegerField())
    return (
        Person.objects.employed_on(on)
        .select_related("specialty")
        .annotate(is_elsewhere=own)
        .order_by("is_elsewhere", "specialty__sort_order", "sort_name", "pk")
    )


def users_who_work_on_complaints(*, on: date) -> list[User]:
    """Users with a role that changes complaints: who can lead a case."""
    return _holding(Subject.COMPLAINT_INDEX, operation=Operation.WRITE, on=on)


def users_who_may_be_named(*, on: date) -> list[User]:
    """Users with a role that may see a restricted case when they are named on it."""
    return _holding(Subject.RESTRICTED_CASE, operation=Operation.READ, on=on)


def _holding(subject: Subject, *, operation: Operation, on: date) -> list[User]:
    roles: Sequence[Role] = [role for role in Role if scopes(subject=subject, role=role, operation=operation)]
    holders = Q(grants__role__in=roles, grants__valid__contains=on)
    return list(User.objects.filter(holders, is_active=True, is_system=False).distinct().order_by("name"))
