"""What people wrote on pathways, for pathways that the caller has already found through `visible_to`."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models

from directorate.core.models import User

if TYPE_CHECKING:
    from waiting_lists.models import Comment, PathwayAction, PlannedDate, ValidationQuery


class CommentQuerySet(models.QuerySet["Comment", "Comment"]):
    """Comments."""

    def standing(self) -> "CommentQuerySet":
        """Comments that have not been withdrawn."""
        return self.filter(withdrawn_at=None)

    def of_pathway(self, key: UUID) -> "CommentQuerySet":
        """Every comment of one pathway, the latest first, with its writer."""
        return self.filter(pathway_key=key).select_related("created_by", "withdrawn_by").order_by("-created_at", "-pk")

    def latest_of(self, keys: Iterable[UUID]) -> "dict[UUID, Comment]":
        """The latest standing comment of each of these pathways (one query)."""
        rows = (
            self.standing()
            .filter(pathway_key__in=list(keys))
            .select_related("created_by")
            .order_by("pathway_key", "-created_at", "-pk")
            .distinct("pathway_key")
        )
        return {row.pathway_key: row for row in rows}


class PlannedDateQuerySet(models.QuerySet["PlannedDate", "PlannedDate"]):
    """Planned dates."""

    def standing(self) -> "PlannedDateQuerySet":
        """Planned dates that nobody has ended or replaced."""
        return self.filter(ended_at=None)

    def of_pathway(self, key: UUID) -> "PlannedDateQuerySet":
        """Every planned date of one pathway, the latest first."""
        return self.filter(pathway_key=key).select_related("created_by", "ended_by").order_by("-created_at", "-pk")

    def standing_of(self, keys: Iterable[UUID]) -> "dict[UUID, PlannedDate]":
        """The planned date that stands on each of these pathways (one query)."""
        rows = self.standing().filter(pathway_key__in=list(keys)).select_related("created_by")
        return {row.pathway_key: row for row in rows}


class PathwayActionQuerySet(models.QuerySet["PathwayAction", "PathwayAction"]):
    """Actions on pathways."""

    def open(self) -> "PathwayActionQuerySet":
        """Actions not yet done, carried over or cancelled."""
        return self.filter(action__state="open")

    def due_by(self, day: date, *, owner: User) -> "PathwayActionQuerySet":
        """Actions of one person that are due on or before a day."""
        return self.filter(action__owner=owner, action__due_date__lte=day)

    def of_pathway(self, key: UUID) -> "PathwayActionQuerySet":
        """Every action of one pathway, open ones first, then by due date."""
        return (
            self.filter(pathway_key=key)
            .select_related("action__owner", "action__created_by", "action__closed_by")
            .annotate(is_closed=models.Case(models.When(action__state="open", then=0), default=1))
            .order_by("is_closed", "action__due_date", "pk")
        )

    def next_of(self, keys: Iterable[UUID]) -> "dict[UUID, PathwayAction]":
        """The open action due first on each of these pathways (one query)."""
        rows = (
            self.open()
            .filter(pathway_key__in=list(keys))
            .select_related("action__owner")
            .order_by("pathway_key", "action__due_date", "pk")
            .distinct("pathway_key")
        )
        return {row.pathway_key: row for row in rows}


class ValidationQueryQuerySet(models.QuerySet["ValidationQuery", "ValidationQuery"]):
    """Questions for validation."""

    def open(self) -> "ValidationQueryQuerySet":
        """Questions without an answer."""
        return self.filter(answered_at=None)

    def of_pathway(self, key: UUID) -> "ValidationQueryQuerySet":
        """Every question of one pathway, the latest first."""
        return self.filter(pathway_key=key).select_related("created_by", "answered_by").order_by("-created_at", "-pk")

    def open_of(self, keys: Iterable[UUID]) -> "dict[UUID, ValidationQuery]":
        """The open question of each of these pathways (one query)."""
        rows = self.open().filter(pathway_key__in=list(keys)).select_related("created_by")
        return {row.pathway_key: row for row in rows}
