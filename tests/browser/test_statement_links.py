"""A statement is asked for, goes out by e-mail, and is given by its link by somebody who does not sign in."""

import quopri
import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from complaints.models import CaseFile, StatementLink, StatementRequest
from directorate.core import clock
from directorate.core.domain.access import Role
from directorate.core.models import OutgoingMail, Person
from tests.browser.site import Site
from tests.browser.statement_data import address_of_link, asked, somebody

NewPage = Callable[..., Page]
SEND = "from directorate.core.actions.outgoing import send_due; send_due()"


def mail_to(person: Person, *, site: Site) -> str:
    """The one e-mail that this person got, as text, after the outbox was emptied twice."""
    for _ in range(2):
        site.manage("shell", "-c", SEND)
    found = [mail for mail in site.mails() if mail.startswith(f"{person.email}\n")]
    assert len(found) == 1
    return quopri.decodestring(found[0].encode()).decode()


def path_in(mail: str) -> str:
    """The path of the link in an e-mail."""
    found = re.search(r"https?://[^/\s]+(/complaints/statements/\S+)", mail)
    assert found
    return found[1]


def test_a_statement_is_asked_for_and_given_by_the_link(site: Site, new_page: NewPage) -> None:
    # Given an assistant manager with a complaint of three points, and a secretary who never signs in
    secretary = somebody("Silva")
    page = new_page(Role.ASSISTANT_MANAGER)
    page.goto("/complaints/log/")
    page.get_by_label("Received", exact=True).fill(f"{clock.today():%-d/%-m/%Y}")
    page.get_by_label("Specialty").select_option(label="ENT")
    page.get_by_label("Who complains").fill("Mrs Vance")
    page.get_by_label("Points to answer").fill("Why did Mrs Vance get no letter?\nThe wait")
    page.get_by_role("button", name="Log the complaint").click()
    # When she asks the secretary about the first
    page.get_by_label("Who answers point 1").select_option(str(secretary.pk))
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_text("By e-mail, with a link to answer without signing in: Robin Silva.")).to_be_visible()
    # Then one e-mail goes out, with nothing of the complaint but its reference
    mail = mail_to(secretary, site=site)
    assert "Vance" not in mail
    assert "no letter" not in mail
    # When the secretary opens its link without signing in
    hers = new_page()
    hers.goto(path_in(mail))
    expect(hers.get_by_role("heading", level=1)).to_contain_text("Statement for complaint ENT/")
    expect(hers.get_by_text("Why did [left out] get no letter?")).to_be_visible()
    expect(hers.get_by_text("Vance")).to_have_count(0)
    expect(hers.get_by_text("The wait")).to_have_count(0)
    # And writes, by keyboard alone
    hers.get_by_label("Your statement on point 1", exact=True).focus()
    hers.keyboard.type("I typed it on the Friday.\nIt went on the Monday.")
    for _ in range(3):
        hers.keyboard.press("Tab")
    expect(hers.get_by_role("button", name="Send to Sam Sharp")).to_be_focused()
    hers.keyboard.press("Enter")
    # Then the page says that it arrived, and takes nothing more
    expect(hers.get_by_role("heading", level=1)).to_have_text("Your answer has arrived")
    hers.go_back()
    hers.goto(path_in(mail))
    expect(hers.get_by_role("heading", level=1)).to_have_text("Your answer has arrived")
    # And the assistant manager sees it on the complaint, received by the link
    page.reload()
    row = page.get_by_role("row").filter(has_text="Robin Silva")
    expect(row).to_contain_text("by the link")
    row.get_by_role("link", name="Read the statement on point 1").click()
    page.get_by_text("Point 1, Robin Silva").click()
    expect(page.get_by_text("It went on the Monday.").first).to_be_visible()
    expect(page.locator(".case-next")).to_contain_text("Nobody asked about point 2")
    assert OutgoingMail.objects.filter(recipient=secretary.email).count() == 1


def test_a_file_is_uploaded_without_a_script_after_one_that_is_refused(site: Site, new_page: NewPage) -> None:
    # Given somebody with a link, and a browser without scripts
    link = asked(somebody("Upton"), by=site.people[Role.ASSISTANT_MANAGER])
    page = new_page(scripts=False)
    page.goto(address_of_link(link))
    # When a program is sent as a statement, with some text
    program = {"name": "statement.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90\x00\x03 a program"}
    page.get_by_label("Your statement on point 1", exact=True).fill("It is in the file.")
    page.get_by_label("Or upload your statement on point 1").set_input_files(program)
    page.get_by_role("button", name="Send to").click()
    # Then it says so, and the text is still there
    expect(page.get_by_text("This kind of file is not kept").first).to_be_visible()
    expect(page.get_by_label("Your statement on point 1", exact=True)).to_have_value("It is in the file.")
    # When a PDF is sent instead
    statement = {"name": "statement.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 a statement"}
    page.get_by_label("Or upload your statement on point 1").set_input_files(statement)
    page.get_by_role("button", name="Send to").click()
    # Then point 1 has arrived, and point 2 is still asked
    expect(page.get_by_text("Point 1: your statement arrived by this page")).to_be_visible()
    expect(page.get_by_label("Your statement on point 2", exact=True)).to_be_visible()
    kept = CaseFile.objects.get(case=link.case)
    assert (kept.on_behalf_of, kept.original_name) == (link.person, "statement.pdf")


def test_who_cannot_answer_says_so_and_whoever_asked_reads_it_on_today(site: Site, new_page: NewPage) -> None:
    # Given somebody with a link about two points, and a colleague who can answer instead
    instead = somebody("Instead")
    link = asked(somebody("Carter"), by=site.people[Role.ASSISTANT_MANAGER])
    theirs = new_page()
    theirs.goto(address_of_link(link))
    # When they say that they cannot answer the second
    theirs.get_by_label("I cannot answer point 2, because").fill("I was on leave that week.")
    theirs.get_by_role("button", name="Send to").click()
    expect(theirs.get_by_text("Point 2: you said on")).to_be_visible()
    # Then whoever asked reads it on Today, opens the complaint, and asks somebody else
    page = new_page(Role.ASSISTANT_MANAGER)
    page.goto("/")
    line = page.get_by_text(f"Complaint {link.case.reference}: ask somebody else about point 2").first
    expect(line).to_be_visible()
    page.goto(f"/complaints/{link.case_id}/")
    row = page.get_by_role("row").filter(has_text="What was said at the desk")
    expect(row).to_contain_text("I was on leave that week.")
    row.get_by_role("link", name="Ask someone else").click()
    page.get_by_label("Who answers instead").select_option(str(instead.pk))
    page.get_by_role("button", name="Ask instead").click()
    expect(page.get_by_text("Robin Instead is asked instead. By e-mail, with a link")).to_be_visible()
    page.goto("/")
    expect(line).to_have_count(0)


def test_what_was_written_is_not_lost_when_the_link_is_taken_back_meanwhile(site: Site, new_page: NewPage) -> None:
    # Given somebody who writes on the page of a link
    link = asked(somebody("Lawton"), by=site.people[Role.ASSISTANT_MANAGER])
    theirs = new_page()
    theirs.goto(address_of_link(link))
    theirs.get_by_label("Your statement on point 1", exact=True).fill("A long afternoon of writing.")
    # When the link is taken back on the page of the statement before they send
    request = StatementRequest.objects.get(point__case=link.case, point__number=1)
    page = new_page(Role.ASSISTANT_MANAGER)
    page.goto(f"/complaints/{link.case_id}/statements/{request.pk}/")
    page.get_by_role("button", name="Take the link back").click()
    expect(page.get_by_text("The link of Robin Lawton opens nothing any more")).to_be_visible()
    theirs.get_by_role("button", name="Send to").click()
    # Then the page says so, names nothing of the complaint, and gives the text back to be copied
    expect(theirs.get_by_role("heading", level=1)).to_have_text("This link is no longer in use")
    expect(theirs.get_by_label("What you sent about point 1")).to_have_value("A long afternoon of writing.")
    expect(theirs.get_by_text(link.case.reference)).to_have_count(0)
    assert StatementLink.objects.get(pk=link.pk).revoked_at is not None
