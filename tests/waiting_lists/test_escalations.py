"""A request for a decision: asked with options and their cost, decided by the directorate manager, once."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from directorate.core.models import Specialty, User
from tests.waiting_lists.conftest import SmallList
from tests.waiting_lists.factories import EscalationFactory, EscalationOptionFactory
from waiting_lists.actions.escalations import DecidedAlreadyError, decide, withdraw
from waiting_lists.domain.states import may_become
from waiting_lists.forms import EscalationForm
from waiting_lists.models import Escalation

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User], Client]
ADD = reverse("waiting_lists:escalation_add")
ASKED = {
    "title": "Weekend lists in February",
    "patients": "42",
    "by_date": "31/3/2027",
    "decide_by_date": "27/11/2026",
    "option_1": "Two Saturday lists",
    "helped_1": "12",
    "cost_1": "14000",
    "option_2": "Nothing",
}


def words(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def opened_rows(client: Client, page: str) -> set[int]:
    """The rows of the list that the one link to it on a page opens."""
    (href,) = re.findall(r'href="([^"]*/pathways/\?[^"]*)"', page)
    return {int(pk) for pk in re.findall(r'id="row-(\d+)"', client.get(html.unescape(href)).content.decode())}


def page_of(one: Escalation, name: str = "escalation_detail") -> str:
    return reverse(f"waiting_lists:{name}", args=[one.key])


def test_each_day_that_is_missing_is_asked_for_in_words_of_its_own(reference: None) -> None:
    missing = EscalationForm({**ASKED, "by_date": "", "decide_by_date": ""}, specialties=Specialty.objects.all())
    assert len({str(words) for field in ("by_date", "decide_by_date") for words in missing.errors[field]}) == 2


@pytest.fixture
def asked(reference: None, amira: User, monday: Any) -> Escalation:
    made = EscalationFactory(created_by=amira)
    EscalationOptionFactory(escalation=made, number=1)
    return made


def test_it_is_asked_from_a_cohort_decided_and_seen_by_whoever_asked(
    small_list: SmallList, amira: User, chris: User, client_for: ClientFor
) -> None:
    ent = Specialty.objects.get(code="ent")
    listed = client_for(amira).get(reverse("waiting_lists:pathway_list") + "?tab=all&over=52&by=2027-03-31")
    (asks,) = re.findall(r'href="([^"]*escalations/add/[^"]*)"', listed.content.decode())
    assert "escalations/add/?patients=3&amp;by_date=31%2F3%2F2027" in asks
    filled = client_for(amira).get(html.unescape(asks)).content.decode()
    assert f'<option value="{ent.pk}" selected>' in filled
    (kept,) = re.findall(r'name="rows" value="([^"]*)"', filled)
    sent = client_for(amira).post(ADD, {**ASKED, "specialty": ent.pk, "rows": html.unescape(kept)})
    made = Escalation.objects.get()
    assert sent.url == page_of(made)
    assert [(one.text, one.patients_helped, one.cost_pounds) for one in made.options.order_by("number")] == [
        ("Two Saturday lists", 12, 14000),
        ("Nothing", None, None),
    ]
    manager = client_for(chris)
    assert "ENT: Weekend lists in February" in words(manager.get("/"))
    shown = words(manager.get(page_of(made)))
    for page in (page_of(made), reverse("waiting_lists:escalation_list")):
        listed_rows = opened_rows(manager, manager.get(page).content.decode())
        assert len(listed_rows) == 3
        assert small_list.skin.pk not in listed_rows
    assert "42 patients by 31 March 2027" in shown
    assert "£14,000" in shown
    refused = manager.post(page_of(made, "escalation_decide"), {"option": made.options.first().pk})
    assert refused.status_code == 422
    assert "Say what is decided in words, also when you choose an option" in words(refused)
    assert "both are needed" in shown
    assert "Choose an option, or None of these" in words(
        manager.post(page_of(made, "escalation_decide"), {"decision": "Yes"})
    )
    manager.post(page_of(made, "escalation_decide"), {"option": made.options.first().pk, "decision": "Yes, from May"})
    seen = words(client_for(amira).get(page_of(made)))
    assert "“Yes, from May”" in seen
    assert "chosen" in seen
    assert "Escalations to decide" not in words(manager.get("/"))
    events = apps.get_model("waiting_lists", "EscalationEvent").objects.filter(id=made.pk)
    assert events.count() == 2


@pytest.mark.parametrize("rows", ["", "tab=all", "over=52&by=rubbish", "%ff=&&=", "over=52&by=2027-03-31&mine=1"])
def test_a_number_without_a_cohort_of_its_own_says_that_it_was_typed(
    rows: str, small_list: SmallList, sam: User, client_for: ClientFor
) -> None:
    client_for(sam).post(ADD, {**ASKED, "rows": rows})
    made = Escalation.objects.get()
    assert made.rows == {}
    assert "The number was typed by whoever asked" in words(client_for(sam).get(page_of(made)))
    assert "42 typed" in words(client_for(sam).get(reverse("waiting_lists:escalation_list")))


def test_the_rows_of_ones_own_consultant_are_the_same_for_whoever_decides(
    small_list: SmallList, amira: User, chris: User, client_for: ClientFor
) -> None:
    client_for(amira).post(ADD, {**ASKED, "rows": "tab=all&over=18&by=2027-03-31&mine=1"})
    made = Escalation.objects.get()
    assert "mine" not in made.rows
    assert made.rows["specialty"] == "ent"
    manager = client_for(chris)
    shown = opened_rows(manager, manager.get(page_of(made)).content.decode())
    assert small_list.hers.pk in shown
    assert not shown & {small_list.colleagues.pk, small_list.skin.pk, small_list.long.pk}


def test_only_the_directorate_manager_decides(asked: Escalation, sam: User, client_for: ClientFor) -> None:
    assert client_for(sam).get(page_of(asked)).status_code == 200
    assert client_for(sam).post(page_of(asked, "escalation_decide"), {"decision": "Yes"}).status_code == 403
    assert "Escalations to decide" not in words(client_for(sam).get("/"))
    with pytest.raises(PermissionDenied):
        decide(asked.pk, by=sam, decision="Yes", option=None)


def test_it_is_decided_once_and_withdrawn_only_by_whoever_asked(asked: Escalation, amira: User, chris: User) -> None:
    with pytest.raises(PermissionDenied):
        withdraw(asked.pk, by=chris)
    decide(asked.pk, by=chris, decision="No", option=None)
    for again in (
        lambda: decide(asked.pk, by=chris, decision="Yes", option=None),
        lambda: withdraw(asked.pk, by=amira),
    ):
        with pytest.raises(DecidedAlreadyError):
            again()
    assert Escalation.objects.get().decision == "No"


def test_one_of_another_specialty_is_not_there(
    asked: Escalation, amira: User, dana: User, client_for: ClientFor
) -> None:
    assert client_for(dana).get(page_of(asked)).status_code == 404
    assert asked.title not in words(client_for(dana).get(reverse("waiting_lists:escalation_list")))
    assert asked.title in words(client_for(amira).get(reverse("waiting_lists:escalation_list")))


def test_a_request_without_an_option_is_refused_in_words(amira: User, monday: Any, client_for: ClientFor) -> None:
    refused = client_for(amira).post(ADD, {**ASKED, "option_1": "", "decide_by_date": "1/11/2026"})
    assert refused.status_code == 422
    assert "Give at least one option" in words(refused)
    assert "The day of the decision must be today or later" in words(refused)


@pytest.mark.parametrize(
    "wrong",
    [{"patients": 0}, {"title": ""}, {"state": "decided"}, {"decision": "Yes"}],
    ids=["about nobody", "about nothing", "decided by nobody", "decided and still asked"],
)
def test_the_database_refuses_what_cannot_be(reference: None, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        EscalationFactory(**wrong)


@pytest.mark.parametrize("given", [{"number": 1}, {"number": 2, "is_chosen": True}, {"number": 3, "text": ""}])
def test_the_database_refuses_an_option_that_cannot_be(reference: None, given: dict[str, Any]) -> None:
    one = EscalationOptionFactory(number=1, is_chosen=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        EscalationOptionFactory(escalation=one.escalation, **given)


def test_what_is_decided_stays_decided() -> None:
    assert may_become("asked", after="decided")
    assert not may_become("decided", after="asked")
    assert not may_become("unheard of", after="decided")
