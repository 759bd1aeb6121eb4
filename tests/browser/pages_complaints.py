"""The pages of complaints."""

from collections.abc import Callable

from django.urls import reverse
from playwright.sync_api import Page as BrowserPage

from complaints.models import Draft, StatementLink
from directorate.core import clock
from directorate.core.domain.access import Role
from tests.browser.complaints_data import late_statement, one_complaint
from tests.browser.pages import Page
from tests.browser.site import Site
from tests.browser.statement_data import address_of_link, asked, case_of, link_page, somebody
from tests.complaints.factories import DraftFactory

DESK = (Role.ASSISTANT_MANAGER,)
READERS = (Role.ASSISTANT_MANAGER, Role.DIRECTORATE_MANAGER, Role.CONSULTANT, Role.AUDITOR, Role.COMPLAINTS_HANDLER)


def _list(query: str = "") -> Callable[[Site], str]:
    def address(site: Site) -> str:
        one_complaint(site)
        return reverse("complaints:case_list") + query

    return address


def _case(name: str) -> Callable[[Site], str]:
    return lambda site: reverse(f"complaints:{name}", args=[one_complaint(site).pk])


def _point(site: Site) -> str:
    found = one_complaint(site).points.first()
    assert found
    return reverse("complaints:point_edit", args=[found.case_id, found.pk])


def _case_first(path: str) -> Callable[[Site], str]:
    def address(site: Site) -> str:
        one_complaint(site)
        return path

    return address


def _statement(site: Site) -> str:
    found = late_statement(site)
    return reverse("complaints:statement_detail", args=[found.point.case_id, found.pk])


def _open_all(page: BrowserPage) -> None:
    for summary in page.locator("main summary").all():
        summary.click()


def _paste(page: BrowserPage) -> None:
    page.get_by_label("Paste the e-mail of the complaints team").fill(
        "Datix W-777. Draft by 24 November 2026.\n1. Noise"
    )
    page.get_by_label("Datix reference").focus()
    page.locator("#id_datix_ref[value='W-777']").wait_for()


def _send(button: str) -> Callable[[BrowserPage], None]:
    def send(page: BrowserPage) -> None:
        page.get_by_label("Received", exact=True).fill("")
        page.get_by_role("button", name=button, exact=True).click()
        page.get_by_role("heading", name="There is a problem").wait_for()

    return send


def _ask_nobody(page: BrowserPage) -> None:
    page.get_by_role("button", name="Ask", exact=True).click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def _statement_by_link(site: Site) -> str:
    case = case_of("answered")(site)
    return reverse("complaints:statement_detail", args=[case.pk, case.points.get(number=1).requests.get().pk])


def _refused(site: Site) -> str:
    case = case_of("answered")(site)
    return reverse("complaints:statement_detail", args=[case.pk, case.points.get(number=2).requests.get().pk])


def _somebody_cannot(site: Site) -> str:
    case_of("answered")(site)
    return reverse("complaints:case_list") + "?show=refused"


def _case_with_answers(site: Site) -> str:
    return reverse("complaints:case_detail", args=[case_of("answered")(site).pk])


def _link_that_ends_meanwhile(site: Site) -> str:
    link = asked(somebody("Meanwhile"), by=site.people[Role.ASSISTANT_MANAGER])
    StatementLink.objects.filter(pk=link.pk).update(revoked_at=None, revoked_by=None)
    return address_of_link(link)


def _send_nothing(page: BrowserPage) -> None:
    page.get_by_role("button", name="Send to").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def _send_too_late(page: BrowserPage) -> None:
    """Write, and send when the link has been taken back."""
    page.get_by_label("Your statement on point 1", exact=True).fill("I typed it on the Friday. " * 40)
    found = StatementLink.objects.filter(person__surname="Meanwhile")
    found.update(revoked_at=clock.now(), revoked_by=found[0].asked_by_id)
    page.get_by_role("button", name="Send to").click()
    page.get_by_role("heading", name="Not everything was sent").wait_for()


def _draft(site: Site) -> str:
    case = one_complaint(site)
    draft = Draft.objects.filter(case=case).first() or DraftFactory(case=case, created_by=case.lead)
    return reverse("complaints:draft_detail", args=[case.pk, draft.version])


PAGES = [
    Page("complaints", _list(), READERS),
    Page("late statements", _list("?show=late"), (Role.ASSISTANT_MANAGER, Role.CONSULTANT)),
    Page("log a complaint", "/complaints/log/", DESK),
    Page("log a complaint", "/complaints/log/", DESK, arrange=_paste),
    Page("log a complaint, wrong", "/complaints/log/", DESK, arrange=_send("Log the complaint")),
    Page("complaint", _case("case_detail"), READERS),
    Page("complaint", _case("case_detail"), DESK, arrange=_open_all),
    Page("complaint, wrong", _case("case_detail"), DESK, arrange=_ask_nobody),
    Page("statement", _statement, DESK, arrange=_open_all),
    Page("statement, asked by e-mail and written", _statement_by_link, DESK),
    Page("statement, refused by whom was asked", _refused, DESK, arrange=_open_all),
    Page("complaints, nobody to answer", _somebody_cannot, DESK),
    Page("complaint, asked and answered by links", _case_with_answers, DESK, arrange=_open_all),
    Page("statement by a link", link_page("open"), DESK),
    Page("statement by a link, nothing sent", link_page("open"), DESK, arrange=_send_nothing),
    Page("statement by a link, refused and given back", _link_that_ends_meanwhile, DESK, arrange=_send_too_late),
    Page("statement by a link, nothing more to do", link_page("answered"), DESK),
    *(
        Page(f"statement by a link, refused as {standing}", link_page(standing), DESK, status=410)
        for standing in ("expired", "revoked", "replaced", "ended", "closed")
    ),
    Page("change a complaint", _case("case_edit"), DESK),
    Page("change a point of a complaint", _point, DESK),
    Page("write a draft", _case("draft_write"), DESK),
    Page("draft of a response", _draft, DESK, arrange=_open_all),
    Page("weekly list of complaints", _case_first("/complaints/weekly/"), READERS),
    Page("who may see a complaint", _case("case_access"), DESK),
]
