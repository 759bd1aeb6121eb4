"""A month of double running: what the spreadsheet says beside what we say, with the difference and the reason."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from directorate.core import clock
from directorate.core.domain.access import Role
from directorate.core.models import User
from reports.domain.double_running import MEASURES, day_fault, difference, shown
from reports.facts.double_running import our_figure
from reports.models import Comparison
from tests.complaints.factories import CaseFactory, CaseStepFactory
from tests.reports.factories import ComparisonFactory
from tests.waiting_lists.factories import CensusFactory, CensusPathwayFactory, summarise

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
LIST = reverse("reports:comparison_list")
SUNDAY = date(2026, 11, 22)


@pytest.fixture
def census(reference: None, monday: datetime) -> None:
    """Three pathways on the list of 22 November, one of them over 52 weeks."""
    found = CensusFactory()
    for start in (date(2025, 9, 1), date(2026, 9, 1), date(2026, 10, 1)):
        CensusPathwayFactory(census=found, rtt_period_start_date=start)
    summarise(found)


def typed(**more: str) -> dict[str, str]:
    return {"measure": "over_52_weeks", "day": "22/11/2026", "theirs": "3", "reason": ""} | more


def test_a_manager_compares_and_then_says_why(census: None, sam: User, client_for: SignIn) -> None:
    client = client_for(sam)
    answer = client.post(LIST, typed())
    row = Comparison.objects.get()
    assert answer.url == reverse("reports:comparison_edit", args=[row.pk])  # type: ignore[attr-defined]
    assert (row.theirs, row.ours, row.entered_by) == (Decimal(3), Decimal(1), sam)
    page = client.get(LIST).text
    assert "1 figure: 0 the same, 1 not, 1 of them without a reason yet" in page
    assert "+2" in page
    client.post(answer.url, typed(reason="Counts planned patients"))  # type: ignore[attr-defined]
    assert Comparison.objects.get().reason == "Counts planned patients"
    assert "Counts planned patients" in client.get(LIST).text
    assert "Compare with a spreadsheet" in client.get(answer.url).text  # type: ignore[attr-defined]


def test_the_same_figure_is_said_to_be_the_same(census: None, sam: User, client_for: SignIn) -> None:
    client = client_for(sam)
    assert client.post(LIST, typed(measure="open_pathways"), follow=True).redirect_chain[0][0] == LIST
    assert "The same" in client.get(LIST).text


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"day": "24/11/2026"}, "The day has not come yet"),
        ({"measure": "agency_net", "day": "20/11/2026"}, "enter the Sunday on which it ends"),
        ({"theirs": "-1"}, "The figure is 0 or more"),
        ({"theirs": ""}, "Enter the figure of your spreadsheet"),
    ],
    ids=["tomorrow", "a Friday", "below nothing", "no figure"],
)
def test_what_cannot_be_compared_is_said(
    monday: datetime, sam: User, client_for: SignIn, more: dict[str, str], said: str
) -> None:
    answer = client_for(sam).post(LIST, typed(**more))
    assert answer.status_code == 422
    assert said in answer.text
    assert not Comparison.objects.exists()


def test_managers_enter_readers_of_reports_read_and_nobody_else_sees_it(
    monday: datetime, everybody: dict[Role, User], client_for: SignIn
) -> None:
    got = {role.value: client_for(user).get(LIST) for role, user in everybody.items()}
    assert {role for role, page in got.items() if page.status_code == 200} == {"dm", "am", "hr", "fin", "aud"}
    assert {
        role for role, page in got.items() if "Compare</button>" in page.text.replace("\n", "").replace("  ", "")
    } == {"dm", "am"}
    posted = {role.value: client_for(user).post(LIST, typed()).status_code for role, user in everybody.items()}
    assert {role for role, status in posted.items() if status == 302} == {"dm", "am"}


@pytest.mark.parametrize("measure", list(MEASURES))
def test_every_measure_can_be_worked_out(reference: None, sam: User, monday: datetime, measure: str) -> None:
    found = our_figure(measure, day=SUNDAY, user=sam)
    nothing = {"open_pathways", "over_52_weeks", "sickness_rate", "agency_net"}
    assert found is None if measure in nothing else found == 0


def test_open_complaints_are_those_of_that_day(reference: None, sam: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 12, 1, 9, tzinfo=UTC))
    case = CaseFactory()
    CaseStepFactory(case=case, type="withdraw", on_date=date(2026, 11, 20))
    days = [date(2026, 11, 8), date(2026, 11, 9), date(2026, 11, 19), date(2026, 11, 20)]
    assert [our_figure("open_complaints", day=day, user=sam) for day in days] == [0, 1, 1, 0]


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("figure_compared_is_a_known_one", {"measure": "mood"}),
        ("figure_of_a_spreadsheet_is_not_negative", {"theirs": -1}),
    ],
    ids=["unknown", "negative"],
)
def test_an_impossible_comparison_is_refused(name: str, fields: dict[str, object]) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        ComparisonFactory(**fields)


def test_a_figure_of_a_day_is_compared_once() -> None:
    ComparisonFactory()
    with pytest.raises(IntegrityError, match="figure_of_a_day_is_compared_once"), transaction.atomic():
        ComparisonFactory()


def test_words_of_figures() -> None:
    assert shown(Decimal(12500), unit="count") == "12,500"
    assert shown(Decimal("11.5"), unit="percent") == "11.50%"
    assert shown(Decimal(2579), unit="money") == "£2,579.00"
    assert shown(None, unit="wte") == "not known"
    assert difference(theirs=Decimal(3), ours=None) is None
    assert day_fault("over_52_weeks", day=SUNDAY, today=SUNDAY) == ""
