"""Rows 8, 11, 12 and 14: the HR report, a complaint, late statements, the brief on a phone."""

import re
from collections.abc import Sequence
from datetime import date
from email import message_from_string
from html import escape

from playwright.sync_api import Page, expect

from directorate.core.models import Person
from tests.browser.effort import Effort
from tests.browser.site import Site

# Jobs of the timer, as on a Monday just after nine.
SEND_THE_BRIEF = """
from datetime import UTC, datetime
from directorate.core import clock
from directorate.core.tasks import send_outgoing_mail
from reports.actions.brief import send_brief
clock.now = lambda: datetime(2026, 11, 23, 9, 1, tzinfo=UTC)
send_brief()
send_outgoing_mail()
"""


def as_a_phone_shows_it(text: str) -> str:
    """The page of a letter of plain text in the inbox of a phone."""
    return (
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<body style="font: 17px/1.4 sans-serif; white-space: pre-wrap; overflow-wrap: anywhere">{escape(text)}'
    )


def report_released(page: Page) -> Effort:
    """Row 8: open the draft from Today, look at it, add a line, release."""
    page.goto("/")
    effort = Effort(8)
    effort.click(page.get_by_role("link", name=re.compile("Look and release")).first)
    effort.type(page.get_by_label("Add a line"), "Panel decision wanted on the band 4 post.")
    effort.click(page.get_by_role("button", name="Add a line"))
    expect(page.get_by_text("Line added.")).to_be_visible()
    effort.click(page.get_by_role("button", name=re.compile("^Release")))
    expect(page.get_by_text("Released. It goes out within two minutes.")).to_be_visible()
    effort.tell()
    expect(page.get_by_role("main")).to_contain_text("Panel decision wanted on the band 4 post.")
    return effort


def email_of_the_complaints_team(*, datix: str, received: date, wanted: date) -> str:
    """What the complaints team sends."""
    return (
        f"Datix {datix}. Please find attached a complaint about ENT, received {received:%-d %B %Y}.\n"
        "Complainant: Mr Gray (husband of the patient)\nHospital number: W7654321\n"
        f"Please send your draft response by {wanted:%A %-d %B %Y}.\n\n"
        "1. The wait for surgery\n2. Cancelled on the day\n3. Attitude at the desk\n"
    )


def complaint_logged(page: Page, *, datix: str, received: date, wanted: date, answerers: Sequence[Person]) -> Effort:
    """Row 11: paste the e-mail, look at the dates, save, say who answers each point, ask."""
    page.goto("/")
    effort = Effort(11)
    effort.click(page.get_by_role("link", name="+ Complaint"))
    email = email_of_the_complaints_team(datix=datix, received=received, wanted=wanted)
    effort.paste(page.get_by_label("Paste the e-mail of the complaints team"), email)
    expect(page.get_by_label("Datix reference")).to_have_value(datix)
    expect(page.get_by_label("Received", exact=True)).to_have_value(f"{received:%-d/%-m/%Y}")
    expect(page.get_by_label("Points to answer")).to_have_value(re.compile("Attitude at the desk"))
    expect(page.locator("#case-dates")).to_contain_text("Draft wanted by")
    effort.click(page.get_by_role("button", name="Log the complaint"))
    for number, person in enumerate(answerers, start=1):
        field = page.get_by_label(f"Who answers point {number}")
        effort.choose(field, str(person.pk), typed=person.surname[:3])
    effort.click(page.get_by_role("button", name="Ask", exact=True))
    expect(page.get_by_text("Asked.")).to_be_visible()
    effort.tell()
    return effort


def late_statements(page: Page, person: Person) -> Effort:
    """Row 12: one click from Today, each late statement with its person and until when they are away."""
    page.goto("/")
    effort = Effort(12)
    effort.click(page.get_by_role("link", name=re.compile("^Late statements: ")))
    row = page.get_by_role("row").filter(has_text=person.surname).first
    expect(row).to_contain_text("Away until")
    expect(row).to_contain_text(re.compile(r"working days? late|late \(0 working days\)"))
    effort.tell()
    return effort


def brief_on_a_phone(page: Page, site: Site) -> str:
    """Row 14: the brief of a Monday, opened in the inbox of a phone 375 pixels wide; return its text."""
    site.manage("shell", "-c", SEND_THE_BRIEF)
    letters = [message_from_string(mail.partition("\n")[2]) for mail in site.mails() if "Monday brief" in mail]
    body = letters[-1].get_payload(decode=True)
    assert isinstance(body, bytes)
    text = body.decode()
    effort = Effort(14)
    page.set_content(as_a_phone_shows_it(text))
    expect(page.get_by_text("Everything: http")).to_be_visible()
    effort.tell()
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    assert len(text.splitlines()) <= 25
    return text
