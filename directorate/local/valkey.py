"""Start, adopt and stop the local Valkey (the broker and cache, speaking the Redis protocol)."""

import signal
import socket
import subprocess
from pathlib import Path

from directorate.local.errors import LocalError
from directorate.local.places import Places
from directorate.local.processes import find_working_in, first_line_number, is_alive, send, wait_until, works_in
from directorate.local.programs import Programs

PROGRAM = "valkey-server"
DATABASES = 64
START_SECONDS = 60
STOP_SECONDS = 20


def settings_text(places: Places) -> str:
    """Return valkey.conf: Unix socket only, every command in an append-only file, nothing evicted."""
    return f"""\
# Written by directorate.local at every start.
port 0
databases {DATABASES}
unixsocket "{places.valkey_socket}"
unixsocketperm 700
dir "{places.valkey}"
daemonize yes
pidfile "{pid_file(places)}"
logfile "{places.valkey / "valkey.log"}"
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
"""


def pid_file(places: Places) -> Path:
    """Return the file in which the server writes its process number."""
    return places.valkey / "valkey.pid"


def server_pid(places: Places) -> int | None:
    """Return the process number of our running server, or None. A stale pid file is not believed."""
    pid = first_line_number(pid_file(places))
    if pid is not None and is_alive(pid) and works_in(pid, program=PROGRAM, folder=places.valkey):
        return pid
    return next(iter(find_working_in(places.valkey, program=PROGRAM)), None)


def answers(places: Places) -> bool:
    """Return whether the server answers and has loaded its data."""
    try:  # one command by hand: loading a client for it takes longer than starting the server
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            connection.connect(str(places.valkey_socket))
            connection.sendall(b"PING\r\n")
            return connection.recv(16) == b"+PONG\r\n"
    except OSError:
        return False


def start(places: Places, *, programs: Programs) -> None:
    """Start the server unless it runs, and wait until it answers.

    Raises:
        LocalError: it does not come up; the sentence names the log.
    """
    if server_pid(places) is None:
        launch(places, programs=programs)
    if not wait_until(lambda: answers(places), seconds=START_SECONDS):
        raise LocalError(f"Valkey did not start: see {places.valkey / 'valkey.log'}")


def launch(places: Places, *, programs: Programs) -> None:
    """Write the configuration and start the server detached."""
    configuration = places.valkey / "valkey.conf"
    configuration.write_text(settings_text(places), encoding="utf-8")
    places.account.own(configuration)
    places.valkey_socket.unlink(missing_ok=True)
    done = subprocess.run(
        [programs.valkey, configuration], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        cwd=places.valkey, **places.account.identity(),
    )  # fmt: skip
    if done.returncode != 0:
        raise LocalError(f"Valkey did not start: {(done.stderr or done.stdout).strip()}")


def stop(places: Places) -> None:
    """Stop the server after it has written its file."""
    pid = server_pid(places)
    if pid is None:
        return
    send(pid, signal.SIGTERM)
    if wait_until(lambda: not is_alive(pid), seconds=STOP_SECONDS):
        return
    send(pid, signal.SIGKILL)
    wait_until(lambda: not is_alive(pid), seconds=STOP_SECONDS)
