"""Reports: what managers type for them."""

from directorate.core.domain.access import Role
from tests.browser.pages import Page
from tests.browser.site import Site
from tests.staffing.factories import AgencyTimesheetFactory

RELEASERS = (Role.DIRECTORATE_MANAGER, Role.ASSISTANT_MANAGER)


def _agency(_: Site) -> str:
    AgencyTimesheetFactory()
    return "/reports/exit-plans/"


PAGES = (Page("exit plans of agency", _agency, RELEASERS[:1]),)
