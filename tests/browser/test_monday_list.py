"""Monday's tasks on the waiting list, with what each costs: clicks, keys and seconds. See docs/guide/monday.md."""

import base64
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from directorate.core.domain.access import Role
from directorate.core.models import AccessEvent
from tests.browser.effort import Effort
from tests.browser.site import Site
from tests.waiting_lists.factories import CommentFactory
from waiting_lists.models import Census, CensusPathway, Comment

SAMPLES = Path(__file__).resolve().parents[1] / "data" / "waiting_lists"
NewPage = Callable[..., Page]
LIST = "/waiting-list/pathways/"
LAST_WEEK, THIS_WEEK = "ptl_2026-01-25.csv", "ptl_2026-02-01.csv"
SAID = "Rang, wants Kidderminster"
DROP = """([name, content]) => {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    const held = new DataTransfer();
    held.items.add(new File([bytes], name, { type: "text/csv" }));
    for (const kind of ["dragover", "drop"])
        document.querySelector("h1").dispatchEvent(
            new DragEvent(kind, { dataTransfer: held, bubbles: true, cancelable: true })); }"""


@pytest.fixture(scope="module")
def commented(site: Site) -> CensusPathway:
    """Last week's list is in, and somebody commented on the longest waiter, who is still on this week's."""
    site.manage("import_file", str(SAMPLES / LAST_WEEK), "--feed", "ptl", "--as-at", "2026-01-24")
    found = CensusPathway.objects.filter(patient_pathway_identifier__in=_stays(), specialty__code="ent", is_rtt=True)
    pathway = found.order_by("rtt_period_start_date", "pk")[0]
    CommentFactory(pathway_key=pathway.pathway_key, text=SAID, created_by=site.people[Role.SECRETARY])
    return pathway


def _stays() -> list[str]:
    """Pathway identifiers of this week's file."""
    lines = (SAMPLES / THIS_WEEK).read_text(encoding="cp1252").splitlines()
    place = lines[0].split(",").index("PPID")
    return [cells[place] for line in lines[1:] if len(cells := line.split(",")) > place]


def test_row_1_mondays_list_is_loaded_and_the_comments_are_still_there(
    site: Site, new_page: NewPage, commented: CensusPathway
) -> None:
    # Given an assistant manager on Today
    page = new_page(Role.ASSISTANT_MANAGER)
    page.set_default_timeout(60_000)
    page.goto("/")
    content = base64.b64encode((SAMPLES / THIS_WEEK).read_bytes()).decode()
    effort = Effort("Monday 1, load Monday's list, comments still there", 60)
    # When he drops the file, uses it and opens the list
    page.evaluate(DROP, [THIS_WEEK, content])
    effort.click(page.get_by_role("button", name="Use this list"))
    effort.click(page.get_by_role("link", name="Open the waiting list"))
    expect(page.get_by_role("main")).to_contain_text("As at 31 January 2026")
    effort.tell()
    # Then the comment stands on the row of this week's list
    page.goto(f"{LIST}?tab=all&specialty=ent&sort=wait")
    row = page.get_by_role("row").filter(has_text=commented.local_patient_identifier)
    expect(row).to_contain_text(SAID)
    assert (effort.clicks, effort.keys) == (2, 0)


def test_row_2_the_cohort_of_31_march_without_a_treatment_date_leaves_as_excel(
    site: Site, new_page: NewPage, commented: CensusPathway, tmp_path: Path
) -> None:
    # Given a manager on the list
    _this_week(site)
    page = new_page(Role.DIRECTORATE_MANAGER)
    page.goto(LIST)
    tile = page.get_by_role("listitem").filter(has_text="31 March 2026").first
    expect(tile).to_contain_text("1,806")
    expect(tile).to_contain_text("treatment date in time 182")
    effort = Effort("Monday 2, 52-week cohort of 31 March without a treatment date, as Excel", 5)
    # When she opens the figure and takes it as Excel
    effort.click(tile.get_by_role("link", name="1,624"))
    with page.expect_download() as download:
        effort.click(page.get_by_role("button", name="Excel"))
    download.value.save_as(tmp_path / "cohort.xlsx")
    effort.tell()
    # Then it holds just these rows, and how many there are in each specialty
    book = openpyxl.load_workbook(tmp_path / "cohort.xlsx", read_only=True)
    assert sum(1 for _ in book.worksheets[0].rows) == 1 + 1624
    counted = {row[0]: row[1] for row in book["By specialty"].values}
    assert counted["All"] == 1624
    assert counted["ENT"] > 900
    # And why so many rows left is in it and in the log, without a word typed
    assert dict(row[:2] for row in book["About"].values)["Reason"] == "Weekly waiting list meeting"
    assert AccessEvent.objects.filter(kind="export").latest("pk").filters["reason"] == "Weekly waiting list meeting"
    assert (effort.clicks, effort.keys) == (2, 0)


def test_row_3_a_patient_rings_and_the_answer_is_there(site: Site, new_page: NewPage, commented: CensusPathway) -> None:
    # Given somebody at the desk on Today, with a hospital number
    _this_week(site)
    page = new_page(Role.SECRETARY)
    page.goto("/")
    search = page.get_by_role("searchbox")
    effort = Effort("Monday 3, patient on the phone: next step and last comment", 5)
    # When she types it and presses Enter
    effort.type(search, commented.local_patient_identifier)
    search.press("Enter")
    effort.keys += 1
    effort.click(page.get_by_role("main").get_by_role("link", name=re.compile(commented.surname.upper())).first)
    # Then next step and last comment are on the page
    expect(page.get_by_role("main")).to_contain_text("Next step:")
    expect(page.get_by_text(SAID).first).to_be_visible()
    effort.tell()
    assert effort.clicks == 1


def test_row_4_twenty_rows_are_commented_without_a_page_change(
    site: Site, new_page: NewPage, commented: CensusPathway
) -> None:
    # Given an assistant manager on the list with the focus on its first patient
    _this_week(site)
    before = Comment.objects.count()
    page = new_page(Role.ASSISTANT_MANAGER)
    page.goto(f"{LIST}?tab=over")
    page.keyboard.press("ArrowDown")
    effort = Effort("Monday 4, comment on 20 rows", 180)
    # When he writes twenty comments, each with c, the text and Enter
    for number in range(20):
        text = f"Rang {number}, no answer"
        page.keyboard.press("c")
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        effort.keys += len(text) + 2
        expect(page.get_by_text(f"“{text}”")).to_be_visible()
        expect(page.locator("[data-open]").nth(number + 1)).to_be_focused()
    effort.tell()
    # Then they stand in twenty rows and the page is the same
    assert Comment.objects.count() == before + 20
    assert page.url.endswith("?tab=over")
    assert effort.clicks == 0


def _this_week(site: Site) -> None:
    """This week's list is in, whether or not the first task has run."""
    if not Census.objects.filter(census_date="2026-01-31", state="accepted").exists():
        site.manage("import_file", str(SAMPLES / THIS_WEEK), "--feed", "ptl", "--as-at", "2026-01-31")
