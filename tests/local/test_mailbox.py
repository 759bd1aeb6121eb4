"""The demo's post office keeps messages on this machine."""

import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from directorate.local.environment import free_port


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """A post office that runs, and ends with the test."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "directorate.local.mailbox", str(port), str(tmp_path / "mail")])
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=10)


def wait_for(port: int) -> None:
    for _ in range(200):
        try:
            smtplib.SMTP("127.0.0.1", port, timeout=5).quit()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the post office did not open")


def test_a_message_becomes_a_file_under_a_harmless_name(port: int, tmp_path: Path) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=5) as server:
        for recipient in ("hr@demo.invalid", "../../x@demo.invalid"):
            server.sendmail("from@demo.invalid", [recipient], b"Subject: Report\r\n\r\nHello\r\n")
    files = sorted((tmp_path / "mail").iterdir())
    assert [file.name for file in files] == ["0001 hr@demo.invalid.eml", "0002 ....x@demo.invalid.eml"]
    assert b"Subject: Report" in files[0].read_bytes()
