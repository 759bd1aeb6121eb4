"""Files that came in, kept under generated names with their SHA-256."""

import hashlib
import shutil
import unicodedata
from collections.abc import Iterable
from pathlib import Path, PurePosixPath, PureWindowsPath
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from directorate.core import clock
from directorate.core.history import acting
from directorate.core.importers.file_kinds import sha256_of
from directorate.core.models import ImportBatch, User
from directorate.core.models.imports import BatchState

LONGEST_NAME = 200


def folder() -> Path:
    """Return where the files of imports lie."""
    place = Path(settings.MEDIA_ROOT) / "imports"
    place.mkdir(parents=True, exist_ok=True)
    return place


def path_of(batch: ImportBatch) -> Path:
    """Return where the file of a batch lies."""
    return folder() / batch.stored_name


def shown_name(name: str) -> str:
    """Return a file name that is safe to show: no folders, no control or direction marks, not too long."""
    last = PurePosixPath(PureWindowsPath(name).name).name
    plain = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C").strip(" .")
    return plain[-LONGEST_NAME:] or "file"


def receive(
    chunks: Iterable[bytes], *, name: str, feed: str, by: User, corrects: ImportBatch | None = None
) -> ImportBatch:
    """Keep an uploaded file and return its batch."""
    stored_name = f"{uuid4().hex}.upload"
    digest, size = hashlib.sha256(), 0
    with (folder() / stored_name).open("wb") as file:
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            file.write(chunk)
    return _batch(stored_name, name=name, feed=feed, by=by, sha256=digest.hexdigest(), size=size, corrects=corrects)


def receive_file(path: Path, *, feed: str, by: User, corrects: ImportBatch | None = None) -> ImportBatch:
    """Keep a copy of a file of this machine and return its batch; a file that is in use already is not copied again.

    Raises: OSError: the file cannot be read, or changed meanwhile.
    """
    before = path.stat()
    sha256 = sha256_of(path)
    kept = ImportBatch.objects.filter(feed=feed, sha256=sha256, state=BatchState.ACCEPTED).first()
    stored_name = kept.stored_name if kept else f"{uuid4().hex}.upload"
    if kept is None:
        shutil.copyfile(path, folder() / stored_name)
    after = path.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise OSError("the file changed while it was read")
    return _batch(stored_name, name=path.name, feed=feed, by=by, sha256=sha256, size=before.st_size, corrects=corrects)


def _batch(
    stored_name: str, *, name: str, feed: str, by: User, sha256: str, size: int, corrects: ImportBatch | None
) -> ImportBatch:
    with transaction.atomic(), acting(by=by, action="upload an import"):
        return ImportBatch.objects.create(
            feed=feed,
            original_name=shown_name(name),
            stored_name=stored_name,
            sha256=sha256,
            size_bytes=size,
            corrects=corrects,
            uploaded_by=by,
            uploaded_at=clock.now(),
        )
