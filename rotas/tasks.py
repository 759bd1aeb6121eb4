"""The repeated jobs of rotas: the on-call list for the switchboard, cancellations that the extracts show."""

from celery import shared_task

from directorate.core.actions.jobs import noted
from rotas.actions.cancellation_checks import confirm_cancellations
from rotas.actions.desk import mail_switchboard

SWITCHBOARD = "rotas.tasks.send_switchboard_list"
CANCELLATIONS = "rotas.tasks.confirm_session_cancellations"


@shared_task
def send_switchboard_list() -> None:
    """Queue the on-call list for the switchboard at 4pm and when it has changed."""
    with noted(SWITCHBOARD):
        mail_switchboard()


@shared_task
def confirm_session_cancellations() -> None:
    """See in the latest list and clinic bookings which sessions are cancelled, and whose patients have new dates."""
    with noted(CANCELLATIONS):
        confirm_cancellations()
