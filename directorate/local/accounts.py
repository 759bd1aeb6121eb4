"""The operating-system account that the database servers run as.

PostgreSQL refuses to run as root. An ordinary user runs the servers as themselves; root hands
them to `nobody`, or to whoever already owns the data.
"""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from directorate.local.errors import LocalError

UNPRIVILEGED = "nobody"
ROOT = 0


class Identity(TypedDict, total=False):
    """Keyword arguments of subprocess that start a program under another account; empty for our own."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """An account by name and numbers; `switch` says that we have to change to it."""

    name: str
    uid: int
    gid: int
    switch: bool

    def identity(self) -> Identity:
        """Return what subprocess needs to start a program as this account."""
        if not self.switch:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Give a file or folder to this account (only root has to)."""
        if self.switch:
            os.chown(path, self.uid, self.gid)

    def can_run(self, command: Sequence[str | Path]) -> bool:
        """Return whether this account reaches and runs the program, by running it (at most 30 seconds)."""
        try:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
                timeout=30,
                cwd="/",
                **self.identity(),
            )
        except (OSError, subprocess.SubprocessError):
            return False
        return done.returncode == 0

    def can_enter(self, folder: Path) -> bool:
        """Return whether this account may pass through every folder down to and including this one."""
        return not self.switch or self.can_run(["/bin/sh", "-c", 'cd -- "$1"', "sh", folder])


def current_account() -> Account:
    """Return the account that runs this process."""
    uid = os.geteuid()
    return Account(name=name_of(uid), uid=uid, gid=os.getegid(), switch=False)


def name_of(uid: int) -> str:
    """Return the account name of a user number, or the number itself where it has no name."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def server_account(data_folders: Sequence[Path]) -> Account:
    """Return who runs the servers: ourselves, or, as root, the owner of existing data or else `nobody`.

    Raises:
        LocalError: root finds no unprivileged account.
    """
    if os.geteuid() != ROOT:
        return current_account()
    owners = (folder.stat().st_uid for folder in data_folders if folder.is_dir())
    owner = next((uid for uid in owners if uid != ROOT), None)
    try:
        entry = pwd.getpwnam(UNPRIVILEGED) if owner is None else pwd.getpwuid(owner)
    except KeyError:
        raise LocalError(
            "PostgreSQL will not run as root and there is no account to run it as: add a user 'nobody'."
        ) from None
    return Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid, switch=True)
