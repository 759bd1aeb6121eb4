"""The staff list and its forms."""

from datetime import timedelta

from django.urls import reverse
from playwright.sync_api import Page as BrowserPage

from directorate.core import clock
from directorate.core.domain.access import Role
from directorate.core.models import Person, SecretaryConsultant
from directorate.core.models.people import StaffGroup
from staffing.models import Assignment, DeskCount, Post
from tests.browser.pages import Page
from tests.browser.site import Site
from tests.browser.staffing_data import small_team
from tests.factories import SecretaryConsultantFactory
from tests.staffing.factories import DeskCountFactory, PostFactory

MANAGER = (Role.ASSISTANT_MANAGER,)


def _list(site: Site) -> str:
    small_team(site)
    return reverse("staffing:staff_list")


def _nobody_fits(page: BrowserPage) -> None:
    page.get_by_label("Part of a name").fill("zzz")
    page.get_by_role("button", name="Apply filters").click()
    page.get_by_text("Nobody fits these filters").wait_for()


def _record(site: Site) -> str:
    colleague = small_team(site).colleague
    consultant = site.people[Role.CONSULTANT].person
    assert consultant is not None
    if not SecretaryConsultant.objects.filter(secretary=colleague).exists():
        SecretaryConsultantFactory(secretary=colleague, consultant=consultant)
    return reverse("staffing:staff_record", args=[colleague.pk])


def _doctor(site: Site) -> str:
    small_team(site)
    consultant = Person.objects.get(pk=site.people[Role.CONSULTANT].person_id)
    assert consultant.staff_group == StaffGroup.MEDICAL
    return reverse("staffing:staff_record", args=[consultant.pk])


def _edit(site: Site) -> str:
    return reverse("staffing:person_edit", args=[small_team(site).colleague.pk])


def _contract(site: Site) -> str:
    return reverse("staffing:contract_change", args=[small_team(site).colleague.pk])


def _minima(site: Site) -> str:
    small_team(site)
    return reverse("staffing:minimum_cover_list")


def _minimum(site: Site) -> str:
    return reverse("staffing:minimum_cover_edit", args=[small_team(site).colleague.team_id])


def _desk_counts(site: Site) -> str:
    small_team(site)
    return reverse("staffing:desk_count_list")


def _desk_count(site: Site) -> str:
    team = small_team(site).colleague.team
    if not DeskCount.objects.filter(team=team).exists():
        for weeks in (1, 2):
            DeskCountFactory(
                team=team, count_date=clock.today() - timedelta(weeks=weeks), entered_by=site.people[Role.SECRETARY]
            )
    return reverse("staffing:desk_count_team", args=[team.pk])


def _second_contract(site: Site) -> str:
    return reverse("staffing:contract_add", args=[small_team(site).colleague.pk])


def _posts(site: Site) -> str:
    _post(site)
    return reverse("staffing:post_list")


def _post(site: Site) -> str:
    colleague = small_team(site).colleague
    post = Post.objects.filter(position_no="30400001").first() or PostFactory(
        position_no="30400001", title="Medical secretary and audio typist", specialty=colleague.specialty, status="held"
    )
    Assignment.objects.filter(person=colleague).update(post=post)
    return reverse("staffing:post_detail", args=[post.pk])


def _change_post(site: Site) -> str:
    return _post(site) + "edit/"


def _two_weeks(page: BrowserPage) -> None:
    page.get_by_label("The pattern repeats").select_option("2")
    page.get_by_label("Week 1 begins on").wait_for()


def _save_post_without_a_number(page: BrowserPage) -> None:
    page.get_by_role("button", name="Save").click()
    page.get_by_text("There is a problem").wait_for()


def _save_wrong_week(page: BrowserPage) -> None:
    page.get_by_label("Hours a week").fill("30")
    page.get_by_label("WTE").fill("")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("adds up to").first.wait_for()


def _save_contract_without_a_day(page: BrowserPage) -> None:
    page.get_by_label("Hours a week").fill("99")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("There is a problem").wait_for()


def _no_consultant(page: BrowserPage) -> None:
    page.get_by_role("button", name="Add the consultant").click()
    page.get_by_text("There is a problem").wait_for()


def _open_all(page: BrowserPage) -> None:
    for summary in page.locator("main summary").all():
        summary.click()


def _save_cap_without_a_grade(page: BrowserPage) -> None:
    page.get_by_role("button", name="Save the cap").click()
    page.get_by_text("There is a problem").wait_for()


PAGES = [
    Page("staff list", _list, (Role.ASSISTANT_MANAGER, Role.SECRETARY, Role.AUDITOR)),
    Page("staff list", _list, MANAGER, arrange=_nobody_fits),
    Page("staff record", _record, (Role.ASSISTANT_MANAGER, Role.FINANCE), arrange=_open_all),
    Page("staff record, no consultant chosen", _record, MANAGER, arrange=_no_consultant),
    Page("staff record of a doctor", _doctor, (Role.ROTA_COORDINATOR,)),
    Page("add a person", "/staff/people/add/", (Role.ASSISTANT_MANAGER, Role.ROTA_COORDINATOR)),
    Page("add a person, wrong", "/staff/people/add/", MANAGER, arrange=_save_wrong_week),
    Page("change a person", _edit, MANAGER),
    Page("change a contract", _contract, MANAGER),
    Page("change a contract, wrong", _contract, MANAGER, arrange=_save_contract_without_a_day),
    Page("change a contract, two weeks", _contract, MANAGER, arrange=_two_weeks),
    Page("add a second contract", _second_contract, MANAGER),
    Page("posts and vacancies", _posts, (Role.ASSISTANT_MANAGER, Role.TEAM_LEADER, Role.FINANCE)),
    Page("post", _post, (Role.ASSISTANT_MANAGER, Role.HUMAN_RESOURCES), arrange=_open_all),
    Page("change a post", _change_post, MANAGER),
    Page("add a post, wrong", "/staff/posts/add/", MANAGER, arrange=_save_post_without_a_number),
    Page("minimum cover", _minima, (Role.ASSISTANT_MANAGER, Role.TEAM_LEADER)),
    Page("desk counts", _desk_counts, (Role.ASSISTANT_MANAGER, Role.SECRETARY)),
    Page("desk counts of a team", _desk_count, (Role.SECRETARY, Role.FINANCE), arrange=_open_all),
    Page("minimum cover of a team", _minimum, MANAGER, arrange=_open_all),
    Page("price caps", "/staff/price-caps/", (Role.ASSISTANT_MANAGER, Role.AUDITOR), arrange=_open_all),
    Page("set a price cap, wrong", "/staff/price-caps/set/", MANAGER, arrange=_save_cap_without_a_grade),
]
