"""Two tasks of a Monday: log a complaint and ask three statements; which statements are late, and is the person away."""

import re
from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page, expect

from complaints.models import Case, StatementRequest
from directorate.core import clock
from directorate.core.domain.access import Role
from tests.browser.complaints_data import one_complaint
from tests.browser.effort import Effort
from tests.browser.site import Site

NewPage = Callable[..., Page]


def email() -> str:
    """What the complaints team sends."""
    today = clock.today()
    received, wanted = today - timedelta(days=1), today + timedelta(days=15)
    return (
        f"Datix W-54321. Please find attached a complaint about ENT, received {received:%-d %B %Y}.\n"
        "Complainant: Mr Gray (husband of the patient)\nHospital number: W7654321\n"
        f"Please send your draft response by {wanted:%A %-d %B %Y}.\n\n"
        "1. The wait for surgery\n2. Cancelled on the day\n3. Attitude at the desk\n"
    )


def test_a_complaint_is_logged_and_three_statements_are_asked_for(site: Site, new_page: NewPage) -> None:
    # Given an assistant manager on Today, with the e-mail of the complaints team
    doctor = site.people[Role.CONSULTANT].person
    assert doctor is not None
    page = new_page(Role.ASSISTANT_MANAGER)
    page.goto("/")
    effort = Effort("Monday 11, log a complaint and ask three statements", 120)
    # When she pastes it, looks at the dates and saves
    effort.click(page.get_by_role("link", name="+ Complaint"))
    effort.paste(page.get_by_label("Paste the e-mail of the complaints team"), email())
    expect(page.get_by_label("Datix reference")).to_have_value("W-54321")
    received = clock.today() - timedelta(days=1)
    expect(page.get_by_label("Received", exact=True)).to_have_value(f"{received:%-d/%-m/%Y}")
    expect(page.get_by_label("Points to answer")).to_have_value(re.compile("Attitude at the desk"))
    expect(page.locator("#case-dates")).to_contain_text("Draft wanted by")
    effort.click(page.get_by_role("button", name="Log the complaint"))
    # And says who answers each point
    for number in (1, 2, 3):
        effort.choose(page.get_by_label(f"Who answers point {number}"), str(doctor.pk), typed=doctor.surname[:3])
    effort.click(page.get_by_role("button", name="Ask", exact=True))
    expect(page.get_by_text("Asked.")).to_be_visible()
    effort.tell()
    # Then three statements are to come
    case = Case.objects.get(datix_ref="W-54321")
    assert case.complainant_name == "Mr Gray"
    assert StatementRequest.objects.outstanding().filter(point__case=case, person=doctor).count() == 3
    assert effort.clicks == 3
    assert effort.keys < 20


def test_late_statements_and_whether_the_person_is_away_are_one_click_from_today(site: Site, new_page: NewPage) -> None:
    # Given a complaint with a late statement of a consultant who is on leave
    one_complaint(site)
    page = new_page(Role.ASSISTANT_MANAGER)
    page.goto("/")
    effort = Effort("Monday 12, which statements are late and is the person away", 5)
    # When she clicks what Today says
    effort.click(page.get_by_role("link", name=re.compile("^Late statements: ")))
    # Then each stands with the person and until when they are away
    row = page.get_by_role("row").filter(has_text="Osborne")
    expect(row).to_contain_text("Away until")
    expect(row).to_contain_text(re.compile(r"working days? late|late \(0 working days\)"))
    effort.tell()
    assert (effort.clicks, effort.keys) == (1, 0)


def test_a_complaint_is_logged_without_a_script(site: Site, new_page: NewPage) -> None:
    # Given a browser without scripts
    page = new_page(Role.ASSISTANT_MANAGER, scripts=False)
    page.goto("/complaints/log/")
    # When the e-mail is pasted and the button beneath pressed
    page.get_by_label("Paste the e-mail of the complaints team").fill(email().replace("W-54321", "W-54322"))
    page.get_by_role("button", name="Fill in from the e-mail and show the dates").click()
    # Then the fields are filled, and it can be saved
    expect(page.get_by_label("Datix reference")).to_have_value("W-54322")
    page.get_by_role("button", name="Log the complaint").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("ENT/")
