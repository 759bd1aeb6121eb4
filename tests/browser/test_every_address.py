"""Every address without a key, as the roles with the widest and the narrowest view of it: no page is forgotten."""

from collections.abc import Callable, Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Page as BrowserPage

from directorate.core.domain.access import Role, scopes
from tests.browser.checks import Watch
from tests.browser.pages import every_page
from tests.browser.site import Site

# Addresses that answer with something else than a page, or end the session.
NOT_PAGES = {
    "account_logout", "account_login", "session_extend", "mfa_download_recovery_codes", "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes", "mfa_deactivate_totp", "mfa_authenticate", "mfa_trust", "mfa_login_webauthn",
    "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "account_reauthenticate", "account_set_password",
    "account_reset_password_from_key_done", "socialaccount_login_cancelled", "socialaccount_login_error",
    "complaints:weekly_export",
}  # fmt: skip
ASK_AGAIN = "/accounts/reauthenticate/"


def addresses(resolver: URLResolver, *, prefix: str = "/", space: str = "") -> Iterator[tuple[str, str, object]]:
    """Name, path and permission of each address without a key."""
    for part in resolver.url_patterns:
        path = prefix + str(part.pattern)
        if isinstance(part, URLResolver):
            yield from addresses(part, prefix=path, space=f"{part.namespace}:" if part.namespace else space)
        elif isinstance(part, URLPattern) and "<" not in path and "^" not in path:
            yield f"{space}{part.name}", path, getattr(part.callback, "permission", None)


def roles_of(permission: object) -> tuple[Role, ...]:
    """The first and the last role (in the order of the table) that may open an address."""
    if not isinstance(permission, tuple):
        return (Role.SECRETARY,)
    subjects, operation = permission
    may = [role for role in Role if any(scopes(subject=s, role=role, operation=operation) for s in subjects)]
    return tuple(dict.fromkeys([may[0], may[-1]]))


def cases() -> Iterator[object]:
    known = {row.address for row in every_page() if isinstance(row.address, str)}
    for name, path, permission in addresses(get_resolver()):
        if name in NOT_PAGES or path in known or name.startswith("admin:"):
            continue
        for role in roles_of(permission):
            yield pytest.param(name, path, role, id=f"{name} as {role.name.lower()}")


@pytest.mark.parametrize(("name", "path", "role"), list(cases()))
def test_an_address_gives_a_page_that_is_accessible_narrow_and_quiet(
    name: str,
    path: str,
    role: Role,
    site: Site,
    kept_page: Callable[[Role], BrowserPage],
    check_page: Callable[..., None],
) -> None:
    page = kept_page(role)
    if page.request.get(path, max_retries=3).status == 405:  # the server may just have closed the idle connection
        return  # what a form of another page sends
    watch = Watch(page)
    try:
        response = page.goto(path)
        assert response is not None
        assert response.status == 200
        if not page.url.startswith(site.url(ASK_AGAIN)):  # a page that asks for the password first
            check_page(page, name, watch=watch)
    finally:
        watch.stop()
