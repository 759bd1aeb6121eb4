"""The pages of imports: any file dropped, asked about, checked, used; rows that could not be loaded."""

from datetime import date

from django.urls import reverse
from playwright.sync_api import Page as BrowserPage

from directorate.core.domain.access import Role
from directorate.core.imports.pipeline import Given, import_file
from directorate.core.models import ImportBatch
from tests.browser.pages import Page
from tests.browser.site import Site
from tests.core.document_feeds import SAMPLES

DESK = (Role.ASSISTANT_MANAGER,)
ESTABLISHMENT = SAMPLES / "staffing" / "establishment_2026-11.xlsx"


def _checked(site: Site) -> ImportBatch:
    """A workbook with rejected rows of two sheets, notices and a duplicate; checked once, never used."""
    found = ImportBatch.objects.filter(feed="establishment", state="checked").first()
    given = Given(as_at=date(2026, 11, 22), is_dry_run=True)
    return found or import_file(ESTABLISHMENT, feed="establishment", by=site.people[DESK[0]], given=given)


def _batch(site: Site) -> str:
    return reverse("imports:batch_view", args=[_checked(site).pk])


def _rows(site: Site) -> str:
    return reverse("imports:row_list", args=[_checked(site).pk])


def _warnings(site: Site) -> str:
    return reverse("imports:warning_list", args=[_checked(site).pk])


def _list(site: Site) -> str:
    _checked(site)
    return reverse("imports:batch_list")


def _send_what_nobody_knows(page: BrowserPage) -> None:
    page.get_by_label("File").set_input_files({"name": "what.csv", "mimeType": "text/csv", "buffer": b"One,Two\n1,2\n"})
    page.get_by_role("button", name="Check the file").click()
    page.get_by_role("heading", name="What is what.csv?").wait_for()


def _say_nothing(page: BrowserPage) -> None:
    _send_what_nobody_knows(page)
    page.get_by_role("button", name="Check the file").click()
    page.get_by_text("Say what the file is").first.wait_for()


def _send_a_picture(page: BrowserPage) -> None:
    page.get_by_label("File").set_input_files(
        {"name": "a.csv", "mimeType": "text/csv", "buffer": b"\x89PNG\r\n\x1a\n\0\0"}
    )
    page.get_by_role("button", name="Check the file").click()
    page.get_by_text("The file is not text").first.wait_for()


PAGES = [
    Page("imports", _list, DESK),
    Page("import", reverse("imports:batch_upload"), DESK),
    Page("import, refused", reverse("imports:batch_upload"), DESK, arrange=_send_a_picture),
    Page("import, asked what it is", reverse("imports:batch_upload"), DESK, arrange=_send_what_nobody_knows),
    Page("import, not said what it is", reverse("imports:batch_upload"), DESK, arrange=_say_nothing),
    Page("import of a workbook", _batch, DESK),
    Page("rows not loaded", _rows, DESK),
    Page("noticed in an import", _warnings, DESK),
]
