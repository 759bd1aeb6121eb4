"""The one kind of failure that this package reports: a sentence that says what to do."""

import errno


class LocalError(Exception):
    """Raised with one sentence for the person at the terminal; never shown with a traceback."""


def sentence_for_os_error(error: OSError, *, doing: str) -> str:
    """Return one sentence for a failed file operation, saying what was being done and what to do."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"The disk is full{where}: free some space, then start again."
    if error.errno in {errno.EACCES, errno.EPERM}:
        return (
            f"This user may not write here{where} while {doing}: run as the owner of the folder, or change its owner."
        )
    return f"Could not finish {doing}: {error.strerror or error}{where}."
