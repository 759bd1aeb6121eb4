"""A doctor's own duties to come and what colleagues were asked about them; and what of it the coordinator is told."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import JSONObject

from directorate.core.models import User
from rotas.domain.offers import OfferStanding
from rotas.facts.as_json import moments_of, name_json, name_of
from rotas.facts.cover import span_words, time_words
from rotas.facts.swaps import swaps_done
from rotas.models import Answer, Duty, SwapOffer

MOST_DUTIES = 60
TOLD_FOR = timedelta(days=7)
WORDS = {
    OfferStanding.YES: "said yes: the rota coordinator decides",
    OfferStanding.OPEN: "asked, no answer yet",
    OfferStanding.NO: "said no",
    OfferStanding.EXPIRED: "did not answer in time",
}


@dataclass(frozen=True, slots=True)
class OwnDuty:
    """A duty of the doctor's, what became of the questions about it, and who had it before a swap; both may be empty."""

    duty: Duty
    asked: str
    swapped_with: str

    @property
    def time(self) -> str:
        """Return when it is."""
        return time_words(self.duty)


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A duty of the doctor's on Today, with one word about a swap that is asked for."""

    duty: int
    text: str
    swap: str


@dataclass(frozen=True, slots=True)
class SwapLine:
    """A swap that a doctor asked for, as the coordinator is told: `is_done`, `needs` a decision, or waits for an answer."""

    swap: int
    duty: int
    text: str
    is_done: bool
    needs: bool


def own_duties(user: User, *, now: datetime) -> Sequence[OwnDuty]:
    """Return the user's own duties to come, the nearest first; three queries."""
    rows = Duty.objects.held_by(user).to_come(now).select_related("rota", "site", "duty_type").order_by("during")
    duties = list(rows[:MOST_DUTIES])
    keys = [duty.pk for duty in duties]
    asked: dict[int, list[SwapOffer]] = defaultdict(list)
    offers = SwapOffer.objects.standing().possible(now).filter(duty__in=keys)
    for offer in offers.select_related("person", "duty", "other").order_by("asked_at", "pk"):
        asked[offer.duty_id].append(offer)
    had = swaps_done(keys)
    return [OwnDuty(duty, asked=_asked(asked[duty.pk], now=now), swapped_with=had.get(duty.pk, "")) for duty in duties]


def _asked(offers: Sequence[SwapOffer], *, now: datetime) -> str:
    said: dict[OfferStanding, list[str]] = defaultdict(list)
    for offer in offers:
        said[offer.standing(now)].append(offer.person.display_name)
    return "; ".join(f"{', '.join(said[standing])} {words}" for standing, words in WORDS.items() if said[standing])


def own_duties_figure(user: User, *, now: datetime, most: int) -> ArraySubquery:
    """The user's nearest on-call duties to come, as a figure of Today."""
    asked = SwapOffer.objects.standing().possible(now).filter(duty=OuterRef("pk"))
    rows = Duty.objects.held_by(user).to_come(now).on_call().order_by("during", "pk")
    shown = JSONObject(
        pk="pk",
        rota="rota__name",
        begin="during__startswith",
        end="during__endswith",
        asked=Exists(asked),
        agreed=Exists(asked.filter(answer=Answer.YES)),
    )
    return ArraySubquery(rows.values(found=shown)[:most])


def own_duty_lines(rows: Sequence[Mapping[str, Any]]) -> Sequence[DutyLine]:
    """Return the lines of the figure."""
    return [DutyLine(row["pk"], text=f"{row['rota']}: {_time(row)}", swap=_swap_words(row)) for row in rows]


def _swap_words(row: Mapping[str, Any]) -> str:
    if row["agreed"]:
        return "swap agreed, with the rota coordinator"
    return "swap asked for" if row["asked"] else ""


def _time(row: Mapping[str, Any]) -> str:
    begin, end = moments_of(row)
    return span_words(begin, end=end)


def doctors_swaps_figure(user: User, *, now: datetime, most: int) -> ArraySubquery:
    """Swaps that doctors asked for, of the rotas the user makes: agreed first, then waiting, then done in 7 days."""
    mine = SwapOffer.objects.by_doctors().recordable_by(user)
    open_or_yes = Q(answer=Answer.YES) | Q(answer="", expires_at__gt=now)
    waiting = SwapOffer.objects.standing().possible(now).filter(open_or_yes).values("pk")
    rows = mine.filter(Q(pk__in=waiting) | Q(done_at__gte=now - TOLD_FOR))
    shown = JSONObject(
        pk="pk",
        duty="duty_id",
        rota="duty__rota__name",
        begin="duty__during__startswith",
        end="duty__during__endswith",
        giver=name_json("giver__"),
        person=name_json("person__"),
        answer="answer",
        done="done_at",
    )
    first = (F("done_at").asc(nulls_first=True), F("answer").desc(), "duty__during", "pk")
    return ArraySubquery(rows.order_by(*first).values(found=shown)[:most])


def swap_lines_of_doctors(rows: Sequence[Mapping[str, Any]]) -> Sequence[SwapLine]:
    """Return the lines of the figure."""
    return [
        SwapLine(
            swap=row["pk"],
            duty=row["duty"],
            text=f"{name_of(row['giver'])} and {name_of(row['person'])}: {row['rota']}, {_time(row)}",
            is_done=row["done"] is not None,
            needs=row["done"] is None and row["answer"] == Answer.YES,
        )
        for row in rows
    ]
