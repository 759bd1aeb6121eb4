"""The shell's pages."""

from playwright.sync_api import Page as BrowserPage

from directorate.core.domain.access import Role
from tests.browser.pages import EVERYBODY, Page


def _send_nothing(page: BrowserPage) -> None:
    page.get_by_role("main").get_by_role("button", name="Search").click()
    page.get_by_text("There is a problem").wait_for()


def _find_nothing(page: BrowserPage) -> None:
    page.get_by_role("search").get_by_role("searchbox").fill("nobody is called this")
    page.get_by_role("search").get_by_role("button", name="Search").click()
    page.get_by_text("No results").wait_for()


def _open_account_menu(page: BrowserPage) -> None:
    page.locator(".app-account__name").click()
    page.get_by_role("button", name="Sign out").wait_for()


SOMEBODY = (Role.SECRETARY,)

PAGES = [
    Page("Today", "/", EVERYBODY),
    Page("Today", "/", SOMEBODY, arrange=_open_account_menu),
    Page("how to begin", "/start/", (Role.ASSISTANT_MANAGER, Role.ADMINISTRATOR, Role.RESIDENT)),
    Page("search", "/search/", SOMEBODY),
    Page("search, nothing typed", "/search/", SOMEBODY, arrange=_send_nothing),
    Page("search, nothing found", "/search/", SOMEBODY, arrange=_find_nothing),
    Page("help", "/help/", (Role.DIRECTORATE_MANAGER, Role.SECRETARY, Role.AUDITOR)),
    Page("words", "/help/words/", SOMEBODY),
    Page("accessibility statement", "/accessibility/", SOMEBODY),
    Page("not found", "/no-such-page/", SOMEBODY, status=404),
]
