"""The Monday brief goes to those who run the directorate, once."""

from django.db import IntegrityError, transaction

from directorate.core import clock
from directorate.core.access import WRITE, people_who_may
from directorate.core.actions.outgoing import is_outside, queue_mail
from directorate.core.domain.access import Subject
from directorate.core.history import acting, system_user
from reports.actions.steps import SYSTEM
from reports.domain.brief import is_due, lines_of, subject_of
from reports.facts.brief import brief_for
from reports.models import MondayBrief

KIND = "monday-brief"


def send_brief() -> None:
    """Put the brief of this Monday into the outbox, one e-mail for each reader; a second worker finds it made."""
    now, today = clock.now(), clock.today()
    if not is_due(now) or MondayBrief.objects.filter(day=today).exists():
        return
    by = system_user(SYSTEM)
    try:
        with transaction.atomic(), acting(by=by, action="Send Monday brief"):
            MondayBrief.objects.create(day=today, made_at=now, made_by=by)
            for user in people_who_may(Subject.HR_REPORT, operation=WRITE):
                if is_outside(user.email):  # nothing of this leaves the Trust's mail domains
                    continue
                text = "\n".join(lines_of(brief_for(user, now=now, today=today)))
                queue_mail(kind=KIND, recipient=user.email, subject=subject_of(today), text=text, by=by)
    except IntegrityError:  # another worker was first
        return
