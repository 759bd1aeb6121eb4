"""A doctor cannot come: the duty becomes a gap. Somebody said yes: the gap is closed."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from directorate.core import clock
from directorate.core.actions.outgoing import cancel_mail, queue_mail
from directorate.core.domain.calendar import LONDON
from directorate.core.history import acting
from directorate.core.models import OutgoingMail, Person, User
from rotas.actions.problems import CoverReasonNeeded, CoverRefused, GapClosed
from rotas.domain.states import LocumState
from rotas.facts.cover import time_words, verdict_of
from rotas.facts.working_time import working_time
from rotas.models import Answer, AnswerWay, CoverOffer, Duty, Gap, GapCause, LocumRequest, LocumStep, OfferWay

GIVEN_KIND = "duty-given"


def open_gap(duty_id: int, *, cause: GapCause, by: User) -> Gap:
    """Take the doctor off a duty; it stays to be covered.

    Raises:
        GapClosed: it has ended, was cancelled, or nobody does it already.
        PermissionDenied: `by` does not make this rota.
    """
    with transaction.atomic(), acting(by=by, action="Open gap"):
        duty = Duty.objects.select_for_update(of=("self",)).select_related("rota").get(pk=duty_id)
        if not Duty.objects.changeable_by(by).filter(pk=duty.pk).exists():
            raise PermissionDenied
        if duty.is_cancelled or duty.during.upper <= clock.now():
            raise GapClosed("This duty is over or was cancelled.")
        if duty.person_id is None:
            raise GapClosed("Nobody does this duty already. Look for somebody on the page of the gap.")
        person, duty.person, duty.swap_note = duty.person, None, ""
        duty.save(update_fields=["person", "swap_note"])
        return Gap.objects.create(duty=duty, cause=cause, given_up_by=person, opened_at=clock.now(), opened_by=by)


def close_gap(gap_id: int, *, person: Person, by: User, way: AnswerWay, reason: str = "") -> Gap:
    """Give the gap's duty to a doctor who said yes; the rules are looked at again under locks.

    Raises:
        GapClosed: somebody was quicker.
        CoverRefused: the doctor is away, at work or on call then.
        CoverReasonNeeded: a rule would be broken and no reason was given.
        PermissionDenied: `by` does not make this rota.
    """
    with _one_place_at_a_time(person), transaction.atomic(), acting(by=by, action="Close gap", reason=reason):
        gap = locked_gap(gap_id, by=by)
        Person.objects.select_for_update().get(pk=person.pk)
        _look_again(gap.duty, person=person, by=by, reason=reason)
        gap.duty.person = person
        gap.duty.save(update_fields=["person"])
        way = _way_of_yes(gap, person=person) or way
        gap.closed_at, gap.closed_by, gap.how = clock.now(), by, f"Said yes {way.label}"
        gap.save(update_fields=["closed_at", "closed_by", "how"])
        _settle_offers(gap, person=person, way=way, by=by)
        _cancel_requests(gap, by=by)
        _tell(gap, person=person, by=by)
        return gap


def _way_of_yes(gap: Gap, *, person: Person) -> AnswerWay | None:
    """How the doctor said yes, where that was recorded."""
    said = CoverOffer.objects.standing().filter(gap=gap, person=person, answer=Answer.YES).first()
    return AnswerWay(said.answered_how) if said else None


def _tell(gap: Gap, *, person: Person, by: User) -> None:
    """Write to the doctor that the duty is theirs now; the yes alone did not say so."""
    if not person.email:
        return
    what = f"{gap.duty.rota.name}, {time_words(gap.duty)}{f', {gap.duty.site.name}' if gap.duty.site else ''}"
    text = f"{person.display_name}\n\nThe duty is yours: {what}.\n\nThank you. Tell {by.name} if something is wrong.\n"
    subject = f"You are on call {time_words(gap.duty)}"
    queue_mail(kind=GIVEN_KIND, recipient=person.email, subject=subject, text=text, by=by)


def close_gap_by_locum(gap: Gap, *, name: str, agency: str, by: User) -> None:
    """Let a locum do the gap's duty; inside the caller's transaction, which holds the request."""
    gap = Gap.objects.select_for_update(of=("self",)).select_related("duty").get(pk=gap.pk)
    gap.duty.locum_name = f"{name} (locum)"[:100]
    gap.duty.save(update_fields=["locum_name"])
    gap.closed_at, gap.closed_by = clock.now(), by
    gap.how = f"Locum, {agency or 'bank'}"[:100]
    gap.save(update_fields=["closed_at", "closed_by", "how"])
    _withdraw(CoverOffer.objects.standing().filter(gap=gap), by=by)


def _cancel_requests(gap: Gap, *, by: User) -> None:
    """Let a request for a locum that is under way be over: a doctor of our own does it."""
    over = [LocumState.UNFILLED, LocumState.CANCELLED, LocumState.NO_SHOW]
    for request in LocumRequest.objects.select_for_update().filter(gap=gap).exclude(state__in=over):
        before, request.state = request.state, LocumState.CANCELLED
        request.save(update_fields=["state"])
        note = "A doctor of our own does it."
        LocumStep.objects.create(
            request=request, from_state=before, to_state=request.state, taken_at=clock.now(), taken_by=by, note=note
        )


def _settle_offers(gap: Gap, *, person: Person, way: AnswerWay, by: User) -> None:
    """Note the yes of the one who does it, and take back what others were asked."""
    now = clock.now()
    said = {"answer": Answer.YES, "answered_at": now, "answered_by": by, "answered_how": way}
    standing = CoverOffer.objects.standing().filter(gap=gap)
    if not standing.filter(person=person).exists():
        CoverOffer.objects.create(
            gap=gap, person=person, way=OfferWay.PHONE, asked_at=now, asked_by=by, expires_at=now, **said
        )
    standing.filter(person=person).exclude(answer=Answer.YES).update(**said)
    _withdraw(standing.exclude(person=person), by=by)


def _withdraw(offers: QuerySet[CoverOffer], *, by: User) -> None:
    """Take back what is not needed any more, e-mails that wait included."""
    for mail in OutgoingMail.objects.filter(pk__in=offers.values("mail")):
        cancel_mail(mail, reason="Somebody else does the duty: the question is not needed any more.")
    offers.update(withdrawn_at=clock.now(), withdrawn_by=by)


def locked_gap(gap_id: int, *, by: User) -> Gap:
    """Return an open gap under a lock.

    Raises: GapClosed, PermissionDenied.
    """
    gap = Gap.objects.select_for_update(of=("self",)).select_related("duty__rota__specialty").get(pk=gap_id)
    if not Gap.objects.closable_by(by).filter(pk=gap.pk).exists():
        raise PermissionDenied
    if gap.closed_at is not None or gap.duty.is_cancelled:
        raise GapClosed("This gap is closed already. Look at the week sheet to see who does it.")
    return gap


def _look_again(duty: Duty, *, person: Person, by: User, reason: str) -> None:
    around = duty.during.lower.astimezone(LONDON).date()
    known = working_time([person.pk], around=around, without=[duty])
    verdict = verdict_of(person, duty=duty, known=known[person.pk], viewer=by)
    if verdict.blocks:
        raise CoverRefused(f"{person.display_name} cannot do it: {', '.join(verdict.blocks)}.")
    if verdict.breaches and not reason.strip():
        raise CoverReasonNeeded(
            f"This breaks a rule for {person.display_name}. {' '.join(verdict.reasons)} Give a reason, or ask somebody else."
        )


@contextmanager
def _one_place_at_a_time(person: Person) -> Iterator[None]:
    try:
        yield
    except IntegrityError as problem:
        if "person_is_" not in str(problem):
            raise
        raise CoverRefused(f"{person.display_name} is at work or on call then.") from problem
