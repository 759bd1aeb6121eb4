"""Reports: what managers type for them, and the comparison with a spreadsheet."""

from django.urls import reverse
from playwright.sync_api import Page as BrowserPage

from directorate.core.domain.access import Role
from reports.models import Comparison
from tests.browser.pages import Page
from tests.browser.site import Site
from tests.reports.factories import ComparisonFactory
from tests.staffing.factories import AgencyTimesheetFactory

RELEASERS = (Role.DIRECTORATE_MANAGER, Role.ASSISTANT_MANAGER)
MANAGER = (Role.ASSISTANT_MANAGER,)


def _agency(_: Site) -> str:
    AgencyTimesheetFactory()
    return "/reports/exit-plans/"


def _one(site: Site) -> Comparison:
    found = Comparison.objects.first()
    return found or ComparisonFactory(entered_by=site.people[Role.ASSISTANT_MANAGER])


def _list(site: Site) -> str:
    _one(site)
    return reverse("reports:comparison_list")


def _edit(site: Site) -> str:
    return reverse("reports:comparison_edit", args=[_one(site).pk])


def _send_nothing(page: BrowserPage) -> None:
    page.get_by_role("button", name="Compare").click()
    page.get_by_text("There is a problem").wait_for()


PAGES = [
    Page("exit plans of agency", _agency, RELEASERS[:1]),
    Page("your spreadsheet says, we say", _list, (Role.ASSISTANT_MANAGER, Role.FINANCE)),
    Page("your spreadsheet says, we say, wrong", _list, MANAGER, arrange=_send_nothing),
    Page("one figure compared", _edit, MANAGER),
]
