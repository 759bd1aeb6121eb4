"""Where the local servers keep their data."""

import os
from pathlib import Path

import pytest

from directorate.local import places
from directorate.local.accounts import Account
from directorate.local.errors import LocalError

OURSELVES = Account(name="us", uid=os.geteuid(), gid=os.getegid(), switch=False)


class Nobody(Account):
    """An account to change to, that enters only what it is told."""

    enters = True

    def can_enter(self, folder: Path) -> bool:
        return self.enters


def nobody(*, enters: bool) -> Account:
    account = Nobody(name="nobody", uid=65534, gid=65534, switch=True)
    object.__setattr__(account, "enters", enters)
    return account


def test_an_ordinary_user_keeps_data_in_var(tmp_path: Path) -> None:
    assert places.choose_base(var=tmp_path, fallback=tmp_path / "far", account=OURSELVES) == tmp_path


def test_root_keeps_data_in_var_where_the_server_account_gets_there(tmp_path: Path) -> None:
    assert places.choose_base(var=tmp_path, fallback=tmp_path / "far", account=nobody(enters=True)) == tmp_path


def test_root_goes_elsewhere_where_a_folder_above_is_closed(tmp_path: Path) -> None:
    far = tmp_path / "far"
    assert places.choose_base(var=tmp_path, fallback=far, account=nobody(enters=False)) == far


def test_data_that_went_elsewhere_is_found_again_once_the_folder_is_open(tmp_path: Path) -> None:
    far = tmp_path / "far"
    (far / "postgres").mkdir(parents=True)
    assert places.choose_base(var=tmp_path, fallback=far, account=nobody(enters=True)) == far


def test_sockets_lie_beside_the_data() -> None:
    assert places.socket_folder(Path("/srv/d/var"), var=Path("/srv/d/var")) == Path("/srv/d/var/sockets")


def test_sockets_go_to_a_short_folder_where_the_path_would_be_too_long() -> None:
    deep = Path("/srv") / ("long" * 25)
    folder = places.socket_folder(deep, var=deep)
    assert len(os.fsencode(folder / places.POSTGRES_SOCKET)) <= places.LONGEST_SOCKET_PATH
    assert folder != places.socket_folder(deep / "other", var=deep / "other")


def test_data_of_another_user_is_refused_in_a_sentence(tmp_path: Path) -> None:
    stranger = Account(name="x", uid=os.geteuid() + 1, gid=0, switch=False)
    with pytest.raises(LocalError, match="belongs to another user: start as the user who made it"):
        places.refuse_foreign_data(tmp_path, account=stranger)


def test_a_private_folder_is_closed_to_others(tmp_path: Path) -> None:
    folder = tmp_path / "sockets"
    places.make_private(folder, account=OURSELVES)
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_somebody_else_prepared_is_refused(tmp_path: Path) -> None:
    stranger = Account(name="x", uid=os.geteuid() + 1, gid=0, switch=False)
    with pytest.raises(LocalError, match="remove it, then start again"):
        places.make_private(tmp_path, account=stranger)
