"""Monday's fourteen tasks on the demo: its own people, its own records, one Monday. See docs/guide/monday.md.

The site is seeded once, and what one task has done is there for the next, as on any Monday.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pytest_django import DjangoDbBlocker

from complaints.models import StatementRequest
from directorate.core import clock
from directorate.core.domain.access import Role
from directorate.core.models import OutgoingMail, Person, User
from reports.models import ReportRun
from rotas.models import ActivityTemplate, CancellationRequest, CoverOffer, Duty, Timesheet
from staffing.facts.people import called, loggable_people
from staffing.models import Absence
from tests.browser.conftest import context_options, session_cookie
from tests.browser.demo import demo_site
from tests.browser.journeys.leave import WEEK, beginning, consultants_week_off, three_approved_on_a_phone, two_off_sick
from tests.browser.journeys.papers import brief_on_a_phone, complaint_logged, late_statements, report_released
from tests.browser.journeys.rotas import photo_of, registrar_is_sick, timesheet_by_photo, who_is_where
from tests.browser.journeys.waiting_list import (
    cohort_as_excel,
    comment_on_twenty_rows,
    load_the_list,
    patient_on_the_phone,
)
from tests.browser.site import Site, copied_database, post_office
from tests.monday import MONDAY
from waiting_lists.models import Census, CensusPathway, Comment
from waiting_lists.pages.cohorts import cohort_counts, everything, total_of

NewPage = Callable[..., Page]
TODAY = MONDAY.date()
MARCH = date(2027, 3, 31)


@pytest.fixture(scope="module")
def site(
    ready_database: str, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The site with the demo; it is Monday there and here."""
    with (
        pytest.MonkeyPatch.context() as patched,
        django_db_blocker.unblock(),
        copied_database(ready_database) as database,
        post_office() as (post, email_url),
        demo_site(database, folder=tmp_path_factory.mktemp("var"), EMAIL_URL=email_url) as running,
    ):
        patched.setattr(clock, "now", lambda: MONDAY)
        running.post = post
        yield running


def latest_list() -> Census:
    found = Census.objects.latest_with_rows()
    assert found
    return found


def commented() -> tuple[CensusPathway, str]:
    """Who of those with a comment of ours waits longest, in ENT; and the last comment."""
    rows = CensusPathway.objects.filter(census=latest_list(), specialty__code="ent")
    said = dict(Comment.objects.order_by("created_at", "pk").values_list("pathway_key", "text"))
    patient = rows.filter(pathway_key__in=said).order_by("rtt_period_start_date", "pk")[0]
    return patient, said[patient.pathway_key]


def test_row_2_the_cohort_of_31_march_leaves_as_excel(site: Site, new_page: NewPage, tmp_path: Path) -> None:
    census = latest_list()
    cohort = total_of(cohort_counts(census, everything(census), weeks=52, days=[MARCH])[MARCH])
    cohort_as_excel(
        new_page(Role.DIRECTORATE_MANAGER),
        day=MARCH,
        pathways=cohort.pathways,
        in_time=cohort.in_time,
        ent=1000,
        book=tmp_path / "cohort.xlsx",
    )


def test_row_3_a_patient_rings_and_the_answer_is_there(site: Site, new_page: NewPage) -> None:
    patient, said = commented()
    patient_on_the_phone(new_page(Role.SECRETARY), patient, said=said)


def test_row_4_twenty_rows_are_commented(site: Site, new_page: NewPage) -> None:
    before = Comment.objects.count()
    comment_on_twenty_rows(new_page(Role.ASSISTANT_MANAGER))
    assert Comment.objects.count() == before + 20


def test_row_5_two_people_are_off_sick(site: Site, new_page: NewPage) -> None:
    leader = site.people[Role.TEAM_LEADER]
    team = Person.objects.filter(team=leader.person.team).exclude(pk=leader.person_id).order_by("surname", "pk")
    two = [person for person in team if is_in(person) and is_told_apart(person, by=leader)][:2]
    two_off_sick(new_page(Role.TEAM_LEADER), two, cover="minimum 4")
    assert Absence.objects.filter(person__in=two, kind="sickness", first_date=TODAY, last_date=None).count() == 2


def is_in(person: Person) -> bool:
    return not Absence.objects.counting().touching(first=TODAY, last=TODAY).filter(person=person).exists()


def is_told_apart(person: Person, *, by: User) -> bool:
    """Whether the first letters of the surname mean nobody else whose leave the user may log."""
    return called(loggable_people(by, on=TODAY), text=beginning(person)) == [person]


def test_row_6_a_secretary_logs_a_consultants_week_off(site: Site, new_page: NewPage) -> None:
    secretary, lead = site.people[Role.SECRETARY], site.people[Role.CONSULTANT]
    consultants = Person.objects.filter(secretaries__secretary=secretary.person).exclude(pk=lead.person_id)
    consultant = next(person for person in consultants if is_told_apart(person, by=secretary))
    page = new_page(Role.SECRETARY)
    monday = free_week(consultant)
    consultants_week_off(page, new_page(), consultant=consultant, lead=lead, monday=monday)
    asked = CancellationRequest.objects.filter(absence__person=consultant, absence__first_date=monday)
    assert set(asked.values_list("desk", "state")) == {("booking_office", "asked"), ("theatres", "asked")}


def free_week(consultant: Person) -> date:
    """The first Monday from twelve weeks ahead in whose week neither the consultant nor two colleagues are away."""
    colleagues = Person.objects.filter(specialty=consultant.specialty, grade=consultant.grade)
    for number in range(12, 30):
        monday = TODAY + timedelta(weeks=number)
        away = Absence.objects.counting().touching(first=monday, last=monday + WEEK).filter(person__in=colleagues)
        names = set(away.values_list("person", flat=True))
        if consultant.pk not in names and len(names) < 2:
            return monday
    raise AssertionError("somebody is away in every week")


def test_row_7_three_requests_are_approved_on_a_phone(site: Site, new_page: NewPage) -> None:
    manager = site.people[Role.DIRECTORATE_MANAGER]
    waiting = (
        Absence.objects.to_decide_by(manager).select_related("person").order_by("first_date", "requested_at", "pk")
    )
    three = list(waiting[:3])
    names = [absence.person.display_name for absence in three]
    three_approved_on_a_phone(new_page(Role.DIRECTORATE_MANAGER), names)
    assert Absence.objects.filter(pk__in=[absence.pk for absence in three], decided_by=manager).count() == 3


def test_row_8_the_report_is_released(site: Site, new_page: NewPage) -> None:
    report_released(new_page(Role.DIRECTORATE_MANAGER))
    released = ReportRun.objects.filter(definition__kind="weekly").latest("period_last_date")
    assert released.released_by == site.people[Role.DIRECTORATE_MANAGER]


def test_row_9_a_registrar_is_sick_and_offers_go_out(site: Site, new_page: NewPage) -> None:
    tonight = Duty.objects.standing().filter(rota__name="ENT 2nd on call", during__startswith__gt=MONDAY)
    duty = tonight.select_related("person").earliest("during")
    assert duty.person
    registrar_is_sick(new_page(Role.ROTA_COORDINATOR), duty.person, others=[])
    asked = CoverOffer.objects.filter(gap__duty=duty)
    assert asked.count() >= 2
    assert OutgoingMail.objects.filter(pk__in=asked.values("mail")).count() == asked.count()


def test_row_10_who_is_where_on_wednesday_afternoon(site: Site, new_page: NewPage) -> None:
    away = Absence.objects.counting().touching(first=TODAY, last=TODAY + WEEK).values("person")
    theatre = ActivityTemplate.objects.filter(
        weekday=3, session="pm", activity="Theatre", person__specialty__code="ent"
    )
    doctor = theatre.exclude(person__in=away).select_related("person").earliest("pk").person
    who_is_where(new_page(Role.ROTA_COORDINATOR), doctor.surname, activity="Theatre")


def test_row_11_a_complaint_is_logged_and_three_statements_are_asked(site: Site, new_page: NewPage) -> None:
    three = list(Person.objects.filter(specialty__code="ent", grade="Consultant").order_by("pk")[:3])
    complaint_logged(
        new_page(Role.ASSISTANT_MANAGER),
        datix="W-54321",
        received=TODAY - timedelta(days=3),
        wanted=TODAY + timedelta(days=15),
        answerers=three,
    )
    asked = StatementRequest.objects.outstanding().filter(point__case__datix_ref="W-54321")
    assert set(asked.values_list("person", flat=True)) == {person.pk for person in three}


def test_row_12_which_statements_are_late_and_is_the_person_away(site: Site, new_page: NewPage) -> None:
    late = StatementRequest.objects.late_on(TODAY).select_related("person")
    away = [request.person for request in late if not is_in(request.person)]
    late_statements(new_page(Role.ASSISTANT_MANAGER), away[0])


def test_row_13_a_photo_of_a_timesheet_goes_to_agency_and_finance(site: Site, new_page: NewPage) -> None:
    sheet = Timesheet.objects.get()
    timesheet_by_photo(
        new_page(Role.ROTA_COORDINATOR),
        new_page(Role.ASSISTANT_MANAGER),
        sheet,
        photo={"name": "timesheet.jpg", "mimeType": "image/jpeg", "buffer": photo_of(sheet)},
        hours="15",
        cost_code="RWP-ENT-5501",
        agency="pay@harbour.example",
    )
    sent = OutgoingMail.objects.filter(kind="timesheet", files__isnull=False).values_list("recipient", flat=True)
    assert set(sent) == {"pay@harbour.example", "finance@demo.invalid"}


def test_row_14_the_manager_reads_the_brief_on_a_phone(site: Site, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 375, "height": 667}, is_mobile=True)
    text = brief_on_a_phone(context.new_page(), site)
    assert "31 March" in text
    context.close()


def test_row_1_next_mondays_list_is_loaded_and_the_comments_are_still_there(
    site: Site, browser: Browser, tmp_path: Path
) -> None:
    # Last: it is a week later then
    patient, said = commented()
    census = latest_list().census_date + timedelta(weeks=1)
    site.manage("demo_list", str(tmp_path))
    (file,) = tmp_path.iterdir()
    with site.with_settings(WEEKS_LATER="1") as later:
        context = browser.new_context(**context_options(later))
        context.add_cookies([session_cookie(later, Role.ASSISTANT_MANAGER)])
        load_the_list(context.new_page(), file, census=census, patient=patient, said=said)
        context.close()
