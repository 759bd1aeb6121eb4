"""Rows 5 to 7: two people off sick, a consultant's week off, three requests on a phone."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.urls import reverse
from playwright.sync_api import Page, expect

from directorate.core.actions.outgoing import AnswerLink, token_of
from directorate.core.models import OutgoingMail, Person, User
from rotas.models import CancellationRequest
from tests.browser.effort import Effort

PHONE = {"width": 375, "height": 720}
WEEK = timedelta(days=4)


def two_off_sick(page: Page, people: Sequence[Person], *, cover: str) -> Effort:
    """Row 5: the beginning of a name and an s for each, the cover read before Enter; both stand in the list for ESR."""
    page.goto(reverse("staffing:leave_log"))
    effort = Effort(5)
    for person in people:
        effort.type(page.locator("#line"), f"{beginning(person)} s")
        expect(page.locator("#leave-preview")).to_contain_text(cover)
        effort.press(page.locator("#line"), "Enter")
        expect(page.get_by_text(f"Saved. {person.forenames} {person.surname}")).to_be_visible()
    page.goto(reverse("staffing:esr_entries"))
    for person in people:
        expect(page.get_by_role("main")).to_contain_text(person.surname)
    effort.tell()
    return effort


def consultants_week_off(page: Page, phone: Page, *, consultant: Person, lead: User, monday: date) -> Effort:
    """Row 6: one line, a clinic kept, Enter; then the clinical lead opens the link of the e-mail and approves."""
    page.goto(reverse("staffing:leave_log"))
    phone.set_viewport_size(PHONE)
    effort = Effort(6)
    effort.type(page.locator("#line"), f"{beginning(consultant)} a {typed(monday)} {typed(monday + WEEK)}")
    expect(page.locator("#leave-preview")).to_contain_text("Theatre")
    effort.click(page.get_by_role("group").filter(has_text="Clinic").first.get_by_text("keep", exact=True))
    effort.press(page.locator("#line"), "Enter")
    expect(page.get_by_text("Saved.")).to_be_visible()
    asked = CancellationRequest.objects.filter(absence__person=consultant, absence__first_date=monday)
    assert not asked.exists()
    phone.goto(link_sent_to(lead, about=consultant))
    expect(phone.get_by_role("main")).to_contain_text(consultant.display_name)
    effort.click(phone.get_by_role("button", name="Approve"))
    expect(phone.get_by_role("main")).to_contain_text(f"by {lead.name}")
    assert effort.tell() < effort.task.seconds
    assert asked.exists()
    return effort


def three_approved_on_a_phone(page: Page, names: Sequence[str], *, sees: str = "") -> Effort:
    """Row 7: each request read, with what is in the way, and approved."""
    page.set_viewport_size(PHONE)
    page.goto(reverse("staffing:leave_inbox"))
    effort = Effort(7)
    for name in names:
        request = page.get_by_role("listitem").filter(has_text=name).first
        expect(request).to_contain_text(sees)
        effort.click(request.get_by_role("button", name=f"Approve leave of {name}").first)
        expect(page.get_by_text(f"Approved: {name}")).to_be_visible()
    effort.tell()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    return effort


def beginning(person: Person) -> str:
    """What one types of a name that nobody else begins with."""
    return person.surname[:3].lower()


def typed(day: date) -> str:
    """A day as one types it."""
    return f"{day.day}/{day.month}/{day.year}"


def link_sent_to(lead: User, *, about: Person) -> str:
    """The address in the e-mail that waits for somebody about a person's leave."""
    waiting = OutgoingMail.objects.filter(kind="leave-decision", recipient=lead.email)
    mail = waiting.filter(subject__contains=about.surname).latest("pk")
    assert mail.link_key is not None
    return reverse(mail.link_name, args=[token_of(AnswerLink(mail.link_name, mail.link_key))])
