"""The repeated job of rotas: the on-call list for the switchboard."""

from celery import shared_task

from directorate.core.actions.jobs import noted
from rotas.actions.desk import mail_switchboard

SWITCHBOARD = "rotas.tasks.send_switchboard_list"


@shared_task
def send_switchboard_list() -> None:
    """Queue the on-call list for the switchboard at 4pm and when it has changed."""
    with noted(SWITCHBOARD):
        mail_switchboard()
