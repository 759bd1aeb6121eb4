"""Somebody is left who can open accounts, also when two administrators shut each other out at the same moment."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from functools import partial

import pytest
from django.db import connection

from directorate.core.actions.grants import RoleAsked, change_grant, end_grant
from directorate.core.actions.users import LastAdministratorError, close_user
from directorate.core.domain.access import Role
from directorate.core.models import RoleGrant, User
from tests.factories import person_with_account

Act = Callable[[User, User], object]


def close(user: User, by: User) -> None:
    close_user(user=user, by=by, reason="Left")


def end(user: User, by: User) -> None:
    end_grant(grant=RoleGrant.objects.get(user=user), by=by, reason="Left")


def let_run_out(user: User, by: User) -> None:
    grant = RoleGrant.objects.get(user=user)
    asked = RoleAsked(Role.ADMINISTRATOR, (), (), False, date(2026, 1, 1), date(2026, 11, 1))
    change_grant(grant=grant, by=by, asked=asked, reason="Left")


@pytest.fixture
def ada(reference: None) -> User:
    return person_with_account(forename="Ada", surname="Admin", role=Role.ADMINISTRATOR)


@pytest.fixture
def ben(reference: None) -> User:
    return person_with_account(forename="Ben", surname="Backup", role=Role.ADMINISTRATOR)


@pytest.mark.django_db
@pytest.mark.parametrize("act", [close, end, let_run_out])
def test_the_last_administrator_stays(monday: datetime, ada: User, chris: User, act: Act) -> None:
    with pytest.raises(LastAdministratorError):
        act(ada, chris)


@pytest.mark.django_db
@pytest.mark.parametrize("act", [close, end, let_run_out])
def test_one_of_two_administrators_may_go_and_not_the_other(
    monday: datetime, ada: User, ben: User, chris: User, act: Act
) -> None:
    act(ben, ada)
    with pytest.raises(LastAdministratorError):
        act(ada, chris)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_shut_each_other_out_at_once_one_stays(monday: datetime, ada: User, ben: User) -> None:
    ready = threading.Barrier(2)

    def run(act: Callable[[], object]) -> str:
        try:
            ready.wait(timeout=10)
            act()
        except LastAdministratorError:
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(run, [partial(close, ben, ada), partial(end, ada, ben)]))
    assert sorted(found) == ["done", "refused"]
    assert RoleGrant.objects.filter(user__is_active=True, valid__contains=date(2026, 11, 23), role="adm").count() == 1
