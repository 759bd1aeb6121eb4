"""Real PostgreSQL and Valkey in a folder of their own: started, killed, started again."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from directorate.local import postgres, prepared, valkey
from directorate.local.places import Places, find_places
from directorate.local.processes import send
from directorate.local.servers import Needed, addresses, bring_up, take_down


@pytest.fixture(scope="module")
def places() -> Iterator[Places]:
    """Running servers; the folder is short (socket paths) and open (the server account passes)."""
    folder = Path(tempfile.mkdtemp(prefix="dir"))
    folder.chmod(0o755)
    found = find_places(folder / "var")
    bring_up(found)
    yield found
    take_down(found)
    shutil.rmtree(folder)


def as_role(places: Places, variable: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(addresses(places)[variable], autocommit=True)


def cache(places: Places) -> redis.Redis:
    return redis.Redis.from_url(addresses(places)["REDIS_URL"])


def pids(places: Places) -> tuple[int, int]:
    found = (postgres.server_pid(places), valkey.server_pid(places))
    assert found[0] is not None
    assert found[1] is not None
    return found[0], found[1]


def test_data_survives_kill_9_of_both_servers(places: Places) -> None:
    with as_role(places, "DATABASE_OWNER_URL") as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS number")
    with cache(places) as client:
        client.set("kept", "yes")
    before = pids(places)
    for pid in before:
        send(pid, signal.SIGKILL)

    bring_up(places)

    assert set(pids(places)).isdisjoint(before)
    with as_role(places, "DATABASE_OWNER_URL") as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (1000,)
    with cache(places) as client:
        assert client.get("kept") == b"yes"


def test_running_servers_are_adopted(places: Places) -> None:
    before = pids(places)
    bring_up(places)
    assert pids(places) == before


def test_two_starts_at_once_are_one(places: Places) -> None:
    take_down(places)
    command = [sys.executable, "-m", "directorate.local", "up"]
    environment = os.environ | {"VAR_DIR": str(places.var)}
    both = [subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [process.wait(timeout=60) for process in both] == [0, 0]
    assert len(pids(places)) == 2


def test_a_stop_leaves_nothing_behind(places: Places) -> None:
    take_down(places)
    assert postgres.server_pid(places) is None
    assert valkey.server_pid(places) is None
    assert not (places.postgres / "postmaster.pid").exists()
    bring_up(places)


def test_only_the_needed_server_is_started(places: Places) -> None:
    take_down(places)
    bring_up(places, needed=Needed(postgres=False, valkey=True))
    assert postgres.server_pid(places) is None
    assert valkey.server_pid(places) is not None
    bring_up(places)


@pytest.mark.parametrize(
    "statement",
    ["CREATE TABLE x (y int)", "CREATE DATABASE x", "CREATE ROLE x", "TRUNCATE guarded", "DROP TABLE guarded"],
)
def test_the_applications_role_may_not(places: Places, statement: str) -> None:
    with as_role(places, "DATABASE_OWNER_URL") as owner:
        owner.execute("CREATE TABLE IF NOT EXISTS guarded (y int)")
        owner.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON guarded TO directorate_app")
    with as_role(places, "DATABASE_URL") as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute(statement)  # type: ignore[call-overload]


def test_the_owner_may_make_test_databases_with_the_extensions(places: Places) -> None:
    with as_role(places, "DATABASE_OWNER_URL") as owner:
        owner.execute("CREATE DATABASE directorate_test_of_servers")
    url = addresses(places, database="directorate_test_of_servers")["DATABASE_OWNER_URL"]
    with psycopg.connect(url) as connection:
        names = {name for (name,) in connection.execute("SELECT extname FROM pg_extension").fetchall()}
    assert names >= {"btree_gist", "pg_trgm", "unaccent"}


def test_the_cluster_has_checksums_a_builtin_collation_and_no_network_port(places: Places) -> None:
    question = (
        "SELECT current_setting('data_checksums'), current_setting('listen_addresses'), datlocprovider, datlocale"
    )
    with as_role(places, "DATABASE_URL") as connection:
        row = connection.execute(f"{question} FROM pg_database WHERE datname = current_database()").fetchone()  # type: ignore[call-overload]
    assert row == ("on", "", "b", "C.UTF-8")


def test_nobody_else_reaches_the_sockets(places: Places) -> None:
    assert places.sockets.stat().st_mode & 0o777 == 0o700
    assert places.postgres.stat().st_mode & 0o777 == 0o700


def test_the_servers_do_not_run_as_root(places: Places) -> None:
    for pid in pids(places):
        assert Path(f"/proc/{pid}").stat().st_uid != 0


def test_a_database_knows_which_code_brought_it_up_to_date(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not prepared.is_prepared(places)
    prepared.note_prepared(places)
    assert prepared.is_prepared(places)
    monkeypatch.setattr(prepared, "fingerprint", lambda: "prepared by other code")
    assert not prepared.is_prepared(places)
