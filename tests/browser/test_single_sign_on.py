"""Given the Trust's own sign-in page, a provider that really runs, when somebody comes back from it, then who gets in."""

import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from allauth.socialaccount.models import SocialAccount
from playwright.sync_api import Page, expect

from directorate.core.domain.access import Role
from directorate.core.models import AccessEvent, User
from directorate.core.models.access import AccessKind
from tests.browser.oidc_provider import CLIENT_ID, FAULTS, SECRET
from tests.browser.site import CHECKOUT, Site, free_port

CheckPage = Callable[..., None]
NewPage = Callable[..., Page]
BUTTON = "Sign in with Trust account"


@contextmanager
def provider(port: int) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "tests.browser.oidc_provider", str(port), f"http://127.0.0.1:{port}"]
    process = subprocess.Popen(command, cwd=CHECKOUT, stdin=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait(timeout=10)


@pytest.fixture(scope="module")
def more_settings() -> Iterator[dict[str, str]]:
    port = free_port()
    with provider(port):
        yield {
            "OIDC_CLIENT_ID": CLIENT_ID,
            "OIDC_SECRET": SECRET,
            "OIDC_SERVER_URL": f"http://127.0.0.1:{port}",
            "OIDC_NAME": "Trust account",
            "REQUIRE_MFA": "1",
        }


def come_back(
    page: Page, *, email: str, verified: str = "yes", fault: str = "none", first: str = "/accounts/login/"
) -> None:
    page.goto(first)
    page.get_by_role("button", name=BUTTON).click()
    expect(page.get_by_role("heading", name="Sign-in page of the Trust")).to_be_visible()
    page.get_by_label("Address").fill(email)
    page.get_by_label("Verified").select_option(verified)
    page.get_by_label("Fault").select_option(fault)
    page.get_by_role("button", name="Sign in").click()


def last_failure() -> tuple[User | None, str]:
    event = AccessEvent.objects.filter(kind=AccessKind.SIGN_IN_FAILED).latest("pk")
    return event.user, event.filters["why"]


def is_signed_in(page: Page) -> bool:
    page.goto("/accounts/")
    return "/login/" not in page.url


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_known_person_is_joined_by_the_verified_address_and_signs_out(
    site: Site, new_page: NewPage, scripts: bool
) -> None:
    # Given somebody with an account who was on the way to a page, and an installation that asks for a second step
    amira = site.people[Role.SECRETARY]
    page = new_page(scripts=scripts)
    # When she signs in at the Trust's page, her address written otherwise there
    come_back(page, email=amira.email.upper(), first="/help/words/")
    # Then she is where she was going, without a second step here, and joined to that identity once
    expect(page).to_have_url(re.compile("/help/words/$"))
    assert SocialAccount.objects.filter(user=amira).count() == 1
    signed_in = AccessEvent.objects.filter(kind=AccessKind.SIGN_IN).latest("pk")
    assert signed_in.user == amira
    assert signed_in.filters["with"][-1] == "socialaccount"
    # And signing out ends it
    page.locator(".app-account__name").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in", level=1)).to_be_visible()
    assert not is_signed_in(page)


def test_who_is_joined_stays_so_whatever_becomes_of_the_address(site: Site, new_page: NewPage) -> None:
    casey = site.people[Role.COMPLAINTS_HANDLER]
    come_back(new_page(scripts=False), email=casey.email)
    User.objects.filter(pk=casey.pk).update(email="casey.married@nhs.net")
    page = new_page(scripts=False)
    come_back(page, email=casey.email, verified="no")
    assert is_signed_in(page)


def test_an_unknown_address_gets_a_page_that_says_so_and_no_account(
    site: Site, new_page: NewPage, check_page: CheckPage
) -> None:
    users = User.objects.count()
    page = new_page()
    come_back(page, email="nobody.here@nhs.net")
    expect(page.get_by_role("heading", name="There is no account for you yet")).to_be_visible()
    check_page(page, "single sign-on, no account")
    assert not is_signed_in(page)
    assert User.objects.count() == users
    assert last_failure() == (None, "single sign-on without an account")


@pytest.mark.parametrize("verified", ["no", "unsaid"])
def test_an_address_that_nobody_vouches_for_joins_nothing(site: Site, new_page: NewPage, verified: str) -> None:
    bola = site.people[Role.HUMAN_RESOURCES]
    page = new_page(scripts=False)
    come_back(page, email=bola.email, verified=verified)
    expect(page.get_by_role("heading", name="There is no account for you yet")).to_be_visible()
    assert not is_signed_in(page)
    assert not SocialAccount.objects.filter(user=bola).exists()
    assert last_failure() == (bola, "single sign-on, address not verified")


def test_no_address_at_all_joins_nothing(site: Site, new_page: NewPage) -> None:
    page = new_page(scripts=False)
    come_back(page, email="")
    expect(page.get_by_role("heading", name="There is no account for you yet")).to_be_visible()


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault not in {"none", "denied"}])
def test_an_answer_with_a_fault_lets_nobody_in(site: Site, new_page: NewPage, fault: str) -> None:
    chris = site.people[Role.DIRECTORATE_MANAGER]
    page = new_page(scripts=False)
    come_back(page, email=chris.email, fault=fault)
    expect(page.get_by_role("heading", name="Single sign-on did not work")).to_be_visible()
    assert not is_signed_in(page)
    assert not SocialAccount.objects.filter(user=chris).exists()
    assert last_failure()[1] == "single sign-on refused"


def test_a_fault_keeps_out_who_was_joined_before_too(site: Site, new_page: NewPage) -> None:
    dawn = site.people[Role.TEAM_LEADER]
    come_back(new_page(scripts=False), email=dawn.email)
    page = new_page(scripts=False)
    come_back(page, email=dawn.email, fault="nonce")
    assert not is_signed_in(page)


def test_who_changes_their_mind_is_told_how_to_go_on(site: Site, new_page: NewPage, check_page: CheckPage) -> None:
    page = new_page()
    come_back(page, email="", fault="denied")
    expect(page.get_by_role("heading", name="You have cancelled signing in")).to_be_visible()
    check_page(page, "single sign-on, cancelled")


def test_a_closed_account_stays_closed(site: Site, new_page: NewPage) -> None:
    finn = site.people[Role.FINANCE]
    come_back(new_page(scripts=False), email=finn.email)
    User.objects.filter(pk=finn.pk).update(is_active=False)
    page = new_page(scripts=False)
    come_back(page, email=finn.email)
    assert not is_signed_in(page)
    assert last_failure() == (finn, "account closed")


def test_an_answer_that_nobody_asked_for_is_refused(site: Site, new_page: NewPage, check_page: CheckPage) -> None:
    page = new_page()
    page.goto("/accounts/oidc/trust/login/callback/?code=stolen&state=guessed")
    expect(page.get_by_role("heading", name="Single sign-on did not work")).to_be_visible()
    check_page(page, "single sign-on, refused")
    page.goto("/accounts/oidc/another/login/")
    expect(page.get_by_role("heading", name="Page not found")).to_be_visible()


def test_the_address_bar_cannot_change_what_is_asked_for(site: Site, new_page: NewPage) -> None:
    page = new_page(scripts=False)
    page.goto("/accounts/oidc/trust/login/?process=connect&auth_params=nonce%3Dmine&scope=everything")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Sign-in page of the Trust")).to_be_visible()
    assert "nonce=mine" not in page.url
    assert "everything" not in page.url


def test_a_provider_that_cannot_be_reached_is_a_page_too(site: Site, new_page: NewPage) -> None:
    chris, port = site.people[Role.DIRECTORATE_MANAGER], free_port()
    page = new_page(scripts=False)
    with provider(port) as away:
        away.terminate()
    page.goto("/accounts/login/")
    with_other_provider = site.with_settings(OIDC_SERVER_URL=f"http://127.0.0.1:{port}")
    with with_other_provider as other:
        page.goto(f"{other.address}/accounts/oidc/trust/login/")
        page.get_by_role("button", name="Continue").click()
        expect(page.get_by_role("heading", name="Single sign-on did not work")).to_be_visible()
    assert chris.is_active


def test_a_trusted_provider_need_not_vouch_for_each_address(site: Site, new_page: NewPage) -> None:
    audrey, ada = site.people[Role.AUDITOR], site.people[Role.ADMINISTRATOR]
    with site.with_settings(OIDC_EMAIL_TRUSTED="1") as other:
        page = new_page(scripts=False)
        come_back(page, email=audrey.email, verified="unsaid", first=f"{other.address}/accounts/login/")
        page.goto(f"{other.address}/accounts/")
        expect(page).to_have_url(re.compile("/accounts/$"))
        page = new_page(scripts=False)
        come_back(page, email=ada.email, verified="no", first=f"{other.address}/accounts/login/")
        expect(page.get_by_role("heading", name="There is no account for you yet")).to_be_visible()
