"""Pid files are checked before they are believed; a killed run's remains are ended, strangers are not."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from directorate.local import postgres
from directorate.local.accounts import current_account
from directorate.local.parts import MOST_RESTARTS, Part, Starts, end_leftovers, record
from directorate.local.places import CHECKOUT, Places
from directorate.local.processes import first_line_number, is_alive, wait_until, works_in

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A living process, in its own group, that is none of ours."""
    process = subprocess.Popen(SLEEP, cwd=tmp_path, start_new_session=True)
    yield process
    process.kill()
    process.wait()


def at(base: Path) -> Places:
    return Places(var=base, base=base, sockets=base / "sockets", account=current_account())


@pytest.mark.parametrize(
    ("text", "number"),
    [("123\n/srv/data\n", 123), ("", None), ("abc\n", None)],
    ids=["a number", "an empty file", "no number"],
)
def test_the_first_line_of_a_pid_file_is_read(tmp_path: Path, text: str, number: int | None) -> None:
    file = tmp_path / "x.pid"
    file.write_text(text)
    assert first_line_number(file) == number


def test_a_missing_pid_file_has_no_number(tmp_path: Path) -> None:
    assert first_line_number(tmp_path / "none.pid") is None


def test_a_pid_file_that_names_a_stranger_is_not_believed(tmp_path: Path, stranger: subprocess.Popen[bytes]) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "postmaster.pid").write_text(f"{stranger.pid}\n{tmp_path}/postgres\n")
    assert is_alive(stranger.pid)
    assert postgres.server_pid(at(tmp_path)) is None


def test_remains_of_a_killed_server_are_cleared_though_a_stranger_has_its_number(
    tmp_path: Path, stranger: subprocess.Popen[bytes]
) -> None:
    for folder in ("postgres", "sockets"):
        (tmp_path / folder).mkdir()
    remains = [tmp_path / "postgres" / "postmaster.pid", tmp_path / "sockets" / ".s.PGSQL.5432.lock"]
    for file in remains:
        file.write_text(f"{stranger.pid}\n")
    postgres.clear_remains(at(tmp_path))
    assert not any(file.exists() for file in remains)
    assert is_alive(stranger.pid)


def test_a_process_is_known_by_program_and_folder(tmp_path: Path, stranger: subprocess.Popen[bytes]) -> None:
    assert wait_until(lambda: works_in(stranger.pid, program="python", folder=tmp_path), seconds=5)
    assert not works_in(stranger.pid, program="postgres", folder=tmp_path)
    assert not works_in(stranger.pid, program="python", folder=tmp_path.parent)


def test_a_dead_process_that_nobody_collected_is_not_alive() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    assert wait_until(lambda: not is_alive(process.pid), seconds=10)
    process.wait()


def test_the_next_start_ends_the_parts_of_a_killed_run(tmp_path: Path) -> None:
    part = Part(name="web", command=SLEEP, log=tmp_path / "web.log", patience_seconds=1)
    part.start(os.environ)
    record([part], file=tmp_path / "run.json")
    end_leftovers(tmp_path / "run.json")
    assert not part.runs()
    assert not (tmp_path / "run.json").exists()


def test_a_stranger_with_an_old_number_is_left_alone(tmp_path: Path, stranger: subprocess.Popen[bytes]) -> None:
    assert tmp_path != CHECKOUT
    (tmp_path / "run.json").write_text(json.dumps([stranger.pid]))
    end_leftovers(tmp_path / "run.json")
    assert stranger.poll() is None


def test_a_part_that_does_not_listen_is_killed_after_its_patience(tmp_path: Path) -> None:
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
    part = Part(name="worker", command=[sys.executable, "-c", deaf], log=tmp_path / "w.log", patience_seconds=0.2)
    part.start(os.environ)
    wait_until(lambda: "up" in (tmp_path / "w.log").read_text(), seconds=10)
    part.stop()
    assert not part.runs()


def test_a_part_that_dies_again_and_again_is_given_up() -> None:
    starts = Starts()
    for _ in range(MOST_RESTARTS - 1):
        starts.note()
    assert not starts.too_many()
    starts.note()
    assert starts.too_many()
