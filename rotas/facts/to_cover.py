"""Duties to see to: those that nobody does, and those of doctors who are away then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate
from django.urls import reverse

from directorate.core.domain.calendar import LONDON
from directorate.core.models import User
from rotas.facts.cover import time_words
from rotas.models import Duty, Gap, GapCause
from staffing.models import Absence

DAYS_AHEAD = 14
AWAY = "is away then"


@dataclass(frozen=True, slots=True)
class ToCover:
    """One duty: what it is, why it needs somebody, since when, and where one sees to it, by a swap where that can be."""

    rota: str
    time: str
    begins: datetime
    why: str
    since: datetime | None
    href: str
    swap_href: str = ""

    @property
    def is_gap(self) -> bool:
        """Return whether nobody does it; otherwise somebody does who is away."""
        return self.since is not None


def duties_to_cover(user: User, *, now: datetime, most: int) -> Sequence[ToCover]:
    """Return what the user has to see to in the next 14 days, the nearest first; one query."""
    return [_to_cover(duty, now=now) for duty in _duties(user, now=now)[:most]]


def _duties(user: User, *, now: datetime) -> QuerySet[Duty]:
    absences = Absence.objects.approved().filter(
        Q(last_date=None) | Q(last_date__gte=OuterRef("first_day")),
        first_date__lte=OuterRef("last_day"),
        person=OuterRef("person"),
    )
    gaps = Gap.objects.filter(duty=OuterRef("pk"), closed_at=None)
    rows = Duty.objects.standing().changeable_by(user).filter(during__endswith__gt=now)
    rows = rows.filter(during__startswith__lt=now + timedelta(days=DAYS_AHEAD)).annotate(
        first_day=TruncDate(F("during__startswith"), tzinfo=LONDON),
        last_day=TruncDate(F("during__endswith"), tzinfo=LONDON),
    )
    rows = rows.annotate(
        is_away=Exists(absences),
        gap=Subquery(gaps.values("pk")[:1]),
        cause=Subquery(gaps.values("cause")[:1]),
        since=Subquery(gaps.values("opened_at")[:1]),
    )
    return (
        rows.filter(Q(gap__isnull=False) | Q(is_away=True, is_on_call=True))
        .select_related("rota", "person")
        .order_by("during", "pk")
    )


def _to_cover(duty: Duty, *, now: datetime) -> ToCover:
    gap = duty.gap  # type: ignore[attr-defined]
    why = GapCause(duty.cause).label if gap else f"{duty.person} {AWAY}"  # type: ignore[attr-defined]
    return ToCover(
        rota=duty.rota.name,
        time=time_words(duty),
        begins=duty.during.lower,
        why=why,
        since=duty.since,  # type: ignore[attr-defined]
        href=reverse("rotas:gap_cover", args=[gap]) if gap else reverse("rotas:gap_open", args=[duty.pk]),
        swap_href="" if gap or duty.during.lower <= now else reverse("rotas:swap_find", args=[duty.pk]),
    )
