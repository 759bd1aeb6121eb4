"""Journeys through the shell: signing in, by keyboard, without scripts, when something is wrong."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from directorate.core.domain.access import Role
from directorate.core.models import AccessEvent
from directorate.core.models.access import AccessKind
from tests.browser.site import Site
from tests.factories import PASSWORD

NewPage = Callable[..., Page]


def sign_in(page: Page, *, email: str, password: str = PASSWORD) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.name.lower())
def test_each_role_signs_in_and_sees_today_with_her_name(role: Role, site: Site, new_page: NewPage) -> None:
    # Given somebody who is not signed in
    page = new_page()
    page.goto("/")
    expect(page).to_have_title("Sign in – Directorate")
    # When she signs in
    sign_in(page, email=site.people[role].email)
    # Then she stands on Today and is greeted
    expect(page).to_have_title("Today – Directorate")
    expect(page.get_by_role("heading", level=1)).to_contain_text(site.people[role].name.split()[0])


def test_signing_out_ends_the_session(site: Site, new_page: NewPage) -> None:
    # Given a secretary on Today
    page = new_page(Role.SECRETARY)
    page.goto("/")
    # When she signs out from the account menu
    page.locator(".app-account__name").click()
    page.get_by_role("button", name="Sign out").click()
    # Then Today asks her to sign in again
    page.goto("/")
    expect(page).to_have_title("Sign in – Directorate")


def test_all_of_it_works_by_keyboard(site: Site, new_page: NewPage) -> None:
    # Given a secretary who does not use a mouse, on a page that does not put her into a field as Today does
    page = new_page(Role.SECRETARY)
    page.goto("/staff/my-leave/")
    # When she presses Tab, the skip link is first and leads to the content
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#maincontent")).to_be_focused()
    # And the account menu opens, closes with Escape and gives the focus back
    summary = page.locator(".app-account__name")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
    expect(summary).to_be_focused()
    # And the search can be reached, filled and sent
    page.get_by_role("search").get_by_role("searchbox").focus()
    page.keyboard.type("x")
    page.keyboard.press("Enter")
    # Then the error summary has the focus, and its link leads to the field
    expect(page).to_have_title("Error: Search – Directorate")
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Name, hospital number, NHS number or reference")).to_be_focused()


def test_focus_is_always_visible_on_the_way_through_the_header(site: Site, new_page: NewPage) -> None:
    page = new_page(Role.DIRECTORATE_MANAGER)
    page.goto("/")
    for _ in range(8):
        page.keyboard.press("Tab")
        marked = page.evaluate(
            """() => { const s = getComputedStyle(document.activeElement);
                 return s.boxShadow !== "none" || (s.outlineStyle !== "none" && s.outlineWidth !== "0px"); }"""
        )
        assert marked, page.evaluate("document.activeElement.outerHTML.slice(0, 200)")


def test_search_works_without_scripts_and_is_logged_without_its_text(site: Site, new_page: NewPage) -> None:
    # Given a manager whose browser runs no scripts
    page = new_page(Role.DIRECTORATE_MANAGER, scripts=False)
    page.goto("/")
    # When he searches for a number
    page.get_by_role("search").get_by_role("searchbox").fill("999 000 0018")
    page.get_by_role("search").get_by_role("button", name="Search").click()
    # Then he has an answer, the address does not hold the number, and the log has the search without it
    expect(page.get_by_role("main")).to_contain_text("result")
    assert page.url.endswith("/search/")
    event = AccessEvent.objects.filter(kind=AccessKind.SEARCH).latest("pk")
    assert event.user == site.people[Role.DIRECTORATE_MANAGER]
    assert "999" not in f"{event.filters}{event.path}{event.object_key}"


def test_the_account_menu_and_the_menu_work_without_scripts(site: Site, new_page: NewPage) -> None:
    page = new_page(Role.DIRECTORATE_MANAGER, scripts=False)
    page.goto("/")
    page.locator(".app-account__name").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto("/")
    expect(page).to_have_title("Sign in – Directorate")


def test_a_lost_connection_is_said_in_plain_words(site: Site, new_page: NewPage) -> None:
    # Given a page with something that htmx loads
    page = new_page(Role.SECRETARY)
    page.goto("/help/")
    page.evaluate(
        """() => { const b = document.createElement("button"); b.textContent = "Load"; b.setAttribute("hx-get", "/help/");
             b.setAttribute("hx-target", "#there"); document.querySelector("main").append(b);
             const t = document.createElement("div"); t.id = "there"; document.querySelector("main").append(t);
             htmx.process(b); }"""
    )
    # When the network is gone
    page.context.set_offline(True)
    page.get_by_role("button", name="Load").click()
    # Then the page says so and what to do
    expect(page.get_by_role("alert")).to_contain_text("The server could not be reached")
    page.context.set_offline(False)


def test_an_htmx_error_is_said_in_plain_words(site: Site, new_page: NewPage) -> None:
    page = new_page(Role.SECRETARY)
    page.goto("/help/")
    page.evaluate("htmx.ajax('GET', '/no-such-page/', {target: 'main', swap: 'none'}).catch(() => {})")
    expect(page.get_by_role("alert")).to_contain_text("This is no longer here")


def test_every_page_prints_without_menus(site: Site, new_page: NewPage) -> None:
    page = new_page(Role.SECRETARY)
    page.goto("/")
    page.emulate_media(media="print")
    expect(page.get_by_role("search")).to_be_hidden()
    expect(page.locator(".nhsuk-header__navigation")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
