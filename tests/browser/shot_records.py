"""What pictures of steps and of links need beside the demo: the record they show, made as people make it."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db.models import Model
from django.urls import reverse
from playwright.sync_api import FilePayload
from playwright.sync_api import Page as BrowserPage

from complaints.actions.work import chase_by_mail
from complaints.facts.statement_links import latest_link
from complaints.models import StatementRequest
from directorate.core import clock
from directorate.core.actions.outgoing import AnswerLink, token_of
from directorate.core.domain.access import Role
from directorate.core.imports.pipeline import Given, import_file
from directorate.core.models import BankHoliday, Person, PolicyNumber, RoleGrant, User
from directorate.demo.next_list import write_next_list
from reports.actions.double_running import enter_comparison
from reports.domain.brief import lines_of
from reports.facts.brief import brief_for
from reports.models import AgencyExemption, ReportRun
from rotas.actions.session_changes import change_session
from rotas.facts.session_changes import AS_USUAL, WantedSession
from rotas.models import (
    ActivityTemplate,
    CancellationRequest,
    CoverOffer,
    Duty,
    LocumRequest,
    SessionChange,
    SwapOffer,
    Timesheet,
)
from staffing.actions.decision_links import ask_by_link
from staffing.models import Absence, DecisionLink, Post
from tests.browser.demo import account_of
from tests.browser.effort import Effort
from tests.browser.journeys.papers import as_a_phone_shows_it
from tests.browser.journeys.rotas import keep_and_code, photo_of

Arguments = dict[str, object]
Find = Callable[[], Arguments]
ESTABLISHMENT = Path(__file__).parents[1] / "data/imports/staffing/establishment_2026-11.xlsx"


def user() -> Arguments:
    """A secretary's account."""
    return {"pk": User.objects.filter(is_demo=True, grants__role=Role.SECRETARY).earliest("pk").pk}


def grant() -> Arguments:
    """A secretary's role."""
    return {"pk": RoleGrant.objects.filter(role=Role.SECRETARY, user__is_demo=True).earliest("pk").pk}


def register(name: str, key: str = "") -> Find:
    """A register of the administration, or one of its rows."""
    return lambda: {"register": name} | ({"key": key} if key else {})


def one_holiday() -> Arguments:
    """The last bank holiday that is known."""
    return {"register": "bank-holidays", "key": str(BankHoliday.objects.latest("date").pk)}


def policy(key: str) -> Find:
    """The value of a policy number that counts now."""
    return lambda: {"pk": PolicyNumber.objects.filter(key=key).latest("pk").pk}


def doctor() -> Arguments:
    """A doctor of ENT."""
    return {"person": Person.objects.filter(staff_group="medical", specialty__code="ent").earliest("pk").pk}


def half_day() -> Arguments:
    """Next Wednesday morning of a consultant of ENT who has a clinic then."""
    clinics = ActivityTemplate.objects.filter(weekday=3, session="am", person__specialty__code="ent")
    found = clinics.exclude(person__consultant_code=None).earliest("pk")
    day = clock.today() + timedelta(days=(2 - clock.today().weekday()) % 7)
    return {"person": found.person_id, "day": day.isoformat(), "half": "am"}


def half_day_changed() -> Arguments:
    """The same half day, once the coordinator has moved a list to it."""
    found = half_day()
    by = RoleGrant.objects.filter(role=Role.ROTA_COORDINATOR).earliest("pk").user
    doctor = Person.objects.get(pk=found["person"])
    wanted = WantedSession(activity="Theatre", site=None, note="the list of Thursday", covering=None)
    day = date.fromisoformat(str(found["day"]))
    if not SessionChange.objects.filter(person=doctor, date=day).exists():
        change_session(doctor, day=day, half="am", wanted=wanted, was=AS_USUAL, by=by)
    return found


def post() -> Arguments:
    """A post of a medical secretary."""
    return {"post": Post.objects.filter(title="Medical secretary").earliest("pk").pk}


def duty_ahead() -> Arguments:
    """A duty of the second tier some days ahead, which somebody does."""
    ahead = Duty.objects.standing().filter(rota__name="ENT 2nd on call", person__isnull=False)
    return {"duty": ahead.filter(during__startswith__gt=clock.now() + timedelta(days=4)).earliest("during").pk}


def own_duty() -> Arguments:
    """The next duty of the consultant who signs in."""
    mine = Duty.objects.held_by(account_of(Role.CONSULTANT)).to_come(clock.now())
    return {"duty": mine.earliest("during").pk}


def bank_office() -> Arguments:
    """The link of the first request to the bank office."""
    return {"token": token_of(AnswerLink("rotas:locum_reply", LocumRequest.objects.earliest("pk").key))}


def booking_office() -> Arguments:
    """The link of the first request to cancel sessions."""
    found = CancellationRequest.objects.filter(state="asked").earliest("pk")
    return {"token": token_of(AnswerLink("rotas:cancellation_reply", found.key))}


def leave_by_link() -> Arguments:
    """The link about a request for leave, as its approver gets it."""
    asked = Absence.objects.filter(state="requested", person__team__name="ENT secretaries").earliest("pk")
    link = DecisionLink.objects.filter(absence=asked).first() or ask_by_link(asked, by=account_of(Role.TEAM_LEADER))
    return {"token": token_of(AnswerLink("staffing:leave_answer", link.key))} if link else {}


def statement_by_link() -> Arguments:
    """The link of somebody who was asked for statements, as their reminder brings it."""
    asked = StatementRequest.objects.outstanding().filter(point__case__state="acknowledged")
    found = asked.select_related("point__case", "person").latest("due_date", "pk")
    case, person = found.point.case, found.person
    link = latest_link(case, person=person)
    if link is None:
        chase_by_mail(found, by=account_of(Role.ASSISTANT_MANAGER))
        link = latest_link(case, person=person)
    return {"token": token_of(AnswerLink("complaints:statement_answer", link.key))} if link else {}


def exemption() -> Arguments:
    """An exemption of agency that runs."""
    return {"pk": AgencyExemption.objects.earliest("pk").pk}


@cache
def comparison() -> Arguments:
    """A figure of a spreadsheet beside ours."""
    sunday = clock.today() - timedelta(days=clock.today().weekday() + 1)
    by = account_of(Role.ASSISTANT_MANAGER)
    return {"pk": enter_comparison(measure="open_pathways", day=sunday, theirs=Decimal(14230), reason="", by=by).pk}


def report_read() -> Arguments:
    """Who read the latest weekly report."""
    return {"subject": "hr_report", "key": str(ReportRun.objects.filter(definition__kind="weekly").latest("pk").pk)}


@cache
def workbook() -> Arguments:
    """A workbook that was checked: rejected rows of two sheets, notices and a duplicate."""
    given = Given(as_at=date(2026, 11, 22), is_dry_run=True)
    found = import_file(ESTABLISHMENT, feed="establishment", by=account_of(Role.ASSISTANT_MANAGER), given=given)
    return {"batch_id": found.pk}


def send_what_nobody_knows(page: BrowserPage) -> None:
    """Drop a file that is like none."""
    page.get_by_label("File").set_input_files({"name": "what.csv", "mimeType": "text/csv", "buffer": b"One,Two\n1,2\n"})
    page.get_by_role("button", name="Check the file").click()
    page.get_by_role("heading", name="What is what.csv?").wait_for()


def drop_next_list(page: BrowserPage) -> None:
    """Give the list of the next Monday, and see what it holds."""
    with TemporaryDirectory() as folder:
        page.get_by_label("File").set_input_files(write_next_list(Path(folder)))
        page.get_by_role("button", name="Check the file").click()
        page.get_by_role("button", name="Use this list").wait_for()


def code_the_timesheet(page: BrowserPage) -> None:
    """Keep the photo of a locum's night and code it: it waits for a signature then."""
    sheet = Timesheet.objects.select_related("request__gap__duty").get()
    photo: FilePayload = {"name": "timesheet.jpg", "mimeType": "image/jpeg", "buffer": photo_of(sheet)}
    keep_and_code(page, photo=photo, hours="15", cost_code="RWP-ENT-5501", effort=Effort(13))


def monday_brief(page: BrowserPage) -> None:
    """Show the brief in the inbox of the phone instead of the page."""
    text = "\n".join(lines_of(brief_for(account_of(Role.DIRECTORATE_MANAGER), now=clock.now(), today=clock.today())))
    page.goto("about:blank")
    page.set_content(as_a_phone_shows_it(text))


def as_the_doctor(page: BrowserPage) -> None:
    """Ask for the gap by e-mail, and open the link of the first doctor."""
    page.get_by_role("button", name="E-mail yes/no links").click()
    page.get_by_role("heading", name="Answers").wait_for()
    _open(page, "rotas:offer_answer", CoverOffer)


def as_the_other_doctor(page: BrowserPage) -> None:
    """Ask the first who can for a swap by e-mail, and open the link."""
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="E-mail yes/no links").click()
    page.get_by_role("heading", name="Answers").wait_for()
    _open(page, "rotas:swap_answer", SwapOffer)


def _open(page: BrowserPage, url: str, offers: type[Model]) -> None:
    page.context.clear_cookies()
    offer = offers._default_manager.latest("pk")
    page.goto(reverse(url, args=[token_of(AnswerLink(url, offer.key))]))  # type: ignore[attr-defined]


def say_yes(page: BrowserPage) -> None:
    """Answer the link with yes."""
    as_the_doctor(page)
    page.get_by_role("button", name="Yes, I can").click()
    page.wait_for_load_state()


def link_for_password(page: BrowserPage) -> None:
    """Make the link by which somebody sets a password."""
    page.get_by_role("button", name="Make a link to set a password").click()
    page.get_by_role("heading", name="Link to set a password").wait_for()
