"""What is recorded about a list: a figure that the Trust published, and why a patient left the list."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from directorate.core import clock
from directorate.core.access import WRITE, reach
from directorate.core.domain.access import Subject
from directorate.core.history import acting
from directorate.core.models import User
from waiting_lists.facts.published import our_figure
from waiting_lists.models import Census, LeftCheck, PublishedFigure


class ReasonMissingError(ValueError):
    """The published figure is another than ours: somebody has to say why."""

    def __init__(self, ours: Decimal) -> None:
        super().__init__(f"Our list of that day says {ours:,}. Say why the two differ.")


@dataclass(frozen=True, slots=True)
class Published:
    """What stands in the Trust's publication."""

    as_at: date
    return_line: str
    measure: str
    figure: Decimal
    reason: str
    source: str


def record_published(said: Published, *, by: User) -> PublishedFigure:
    """Record a published figure beside ours of that day; the same line and day again corrects it.

    Raises:
        PermissionDenied: the user does not load lists of every specialty.
        ReasonMissingError: the figures differ and no reason is given.
    """
    if not reach(user=by, subject=Subject.WAITING_LIST_IMPORT, operation=WRITE).everything:
        raise PermissionDenied
    ours = our_figure(as_at=said.as_at, return_line=said.return_line, measure=said.measure)
    if ours is not None and ours != said.figure and not said.reason:
        raise ReasonMissingError(ours)
    with transaction.atomic(), acting(by=by, action="Record published figure", reason=said.reason):
        made, _ = PublishedFigure.objects.update_or_create(
            as_at_date=said.as_at,
            return_line=said.return_line,
            measure=said.measure,
            defaults={
                "published": said.figure,
                "ours": ours,
                "reason": said.reason,
                "source": said.source,
                "recorded_by": by,
                "recorded_at": clock.now(),
            },
        )
    return made


def settle_left(census: Census, *, key: UUID, outcome: str, note: str, by: User) -> LeftCheck:
    """Record why a pathway left the list; said again, the later answer counts."""
    with transaction.atomic(), acting(by=by, action="Settle who left the list"):
        made, _ = LeftCheck.objects.update_or_create(
            census=census,
            pathway_key=key,
            defaults={"outcome": outcome, "note": note, "checked_by": by, "checked_at": clock.now()},
        )
    return made
