"""Journeys through the waiting list: one-key comments, from a bar to its rows, a patient on the phone, no script."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from directorate.core import clock
from directorate.core.domain.access import Role
from tests.browser.checks import MOVED_SIDEWAYS, PHONES
from tests.browser.site import Site
from tests.browser.waiting_list_data import HOSPITAL_NUMBER, LONG_NAME, sixty_patients
from waiting_lists.models import Comment

NewPage = Callable[..., Page]
LIST = reverse("waiting_lists:pathway_list")


def test_three_comments_by_keyboard_without_a_page_change(
    site: Site, new_page: NewPage, check_page: Callable[..., None]
) -> None:
    # Given a secretary on her list, with the focus on the first patient
    sixty_patients(site)
    before = Comment.objects.count()
    page = new_page(Role.SECRETARY)
    page.goto(f"{LIST}?mine=1")
    first = page.locator("[data-open]").first
    first.focus()
    # When she writes three comments, each with c, the text and Enter
    for place, text in enumerate(("Rang, no answer", "Wants Tuesday", "Letter sent")):
        expect(page.locator("[data-open]").nth(place)).to_be_focused()
        page.keyboard.press("c")
        expect(page.get_by_label("Comment on")).to_be_focused()
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        expect(page.get_by_text(f"“{text}”")).to_be_visible()
    # Then they stand in three rows, the focus is on the fourth, and the address is the same
    expect(page.locator("[data-open]").nth(3)).to_be_focused()
    assert Comment.objects.count() == before + 3
    assert page.url.endswith("?mine=1")
    # And v, Enter says that the next one was validated
    page.keyboard.press("v")
    expect(page.get_by_label("Comment on")).to_have_value("Validated")
    page.keyboard.press("Enter")
    expect(page.get_by_text("“Validated”")).to_be_visible()
    expect(page.locator("[data-open]").nth(4)).to_be_focused()
    Comment.objects.filter(kind="validated").delete()
    # And Escape leaves a comment that was begun
    page.keyboard.press("c")
    expect(page.get_by_label("Comment on")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_label("Comment on")).to_have_count(0)
    assert Comment.objects.count() == before + 3
    check_page(page, "can still be saved")


def just_commented(page: Page) -> Page:
    """The list of a secretary who has just saved a comment with Enter, and is on the next row."""
    page.goto(f"{LIST}?mine=1")
    page.locator("[data-open]").first.focus()
    page.keyboard.press("c")
    expect(page.get_by_label("Comment on")).to_be_focused()
    page.keyboard.type("Rang")
    page.keyboard.press("Enter")
    expect(page.locator("[data-open]").nth(1)).to_be_focused()
    return page


def test_words_typed_on_after_enter_write_nothing_and_open_nothing(site: Site, new_page: NewPage) -> None:
    # Given a secretary who has just saved a comment with Enter, and is on the next row
    sixty_patients(site)
    page = just_commented(new_page(Role.SECRETARY))
    before, here = Comment.objects.count(), page.url
    # When she goes on typing, as fast as a machine or as a person, and presses Enter
    for pause in (0, 120):
        page.keyboard.type("Sent letter please, happy to come", delay=pause)
        page.keyboard.press("Enter")
        page.wait_for_timeout(800)
        # Then nothing is written, no page and no form is open, and she is on the same row
        assert (Comment.objects.count(), page.url) == (before, here)
        expect(page.locator("[data-open]").nth(1)).to_be_focused()
        expect(page.locator("tr[data-pathway] form")).to_have_count(0)
    # And after a moment the keys work
    page.keyboard.press("c")
    expect(page.get_by_label("Comment on")).to_be_focused()


@pytest.mark.parametrize("pause", [0, 120], ids=["as fast as a machine", "as fast as a person"])
@pytest.mark.parametrize(
    "word", ["called again", "please ring", "and a letter", "quite upset", "very late", "on holiday"]
)
def test_a_word_typed_on_after_enter_opens_no_form_whatever_letter_it_begins_with(
    site: Site, new_page: NewPage, word: str, pause: int
) -> None:
    # Given a secretary who has just saved a comment with Enter, and is on the next row
    sixty_patients(site)
    page = just_commented(new_page(Role.SECRETARY))
    before, here = Comment.objects.count(), page.url
    # When she goes on with a word whose first letter is a command, and Enter
    page.keyboard.type(word, delay=pause)
    page.keyboard.press("Enter")
    page.wait_for_timeout(800)
    # Then nothing is written, nothing is open, and she is on the same row
    assert (Comment.objects.count(), page.url) == (before, here)
    expect(page.locator("[data-open]").nth(1)).to_be_focused()
    expect(page.locator("tr[data-pathway] form")).to_have_count(0)


def test_a_command_straight_after_enter_still_takes_the_words_behind_it(site: Site, new_page: NewPage) -> None:
    # Given a secretary who has just saved a comment with Enter, and is on the next row
    sixty_patients(site)
    page = new_page(Role.SECRETARY)
    page.goto(f"{LIST}?mine=1")
    page.locator("[data-open]").first.focus()
    for place, text in enumerate(("Straight 1", "Straight 2"), start=1):
        # When she writes with c, the text and Enter, without waiting for a field
        page.keyboard.press("c")
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        # Then it stands in the row, and the focus is on the next one
        expect(page.get_by_text(f"“{text}”")).to_be_visible()
        expect(page.locator("[data-open]").nth(place)).to_be_focused()
    # And v with Enter straight behind it says that the next one was validated
    page.keyboard.press("v")
    page.keyboard.press("Enter")
    expect(page.locator("tr[data-pathway]").nth(2).get_by_text("“Validated”")).to_be_visible()
    expect(page.locator("[data-open]").nth(3)).to_be_focused()


def test_date_action_and_query_are_written_in_the_row_without_a_page_change(
    site: Site, new_page: NewPage, check_page: Callable[..., None]
) -> None:
    sixty_patients(site)
    page = new_page(Role.SECRETARY)
    page.goto(f"{LIST}?mine=1")
    row = page.locator("tr[data-pathway]").first
    row.locator("[data-open]").focus()
    # p: a date that is wrong is said in the row, then it is put right
    page.keyboard.press("p")
    expect(page.get_by_label("Date agreed with the patient")).to_be_focused()
    check_page(page, "a planned date in the row")
    page.keyboard.type("31/2")
    page.keyboard.press("Enter")
    expect(row.get_by_text("Enter a date, day first")).to_be_visible()
    expect(page.get_by_label("Date agreed with the patient")).to_be_focused()
    day = clock.today() + timedelta(days=20)
    page.get_by_label("Date agreed with the patient").fill(f"{day:%d/%m/%Y}")
    page.keyboard.press("Enter")
    expect(row.get_by_text("planned for")).to_be_visible()
    expect(row.locator("[data-open]")).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="Planned date saved")).to_be_attached()
    # a: an action with owner and day
    page.keyboard.press("a")
    expect(page.get_by_label("What has to be done")).to_be_focused()
    page.keyboard.type("Ring about Kidderminster")
    page.get_by_label("Who does it").select_option(index=1)
    page.get_by_label("By", exact=True).fill(f"{day:%d/%m/%Y}")
    page.keyboard.press("Enter")
    expect(row.get_by_text("Ring about Kidderminster")).to_be_visible()
    expect(row.locator("[data-open]")).to_be_focused()
    # q: a question, typed before its field has arrived, on a row that has one open; Escape leaves it
    page.keyboard.press("q")
    page.keyboard.type("Is the clock start right?")
    page.keyboard.press("Enter")
    expect(row.get_by_text("There is an open question already")).to_be_visible()
    expect(page.get_by_label("What should be checked")).to_have_value("Is the clock start right?")
    page.keyboard.press("Escape")
    expect(page.get_by_label("What should be checked")).to_have_count(0)
    expect(row.locator("[data-open]")).to_be_focused()
    # and on the next row, which has none
    page.keyboard.press("ArrowDown")
    page.keyboard.press("q")
    page.keyboard.type("Is the consultant right?")
    page.keyboard.press("Enter")
    expect(page.locator("tr[data-pathway]").nth(1).get_by_text("Is the consultant right?")).to_be_visible()
    assert page.url.endswith("?mine=1")


def test_the_down_key_reaches_the_first_patient_from_anywhere_but_a_field(site: Site, new_page: NewPage) -> None:
    sixty_patients(site)
    page = new_page(Role.SECRETARY)
    page.goto(f"{LIST}?mine=1")
    page.get_by_label("Hospital number, NHS number, or name").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Hospital number, NHS number, or name")).to_be_focused()
    page.get_by_role("button", name="Excel").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-open]").first).to_be_focused()
    page.keyboard.press("c")
    expect(page.get_by_label("Comment on")).to_be_focused()


@pytest.mark.parametrize("query", ["tab=all", "tab=all&list_type=rtt&sort=wait"], ids=["no filter", "a filter in use"])
def test_the_first_patient_is_seen_without_scrolling(site: Site, new_page: NewPage, query: str) -> None:
    sixty_patients(site)
    page = new_page(Role.ASSISTANT_MANAGER)
    page.goto(f"{LIST}?{query}")
    box = page.locator("tr[data-pathway]").first.bounding_box()
    assert box
    # its first two lines are above the lower edge of a window of 900
    assert box["y"] + 50 <= 900
    # And what was folded away is one click off
    page.get_by_text("Filters", exact=True).click()
    expect(page.get_by_label("P code")).to_be_visible()


@pytest.mark.parametrize("width", PHONES)
def test_a_patient_is_a_card_on_a_phone_and_still_a_row_of_a_table(site: Site, new_page: NewPage, width: int) -> None:
    # Given the list on a phone
    sixty_patients(site)
    page = new_page(Role.SECRETARY)
    page.set_viewport_size({"width": width, "height": 720})
    page.goto(LIST)
    # Then nothing has to be moved sideways
    assert page.evaluate(MOVED_SIDEWAYS) == []
    # And a card is a row with the patient as its head, in the order wait, breach, who, where, next step, what was said, who acts
    card = page.get_by_role("table").get_by_role("row").filter(has=page.get_by_role("rowheader")).first
    expect(card.get_by_role("cell")).to_have_count(7)
    assert card.evaluate("e => e.getBoundingClientRect().width") > width * 0.85
    places = card.evaluate("e => [...e.children].map((cell) => cell.getBoundingClientRect().top)")
    assert places == sorted(places)
    # And the columns still sort
    page.get_by_role("table").get_by_role("link", name="Wait", exact=True).click()
    expect(page.get_by_role("columnheader", name="Wait", exact=True)).to_have_attribute("aria-sort", "ascending")


def test_the_exported_workbook_comes_back_with_a_comment_and_a_date(
    site: Site, new_page: NewPage, check_page: Callable[..., None], tmp_path: Path
) -> None:
    # Given a secretary who exports her list and fills in two cells
    sixty_patients(site)
    page = new_page(Role.SECRETARY)
    page.goto(f"{LIST}?mine=1")
    with page.expect_download() as download:
        page.get_by_role("button", name="Excel").click()
    file = tmp_path / "list.xlsx"
    download.value.save_as(file)
    day = clock.today() + timedelta(days=40)
    number = fill_in(file, comment="Written on the train", day=day)
    before = Comment.objects.count()
    # When she brings it back, she sees what is new, and nothing is written
    page.get_by_role("button", name="Bring back").click()
    page.get_by_label("Workbook").set_input_files(file)
    page.get_by_label("Treatment or surgery").check()
    page.get_by_role("button", name="Show what is new").click()
    expect(
        page.get_by_text("1 new comment, 1 new planned date (for treatment or surgery), 0 new owners")
    ).to_be_visible()
    expect(page.get_by_role("row").filter(has_text=number)).to_contain_text("Written on the train")
    assert Comment.objects.count() == before
    check_page(page, "new in a workbook")
    # And when she confirms, the comment stands on the list
    page.get_by_role("button", name="Write these on the list").click()
    expect(page.get_by_text("1 comment, 1 planned date and 0 owners written")).to_be_visible()
    page.goto(f"{LIST}?mine=1")
    row = page.locator("tr[data-pathway]").filter(has_text=number)
    expect(row.get_by_text("“Written on the train”")).to_be_visible()
    expect(row.get_by_text("planned for")).to_be_visible()
    # And the same workbook again has nothing new
    page.get_by_role("button", name="Bring back").click()
    page.get_by_label("Workbook").set_input_files(file)
    page.get_by_label("Treatment or surgery").check()
    page.get_by_role("button", name="Show what is new").click()
    expect(page.get_by_text("There is nothing new to write")).to_be_visible()
    assert Comment.objects.count() == before + 1


def fill_in(file: Path, *, comment: str, day: date) -> str:
    """Fill in the first patient's row; return the hospital number."""
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    places = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, places["New comment"]).value = comment
    sheet.cell(2, places["Planned date"]).value = day
    book.save(file)
    return str(sheet.cell(2, places["Hospital number"]).value)


def test_a_patient_on_the_phone_is_found_by_hospital_number(site: Site, new_page: NewPage) -> None:
    sixty_patients(site)
    page = new_page(Role.SECRETARY)
    page.goto("/")
    page.get_by_role("search").get_by_role("searchbox").fill(HOSPITAL_NUMBER)
    page.keyboard.press("Enter")
    page.get_by_role("link", name=re.compile(LONG_NAME.upper())).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(LONG_NAME.upper())
    assert HOSPITAL_NUMBER not in page.url


def test_a_bar_of_the_chart_opens_its_rows(site: Site, new_page: NewPage) -> None:
    sixty_patients(site)
    page = new_page(Role.ASSISTANT_MANAGER)
    page.goto(reverse("waiting_lists:dashboard"))
    canvas = page.locator("[data-chart=shape-spec] canvas")
    expect(canvas).to_be_visible()
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box
    # a bar of the middle of the list: the chart's area begins right of the axis
    for share in (0.2, 0.22, 0.24, 0.26, 0.3):
        page.mouse.click(box["x"] + box["width"] * share, box["y"] + box["height"] * 0.7)
        page.wait_for_timeout(300)
        if "band=" in page.url:
            break
    assert "band=" in page.url
    expect(page.locator("tr[data-pathway]").first).to_be_visible()


def test_everything_works_without_script(site: Site, new_page: NewPage) -> None:
    # Given a secretary whose browser runs no scripts
    patient = sixty_patients(site)
    page = new_page(Role.SECRETARY, scripts=False)
    page.goto(f"{LIST}?tab=all&sort=patient&down=1")
    # When she follows Comment in a row and writes one
    row = page.locator(f'tr[data-pathway="{patient.pathway_key}"]')
    row.get_by_role("link", name="Comment").click()
    page.get_by_label("New comment").fill("Written without script")
    page.get_by_role("button", name="Save comment").click()
    # Then it stands on the patient's page, among the comments and on top as the last one
    expect(page.get_by_role("listitem").filter(has_text="“Written without script”")).to_be_visible()
    expect(page.get_by_text("Last comment: “Written without script”")).to_be_visible()
    # And the dashboard has its figures in tables
    page.goto(reverse("waiting_lists:dashboard"))
    page.get_by_text("Shape of the list as a table").click()
    expect(page.get_by_role("link", name=re.compile("pathways waiting")).first).to_be_visible()
