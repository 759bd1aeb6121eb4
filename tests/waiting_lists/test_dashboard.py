"""The dashboard shows what NHS England published, and every number opens its rows."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from directorate.core.models import User
from waiting_lists.models import Census
from waiting_lists.pages.cohorts import changed, cohort_changes, cohort_counts, everything, total_of

pytestmark = pytest.mark.django_db


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def row_of(page: str, name: str) -> str:
    table = page.split('id="figures-heading"')[1].split("</table>", maxsplit=1)[0]
    return words(next(row for row in table.split("<tr") if f'<th scope="row">{name}' in row))


def test_the_published_figures_of_january_2026_stand_on_the_page(
    january: None, sam: User, client_for: Callable[[User], Client]
) -> None:
    client = client_for(sam)
    page = client.get(reverse("waiting_lists:dashboard")).content.decode()
    published = {
        "Ear Nose and Throat": ("7,884", "43.46%", "21.1", "47.9", "356"),
        "Oral Surgery": ("3,933", "36.05%", "25.4", "48.6", "153"),
        "Dermatology": ("2,453", "57.93%", "15.3", "38.5", "6"),
    }
    for name, figures in published.items():
        row = row_of(page, name)
        positions = [row.index(f" {figure} ") for figure in figures]
        assert positions == sorted(positions), name
    assert "As at 31 January 2026" in words(page)
    assert "compared with 24 January 2026" in words(page)
    march = words(page.split("Pathways over 52 weeks on 31 March 2026")[1].split("</table>")[0])
    assert (
        "ENT 1,027 ENT, all 63 ENT, Treatment date in time 657 ENT, Too late or not treatment 307 ENT, No date" in march
    )
    assert "All 1,806 All, all 182 All, Treatment date in time" in march
    beside = words(page.split("Pathways over 52 weeks on 31 March 2026")[1].split("</p>")[0])
    assert "1,624 No treatment date without a treatment date" in beside
    assert "Since 24 January 2026: 4 tipped in tipped in; 84 left; 4 lost their date" in beside


def test_every_number_opens_exactly_its_rows(january: None, sam: User, client_for: Callable[[User], Client]) -> None:
    client = client_for(sam)
    page = client.get(reverse("waiting_lists:dashboard")).content.decode()
    main = page.split("<main")[1]
    links = re.findall(r'<a href="([^"]*pathways/\?[^"]*)">([\d,]+)<span', main)
    assert len(links) > 100
    tiles = client.get(reverse("waiting_lists:pathway_list")).content.decode().split('id="cohorts-heading"')[1]
    found = re.findall(r'<a href="([^"]*by=2026-03-31[^"]*)">([\d,]+)</a>', tiles.split("</section>")[0])
    assert [figure for _, figure in found] == ["1,806", "182", "1,096", "528", "1,624", "4", "4"]
    for href, figure in [*links[:: len(links) // 25], *found]:
        listed = words(client.get(href.replace("&amp;", "&")).content.decode())
        noun = "pathway" if figure == "1" else "pathways"
        assert f" {figure} {noun}," in listed, href


def test_a_cohort_is_that_of_the_list_before_with_who_came_and_without_who_left(january: None) -> None:
    census = Census.objects.latest_with_rows()
    assert census
    assert census.previous
    day = date(2026, 3, 31)
    for weeks in (18, 52, 65, 78):
        scope, before = everything(census), everything(census.previous)
        now = total_of(cohort_counts(census, scope, weeks=weeks, days=[day])[day])
        then = total_of(cohort_counts(census.previous, before, weeks=weeks, days=[day])[day])
        change = changed(cohort_changes(census, scope, weeks=weeks, days=[day])[day])
        assert change
        assert then.pathways + change.tipped_in - change.left == now.pathways > 0, weeks


def test_the_chart_holds_the_figures_of_its_table(
    january: None, sam: User, client_for: Callable[[User], Client]
) -> None:
    page = client_for(sam).get(reverse("waiting_lists:dashboard")).content.decode()
    assert 'data-chart="shape-spec"' in page
    assert '"pathways": 391' in page
    assert "18 weeks" in page.split('id="shape-spec"')[1].split("</script>")[0]
