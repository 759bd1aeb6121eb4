"""Have the static files been collected since they changed? Compressing them takes seconds."""

import hashlib
from pathlib import Path

from directorate.local.places import CHECKOUT, Places


def fingerprint() -> str:
    """Return a digest of names, sizes and times of all static files, and of the locked packages."""
    digest = hashlib.sha256((CHECKOUT / "requirements.txt").read_bytes())
    for path in sorted((CHECKOUT / "static").rglob("*")):
        status = path.stat()
        digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\0".encode())
    return digest.hexdigest()


def note(places: Places) -> Path:
    """Return the file with the digest of what was collected."""
    return places.var / "static.collected"


def is_collected(places: Places) -> bool:
    """Return whether the collected files are those of now."""
    written = note(places)
    return written.is_file() and written.read_text(encoding="utf-8") == fingerprint()


def note_collected(places: Places) -> None:
    """Write down that the files of now are collected."""
    note(places).write_text(fingerprint(), encoding="utf-8")
