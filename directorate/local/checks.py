"""`bin/check`: everything that can be said about the code without running it, then what needs Django."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from directorate.local.environment import complete_values, given_values
from directorate.local.errors import LocalError
from directorate.local.parts import python
from directorate.local.places import CHECKOUT, find_places, var_folder
from directorate.local.servers import bring_up, needed_servers, running, take_down


@dataclass(frozen=True)
class Check:
    """One command, named for the person who reads the result."""

    name: str
    command: Sequence[str]


CHECKS = (
    Check("style", python("-m", "ruff", "check", "--output-format", "concise", ".")),
    Check("format", python("-m", "ruff", "format", "--check", "--output-format", "concise", ".")),
    Check("types", python("-m", "mypy")),
    Check(
        "import contracts", python("-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache")
    ),
    Check("templates", python("-m", "djlint", "templates", "--lint", "--quiet")),
    Check("settings", python("manage.py", "check", "--fail-level", "WARNING")),
    Check("migrations", python("manage.py", "makemigrations", "--check", "--dry-run")),
    Check("generated documents", python("manage.py", "generate_docs", "--check")),
)


def passes(check: Check, *, environment: dict[str, str]) -> bool:
    """Run one check; print its output only when it fails."""
    done = subprocess.run(
        check.command, cwd=CHECKOUT, env=environment, stdin=subprocess.DEVNULL, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    good = done.returncode == 0
    print(f"{check.name}: {'ok' if good else 'FAILED'}", flush=True)
    if not good:
        print(done.stdout, flush=True)
    return good


def run_checks(names: Sequence[str]) -> int:
    """Return 0 when every check (or each of those named) passes."""
    given = given_values()
    places = find_places(var_folder())
    ran_before = running(places)
    bring_up(places, needed=needed_servers(given))
    try:
        environment = complete_values(given, places=places)
        chosen = [check for check in CHECKS if not names or check.name in names]
        results = [passes(check, environment=environment) for check in chosen]
    finally:
        if not ran_before:
            take_down(places)
    return 0 if all(results) else 1


def main(names: Sequence[str]) -> int:
    """Run; a failure to start is one sentence on standard error and exit code 1."""
    try:
        return run_checks(names)
    except LocalError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
