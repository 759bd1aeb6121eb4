"""`bin/run`: starts everything, keeps it running, stops everything."""

import argparse
import contextlib
import fcntl
import http.client
import math
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import psycopg

from directorate.local import prepared, static
from directorate.local.environment import complete_values, free_port, given_values, is_demo, port_number
from directorate.local.errors import LocalError, sentence_for_os_error
from directorate.local.parts import Part, Starts, end_group, end_leftovers, python, record
from directorate.local.places import CHECKOUT, Places, find_places, var_folder
from directorate.local.processes import wait_until
from directorate.local.servers import Needed, bring_up, needed_servers, take_down

WATCH_SECONDS = 0.5
# Generous: a web server that cannot start ends, which is noticed at once.
WEB_START_SECONDS = 180
FIRST_PAGE = "/accounts/login/"
FIRST_PAGE_SECONDS = 10
IN_A_HURRY_SECONDS = 1.0
NEEDED_BYTES = 200 * 1024 * 1024


@dataclass
class Stop:
    """Set by a signal: once to stop, twice to hurry."""

    asked: int = 0

    def ask(self, _signal: int, _frame: FrameType | None) -> None:
        """Note one more request to stop."""
        self.asked += 1

    def listen(self) -> None:
        """Take Ctrl-C, a closed terminal and `kill` as requests to stop."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.ask)


@dataclass
class Run:
    """One run of everything."""

    places: Places
    port: int
    needed: Needed
    environment: dict[str, str]
    stop: Stop
    # Where the demo's messages are taken; None where they go to a real mail server, or nowhere.
    post_port: int | None = None
    parts: list[Part] = field(default_factory=list)
    server_starts: Starts = field(default_factory=Starts)

    @property
    def groups_file(self) -> Path:
        """Return where the process groups are written down."""
        return self.places.var / "run.json"


def tell(text: str) -> None:
    """Print a line; a terminal that was closed must not keep us from stopping in order."""
    with contextlib.suppress(OSError):
        print(text, flush=True)


def refuse_full_disk(places: Places) -> None:
    """Refuse to start where the data would not have room to grow.

    Raises:
        LocalError: too little is free.
    """
    for folder in {places.var, places.base}:
        if shutil.disk_usage(folder).free < NEEDED_BYTES:
            raise LocalError(
                f"The disk with {folder} is full (less than 200 MB free): free some space, then start again."
            )


def manage(run: Run, *arguments: str) -> None:
    """Run a command of manage.py; Ctrl-C ends it, and what it had not committed is undone by the database.

    Raises:
        LocalError: it fails; its own output says why.
        KeyboardInterrupt: we were asked to stop meanwhile.
    """
    process = subprocess.Popen(
        python("manage.py", *arguments),
        cwd=CHECKOUT,
        env=run.environment,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    wait_until(lambda: process.poll() is not None or bool(run.stop.asked), seconds=math.inf)
    if process.poll() is None:
        end_group(process.pid)
    if process.wait() == 0:
        return
    if run.stop.asked:
        raise KeyboardInterrupt
    raise LocalError(f"'manage.py {arguments[0]}' did not finish: the reason is above.")


def refuse_taken_port(port: int) -> None:
    """Refuse a port that something else listens on.

    Raises:
        LocalError: the port is taken, or reserved for root.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise LocalError(f"This user may not use port {port}: choose one above 1023, as in PORT=8000.") from None
        except OSError:
            raise LocalError(
                f"Port {port} is taken by another program: stop it, or choose another port, as in PORT={port + 1} bin/run."
            ) from None


@contextmanager
def only_run(places: Places) -> Iterator[None]:
    """Hold the lock of a run.

    Raises:
        LocalError: another run of this checkout goes on.
    """
    with (places.var / "run.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LocalError(
                "Directorate runs from this folder already: stop it with Ctrl-C where it was started."
            ) from None
        yield


def web_server(run: Run) -> Part:
    """Return what answers browsers."""
    gunicorn = python("-m", "gunicorn", "--config", "python:directorate.local.gunicorn_settings")
    command = [*gunicorn, *(word for host in loopback_hosts() for word in ("--bind", f"{host}:{run.port}"))]
    return Part(name="web server", command=command, log=run.places.logs / "web.log", patience_seconds=12)


def celery_parts(run: Run) -> list[Part]:
    """Return worker and scheduler."""
    logs = run.places.logs
    celery = python("-m", "celery", "-A", "directorate")
    worker = [
        *celery,
        "worker",
        "--loglevel=INFO",
        "--concurrency=2",
        "-O",
        "fair",
        "--without-gossip",
        "--without-mingle",
    ]
    beat = [*celery, "beat", "--loglevel=INFO", "--pidfile="]
    return [
        Part(name="worker", command=worker, log=logs / "worker.log", patience_seconds=30),
        Part(name="scheduler", command=beat, log=logs / "scheduler.log", patience_seconds=5),
    ]


def post_office(run: Run) -> list[Part]:
    """Return what takes the demo's messages, unless a mail server was named or there is no demo."""
    if run.post_port is None:
        return []
    command = python("-m", "directorate.local.mailbox", str(run.post_port), str(run.places.var / "mail"))
    return [Part(name="post office", command=command, log=run.places.logs / "mail.log", patience_seconds=2)]


def loopback_hosts() -> list[str]:
    """Return the addresses that `localhost` means on this machine."""
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return ["127.0.0.1"]
    return ["127.0.0.1", "[::1]"]


def prepare_database(run: Run) -> None:
    """Migrate and grant, unless this code has done so already in a database of ours."""
    ours = run.needed.postgres
    if ours and prepared.is_prepared(run.places):
        return
    manage(run, "prepare_database", "--verbosity", "0")
    if ours:
        prepared.note_prepared(run.places)


def collect_static(run: Run) -> None:
    """Collect and compress the static files where they have changed."""
    if static.is_collected(run.places):
        return
    manage(run, "collectstatic", "--noinput", "--clear", "--ignore=axe", "--verbosity", "0")
    static.note_collected(run.places)


def prepare(run: Run, *, empty: bool) -> None:
    """Bring database and static files up to date where they are not, and load demonstration data the first time."""
    with ThreadPoolExecutor() as pool:
        for task in [pool.submit(step, run) for step in (prepare_database, collect_static)]:
            task.result()
    first = run.places.var / "first_run"
    if first.is_file():
        return
    if not empty:
        tell("Loading demonstration data ...")
        manage(run, "seed_demo")
    first.write_text("empty" if empty else "demo", encoding="utf-8")


def answers(port: int) -> bool:
    """Return whether the web server answers a request, whatever it says."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=FIRST_PAGE_SECONDS)
    try:
        connection.request("GET", FIRST_PAGE)
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    else:
        return True
    finally:
        connection.close()


def start_web(run: Run) -> None:
    """Start the web server and wait for its first page.

    Raises:
        LocalError: the web server does not come up.
    """
    web = web_server(run)
    start(*post_office(run), web, run=run)
    wait_until(lambda: not web.runs() or bool(run.stop.asked) or answers(run.port), seconds=WEB_START_SECONDS)
    if not run.stop.asked and not answers(run.port):
        raise LocalError(f"The web server did not start: see {web.log}")


def start(*parts: Part, run: Run) -> None:
    """Start parts and write down their process groups."""
    run.parts.extend(part for part in parts if part not in run.parts)
    for part in parts:
        part.start(run.environment)
    record(run.parts, file=run.groups_file)


def watch(run: Run) -> None:
    """Start again whatever dies, until asked to stop.

    Raises:
        LocalError: a part dies again and again.
    """
    while not run.stop.asked:
        for part in run.parts:
            revive(part, run=run)
        revive_servers(run)
        time.sleep(WATCH_SECONDS)


def revive(part: Part, *, run: Run) -> None:
    """Start a part again if it died.

    Raises:
        LocalError: it died too often.
    """
    if part.runs():
        return
    if part.starts.too_many():
        raise LocalError(f"The {part.name} stops again and again: see {part.log}")
    tell(f"The {part.name} had stopped: starting it again.")
    part.stop()
    start(part, run=run)


def revive_servers(run: Run) -> None:
    """Start database and broker again if one died; a start that fails is tried again.

    Raises:
        LocalError: it failed too often.
    """
    if run.needed.all_run(run.places):
        return
    tell("The database or the broker had stopped: starting it again.")
    run.server_starts.note()
    try:
        bring_up(run.places, needed=run.needed)
    except (LocalError, psycopg.Error):
        if run.server_starts.too_many():
            raise


def shut_down(run: Run) -> None:
    """Stop everything in order: what makes work first, then what does it, the database last."""
    tell("Stopping ...")
    for part in reversed(run.parts):
        part.stop(patience_seconds=IN_A_HURRY_SECONDS if run.stop.asked > 1 else None)
    run.groups_file.unlink(missing_ok=True)
    if not run.places.kept.is_file():
        take_down(run.places)
    tell("Stopped.")


def announce(run: Run, *, demo: bool) -> None:
    """Print where the application is and who may sign in."""
    tell(f"\nDirectorate is at http://localhost:{run.port} (Ctrl-C stops it; logs are in {run.places.logs})")
    if demo:
        manage(run, "demo_accounts")
    if run.post_port:
        tell(f"E-mail of the demo stays here: {run.places.var / 'mail'}")


def serve(run: Run, *, empty: bool) -> None:
    """Bring everything up, watch it, and stop it whatever happens."""
    try:
        bring_up(run.places, needed=run.needed)
        prepare(run, empty=empty)
        start_web(run)
        if not run.stop.asked:
            announce(run, demo=run.environment.get("DEMO") == "1")
            # Last, for they compete with the first pages for the processor and nobody waits for them.
            start(*celery_parts(run), run=run)
        watch(run)
    except KeyboardInterrupt:
        run.stop.asked = max(run.stop.asked, 1)
    finally:
        shut_down(run)


def run_everything(*, empty: bool) -> None:
    """Run everything until asked to stop.

    Raises:
        LocalError: something is missing, taken or full.
    """
    stop = Stop()
    stop.listen()
    given = given_values()
    port = port_number(given.get("PORT"))
    places = find_places(var_folder())
    with only_run(places):
        end_leftovers(places.var / "run.json")
        refuse_taken_port(port)
        refuse_full_disk(places)
        if places.moved:
            tell(f"{places.var} is closed to '{places.account.name}': the data is in {places.base}.")
        environment = complete_values(given, places=places) | {"PORT": str(port)}
        environment.setdefault("DEMO", "1" if is_demo(places, empty=empty) else "0")
        post_port = free_port() if environment["DEMO"] == "1" and not environment.get("EMAIL_URL") else None
        if post_port:
            environment["EMAIL_URL"] = f"smtp://127.0.0.1:{post_port}"
        needed = needed_servers(given)
        run = Run(places=places, port=port, needed=needed, environment=environment, stop=stop, post_port=post_port)
        serve(run, empty=empty)


def main(arguments: Sequence[str]) -> int:
    """Run; a failure is one sentence on standard error and exit code 1."""
    parser = argparse.ArgumentParser(prog="bin/run", description="Start database, broker, web, worker and scheduler.")
    parser.add_argument("--empty", action="store_true", help="load no demonstration data on the first run")
    chosen = parser.parse_args(arguments)
    try:
        run_everything(empty=chosen.empty)
    except LocalError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(sentence_for_os_error(error, doing="the start"), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
