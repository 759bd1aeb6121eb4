"""The pages of rotas."""

from pathlib import Path

from django.urls import reverse
from playwright.sync_api import Page as BrowserPage

from directorate.core.domain.access import Role
from tests.browser.pages import Page

FILES = Path(__file__).parents[1] / "data/imports/rotas"
COORDINATOR = (Role.ROTA_COORDINATOR,)


def _check_a_rota(page: BrowserPage) -> None:
    page.get_by_label("Rota or on-call list").set_input_files(FILES / "ent_middle_grade_rota.xlsx")
    page.get_by_role("button", name="Check the rota").click()
    page.get_by_text("Rules are broken").wait_for()


def _no_file(page: BrowserPage) -> None:
    page.get_by_role("button", name="Check the rota").click()
    page.get_by_text("There is a problem").wait_for()


def _check(_site: object) -> str:
    return reverse("rotas:rota_check")


PAGES = [
    Page("check a rota", _check, COORDINATOR),
    Page("check a rota", _check, COORDINATOR, arrange=_check_a_rota),
    Page("check a rota, wrong", _check, COORDINATOR, arrange=_no_file),
]
