"""A full disk is known by its own error and by the database's, however deep it lies."""

import errno

import pytest

from directorate.core.domain.full_disk import is_disk_full


class FromDatabase(Exception):
    """An error that carries PostgreSQL's code, as psycopg's do."""

    def __init__(self, sqlstate: str | None) -> None:
        super().__init__("no details")
        self.sqlstate = sqlstate


def wrapped(cause: Exception) -> Exception:
    error = RuntimeError("wrapped")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "full"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), True),
        (wrapped(FromDatabase("53100")), True),
        (wrapped(wrapped(OSError(errno.ENOSPC, "No space left on device"))), True),
        (OSError(errno.EACCES, "Permission denied"), False),
        (wrapped(FromDatabase("53300")), False),
        (FromDatabase(None), False),
        (None, False),
    ],
    ids=["disk", "quota", "database", "deep", "not allowed", "too many connections", "no code", "no error"],
)
def test_a_full_disk_is_told_from_other_failures(error: Exception | None, full: bool) -> None:
    assert is_disk_full(error) is full
