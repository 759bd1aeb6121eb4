"""The pages of rotas."""

from pathlib import Path

from django.urls import reverse
from playwright.sync_api import Page as BrowserPage

from directorate.core.domain.access import Role
from rotas.actions.switchboard import make_link
from tests.browser.pages import Page
from tests.browser.rota_data import small_rota
from tests.browser.site import Site

FILES = Path(__file__).parents[1] / "data/imports/rotas"
COORDINATOR = (Role.ROTA_COORDINATOR,)


def _week_sheet(site: Site) -> str:
    small_rota(site)
    return reverse("rotas:week_sheet")


def _on_call(site: Site) -> str:
    small_rota(site)
    return reverse("rotas:on_call_list")


def _switchboard(site: Site) -> str:
    small_rota(site)
    return reverse("rotas:switchboard", args=[make_link(purpose="Switchboard", by=site.people[COORDINATOR[0]])])


def _gaps(site: Site) -> str:
    small_rota(site)
    return reverse("rotas:gap_list")


def _cover(site: Site) -> str:
    return reverse("rotas:gap_cover", args=[small_rota(site).gap.pk])


def _cannot_come(site: Site) -> str:
    return reverse("rotas:gap_open", args=[small_rota(site).duty.pk])


def _check(_site: Site) -> str:
    return reverse("rotas:rota_check")


def _make_link(page: BrowserPage) -> None:
    page.get_by_role("button", name="Make a link").click()
    page.get_by_text("It is shown once").wait_for()


def _nobody_chosen(page: BrowserPage) -> None:
    page.get_by_role("button", name="Give it to this doctor").click()
    page.get_by_text("There is a problem").wait_for()


def _why_not(page: BrowserPage) -> None:
    page.get_by_text("and why").click()


def _no_cause(page: BrowserPage) -> None:
    page.get_by_role("button", name="Find somebody else").click()
    page.get_by_text("There is a problem").wait_for()


def _check_a_rota(page: BrowserPage) -> None:
    page.get_by_label("Rota or on-call list").set_input_files(FILES / "ent_middle_grade_rota.xlsx")
    page.get_by_role("button", name="Check the rota").click()
    page.get_by_text("Rules are broken").wait_for()


def _no_file(page: BrowserPage) -> None:
    page.get_by_role("button", name="Check the rota").click()
    page.get_by_text("There is a problem").wait_for()


PAGES = [
    Page("week sheet", _week_sheet, (Role.ROTA_COORDINATOR, Role.SECRETARY, Role.RESIDENT)),
    Page("on call", _on_call, (Role.ROTA_COORDINATOR, Role.SECRETARY)),
    Page("on call", _on_call, COORDINATOR, arrange=_make_link),
    Page("on call today, for the switchboard", _switchboard, COORDINATOR),
    Page("gaps", _gaps, COORDINATOR),
    Page("cover now", _cover, COORDINATOR, arrange=_why_not),
    Page("cover now, wrong", _cover, COORDINATOR, arrange=_nobody_chosen),
    Page("cannot come", _cannot_come, COORDINATOR),
    Page("cannot come, wrong", _cannot_come, COORDINATOR, arrange=_no_cause),
    Page("check a rota", _check, COORDINATOR),
    Page("check a rota", _check, COORDINATOR, arrange=_check_a_rota),
    Page("check a rota, wrong", _check, COORDINATOR, arrange=_no_file),
]
