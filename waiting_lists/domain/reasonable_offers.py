"""May active monitoring (code 32) be agreed because the patient delays?

Source: NHS England, RTT guidance v5.0, 11 February 2025, sections 4.4.1.4, 8 and 13. How long a declared spell
must be is our own reading and a setting.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Literal

Ground = Literal["clinical", "declined_two", "declared_unavailable", "declined_two_alternative"]
Refusal = Literal[
    "clinician_not_agreed",
    "patient_not_agreed",
    "fewer_than_two_reasonable_declined",
    "second_date_over_six_weeks",
    "second_date_same_week",
    "spell_too_short",
]

DECLINED_DATES = 2


@dataclass(frozen=True, slots=True)
class OfferSettings:
    """Numbers of the rule that a manager may change."""

    notice_days: int = 21
    second_offer_within_days: int = 42
    dates_apart_days: int = 7


@dataclass(frozen=True, slots=True)
class Offer:
    """One date offered to the patient; `appropriate` matters for an alternative provider only."""

    offered_on: date
    for_date: date
    outcome: Literal["declined", "accepted", "withdrawn"]
    provider: Literal["own", "alternative"] = "own"
    appropriate: bool = False


@dataclass(frozen=True, slots=True)
class UnavailableSpell:
    """Days, both ends in, on which the patient says that no date is possible."""

    declared_on: date
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class ActiveMonitoringCase:
    """What is known when active monitoring is to be agreed."""

    ground: Ground
    decided_on: date
    clinician_agreed: bool
    patient_agreed: bool
    offers: tuple[Offer, ...] = ()
    unavailable: UnavailableSpell | None = None


def is_reasonable(offer: Offer, *, settings: OfferSettings | None = None) -> bool:
    """Return whether the offer gave three weeks' notice and, elsewhere, was clinically appropriate."""
    used = settings or OfferSettings()
    enough_notice = (offer.for_date - offer.offered_on).days >= used.notice_days
    return enough_notice and (offer.provider == "own" or offer.appropriate)


def refusal_of(case: ActiveMonitoringCase, *, settings: OfferSettings | None = None) -> Refusal | None:
    """Return why active monitoring may not be agreed, None when it may."""
    used = settings or OfferSettings()
    if not case.clinician_agreed:
        return "clinician_not_agreed"
    if not case.patient_agreed:
        return "patient_not_agreed"
    if case.ground == "clinical":
        return None
    if case.ground == "declared_unavailable":
        return _refusal_of_spell(case.unavailable, settings=used)
    return _refusal_of_declines(case, settings=used)


def _refusal_of_declines(case: ActiveMonitoringCase, *, settings: OfferSettings) -> Refusal | None:
    provider = "own" if case.ground == "declined_two" else "alternative"
    declined = [offer for offer in _declined(case, settings=settings) if offer.provider == provider]
    if len(declined) < DECLINED_DATES:
        return "fewer_than_two_reasonable_declined"
    return _refusal_of_dates(declined, settings=settings) if provider == "own" else None


def _declined(case: ActiveMonitoringCase, *, settings: OfferSettings) -> list[Offer]:
    return [
        offer
        for offer in case.offers
        if offer.outcome == "declined"
        and offer.offered_on <= case.decided_on
        and is_reasonable(offer, settings=settings)
    ]


def _refusal_of_dates(declined: Sequence[Offer], *, settings: OfferSettings) -> Refusal | None:
    """Judge every pair of declined dates: one good pair is enough."""
    dates = sorted(offer.for_date for offer in declined)
    close = [
        (first, second)
        for first, second in combinations(dates, DECLINED_DATES)
        if (second - first).days <= settings.second_offer_within_days
    ]
    if not close:
        return "second_date_over_six_weeks"
    if all(_monday(first) == _monday(second) for first, second in close):
        return "second_date_same_week"
    return None


def _refusal_of_spell(spell: UnavailableSpell | None, *, settings: OfferSettings) -> Refusal | None:
    if spell is None:
        return "spell_too_short"
    first_date = max(spell.first, spell.declared_on + timedelta(days=settings.notice_days))
    second_date = first_date + timedelta(days=settings.dates_apart_days)
    return None if second_date <= spell.last else "spell_too_short"


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
