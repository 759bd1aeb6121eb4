"""Ask colleagues whether they exchange a duty of theirs, and exchange the two."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from directorate.core import clock
from directorate.core.actions.outgoing import LINK, AnswerLink, queue_mail
from directorate.core.domain.calendar import LONDON
from directorate.core.history import acting
from directorate.core.models import OutgoingMail, Person, User
from rotas.actions.problems import CoverReasonNeeded, CoverRefused, OfferOver, SwapGone
from rotas.actions.questions import check_addresses, take_answer, withdraw
from rotas.facts.cover import time_words
from rotas.facts.swaps import doctor_of, duties_of_the_level, message_of, told, verdict_of_swap
from rotas.models import Answer, AnswerWay, Duty, OfferWay, SwapOffer

ANSWER_PAGE = "rotas:swap_answer"
MAIL_KIND, DONE_KIND = "swap-offer", "swap-done"
NOT_NEEDED = "One of the duties was exchanged: the question is not needed any more."
NOT_POSSIBLE = "One of the swaps you chose is not possible within the rules any more. Look at the list again."
DONE_BY_COORDINATOR = "The duties are exchanged only when the rota coordinator has done it."
DONE_BY_YES = "When you say yes, and the rules allow it for both of you, the duties are exchanged at once."


def ask_about_swap(
    duty_id: int, *, others: Sequence[int], way: OfferWay, expires_at: datetime, by: User
) -> Sequence[SwapOffer]:
    """Ask the doctors of other duties whether they exchange them, by e-mail with a link each, or note the text sent.

    Whoever was asked before about the same duty and did not answer is asked anew; the earlier link opens nothing more.

    Raises:
        SwapGone: one of the duties has begun, was cancelled, or is somebody else's.
        CoverRefused: one of them cannot within the rules, or has no e-mail address.
        PermissionDenied: `by` does not make this rota.
    """
    with transaction.atomic(), acting(by=by, action="Ask about swap"):
        _check_makes(duty_id, *others, by=by)
        duty, *chosen = _locked(duty_id, *others)
        return _ask_all(duty, others=chosen, way=way, expires_at=expires_at, by=by)


def ask_about_own_swap(duty_id: int, *, others: Sequence[int], expires_at: datetime, by: User) -> Sequence[SwapOffer]:
    """Ask colleagues, by e-mail with a link each, whether they take a duty of the doctor `by` for one of theirs.

    Asking is agreeing: with the colleague's yes the duties are exchanged, where the rules allow it for both.

    Raises:
        SwapGone: one of the duties has begun, was cancelled, or is somebody else's.
        CoverRefused: one of them cannot within the rules, is not of the same level, or has no e-mail address.
        PermissionDenied: the duty is not the doctor's own.
    """
    with transaction.atomic(), acting(by=by, action="Ask about own swap"):
        if not Duty.objects.held_by(by).filter(pk=duty_id).exists():
            raise PermissionDenied
        duty, *chosen = _locked(duty_id, *others)
        if not set(others) <= {other.pk for other in duties_of_the_level(duty, now=clock.now())}:
            raise CoverRefused(NOT_POSSIBLE)
        return _ask_all(duty, others=chosen, way=OfferWay.EMAIL, expires_at=expires_at, by=by)


def take_back_own_question(offer_id: int, *, by: User) -> SwapOffer:
    """Take back what the doctor `by` asked a colleague about a duty of their own.

    Raises:
        OfferOver: the duties are exchanged already.
        PermissionDenied: it was not the doctor's own question.
    """
    with transaction.atomic(), acting(by=by, action="Take back question about swap"):
        offer = SwapOffer.objects.select_for_update(of=("self",)).select_related("person", "mail").get(pk=offer_id)
        if not SwapOffer.objects.wanted_by(by).filter(pk=offer.pk).exists():
            raise PermissionDenied
        if offer.done_at is not None:
            raise OfferOver(f"{offer.person.display_name} said yes, and the duties are exchanged already.")
        if offer.withdrawn_at is None:
            withdraw(offer, by=by)
        return offer


def _ask_all(
    duty: Duty, *, others: Sequence[Duty], way: OfferWay, expires_at: datetime, by: User
) -> Sequence[SwapOffer]:
    if not all(verdict_of_swap(duty, other=other, viewer=by).can for other in others):
        raise CoverRefused(NOT_POSSIBLE)
    if way == OfferWay.EMAIL:
        check_addresses(dict.fromkeys(map(doctor_of, others)))
    return [_ask(duty, other=other, way=way, expires_at=expires_at, by=by) for other in others]


def _ask(duty: Duty, *, other: Duty, way: OfferWay, expires_at: datetime, by: User) -> SwapOffer:
    now, key = clock.now(), uuid4()
    for earlier in SwapOffer.objects.standing().filter(duty=duty, other=other).select_related("person", "mail"):
        if earlier.answer == Answer.YES and earlier.giver_id == duty.person_id:
            raise CoverRefused(f"{earlier.person.display_name} said yes already.")
        withdraw(earlier, by=by)
    mail = _mail(duty, other=other, key=key, expires_at=expires_at, by=by) if way == OfferWay.EMAIL else None
    return SwapOffer.objects.create(
        duty=duty,
        giver=doctor_of(duty),
        other=other,
        person=doctor_of(other),
        key=key,
        way=way,
        mail=mail,
        asked_at=now,
        asked_by=by,
        expires_at=expires_at,
    )


def _mail(duty: Duty, *, other: Duty, key: UUID, expires_at: datetime, by: User) -> OutgoingMail:
    """Queue the question; a doctor who asks about a duty of their own is named, and a yes then exchanges at once."""
    person, giver, until = doctor_of(other), doctor_of(duty), expires_at.astimezone(LONDON)
    is_own = by.person_id == giver.pk
    asks = f"{giver.display_name} asks you for a swap.\n\n" if is_own else ""
    text = (
        f"{person.display_name}\n\n{asks}{message_of(duty, other=other)}\n\n"
        f"Answer yes or no here, without signing in:\n{LINK}\n\n"
        f"The link works once, until {until:%H:%M on %A %-d %B}. {DONE_BY_YES if is_own else DONE_BY_COORDINATOR}\n"
    )
    return queue_mail(
        kind=MAIL_KIND,
        recipient=person.email,
        subject=f"Can you swap with {time_words(duty)}?",
        text=text,
        by=by,
        link=AnswerLink(ANSWER_PAGE, key),
    )


def exchange_duties(
    duty_id: int, *, other_id: int, doctors: tuple[int, int], by: User, way: AnswerWay, reason: str = ""
) -> SwapOffer:
    """Give each of two doctors the duty of the other, both of whom agreed; the rules are looked at again under locks.

    `doctors` are the keys of the two who agreed: who has the duty, and who has the other.

    Raises:
        SwapGone: one of the duties has begun, was cancelled, or is somebody else's.
        CoverRefused: one of them is away, at work or on call then.
        CoverReasonNeeded: a rule would be broken and no reason was given.
        PermissionDenied: `by` does not make this rota.
    """
    with _one_place_at_a_time(), transaction.atomic(), acting(by=by, action="Swap duties", reason=reason):
        _check_makes(duty_id, other_id, by=by)
        duty, other = _locked(duty_id, other_id)
        if (duty.person_id, other.person_id) != doctors:
            raise SwapGone("One of the duties is somebody else's by now. Look at the list again.")
        _look_again(duty, other=other, by=by, reason=reason)
        return _exchange(duty, other=other, offer=_agreed(duty, other=other, way=way, by=by), by=by)


def exchange_as_agreed(offer_id: int, *, by: User) -> SwapOffer:
    """Exchange what a doctor asked for and a colleague said yes to, where no rule stands in the way of either.

    `by` is who took the yes down. Source: rota rule book, section 6 (swaps: approved by themselves without a new breach).

    Raises:
        SwapGone: one of the duties has begun, was cancelled, or is somebody else's; or the question is over.
        CoverRefused: one of them is away, at work or on call then, or a rule would be broken: the coordinator decides.
    """
    with _one_place_at_a_time(), transaction.atomic(), acting(by=by, action="Swap duties"):
        keys = SwapOffer.objects.values_list("duty", "other").get(pk=offer_id)
        duty, other = _locked(*keys)
        rows = SwapOffer.objects.select_for_update(of=("self",)).select_related("giver", "person", "asked_by")
        offer = rows.get(pk=offer_id)
        offer.duty, offer.other = duty, other
        if not _stands(offer):
            raise SwapGone("The question is over, or one of the duties is somebody else's by now.")
        _look_again(duty, other=other, by=by, reason="")
        return _exchange(duty, other=other, offer=offer, by=by)


def _stands(offer: SwapOffer) -> bool:
    """Return whether both agree still, and the one who asked may swap the duty still."""
    agreed = offer.answer == Answer.YES and offer.withdrawn_at is None and offer.done_at is None
    asks, duties = offer.asked_by, Duty.objects.filter(pk=offer.duty_id)
    return agreed and offer.is_possible and (duties.held_by(asks) | duties.changeable_by(asks)).exists()


def _exchange(duty: Duty, *, other: Duty, offer: SwapOffer, by: User) -> SwapOffer:
    duty.person, other.person = other.person, duty.person
    for held in (duty, other):
        held.swap_note = ""
        held.save(update_fields=["person", "swap_note"])
    offer.done_at, offer.done_by = clock.now(), by
    offer.save(update_fields=["done_at", "done_by"])
    for question in SwapOffer.objects.standing().about(duty.pk, other.pk).select_related("mail"):
        withdraw(question, by=by, reason=NOT_NEEDED)
    _tell(offer, duties=(duty, other), by=by)
    return offer


def _tell(offer: SwapOffer, *, duties: Sequence[Duty], by: User) -> None:
    """Write to both doctors, where an address is known, which duty is theirs now."""
    words, whom = told(offer), "the rota coordinator" if by.is_system else by.name
    for duty in duties:
        person = doctor_of(duty)
        if person.email:
            text = f"{person.display_name}\n\n{words}\n\nThank you. Tell {whom} if something is wrong.\n"
            subject = f"Swapped: you are on call {time_words(duty)}"
            queue_mail(kind=DONE_KIND, recipient=person.email, subject=subject, text=text, by=by)


def _check_makes(*keys: int, by: User) -> None:
    if Duty.objects.changeable_by(by).filter(pk__in=keys).count() != len(set(keys)):
        raise PermissionDenied


def _locked(*keys: int) -> list[Duty]:
    """Return duties under a lock, in the order asked for.

    Raises: SwapGone.
    """
    rows = Duty.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    found = {duty.pk: duty for duty in rows.select_related("rota__specialty", "person__specialty", "site")}
    if len(found) != len(set(keys)):
        raise SwapGone("One of the duties is not there any more. Look at the list again.")
    for duty in found.values():
        if duty.is_cancelled or duty.person is None or duty.during.lower <= clock.now():
            raise SwapGone("One of the duties has begun, was cancelled, or nobody does it. Look at the list again.")
    people = [duty.person_id for duty in found.values()]
    if len(set(people)) == 1 and len(people) > 1:
        raise SwapGone("Both duties are of the same doctor by now. Look at the list again.")
    return [found[key] for key in keys]


def _look_again(duty: Duty, *, other: Duty, by: User, reason: str) -> None:
    """Run the rules on both doctors, who are held until the end of the transaction.

    Raises: CoverRefused, CoverReasonNeeded.
    """
    list(Person.objects.select_for_update().filter(pk__in=(doctor_of(duty).pk, doctor_of(other).pk)).order_by("pk"))
    verdict = verdict_of_swap(duty, other=other, viewer=by)
    sides = ((doctor_of(other), verdict.colleague), (doctor_of(duty), verdict.giver))
    for person, side in sides:
        if side.blocks:
            raise CoverRefused(f"{person.display_name} cannot do it: {', '.join(side.blocks)}.")
    for person, side in sides:
        if side.breaches and not reason.strip():
            raise CoverReasonNeeded(
                f"This breaks a rule for {person.display_name}. {' '.join(side.reasons)} Give a reason, or choose another swap."
            )


def _agreed(duty: Duty, *, other: Duty, way: AnswerWay, by: User) -> SwapOffer:
    """Return the question of the two duties with its yes; whoever was not asked here said yes in another way."""
    now, giver, colleague = clock.now(), doctor_of(duty), doctor_of(other)
    offer = SwapOffer.objects.standing().filter(duty=duty, other=other, giver=giver, person=colleague).first()
    if offer is None:
        for stale in SwapOffer.objects.standing().filter(duty=duty, other=other).select_related("mail"):
            withdraw(stale, by=by, reason=NOT_NEEDED)
        offer = SwapOffer.objects.create(
            duty=duty,
            giver=giver,
            other=other,
            person=colleague,
            way=OfferWay.PHONE,
            asked_at=now,
            asked_by=by,
            expires_at=now,
        )
    if offer.answer != Answer.YES:
        take_answer(offer, answer=Answer.YES, how=way, by=by)
    return offer


@contextmanager
def _one_place_at_a_time() -> Iterator[None]:
    try:
        yield
    except IntegrityError as problem:
        if "person_is_" not in str(problem):
            raise
        raise CoverRefused("One of the two is at work or on call at the time of the other's duty.") from problem
