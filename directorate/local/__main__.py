"""`python -m directorate.local up | down | status | env [DB] | createdb DB`: the local servers by hand."""

import argparse
import shlex
import sys

from directorate.local import postgres, valkey
from directorate.local.errors import LocalError, sentence_for_os_error
from directorate.local.places import Places, find_places, var_folder
from directorate.local.servers import addresses, bring_up, take_down


def up(places: Places, _database: str) -> int:
    """Start the servers and leave them running, also when a later `bin/run` ends."""
    bring_up(places)
    places.kept.touch()
    if places.moved:
        print(f"{places.var} is closed to '{places.account.name}': the data is in {places.base}.")
    return status(places, _database)


def down(places: Places, _database: str) -> int:
    """Stop the servers."""
    take_down(places)
    places.kept.unlink(missing_ok=True)
    return 0


def env(places: Places, database: str) -> int:
    """Print the addresses as lines for a shell's eval."""
    for name, value in addresses(places, database=database).items():
        print(f"export {name}={shlex.quote(value)}")
    return 0


def status(places: Places, _database: str) -> int:
    """Print which server runs; the exit code is 0 when both do."""
    pids = {"PostgreSQL": postgres.server_pid(places), "Valkey": valkey.server_pid(places)}
    for name, pid in pids.items():
        print(f"{name}: {f'running (process {pid})' if pid else 'not running'}")
    return 0 if all(pids.values()) else 1


def createdb(places: Places, database: str) -> int:
    """Make a database beside the usual one, unless it exists."""
    with postgres.connect(places, database="postgres") as server:
        postgres.make_database(server, name=database)
    return 0


COMMANDS = {"up": up, "down": down, "env": env, "status": status, "createdb": createdb}


def main(arguments: list[str]) -> int:
    """Run one command; a failure is one sentence on standard error and exit code 1."""
    parser = argparse.ArgumentParser(prog="python -m directorate.local", description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("database", nargs="?", default=postgres.DATABASE)
    chosen = parser.parse_args(arguments)
    try:
        return COMMANDS[chosen.command](find_places(var_folder()), chosen.database)
    except LocalError as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(sentence_for_os_error(error, doing=f"'{chosen.command}'"), file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
