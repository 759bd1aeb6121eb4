"""What stands around each page: menu by role, account menu, banner, public pages."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import Settings

from directorate.core import registry
from directorate.core.domain.access import Operation, Role, Subject
from directorate.core.models import User
from directorate.core.registry import HelpTopic, NavigationItem
from directorate.shell.guide import _SEES
from directorate.shell.navigation import _mark_current

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_registry")]
SignIn = Callable[[User], Client]


def test_the_menu_holds_what_the_role_may_open(everybody: dict[Role, User], client_for: SignIn) -> None:
    registry.register_navigation(NavigationItem("Audit trail", "shell:glossary", (Subject.HISTORY,), order=80))
    assert "Audit trail" in client_for(everybody[Role.AUDITOR]).get("/").content.decode()
    assert "Audit trail" not in client_for(everybody[Role.SECRETARY]).get("/").content.decode()


def test_an_entry_for_writing_is_not_shown_to_readers(everybody: dict[Role, User], client_for: SignIn) -> None:
    entry = NavigationItem("Change numbers", "shell:glossary", (Subject.POLICY_NUMBER,), 80, Operation.WRITE)
    registry.register_navigation(entry)
    assert "Change numbers" in client_for(everybody[Role.ASSISTANT_MANAGER]).get("/").content.decode()
    assert "Change numbers" not in client_for(everybody[Role.TEAM_LEADER]).get("/").content.decode()


@pytest.mark.parametrize(
    ("path", "marked"),
    [("/", "/"), ("/list/", "/list/"), ("/list/rows/5/", "/list/rows/"), ("/list/other/", "/list/"), ("/help/", None)],
)
def test_the_longest_address_that_fits_is_marked_as_current(path: str, marked: str | None) -> None:
    entries = [{"href": href, "current": ""} for href in ("/", "/list/", "/list/rows/")]
    _mark_current(entries, path=path)
    assert [entry["href"] for entry in entries if entry["current"]] == ([marked] if marked else [])


def test_signing_out_is_a_form_of_the_account_menu(sam: User, client_for: SignIn) -> None:
    page = client_for(sam).get("/").content.decode()
    assert 'action="/accounts/logout/" method="post"' in page
    assert "Sam Sharp" in page


def test_somebody_not_signed_in_is_sent_to_sign_in_and_sees_no_menu() -> None:
    response = Client().get("/")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/accounts/login/")
    page = Client().get("/accessibility/").content.decode()
    assert "Accessibility statement for" in page
    assert "Search for people" not in page


def test_the_page_names_the_organisation_and_is_no_clinical_record(
    sam: User, client_for: SignIn, settings: Settings
) -> None:
    settings.ORGANISATION_NAME = "Anyshire Hospitals"
    settings.PHASE_NAME, settings.PHASE_TEXT = "Demo", "Invented people."
    page = client_for(sam).get("/").content.decode()
    assert "Anyshire Hospitals" in page
    assert "Invented people." in page
    assert "Not a clinical system of record" in page
    assert '<html lang="en-GB"' in page


def test_there_is_no_style_or_script_without_the_nonce_of_the_answer(sam: User, client_for: SignIn) -> None:
    response = client_for(sam).get("/")
    page = response.content.decode()
    assert " style=" not in page
    assert page.count("<script") == page.count("nonce=")
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert policy.split("'nonce-")[1].split("'")[0] in page


def test_every_role_has_its_help(everybody: dict[Role, User], client_for: SignIn) -> None:
    assert set(_SEES) == set(Role)
    for user in everybody.values():
        assert "First steps" in client_for(user).get("/help/").content.decode()


def test_help_has_the_pages_and_keys_that_the_role_may_use(everybody: dict[Role, User], client_for: SignIn) -> None:
    registry.register_help(
        HelpTopic(
            "Tracking list", "Who waits.", "shell:glossary", (Subject.WAITING_LIST,), 10, keys=(("c", "comment"),)
        )
    )
    assert "<kbd>c</kbd>" in client_for(everybody[Role.SECRETARY]).get("/help/").content.decode()
    assert "Tracking list" not in client_for(everybody[Role.FINANCE]).get("/help/").content.decode()
