"""Files that came in, kept under generated names with their SHA-256."""

import hashlib
import shutil
import unicodedata
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
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
UNSORTED = ".unsorted"
FORGOTTEN_AFTER = timedelta(days=1)


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


@contextmanager
def whole_or_gone(path: Path) -> Iterator[None]:
    """Write a file inside: half a file would only take room where there is none."""
    try:
        yield
    except BaseException:
        path.unlink(missing_ok=True)
        raise


@dataclass(frozen=True, slots=True)
class KeptFolder:
    """A folder below the folder of files, in which contents are kept under generated names."""

    name: str

    def path_of(self, stored_name: str) -> Path:
        """Return where a file lies; the folder is made when it is missing."""
        place = Path(settings.MEDIA_ROOT) / self.name
        place.mkdir(parents=True, exist_ok=True)
        return place / stored_name

    def keep(self, content: bytes) -> str:
        """Write a file and return the name under which it is kept."""
        name = f"{uuid4().hex}.kept"
        path = self.path_of(name)
        with whole_or_gone(path):
            path.write_bytes(content)
        return name

    def forget(self, stored_name: str) -> None:
        """Take away a file that nothing refers to."""
        self.path_of(stored_name).unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that lies in the folder but belongs to no feed yet."""

    stored_name: str
    name: str
    sha256: str
    size: int

    @property
    def path(self) -> Path:
        """Return where it lies."""
        return folder() / self.stored_name


def keep(chunks: Iterable[bytes], *, name: str) -> Kept:
    """Keep an uploaded file until it is known what it is."""
    stored_name = f"{uuid4().hex}{UNSORTED}"
    digest, size = hashlib.sha256(), 0
    path = folder() / stored_name
    with whole_or_gone(path), path.open("wb") as file:
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            file.write(chunk)
    return Kept(stored_name=stored_name, name=shown_name(name), sha256=digest.hexdigest(), size=size)


def take_in(kept: Kept, *, feed: str, by: User) -> ImportBatch:
    """Make a kept file a batch of a feed.

    Raises: FileNotFoundError: it has been taken in or dropped already.
    """
    stored_name = kept.stored_name.removesuffix(UNSORTED) + ".upload"
    kept.path.rename(folder() / stored_name)
    return _batch(stored_name, name=kept.name, feed=feed, by=by, sha256=kept.sha256, size=kept.size, corrects=None)


def drop(kept: Kept) -> None:
    """Delete a kept file; twice is harmless."""
    kept.path.unlink(missing_ok=True)


def drop_forgotten() -> int:
    """Delete files of which nobody has said for a day what they are; return how many."""
    before = (clock.now() - FORGOTTEN_AFTER).timestamp()
    forgotten = [path for path in folder().glob(f"*{UNSORTED}") if path.stat().st_mtime < before]
    for path in forgotten:
        path.unlink(missing_ok=True)
    return len(forgotten)


def receive(
    chunks: Iterable[bytes], *, name: str, feed: str, by: User, corrects: ImportBatch | None = None
) -> ImportBatch:
    """Keep an uploaded file and return its batch."""
    stored_name = f"{uuid4().hex}.upload"
    digest, size = hashlib.sha256(), 0
    path = folder() / stored_name
    with whole_or_gone(path), path.open("wb") as file:
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
    in_use = ImportBatch.objects.filter(feed=feed, size_bytes=before.st_size, state=BatchState.ACCEPTED)
    kept = dict(in_use.values_list("sha256", "stored_name"))
    with ThreadPoolExecutor(max_workers=1) as beside:
        hashed = beside.submit(sha256_of, path)  # while it is copied, unless it may be in use
        stored_name = kept.get(hashed.result(), "") if kept else ""
        if not stored_name:
            stored_name = f"{uuid4().hex}.upload"
            copy = folder() / stored_name
            with whole_or_gone(copy):
                shutil.copyfile(path, copy)
    sha256 = hashed.result()
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
