"""Ask an approver by e-mail, with a link that decides without signing in, and take such a link back."""

from uuid import uuid4

from directorate.core import clock
from directorate.core.actions.outgoing import LINK, UNDO_TIME, AnswerLink, cancel_mail, queue_mail
from directorate.core.domain.calendar import LONDON
from directorate.core.models import Person, User
from staffing.domain.decision_links import expires_at
from staffing.facts import words
from staffing.facts.deciders import approver_of
from staffing.models import Absence, AbsenceState, DecisionLink
from staffing.querysets.scope import may_decide_leave_of

ANSWER_PAGE, MAIL_KIND = "staffing:leave_answer", "leave-decision"


def ask_by_link(absence: Absence, *, by: User) -> DecisionLink | None:
    """Ask the approver of a request by e-mail; an earlier link opens nothing any more. None where there is nobody to ask.

    Inside the caller's transaction; the e-mail waits as long as the request can be undone.
    """
    close_links(absence, by=by)
    approver = approver_of(absence.person)
    if absence.state != AbsenceState.REQUESTED or approver is None or not _may_decide(approver, person=absence.person):
        return None
    now, key = clock.now(), uuid4()
    until = expires_at(absence.first_date, now=now, zone=LONDON)
    text = (
        f"{absence.person.display_name}: {words.kind(absence.kind).lower()}, {words.of_absence(absence)}\n\n"
        f"Approve or decline here, without signing in:\n{LINK}\n\n"
        f"The link works once, until {until.astimezone(LONDON):%H:%M on %A %-d %B}.\n"
    )
    subject = f"Leave to approve: {absence.person.display_name}"
    link = AnswerLink(ANSWER_PAGE, key)
    mail = queue_mail(
        kind=MAIL_KIND, recipient=approver.email, subject=subject, text=text, by=by, link=link, wait=UNDO_TIME
    )
    return DecisionLink.objects.create(
        absence=absence, approver=approver, key=key, asked_at=now, asked_by=by, expires_at=until, mail=mail
    )


def _may_decide(approver: User, *, person: Person) -> bool:
    """Whether the approver may decide today."""
    return approver.is_active and approver.person_id != person.pk and may_decide_leave_of(approver).holds(person)


def close_links(absence: Absence, *, by: User) -> None:
    """Let no link about this absence decide any more, and keep e-mails back that wait."""
    for link in DecisionLink.objects.filter(absence=absence, revoked_at=None).select_related("mail"):
        if link.mail is not None:
            cancel_mail(link.mail, reason="The leave was decided or changed before the e-mail went out.")
        if absence.state == AbsenceState.REQUESTED:
            link.revoked_at, link.revoked_by = clock.now(), by
            link.save(update_fields=["revoked_at", "revoked_by"])
