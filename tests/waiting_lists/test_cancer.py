"""The cancer list: the sample comes in exactly, its page ranks by what can still be kept, Today says who runs out."""

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from directorate.core.imports.pipeline import Given, import_file
from directorate.core.models import AccessEvent, ImportBatch, ImportWarning, RejectedRow, Specialty, User
from tests.waiting_lists.conftest import FILES, SmallList
from tests.waiting_lists.factories import CancerPathwayFactory
from waiting_lists.actions.cancer_list import apply_to_list
from waiting_lists.models import CancerPathway, CensusPathway

pytestmark = pytest.mark.django_db

SAMPLE = FILES / "cancer_ptl.csv"
WANTED = json.loads(SAMPLE.with_name("cancer_ptl.csv.expected.json").read_text())
ClientFor = Callable[[User], Client]
PAGE = reverse("waiting_lists:cancer_list")


def words(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def load(path: Path, *, by: User, day: date) -> ImportBatch:
    return import_file(path, feed="cancer_ptl", by=by, given=Given(as_at=day))


@pytest.fixture
def _files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.usefixtures("_files")
def test_the_sample_comes_in_exactly_and_the_same_rows_change_nothing(sam: User, tmp_path: Path) -> None:
    batch = load(SAMPLE, by=sam, day=date.fromisoformat(WANTED["as_at"]))
    assert (batch.state, batch.sha256) == ("accepted", WANTED["sha256"])
    assert (batch.rows_read, batch.rows_accepted, batch.rows_rejected) == (80, 78, 2)
    rejected = RejectedRow.objects.filter(batch=batch).order_by("row_number")
    assert [
        {"row": row.row_number, "column": row.column, "code": row.code, "value": row.value} for row in rejected
    ] == WANTED["rejected"]
    assert not ImportWarning.objects.filter(batch=batch).exists()
    assert batch.counts["totals"] == WANTED["totals"]
    assert CancerPathway.objects.count() == 78
    assert {row.specialty.code for row in CancerPathway.objects.select_related("specialty")} == {"ent", "dermatology"}
    # the same records in another file
    other = tmp_path / "again.csv"
    other.write_bytes(SAMPLE.read_bytes() + b"\n")
    again = load(other, by=sam, day=date.fromisoformat(WANTED["as_at"]))
    assert again.counts["changes"] == ["cancer records: 0 new, 0 changed, 78 as before"]
    assert apps.get_model("waiting_lists", "CancerPathwayEvent").objects.count() == 78


@pytest.mark.usefixtures("_files")
def test_an_older_list_does_not_overwrite_a_later_one(sam: User) -> None:
    CancerPathwayFactory(pathway_identifier="CAN0001", tumour_site="skin", listed_date=date(2026, 2, 7))
    load(SAMPLE, by=sam, day=date(2026, 1, 31))
    assert CancerPathway.objects.get(pathway_identifier="CAN0001").listed_date == date(2026, 2, 7)
    assert CancerPathway.objects.on_the_list().count() == 1


def test_the_page_ranks_by_the_next_day_that_can_be_kept(
    small_list: SmallList, sam: User, client_for: ClientFor, django_assert_max_num_queries: Any
) -> None:
    CancerPathwayFactory(pathway_identifier="CAN-LATE", clock_start_date=date(2026, 8, 1))
    CancerPathwayFactory(pathway_identifier="CAN-SOON", clock_start_date=date(2026, 10, 28), nhs_number="")
    CancerPathwayFactory(pathway_identifier="CAN-OUT", informed_date=date(2026, 11, 1), outcome="not_cancer")
    client = client_for(sam)
    client.get(PAGE)
    with django_assert_max_num_queries(12):
        page = words(client.get(PAGE))
    assert page.index("CAN-SOON") < page.index("CAN-LATE")
    assert "CAN-OUT" not in page
    assert "1 record is of patients who are not on the patient tracking list of 22 November 2026" in page
    assert "last day Wed 25 Nov 2026" in page
    assert "over from Thu 26 Nov 2026" in page
    assert "over 62 days (cancer) from 1 August 2026, last day 2 October 2026" in page
    assert "Told cancer or not within 28 days of the referral" in page
    assert AccessEvent.objects.filter(kind="list", filters={"list": "cancer"}).exists()


def test_each_sees_the_records_of_their_specialty(
    small_list: SmallList, amira: User, bola: User, client_for: ClientFor
) -> None:
    CancerPathwayFactory(pathway_identifier="CAN-ENT")
    CancerPathwayFactory(pathway_identifier="CAN-SKIN", specialty=Specialty.objects.get(code="dermatology"))
    CancerPathwayFactory(pathway_identifier="CAN-LUNG", specialty=None)
    page = words(client_for(amira).get(PAGE))
    assert "CAN-ENT" in page
    assert "CAN-SKIN" not in page
    assert "CAN-LUNG" not in page
    assert client_for(bola).get(PAGE).status_code == 403


def test_today_says_who_reaches_day_28_by_friday_with_no_date(
    small_list: SmallList, sam: User, client_for: ClientFor
) -> None:
    # day 28 of the first is Wednesday 25 November, of the second Saturday; day 62 of the third is Wednesday
    CancerPathwayFactory(pathway_identifier="CAN-WED", clock_start_date=date(2026, 10, 28), nhs_number="")
    CancerPathwayFactory(pathway_identifier="CAN-SAT", clock_start_date=date(2026, 10, 31), nhs_number="")
    CancerPathwayFactory(
        pathway_identifier="CAN-62", clock_start_date=date(2026, 9, 24), nhs_number="", route="consultant_upgrade"
    )
    client = client_for(sam)
    today = words(client.get("/"))
    assert "Cancer: 1 patient reaches day 28 by Friday with no date, 1 reaches day 62 without a treatment date" in today
    page = words(client.get(f"{PAGE}?due=week"))
    assert "CAN-WED" in page
    assert "CAN-62" in page
    assert "CAN-SAT" not in page
    assert "by 27 November 2026 with no date" in page


def test_without_a_list_the_page_says_what_to_do(sam: User, client_for: ClientFor) -> None:
    assert "No cancer list has been loaded yet" in words(client_for(sam).get(PAGE))


@pytest.mark.parametrize(
    "wrong",
    [{"treatment_date": date(2026, 10, 1)}, {"informed_date": date(2026, 11, 1)}],
    ids=["treated before the referral", "told nothing"],
)
def test_the_database_refuses_what_cannot_be(wrong: dict[str, date]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CancerPathwayFactory(specialty=None, **wrong)


def test_the_list_ranks_by_the_days_of_the_cancer_list_and_says_so(
    small_list: SmallList, sam: User, client_for: ClientFor
) -> None:
    CensusPathway.objects.filter(census=small_list.census).update(nhs_number="")
    hers = CensusPathway.objects.filter(census=small_list.census, pk=small_list.hers.pk)
    marked = CensusPathway.objects.filter(census=small_list.census, pk=small_list.cancer.pk)
    hers.update(nhs_number="9990294879")
    marked.update(nhs_number="9990901937")
    CancerPathwayFactory(nhs_number="9990294879", clock_start_date=date(2026, 10, 26))
    ruled_out = CancerPathwayFactory(nhs_number="9990901937", informed_date=date(2026, 11, 9), outcome="not_cancer")
    assert apply_to_list() == 2
    row = hers.get()
    assert (row.next_breach_date, row.fds28_start_date) == (date(2026, 11, 24), date(2026, 10, 26))
    assert marked.get().next_breach_date == date(2027, 3, 6)
    client = client_for(sam)
    page = words(client.get(reverse("waiting_lists:pathway_list")))
    assert page.index("ROLLASON") < page.index("ZAPATA")
    assert "28 days (cancer) Tue 24 Nov" in page
    detail = words(client.get(reverse("waiting_lists:pathway_detail", args=[row.pathway_key])))
    assert "Told cancer or not within 28 days of the referral" in detail
    assert "those of the cancer list of 22 November 2026" in detail
    # a later list without the record: the list's own mark speaks again
    ruled_out.listed_date = date(2026, 11, 29)
    ruled_out.save()
    apply_to_list()
    assert hers.get().cancer_listed_date is None
    assert hers.get().next_breach_date == date(2027, 1, 12)
