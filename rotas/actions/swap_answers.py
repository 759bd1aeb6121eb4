"""What a doctor answers about a swap: by the link, or to the rota coordinator."""

from contextlib import suppress
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from directorate.core import clock
from directorate.core.actions.outgoing import LINK_SYSTEM
from directorate.core.history import acting, system_user
from directorate.core.models import User
from rotas.actions.problems import CoverRefused, OfferOver
from rotas.actions.questions import take_answer
from rotas.actions.swaps import exchange_as_agreed
from rotas.domain.offers import OfferStanding
from rotas.models import Answer, AnswerWay, SwapOffer


def answer_swap_by_link(key: UUID, *, answer: Answer) -> SwapOffer:
    """Take down what a doctor answered by the link; it works once. A yes to a colleague's own question exchanges at once.

    Raises: OfferOver: answered already, too late, withdrawn, or a duty is somebody else's by now.
    """
    by = system_user(LINK_SYSTEM)
    with transaction.atomic(), acting(by=by, action="Answer by link"):
        rows = SwapOffer.objects.select_for_update(of=("self",)).select_related("duty", "other", "asked_by")
        offer = rows.get(key=key)
        if offer.standing(clock.now()) is not OfferStanding.OPEN:
            raise OfferOver("This question is over.")
        take_answer(offer, answer=answer, how=AnswerWay.LINK, by=by)
    return _exchanged(offer, by=by)


def record_swap_answer(offer_id: int, *, answer: Answer, how: AnswerWay, by: User) -> SwapOffer:
    """Take down what a doctor said to the rota coordinator; it counts over what the link says.

    A yes to the doctor's own question exchanges the duties, as by the link.

    Raises:
        OfferOver: the question was withdrawn, or a duty is somebody else's by now.
        PermissionDenied: `by` does not make this rota.
    """
    with transaction.atomic(), acting(by=by, action="Record answer"):
        rows = SwapOffer.objects.select_for_update(of=("self",)).select_related("duty", "other", "asked_by")
        offer = rows.get(pk=offer_id)
        if not SwapOffer.objects.recordable_by(by).filter(pk=offer.pk).exists():
            raise PermissionDenied
        if offer.withdrawn_at is not None or not offer.is_possible:
            raise OfferOver(
                "This question is over: it was taken back, or one of the duties is somebody else's already."
            )
        take_answer(offer, answer=answer, how=how, by=by)
    return _exchanged(offer, by=by)


def _exchanged(offer: SwapOffer, *, by: User) -> SwapOffer:
    """Exchange the duties where both doctors agreed by now; otherwise, or where a rule stands in the way, leave them.

    The answer is kept whatever comes of it: it is written before, and the coordinator sees both agree.
    """
    if offer.answer == Answer.YES and offer.is_asked_by_giver:
        with suppress(CoverRefused):
            return exchange_as_agreed(offer.pk, by=by)
    return offer
