"""The web server spreads its work evenly, and a connection that nobody closes keeps nobody waiting."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

PEOPLE, WORKERS, THREADS = 8, 2, 4
# Answers which process it is; waiting costs no processor time, so that a busy machine changes nothing.
APPLICATION = """
import os, time
def application(environ, start_response):
    time.sleep(0.1)
    body = str(os.getpid()).encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]
"""


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """A web server of two workers with our worker class."""
    (tmp_path / "waiting_app.py").write_text(APPLICATION, encoding="utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number = int(probe.getsockname()[1])
    command = [
        sys.executable, "-m", "gunicorn", "waiting_app:application", "--bind", f"127.0.0.1:{number}", "--workers", f"{WORKERS}",
        "--threads", f"{THREADS}", "--worker-class", "directorate.local.web_worker.EvenWorker", "--log-level", "error",
    ]  # fmt: skip
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(Path.cwd())])}
    process = subprocess.Popen(command, env=environment)
    try:
        _wait_for(number)
        yield number
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)


def _wait_for(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the web server did not start")


def _visit(port: int, *, times: int, seen: list[str], start: threading.Barrier) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    start.wait()
    for _ in range(times):
        connection.request("GET", "/")
        seen.append(connection.getresponse().read().decode())
    connection.close()


def test_eight_people_at_once_share_the_workers_evenly(port: int) -> None:
    seen: list[list[str]] = [[] for _ in range(PEOPLE)]
    start = threading.Barrier(PEOPLE)
    threads = [
        threading.Thread(target=_visit, args=[port], kwargs={"times": 12, "seen": mine, "start": start})
        for mine in seen
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    last = Counter(mine[-3] for mine in seen)
    assert sorted(last.values()) == [PEOPLE // WORKERS] * WORKERS
    assert all(len(mine) == 12 for mine in seen)


def test_people_who_never_close_their_connection_keep_nobody_waiting(port: int) -> None:
    idle = [socket.create_connection(("127.0.0.1", port)) for _ in range(2 * WORKERS * THREADS)]
    for connection in idle:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    time.sleep(1)
    begun = time.monotonic()
    _visit(port, times=1, seen=(seen := []), start=threading.Barrier(1))
    assert seen
    assert time.monotonic() - begun < 5
    for connection in idle:
        connection.close()
