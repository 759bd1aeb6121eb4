"""Finds the browser of the journeys, or installs one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from directorate.local.bootstrap import apt_install, find_npm, may_install, succeeds
from directorate.local.errors import LocalError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BUILDS = ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/Chromium.app/Contents/MacOS/Chromium")
SENTENCE = (
    "The browser tests need Chromium: ask an administrator to run 'apt-get install chromium', "
    "or name one that is there, as in CHROMIUM=/usr/bin/chromium bin/test."
)


def use_our_node() -> None:
    """Let Playwright run on the Node of the wheel: its own needs a system library that a bare machine has not."""
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(find_npm()[0]))


def find_chromium() -> str | None:
    """Return the path of a Chromium: CHROMIUM, one of the system, or Playwright's own; None where there is none."""
    given = os.environ.get("CHROMIUM")
    if given:
        return given
    on_path = next((path for name in NAMES if (path := shutil.which(name))), None)
    return on_path or playwright_chromium()


def playwright_chromium() -> str | None:
    """Return the newest build that Playwright has downloaded, if any."""
    folders = [os.environ.get("PLAYWRIGHT_BROWSERS_PATH"), "~/.cache/ms-playwright", "~/Library/Caches/ms-playwright"]
    roots = [Path(folder).expanduser() for folder in folders if folder]
    found = [path for root in roots for build in BUILDS for path in root.glob(build)]
    return str(max(found)) if found else None


def ensure_chromium() -> str:
    """Return the path of a Chromium, installed first where there is none: by apt as root, else Playwright's own.

    Raises:
        LocalError: it cannot be installed.
    """
    use_our_node()
    found = find_chromium()
    if found:
        return found
    if may_install():
        apt_install(["chromium"], otherwise=SENTENCE)
    else:
        print("Installing Chromium ...", flush=True)
        subprocess.run(
            [sys.executable, "-m", "playwright", "install", "chromium"], check=False, stdin=subprocess.DEVNULL
        )
    found = find_chromium()
    if not found or not succeeds([found, "--version"]):  # Playwright's own may lack libraries of the system
        raise LocalError(SENTENCE)
    return found
