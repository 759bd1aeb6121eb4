"""A file from this machine all the way: for the command, the watched folder, seeds and tests."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from directorate.core.imports.batches import Answers, check_batch, use_batch
from directorate.core.imports.file_store import receive_file
from directorate.core.models import ImportBatch, User
from directorate.core.models.imports import BatchState


@dataclass(frozen=True)
class Given:
    """What is known about the file beforehand."""

    as_at: date | None = None
    is_dry_run: bool = False
    is_confirmed: bool = False


def import_file(path: Path, *, feed: str, by: User, given: Given | None = None) -> ImportBatch:
    """Receive, check and (unless it is a dry run) use a file; return its batch, whatever became of it.

    A list that may be cut off waits, checked, for somebody to look at it.
    """
    known = given or Given()
    batch = receive_file(path, feed=feed, by=by)
    batch = check_batch(batch.pk, by=by, answers=Answers(as_at=known.as_at, is_confirmed=known.is_confirmed))
    needs_a_look = "cut_off_at" in batch.counts and not known.is_confirmed
    if batch.state == BatchState.CHECKED and not known.is_dry_run and not needs_a_look:
        batch = use_batch(batch.pk, by=by)
    return batch
