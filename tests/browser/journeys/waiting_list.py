"""Rows 1 to 4: Monday's list, the cohort as Excel, a patient on the phone, twenty comments."""

import base64
import re
from datetime import date
from pathlib import Path

import openpyxl
from playwright.sync_api import Page, expect

from directorate.core.models import AccessEvent
from tests.browser.effort import Effort
from waiting_lists.models import CensusPathway

LIST = "/waiting-list/pathways/"
MEETING = "Weekly waiting list meeting"
DROP = """([name, content]) => {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    const held = new DataTransfer();
    held.items.add(new File([bytes], name, { type: "text/csv" }));
    for (const kind of ["dragover", "drop"])
        document.querySelector("h1").dispatchEvent(
            new DragEvent(kind, { dataTransfer: held, bubbles: true, cancelable: true })); }"""


def load_the_list(page: Page, file: Path, *, census: date, patient: CensusPathway, said: str) -> Effort:
    """Row 1: drop the file on Today, use it, open the list; what was said of a patient who waits long stands there."""
    page.set_default_timeout(60_000)
    page.goto("/")
    content = base64.b64encode(file.read_bytes()).decode()
    effort = Effort(1)
    page.evaluate(DROP, [file.name, content])
    effort.click(page.get_by_role("button", name="Use this list"))
    effort.click(page.get_by_role("link", name="Open the waiting list"))
    expect(page.get_by_role("main")).to_contain_text(f"As at {census:%-d %B %Y}")
    effort.tell()
    assert patient.specialty
    page.goto(f"{LIST}?tab=all&specialty={patient.specialty.code}&sort=wait")
    row = page.get_by_role("row").filter(has_text=patient.local_patient_identifier)
    expect(row).to_contain_text(said)
    return effort


def cohort_as_excel(page: Page, *, day: date, pathways: int, in_time: int, ent: int, book: Path) -> Effort:
    """Row 2: open the figure of those without a treatment date in time and take the workbook, which holds just these.

    More than `ent` of them are of ENT.
    """
    page.goto(LIST)
    tile = page.get_by_role("listitem").filter(has_text=f"{day:%-d %B %Y}").first
    expect(tile).to_contain_text(f"{pathways:,}")
    expect(tile).to_contain_text(f"treatment date in time {in_time:,}")
    effort, without = Effort(2), pathways - in_time
    effort.click(tile.get_by_role("link", name=f"{without:,}"))
    with page.expect_download() as download:
        effort.click(page.get_by_role("button", name="Excel", exact=True))
    download.value.save_as(book)
    effort.tell()
    opened = openpyxl.load_workbook(book, read_only=True)
    assert sum(1 for _ in opened.worksheets[0].rows) == 1 + without
    counted = {row[0]: row[1] for row in opened["By specialty"].values}
    assert counted["All"] == without
    assert ent < counted["ENT"] < without
    assert dict(row[:2] for row in opened["About"].values)["Reason"] == MEETING
    assert AccessEvent.objects.filter(kind="export").latest("pk").filters["reason"] == MEETING
    return effort


def patient_on_the_phone(page: Page, patient: CensusPathway, *, said: str) -> Effort:
    """Row 3: the hospital number and Enter, where the cursor stands on Today; next step and last comment are on screen."""
    page.goto("/")
    box = page.get_by_label(re.compile("^Patient: hospital number"))
    expect(box).to_be_focused()
    effort = Effort(3)
    effort.type(box, patient.local_patient_identifier)
    effort.press(box, "Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(patient.surname.upper())
    expect(page.get_by_text("Next step:")).to_be_in_viewport()
    expect(page.get_by_text(said).first).to_be_in_viewport()
    effort.tell()
    return effort


def comment_on_twenty_rows(page: Page) -> Effort:
    """Row 4: c, the text and Enter, twenty times, and the page is the same."""
    page.goto(f"{LIST}?tab=over")
    page.keyboard.press("ArrowDown")
    effort = Effort(4)
    for number in range(20):
        text = f"Rang {number}, no answer"
        page.keyboard.press("c")
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        effort.keys += len(text) + 2
        expect(page.get_by_text(f"“{text}”")).to_be_visible()
        expect(page.locator("[data-open]").nth(number + 1)).to_be_focused()
    effort.tell()
    assert page.url.endswith("?tab=over")
    return effort
