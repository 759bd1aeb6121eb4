"""Rows to facts for the tables of core, named in users' words."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import models
from django.db.models import OuterRef, Q

if TYPE_CHECKING:
    from directorate.core.models import OutgoingMail, Person, PolicyNumber, Specialty

# What the keys of the limits of the waiting list's clocks begin with.
CLOCK_LIMIT = "limit_"
Posted = TypeVar("Posted", bound=models.Model)


class SpecialtyQuerySet(models.QuerySet["Specialty", "Specialty"]):
    """Specialties."""

    def in_order(self) -> "SpecialtyQuerySet":
        """Active specialties in the order reports print them."""
        return self.filter(is_active=True).order_by("sort_order", "name")


class PersonQuerySet(models.QuerySet["Person", "Person"]):
    """People."""

    def employed_on(self, day: date) -> "PersonQuerySet":
        """People who have started and not left on this day."""
        return self.filter(Q(start_date=None) | Q(start_date__lte=day), Q(leaving_date=None) | Q(leaving_date__gte=day))

    def in_name_order(self) -> "PersonQuerySet":
        """Surname first, accents and capitals ignored."""
        return self.order_by("sort_name", "pk")


class PolicyNumberQuerySet(models.QuerySet["PolicyNumber", "PolicyNumber"]):
    """Policy numbers."""

    def on(self, day: date | OuterRef) -> "PolicyNumberQuerySet":
        """The rows in force on a day."""
        return self.filter(valid__contains=day)

    def clock_limits_on(self, day: date | OuterRef) -> "PolicyNumberQuerySet":
        """The limits of the waiting list's clocks in force on a day."""
        return self.on(day).filter(key__startswith=CLOCK_LIMIT).order_by("key")

    def values_on(self, day: date) -> dict[str, Decimal]:
        """Key to value, for the day; a key without a row in force is absent."""
        pairs: Any = self.on(day).values_list("key", "value")
        return dict(pairs)


class OutgoingQuerySet(models.QuerySet[Posted, Posted]):
    """Messages on their way."""

    def due(self, *, at: datetime) -> Self:
        """Waiting, and it is time to try."""
        return self.filter(state="queued", next_attempt_at__lte=at).order_by("next_attempt_at", "pk")

    def stuck_since(self, moment: datetime) -> Self:
        """Handed to the mail server before this moment without an answer recorded."""
        return self.filter(state="sending", sending_at__lt=moment)

    def not_arrived(self) -> Self:
        """Not sent, or nobody knows: a person has to look."""
        return self.filter(state__in=("failed", "uncertain"))


class OutgoingMailQuerySet(OutgoingQuerySet["OutgoingMail"]):
    """E-mails to people who do not sign in."""
