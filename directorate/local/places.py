"""Where the local servers keep their programs, data, sockets and logs."""

import hashlib
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from directorate.local.accounts import Account, server_account
from directorate.local.errors import LocalError

CHECKOUT = Path(__file__).resolve().parents[2]
FALLBACK = Path("/var/lib/directorate")
# A Unix socket's path has at most 108 bytes on Linux and 104 on macOS, the closing zero included.
LONGEST_SOCKET_PATH = 100
POSTGRES_SOCKET = ".s.PGSQL.5432"
PRIVATE = 0o700


@dataclass(frozen=True)
class Places:
    """The folders of one instance.

    `var` belongs to whoever runs the application; `base` holds what the server account must reach
    and is `var` itself unless a folder above it is closed to that account.
    """

    var: Path
    base: Path
    sockets: Path
    account: Account

    @property
    def postgres(self) -> Path:
        """Return PostgreSQL's data folder."""
        return self.base / "postgres"

    @property
    def valkey(self) -> Path:
        """Return the folder of Valkey's configuration and append-only file."""
        return self.base / "valkey"

    @property
    def logs(self) -> Path:
        """Return the folder of log files."""
        return self.var / "log"

    @property
    def lock(self) -> Path:
        """Return the file whose lock allows one process at a time to start or stop servers."""
        return self.var / "local.lock"

    @property
    def kept(self) -> Path:
        """Return the file that says: `up` started the servers, so `bin/run` leaves them running."""
        return self.var / "local.kept"

    @property
    def valkey_socket(self) -> Path:
        """Return Valkey's Unix socket."""
        return self.sockets / "valkey.sock"

    @property
    def moved(self) -> bool:
        """Return whether data had to go outside `var`."""
        return self.base != self.var


def var_folder() -> Path:
    """Return the folder for everything that is made at run time: VAR_DIR, or `var` in the checkout."""
    given = os.environ.get("VAR_DIR")
    return Path(given).resolve() if given else CHECKOUT / "var"


def find_places(var: Path) -> Places:
    """Return the folders of the instance whose run-time files are in `var`, making those that are missing.

    Raises:
        LocalError: the data belongs to another user.
    """
    var.mkdir(parents=True, exist_ok=True)
    fallback = FALLBACK / fingerprint(var)
    account = server_account([var / "postgres", fallback / "postgres"])
    base = choose_base(var=var, fallback=fallback, account=account)
    refuse_foreign_data(base / "postgres", account=account)
    places = Places(var=var, base=base, sockets=socket_folder(base, var=var), account=account)
    make_folders(places)
    return places


def fingerprint(path: Path) -> str:
    """Return eight characters that tell one instance's folders from another's."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:8]


def choose_base(*, var: Path, fallback: Path, account: Account) -> Path:
    """Return `var` where the server account gets there, else the fallback; data already there wins."""
    if not account.switch:
        return var
    reachable = account.can_enter(var)
    if (fallback / "postgres").is_dir() and not (var / "postgres").is_dir():
        return fallback
    return var if reachable else fallback


def socket_folder(base: Path, *, var: Path) -> Path:
    """Return the folder for Unix sockets: beside the data, or a short one where that path is too long."""
    beside = base / "sockets"
    if len(os.fsencode(beside / POSTGRES_SOCKET)) <= LONGEST_SOCKET_PATH:
        return beside
    short = "/tmp" if sys.platform == "darwin" else tempfile.gettempdir()  # noqa: S108 - made private below
    return Path(short) / f"directorate-{fingerprint(var)}"


def refuse_foreign_data(data: Path, *, account: Account) -> None:
    """Refuse data that another user owns: PostgreSQL would, with a message that helps nobody.

    Raises:
        LocalError: the data belongs to another user.
    """
    if data.is_dir() and data.stat().st_uid != account.uid:
        raise LocalError(
            f"{data} belongs to another user: start as the user who made it (or as root), or move it away."
        )


def make_folders(places: Places) -> None:
    """Make the folders; those of the servers are private to their account."""
    places.logs.mkdir(parents=True, exist_ok=True)
    if places.moved:
        places.base.mkdir(parents=True, exist_ok=True)
    for folder in (places.valkey, places.sockets):
        make_private(folder, account=places.account)


def make_private(folder: Path, *, account: Account) -> None:
    """Make a folder that only the server account (and root) may enter.

    Raises:
        LocalError: somebody else owns the folder already, as could be prepared in a shared /tmp.
    """
    if not folder.exists():
        folder.mkdir(mode=PRIVATE, parents=True)
        account.own(folder)
    status = folder.lstat()
    if status.st_uid != account.uid:
        raise LocalError(f"{folder} belongs to another user: remove it, then start again.")
    folder.chmod(PRIVATE)
