"""Start, adopt and stop the local PostgreSQL."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from directorate.local.accounts import name_of
from directorate.local.errors import LocalError
from directorate.local.places import POSTGRES_SOCKET, Places
from directorate.local.postgres_config import (
    APP_ROLE,
    HOST_BASED_ACCESS,
    OWNER_ROLE,
    SUPERUSER,
    identity_map,
    server_settings,
)
from directorate.local.processes import find_working_in, first_line_number, is_alive, send, wait_until, works_in
from directorate.local.programs import Programs

DATABASE = "directorate"
PROGRAM = "postgres"
EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")
NEEDED_BYTES = 500 * 1024 * 1024
# Recovery replays at most max_wal_size; minutes on a slow disk.
START_SECONDS = 600
STOP_SECONDS = 60
ORPHAN_SECONDS = 10


def server_pid(places: Places) -> int | None:
    """Return the process number of our running server, or None. A stale pid file is not believed."""
    pid = first_line_number(places.postgres / "postmaster.pid")
    if pid is None or not is_alive(pid):
        return None
    return pid if works_in(pid, program=PROGRAM, folder=places.postgres) else None


def start(places: Places, *, programs: Programs) -> None:
    """Start the server unless it runs, with its roles, database and extensions.

    Raises:
        LocalError: it does not come up, or the disk is too full to make it.
    """
    if server_pid(places) is None:
        if not places.postgres.is_dir():
            initialise(places, programs=programs)
        clear_remains(places)
        write_configuration(places)
        launch(places, programs=programs)
    prepare(places)


def initialise(places: Places, *, programs: Programs) -> None:
    """Make the data folder: beside its final name first, so that a killed start leaves nothing half made."""
    if shutil.disk_usage(places.base).free < NEEDED_BYTES:
        raise LocalError(f"The disk with {places.base} has less than 500 MB free: free some space, then start again.")
    unfinished = places.base / "postgres.new"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    places.account.own(unfinished)
    command: list[str | Path] = [
        programs.initdb, "--pgdata", unfinished, "--username", SUPERUSER, "--auth", "peer",
        "--encoding", "UTF8", "--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8",
        "--data-checksums",
    ]  # fmt: skip
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd="/", env=plain_environment(),
        start_new_session=True,  # Ctrl-C is for us, not for them
        **places.account.identity(),
    )  # fmt: skip
    if done.returncode != 0:
        raise LocalError(f"PostgreSQL could not make its data folder: {last_line(done.stderr)}")
    unfinished.rename(places.postgres)


def plain_environment() -> dict[str, str]:
    """Return an environment without PG* variables, which would point the programs at another server."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def last_line(text: str) -> str:
    """Return the last line that says something."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it gave no reason"


def reason_in(log: str) -> str:
    """Return what PostgreSQL's log says about a failed start."""
    fatal = [line for line in log.splitlines() if "FATAL:" in line]
    return fatal[-1].partition("FATAL:")[2].strip() if fatal else last_line(log)


def clear_remains(places: Places) -> None:
    """After kill -9: wait for the killed server's children to go, then remove its pid and lock files.

    The pid file must not go while a child lives: two servers on one folder would destroy the data.

    Raises:
        LocalError: a child does not go.
    """

    def alone() -> bool:
        return not find_working_in(places.postgres, program=PROGRAM)

    if not wait_until(alone, seconds=ORPHAN_SECONDS):
        for pid in find_working_in(places.postgres, program=PROGRAM):
            send(pid, signal.SIGQUIT)
    if not wait_until(alone, seconds=ORPHAN_SECONDS):
        raise LocalError(f"Processes of a killed PostgreSQL still hold {places.postgres}: end them, then start again.")
    # PostgreSQL would believe these as long as any process has the number, a zombie or a stranger.
    for remains in (places.postgres / "postmaster.pid", places.sockets / f"{POSTGRES_SOCKET}.lock"):
        remains.unlink(missing_ok=True)


def write_configuration(places: Places) -> None:
    """Write the three configuration files, owned by the server account."""
    memory = int(psutil.virtual_memory().total)
    accounts = [name_of(0), places.account.name, name_of(os.geteuid())]
    files = {
        "postgresql.conf": server_settings(sockets=places.sockets, memory_bytes=memory),
        "pg_hba.conf": HOST_BASED_ACCESS,
        "pg_ident.conf": identity_map(accounts),
    }
    for name, text in files.items():
        path = places.postgres / name
        path.write_text(text, encoding="utf-8")
        places.account.own(path)


def launch(places: Places, *, programs: Programs) -> None:
    """Start the server detached and wait until it answers.

    Raises:
        LocalError: it does not come up; the sentence names the log.
    """
    log = places.logs / "postgres.log"
    command: list[str | Path] = [
        programs.pg_ctl,
        "start",
        "--wait",
        "--silent",
        "--timeout",
        str(START_SECONDS),
        "--pgdata",
        places.postgres,
    ]
    with log.open("ab") as output:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False, cwd="/",
            env=plain_environment(), start_new_session=True, **places.account.identity(),
        )  # fmt: skip
    if done.returncode != 0:
        raise LocalError(f"PostgreSQL did not start: {reason_in(tail(log))} (see {log})")


def tail(path: Path) -> str:
    """Return the last 4,000 bytes of a log as text."""
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - 4000, 0))
        return file.read().decode("utf-8", errors="replace")


def connect(places: Places, *, database: str) -> psycopg.Connection[tuple[object, ...]]:
    """Return a connection as superuser, outside a transaction."""
    return psycopg.connect(
        host=str(places.sockets), port=5432, user=SUPERUSER, dbname=database, autocommit=True, connect_timeout=10
    )


def prepare(places: Places) -> None:
    """Make the two roles, the extensions and the database where they are missing. Twice is harmless."""
    with connect(places, database="template1") as template:
        for extension in EXTENSIONS:
            template.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
    with connect(places, database="postgres") as server:
        make_roles(server)
        make_database(server, name=DATABASE)


def make_roles(server: psycopg.Connection[tuple[object, ...]]) -> None:
    """Make the owner (may create databases, for tests) and the application's role (may own nothing).

    The owner is a member of the application's role: it takes over the tables that an import has made, and tests can
    SET ROLE to it.
    """
    roles = {name for (name,) in server.execute("SELECT rolname FROM pg_roles").fetchall()}
    if APP_ROLE not in roles:
        server.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(APP_ROLE)))
    if OWNER_ROLE not in roles:
        server.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(sql.Identifier(OWNER_ROLE)))
    server.execute(
        sql.SQL("GRANT {} TO {} WITH INHERIT TRUE, SET TRUE").format(
            sql.Identifier(APP_ROLE), sql.Identifier(OWNER_ROLE)
        )
    )


def make_database(server: psycopg.Connection[tuple[object, ...]], *, name: str) -> None:
    """Make a database, owned by the owner role, unless it exists."""
    if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        return
    server.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(OWNER_ROLE)))


def stop(places: Places) -> None:
    """Stop the server: sessions are ended and everything is written out first (fast shutdown)."""
    pid = server_pid(places)
    if pid is None:
        return
    send(pid, signal.SIGINT)
    if wait_until(lambda: not is_alive(pid), seconds=STOP_SECONDS):
        return
    send(pid, signal.SIGQUIT)
    wait_until(lambda: not is_alive(pid), seconds=STOP_SECONDS)
