"""One Monday through all the apps, on the sample files: list in, breaches out; leave in, report out."""

import re
from collections.abc import Callable
from pathlib import Path

from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from directorate.core.domain.access import Role
from reports.models import ReportRun
from tests.browser.demo import RUN_REPORTS
from tests.browser.journeys.papers import brief_on_a_phone, report_released
from tests.browser.site import Site
from tests.browser.staffing_data import LONG_NAME, small_team

SAMPLES = Path(__file__).resolve().parents[1] / "data" / "waiting_lists"
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
    site.manage("shell", "-c", RUN_REPORTS)
    # When the manager opens it from Today, looks at it and releases it with a line of her own
    draft = ReportRun.objects.filter(definition__kind="weekly").latest("pk")
    page.goto(reverse("reports:run_release", args=[draft.pk]))
    check_page(page, "release, draft")
    effort = report_released(page)
    assert effort.clicks == 3
    site.manage("shell", "-c", RUN_REPORTS)
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
    context = browser.new_context(viewport={"width": 375, "height": 667}, is_mobile=True)
    # Then it says where things stand and what waits for her, in 25 lines, and nothing runs out of the screen
    text = brief_on_a_phone(context.new_page(), site)
    assert LONG_NAME not in text
    context.close()
