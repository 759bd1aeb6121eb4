"""Small files at once, large ones in the background."""

import logging
from collections.abc import Callable

from kombu.exceptions import OperationalError

from directorate.core.imports.batches import Answers, check_batch, use_batch
from directorate.core.models import ImportBatch, User

logger = logging.getLogger(__name__)
LARGEST_AT_ONCE = 8 * 1024 * 1024
Later = Callable[[int, int], None]


def start_check(batch: ImportBatch, *, by: User, answers: Answers | None = None) -> None:
    """Check a file, now or in the background.

    Raises: NotPossibleError, ImportFailedError: as `check_batch`, for small files.
    """
    given = answers or Answers()
    if batch.size_bytes <= LARGEST_AT_ONCE or not _sent("check_file", batch, by, given.to_json()):
        check_batch(batch.pk, by=by, answers=given)


def start_use(batch: ImportBatch, *, by: User) -> None:
    """Put a file into use, now or in the background.

    Raises: NotPossibleError, ImportFailedError: as `use_batch`, for small files.
    """
    if batch.size_bytes <= LARGEST_AT_ONCE or not _sent("use_file", batch, by):
        use_batch(batch.pk, by=by)


def _sent(task: str, batch: ImportBatch, by: User, *more: object) -> bool:
    """Whether the background worker has been told; when the queue cannot be reached the step is taken at once."""
    from celery import current_app  # noqa: PLC0415 not needed by what only reads

    try:
        current_app.send_task(f"directorate.core.tasks.{task}", args=(batch.pk, by.pk, *more))
    except (OperationalError, OSError):
        logger.warning("the queue cannot be reached: import %s is worked on at once", batch.pk)
        return False
    return True
