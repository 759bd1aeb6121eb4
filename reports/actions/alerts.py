"""Tell people, once, that a report is held or was not built, that a copy did not arrive, that a job is overdue."""

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from directorate.core import clock
from directorate.core.access import WRITE, people_who_may
from directorate.core.actions.jobs import look_out_for
from directorate.core.actions.outgoing import is_outside
from directorate.core.domain.access import Subject
from directorate.core.history import acting, system_user
from directorate.core.models import JobStatus
from reports.actions import attempts
from reports.actions.steps import SYSTEM, locked_unless_busy
from reports.domain.alerts import AlertKind, Told, copies_not_sent, job_overdue, report_held, report_not_built
from reports.domain.rhythm import is_overdue, time_between
from reports.domain.states import DeliveryState, RunState
from reports.models import Alert, AlertLetter, ReportDelivery, ReportRun, RunStep
from reports.render.mail import Note, note

ACTION = "Send alert"
MOST_ATTEMPTS = 6


def notice() -> None:
    """See what went wrong since the last beat and put an e-mail about each in the outbox."""
    for step in RunStep.objects.gone_wrong().select_related("run__definition"):
        _tell_of_step(step)
    for run_id in ReportDelivery.objects.untold().order_by().values_list("run", flat=True).distinct():
        _tell_of_copies(run_id)
    _notice_jobs()


def _tell_of_step(step: RunStep) -> None:
    run = step.run
    held = step.to_state == RunState.HELD
    told = report_held(run.title, reason=run.state_reason) if held else report_not_built(run.title)
    _tell(told, event=f"step {step.pk}", run=run)


def _tell_of_copies(run_id: int) -> None:
    """Tell of all copies of a run that did not arrive and of which nobody was told, in one e-mail."""
    with transaction.atomic(), acting(by=system_user(SYSTEM), action="Notice copies not sent"):
        run = locked_unless_busy(run_id)
        lost = list(run.deliveries.untold().order_by("pk")) if run else []
        if run is None or not lost:
            return
        states = {copy.state for copy in lost}
        told = copies_not_sent(
            run.title, uncertain=DeliveryState.UNCERTAIN in states, failed=DeliveryState.FAILED in states
        )
        first = f"{lost[0].pk}/{lost[0].attempts}"
        alert = _tell(told, event=f"copies of {run.pk}: {first} at {clock.now().isoformat()}", run=run)
        ReportDelivery.objects.filter(pk__in=[copy.pk for copy in lost]).update(alert=alert)


def _notice_jobs() -> None:
    """Tell of repeated jobs that missed their beats; one that runs again is told of too: it did not run for a while."""
    now = clock.now()
    rhythms = {str(entry["task"]): (name, entry["schedule"]) for name, entry in settings.CELERY_BEAT_SCHEDULE.items()}
    look_out_for(rhythms, at=now)
    for status in JobStatus.objects.filter(task__in=rhythms):
        name, rhythm = rhythms[status.task]
        since = status.ended_well
        if since and is_overdue(ended_well=since, every=time_between(rhythm), now=now):
            _tell(job_overdue(name, ended_well=since), event=f"job {status.task} {since.isoformat()}", run=None)


def _tell(told: Told, *, event: str, run: ReportRun | None) -> Alert | None:
    """Keep what is to be told and an e-mail for each person; None when somebody else has told it already."""
    if Alert.objects.filter(event=event).exists():
        return None
    now, by = clock.now(), system_user(SYSTEM)
    subject = Subject.ADMINISTRATION if told.kind is AlertKind.JOB else Subject.HR_REPORT
    try:
        with transaction.atomic(), acting(by=by, action="Raise alert"):
            alert = Alert.objects.create(
                event=event,
                kind=told.kind,
                run=run,
                subject=told.subject,
                what=told.what[:700],
                remedy=told.remedy,
                noticed_at=now,
                noticed_by=by,
            )
            AlertLetter.objects.bulk_create(
                AlertLetter(
                    alert=alert,
                    user=user,
                    message_id=attempts.new_message_id(),
                    next_attempt_at=now,
                    queued_at=now,
                    queued_by=by,
                )
                for user in people_who_may(subject, operation=WRITE)
            )
    except IntegrityError:  # another worker was first
        return None
    return alert


def send_alerts() -> None:
    """Try every alert whose time has come."""
    attempts.call_uncertain(AlertLetter.objects.all(), action=ACTION)
    for letter in AlertLetter.objects.due(at=clock.now()).select_related("alert__run", "user"):
        _send(letter)


def _send(letter: AlertLetter) -> None:
    def is_last(now: datetime) -> bool:
        return letter.attempts >= MOST_ATTEMPTS

    attempts.attempt(
        letter,
        action=ACTION,
        recipient=letter.user.email,
        obstacle=lambda: _obstacle(letter),
        compose=lambda: note(_note(letter)),
        is_last=is_last,
    )


def _obstacle(letter: AlertLetter) -> str:
    if not letter.user.is_active:
        return "The account was closed before the alert went out."
    return "The address lies outside the Trust's mail domains." if is_outside(letter.user.email) else ""


def _note(letter: AlertLetter) -> Note:
    alert = letter.alert
    return Note(
        sender=settings.DEFAULT_FROM_EMAIL,
        recipient=letter.user.email,
        subject=alert.subject,
        message_id=letter.message_id,
        paragraphs=(alert.what, alert.remedy),
        link=settings.PUBLIC_URL.rstrip("/") + page_of_alert(alert),
        link_text="Open Scheduled jobs" if alert.run is None else "Open the report",
    )


def page_of_alert(alert: Alert) -> str:
    """Return the address of the page where something can be done about it."""
    if alert.run_id is None:
        return reverse("reports:job_list")
    name = "reports:run_release" if alert.kind == AlertKind.HELD else "reports:run_view"
    return reverse(name, args=[alert.run_id])
