"""Requests for a decision, named in users' words."""

from typing import Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, Q, Value, When

from directorate.core.access import WRITE, reach
from directorate.core.domain.access import Subject
from directorate.core.models import User


class EscalationQuerySet(models.QuerySet[Any, Any]):
    """Requests for a decision."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Requests of the specialties on whose pathways the user works, and the user's own."""
        reached = reach(user=user, subject=Subject.PATHWAY_WORK, operation=WRITE)
        if reached.everything:
            return self
        return self.filter(Q(specialty__in=reached.specialty_ids) | Q(created_by=user.pk))

    def to_decide(self) -> Self:
        """Requests without a decision, the one wanted first on top."""
        return self.filter(state="asked").order_by("decide_by_date", "pk")

    def in_order(self) -> Self:
        """Those to decide first, then the rest, the latest on top."""
        is_closed = Case(When(state="asked", then=Value(0)), default=Value(1))
        return self.annotate(is_closed=is_closed).order_by("is_closed", "decide_by_date", "-created_at")
