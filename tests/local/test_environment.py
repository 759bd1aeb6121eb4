"""The environment that the parts are started with."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
import pytest

from directorate.local.accounts import current_account
from directorate.local.environment import complete_values, given_values, port_number, secret_key
from directorate.local.errors import LocalError
from directorate.local.places import Places
from directorate.local.servers import Needed, addresses, needed_servers


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(var=tmp_path, base=tmp_path, sockets=Path("/srv/My Trust/var/sockets"), account=current_account())


def test_the_environment_stands_above_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("PORT=9000\nSERVICE_NAME=Desk\n")
    monkeypatch.setenv("PORT", "9001")
    values = given_values(file=tmp_path / ".env")
    assert (values["PORT"], values["SERVICE_NAME"]) == ("9001", "Desk")


def test_a_missing_file_is_no_matter(tmp_path: Path) -> None:
    assert "PATH" in given_values(file=tmp_path / ".env")


def test_local_addresses_fill_what_is_not_given(places: Places) -> None:
    values = complete_values({"SECRET_KEY": "x"}, places=places)
    assert values["DATABASE_URL"] == "postgresql://directorate_app@%2Fsrv%2FMy%20Trust%2Fvar%2Fsockets/directorate"
    assert values["DATABASE_OWNER_URL"].startswith("postgresql://directorate_owner@")
    assert values["REDIS_URL"] == "unix:///srv/My%20Trust/var/sockets/valkey.sock"


def test_a_given_database_is_used_alone(places: Places) -> None:
    values = complete_values({"DATABASE_URL": "postgresql://u@db/x", "SECRET_KEY": "x"}, places=places)
    assert values["DATABASE_URL"] == "postgresql://u@db/x"
    assert "DATABASE_OWNER_URL" not in values
    assert "REDIS_URL" in values


def test_servers_with_a_given_address_are_not_started() -> None:
    assert needed_servers({"DATABASE_URL": "postgresql://db/x"}) == Needed(postgres=False, valkey=True)
    assert needed_servers({"REDIS_URL": "redis://r", "DATABASE_URL": ""}) == Needed(postgres=True, valkey=False)


def test_django_understands_the_address_of_a_socket(places: Places) -> None:
    parsed = dj_database_url.parse(addresses(places)["DATABASE_URL"])
    assert (parsed["HOST"], parsed["USER"], parsed["NAME"]) == (str(places.sockets), "directorate_app", "directorate")


def test_a_database_of_its_own_has_a_broker_database_of_its_own(places: Places) -> None:
    one, two = (addresses(places, database=name)["REDIS_URL"] for name in ("directorate", "directorate_bench"))
    assert unquote(urlsplit(one).path) == unquote(urlsplit(two).path)
    assert urlsplit(one).query == ""
    assert urlsplit(two).query.startswith("db=")


def test_the_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "secret_key"
    first = secret_key(file)
    assert len(first) > 50
    assert file.stat().st_mode & 0o777 == 0o600
    assert secret_key(file) == first


@pytest.mark.parametrize("text", [None, "", "8000"], ids=["not set", "empty", "a number"])
def test_the_port_is_8000_unless_given(text: str | None) -> None:
    assert port_number(text) == 8000


@pytest.mark.parametrize("text", ["eighty", "0", "70000", "-1", "80.5"])
def test_what_is_no_port_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(LocalError, match=f"PORT is '{text}', which is no port"):
        port_number(text)
