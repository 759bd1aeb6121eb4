"""Journeys through leave: a week off by keyboard, off sick and back, three approvals on a phone, no script."""

from collections.abc import Callable
from datetime import timedelta

from django.urls import reverse
from playwright.sync_api import Page, expect

from directorate.core import clock
from directorate.core.domain.access import Role
from staffing.models import Absence
from tests.browser.site import Site
from tests.browser.staffing_data import next_monday, small_team
from tests.factories import PersonFactory
from tests.staffing.conftest import employ
from tests.staffing.factories import AbsenceFactory

NewPage = Callable[..., Page]
LOG = reverse("staffing:leave_log")


def test_a_weeks_leave_by_keyboard_in_twenty_keystrokes_and_undone(site: Site, new_page: NewPage) -> None:
    # Given a team leader on the page, with the focus in the line
    small_team(site)
    page = new_page(Role.TEAM_LEADER)
    page.goto(LOG)
    expect(page.locator("#line")).to_be_focused()
    # When she types who, what, from and to
    first = next_monday(weeks=6)
    last = first + timedelta(days=4)
    line = f"wol a {first:%-d/%-m} {last:%-d/%-m}"
    assert len(line) + 1 <= 20
    page.keyboard.type(line)
    # Then the preview says what it means, before anything is saved
    preview = page.locator("#leave-preview")
    expect(preview).to_contain_text("5 working days, 37.5 hours")
    expect(preview).to_contain_text("Saves as approved")
    # And Enter saves, says so, and Undo takes it back
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert Absence.objects.filter(first_date=first, last_date=last, state="approved").count() == 1
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone. Nothing was kept.")).to_be_visible()
    assert not Absence.objects.filter(first_date=first, state="approved").exists()


def test_off_sick_today_and_back_again(site: Site, new_page: NewPage) -> None:
    person = employ(PersonFactory(surname="Quill", forenames="Quentin", team=small_team(site).colleague.team))
    page = new_page(Role.TEAM_LEADER)
    page.goto(LOG)
    page.keyboard.type("qui s\n")
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert person.absences.get().last_date is None
    page.locator("#line").focus()
    page.keyboard.type("qui b\n")
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert person.absences.get().last_date == clock.today()


def test_two_people_of_one_name_are_told_apart_by_keyboard(site: Site, new_page: NewPage) -> None:
    team = small_team(site).colleague.team
    for forename in ("Nia", "Noor"):
        employ(PersonFactory(surname="Zimmer", forenames=forename, team=team))
    page = new_page(Role.TEAM_LEADER)
    page.goto(LOG)
    first = next_monday(weeks=4)
    page.keyboard.type(f"zimmer a {first:%-d/%-m}")
    choice = page.get_by_role("radio", name="Noor Zimmer")
    expect(choice).to_be_visible()
    choice.check()
    expect(page.locator("#leave-preview")).to_contain_text("1 working day, 7.5 hours")
    page.locator("#line").press("Enter")
    expect(page.get_by_text("Saved. Noor Zimmer")).to_be_visible()


def test_three_requests_are_approved_on_a_phone(site: Site, new_page: NewPage) -> None:
    team = small_team(site).colleague.team
    names = ("Ada", "Bea", "Cai")
    for number, forename in enumerate(names):
        person = employ(PersonFactory(surname="Phone", forenames=forename, team=team))
        first = next_monday(weeks=8 + number)
        AbsenceFactory(
            person=person, kind="study", first_date=first, last_date=first, state="requested", requested_at=clock.now()
        )
    page = new_page(Role.ASSISTANT_MANAGER)
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(reverse("staffing:leave_inbox"))
    for forename in names:
        page.get_by_role("button", name=f"Approve leave of {forename} Phone").click()
        expect(page.get_by_text(f"Approved: {forename} Phone")).to_be_visible()
    assert Absence.objects.filter(person__surname="Phone", state="approved").count() == 3


def test_the_calendar_is_walked_with_the_arrow_keys(site: Site, new_page: NewPage) -> None:
    small_team(site)
    page = new_page(Role.TEAM_LEADER)
    page.goto(reverse("staffing:team_calendar"))
    rows = page.locator("tr[data-person]")
    rows.nth(0).locator("td").nth(3).click()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(rows.nth(1).locator("td").nth(4)).to_be_focused()


def test_leave_is_logged_without_a_script(site: Site, new_page: NewPage) -> None:
    small_team(site)
    page = new_page(Role.SECRETARY, scripts=False)
    page.goto(LOG)
    first = next_monday(weeks=5)
    page.locator("#line").fill(f"a {first:%-d/%-m} am")
    page.get_by_role("button", name="Check").click()
    expect(page.locator("#leave-preview")).to_contain_text("Saves as a request")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone. Nothing was kept.")).to_be_visible()
