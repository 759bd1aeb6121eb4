"""Staffing's pages."""

from datetime import date, timedelta

from django.urls import reverse
from playwright.sync_api import Page as BrowserPage

from directorate.core.actions.outgoing import AnswerLink, token_of
from directorate.core.domain.access import Role
from staffing.models import DecisionLink
from tests.browser.pages import Page
from tests.browser.site import Site
from tests.browser.staffing_data import small_team
from tests.staffing.factories import LOGGED_AT, DecisionLinkFactory

LEADER = (Role.TEAM_LEADER,)


def _log(site: Site) -> str:
    small_team(site)
    return reverse("staffing:leave_log")


def _inbox(site: Site) -> str:
    small_team(site)
    return reverse("staffing:leave_inbox")


def _leave_link(site: Site) -> str:
    """A link about what the secretary has asked for, made once; where it was decided meanwhile the page says so."""
    found = small_team(site).asked
    link = DecisionLink.objects.filter(absence=found).first() or DecisionLinkFactory(absence=found)
    return reverse("staffing:leave_answer", args=[token_of(AnswerLink("staffing:leave_answer", link.key))])


def _leave_link_too_late(site: Site) -> str:
    link = DecisionLinkFactory(
        absence__person=small_team(site).colleague,
        absence__first_date=date(2027, 9, 6),
        absence__last_date=date(2027, 9, 10),
        expires_at=LOGGED_AT + timedelta(days=1),
    )
    return reverse("staffing:leave_answer", args=[token_of(AnswerLink("staffing:leave_answer", link.key))])


def _calendar(site: Site) -> str:
    small_team(site)
    return reverse("staffing:team_calendar")


def _wall_chart(site: Site) -> str:
    return f"{_calendar(site)}?weeks=52"


def _nobody(site: Site) -> str:
    return f"{reverse('staffing:team_calendar')}?show=omfs-doctors"


def _person(site: Site) -> str:
    return reverse("staffing:person_detail", args=[small_team(site).colleague.pk])


def _my_leave(site: Site) -> str:
    small_team(site)
    return reverse("staffing:my_leave")


def _returns(site: Site) -> str:
    small_team(site)
    return reverse("staffing:returns_to_work")


def _to_enter(site: Site) -> str:
    small_team(site)
    return reverse("staffing:esr_entries")


def _asked(site: Site) -> str:
    return reverse("staffing:absence_detail", args=[small_team(site).asked.pk])


def _ill(site: Site) -> str:
    return reverse("staffing:absence_detail", args=[small_team(site).ill.pk])


def _ended(site: Site) -> str:
    return reverse("staffing:absence_detail", args=[small_team(site).ended.pk])


def _dates(site: Site) -> str:
    return reverse("staffing:absence_dates", args=[small_team(site).ill.pk])


def _reason(site: Site) -> str:
    return reverse("staffing:absence_reason", args=[small_team(site).ill.pk])


def _type(text: str, *, until: str) -> object:
    def act(page: BrowserPage) -> None:
        page.locator("#line").fill("")
        page.locator("#line").press_sequentially(text)
        page.locator("#leave-preview").get_by_text(until).first.wait_for()

    return act


def _send_empty_form(page: BrowserPage) -> None:
    page.get_by_text("Fill in a form instead").click()
    page.get_by_role("button", name="Save leave").click()
    page.get_by_text("Choose whose leave it is").first.wait_for()


def _send_nonsense(page: BrowserPage) -> None:
    page.locator("#line").fill("nobody a 8/2")
    page.keyboard.press("Enter")
    page.get_by_text("Nothing was saved").wait_for()


def _decline_without_reason(page: BrowserPage) -> None:
    page.get_by_role("button", name="Decline").first.click()
    page.get_by_text("Say why you decline").first.wait_for()


def _open_all(page: BrowserPage) -> None:
    for summary in page.locator("main summary").all():
        summary.click()


def _no_reason_chosen(page: BrowserPage) -> None:
    page.get_by_role("button", name="Save the reason").click()
    page.get_by_text("There is a problem").wait_for()


PAGES = [
    Page("log leave", _log, (Role.TEAM_LEADER, Role.SECRETARY, Role.CONSULTANT, Role.FINANCE)),
    Page("log leave", _log, LEADER, arrange=_type("hub a mon +3", until="Already away")),  # type: ignore[arg-type]
    Page("log leave", _log, LEADER, arrange=_type("p s", until="Who is meant")),  # type: ignore[arg-type]
    Page("log leave, wrong", _log, LEADER, arrange=_send_nonsense),
    Page("log leave, wrong", _log, LEADER, arrange=_send_empty_form),
    Page("leave to approve", _inbox, (Role.TEAM_LEADER, Role.ASSISTANT_MANAGER)),
    Page("leave to approve", _inbox, (Role.CONSULTANT,)),
    Page("leave to approve", _inbox, LEADER, arrange=_decline_without_reason),
    Page("leave decided by a link", _leave_link, LEADER),
    Page("leave decided by a link, refused", _leave_link_too_late, LEADER, status=410),
    Page("team calendar", _calendar, (Role.TEAM_LEADER, Role.SECRETARY, Role.RESIDENT)),
    Page("team calendar, a year", _wall_chart, LEADER),
    Page("team calendar", _nobody, LEADER),
    Page("person", _person, LEADER, arrange=_open_all),
    Page("my leave", _my_leave, (Role.SECRETARY, Role.CONSULTANT, Role.AUDITOR)),
    Page("return to work", _returns, LEADER),
    Page("to enter in ESR", _to_enter, LEADER),
    Page("absence asked for", _asked, (Role.TEAM_LEADER, Role.SECRETARY), arrange=_open_all),
    Page("sickness, open", _ill, LEADER, arrange=_open_all),
    Page("sickness, ended", _ended, LEADER),
    Page("dates of an absence", _dates, LEADER),
    Page("reason for sickness", _reason, LEADER),
    Page("reason for sickness, none chosen", _reason, LEADER, arrange=_no_reason_chosen),
]
