"""`bin/run` as a person meets it: real processes, killed in part and altogether, and stopped with Ctrl-C."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from directorate.local import postgres, valkey
from directorate.local.parts import group_members
from directorate.local.places import CHECKOUT, Places, find_places
from directorate.local.processes import send, wait_until

START_SECONDS = 300
# Each start loads Django five times over; one such test is enough.
pytestmark = pytest.mark.enable_socket


@dataclass
class Started:
    """A running `bin/run` and where its output goes."""

    process: subprocess.Popen[bytes]
    output: Path
    port: int
    places: Places

    def says(self, text: str) -> bool:
        return text in self.output.read_text(encoding="utf-8")

    def groups(self) -> list[int]:
        return [int(group) for group in json.loads((self.places.var / "run.json").read_text(encoding="utf-8"))]

    def servers(self) -> list[int]:
        found = (postgres.server_pid(self.places), valkey.server_pid(self.places))
        return [pid for pid in found if pid is not None]

    def page_status(self) -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/accounts/login/", timeout=30) as answer:
            assert isinstance(answer.status, int)
            return answer.status


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="run"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        assert isinstance(port, int)
        return port


def start(folder: Path, *, port: int) -> Started:
    ours = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "DEMO", "DJANGO_SETTINGS_MODULE")
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    environment |= {"VAR_DIR": str(folder / "var"), "PORT": str(port)}
    output = folder / "output"
    with output.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "directorate.local.run", "--empty"],
            cwd=CHECKOUT,
            env=environment,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    started = Started(process=process, output=output, port=port, places=find_places(folder / "var"))
    wait_until(lambda: started.says("Directorate is at") or process.poll() is not None, seconds=START_SECONDS)
    assert started.says(f"Directorate is at http://localhost:{port}"), output.read_text(encoding="utf-8")
    return started


def stop(run: Started) -> None:
    run.process.send_signal(signal.SIGINT)
    run.process.wait(timeout=90)


def test_everything_comes_back_after_kill_9_and_stops_with_ctrl_c(folder: Path) -> None:
    run = start(folder, port=free_port())
    try:
        assert run.page_status() == 200
        web = run.groups()[0]

        send(web, signal.SIGKILL)
        assert wait_until(lambda: web not in run.groups(), seconds=30), "the web server was not started again"

        broker = valkey.server_pid(run.places)
        assert broker is not None
        send(broker, signal.SIGKILL)
        assert wait_until(lambda: valkey.server_pid(run.places) not in {broker, None}, seconds=30)

        everything = [run.process.pid, *run.groups(), *run.servers()]
        for pid in everything:
            send(pid, signal.SIGKILL)
        run.process.wait(timeout=30)

        run = start(folder, port=run.port)
        assert set(everything).isdisjoint([run.process.pid, *run.groups(), *run.servers()])
        assert run.page_status() == 200
    finally:
        groups = run.groups()
        stop(run)
    assert run.process.returncode == 0
    assert run.servers() == []
    assert [member for group in groups for member in group_members(group)] == []
    assert re.search(r"Stopping \.\.\.\nStopped\.\n$", run.output.read_text(encoding="utf-8"))
