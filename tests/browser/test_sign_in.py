"""Given somebody at the sign-in page, when they sign in with what they have, then they are in; and the session's end."""

import re
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.contrib.sessions.models import Session
from playwright.sync_api import BrowserContext, Page, expect

from directorate.core.domain.access import Role
from directorate.core.models import User
from tests.browser.site import Site
from tests.factories import PASSWORD

CheckPage = Callable[..., None]
NewPage = Callable[..., Page]


def sign_in(page: Page, user: User, *, password: str = PASSWORD) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Email address").fill(user.email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def code_now(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_signing_in_and_out_with_a_password(site: Site, new_page: NewPage, scripts: bool) -> None:
    page = new_page(scripts=scripts)
    sign_in(page, site.people[Role.HUMAN_RESOURCES])
    expect(page).to_have_title(re.compile("^Today"))
    page.locator(".app-account__name").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in", level=1)).to_be_visible()
    page.goto("/administration/")
    expect(page.get_by_role("heading", name="Sign in", level=1)).to_be_visible()


def test_the_sign_in_page_and_its_errors_are_accessible(site: Site, new_page: NewPage, check_page: CheckPage) -> None:
    page = new_page()
    page.goto("/accounts/login/")
    check_page(page, "sign in")
    sign_in(page, site.people[Role.HUMAN_RESOURCES], password="wrong")
    expect(page.get_by_text("The email address or the password is wrong")).to_be_visible()
    check_page(page, "sign in, wrong password")
    for name, path in (
        ("forgotten password", "/accounts/inactive/"),
        ("link that no longer works", "/accounts/password/reset/key/x-x/"),
        ("password is set", "/accounts/password/reset/key/done/"),
    ):
        page.goto(path)
        check_page(page, name)


def test_an_app_is_set_up_and_asked_for(site: Site, new_page: NewPage, check_page: CheckPage) -> None:
    page = new_page()
    user = site.people[Role.FINANCE]
    sign_in(page, user)
    page.goto("/accounts/security/app/")
    check_page(page, "set up an app")
    secret = page.locator(".app-secret").inner_text()
    page.get_by_label("Code from the app").fill(code_now(secret))
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_text("10 of 10 codes are left")).to_be_visible()
    check_page(page, "recovery codes")
    recovery = page.locator(".app-codes code").first.inner_text()

    elsewhere = new_page()
    sign_in(elsewhere, user)
    expect(elsewhere.get_by_role("heading", name="Second step", level=1)).to_be_visible()
    check_page(elsewhere, "second step of signing in")
    elsewhere.get_by_label("Code", exact=True).fill(recovery)
    elsewhere.get_by_role("button", name="Continue").click()
    expect(elsewhere.get_by_role("heading", name="Remember this device?")).to_be_visible()
    check_page(elsewhere, "remember this device")
    elsewhere.get_by_role("button", name="Do not remember").click()
    expect(elsewhere).to_have_title(re.compile("^Today"))


def virtual_authenticator(context: BrowserContext, page: Page) -> None:
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_is_added_and_signs_in_alone(site: Site, new_page: NewPage, check_page: CheckPage) -> None:
    page = new_page()
    virtual_authenticator(page.context, page)
    here = site.address.replace("127.0.0.1", "localhost")  # passkeys belong to names, not to numbers
    page.goto(f"{here}/accounts/login/")
    page.get_by_label("Email address").fill(site.people[Role.COMPLAINTS_HANDLER].email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto(f"{here}/accounts/passkeys/add/")
    check_page(page, "add a passkey")
    page.get_by_label("What do you call this device?").fill("work laptop")
    page.get_by_label("Sign in with this passkey alone").check()
    page.locator("#mfa_webauthn_add").click()
    expect(page.get_by_text("10 of 10 codes are left")).to_be_visible()
    page.goto(f"{here}/accounts/passkeys/")
    expect(page.get_by_text("work laptop").first).to_be_visible()
    check_page(page, "a list of passkeys")
    page.locator(".app-account__name").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_title(re.compile("^Today"))


def test_the_end_of_the_session_is_announced_and_one_key_keeps_it(
    site: Site, new_page: NewPage, check_page: CheckPage
) -> None:
    page = new_page(Role.SECRETARY)
    left = {"seconds": 240}

    def answer(route: object) -> None:
        if route.request.method == "POST":  # type: ignore[attr-defined]
            left["seconds"] = 1800
        route.fulfill(json={"seconds_left": left["seconds"]})  # type: ignore[attr-defined]

    page.route("**/accounts/session/", answer)
    page.goto("/")
    dialog = page.get_by_role("dialog", name="Are you still there?")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_text(re.compile("in 4 minutes"))).to_be_visible()
    check_page(page, "the session is about to end")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()


def test_a_session_that_has_ended_hides_the_page(site: Site, new_page: NewPage) -> None:
    page = new_page(Role.SECRETARY)
    page.route("**/accounts/session/", lambda route: route.fulfill(json={"seconds_left": 1}))
    page.goto("/help/")
    expect(page.get_by_role("dialog", name="Are you still there?")).to_be_visible()
    Session.objects.all().delete()
    page.unroute("**/accounts/session/")
    expect(page.get_by_text("nothing was done for 30 minutes")).to_be_visible()
    assert page.url.endswith("/accounts/login/?ended=idle&next=%2Fhelp%2F")
