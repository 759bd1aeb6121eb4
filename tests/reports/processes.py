"""Processes of their own for the tests of what happens when one dies: workers, beats, a broker."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import connection

from directorate.local import valkey
from directorate.local.places import Places, find_places
from directorate.local.programs import find_programs
from tests.reports.smtp_server import Inbox

ROOT = Path(__file__).resolve().parents[2]
JOB = "import django; django.setup(); from reports.tasks import run_due_reports; run_due_reports()"
REFUSES_CONNECTIONS = 9  # the discard port: nothing listens there


def environment(inbox: Inbox | None = None, **more: str) -> dict[str, str]:
    """What a process is started with, so that it works on the database of this test and sends to this inbox."""
    database = settings.DATABASE_OWNER_URL.rpartition("/")[0] + f"/{connection.settings_dict['NAME']}"
    port = inbox.port if inbox else REFUSES_CONNECTIONS
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "directorate.settings",
        "SECRET_KEY": "only-for-tests",
        "DATABASE_URL": database,
        "DATABASE_OWNER_URL": database,
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "EMAIL_TIMEOUT": "1",
        "DEFAULT_FROM_EMAIL": "directorate@nhs.net",
        "LOG_LEVEL": "ERROR",
        **more,
    }


def start(inbox: Inbox | None = None, *, code: str = JOB, **more: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=environment(inbox, **more))


def until(holds: Callable[[], object], *, seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


class Broker:
    """A Valkey of the test's own, which can be killed and started again."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.url = f"unix://{places.valkey_socket}"

    def start(self) -> None:
        valkey.start(self.places, programs=find_programs(self.places))

    def kill(self) -> None:
        pid = valkey.server_pid(self.places)
        assert pid
        os.kill(pid, signal.SIGKILL)
        until(lambda: valkey.server_pid(self.places) is None)


@contextmanager
def broker() -> Iterator[Broker]:
    """A running broker in a folder whose path is short enough for a socket and open to the server's account."""
    folder = Path(tempfile.mkdtemp(prefix="dir"))
    folder.chmod(0o755)
    own = Broker(find_places(folder / "var"))
    own.start()
    try:
        yield own
    finally:
        valkey.stop(own.places)
        shutil.rmtree(folder)


class Celery:
    """A worker, and one or more beats every second, of the project's own Celery application."""

    def __init__(self, folder: Path, *, values: Mapping[str, str]) -> None:
        self.folder = folder
        self.values = values
        self.processes: list[subprocess.Popen[bytes]] = []

    def worker(self) -> "subprocess.Popen[bytes]":
        return self._start("worker", "--concurrency=2", "-O", "fair")

    def beat(self) -> "subprocess.Popen[bytes]":
        schedule = self.folder / f"schedule-{len(self.processes)}"
        return self._start("beat", "--pidfile=", f"--schedule={schedule}")

    def all_run(self) -> bool:
        return all(process.poll() is None for process in self.processes)

    def _start(self, *words: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "celery", "-A", "tests.reports.short_beat", *words, "--loglevel=ERROR"]
        with (self.folder / f"{words[0]}-{len(self.processes)}.log").open("wb") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env=dict(self.values), stdout=log, stderr=log, start_new_session=True
            )
        self.processes.append(process)
        return process

    def end(self) -> None:
        for process in self.processes:
            with suppress(ProcessLookupError):  # it ended by itself, which is for the test to say
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=10)

    def said(self) -> str:
        return "\n".join(path.read_text(errors="replace") for path in sorted(self.folder.glob("*.log")))


@contextmanager
def celery(folder: Path, *, inbox: Inbox, broker_url: str) -> Iterator[Celery]:
    """Nothing started yet; whatever is started is ended, and what it said is shown when the test fails."""
    values = environment(inbox, REDIS_URL=broker_url, QUEUE="of this test", VAR_DIR=str(folder), LOG_LEVEL="WARNING")
    values["DATABASE_URL"] += f"?application_name={WORKER_SESSION}"
    started = Celery(folder, values=values)
    try:
        yield started
    except BaseException:
        sys.stderr.write(started.said())
        raise
    finally:
        started.end()


WORKER_SESSION = "worker"
