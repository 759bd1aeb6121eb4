"""What goes wrong at a start is said in one sentence that says what to do."""

import errno
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from directorate.local import bootstrap, chromium
from directorate.local.accounts import current_account
from directorate.local.errors import LocalError, sentence_for_os_error
from directorate.local.places import CHECKOUT, Places
from directorate.local.postgres import initialise, reason_in
from directorate.local.programs import Programs
from directorate.local.run import only_run, refuse_taken_port


class AlmostFull:
    """What shutil.disk_usage says of a full disk."""

    free = 1024


def never_installs() -> bool:
    return False


def test_an_old_python_is_named(tmp_path: Path) -> None:
    for name in ("python", "python3", "python3.11", "python3.12", "python3.13", "python3.14"):
        old = tmp_path / name
        old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.8.10" && exit 0\nexit 1\n')
        old.chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", str(CHECKOUT / "bin" / "run")],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"} | {"PYTHON": "python3"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "needs Python 3.11 or newer and found Python 3.8.10: install it" in done.stderr


PANGO = r"the library Pango, which draws PDF reports"
VENV = r"Python's venv module"
PANGO_PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation"


@pytest.mark.parametrize(
    ("pango", "venv", "sentence"),
    [
        (False, True, rf"lacks {PANGO}: ask an administrator to run 'apt-get install {PANGO_PACKAGES}'\.$"),
        (True, False, rf"lacks {VENV}: ask an administrator to run 'apt-get install python3\.\d+-venv'\.$"),
        (False, False, rf"lacks {PANGO}, and {VENV}: .* 'apt-get install {PANGO_PACKAGES} python3\.\d+-venv'\.$"),
    ],
    ids=["Pango", "venv", "both"],
)
def test_what_the_system_lacks_is_named_at_once(
    monkeypatch: pytest.MonkeyPatch, *, pango: bool, venv: bool, sentence: str
) -> None:
    monkeypatch.setattr(bootstrap, "has_pango", lambda: pango)
    monkeypatch.setattr(bootstrap, "has_venv", lambda: venv)
    monkeypatch.setattr(bootstrap, "may_install", never_installs)
    with pytest.raises(bootstrap.SetupError, match=sentence):
        bootstrap.ensure_system()


def test_a_complete_system_needs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "may_install", lambda: pytest.fail("nothing was missing"))
    bootstrap.ensure_system()


def test_half_of_an_environment_is_made_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    half = tmp_path / ".venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", half], check=True)
    monkeypatch.setattr(bootstrap, "ENVIRONMENT", half)
    monkeypatch.setattr(bootstrap, "PYTHON", half / "bin" / "python")
    monkeypatch.setattr(bootstrap, "UV", half / "bin" / "uv")
    assert not bootstrap.environment_works()
    bootstrap.ensure_environment()
    assert bootstrap.environment_works()


def test_a_package_that_cannot_be_installed_says_why_and_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    apt = tmp_path / "apt-get"
    apt.write_text("#!/bin/sh\necho 'E: Unable to locate package' >&2\nexit 100\n")
    apt.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(bootstrap, "may_install", lambda: True)
    with pytest.raises(bootstrap.SetupError, match="ask an administrator"):
        bootstrap.apt_install(["chromium"], otherwise="ask an administrator")
    assert "Unable to locate package" in capsys.readouterr().err


@pytest.mark.parametrize("program", ["missing", "there without its libraries"])
def test_a_missing_browser_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: str) -> None:
    broken = tmp_path / "chrome"
    broken.write_text("#!/bin/sh\nexit 127\n")
    broken.chmod(0o755)
    answers = iter([None, None if program == "missing" else str(broken)])
    monkeypatch.setattr(chromium, "find_chromium", lambda: next(answers))
    monkeypatch.setattr(chromium, "may_install", never_installs)
    monkeypatch.setattr("subprocess.run", lambda *_args, **_more: None)
    monkeypatch.setattr(chromium, "succeeds", lambda _command: False)
    with pytest.raises(LocalError, match="ask an administrator to run 'apt-get install chromium'"):
        chromium.ensure_chromium()


def test_a_full_disk_is_named_before_anything_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: AlmostFull)
    with pytest.raises(bootstrap.SetupError, match=r"is full .* free some space"):
        bootstrap.ensure_space()


def test_a_disk_too_full_for_a_database_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: AlmostFull)
    places = Places(var=tmp_path, base=tmp_path, sockets=tmp_path, account=current_account())
    with pytest.raises(LocalError, match="less than 500 MB free"):
        initialise(places, programs=Programs(*[tmp_path] * 4))


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "The disk is full (/srv/x): free some space, then start again."),
        (errno.EACCES, "This user may not write here (/srv/x) while the start"),
        (errno.EIO, "Could not finish the start: Input/output error (/srv/x)."),
    ],
    ids=["full", "not allowed", "anything else"],
)
def test_a_failed_file_operation_is_a_sentence(number: int, sentence: str) -> None:
    error = OSError(number, os.strerror(number), "/srv/x")
    assert sentence_for_os_error(error, doing="the start").startswith(sentence)


@pytest.mark.enable_socket
def test_a_taken_port_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(LocalError, match=f"Port {port} is taken by another program: .* PORT={port + 1} bin/run"):
            refuse_taken_port(port)


def test_a_second_run_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    places = Places(var=tmp_path, base=tmp_path, sockets=tmp_path, account=current_account())
    with only_run(places), pytest.raises(LocalError, match="runs from this folder already"), only_run(places):
        pass


def test_postgresql_is_quoted_with_its_reason_not_its_last_words() -> None:
    log = "x LOG:  starting\nx FATAL:  could not map memory\nx LOG:  database system is shut down\npg_ctl: no\n"
    assert reason_in(log) == "could not map memory"
    assert reason_in("initdb: error: no space\n\n") == "initdb: error: no space"
