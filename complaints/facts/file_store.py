"""Where files of cases lie: under generated names in a folder of their own."""

from pathlib import Path
from uuid import uuid4

from django.conf import settings

from complaints.models import CaseFile
from directorate.core.imports.file_store import whole_or_gone


def folder() -> Path:
    """The folder; made when it is missing."""
    place = Path(settings.MEDIA_ROOT) / "complaints"
    place.mkdir(parents=True, exist_ok=True)
    return place


def path_of(file: CaseFile) -> Path:
    """Where a file lies."""
    return folder() / file.stored_name


def keep(content: bytes) -> str:
    """Write a file and return the name under which it is kept."""
    name = f"{uuid4().hex}.kept"
    path = folder() / name
    with whole_or_gone(path):
        path.write_bytes(content)
    return name


def forget(stored_name: str) -> None:
    """Take away a file that nothing refers to."""
    (folder() / stored_name).unlink(missing_ok=True)
