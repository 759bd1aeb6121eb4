"""Reports: what managers type for them, and the comparison with a spreadsheet."""

from django.urls import reverse
from playwright.sync_api import Page as BrowserPage

from directorate.core.domain.access import Role
from reports.models import AgencyExemption, Comparison, MonthlyAmount
from tests.browser.pages import Page
from tests.browser.site import Site
from tests.factories import SpecialtyFactory
from tests.reports.factories import AgencyExemptionFactory, ComparisonFactory, MonthlyAmountFactory
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


def _plan(site: Site) -> str:
    if not MonthlyAmount.objects.exists():
        MonthlyAmountFactory(specialty=SpecialtyFactory(code="ent"), typed_by=site.people[Role.ASSISTANT_MANAGER])
        AgencyExemptionFactory(specialty=SpecialtyFactory(code="ent"), recorded_by=site.people[Role.ASSISTANT_MANAGER])
    return reverse("reports:agency_plan_list") + "?year=2026"


def _type_plan(site: Site) -> str:
    _plan(site)
    return reverse("reports:agency_plan_change") + "?year=2026"


def _letters(page: BrowserPage) -> None:
    page.get_by_label("ENT, October 2026").fill("a lot")
    page.get_by_role("button", name="Save plan and pay").click()
    page.get_by_text("There is a problem").wait_for()


def _exemption(_: Site) -> str:
    return reverse("reports:exemption_add")


def _no_exemption(page: BrowserPage) -> None:
    page.get_by_role("button", name="Save").click()
    page.get_by_text("There is a problem").wait_for()


def _exemption_end(site: Site) -> str:
    _plan(site)
    return reverse("reports:exemption_end", args=[AgencyExemption.objects.latest("pk").pk])


PAGES = [
    Page("agency plan, pay and exemptions", _plan, (Role.ASSISTANT_MANAGER, Role.FINANCE)),
    Page("type plan and pay", _type_plan, MANAGER),
    Page("type plan and pay, wrong", _type_plan, MANAGER, arrange=_letters),
    Page("record an exemption", _exemption, MANAGER),
    Page("record an exemption, wrong", _exemption, MANAGER, arrange=_no_exemption),
    Page("last day of an exemption", _exemption_end, MANAGER),
    Page("exit plans of agency", _agency, RELEASERS[:1]),
    Page("your spreadsheet says, we say", _list, (Role.ASSISTANT_MANAGER, Role.FINANCE)),
    Page("your spreadsheet says, we say, wrong", _list, MANAGER, arrange=_send_nothing),
    Page("one figure compared", _edit, MANAGER),
    Page("Monday brief on screen", lambda _site: reverse("reports:monday_brief"), RELEASERS[:1]),
]
