"""Plan, pay and exemptions are typed by a manager with a source, and the reports print them."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from directorate.core.domain.periods import Period
from directorate.core.models import Specialty, User
from reports.facts.agency_plan import typed_for
from reports.models import AgencyExemption, MonthlyAmount, ReportRun
from tests.reports.factories import AgencyExemptionFactory, MonthlyAmountFactory

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
LIST, CHANGE, ADD = (reverse(f"reports:{name}") for name in ("agency_plan_list", "agency_plan_change", "exemption_add"))
YEAR = "?year=2026"
OCTOBER = date(2026, 10, 1)
SAID = {
    "reference": "EX-2026-7", "band": "4", "ground": "Business critical", "granted_by_name": "Panel, 1 October 2026",
    "first_day": "1/10/2026", "last_day": "31/12/2026",
}  # fmt: skip


@pytest.fixture
def ent(reference: None) -> Specialty:
    return Specialty.objects.get(code="ent")


def boxes(ent: Specialty, **more: str) -> dict[str, str]:
    return {f"plan_{ent.pk}_2026_10": "3,000.00", "pay_all_2026_10": "150000", "source": "Finance, 3 April 2026"} | more


def test_a_year_is_typed_at_once_and_only_what_differs_is_written(
    chris: User, ent: Specialty, client_for: ClientFor, monday: object
) -> None:
    client = client_for(chris)
    assert "£3,000.00" not in client.get(LIST + YEAR).text
    page = client.post(CHANGE + YEAR, boxes(ent) | {f"plan_{ent.pk}_2026_10": "3000"}, follow=True).text
    assert "£3,000.00" in page
    assert "Finance, 3 April 2026" in page
    assert typed_for(Period(first=OCTOBER, last=date(2026, 10, 31))).plans == {(OCTOBER, "ent"): 3000}
    changed = {f"plan_{ent.pk}_2026_10": "3100", "pay_all_2026_10": "150000"}
    refused = client.post(CHANGE + YEAR, changed)
    assert (refused.status_code, "Say where the figures that you changed come from." in refused.text) == (422, True)
    assert 'value="3100"' in refused.text, "nothing that was typed is lost"
    client.post(CHANGE + YEAR, changed | {"source": "Finance, month 7"})
    assert set(MonthlyAmount.objects.values_list("kind", "pounds", "source")) == {
        ("plan", Decimal(3100), "Finance, month 7"),
        ("pay", Decimal(150_000), "Finance, 3 April 2026"),
    }
    assert "Nothing was changed." in client.post(CHANGE + YEAR, changed, follow=True).text
    client.post(CHANGE + YEAR, {"source": "Not agreed after all"})
    assert not MonthlyAmount.objects.exists()
    assert apps.get_model("reports", "MonthlyAmountEvent").objects.count() == 5


@pytest.mark.parametrize("typed", ["a lot", "-1", "1e400", "12.345"])
def test_what_is_no_amount_is_refused_by_its_month(
    typed: str, chris: User, ent: Specialty, client_for: ClientFor, monday: object
) -> None:
    response = client_for(chris).post(CHANGE + YEAR, {f"plan_{ent.pk}_2026_10": typed, "source": "x"})
    assert response.status_code == 422
    assert "ENT, October 2026" in response.text
    assert not MonthlyAmount.objects.exists()


@pytest.mark.parametrize("year", ["", "?year=x", "?year=0001", "?year=99999", "?year=²026"])
def test_a_year_that_cannot_be_read_is_this_one(year: str, chris: User, client_for: ClientFor, monday: object) -> None:
    assert "1 April 2026 to 31 March 2027" in client_for(chris).get(LIST + year).text


def test_an_exemption_is_recorded_once_and_its_last_day_changed(
    sam: User, ent: Specialty, client_for: ClientFor, monday: object
) -> None:
    client = client_for(sam)
    page = client.post(ADD, SAID | {"specialty": ent.pk}, follow=True).text
    assert "EX-2026-7 is recorded." in page
    assert "1 October 2026 to 31 December 2026" in page
    again = client.post(ADD, SAID | {"specialty": ent.pk})
    assert (again.status_code, "is recorded for this specialty and band already" in again.text) == (422, True)
    wrong = client.post(ADD, SAID | {"specialty": ent.pk, "reference": "EX-8", "last_day": "30/9/2026"})
    assert (wrong.status_code, "must not lie before the first day" in wrong.text) == (422, True)
    found = AgencyExemption.objects.get()
    end = reverse("reports:exemption_end", args=[found.pk])
    assert 'value="31/12/2026"' in client.get(end).text
    client.post(end, {"last_day": "30/11/2026"})
    found.refresh_from_db()
    assert (found.valid.upper, found.recorded_by) == (date(2026, 12, 1), sam)
    client.post(end, {"last_day": ""})
    found.refresh_from_db()
    assert found.valid.upper is None


def test_readers_read_and_do_not_type(bola: User, client_for: ClientFor, monday: object) -> None:
    client = client_for(bola)
    assert "Type plan and pay" not in client.get(LIST).text
    assert [client.get(address).status_code for address in (CHANGE, ADD)] == [403, 403]


def test_the_monthly_report_prints_plan_pay_and_exemptions(both: list[ReportRun]) -> None:
    texts = dict(both[0].figures.values_list("key", "text"))
    assert texts["month.2026-10.plan"] == "£3,000.00"
    assert texts["month.2026-10.difference"] == "-£2,355.00"
    assert texts["month.2026-10.pay_percent"] == "0.43"
    assert texts["exemptions.total"] == "1 exemption in force; lines without one: 0 of 1"


@pytest.fixture
def typed(chris: User) -> None:
    """What a manager has typed before the reports are made."""
    AgencyExemptionFactory(recorded_by=chris)
    MonthlyAmountFactory(typed_by=chris)
    MonthlyAmountFactory(typed_by=chris, kind="pay", specialty=None, pounds=150_000)


@pytest.fixture
def both(typed: None, request: pytest.FixtureRequest) -> list[ReportRun]:
    found: list[ReportRun] = request.getfixturevalue("monthly_runs")
    return found


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"month_date": date(2026, 10, 2)}, "amount_is_of_a_month"),
        ({"pounds": -1}, "amount_is_not_negative"),
        ({"source": ""}, "amount_has_a_source"),
        ({"specialty": None}, "plan_is_of_a_specialty_and_pay_of_all"),
    ],
    ids=["a day in a month", "less than nothing", "no source", "a plan of nobody"],
)
def test_the_database_refuses_half_an_amount(wrong: dict[str, object], constraint: str, chris: User) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        MonthlyAmountFactory(typed_by=chris, **wrong)


def test_the_database_keeps_one_amount_a_month_and_one_exemption_of_a_reference(chris: User) -> None:
    MonthlyAmountFactory(typed_by=chris)
    with pytest.raises(IntegrityError, match="month_has_one_amount_of_a_kind"), transaction.atomic():
        MonthlyAmountFactory(typed_by=chris)
    AgencyExemptionFactory(recorded_by=chris, reference="EX-1")
    with pytest.raises(IntegrityError, match="exemption_is_recorded_once"), transaction.atomic():
        AgencyExemptionFactory(recorded_by=chris, reference="EX-1")
    with pytest.raises(IntegrityError, match="exemption_says_what_why_and_by_whom"), transaction.atomic():
        AgencyExemptionFactory(recorded_by=chris, ground="")
    with pytest.raises(IntegrityError, match="exemption_has_a_first_day"), transaction.atomic():
        AgencyExemptionFactory(recorded_by=chris, valid="empty")
