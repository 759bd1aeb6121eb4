"""Ask doctors whether they can take a gap, and take down what they answer."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction

from directorate.core import clock
from directorate.core.actions.outgoing import LINK, LINK_SYSTEM, AnswerLink, queue_mail
from directorate.core.domain.calendar import LONDON
from directorate.core.history import acting, system_user
from directorate.core.models import OutgoingMail, Person, User
from rotas.actions.gaps import locked_gap
from rotas.actions.problems import CoverRefused, OfferOver
from rotas.actions.questions import check_addresses, take_answer, withdraw
from rotas.domain.offers import OfferStanding
from rotas.facts.cover import cover_choice, message_of, time_words
from rotas.models import Answer, AnswerWay, CoverOffer, Gap, OfferWay

ANSWER_PAGE = "rotas:offer_answer"
MAIL_KIND = "cover-offer"


def ask_doctors(
    gap_id: int, *, people: Sequence[int], way: OfferWay, expires_at: datetime, by: User
) -> Sequence[CoverOffer]:
    """Ask doctors who can take the gap, by e-mail with a link each, or note that they were sent the text.

    A doctor who was asked before and did not answer is asked anew; the earlier link opens nothing any more.

    Raises:
        GapClosed: somebody was quicker.
        CoverRefused: one of them cannot within the rules, or has no e-mail address.
        PermissionDenied: `by` does not make this rota.
    """
    with transaction.atomic(), acting(by=by, action="Ask about gap"):
        gap = locked_gap(gap_id, by=by)
        chosen = _those_who_can(gap, people=people, by=by)
        if way == OfferWay.EMAIL:
            check_addresses(chosen)
        return [_ask(gap, person=person, way=way, expires_at=expires_at, by=by) for person in chosen]


def _those_who_can(gap: Gap, *, people: Sequence[int], by: User) -> list[Person]:
    can = {item.person.pk: item.person for item in cover_choice(gap, viewer=by, now=clock.now()).can}
    if not set(people) <= set(can):
        raise CoverRefused("Somebody you chose cannot do it any more within the rules. Look at the list again.")
    return [can[key] for key in people]


def _ask(gap: Gap, *, person: Person, way: OfferWay, expires_at: datetime, by: User) -> CoverOffer:
    now, key = clock.now(), uuid4()
    for earlier in gap.offers.standing().filter(person=person).select_related("mail"):
        if earlier.answer == Answer.YES:
            raise CoverRefused(f"{person.display_name} said yes already.")
        withdraw(earlier, by=by)
    mail = None
    if way == OfferWay.EMAIL:
        mail = _mail(gap, person=person, key=key, expires_at=expires_at, by=by)
    return CoverOffer.objects.create(
        gap=gap, person=person, key=key, way=way, mail=mail, asked_at=now, asked_by=by, expires_at=expires_at
    )


def _mail(gap: Gap, *, person: Person, key: UUID, expires_at: datetime, by: User) -> OutgoingMail:
    until = expires_at.astimezone(LONDON)
    text = (
        f"{person.display_name}\n\n{message_of(gap.duty)}\n\n"
        f"Answer yes or no here, without signing in:\n{LINK}\n\n"
        f"The link works once, until {until:%H:%M on %A %-d %B}. "
        "You have the duty only when the rota coordinator has given it to you.\n"
    )
    subject = f"Can you be on call {time_words(gap.duty)}?"
    link = AnswerLink(ANSWER_PAGE, key)
    return queue_mail(kind=MAIL_KIND, recipient=person.email, subject=subject, text=text, by=by, link=link)


def answer_by_link(key: UUID, *, answer: Answer) -> CoverOffer:
    """Take down what a doctor answered by the link; it works once.

    Raises: OfferOver: answered already, too late or withdrawn.
    """
    by = system_user(LINK_SYSTEM)
    with transaction.atomic(), acting(by=by, action="Answer by link"):
        offer = CoverOffer.objects.select_for_update().get(key=key)
        if offer.standing(clock.now()) is not OfferStanding.OPEN:
            raise OfferOver("This question is over.")
        take_answer(offer, answer=answer, how=AnswerWay.LINK, by=by)
        return offer


def record_answer(offer_id: int, *, answer: Answer, how: AnswerWay, by: User) -> CoverOffer:
    """Take down what a doctor said to the rota coordinator; it counts over what the link says.

    Raises:
        OfferOver: the question was withdrawn.
        PermissionDenied: `by` does not make this rota.
    """
    with transaction.atomic(), acting(by=by, action="Record answer"):
        offer = CoverOffer.objects.select_for_update().get(pk=offer_id)
        if not CoverOffer.objects.recordable_by(by).filter(pk=offer.pk).exists():
            raise PermissionDenied
        if offer.withdrawn_at is not None:
            raise OfferOver("This question was taken back: the duty is somebody's already, or it was asked anew.")
        take_answer(offer, answer=answer, how=how, by=by)
        return offer
