"""Monday's tasks on the waiting list, with what each costs: clicks, keys and seconds. See docs/guide/monday.md."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page

from directorate.core.domain.access import Role
from tests.browser.journeys.waiting_list import (
    cohort_as_excel,
    comment_on_twenty_rows,
    load_the_list,
    patient_on_the_phone,
)
from tests.browser.site import Site
from tests.waiting_lists.factories import CommentFactory
from waiting_lists.models import Census, CensusPathway, Comment

SAMPLES = Path(__file__).resolve().parents[1] / "data" / "waiting_lists"
NewPage = Callable[..., Page]
LAST_WEEK, THIS_WEEK = "ptl_2026-01-25.csv", "ptl_2026-02-01.csv"
SAID = "Rang, wants Kidderminster"


@pytest.fixture(scope="module")
def commented(site: Site) -> CensusPathway:
    """Last week's list is in, and somebody commented on the longest waiter, who is still on this week's."""
    site.manage("import_file", str(SAMPLES / LAST_WEEK), "--feed", "ptl", "--as-at", "2026-01-24")
    found = CensusPathway.objects.filter(patient_pathway_identifier__in=_stays(), specialty__code="ent", is_rtt=True)
    pathway = found.order_by("rtt_period_start_date", "pk")[0]
    CommentFactory(pathway_key=pathway.pathway_key, text=SAID, created_by=site.people[Role.SECRETARY])
    return pathway


def _stays() -> list[str]:
    """Pathway identifiers of this week's file."""
    lines = (SAMPLES / THIS_WEEK).read_text(encoding="cp1252").splitlines()
    place = lines[0].split(",").index("PPID")
    return [cells[place] for line in lines[1:] if len(cells := line.split(",")) > place]


def test_row_1_mondays_list_is_loaded_and_the_comments_are_still_there(
    site: Site, new_page: NewPage, commented: CensusPathway
) -> None:
    effort = load_the_list(
        new_page(Role.ASSISTANT_MANAGER), SAMPLES / THIS_WEEK, census=date(2026, 1, 31), patient=commented, said=SAID
    )
    assert (effort.clicks, effort.keys) == (2, 0)


def test_row_2_the_cohort_of_31_march_without_a_treatment_date_leaves_as_excel(
    site: Site, new_page: NewPage, commented: CensusPathway, tmp_path: Path
) -> None:
    _this_week(site)
    page = new_page(Role.DIRECTORATE_MANAGER)
    effort = cohort_as_excel(
        page, day=date(2026, 3, 31), pathways=1806, in_time=182, book=tmp_path / "cohort.xlsx", ent=900
    )
    assert (effort.clicks, effort.keys) == (2, 0)


def test_row_3_a_patient_rings_and_the_answer_is_there(site: Site, new_page: NewPage, commented: CensusPathway) -> None:
    _this_week(site)
    effort = patient_on_the_phone(new_page(Role.SECRETARY), commented, said=SAID)
    assert (effort.clicks, effort.keys) == (0, 9)


def test_row_4_twenty_rows_are_commented_without_a_page_change(
    site: Site, new_page: NewPage, commented: CensusPathway
) -> None:
    _this_week(site)
    before = Comment.objects.count()
    effort = comment_on_twenty_rows(new_page(Role.ASSISTANT_MANAGER))
    assert Comment.objects.count() == before + 20
    assert effort.clicks == 0


def _this_week(site: Site) -> None:
    """This week's list is in, whether or not the first task has run."""
    if not Census.objects.filter(census_date="2026-01-31", state="accepted").exists():
        site.manage("import_file", str(SAMPLES / THIS_WEEK), "--feed", "ptl", "--as-at", "2026-01-31")
