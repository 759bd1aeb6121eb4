"""Rejected rows until each is settled: who sees which, who owns them, how they end."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from directorate.core import clock
from directorate.core.access import reach
from directorate.core.domain.access import Operation
from directorate.core.history import acting
from directorate.core.importers.feeds import Feed, all_feeds
from directorate.core.models import ImportBatch, RejectedRow, User
from directorate.core.models.imports import BatchState, RowOutcome


@dataclass(frozen=True)
class Unsettled:
    """Rows of the list in use that are not shown: how many, how many look like ours, where they are worked off."""

    rows: int
    ours: int
    href: str


def batch_in_use(feed: str) -> ImportBatch | None:
    """Return the batch of the newest list in use, None before the first."""
    accepted = ImportBatch.objects.filter(feed=feed, state=BatchState.ACCEPTED, corrects=None)
    return accepted.order_by("-as_at", "-pk").first()


def unsettled(feed: str = "ptl") -> Unsettled | None:
    """Return what a banner says about the newest list, None when every row is settled."""
    batch = batch_in_use(feed)
    if batch is None:
        return None
    counts = RejectedRow.objects.filter(batch=batch, outcome="").aggregate(
        rows=Count("pk"), ours=Count("pk", filter=Q(specialty__isnull=False))
    )
    if not counts["rows"]:
        return None
    return Unsettled(rows=counts["rows"], ours=counts["ours"], href=reverse("imports:row_list", args=[batch.pk]))


def feeds_importable_by(user: User | AnonymousUser) -> tuple[Feed, ...]:
    """Return the feeds whose files this user may load: the right must reach the directorate or a specialty."""
    found = []
    for feed in all_feeds():
        reached = reach(user=user, subject=feed.subject, operation=Operation.WRITE)
        if reached.everything or reached.specialty_ids:
            found.append(feed)
    return tuple(found)


def manages_all_of(feed: Feed, *, user: User | AnonymousUser) -> bool:
    """Return whether this user may load the whole directorate's files of a feed, and so confirm what holds one."""
    return reach(user=user, subject=feed.subject, operation=Operation.WRITE).everything


def rows_visible_to(user: User | AnonymousUser) -> QuerySet[RejectedRow]:
    """Return the rejected rows this user may see: all, or those that look like the user's specialties."""
    rows = RejectedRow.objects.select_related("specialty", "owner", "settled_by")
    visible = Q(pk__in=())
    for feed in feeds_importable_by(user):
        reached = reach(user=user, subject=feed.subject, operation=Operation.WRITE)
        ours = Q() if reached.everything else Q(specialty__in=reached.specialty_ids)
        visible |= Q(batch__feed=feed.key) & ours
    return rows.filter(visible)


def batches_visible_to(user: User | AnonymousUser) -> QuerySet[ImportBatch]:
    """Return the batches this user may see: those of the feeds that the user may load, whoever loaded them."""
    keys = [feed.key for feed in feeds_importable_by(user)]
    return ImportBatch.objects.filter(feed__in=keys).select_related("uploaded_by", "accepted_by", "corrects")


def owners() -> QuerySet[User]:
    """Return the people who can be given rejected rows."""
    return User.objects.filter(is_active=True, is_system=False, person__isnull=False).order_by("name")


def settle_row(row_id: int, *, by: User, outcome: RowOutcome, note: str = "") -> RejectedRow:
    """Settle one rejected row; settled twice stays as it was settled first."""
    with transaction.atomic(), acting(by=by, action="settle a rejected row", reason=note):
        row = RejectedRow.objects.select_for_update().get(pk=row_id)
        if not row.outcome:
            row.outcome, row.note = outcome, note
            row.settled_by, row.settled_at = by, clock.now()
            row.save()
    return row


def give_row(row_id: int, *, by: User, owner: User | None) -> None:
    """Give one rejected row to somebody."""
    with transaction.atomic(), acting(by=by, action="give a rejected row"):
        row = RejectedRow.objects.select_for_update().get(pk=row_id)
        row.owner = owner
        row.save()
