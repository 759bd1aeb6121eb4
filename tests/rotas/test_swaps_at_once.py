"""Swaps of one duty at the same moment, on real connections: one is done, or none."""

from collections.abc import Callable
from datetime import datetime

import pytest

from directorate.core.models import User
from rotas.actions.problems import CoverRefused
from rotas.actions.swap_answers import answer_swap_by_link
from rotas.actions.swaps import ask_about_own_swap, exchange_duties, take_back_own_question
from rotas.models import Answer, AnswerWay, Duty, SwapOffer
from tests.at_once import at_once
from tests.rotas import factories as make
from tests.rotas.test_own_swaps import NOON, duty, mbeki, other

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["duty", "mbeki", "other"]  # fixtures


def together(*acts: Callable[[], object]) -> list[object]:
    return at_once(*acts, refusals=(CoverRefused,))


def yes(offer: SwapOffer) -> Callable[[], object]:
    return lambda: answer_swap_by_link(offer.key, answer=Answer.YES)


def holders(*duties: Duty) -> list[str]:
    surname_of = dict(Duty.objects.values_list("pk", "person__surname"))
    return [surname_of[duty.pk] for duty in duties]


@pytest.fixture
def third(duty: Duty) -> Duty:
    """Dr Kaur is on call on a Monday in December."""
    found: Duty = make.DutyFactory(
        rota=duty.rota, person=make.registrar("Kaur", email="k@nhs.net"), during=make.night(12, 7)
    )
    return found


def test_two_yeses_at_once_exchange_one_duty_once(
    monday: datetime, duty: Duty, other: Duty, third: Duty, mbeki: User
) -> None:
    offers = ask_about_own_swap(duty.pk, others=[other.pk, third.pk], expires_at=NOON, by=mbeki)
    together(*map(yes, offers))
    assert SwapOffer.objects.exclude(done_at=None).count() == 1
    assert holders(duty, other, third) in [["Lockyer", "Mbeki", "Kaur"], ["Kaur", "Lockyer", "Mbeki"]]


def test_a_yes_and_taking_back_at_once_end_in_one_state(monday: datetime, duty: Duty, other: Duty, mbeki: User) -> None:
    [offer] = ask_about_own_swap(duty.pk, others=[other.pk], expires_at=NOON, by=mbeki)
    together(yes(offer), lambda: take_back_own_question(offer.pk, by=mbeki))
    offer.refresh_from_db()
    done, gone = offer.done_at is not None, offer.withdrawn_at is not None
    assert done != gone
    assert holders(duty, other) == (["Lockyer", "Mbeki"] if done else ["Mbeki", "Lockyer"])


def test_a_yes_and_the_coordinator_at_once_exchange_once(
    monday: datetime, duty: Duty, other: Duty, third: Duty, mbeki: User, sam: User
) -> None:
    [offer] = ask_about_own_swap(duty.pk, others=[other.pk], expires_at=NOON, by=mbeki)
    doctors = (duty.person_id, third.person_id)
    together(
        yes(offer),
        lambda: exchange_duties(duty.pk, other_id=third.pk, doctors=doctors, by=sam, way=AnswerWay.PHONE),
    )
    assert SwapOffer.objects.exclude(done_at=None).count() == 1
    assert holders(duty, other, third) in [["Lockyer", "Mbeki", "Kaur"], ["Kaur", "Lockyer", "Mbeki"]]
