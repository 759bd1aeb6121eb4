"""The site as `bin/run` serves it, on a port and in a database of its own with the demo's data."""

import hashlib
import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psutil
import psycopg
from psycopg import sql

from directorate.local import static
from directorate.local.parts import Part, python
from directorate.local.places import CHECKOUT, Places, find_places, var_folder
from directorate.local.processes import wait_until

START_SECONDS = 120
HOST = "127.0.0.1"


class SiteDidNotStartError(Exception):
    """The web server ended or never answered; its log says why."""


@dataclass(frozen=True)
class Site:
    """A running site: where it listens and its first process."""

    port: int
    pid: int
    accounts: dict[str, str]
    password: str

    def megabytes(self) -> float:
        """Return the memory of all its processes, shared pages counted once (proportional set size)."""
        first = psutil.Process(self.pid)
        return sum(process.memory_full_info().pss for process in (first, *first.children())) / 2**20


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def beside(address: str, *, suffix: str) -> str:
    """Return the address of the database whose name is this one's and a suffix."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(path=f"{parts.path}{suffix}"))


def demo_environment(*, port: int) -> dict[str, str]:
    """Return this process's environment with a database of the demo's beside the bench's own."""
    names = {name: beside(os.environ[name], suffix="_load") for name in ("DATABASE_URL", "DATABASE_OWNER_URL")}
    return dict(os.environ) | names | {"DEMO": "1", "DEBUG": "0", "PORT": str(port)}


def make_database() -> None:
    """Make the demo's database beside the bench's own where it is missing or holds the demo of another day's code."""
    owner = os.environ["DATABASE_OWNER_URL"]
    name = urlsplit(beside(owner, suffix="_load")).path.removeprefix("/")
    made_by = _fingerprint_of_demo()
    with psycopg.connect(owner, autocommit=True) as server:
        rows = server.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
        ).fetchall()
        if rows == [(made_by,)]:
            return
        database = sql.Identifier(name)
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(database))
        server.execute(sql.SQL("CREATE DATABASE {}").format(database))
        server.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(database, sql.Literal(made_by)))


def _fingerprint_of_demo() -> str:
    """Return what tells one demo from another: the SHA-256 of the code that makes it."""
    code = b"".join(path.read_bytes() for path in sorted((CHECKOUT / "directorate" / "demo").rglob("*.py")))
    return hashlib.sha256(code).hexdigest()


def manage(*words: str, environment: dict[str, str]) -> str:
    """Run a command of manage.py and return what it printed.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    done = subprocess.run(
        python("manage.py", *words), cwd=CHECKOUT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


def prepare_data(*, environment: dict[str, str]) -> None:
    """Bring the demo's database to the present schema and load the demo once."""
    make_database()
    manage("prepare_database", "--verbosity", "0", environment=environment)
    manage("seed_demo", environment=environment)


def prepare(places: Places, *, environment: dict[str, str]) -> None:
    """Prepare the data, and collect static files where they changed."""
    prepare_data(environment=environment)
    if not static.is_collected(places):
        manage("collectstatic", "--noinput", "--clear", "--ignore=axe", "--verbosity", "0", environment=environment)
        static.note_collected(places)


def accounts_of(printed: str) -> tuple[str, dict[str, str]]:
    """Return the password and each account's role, from what `manage.py demo_accounts` prints."""
    first, *lines = printed.splitlines()
    roles = dict(line.strip().split(maxsplit=1) for line in lines if line.strip())
    return first.rpartition("password: ")[2], roles


@contextmanager
def running_site() -> Iterator[Site]:
    """Serve the demo with the product's own gunicorn settings until the block ends.

    Raises:
        SiteDidNotStartError: it does not come up.
    """
    port = free_port()
    environment = demo_environment(port=port)
    places = find_places(var_folder())
    prepare(places, environment=environment)
    password, accounts = accounts_of(manage("demo_accounts", environment=environment))
    command = python(
        "-m", "gunicorn", "--config", "python:directorate.local.gunicorn_settings", "--bind", f"{HOST}:{port}"
    )
    part = Part(name="web server", command=command, log=places.logs / "bench-web.log", patience_seconds=12)
    part.start(environment)
    try:
        _wait(part, port=port)
        assert part.process is not None  # noqa: S101 it was started
        yield Site(port=port, pid=part.process.pid, accounts=accounts, password=password)
    finally:
        part.stop()


def _wait(part: Part, *, port: int) -> None:
    wait_until(lambda: _answers(port) or not part.runs(), seconds=START_SECONDS)
    if not _answers(port):
        raise SiteDidNotStartError(f"The web server did not start: see {Path(part.log)}")


def _answers(port: int) -> bool:
    try:
        with socket.create_connection((HOST, port), timeout=1):
            return True
    except OSError:
        return False
