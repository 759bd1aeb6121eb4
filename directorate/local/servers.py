"""The two local servers together: up, down, their addresses."""

import fcntl
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote

from directorate.local import postgres, valkey
from directorate.local.places import Places
from directorate.local.postgres_config import APP_ROLE, OWNER_ROLE
from directorate.local.programs import find_programs


@dataclass(frozen=True)
class Needed:
    """Which of the two servers are ours to run; the other has an address elsewhere."""

    postgres: bool = True
    valkey: bool = True

    def all_run(self, places: Places) -> bool:
        """Return whether every server that is needed runs."""
        database_runs = not self.postgres or postgres.server_pid(places) is not None
        return database_runs and (not self.valkey or valkey.server_pid(places) is not None)


def running(places: Places) -> bool:
    """Return whether one of the servers runs."""
    return postgres.server_pid(places) is not None or valkey.server_pid(places) is not None


def needed_servers(given: Mapping[str, str]) -> Needed:
    """Return which servers have no address in the environment."""
    return Needed(postgres=not given.get("DATABASE_URL"), valkey=not given.get("REDIS_URL"))


@contextmanager
def one_at_a_time(places: Places) -> Iterator[None]:
    """Hold the instance's lock, waiting for another process that starts or stops servers."""
    with places.lock.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def bring_up(places: Places, *, needed: Needed = Needed()) -> None:
    """Start the servers, or adopt those that run. Twice, or two at once, is harmless."""
    if needed == Needed(postgres=False, valkey=False):
        return
    with one_at_a_time(places):
        programs = find_programs(places)
        if needed.valkey:
            valkey.start(places, programs=programs)
        if needed.postgres:
            postgres.start(places, programs=programs)


def take_down(places: Places) -> None:
    """Stop both servers, the database last."""
    with one_at_a_time(places):
        valkey.stop(places)
        postgres.stop(places)


def addresses(places: Places, *, database: str = postgres.DATABASE) -> dict[str, str]:
    """Return the environment variables that lead the application to the local servers.

    A database other than the usual one comes with a Valkey database of its own (1 to 63).
    """
    number = 0 if database == postgres.DATABASE else zlib.crc32(database.encode()) % (valkey.DATABASES - 1) + 1
    return {
        "DATABASE_URL": database_url(places, role=APP_ROLE, database=database),
        "DATABASE_OWNER_URL": database_url(places, role=OWNER_ROLE, database=database),
        "REDIS_URL": f"unix://{quote(str(places.valkey_socket))}" + (f"?db={number}" if number else ""),
    }


def database_url(places: Places, *, role: str, database: str) -> str:
    """Return the address of a database; the socket's folder stands percent-encoded where a host would."""
    return f"postgresql://{role}@{quote(str(places.sockets), safe='')}/{database}"
