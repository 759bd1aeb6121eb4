"""Whether something failed because a disk is full: the only remedy is room, so people are told just that."""

import errno

NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
DISK_FULL = "53100"
SENTENCE = "The server's disk is full. Tell whoever looks after this service; when there is room again, try again."


def is_disk_full(error: BaseException | None) -> bool:
    """Return whether the error, or what caused it, is a full disk of the application's or the database's."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            return True
        if getattr(error, "sqlstate", None) == DISK_FULL:
            return True
        error = error.__cause__
    return False
