"""Rows of reports, named in users' words."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Max, OuterRef, Q

from directorate.core.access import WRITE, may, permissions
from directorate.core.domain.access import Operation, Role, Subject, scopes
from directorate.core.models import User
from directorate.core.querysets import OutgoingQuerySet
from reports.domain.states import DRAFT, RunState

if TYPE_CHECKING:
    from reports.models import (
        AlertLetter,
        Comparison,
        Recipient,
        ReportDelivery,
        ReportRun,
        RunStep,
        SourceConfirmation,
    )


class RecipientQuerySet(models.QuerySet["Recipient", "Recipient"]):
    """Recipients."""

    def visible_to(self, user: User | AnonymousUser) -> "RecipientQuerySet":
        """Everybody who may read recipients; a rota coordinator's right to policy numbers is for rota rules only."""
        roles = permissions(user).roles - {Role.ROTA_COORDINATOR}
        readers = (scopes(subject=Subject.POLICY_NUMBER, role=role, operation=Operation.READ) for role in roles)
        return self if any(readers) else self.none()

    def reachable(self) -> "RecipientQuerySet":
        """On the list, and approved by a second person where the address lies outside the Trust."""
        return self.filter(Q(is_outside=False) | Q(outside_approved_at__isnull=False), is_active=True)


class SourceConfirmationQuerySet(models.QuerySet["SourceConfirmation", "SourceConfirmation"]):
    """Confirmations."""

    def complete_to(self) -> dict[str, date]:
        """For each source the last day that somebody said it is complete for."""
        pairs: Any = self.values_list("source").annotate(data_to=Max("data_to_date"))
        return dict(pairs)


class ReportRunQuerySet(models.QuerySet["ReportRun", "ReportRun"]):
    """Runs."""

    def visible_to(self, user: User | AnonymousUser) -> "ReportRunQuerySet":
        """All runs for those who release, released ones for others who may read reports, none for the rest."""
        if may(user=user, subject=Subject.HR_REPORT, operation=WRITE):
            return self
        released = self.filter(released_at__isnull=False)
        return released if may(user=user, subject=Subject.HR_REPORT) else self.none()

    def newest_first(self) -> "ReportRunQuerySet":
        """Latest period first, latest version first within it."""
        return self.order_by("-period_last_date", "-version", "-pk")

    def to_build(self) -> "ReportRunQuerySet":
        """Not built yet, also those that a worker began and did not finish."""
        return self.filter(state__in=(RunState.SCHEDULED, RunState.BUILDING)).order_by("period_last_date", "version")

    def drafts(self) -> "ReportRunQuerySet":
        """Built and not released."""
        return self.filter(state__in=DRAFT).order_by("period_last_date", "version")

    def under_way(self) -> "ReportRunQuerySet":
        """Released and not finished."""
        return self.filter(state__in=(RunState.RELEASED, RunState.SENDING))


class RunStepQuerySet(models.QuerySet["RunStep", "RunStep"]):
    """Changes of state of runs."""

    def gone_wrong(self) -> Self:
        """The job held the report or gave up building it, and that is how it still stands."""
        latest = self.model.objects.filter(run=OuterRef("run")).order_by("-pk").values("pk")[:1]
        wrong = Q(to_state=RunState.FAILED) | Q(to_state=RunState.HELD, run__held_by__is_system=True)
        return self.filter(
            wrong, pk=latest, taken_by__is_system=True, run__released_at=None, run__state=F("to_state")
        ).order_by("pk")


class ReportDeliveryQuerySet(OutgoingQuerySet["ReportDelivery"]):
    """Copies of reports."""

    def untold(self) -> Self:
        """Did not arrive, and no alert has said so."""
        return self.not_arrived().filter(alert=None)


class AlertLetterQuerySet(OutgoingQuerySet["AlertLetter"]):
    """E-mails that tell of an alert."""


class ComparisonQuerySet(models.QuerySet["Comparison", "Comparison"]):
    """Comparisons with spreadsheets."""

    def visible_to(self, user: User | AnonymousUser) -> "ComparisonQuerySet":
        """All of them for readers of reports, since they hold counts only."""
        return self if may(user=user, subject=Subject.HR_REPORT) else self.none()
