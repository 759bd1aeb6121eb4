"""Jobs of core: large files in the background, the watched folder, the outbox of e-mails."""

from celery import shared_task

from directorate.core.actions.jobs import noted
from directorate.core.actions.outgoing import TASK as OUTGOING_MAIL
from directorate.core.actions.outgoing import send_due
from directorate.core.imports.batches import Answers, NotPossibleError, check_batch, use_batch
from directorate.core.imports.watched_folder import collect, resume_interrupted
from directorate.core.models import User

WATCHED_FOLDER = "directorate.core.tasks.collect_watched_folder"


@shared_task
def check_file(batch_id: int, user_id: int, answers: dict[str, object] | None = None) -> None:
    """Check a file; run twice it checks twice, which is harmless."""
    try:
        check_batch(batch_id, by=User.objects.get(pk=user_id), answers=Answers.from_json(answers or {}))
    except NotPossibleError:
        return


@shared_task
def use_file(batch_id: int, user_id: int) -> None:
    """Put a checked file into use; a second run finds it in use."""
    try:
        use_batch(batch_id, by=User.objects.get(pk=user_id))
    except NotPossibleError:
        return


@shared_task
def collect_watched_folder() -> None:
    """Import what lies in the watched folder, and take up what a dead process left."""
    with noted(WATCHED_FOLDER):
        resume_interrupted()
        collect()


@shared_task
def send_outgoing_mail() -> None:
    """Send the e-mails that wait in the outbox; any number of workers may do so at once."""
    with noted(OUTGOING_MAIL):
        send_due()
