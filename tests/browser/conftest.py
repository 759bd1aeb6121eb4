"""A real browser on the real site. See `pages_shell.py` for how to add a page, `test_shell.py` for a journey."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django import DjangoDbBlocker

from directorate.core.domain.access import Role
from directorate.core.models import User
from directorate.core.models.people import StaffGroup
from tests.browser.checks import USUAL, Titles, Watch, problems_of
from tests.browser.site import Site, copied_database, post_office, running_site, template_database
from tests.factories import person_with_account

# Playwright's loop runs in this thread, which Django takes for asynchronous code; the tests are not.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MEDICAL = {Role.CONSULTANT, Role.RESIDENT}
NAMES = {
    Role.DIRECTORATE_MANAGER: "Chris Adams",
    Role.ASSISTANT_MANAGER: "Sam Sharp",
    Role.SPECIALTY_MANAGER: "Priya Patel",
    Role.TEAM_LEADER: "Dawn Dale",
    Role.SECRETARY: "Amira Aziz",
    Role.ROTA_COORDINATOR: "Rowan Reed",
    Role.CONSULTANT: "Anya Nguyen",
    Role.RESIDENT: "Kiran Kaur",
    Role.COMPLAINTS_HANDLER: "Casey Cole",
    Role.HUMAN_RESOURCES: "Bola Bello",
    Role.FINANCE: "Finn Ford",
    Role.AUDITOR: "Audrey Ash",
    Role.ADMINISTRATOR: "Ada Abbot",
}


def chromium() -> str | None:
    """The path of a Chromium on this machine; None for Playwright's own."""
    found = (shutil.which(name) for name in CHROMIUM_NAMES)
    return os.environ.get("CHROMIUM") or next(filter(None, found), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests; a machine without one fails with what to do, it does not skip."""
    with sync_playwright() as playwright:
        try:
            started = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        except Exception as error:
            pytest.fail(f"No Chromium could be started: run bin/test, which installs one, or set CHROMIUM. {error}")
        yield started
        started.close()


@pytest.fixture(scope="session")
def ready_database(migrated_database: str | None) -> Iterator[str]:
    """A database with the present schema and the reference data, from which each module's is copied."""
    with template_database(migrated_database) as name:
        yield name


@pytest.fixture(scope="module")
def more_settings() -> dict[str, str]:
    """The environment of the site beyond the usual; a module that needs some has a fixture of this name."""
    return {}


@pytest.fixture(scope="module")
def site(
    ready_database: str,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
    more_settings: dict[str, str],
) -> Iterator[Site]:
    """The site of one test module, with one person a role, all of ENT; what tests write stays until the module ends."""
    with (
        django_db_blocker.unblock(),
        copied_database(ready_database) as database,
        post_office() as (post, email_url),
        running_site(
            database=database, folder=tmp_path_factory.mktemp("var"), EMAIL_URL=email_url, **more_settings
        ) as running,
    ):
        running.post = post
        running.people = {role: _person(role) for role in Role}
        yield running


def _person(role: Role) -> User:
    forename, surname = NAMES[role].split()
    group = StaffGroup.MEDICAL if role in MEDICAL else StaffGroup.ADMIN_AND_CLERICAL
    return person_with_account(forename=forename, surname=surname, role=role, team="ENT secretaries", staff_group=group)


@pytest.fixture(scope="session")
def titles() -> Titles:
    """The titles seen so far."""
    return Titles()


@pytest.fixture(scope="module")
def kept_page(browser: Browser, site: Site) -> Iterator[Callable[[Role], Page]]:
    """The page of a browser signed in as this role, the same for every test of the module: it only goes from page to page.

    A new window and a new sign-in for each page would cost as much as looking at it.
    """
    kept: dict[Role, Page] = {}
    with ExitStack() as stack:

        def page_of(role: Role) -> Page:
            if role not in kept or kept[role].is_closed():
                context = stack.enter_context(browser.new_context(**context_options(site)))
                context.set_default_timeout(30_000)
                context.add_cookies([session_cookie(site, role)])
                kept[role] = context.new_page()
            kept[role].set_viewport_size(USUAL)
            return kept[role]

        yield page_of


def context_options(site: Site) -> dict[str, Any]:
    """How every browser of the tests is set up."""
    return {"base_url": site.address, "viewport": USUAL, "locale": "en-GB", "timezone_id": "Europe/London"}


def session_cookie(site: Site, role: Role) -> Any:
    """The cookie of a new session of a role's person."""
    return {"name": "sessionid", "value": site.session_of(site.people[role]), "url": site.address}


@pytest.fixture
def new_page(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """A page of a new browser, signed in as this role; `scripts=False` for one without JavaScript."""
    contexts: list[BrowserContext] = []

    def open_page(role: Role | None = None, *, scripts: bool = True) -> Page:
        context = browser.new_context(**context_options(site), java_script_enabled=scripts)
        context.set_default_timeout(30_000)
        contexts.append(context)
        if role:
            context.add_cookies([session_cookie(site, role)])
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def check_page(titles: Titles) -> Callable[..., None]:
    """Fails with everything that is wrong with a page: `check_page(page, "waiting list, empty", watch=watch)`."""

    def check(page: Page, name: str, *, watch: Watch | None = None) -> None:
        found = problems_of(page, titles=titles, watch=watch or Watch(page))
        assert not found, f"{name} at {page.url}:\n" + "\n".join(found)

    return check


@pytest.fixture
def sample_files() -> Path:
    """Where the tests' own input files lie."""
    return Path(__file__).resolve().parents[1] / "files"
