"""Monday's tasks about who is away, with what each costs: clicks, keys and seconds. See docs/guide/monday.md."""

from collections.abc import Callable
from datetime import timedelta

from django.urls import reverse
from playwright.sync_api import Page, expect

from directorate.core.domain.access import Role
from directorate.core.models import Person
from rotas.models import CancellationRequest, LeaveSession
from staffing.actions.leave import log_leave
from staffing.models import Absence
from tests.browser.journeys.leave import WEEK, consultants_week_off, three_approved_on_a_phone, two_off_sick
from tests.browser.site import Site
from tests.browser.staffing_data import next_monday, small_team
from tests.factories import PersonFactory, SecretaryConsultantFactory, SiteFactory
from tests.rotas.factories import ActivityTemplateFactory
from tests.staffing.conftest import employ, leave

NewPage = Callable[..., Page]
FAR_AHEAD = 12


def consultant(surname: str) -> Person:
    """A consultant with a clinic on Mondays and a list on Tuesdays."""
    made = employ(PersonFactory(surname=surname, title="Mr", staff_group="medical", job_title="Consultant"))
    ActivityTemplateFactory(person=made, weekday=1, activity="Clinic", site=SiteFactory())
    for session in ("am", "pm"):
        ActivityTemplateFactory(person=made, weekday=2, session=session, activity="Theatre", site=SiteFactory())
    return made


def test_row_5_two_people_ring_in_sick_cover_is_seen_and_the_list_for_esr_is_filled(
    site: Site, new_page: NewPage
) -> None:
    # Given a team leader who takes two calls
    team = small_team(site).colleague.team
    people = [employ(PersonFactory(surname=name, forenames="Kim", team=team)) for name in ("Oduya", "Quill")]
    # Then it takes a name and an s for each
    effort = two_off_sick(new_page(Role.TEAM_LEADER), people, cover="minimum 30")
    assert (effort.clicks, effort.keys) == (0, 12)


def test_row_6_a_secretary_logs_a_consultants_week_with_what_becomes_of_the_sessions(
    site: Site, new_page: NewPage
) -> None:
    # Given a secretary who works for a consultant, and the clinical lead who is asked by e-mail and never signs in
    osborne, secretary = consultant("Osborne"), site.people[Role.SECRETARY]
    SecretaryConsultantFactory(secretary=secretary.person, consultant=osborne)
    lead = site.people[Role.CONSULTANT]
    Person.objects.filter(pk=lead.person_id).update(is_clinical_lead=True)
    page = new_page(Role.SECRETARY)
    effort = consultants_week_off(page, new_page(), consultant=osborne, lead=lead, monday=next_monday(weeks=FAR_AHEAD))
    # Then theatres are asked for the list, the clinic stays, and the secretary's Today waits for the PAS
    chosen = {row.activity: row.choice for row in LeaveSession.objects.filter(absence__person=osborne)}
    assert chosen == {"Clinic": "keep", "Theatre": "cancel"}
    assert CancellationRequest.objects.get(absence__person=osborne).desk == "theatres"
    page.goto(reverse("shell:today"))
    expect(page.get_by_role("main")).to_contain_text("1 clinic or list not confirmed in PAS (oldest 0 days)")
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
    # When she reads each with its sessions and presses Approve
    effort = three_approved_on_a_phone(page, [f"Mr {name}" for name in names], sees="Theatre")
    # Then all three are approved
    assert Absence.objects.filter(person__surname__in=names, state="approved").count() == len(names)
    assert (effort.clicks, effort.keys) == (3, 0)
