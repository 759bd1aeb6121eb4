"""The watched folder: whatever lies there, and has stopped growing, is imported and moved aside with a note."""

import hashlib
import logging
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.cache import cache

from directorate.core import clock
from directorate.core.history import system_user
from directorate.core.importers.document_files import look_at
from directorate.core.importers.feeds import Feed, all_feeds
from directorate.core.importers.file_kinds import FileRefusedError
from directorate.core.importers.recognising import recognise
from directorate.core.imports.batches import (
    ImportFailedError,
    NotPossibleError,
    check_batch,
    finish_feed,
    is_being_worked_on,
    use_batch,
)
from directorate.core.imports.file_store import drop_forgotten
from directorate.core.imports.pipeline import import_file
from directorate.core.models import ImportBatch
from directorate.core.models.imports import BatchState

logger = logging.getLogger(__name__)
QUIET_SECONDS = 30
SUFFIXES = {".csv", ".txt", ".xlsx", ".xls"}
NOT_RECOGNISED = (
    "It is not plain which list this is. Load it by hand, or put it into a folder named after the list: "
    "the guide to importing has the names."
)
INTERRUPTED_AFTER = timedelta(minutes=2)


@dataclass(frozen=True)
class Collected:
    """What became of the files of one look into the folder."""

    done: int = 0
    refused: int = 0


def collect(folder: Path | None = None) -> Collected:
    """Import every file that has not changed since the last look; return how many were used and refused."""
    place = folder or Path(settings.IMPORT_FOLDER)
    place.mkdir(parents=True, exist_ok=True)
    done = refused = 0
    for path, feed in _waiting(place):
        if _import(path, feed=feed):
            done += 1
        else:
            refused += 1
    drop_forgotten()
    return Collected(done=done, refused=refused)


def _waiting(place: Path) -> Iterator[tuple[Path, Feed | None]]:
    """Yield the files that lie ready: in the folder itself of any feed, in a folder named by a feed's key of that."""
    folders: list[tuple[Path, Feed | None]] = [(place, None), *((place / feed.key, feed) for feed in all_feeds())]
    for folder, feed in folders:
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if path.is_file() and path.suffix.lower() in SUFFIXES and _has_stopped_growing(path):
                yield path, feed


def resume_interrupted() -> int:
    """Take up steps whose process died, and files that nobody has begun; return how many."""
    by = system_user("imports")
    for feed in all_feeds():
        finish_feed(feed.key)
    resumed = 0
    stuck = ImportBatch.objects.filter(
        state__in=[BatchState.UPLOADED, BatchState.CHECKING, BatchState.COMMITTING],
        uploaded_at__lt=clock.now() - INTERRUPTED_AFTER,
    )
    for batch in stuck:
        if is_being_worked_on(batch.pk):
            continue
        step = use_batch if batch.state == BatchState.COMMITTING else check_batch
        try:
            step(batch.pk, by=by)
            resumed += 1
        except (NotPossibleError, ImportFailedError):
            logger.warning("import batch %s could not be resumed", batch.pk)
    return resumed


def _has_stopped_growing(path: Path) -> bool:
    """Whether size and time of change are those of the last look, or the file is old enough."""
    state = path.stat()
    seen = (state.st_size, state.st_mtime_ns)
    key = f"watched-{hashlib.sha256(str(path).encode()).hexdigest()}"
    before = cache.get(key)
    cache.set(key, seen, 3600)
    return before == seen or clock.now().timestamp() - state.st_mtime > QUIET_SECONDS


def _import(path: Path, *, feed: Feed | None) -> bool:
    try:
        found = feed or recognise(look_at(path), feeds=all_feeds())
        if found is None:
            _put_aside(path, into="refused", note=NOT_RECOGNISED)
            return False
        batch = import_file(path, feed=found.key, by=system_user("imports"))
    except FileRefusedError as error:
        _put_aside(path, into="refused", note=error.explanation)
        return False
    except (ImportFailedError, NotPossibleError, OSError) as error:
        logger.warning("a file of the watched folder failed: %s", type(error).__name__)
        _put_aside(path, into="refused", note="Something went wrong. Put the file back to try again.")
        return False
    if batch.state == BatchState.ACCEPTED:
        _put_aside(path, into="done", note=_note(batch))
        return True
    _put_aside(path, into="refused", note=_note(batch))
    return False


def _note(batch: ImportBatch) -> str:
    lines = [
        f"{batch.original_name}: {batch.get_state_display()}",
        f"Rows read {batch.rows_read:,}, loaded {batch.rows_accepted:,}, not loaded {batch.rows_rejected:,}",
    ]
    lines += [f"Reason: {code}" for code in batch.file_issues]
    if "cut_off_at" in batch.counts:
        lines.append("The list may be cut off: it ends where an .xls file ends. Look at it and use it by hand.")
    if batch.explanation:
        lines.append(batch.explanation)
    lines.append(f"See import {batch.pk} in the application.")
    return "\n".join(lines)


def _put_aside(path: Path, *, into: str, note: str) -> None:
    """Move a file into a folder beside it, under a name that is free, with a note."""
    folder = path.parent / into
    folder.mkdir(exist_ok=True)
    stamp = f"{clock.local(clock.now()):%Y%m%d-%H%M%S}"
    target = folder / f"{stamp} {path.name}"
    shutil.move(path, target)
    target.with_name(f"{target.name}.note.txt").write_text(note + "\n")
