"""Send somebody who is asked for statements the link by which they give them, and take such a link back."""

from collections.abc import Iterable, Sequence
from uuid import uuid4

from django.db.models import Q

from complaints.domain.statement_links import expires_at
from complaints.facts import words
from complaints.facts.statement_links import ANSWER_PAGE, address_of, standing_requests, why_no_link
from complaints.models import AccessKind, Case, StatementLink, StatementRequest
from directorate.core import clock
from directorate.core.actions.outgoing import AnswerLink, cancel_mail, queue_mail
from directorate.core.models import Person, User

MAIL_KIND = "statement"
TAKEN_BACK = "The link was taken back before the e-mail went out."
NOT_NEEDED = "The statement came, or somebody else was asked, before the e-mail went out."


def send_links(case: Case, requests: Sequence[StatementRequest], *, by: User) -> None:
    """Tell those who were asked just now, one e-mail each; who cannot be sent a link is passed over.

    Inside the caller's transaction, with the case held.
    """
    for person in {request.person_id: request.person for request in requests}.values():
        asked = [request for request in requests if request.person_id == person.pk]
        if not why_no_link(case, person=person):
            _send(case, asked, text=words.asked_by_link(case, asked), is_reminder=False, by=by)


def send_reminder(request: StatementRequest, *, by: User) -> None:
    """Remind somebody of a statement, with a new link; inside the caller's transaction, with the case held."""
    text = words.chased(request, today=clock.today())
    _send(request.point.case, [request], text=text, is_reminder=True, by=by)


def _send(case: Case, asked: Sequence[StatementRequest], *, text: str, is_reminder: bool, by: User) -> StatementLink:
    """Send a person one link for all that they are asked in the case; an earlier link opens nothing any more."""
    person, keys = asked[0].person, {request.pk for request in asked}
    revoke_links(case, people=[person], by=by)
    waiting = [request for request in standing_requests(case, person=person) if request.waits]
    now, key = clock.now(), uuid4()
    until = expires_at(max(request.due_date for request in waiting), now=now, zone=clock.LONDON)
    others = [request for request in waiting if request.pk not in keys]
    mail = queue_mail(
        kind=MAIL_KIND,
        recipient=address_of(person),
        subject=words.link_subject(case, is_reminder=is_reminder),
        text=words.link_text(person, asked=text, others=others, until=until, by=by),
        by=by,
        link=AnswerLink(ANSWER_PAGE, key),
    )
    return StatementLink.objects.create(
        case=case, person=person, key=key, asked_at=now, asked_by=by, expires_at=until, mail=mail
    )


def revoke_links(case: Case, *, people: Iterable[Person] | None = None, by: User) -> int:
    """Let no link of these people (None: of anybody) about a case take a statement any more; say how many there were.

    E-mails that wait are kept back. Inside the caller's transaction, with the case held.
    """
    rows = StatementLink.objects.filter(case=case, revoked_at=None)
    found = list((rows if people is None else rows.filter(person__in=people)).select_related("mail"))
    for link in found:
        cancel_mail(link.mail, reason=TAKEN_BACK)
        link.revoked_at, link.revoked_by = clock.now(), by
        link.save(update_fields=["revoked_at", "revoked_by"])
    return len(found)


def revoke_links_of_hidden(case: Case, *, by: User) -> None:
    """Take back every link about a case that is restricted, and those of people who may not see it."""
    if case.is_restricted:
        revoke_links(case, by=by)
        return
    shut_out = Q(user__pk__in=case.access.filter(kind=AccessKind.SHUT_OUT).values("user"))
    revoke_links(case, people=Person.objects.filter(shut_out), by=by)


def keep_needless_mail_back(case: Case, *, person: Person) -> None:
    """Keep an e-mail back that waits although nothing it asks for is to come; the link itself says so when opened."""
    if any(request.waits for request in standing_requests(case, person=person)):
        return
    for link in StatementLink.objects.filter(case=case, person=person, revoked_at=None).select_related("mail"):
        cancel_mail(link.mail, reason=NOT_NEEDED)
