"""Administration, the auditor's page and the account pages."""

from collections.abc import Callable

from playwright.sync_api import Page as BrowserPage

from directorate.core.domain.access import Role
from directorate.core.models import BankHoliday, PolicyNumber, RoleGrant, User
from directorate.core.models import Site as Hospital
from tests.browser.pages import EVERYBODY, Page
from tests.browser.site import Site

ADMINISTRATOR = (Role.ADMINISTRATOR,)
READERS = (Role.ADMINISTRATOR, Role.AUDITOR, Role.ASSISTANT_MANAGER)
MANAGERS = (Role.DIRECTORATE_MANAGER,)


def _user(path: str, role: Role = Role.SECRETARY) -> Callable[[Site], str]:
    return lambda site: f"/administration/users/{site.people[role].pk}/{path}"


def _grant(path: str) -> Callable[[Site], str]:
    return lambda site: f"/administration/roles/{RoleGrant.objects.get(user=site.people[Role.SECRETARY]).pk}/{path}"


def _number(_: Site) -> str:
    return f"/administration/policy-numbers/{PolicyNumber.objects.get(key='rtw_working_days').pk}/change/"


def _limit(_: Site) -> str:
    return f"/administration/policy-numbers/{PolicyNumber.objects.get(key='limit_priority_p4').pk}/change/"


def _hospital(_: Site) -> str:
    return f"/administration/registers/sites/{Hospital.objects.get(code='RWP50').pk}/"


def _holiday(_: Site) -> str:
    return f"/administration/registers/bank-holidays/{BankHoliday.objects.latest('date').pk}/remove/"


def _closed(_: Site) -> str:
    gone = User.objects.get_or_create(email="gone@nhs.uk", defaults={"name": "Gone Away", "is_active": False})[0]
    return f"/administration/users/{gone.pk}/"


def _send(button: str) -> Callable[[BrowserPage], None]:
    def send(page: BrowserPage) -> None:
        page.get_by_role("main").get_by_role("button", name=button).click()
        page.get_by_role("heading", name="There is a problem").wait_for()

    return send


def _open_history(page: BrowserPage) -> None:
    page.get_by_text("History of this record").click()


def _search(what: str, heading: str) -> Callable[[BrowserPage], None]:
    def search(page: BrowserPage) -> None:
        page.get_by_label(what).check()
        page.get_by_role("main").get_by_role("button", name="Search").click()
        page.get_by_role("heading", name=heading).wait_for()

    return search


def _make_link(page: BrowserPage) -> None:
    page.get_by_role("button", name="Make a link to set a password").click()
    page.get_by_role("heading", name="Link to set a password").wait_for()


PAGES = [
    Page("administration", "/administration/", (*READERS, Role.DIRECTORATE_MANAGER, Role.HUMAN_RESOURCES)),
    Page("what each role may do", "/administration/roles/", ADMINISTRATOR),
    Page("users", "/administration/users/", READERS),
    Page("one user", _user(""), READERS, arrange=_open_history),
    Page("one's own user", _user("", Role.ADMINISTRATOR), ADMINISTRATOR),
    Page("a closed user", _closed, ADMINISTRATOR),
    Page("link for a password", _user("", Role.RESIDENT), ADMINISTRATOR, arrange=_make_link),
    Page("new user", "/administration/users/add/", ADMINISTRATOR),
    Page("new user, nothing typed", "/administration/users/add/", ADMINISTRATOR, arrange=_send("Open the account")),
    Page("change a user", _user("edit/"), ADMINISTRATOR),
    Page("close a user", _user("close/"), ADMINISTRATOR),
    Page("reset a second step", _user("reset-second-step/"), ADMINISTRATOR),
    Page("give a role", _user("roles/add/"), ADMINISTRATOR),
    Page("give a role, nothing typed", _user("roles/add/"), ADMINISTRATOR, arrange=_send("Save the role")),
    Page("change a role", _grant("edit/"), ADMINISTRATOR),
    Page("end a role", _grant("end/"), ADMINISTRATOR),
    Page("sites", "/administration/registers/sites/", READERS),
    Page("one site", _hospital, READERS, arrange=_open_history),
    Page("new site, nothing typed", "/administration/registers/sites/add/", ADMINISTRATOR, arrange=_send("Save")),
    Page("specialties", "/administration/registers/specialties/", ADMINISTRATOR),
    Page("treatment functions", "/administration/registers/treatment-functions/", ADMINISTRATOR),
    Page("one treatment function", "/administration/registers/treatment-functions/254/", ADMINISTRATOR),
    Page(
        "commissioners outside England",
        "/administration/registers/commissioners-outside-england/",
        ADMINISTRATOR,
    ),
    Page("teams", "/administration/registers/teams/", ADMINISTRATOR),
    Page("bank holidays", "/administration/registers/bank-holidays/", ADMINISTRATOR),
    Page("new bank holiday", "/administration/registers/bank-holidays/add/", ADMINISTRATOR),
    Page("remove a bank holiday", _holiday, ADMINISTRATOR),
    Page("policy numbers", "/administration/policy-numbers/", (*MANAGERS, Role.AUDITOR)),
    Page("one policy number", "/administration/policy-numbers/rtw_working_days/", (*MANAGERS, Role.AUDITOR)),
    Page("one limit of a clock", "/administration/policy-numbers/limit_priority_p4/", (*MANAGERS, Role.AUDITOR)),
    Page("change a policy number", _number, MANAGERS),
    Page("change a limit of a clock", _limit, MANAGERS),
    Page("change a policy number, nothing typed", _number, MANAGERS, arrange=_send("Save the new value")),
    Page("history and access log", "/administration/history/", (Role.AUDITOR,), arrange=_search("Changes", "Changes")),
    Page("who viewed a record", "/administration/history/readings/hr_report/1/", (Role.AUDITOR,)),
    Page(
        "history and access log", "/administration/history/", (Role.AUDITOR,), arrange=_search("Readings", "Readings")
    ),
    Page("own account", "/accounts/", EVERYBODY[:3]),
    Page("own password", "/accounts/password/change/", ADMINISTRATOR),
    Page("own password, nothing typed", "/accounts/password/change/", ADMINISTRATOR, arrange=_send("Change password")),
    Page("second step", "/accounts/security/", ADMINISTRATOR),
    Page("own passkeys", "/accounts/passkeys/", ADMINISTRATOR),
    Page("where signed in", "/accounts/sessions/", ADMINISTRATOR),
]
