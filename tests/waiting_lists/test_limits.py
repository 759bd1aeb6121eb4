"""Limits of the clocks and prefixes of commissioners are rows: a list is judged by those in force on its day."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from psycopg.types.range import DateRange

from directorate.core.actions.policy_numbers import NumberAsked, change_policy_number
from directorate.core.domain.access import Role
from directorate.core.imports.pipeline import Given, import_file
from directorate.core.models import CommissionerPrefix, PolicyNumber, User
from tests.factories import CommissionerPrefixFactory
from tests.waiting_lists.conftest import FILES, SmallList
from waiting_lists.domain.standards import DEFAULT_LIMITS, limits_of, row_key
from waiting_lists.models import CensusPathway
from waiting_lists.pages.listing import list_day

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
TOMORROW = {"first_day_day": "24", "first_day_month": "11", "first_day_year": "2026"}


def limit(key: str) -> PolicyNumber:
    return PolicyNumber.objects.get(key=key, valid__contains=date(2026, 11, 23))


def shorten_62_days(*, by: User, first_day: date) -> None:
    number = PolicyNumber.objects.get(key="limit_cwt62")
    asked = NumberAsked(Decimal(50), first_day, "A letter", is_confirmed=True, name="Cancer treatment within 50 days")
    change_policy_number(number=number, by=by, asked=asked, reason="Pilot")


def load(name: str, *, day: date, by: User) -> int:
    batch = import_file(FILES / name, feed="ptl", by=by, given=Given(as_at=day))
    assert batch.state == "accepted"
    assert batch.target_id is not None
    return batch.target_id


def test_a_new_installation_has_every_limit_of_the_rules(reference: None) -> None:
    assert limits_of(PolicyNumber.objects.clock_limits_on(date(2026, 11, 23))) == DEFAULT_LIMITS


def test_a_clock_without_a_row_has_no_limit(reference: None) -> None:
    PolicyNumber.objects.filter(key="limit_rtt104").delete()
    found = limits_of(PolicyNumber.objects.clock_limits_on(date(2026, 11, 23)))
    assert found == tuple(one for one in DEFAULT_LIMITS if one.clock != "RTT104")


def test_a_row_of_a_clock_that_no_rule_knows_is_passed_over(reference: None) -> None:
    row = limit("limit_rtt18")
    row.key = "limit_unheard_of"
    assert limits_of([row]) == ()


@pytest.mark.parametrize("one", DEFAULT_LIMITS, ids=row_key)
def test_each_limit_has_a_key_of_its_own(one: Any) -> None:
    assert [row_key(other) for other in DEFAULT_LIMITS].count(row_key(one)) == 1


def test_a_changed_limit_counts_from_the_first_list_of_its_days(sam: User, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    shorten_62_days(by=sam, first_day=date(2026, 1, 31))
    before = load("ptl_2026-01-25.csv", day=date(2026, 1, 24), by=sam)
    after = load("ptl_2026-02-01.csv", day=date(2026, 1, 31), by=sam)
    for census, days in ((before, 62), (after, 50)):
        found = CensusPathway.objects.filter(census=census, next_breach_clock="CWT62")
        assert found.exists()
        for row in found:
            assert row.referral_received_date is not None
            assert row.next_breach_date == row.referral_received_date + timedelta(days=days + 1)


def test_a_page_judges_a_list_by_the_limits_of_its_day(sam: User, small_list: SmallList, client_for: SignIn) -> None:
    address = reverse("waiting_lists:pathway_detail", args=[small_list.cancer.pathway_key])
    old = client_for(sam).get(address).content.decode()
    shorten_62_days(by=sam, first_day=small_list.census.census_date)
    new = client_for(sam).get(address).content.decode()
    assert "Cancer treatment within 50 days" not in old
    assert "Cancer treatment within 50 days" in new
    found = {one.clock: one.days for one in list_day(small_list.census.census_date - timedelta(days=1)).limits}
    assert found["CWT62"] == 62


def test_a_limit_is_not_changed_for_lists_that_are_loaded(chris: User, monday: Any, client_for: SignIn) -> None:
    path = f"/administration/policy-numbers/{limit('limit_rtt52').pk}/change/"
    data = {"value": "350", "source": "x", "reason": "x", **TOMORROW, "first_day_day": "23"}
    page = client_for(chris).post(path, data).content.decode()
    assert "Enter a day after today: lists that are loaded already keep the limits they were loaded with." in page
    assert PolicyNumber.objects.filter(key="limit_rtt52").count() == 1


@pytest.mark.parametrize("value", ["12.5", "4000", "-1", "NaN", "1e40"])
def test_a_limit_that_no_calendar_can_count_is_refused(
    chris: User, monday: Any, client_for: SignIn, value: str
) -> None:
    path = f"/administration/policy-numbers/{limit('limit_rtt52').pk}/change/"
    page = client_for(chris).post(path, {"value": value, "source": "x", "reason": "x", **TOMORROW}).content.decode()
    assert "<title>Error: " in page
    assert PolicyNumber.objects.filter(key="limit_rtt52").count() == 1


def test_a_manager_changes_a_limit_and_its_words_from_a_day(chris: User, monday: Any, client_for: SignIn) -> None:
    client = client_for(chris)
    path = f"/administration/policy-numbers/{limit('limit_priority_p4').pk}/change/"
    assert (
        "Waiting lists that are loaded already keep the limit they were loaded with."
        in client.get(path).content.decode()
    )
    data = {"name": "P4: within 180 days", "value": "180", "source": "Local policy 7", "reason": "Agreed", **TOMORROW}
    client.post(path, data)
    page = client.get("/administration/policy-numbers/limit_priority_p4/").content.decode()
    for words in ("P4: within 180 days", "24 November 2026 onwards", "Agreed", "keep theirs until the next list"):
        assert words in page
    assert {one.days for one in list_day(date(2026, 11, 24)).limits if one.priority == "P4"} == {180}
    assert {one.days for one in list_day(date(2026, 11, 23)).limits if one.priority == "P4"} == {365}


@pytest.mark.parametrize("change", [{"value": "12.5"}, {"value": "-1"}, {"value": "3661"}, {"unit": "weeks"}], ids=str)
def test_postgresql_refuses_a_limit_that_is_no_whole_number_of_days_or_hours(
    reference: None, change: dict[str, str]
) -> None:
    with (
        pytest.raises(IntegrityError, match="limit_of_a_clock_is_a_whole_number_under_ten_years"),
        transaction.atomic(),
    ):
        PolicyNumber.objects.filter(key="limit_rtt52").update(**change)


def test_postgresql_refuses_two_limits_of_a_clock_on_one_day(reference: None) -> None:
    with pytest.raises(IntegrityError, match="policy_number_has_one_value_at_a_time"), transaction.atomic():
        PolicyNumber.objects.create(
            key="limit_rtt52", name="x", value=1, unit="days", source="x", valid=DateRange(date(2027, 1, 1), None)
        )


# --- commissioners outside England ---


@pytest.mark.parametrize("prefix", ["7a", "7", "7A%", "7A1234", "'; --", ""])
def test_postgresql_refuses_a_prefix_that_is_not_capitals_and_digits(reference: None, prefix: str) -> None:
    with pytest.raises(DatabaseError, match=r"commissioner_prefix_is_capitals|too long"), transaction.atomic():
        CommissionerPrefixFactory(code_prefix=prefix)


@pytest.mark.parametrize("prefixes", [(), ("7A",), ("7A", "18")], ids=str)
def test_the_list_says_whose_commissioner_is_outside_england(
    sam: User, settings: Any, tmp_path: Path, prefixes: tuple[str, ...]
) -> None:
    settings.MEDIA_ROOT = tmp_path
    CommissionerPrefix.objects.all().delete()
    for prefix in prefixes:
        CommissionerPrefixFactory(code_prefix=prefix)
    rows = CensusPathway.objects.filter(census=load("ptl_2026-01-25.csv", day=date(2026, 1, 24), by=sam))
    for code, is_outside in rows.values_list("commissioner_code", "is_nonc").distinct():
        assert is_outside == code.startswith(prefixes), code


def test_an_administrator_adds_and_removes_a_prefix(reference: None, client_for: SignIn, everybody: Any) -> None:
    client = client_for(everybody[Role.ADMINISTRATOR])
    root = "/administration/registers/commissioners-outside-england/"
    data = {"code_prefix": "SC", "name": "Scottish boards", "source": "ODS", "reason": "Asked by finance"}
    assert client.post(f"{root}add/", {**data, "code_prefix": "sc%"}).status_code == 200
    assert not CommissionerPrefix.objects.filter(name="Scottish boards").exists()
    client.post(f"{root}add/", data)
    added = CommissionerPrefix.objects.get(code_prefix="SC")
    page = client.get(f"{root}{added.pk}/").content.decode()
    assert "Scottish boards" in page
    assert "Asked by finance" in page
    client.post(f"{root}{added.pk}/remove/", {"reason": "A mistake"})
    assert not CommissionerPrefix.objects.filter(code_prefix="SC").exists()
    assert client_for(everybody[Role.SECRETARY]).get(root).status_code == 403
