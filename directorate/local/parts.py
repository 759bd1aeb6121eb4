"""The parts of the application as child processes: started, watched, restarted, stopped."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from directorate.local.places import CHECKOUT
from directorate.local.processes import is_alive, wait_until

LOG_LIMIT_BYTES = 10 * 1024 * 1024
# A part that dies this often in so many seconds will not get better by being started again.
MOST_RESTARTS = 5
RESTART_WINDOW_SECONDS = 60


class Starts:
    """When something was last started, to tell an accident from something that cannot work."""

    def __init__(self) -> None:
        self._times: deque[float] = deque(maxlen=MOST_RESTARTS)

    def note(self) -> None:
        """Note a start, now."""
        self._times.append(time.monotonic())

    def too_many(self) -> bool:
        """Return whether there were too many in the last minute."""
        return len(self._times) == MOST_RESTARTS and time.monotonic() - self._times[0] < RESTART_WINDOW_SECONDS


@dataclass
class Part:
    """One child process in a process group of its own, so that Ctrl-C at the terminal reaches only us."""

    name: str
    command: Sequence[str]
    log: Path
    # Seconds that it may take to finish what it is doing.
    patience_seconds: float
    process: subprocess.Popen[bytes] | None = None
    starts: Starts = field(default_factory=Starts)

    def start(self, environment: Mapping[str, str]) -> None:
        """Start the process; its output goes to its log."""
        keep_short(self.log)
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                cwd=CHECKOUT,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self.starts.note()

    def runs(self) -> bool:
        """Return whether the process is alive."""
        return self.process is not None and self.process.poll() is None

    def stop(self, *, patience_seconds: float | None = None) -> None:
        """Ask it to finish, wait, then kill what is left of its group."""
        if self.process is None:
            return
        patience = self.patience_seconds if patience_seconds is None else patience_seconds
        if self.runs():
            self.process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=patience)
        end_group(self.process.pid)
        self.process.wait()


def keep_short(log: Path) -> None:
    """Begin a new log where the old one has grown long; one old one is kept."""
    if log.is_file() and log.stat().st_size > LOG_LIMIT_BYTES:
        log.replace(log.with_suffix(".old.log"))


def group_members(group: int) -> list[int]:
    """Return the living processes of a process group that work in this checkout.

    The second condition keeps a stranger safe whose group happens to have an old number.
    """
    return [pid for pid in psutil.pids() if belongs(pid, group=group)]


def belongs(pid: int, *, group: int) -> bool:
    """Return whether a living process is in the group and works in this checkout."""
    try:
        in_group = os.getpgid(pid) == group
        return in_group and is_alive(pid) and Path(psutil.Process(pid).cwd()) == CHECKOUT
    except (OSError, psutil.Error):
        return False


def end_group(group: int) -> None:
    """Kill what is left of a group of ours."""
    if not group_members(group):
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)
    wait_until(lambda: not group_members(group), seconds=10)


def record(parts: Sequence[Part], *, file: Path) -> None:
    """Write down the process groups, for the next start to find them should we be killed."""
    groups = [part.process.pid for part in parts if part.process is not None]
    unfinished = file.with_suffix(".new")
    unfinished.write_text(json.dumps(groups), encoding="utf-8")
    unfinished.replace(file)


def end_leftovers(file: Path) -> None:
    """End the parts of a run that was killed."""
    try:
        groups = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    for group in groups:
        end_group(int(group))
    file.unlink(missing_ok=True)


def python(*arguments: str) -> list[str]:
    """Return a command of our own Python."""
    return [sys.executable, *arguments]
