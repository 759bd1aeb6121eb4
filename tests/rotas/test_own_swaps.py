"""A doctor's own swap: for a duty of their own alone, exchanged by a colleague's yes, and the coordinator is told."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directorate.core.actions.outgoing import AnswerLink, token_of
from directorate.core.domain.access import Role
from directorate.core.models import OutgoingMail, Person, RoleGrant, User
from rotas.actions.problems import CoverRefused, OfferOver
from rotas.actions.swap_answers import answer_swap_by_link, record_swap_answer
from rotas.actions.swaps import ask_about_own_swap, ask_about_swap, take_back_own_question
from rotas.models import Answer, AnswerWay, Duty, OfferWay, SwapOffer
from tests.factories import SiteFactory, person_with_account
from tests.rotas import factories as make
from tests.staffing.conftest import employ
from tests.staffing.factories import AbsenceFactory

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MOST_QUERIES = 12
DOCTORS = [Role.CONSULTANT, Role.RESIDENT]
GRADES = {Role.CONSULTANT: "Consultant", Role.RESIDENT: "Specialty registrar"}


@pytest.fixture
def mbeki(reference: None) -> User:
    """A registrar of ENT who signs in."""
    return person_with_account(
        forename="Thabo", surname="Mbeki", role=Role.RESIDENT, title="Dr", staff_group="medical",
        grade="Specialty registrar", job_title="Registrar",
    )  # fmt: skip


@pytest.fixture
def duty(mbeki: User, monday: datetime) -> Duty:
    """Dr Mbeki is on call on Wednesday night."""
    found: Duty = make.DutyFactory(person=mbeki.person, site=SiteFactory(name="Worcestershire Royal"))
    return found


@pytest.fixture
def other(duty: Duty) -> Duty:
    """Dr Lockyer is on call on the Thursday of the week after."""
    person = make.registrar("Lockyer", email="lockyer@nhs.net")
    found: Duty = make.DutyFactory(rota=duty.rota, person=person, during=make.night(12, 3))
    return found


def ask(duty: Duty, *others: Duty, by: User) -> SwapOffer:
    return ask_about_own_swap(duty.pk, others=[one.pk for one in others], expires_at=NOON, by=by)[0]


def address_of(offer: SwapOffer) -> str:
    return reverse("rotas:swap_answer", args=[token_of(AnswerLink("rotas:swap_answer", offer.key))])


def find(duty: Duty) -> str:
    return reverse("rotas:own_swap_find", args=[duty.pk])


def text_of(response: object) -> str:
    return re.sub(r"\s+", " ", response.content.decode())  # type: ignore[attr-defined]


def doctors_of(*duties: Duty) -> list[str]:
    surname_of = dict(Duty.objects.values_list("pk", "person__surname"))
    return [surname_of[duty.pk] for duty in duties]


# --- whose ---


@pytest.mark.cell("rota", "con res")
@pytest.mark.parametrize("role", DOCTORS)
def test_a_doctor_starts_a_swap_for_the_own_duty_and_for_nobody_elses(
    role: Role, monday: datetime, everybody: dict[Role, User], client_for: ClientFor
) -> None:
    user = everybody[role]
    Person.objects.filter(pk=user.person_id).update(grade=GRADES[role])
    rota = make.RotaFactory(tier="3" if role is Role.CONSULTANT else "2")
    mine = make.DutyFactory(rota=rota, person=user.person)
    theirs = make.DutyFactory(
        rota=rota, person=make.registrar("Lockyer", email="l@nhs.net", grade=GRADES[role]), during=make.night(12, 3)
    )
    client = client_for(user)
    assert "Dr Lockyer" in text_of(client.get(find(mine)))
    asked = {"duties": [theirs.pk], "expires": "2026-11-23T11:05:00+00:00"}
    assert client.post(find(theirs), asked).status_code == 404
    assert client.get(find(theirs)).status_code == 404
    assert client.post(find(mine), asked).status_code == 302
    for page, key in (("swap_find", mine.pk), ("swap_ask", mine.pk), ("gap_open", mine.pk)):  # the coordinator's
        assert client.post(reverse(f"rotas:{page}", args=[key])).status_code == 404
    offer = SwapOffer.objects.get()
    for page in ("swap_record", "swap_detail"):
        method = client.post if page == "swap_record" else client.get
        assert method(reverse(f"rotas:{page}", args=[offer.pk]), {"answer": "yes"}).status_code == 404
    with pytest.raises(PermissionDenied):
        ask(theirs, mine, by=user)


@pytest.mark.parametrize("role", [role for role in Role if role not in DOCTORS])
def test_nobody_else_has_duties_of_their_own_to_swap(
    role: Role, duty: Duty, everybody: dict[Role, User], client_for: ClientFor
) -> None:
    made = make.DutyFactory(rota=duty.rota, person=everybody[role].person, during=make.night(12, 9))
    client = client_for(everybody[role])
    assert client.get(find(made)).status_code in {403, 404}
    assert client.get(reverse("rotas:my_duties")).status_code in {200, 403}
    assert "My duties" not in client.get("/").content.decode()


def test_a_duty_that_has_begun_or_was_cancelled_is_not_swapped(duty: Duty, mbeki: User, client_for: ClientFor) -> None:
    begun = make.DutyFactory(rota=duty.rota, person=mbeki.person, during=make.night(11, 22))
    cancelled = make.DutyFactory(rota=duty.rota, person=mbeki.person, during=make.night(12, 9), is_cancelled=True)
    client = client_for(mbeki)
    assert [client.get(find(row)).status_code for row in (begun, cancelled, duty)] == [404, 404, 200]


# --- what the doctor sees ---


def test_of_colleagues_the_doctor_reads_names_and_yes_or_no_and_never_why_somebody_is_away(
    duty: Duty, other: Duty, mbeki: User, client_for: ClientFor
) -> None:
    for day, surname, kind in ((8, "Dacre", "sickness"), (12, "Farrukh", "maternity")):
        person = make.registrar(surname)
        make.DutyFactory(rota=duty.rota, person=person, during=make.night(12, day))
        AbsenceFactory(person=person, kind=kind, first_date=date(2026, 11, 25), last_date=date(2026, 11, 27))
    client = client_for(mbeki)
    client.get(find(duty))
    with CaptureQueriesContext(connection) as queries:
        page = text_of(client.get(find(duty)))
    assert len(queries) <= MOST_QUERIES, [query["sql"][:150] for query in queries]
    assert "Dr Lockyer" in page
    assert "Dr Dacre: away then" in page
    assert "Dr Farrukh: away then" in page
    for word in ("sick", "maternity", "leave then"):
        assert word not in page.lower().replace("annual leave", "")


def test_the_doctors_own_reason_is_said_in_full_and_of_the_colleague_only_that_a_rule_stands_in_the_way(
    duty: Duty, other: Duty, mbeki: User, client_for: ClientFor
) -> None:
    first = make.RotaFactory(name="ENT 1st on call", tier="1")
    make.DutyFactory(rota=first, person=other.person, during=make.night(11, 24))  # Lockyer would do two nights
    page = text_of(client_for(mbeki).get(find(duty)))
    assert "Dr Lockyer: a working-time rule stands in the way." in page
    make.DutyFactory(rota=duty.rota, person=mbeki.person, during=make.night(12, 2))  # and so would Mbeki
    page = text_of(client_for(mbeki).get(find(duty)))
    assert "You: Consecutive on-call" in page
    assert "Dr Lockyer: Consecutive" not in page


def test_a_colleague_without_an_address_is_rung_and_not_asked(duty: Duty, mbeki: User, client_for: ClientFor) -> None:
    without = make.DutyFactory(rota=duty.rota, person=make.registrar("Kaur"), during=make.night(12, 3))
    client = client_for(mbeki)
    assert "no e-mail address is known" in text_of(client.get(find(duty)))
    response = client.post(find(duty), {"duties": [without.pk], "expires": "2026-11-23T11:05:00+00:00"})
    assert (response.status_code, "Tick duties of the list" in text_of(response)) == (422, True)
    with pytest.raises(CoverRefused, match="Dr Kaur"):
        ask(duty, without, by=mbeki)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Tick for which duties you ask"),
        ({"duties": "x"}, "Tick duties of the list"),
        ({"duties": "99999999999999999999"}, "Tick duties of the list"),
        ({"duties": "OTHER", "expires": "yesterday"}, "Choose by when they answer"),
        ({"duties": "OTHER", "expires": "2026-11-22T11:05:00+00:00"}, "lies ahead"),
    ],
    ids=["nothing", "letters", "a number that is too large", "no time", "a time that has passed"],
)
def test_what_cannot_be_read_gives_a_sentence(
    typed: dict[str, str], said: str, duty: Duty, other: Duty, mbeki: User, client_for: ClientFor
) -> None:
    posted = {name: str(other.pk) if value == "OTHER" else value for name, value in typed.items()}
    response = client_for(mbeki).post(find(duty), posted)
    assert response.status_code == 422
    assert said in text_of(response)


def test_only_duties_of_the_level_are_asked_for(duty: Duty, other: Duty, mbeki: User) -> None:
    elsewhere = make.DutyFactory(
        rota=make.RotaFactory(name="ENT consultant on call", tier="3"),
        person=make.registrar("Shaw", grade="Consultant", email="shaw@nhs.net"),
        during=make.night(12, 4),
    )
    with pytest.raises(CoverRefused, match="not possible"):
        ask(duty, elsewhere, by=mbeki)


# --- exchanged by a yes ---


def test_a_yes_exchanges_at_once_where_the_rules_allow_it_for_both(
    duty: Duty, other: Duty, mbeki: User, sam: User, client_for: ClientFor
) -> None:
    Person.objects.filter(pk=mbeki.person_id).update(email="mbeki@nhs.net")
    third = make.DutyFactory(
        rota=duty.rota, person=make.registrar("Kaur", email="kaur@nhs.net"), during=make.night(12, 7)
    )
    offer, second = ask_about_own_swap(duty.pk, others=[other.pk, third.pk], expires_at=NOON, by=mbeki)
    mail = OutgoingMail.objects.get(recipient="lockyer@nhs.net")
    assert "Dr Mbeki asks you for a swap." in mail.text
    assert "the duties are exchanged at once" in mail.text
    client = Client()
    page = text_of(client.get(address_of(offer)))
    assert "exchanged at once" in page
    assert "Mbeki" not in page
    page = text_of(client.post(address_of(offer), {"answer": "yes"}, follow=True))
    assert "The duties are exchanged: the first above is yours now." in page
    assert doctors_of(duty, other) == ["Lockyer", "Mbeki"]
    offer.refresh_from_db()
    assert (offer.answered_how, offer.done_by.is_system, offer.asked_by) == ("link", True, mbeki)
    second.refresh_from_db()
    assert second.withdrawn_at is not None
    done = {mail.recipient: mail.text for mail in OutgoingMail.objects.filter(kind="swap-done")}
    assert set(done) == {"lockyer@nhs.net", "mbeki@nhs.net"}
    assert "Tell the rota coordinator if something is wrong." in done["mbeki@nhs.net"]
    event = apps.get_model("rotas", "DutyEvent").objects.filter(pgh_obj=duty.pk).latest("pgh_id")
    assert event.pgh_context["action"] == "Swap duties"
    today = text_of(client_for(sam).get("/"))
    assert "Swaps of doctors" in today
    assert "Dr Mbeki and Dr Lockyer: ENT 2nd on call, Wed 25 Nov 17:00 to Thu 26 Nov 08:00" in today
    page = text_of(client_for(sam).get(reverse("rotas:swap_detail", args=[offer.pk])))
    assert "by itself: both agreed and the rules allow it for both" in page
    assert "Dr Mbeki asked for it." in page
    assert "swapped with Dr Lockyer" in text_of(client_for(mbeki).get(reverse("rotas:my_duties")))


def test_a_no_exchanges_nothing(duty: Duty, other: Duty, mbeki: User, client_for: ClientFor) -> None:
    offer = ask(duty, other, by=mbeki)
    Client().post(address_of(offer), {"answer": "no"})
    assert doctors_of(duty, other) == ["Mbeki", "Lockyer"]
    assert "Dr Lockyer said no" in text_of(client_for(mbeki).get(reverse("rotas:my_duties")))


@pytest.mark.parametrize("in_the_way", ["a rule", "leave"])
def test_where_something_stands_in_the_way_by_then_the_coordinator_decides(
    in_the_way: str, duty: Duty, other: Duty, mbeki: User, sam: User, client_for: ClientFor
) -> None:
    offer = ask(duty, other, by=mbeki)
    if in_the_way == "a rule":
        first = make.RotaFactory(name="ENT 1st on call", tier="1")
        make.DutyFactory(rota=first, person=other.person, during=make.night(11, 24))
    else:
        AbsenceFactory(person=other.person, first_date=date(2026, 11, 25), last_date=date(2026, 11, 25))
    page = text_of(Client().post(address_of(offer), {"answer": "yes"}, follow=True))
    assert "Something stands in the way by now: the rota coordinator decides." in page
    assert doctors_of(duty, other) == ["Mbeki", "Lockyer"]
    offer.refresh_from_db()
    assert (offer.answer, offer.done_at) == ("yes", None)
    assert "both agree: look at the rules and decide" in text_of(client_for(sam).get("/"))
    page = text_of(client_for(sam).get(reverse("rotas:swap_find", args=[duty.pk])))
    assert "by Dr Mbeki" in page
    assert "Both agree, and something stands in the way by now: see below." in page
    assert "said yes: the rota coordinator decides" in text_of(client_for(mbeki).get(reverse("rotas:my_duties")))
    assert "swap agreed, with the rota coordinator" in text_of(client_for(mbeki).get("/"))


def test_a_yes_that_the_coordinator_takes_down_exchanges_too(
    duty: Duty, other: Duty, mbeki: User, sam: User, client_for: ClientFor
) -> None:
    offer = ask(duty, other, by=mbeki)
    assert "asked, no answer yet" in text_of(client_for(sam).get("/"))
    response = client_for(sam).post(reverse("rotas:swap_record", args=[offer.pk]), {"answer": "yes"}, follow=True)
    assert "Swapped: Dr Mbeki and Dr Lockyer" in text_of(response)
    assert doctors_of(duty, other) == ["Lockyer", "Mbeki"]
    offer.refresh_from_db()
    assert offer.done_by == sam


def test_what_the_coordinator_asked_is_exchanged_by_the_coordinator_alone(
    duty: Duty, other: Duty, mbeki: User, sam: User
) -> None:
    [offer] = ask_about_swap(duty.pk, others=[other.pk], way=OfferWay.EMAIL, expires_at=NOON, by=sam)
    answer_swap_by_link(offer.key, answer=Answer.YES)
    assert doctors_of(duty, other) == ["Mbeki", "Lockyer"]
    with pytest.raises(CoverRefused, match="said yes already"):
        ask(duty, other, by=mbeki)


def test_two_yeses_exchange_once(duty: Duty, other: Duty, mbeki: User, sam: User) -> None:
    third = make.DutyFactory(
        rota=duty.rota, person=make.registrar("Kaur", email="kaur@nhs.net"), during=make.night(12, 7)
    )
    first, second = ask_about_own_swap(duty.pk, others=[other.pk, third.pk], expires_at=NOON, by=mbeki)
    answer_swap_by_link(first.key, answer=Answer.YES)
    with pytest.raises(OfferOver):
        answer_swap_by_link(second.key, answer=Answer.YES)
    with pytest.raises(OfferOver):
        record_swap_answer(second.pk, answer=Answer.YES, how=AnswerWay.PHONE, by=sam)
    assert doctors_of(duty, other, third) == ["Lockyer", "Mbeki", "Kaur"]


def test_whoever_lost_the_role_meanwhile_swaps_nothing(duty: Duty, other: Duty, mbeki: User) -> None:
    offer = ask(duty, other, by=mbeki)
    RoleGrant.objects.filter(user=mbeki).delete()
    answer_swap_by_link(offer.key, answer=Answer.YES)
    assert doctors_of(duty, other) == ["Mbeki", "Lockyer"]


# --- taken back ---


def test_a_question_is_taken_back_by_the_doctor_who_asked_and_its_link_is_over(
    duty: Duty, other: Duty, mbeki: User, sam: User, everybody: dict[Role, User], client_for: ClientFor
) -> None:
    offer = ask(duty, other, by=mbeki)
    address = reverse("rotas:own_swap_withdraw", args=[offer.pk])
    for stranger in (everybody[Role.RESIDENT], sam):
        assert client_for(stranger).post(address).status_code == 404
        with pytest.raises(PermissionDenied):
            take_back_own_question(offer.pk, by=stranger)
    page = text_of(client_for(mbeki).post(address, follow=True))
    assert "Taken back. Dr Lockyer is not asked any more." in page
    response = Client().get(address_of(offer))
    assert (response.status_code, "Not needed any more" in text_of(response)) == (410, True)
    offer.refresh_from_db()
    assert (offer.withdrawn_by, offer.mail.state) == (mbeki, "cancelled")
    assert "Swaps of doctors" not in text_of(client_for(sam).get("/"))


def test_what_is_exchanged_is_not_taken_back(duty: Duty, other: Duty, mbeki: User, client_for: ClientFor) -> None:
    offer = ask(duty, other, by=mbeki)
    answer_swap_by_link(offer.key, answer=Answer.YES)
    page = text_of(client_for(mbeki).post(reverse("rotas:own_swap_withdraw", args=[offer.pk]), follow=True))
    assert "Dr Lockyer said yes, and the duties are exchanged already." in page


# --- where it begins ---


def test_it_begins_on_today_on_my_duties_and_on_the_on_call_list(
    duty: Duty, other: Duty, mbeki: User, client_for: ClientFor
) -> None:
    client, link = client_for(mbeki), f'href="{find(duty)}"'
    for page in ("/", reverse("rotas:my_duties"), reverse("rotas:on_call_list")):
        text = text_of(client.get(page))
        assert link in text, page
        assert find(other) not in text, page
    client.get(reverse("rotas:my_duties"))
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("rotas:my_duties"))
    assert len(queries) <= MOST_QUERIES


def test_it_begins_on_the_preview_of_the_own_leave_and_on_the_week_sheet(
    duty: Duty, other: Duty, mbeki: User, client_for: ClientFor
) -> None:
    employ(mbeki.person)
    client = client_for(mbeki)
    typed = client.post(
        reverse("staffing:leave_preview"), {"line": "mbe a 25/11 27/11"}, headers={"HX-Request": "true"}
    )
    link = f"{find(duty)}?away_from=2026-11-25&amp;away_to=2026-11-27"
    assert f'<a href="{link}">Find a swap</a>' in text_of(typed)
    page = text_of(client.get(link.replace("&amp;", "&")))
    assert "Leave from 25 November 2026 to 27 November 2026 is counted" in page
    AbsenceFactory(person=mbeki.person, first_date=date(2026, 11, 25), last_date=date(2026, 11, 27))
    AbsenceFactory(person=other.person, first_date=date(2026, 11, 25), last_date=date(2026, 11, 27))
    make.DutyFactory(rota=duty.rota, person=other.person, during=make.night(11, 26))
    page = text_of(client.get(reverse("rotas:week_sheet")))
    assert f'href="{find(duty)}"' in page
    assert page.count("Needs a swap:") == 2  # of colleagues it is said, and leads nowhere
    assert page.count("Find a swap<") == 1
