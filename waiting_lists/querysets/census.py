"""Censuses and their pathways, named in users' words."""

from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from directorate.core.access import Reach, reach
from directorate.core.domain.access import Subject
from directorate.core.models import User
from waiting_lists.querysets.patient_list import PatientListQuerySet

if TYPE_CHECKING:
    from waiting_lists.models.census import Census, CensusPathway


class CensusQuerySet(models.QuerySet["Census", "Census"]):
    """Weekly lists."""

    def in_use(self, feed: str = "ptl") -> Self:
        """Accepted lists of a feed, newest first."""
        return self.filter(feed=feed, state="accepted").order_by("-census_date")

    def with_rows(self, feed: str = "ptl") -> Self:
        """Lists in use whose pathways are kept, newest first: of past weeks only the counts may be known."""
        return self.in_use(feed).filter(has_rows=True)

    def latest_with_rows(self, feed: str = "ptl") -> "Census | None":
        """The list that the screens show; None before the first import."""
        return self.with_rows(feed).first()


class CensusPathwayQuerySet(PatientListQuerySet):
    """Pathways of a census."""

    model: "type[CensusPathway]"

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The pathways this user may see: all, of the user's specialties, of the consultants worked for, or own."""
        reached = reach(user=user, subject=Subject.WAITING_LIST)
        if reached.everything:
            return self
        if not reached:
            return self.none()
        return self.filter(Q(specialty__in=reached.specialty_ids) | Q(consultant_code__in=consultant_codes(reached)))


def consultant_codes(reached: Reach) -> list[str]:
    """The codes of the consultants a right reaches: those worked for, and oneself."""
    return sorted(reached.consultant_codes)
