"""Which feed a file is that somebody has sent: said, recognised, or to be asked for."""

from typing import Any

from django.core import signing

from directorate.core.importers.document_files import look_at
from directorate.core.importers.feeds import Feed, all_feeds, feed_of
from directorate.core.importers.file_kinds import FileRefusedError
from directorate.core.importers.recognising import recognise
from directorate.core.imports.file_store import Kept
from directorate.core.imports.worklist import feeds_importable_by
from directorate.core.models import User

SALT = "file that is not known yet"
ASKED_FOR_SECONDS = 3600


def feed_for(kept: Kept, *, user: User, said: str = "") -> Feed | None:
    """Return what a file is, None when it must be asked for; what the user said wins.

    Raises: FileRefusedError: it cannot be read, or is of a feed that this user may not load.
    """
    feed = feed_of(said) if said else recognise(look_at(kept.path), feeds=all_feeds())
    if feed is not None and feed not in feeds_importable_by(user):
        raise FileRefusedError(
            "not_yours", f"This looks like: {feed.words.noun}. Your role does not load it. The file was not kept."
        )
    return feed


def token_of(kept: Kept, *, user: User) -> str:
    """Return what names a kept file to the user who sent it, and to nobody else."""
    named = {"stored": kept.stored_name, "name": kept.name, "sha256": kept.sha256, "size": kept.size, "user": user.pk}
    return signing.dumps(named, salt=SALT)


def kept_by(token: str, *, user: User) -> Kept | None:
    """Return the kept file that a token names, None when it is not this user's, or too old."""
    try:
        named: dict[str, Any] = signing.loads(token, salt=SALT, max_age=ASKED_FOR_SECONDS)
    except signing.BadSignature:
        return None
    kept = Kept(stored_name=named["stored"], name=named["name"], sha256=named["sha256"], size=named["size"])
    return kept if named["user"] == user.pk and kept.path.exists() else None
