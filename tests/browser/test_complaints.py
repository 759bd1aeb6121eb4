"""Two tasks of a Monday: log a complaint and ask three statements; which statements are late, and is the person away."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from playwright.sync_api import Dialog, Page, expect

from complaints.models import Case, StatementRequest
from directorate.core import clock
from directorate.core.domain.access import Role
from tests.browser.complaints_data import late_statement
from tests.browser.journeys.papers import complaint_logged, email_of_the_complaints_team, late_statements
from tests.browser.site import Site

NewPage = Callable[..., Page]


def received() -> date:
    return clock.today() - timedelta(days=1)


def wanted() -> date:
    return clock.today() + timedelta(days=15)


def test_a_complaint_is_logged_and_three_statements_are_asked_for(site: Site, new_page: NewPage) -> None:
    # Given an assistant manager on Today, with the e-mail of the complaints team
    doctor = site.people[Role.CONSULTANT].person
    assert doctor is not None
    # When she pastes it, looks at the dates, saves and says who answers each point
    effort = complaint_logged(
        new_page(Role.ASSISTANT_MANAGER), datix="W-54321", received=received(), wanted=wanted(), answerers=[doctor] * 3
    )
    # Then three statements are to come
    case = Case.objects.get(datix_ref="W-54321")
    assert case.complainant_name == "Mr Gray"
    assert StatementRequest.objects.outstanding().filter(point__case=case, person=doctor).count() == 3
    assert effort.clicks == 3
    assert effort.keys < 20


def test_late_statements_and_whether_the_person_is_away_are_one_click_from_today(site: Site, new_page: NewPage) -> None:
    # Given a complaint with a late statement of a consultant who is on leave
    osborne = late_statement(site).person
    # Then one click says which is late and until when its person is away
    effort = late_statements(new_page(Role.ASSISTANT_MANAGER), osborne)
    assert (effort.clicks, effort.keys) == (1, 0)


def test_a_complaint_is_logged_without_a_script(site: Site, new_page: NewPage) -> None:
    # Given a browser without scripts
    page = new_page(Role.ASSISTANT_MANAGER, scripts=False)
    page.goto("/complaints/log/")
    # When the e-mail is pasted and the button beneath pressed
    email = email_of_the_complaints_team(datix="W-54322", received=received(), wanted=wanted())
    page.get_by_label("Paste the e-mail of the complaints team").fill(email)
    page.get_by_role("button", name="Fill in from the e-mail and show the dates").click()
    # Then the fields are filled, and it can be saved
    expect(page.get_by_label("Datix reference")).to_have_value("W-54322")
    page.get_by_role("button", name="Log the complaint").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("ENT/")


def test_the_browser_asks_before_a_typed_complaint_is_left_behind(site: Site, new_page: NewPage) -> None:
    # Given an assistant manager who has typed a reference
    page = new_page(Role.ASSISTANT_MANAGER)
    page.goto("/complaints/log/")
    page.get_by_label("Datix reference").fill("W-11111")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    # When she presses Today and then stays
    page.get_by_role("link", name="Today", exact=True).first.click()
    page.wait_for_timeout(300)
    # Then she was asked, and the reference is still there
    assert asked == ["beforeunload"]
    expect(page.get_by_label("Datix reference")).to_have_value("W-11111")
    # And a page on which nothing was typed asks nothing
    page.remove_listener("dialog", stay)
    page.goto("/complaints/log/")
    page.get_by_role("link", name="Today", exact=True).first.click()
    expect(page).to_have_url(re.compile("/$"))
