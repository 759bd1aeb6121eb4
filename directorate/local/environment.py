"""The environment variables that the parts of the application are started with."""

import os
import secrets
import socket
from pathlib import Path

from dotenv import dotenv_values

from directorate.local.errors import LocalError
from directorate.local.places import CHECKOUT, Places, find_places, var_folder
from directorate.local.servers import addresses

DEFAULT_PORT = 8000
HIGHEST_PORT = 65_535


def given_values(*, file: Path = CHECKOUT / ".env") -> dict[str, str]:
    """Return what the person has set: the environment, and below it the file `.env`."""
    from_file = {name: value for name, value in dotenv_values(file).items() if value is not None}
    return from_file | dict(os.environ)


def complete_values(given: dict[str, str], *, places: Places) -> dict[str, str]:
    """Return the given values with the addresses of the local servers and a secret key where none are given."""
    local = addresses(places)
    if given.get("DATABASE_URL"):
        del local["DATABASE_URL"], local["DATABASE_OWNER_URL"]
    if given.get("REDIS_URL"):
        del local["REDIS_URL"]
    key = given.get("SECRET_KEY") or secret_key(places.var / "secret_key")
    return given | local | {"SECRET_KEY": key, "VAR_DIR": str(places.var)}


def is_demo(places: Places, *, empty: bool = True) -> bool:
    """Return whether this installation shows demonstration data: decided at its first run, `empty` says how."""
    first = places.var / "first_run"
    return first.read_text(encoding="utf-8").strip() == "demo" if first.is_file() else not empty


def use_local_servers() -> None:
    """Point this process at the servers of `bin/run` unless others are given, so that manage.py works by hand."""
    given = given_values()
    if given.get("DATABASE_URL") and given.get("REDIS_URL"):
        return
    places = find_places(var_folder())
    os.environ.update(complete_values(given, places=places))
    os.environ.setdefault("DEMO", "1" if is_demo(places) else "0")


def secret_key(path: Path) -> str:
    """Return the secret key of this installation, made once and readable by its owner only."""
    if not path.is_file():
        unfinished = path.with_name(f"{path.name}.new")
        unfinished.unlink(missing_ok=True)
        unfinished.touch(mode=0o600)
        unfinished.write_text(secrets.token_urlsafe(50), encoding="utf-8")
        unfinished.rename(path)
    return path.read_text(encoding="utf-8").strip()


def port_number(text: str | None) -> int:
    """Return the port to listen on.

    Raises:
        LocalError: the text is no port number.
    """
    if not text:
        return DEFAULT_PORT
    if not text.isdecimal() or not 0 < int(text) <= HIGHEST_PORT:
        raise LocalError(f"PORT is '{text}', which is no port: give a number from 1 to {HIGHEST_PORT}.")
    return int(text)


def free_port() -> int:
    """Return a port of loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
