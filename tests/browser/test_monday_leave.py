"""Monday's tasks about who is away, with what each costs: clicks, keys and seconds. See docs/guide/monday.md."""

from collections.abc import Callable
from datetime import date, timedelta

from django.urls import reverse
from playwright.sync_api import Page, expect

from directorate.core.actions.outgoing import AnswerLink, token_of
from directorate.core.domain.access import Role
from directorate.core.models import OutgoingMail, Person, User
from rotas.models import CancellationRequest, LeaveSession
from staffing.actions.leave import log_leave
from staffing.models import Absence
from tests.browser.effort import Effort
from tests.browser.site import Site
from tests.browser.staffing_data import next_monday, small_team
from tests.factories import PersonFactory, SecretaryConsultantFactory, SiteFactory
from tests.rotas.factories import ActivityTemplateFactory
from tests.staffing.conftest import employ, leave

NewPage = Callable[..., Page]
PHONE = {"width": 375, "height": 720}
FAR_AHEAD, WEEK = 12, timedelta(days=4)


def typed(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def consultant(surname: str) -> Person:
    """A consultant with a clinic on Mondays and a list on Tuesdays."""
    made = employ(PersonFactory(surname=surname, title="Mr", staff_group="medical", job_title="Consultant"))
    ActivityTemplateFactory(person=made, weekday=1, activity="Clinic", site=SiteFactory())
    for session in ("am", "pm"):
        ActivityTemplateFactory(person=made, weekday=2, session=session, activity="Theatre", site=SiteFactory())
    return made


def log_line(page: Page, line: str, *, seen: str, effort: Effort) -> None:
    """Type a line, read what it means, press Enter."""
    effort.type(page.locator("#line"), line)
    expect(page.locator("#leave-preview")).to_contain_text(seen)
    page.locator("#line").press("Enter")
    effort.keys += 1
    expect(page.get_by_text("Saved.")).to_be_visible()


def link_sent_to(lead: User, *, about: Person) -> str:
    """The address in the e-mail that waits for somebody about a person's leave."""
    mail = OutgoingMail.objects.get(kind="leave-decision", recipient=lead.email, subject__contains=about.surname)
    assert mail.link_key is not None
    return reverse(mail.link_name, args=[token_of(AnswerLink(mail.link_name, mail.link_key))])


def test_row_5_two_people_ring_in_sick_cover_is_seen_and_the_list_for_esr_is_filled(
    site: Site, new_page: NewPage
) -> None:
    # Given a team leader who takes two calls
    team = small_team(site).colleague.team
    for surname in ("Oduya", "Quill"):
        employ(PersonFactory(surname=surname, forenames="Kim", team=team))
    page = new_page(Role.TEAM_LEADER)
    page.goto(reverse("staffing:leave_log"))
    effort = Effort("Monday 5, two people off sick, cover seen, list for ESR filled", 30)
    # When she types a name and an s for each
    log_line(page, "odu s", seen="minimum 30", effort=effort)
    log_line(page, "qui s", seen="minimum 30", effort=effort)
    # Then both stand in the list for ESR
    page.goto(reverse("staffing:esr_entries"))
    for surname in ("Oduya", "Quill"):
        expect(page.get_by_role("main")).to_contain_text(surname)
    effort.tell()
    assert (effort.clicks, effort.keys) == (0, 12)


def test_row_6_a_secretary_logs_a_consultants_week_with_what_becomes_of_the_sessions(
    site: Site, new_page: NewPage
) -> None:
    # Given a secretary who works for a consultant, and the clinical lead who is asked by e-mail and never signs in
    osborne, secretary = consultant("Osborne"), site.people[Role.SECRETARY]
    SecretaryConsultantFactory(secretary=secretary.person, consultant=osborne)
    lead = site.people[Role.CONSULTANT]
    Person.objects.filter(pk=lead.person_id).update(is_clinical_lead=True)
    monday = next_monday(weeks=FAR_AHEAD)
    page = new_page(Role.SECRETARY)
    page.goto(reverse("staffing:leave_log"))
    effort = Effort("Monday 6, consultant's week off with the cancellation requests", 60)
    # When she types one line and keeps the clinic
    effort.type(page.locator("#line"), f"osb a {typed(monday)} {typed(monday + WEEK)}")
    expect(page.locator("#leave-preview")).to_contain_text("Theatre")
    effort.click(page.get_by_role("group").filter(has_text="Clinic").get_by_text("keep", exact=True))
    page.locator("#line").press("Enter")
    effort.keys += 1
    expect(page.get_by_text("Saved.")).to_be_visible()
    chosen = {row.activity: row.choice for row in LeaveSession.objects.filter(absence__person=osborne)}
    assert chosen == {"Clinic": "keep", "Theatre": "cancel"}
    assert not CancellationRequest.objects.filter(absence__person=osborne).exists()
    # And the clinical lead opens the link of the e-mail on a phone and approves
    phone = new_page()
    phone.set_viewport_size(PHONE)
    phone.goto(link_sent_to(lead, about=osborne))
    expect(phone.get_by_role("main")).to_contain_text("Mr Osborne")
    effort.click(phone.get_by_role("button", name="Approve"))
    expect(phone.get_by_role("main")).to_contain_text(f"by {lead.name}")
    assert effort.tell() < effort.target_seconds
    # Then theatres are asked for the list, the clinic stays, and the secretary's Today waits for the PAS
    assert CancellationRequest.objects.get(absence__person=osborne).desk == "theatres"
    page.goto(reverse("shell:today"))
    expect(page.get_by_role("main")).to_contain_text("Not confirmed in PAS: 1 (oldest 0 days)")
    assert (effort.clicks, Absence.objects.get(person=osborne).decided_by) == (2, lead)


def test_row_7_three_requests_are_approved_on_a_phone(site: Site, new_page: NewPage) -> None:
    # Given three consultants who asked for a week, and a manager with a phone
    monday = next_monday(weeks=FAR_AHEAD)
    names = ("Kettle", "Lomax", "Munro")
    for number, surname in enumerate(names):
        person = consultant(surname)
        first = monday + timedelta(weeks=number)
        log_leave(leave(person, first, first + WEEK), by=site.people[Role.ROTA_COORDINATOR])
    page = new_page(Role.DIRECTORATE_MANAGER)
    page.set_viewport_size(PHONE)
    page.goto(reverse("staffing:leave_inbox"))
    effort = Effort("Monday 7, three leave requests approved on a phone", 45)
    # When she reads each with its sessions and presses Approve
    for surname in names:
        request = page.get_by_role("listitem").filter(has_text=f"Mr {surname}").first
        expect(request).to_contain_text("Theatre")
        effort.click(request.get_by_role("button", name=f"Approve leave of Mr {surname}"))
        expect(page.get_by_text(f"Approved: Mr {surname}")).to_be_visible()
    effort.tell()
    # Then all three are approved, and nothing was wider than the phone
    assert Absence.objects.filter(person__surname__in=names, state="approved").count() == len(names)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert (effort.clicks, effort.keys) == (3, 0)
