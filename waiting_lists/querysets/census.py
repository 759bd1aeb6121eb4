"""Censuses and their pathways, named in users' words."""

from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from directorate.core.access import reach
from directorate.core.domain.access import Subject
from directorate.core.models import Person, User

if TYPE_CHECKING:
    from waiting_lists.models.census import Census, CensusPathway


class CensusQuerySet(models.QuerySet["Census", "Census"]):
    """Weekly lists."""

    def in_use(self, feed: str = "ptl") -> Self:
        """Accepted lists of a feed, newest first."""
        return self.filter(feed=feed, state="accepted").order_by("-census_date")

    def latest_with_rows(self, feed: str = "ptl") -> "Census | None":
        """The list that the screens show; None before the first import."""
        return self.in_use(feed).filter(has_rows=True).first()


class CensusPathwayQuerySet(models.QuerySet["CensusPathway", "CensusPathway"]):
    """Pathways of a census."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The pathways this user may see: all, of the user's specialties, of the consultants worked for, or own."""
        reached = reach(user=user, subject=Subject.WAITING_LIST)
        if reached.everything:
            return self
        if not reached:
            return self.none()
        people = reached.consultant_ids | ({reached.person_id} if reached.person_id else set())
        codes = Person.objects.filter(pk__in=people, consultant_code__isnull=False).values_list("consultant_code", flat=True)
        return self.filter(Q(specialty__in=reached.specialty_ids) | Q(consultant_code__in=list(codes)))
