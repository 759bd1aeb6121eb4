"""The pages that say what went wrong, and the one that says that the database is gone."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError, connection
from django.test import Client, RequestFactory
from psycopg import errors

from directorate.core.access import permissions
from directorate.core.models import User
from directorate.shell import today
from directorate.shell.errors import bad_request, database_is_gone, forbidden, server_error

SignIn = Callable[[User], Client]


def caused(error: Exception, by: Exception | None) -> Exception:
    error.__cause__ = by
    return error


@pytest.mark.parametrize(
    ("error", "gone"),
    [
        (caused(OperationalError("connection refused"), errors.OperationalError()), True),
        (caused(OperationalError("shutting down"), errors.AdminShutdown()), True),
        (caused(OperationalError("too many"), errors.TooManyConnections()), True),
        (caused(OperationalError("deadlock"), errors.DeadlockDetected()), False),
        (caused(OperationalError("timeout"), errors.QueryCanceled()), False),
        (InterfaceError("the connection is closed"), True),
        (ProgrammingError("no such column"), False),
        (ValueError("other"), False),
        (None, False),
    ],
)
def test_only_a_database_that_cannot_be_reached_counts_as_gone(error: Exception | None, gone: bool) -> None:
    assert database_is_gone(error) is gone


@pytest.mark.django_db
def test_a_database_that_is_down_is_answered_with_503_and_a_clear_sentence(
    sam: User, client_for: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_for(sam)
    client.raise_request_exception = False

    def refuse(*args: Any, **kwargs: Any) -> None:
        raise caused(OperationalError("connection refused"), errors.OperationalError("connection refused"))

    monkeypatch.setattr(connection, "cursor", refuse)
    response = client.get("/")
    monkeypatch.undo()
    assert response.status_code == 503
    page = response.content.decode()
    assert "Sorry, the service is not available" in page
    assert "cannot reach its database" in page
    assert response.headers["Retry-After"] == "60"
    assert "connection refused" not in page


@pytest.mark.django_db
def test_a_database_that_goes_away_while_a_card_is_made_is_503_too(
    sam: User, client_for: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_for(sam)
    client.raise_request_exception = False

    def go_away(*args: Any) -> None:
        raise caused(OperationalError("server closed the connection"), errors.OperationalError())

    monkeypatch.setattr(today.registry, "do_first", [go_away])
    assert client.get("/").status_code == 503


@pytest.mark.django_db
def test_a_full_disk_is_answered_with_507_and_what_to_do(
    sam: User, client_for: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_for(sam)
    client.raise_request_exception = False

    def find_no_room(*args: Any) -> None:
        raise caused(OperationalError("could not extend file"), errors.DiskFull())

    monkeypatch.setattr("directorate.shell.views.gather", find_no_room)
    response = client.get("/")
    assert response.status_code == 507
    page = response.content.decode()
    assert "there is no room left on the server" in page
    assert "Tell whoever looks after this service" in page


@pytest.mark.django_db
def test_a_mistake_of_ours_is_answered_with_500_without_details(
    sam: User, client_for: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_for(sam)
    client.raise_request_exception = False

    def fail(request: Any) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr("directorate.shell.views.gather", fail)
    response = client.get("/")
    assert response.status_code == 500
    assert "Sorry, there is a problem with this service" in response.content.decode()
    assert "secret detail" not in response.content.decode()


def test_500_and_400_need_no_database() -> None:
    request = RequestFactory().get("/")
    for view, status in ((server_error, 500), (bad_request, 400)):
        response = view(request)
        assert response.status_code == status
        assert "Not a clinical system of record" in response.content.decode()


@pytest.mark.django_db
def test_an_unknown_address_is_404_in_the_look(sam: User, client_for: SignIn) -> None:
    response = client_for(sam).get("/no-such-page/")
    assert response.status_code == 404
    assert "Page not found" in response.content.decode()


@pytest.mark.django_db
def test_an_unknown_address_is_404_for_somebody_not_signed_in() -> None:
    assert Client().get("/no-such-page/").status_code == 404


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_in_words(sam: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(sam)
    response = client.post("/search/", {"q": "smith"})
    assert response.status_code == 403
    assert "This form is too old to be sent" in response.content.decode()


@pytest.mark.django_db
def test_a_page_beyond_ones_role_is_403_and_says_whom_to_ask(bola: User, rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = bola
    assert permissions(bola).roles
    response = forbidden(request)
    assert response.status_code == 403
    assert "ask the directorate manager" in response.content.decode()


@pytest.mark.django_db
def test_the_address_of_a_form_opened_without_it_is_answered_in_words(amira: User, client_for: SignIn) -> None:
    response = client_for(amira).get("/staff/leave/undo/")
    assert response.status_code == 405
    assert "There is no page at this address" in response.text
    assert response.headers["Allow"]
