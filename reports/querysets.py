"""Rows of reports, named in users' words."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Max, Q

from directorate.core.access import WRITE, may, permissions
from directorate.core.domain.access import Operation, Role, Subject, scopes
from directorate.core.models import User
from reports.domain.states import DRAFT, RunState

if TYPE_CHECKING:
    from reports.models import Recipient, ReportDelivery, ReportRun, SourceConfirmation


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


class ReportDeliveryQuerySet(models.QuerySet["ReportDelivery", "ReportDelivery"]):
    """Deliveries."""

    def due(self, *, at: datetime) -> "ReportDeliveryQuerySet":
        """Waiting, and it is time to try."""
        return self.filter(state="queued", next_attempt_at__lte=at).order_by("next_attempt_at", "pk")

    def stuck_since(self, moment: datetime) -> "ReportDeliveryQuerySet":
        """Handed to the mail server before this moment without an answer recorded."""
        return self.filter(state="sending", sending_at__lt=moment)

    def not_arrived(self) -> "ReportDeliveryQuerySet":
        """Not sent, or nobody knows: a person has to look."""
        return self.filter(state__in=("failed", "uncertain"))
