"""Price caps: one a grade and day, from a day on, with a source; unknown where none is loaded."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from directorate.core.models import User
from staffing.facts.price_caps import NONE_LOADED, cap_on, cap_words
from staffing.models import AgencyPriceCap

pytestmark = pytest.mark.django_db
SET = reverse("staffing:price_cap_set")
SAID = {"grade": "4", "hourly_rate": "17.50", "first_day": "1/4/2026", "source": "NHS England price caps, 2026"}


def test_a_cap_is_set_from_a_day_on_and_what_was_before_stays(
    chris: User, client_for: Callable[[User], Client], monday: object
) -> None:
    client, page = client_for(chris), reverse("staffing:price_cap_list")
    assert client.get(page).text.count(NONE_LOADED) == 10
    client.post(SET, SAID)
    client.post(SET, SAID | {"hourly_rate": "18.00", "first_day": "1/10/2026"})
    client.post(SET, SAID | {"hourly_rate": "18.25", "first_day": "1/10/2026"})  # put right
    days = (date(2026, 3, 31), date(2026, 9, 30), date(2026, 10, 1))
    rates = [cap.hourly_rate if (cap := cap_on("4", day=day)) else None for day in days]
    assert rates == [None, Decimal("17.50"), Decimal("18.25")]
    assert "£18.25 an hour (NHS England price caps, 2026)" in client.get(page).text
    refused = client.post(SET, SAID | {"first_day": "1/5/2026"})
    assert (refused.status_code, "from 1 October 2026 is entered already" in refused.text) == (422, True)
    assert client.post(SET, SAID | {"source": ""}).status_code == 422
    assert AgencyPriceCap.objects.count() == 2
    assert apps.get_model("staffing", "AgencyPriceCapEvent").objects.count() == 4


def test_only_managers_set_caps(bola: User, sam: User, amira: User, client_for: Callable[[User], Client]) -> None:
    assert [client_for(user).get(SET).status_code for user in (sam, bola, amira)] == [200, 403, 403]
    assert client_for(bola).get(reverse("staffing:price_cap_list")).status_code == 200


def test_a_cap_without_a_source_is_said_alone_and_none_is_unknown() -> None:
    assert cap_words(AgencyPriceCap(hourly_rate=Decimal(70))) == "£70.00 an hour"
    assert cap_words(None) == "no cap loaded for this date – UNKNOWN"
