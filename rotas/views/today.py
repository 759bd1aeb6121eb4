"""What rotas put on Today: duties that nobody does, the nearest first."""

from collections.abc import Sequence
from datetime import timedelta

from django.http import HttpRequest
from django.urls import reverse

from directorate.core import clock, registry
from directorate.core.access import WRITE, Permissions
from directorate.core.domain.access import Subject
from directorate.core.models import User
from rotas.facts.cover import time_words
from rotas.models import Gap

DAYS_SHOWN, MOST_GAPS = 14, 10
URGENT = timedelta(days=3)
RANK = 20


def _gaps(request: HttpRequest, held: Permissions) -> Sequence[Gap]:
    """Read once for a request: the open gaps of the next 14 days that the user closes."""
    if not isinstance(request.user, User) or not held.reach(subject=Subject.ROTA, operation=WRITE):
        return ()
    kept = getattr(request, "_rota_gaps", None)
    if kept is None:
        now = clock.now()
        rows = Gap.objects.open().closable_by(request.user).filter(duty__during__endswith__gt=now)
        rows = rows.filter(duty__during__startswith__lt=now + timedelta(days=DAYS_SHOWN))
        kept = list(rows.select_related("duty__rota").order_by("duty__during", "pk")[: MOST_GAPS + 1])
        request._rota_gaps = kept  # type: ignore[attr-defined]
    return list(kept)


def _line(gap: Gap) -> registry.Line:
    return registry.Line(
        f"{gap.duty.rota.name}: {time_words(gap.duty)}",
        reverse("rotas:gap_cover", args=[gap.pk]),
        detail=gap.get_cause_display(),
        action="Cover now",
    )


def gaps_card(request: HttpRequest, held: Permissions) -> Sequence[registry.Card]:
    """The gaps of the next 14 days."""
    gaps = _gaps(request, held)
    if not gaps:
        return []
    lines = [_line(gap) for gap in gaps[:MOST_GAPS]]
    return [registry.Card("On-call gaps", lines, more_href=reverse("rotas:gap_list"), more_text="All gaps")]


def urgent_gap(request: HttpRequest, held: Permissions) -> Sequence[registry.DoFirst]:
    """The nearest gap, when it begins within three days."""
    soon = [gap for gap in _gaps(request, held) if gap.duty.during.lower < clock.now() + URGENT]
    return [registry.DoFirst(RANK, _line(gap), "Nobody does this duty yet") for gap in soon[:1]]


def register() -> None:
    """Hand everything to the shell; called once when Django starts."""
    registry.register_do_first(urgent_gap)
    registry.register_card(gaps_card, section="who_is_in", order=12)
