"""The repeated job of rotas: the on-call list for the switchboard."""

from celery import shared_task

from directorate.core import clock
from directorate.core.actions.jobs import drop_cut_session, note_failure, note_start, note_success
from rotas.actions.desk import mail_switchboard

SWITCHBOARD = "rotas.tasks.send_switchboard_list"


@shared_task
def send_switchboard_list() -> None:
    """Queue the on-call list for the switchboard at 4pm and when it has changed."""
    note_start(task=SWITCHBOARD, at=clock.now())
    try:
        mail_switchboard()
    except Exception as problem:
        drop_cut_session()
        note_failure(task=SWITCHBOARD, at=clock.now(), problem=problem)
        raise
    note_success(task=SWITCHBOARD, at=clock.now())
