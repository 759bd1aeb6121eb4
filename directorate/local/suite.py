"""`bin/test` and `bin/screenshots`: what needs the servers and a browser."""

import subprocess
import sys
from collections.abc import Sequence

from directorate.local.bootstrap import SetupError
from directorate.local.chromium import ensure_chromium
from directorate.local.environment import complete_values, given_values
from directorate.local.errors import LocalError, sentence_for_os_error
from directorate.local.parts import python
from directorate.local.places import CHECKOUT, find_places, var_folder
from directorate.local.servers import bring_up, needed_servers, running, take_down

# Each process begins with half of the tests in their order, so that a module's site is started by one of them.
PROCESSES = ("-n", "auto", "--dist", "worksteal")


def run_tests(arguments: Sequence[str]) -> int:
    """Return pytest's exit code."""
    return run_with_browser("-m", "pytest", *(() if names_workers(arguments) else PROCESSES), *arguments)


def take_screenshots(arguments: Sequence[str]) -> int:
    """Return the exit code of what takes the pictures of the guides."""
    return run_with_browser("-m", "tests.browser.screenshots", *arguments)


def run_with_browser(*command: str) -> int:
    """Return a command's exit code. Servers that were not running before are stopped again."""
    chromium = ensure_chromium()
    given = given_values()
    places = find_places(var_folder())
    needed = needed_servers(given)
    ran_before = running(places)
    bring_up(places, needed=needed)
    try:
        # Files that tests make do not mix with those of a running application.
        (places.var / "test").mkdir(exist_ok=True)
        ours = {"CHROMIUM": chromium, "VAR_DIR": str(places.var / "test")}
        environment = complete_values(given, places=places) | ours
        # Tests start a hundred processes: each would compile our modules again.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        return subprocess.run(
            python(*command), cwd=CHECKOUT, env=environment, stdin=subprocess.DEVNULL, check=False
        ).returncode
    finally:
        if not ran_before:
            take_down(places)


def names_workers(arguments: Sequence[str]) -> bool:
    """Return whether the arguments say how many processes pytest uses."""
    return any(argument.startswith(("-n", "--numprocesses")) for argument in arguments)


def main(arguments: Sequence[str]) -> int:
    """Run; a failure to start is one sentence on standard error and exit code 1."""
    what, *rest = arguments
    try:
        return {"tests": run_tests, "screenshots": take_screenshots}[what](rest)
    except (LocalError, SetupError) as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(sentence_for_os_error(error, doing="the tests"), file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
