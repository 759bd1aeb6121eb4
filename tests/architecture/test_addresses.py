"""Every address needs a sign-in and a named right; every role is tried at every address; asking changes nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from directorate.core.access import may
from directorate.core.domain.access import Operation, Role, Subject
from directorate.core.models import AccessEvent, User
from tests.architecture.addresses import Address, addresses
from tests.architecture.example_records import example_paths
from tests.architecture.sweeping import checksums

# Open without signing in; adding one is a decision.
PUBLIC = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "mfa_trust",
    "openid_connect_callback",
    "openid_connect_login",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
    # Pages that say nothing about anybody.
    "shell:accessibility",
    # Its address is the right: an unguessable, revocable link.
    "rotas:switchboard",
    # The same, and it works once.
    "rotas:offer_answer",
    "rotas:swap_answer",
    "rotas:locum_reply",
    "rotas:cancellation_reply",
    "staffing:leave_answer",
    "complaints:statement_answer",
}
# Views whose short name means something else to Python or to their module.
NAME_IS_TAKEN = {"help": "help_page", "search": "find"}
ADDRESSES = addresses()
OTHERS = [address for address in ADDRESSES if address.permission != "public"]
TRIED_WITH_POST = [address for address in OTHERS if isinstance(address.permission, tuple)]


def ids(address: Address) -> str:
    return address.name


def allowed(address: Address, *, user: User) -> bool:
    if address.permission == "signed in":
        return True
    subjects, operation = address.permission
    return any(may(user=user, subject=subject, operation=operation) for subject in subjects)


def test_there_are_addresses_to_try() -> None:
    assert len(OTHERS) > 40


@pytest.mark.parametrize("address", ADDRESSES, ids=ids)
def test_every_view_says_who_may_open_it(address: Address) -> None:
    permission = address.permission
    assert permission is not None, f"{address.name}: mark the view with @requires, @any_signed_in_user or @public"
    if permission not in {"public", "signed in"} or isinstance(permission, tuple):
        subjects, operation = permission
        assert all(isinstance(subject, Subject) for subject in subjects)
        assert isinstance(operation, Operation)


def test_the_list_of_public_pages_is_complete_and_not_stale() -> None:
    assert {address.name for address in ADDRESSES if address.permission == "public"} == PUBLIC


def test_only_public_views_do_without_a_sign_in() -> None:
    for address in OTHERS:
        assert getattr(address.view, "login_required", True), address.name


def test_every_address_has_a_name_and_no_two_the_same() -> None:
    names = [address.name for address in ADDRESSES]
    assert all(name and not name.endswith(":None") for name in names)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("address", [found for found in ADDRESSES if found.is_ours], ids=ids)
def test_view_and_address_share_one_name(address: Address) -> None:
    named = address.name.rpartition(":")[2]
    assert getattr(address.view, "__name__", "") == NAME_IS_TAKEN.get(named, named)


@pytest.mark.parametrize("address", [found for found in ADDRESSES if found.is_ours], ids=ids)
def test_our_views_are_functions(address: Address) -> None:
    assert not hasattr(address.view, "view_class")


@pytest.mark.django_db
@pytest.mark.parametrize("address", OTHERS, ids=ids)
@pytest.mark.parametrize("method", ["get", "post"])
def test_without_a_sign_in_every_address_leads_to_it(client: Client, address: Address, method: str) -> None:
    response = getattr(client, method)(address.path)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=")
    fragment = getattr(client, method)(address.path, headers={"HX-Request": "true"})
    assert fragment["HX-Redirect"].startswith("/accounts/login/?next=")
    assert fragment.content == b""


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_every_role_at_every_address(
    everybody: dict[Role, User], client_for: Callable[[User], Client], monday: object, role: Role
) -> None:
    """403 without the right, for asking and for sending; with it never 403 for asking, and never a failure."""
    cache.clear()
    client = client_for(everybody[role])
    client.raise_request_exception = False
    wrong = []
    for address in OTHERS:
        right = allowed(address, user=everybody[role])
        got = client.get(address.path).status_code
        if (right and got in {403, 500}) or (not right and got not in {403, 405}):
            wrong.append((address.name, "GET", got))
        if not right:
            got = client.post(address.path).status_code
            if got not in {403, 405}:
                wrong.append((address.name, "POST", got))
    assert wrong == []


@pytest.mark.django_db
def test_a_user_without_a_role_opens_only_what_everybody_may(
    reference: None, client_for: Callable[[User], Client], monday: object
) -> None:
    client = client_for(User.objects.create_user("nobody@nhs.uk", "x", name="No Body"))
    for address in TRIED_WITH_POST:
        assert client.get(address.path).status_code in {403, 405}, address.name


@pytest.mark.django_db
def test_asking_for_any_page_changes_nothing_for_any_role(
    everybody: dict[Role, User], client_for: Callable[[User], Client], monday: object, settings: Any, tmp_path: Path
) -> None:
    """Every role asks for every page, of records that there are; each table's rows and their text stay the same."""
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    found = addresses(example_paths(everybody))
    opened = set()
    clients = {role: client_for(user) for role, user in everybody.items()}
    before = checksums()
    for role, client in clients.items():
        client.raise_request_exception = False
        for address in found:
            response: Any = client.get(address.path)
            assert response.status_code < 500, (role, address.name)
            if response.streaming:
                b"".join(response.streaming_content)  # at its end the file is closed
            if response.status_code == 200:
                opened.add(address.name)
        assert client.get("/accounts/").status_code == 200, "asking for the sign-out page signs nobody out"
        after = checksums()
        assert after == before, (role, sorted(name for name in before if after[name] != before[name]))
    assert len(opened) > 70


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.DIRECTORATE_MANAGER, Role.ADMINISTRATOR, Role.AUDITOR])
def test_every_page_has_the_headers_that_protect_it(
    everybody: dict[Role, User], client_for: Callable[[User], Client], monday: object, role: Role
) -> None:
    client = client_for(everybody[role])
    client.raise_request_exception = False
    for address in OTHERS:
        response = client.get(address.path)
        policy = response.headers.get("Content-Security-Policy", "")
        assert "unsafe-inline" not in policy, address.name
        assert "unsafe-eval" not in policy, address.name
        for part in ("default-src 'self'", "frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'"):
            assert part in policy, address.name
        assert response["X-Content-Type-Options"] == "nosniff", address.name
        assert response["X-Frame-Options"] == "DENY", address.name
        assert response["Referrer-Policy"] == "same-origin", address.name
        assert "no-store" in response["Cache-Control"], address.name
        assert "HX-Request" in response["Vary"], address.name


@pytest.mark.django_db
def test_the_sign_in_page_has_the_headers_too(client: Client) -> None:
    response = client.get("/accounts/login/")
    assert "nonce-" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.DIRECTORATE_MANAGER, Role.ADMINISTRATOR])
def test_no_page_has_inline_styles_or_handlers(
    everybody: dict[Role, User], client_for: Callable[[User], Client], monday: object, role: Role
) -> None:
    client = client_for(everybody[role])
    client.raise_request_exception = False
    for address in OTHERS:
        page = client.get(address.path).content.decode(errors="replace")
        for attribute in (' style="', ' onclick="', ' onchange="', ' onsubmit="', ' onload="'):
            assert attribute not in page, f"{address.name}: {attribute}"


@pytest.mark.django_db
def test_a_refusal_is_logged(client_for: Callable[[User], Client], amira: User) -> None:
    assert client_for(amira).get("/administration/users/").status_code == 403
    event = AccessEvent.objects.get(kind="denied")
    assert (event.user, event.subject, event.path) == (amira, "administration", "/administration/users/")
    assert event.request_id is not None
