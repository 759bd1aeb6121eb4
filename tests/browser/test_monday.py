"""One Monday through all the apps, on the sample files: list in, breaches out; leave in, report out."""

import re
from collections.abc import Callable
from email import message_from_string
from html import escape
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from directorate.core.domain.access import Role
from tests.browser.effort import Effort
from tests.browser.site import Site
from tests.browser.staffing_data import LONG_NAME, small_team

SAMPLES = Path(__file__).resolve().parents[1] / "data" / "waiting_lists"
RUN_THE_JOB = "from reports.tasks import run_due_reports; run_due_reports()"
# A job of the timer, as on a Monday at eight.
SEND_THE_BRIEF = """
from datetime import UTC, datetime
from directorate.core import clock
from directorate.core.tasks import send_outgoing_mail
from reports.actions.brief import send_brief
clock.now = lambda: datetime(2026, 11, 23, 8, 1, tzinfo=UTC)
send_brief()
send_outgoing_mail()
"""
AS_A_PHONE_SHOWS_IT = (
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<body style="font: 17px/1.4 sans-serif; white-space: pre-wrap; overflow-wrap: anywhere">{text}'
)
NewPage = Callable[..., Page]
CheckPage = Callable[..., None]


def test_a_list_is_loaded_and_its_breaches_are_seen_and_commented(
    site: Site, new_page: NewPage, check_page: CheckPage
) -> None:
    # Given an assistant manager whose Today says that no list has been loaded
    page = new_page(Role.ASSISTANT_MANAGER)
    page.set_default_timeout(60_000)
    page.goto("/start/")
    expect(page.get_by_text("Load the waiting list")).to_be_visible()
    # When he gives the file, says of which day it is, and uses it
    page.goto("/imports/upload/")
    page.get_by_label("File").set_input_files(SAMPLES / "ptl_2026-02-01.csv")
    page.get_by_role("button", name="Check the file").click()
    if page.get_by_label("Census date").is_visible():
        page.get_by_label("Census date").fill("31/1/2026")
        page.get_by_role("button", name="Check the file").click()
    page.get_by_role("button", name="Use this list").wait_for(timeout=60_000)
    check_page(page, "import, checked")
    page.get_by_role("button", name="Use this list").click()
    page.get_by_role("link", name="Open the waiting list").click(timeout=60_000)
    # Then the dashboard shows what NHS England published for that day
    figures = page.locator("table").filter(has_text="92nd percentile")
    expect(figures.get_by_role("row").filter(has_text="Ear Nose and Throat")).to_contain_text(
        re.compile(r"7,884.*43\.46%.*21\.1.*47\.9.*356", re.DOTALL)
    )
    expect(figures.get_by_role("row").filter(has_text="Dermatology")).to_contain_text(
        re.compile(r"2,453.*57\.93%.*15\.3.*38\.5", re.DOTALL)
    )
    # And the number of those over 52 weeks opens exactly its rows
    figures.get_by_role("link", name=re.compile(r"^356")).click()
    expect(page.get_by_role("main")).to_contain_text("356")
    # And a comment on the first row stays when the page is opened again
    page.goto("/waiting-list/pathways/")
    page.get_by_role("link", name=re.compile("^Comment")).first.click()
    page.get_by_role("textbox", name=re.compile("^Comment on")).first.fill("Rang, wants Kidderminster")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Rang, wants Kidderminster").first).to_be_visible()
    page.goto("/waiting-list/pathways/")
    expect(page.get_by_text("Rang, wants Kidderminster").first).to_be_visible()


def test_a_file_dropped_on_any_page_is_checked(site: Site, new_page: NewPage) -> None:
    # Given an assistant manager on Help
    page = new_page(Role.ASSISTANT_MANAGER)
    page.goto("/help/")
    # When he drops a file on it
    page.evaluate(
        """() => { const held = new DataTransfer();
             held.items.add(new File(["a,b\\n1,2\\n"], "not a list.csv", { type: "text/csv" }));
             for (const kind of ["dragover", "drop"])
               document.querySelector("h1").dispatchEvent(
                 new DragEvent(kind, { dataTransfer: held, bubbles: true, cancelable: true })); }"""
    )
    # Then the import page says what it is
    expect(page.get_by_role("heading", level=1)).to_contain_text("not a list.csv", timeout=60_000)


def test_leave_is_asked_for_and_approved(site: Site, new_page: NewPage) -> None:
    # Given a team in which the secretary has asked for a week
    small_team(site)
    page = new_page(Role.TEAM_LEADER)
    # When the team leader follows Today to what waits for her
    page.goto("/")
    page.get_by_role("link", name=re.compile("^Leave to approve: ")).click()
    expect(page.get_by_role("main")).to_contain_text("Amira Aziz")
    # Then the colleague who is away is shown in the calendar
    page.goto("/staff/team-calendar/")
    expect(page.get_by_role("main")).to_contain_text(LONG_NAME)


def test_the_report_is_looked_at_released_and_sent(site: Site, new_page: NewPage, check_page: CheckPage) -> None:
    # Given a team, a recipient and the draft of last week
    small_team(site)
    page = new_page(Role.DIRECTORATE_MANAGER)
    page.set_default_timeout(60_000)
    page.goto("/reports/recipients/")
    page.get_by_label("E-mail address").fill("bola.bello@nhs.net")
    page.get_by_label("Whose address it is").fill("Bola Bello")
    page.get_by_role("button", name="Add", exact=True).click()
    site.manage("shell", "-c", RUN_THE_JOB)
    # When the manager opens it from Today, looks at it and releases it
    page.goto("/")
    effort = Effort("Monday 8, HR report checked, line added, released", 180)
    effort.click(page.get_by_role("link", name=re.compile("Look and release")).first)
    effort.type(page.get_by_label("Add a line"), "Panel decision wanted on the band 4 post.")
    effort.click(page.get_by_role("button", name="Add a line"))
    expect(page.get_by_text("Line added.")).to_be_visible()
    check_page(page, "release, draft")
    effort.click(page.get_by_role("button", name="Release although a source is missing"))
    expect(page.get_by_text("Released. It goes out within two minutes.")).to_be_visible()
    effort.tell()
    assert effort.clicks == 3
    site.manage("shell", "-c", RUN_THE_JOB)
    # Then HR has it
    sent = "\n".join(site.mails())
    assert "bola.bello@nhs.net" in sent
    assert LONG_NAME not in sent
    hr = new_page(Role.HUMAN_RESOURCES)
    hr.goto("/")
    hr.get_by_role("link", name=re.compile("weekly report")).first.click()
    expect(hr.get_by_role("heading", level=1)).to_contain_text("report")


def test_the_directorate_manager_reads_the_state_of_the_directorate_on_a_phone(site: Site, browser: Browser) -> None:
    # Given the brief of a Monday in the inbox of a phone, whose owner is signed in nowhere
    small_team(site)
    site.manage("shell", "-c", SEND_THE_BRIEF)
    letters = [message_from_string(mail.partition("\n")[2]) for mail in site.mails() if "Monday brief" in mail]
    body = letters[-1].get_payload(decode=True)
    assert isinstance(body, bytes)
    text = body.decode()
    context = browser.new_context(viewport={"width": 375, "height": 667}, is_mobile=True)
    page = context.new_page()
    effort = Effort("Monday 14, the state of the directorate on a phone, without sign-in", 60)
    # When she opens it
    page.set_content(AS_A_PHONE_SHOWS_IT.format(text=escape(text)))
    # Then it says where things stand and what waits for her, in 25 lines, and nothing runs out of the screen
    expect(page.get_by_text("Everything: http")).to_be_visible()
    effort.tell()
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    assert len(text.splitlines()) <= 25
    assert LONG_NAME not in text
    assert (effort.clicks, effort.keys) == (0, 0)
    context.close()
