"""Every page and state, as each of its roles: accessible, narrow enough, quiet."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page as BrowserPage

from directorate.core.domain.access import Role
from tests.browser.checks import Watch
from tests.browser.pages import Page, every_page
from tests.browser.site import Site

CASES = [
    pytest.param(row, role, id=f"{row.name}{' after its step' if row.arrange else ''}, as {role.name.lower()}")
    for row in every_page()
    for role in row.roles
]


@pytest.mark.parametrize(("row", "role"), CASES)
def test_a_page_is_accessible_fits_320_pixels_and_is_quiet(
    row: Page, role: Role, site: Site, kept_page: Callable[[Role], BrowserPage], check_page: Callable[..., None]
) -> None:
    page = kept_page(role)
    # a form that is refused answers 422, which is what its row is there to see
    watch = Watch(page, expected_statuses=(row.status, 422) if row.arrange else (row.status,))
    try:
        _look(page, row=row, site=site, check_page=check_page, watch=watch)
    finally:
        watch.stop()


def _look(page: BrowserPage, *, row: Page, site: Site, check_page: Callable[..., None], watch: Watch) -> None:
    response = page.goto(row.address if isinstance(row.address, str) else row.address(site))
    assert response is not None
    assert response.status == row.status
    if row.arrange:
        row.arrange(page)
    check_page(page, row.name, watch=watch)
