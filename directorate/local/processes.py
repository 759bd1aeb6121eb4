"""Is that process really ours? A process number in a file may be old and belong to another by now."""

import contextlib
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psutil

POLL_SECONDS = 0.05


def wait_until(condition: Callable[[], bool], *, seconds: float) -> bool:
    """Return True as soon as the condition holds, False when it still does not after so many seconds."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(POLL_SECONDS)
    return True


def is_alive(pid: int) -> bool:
    """Return whether a process runs (a zombie, dead but not yet collected, does not)."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def works_in(pid: int, *, program: str, folder: Path) -> bool:
    """Return whether the process is this program with this working folder."""
    try:
        process = psutil.Process(pid)
        return process.name().startswith(program) and Path(process.cwd()).resolve() == folder.resolve()
    except (psutil.Error, OSError):
        return False


def find_working_in(folder: Path, *, program: str) -> list[int]:
    """Return the numbers of all processes of this program with this working folder."""
    return [pid for pid in psutil.pids() if works_in(pid, program=program, folder=folder)]


def send(pid: int, signal_number: signal.Signals) -> None:
    """Send a signal to a process that may be gone already."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal_number)


def first_line_number(path: Path) -> int | None:
    """Return the number on the first line of a pid file, or None where there is no such file or number."""
    try:
        return int(path.read_text(encoding="utf-8", errors="replace").splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None
