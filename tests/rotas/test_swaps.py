"""Find a swap: who could exchange a duty, links that work once, and two duties exchanged or none."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directorate.core import clock
from directorate.core.actions.outgoing import AnswerLink, token_of
from directorate.core.domain.access import Role
from directorate.core.models import OutgoingMail, User
from rotas.actions.gaps import open_gap
from rotas.actions.problems import CoverReasonNeeded, CoverRefused, OfferOver, SwapGone
from rotas.actions.swap_answers import answer_swap_by_link, record_swap_answer
from rotas.actions.swaps import ask_about_swap, exchange_duties
from rotas.facts.swaps import swap_choice
from rotas.models import Answer, AnswerWay, Duty, GapCause, OfferWay, SwapOffer
from staffing.facts.half_days import Dates
from tests.factories import SiteFactory, SpecialtyFactory
from tests.rotas import factories as make
from tests.staffing.conftest import employ
from tests.staffing.factories import AbsenceFactory

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MOST_QUERIES = 12


@pytest.fixture
def duty(reference: None, monday: datetime) -> Duty:
    """Dr Mbeki is on call on Wednesday night."""
    found: Duty = make.DutyFactory(person=make.registrar("Mbeki"), site=SiteFactory(name="Worcestershire Royal"))
    return found


@pytest.fixture
def other(duty: Duty) -> Duty:
    """Dr Lockyer is on call on the Thursday of the week after."""
    person = make.registrar("Lockyer", email="lockyer@nhs.net")
    found: Duty = make.DutyFactory(rota=duty.rota, person=person, during=make.night(12, 3))
    return found


def ask(duty: Duty, *others: Duty, by: User, way: OfferWay = OfferWay.EMAIL) -> SwapOffer:
    return ask_about_swap(duty.pk, others=[one.pk for one in others], way=way, expires_at=NOON, by=by)[0]


def exchange(duty: Duty, other: Duty, *, by: User, reason: str = "") -> SwapOffer:
    doctors = (duty.person_id, other.person_id)
    return exchange_duties(duty.pk, other_id=other.pk, doctors=doctors, by=by, way=AnswerWay.PHONE, reason=reason)


def address_of(offer: SwapOffer) -> str:
    return reverse("rotas:swap_answer", args=[token_of(AnswerLink("rotas:swap_answer", offer.key))])


def text_of(response: object) -> str:
    return re.sub(r"\s+", " ", response.content.decode())  # type: ignore[attr-defined]


# --- who could ---


def test_colleagues_of_the_level_with_a_duty_to_come_are_found_and_the_others_with_the_reason(
    duty: Duty, other: Duty, sam: User
) -> None:
    kaur = make.registrar("Kaur")
    make.DutyFactory(rota=duty.rota, person=kaur, during=make.night(11, 26))  # the night after: consecutive
    dacre = make.registrar("Dacre")
    make.DutyFactory(rota=duty.rota, person=dacre, during=make.night(12, 8))
    AbsenceFactory(person=dacre, first_date=date(2026, 11, 25), last_date=date(2026, 11, 27))
    make.DutyFactory(rota=duty.rota, person=kaur, during=make.night(12, 1))
    make.registrar("Free")
    past = make.DutyFactory(rota=duty.rota, person=make.registrar("Past"), during=make.night(11, 20))
    elsewhere = make.RotaFactory(name="ENT consultant on call", tier="3")
    make.DutyFactory(rota=elsewhere, person=make.registrar("Shaw", grade="Consultant"), during=make.night(12, 4))
    found = swap_choice(duty, viewer=sam, now=clock.now())
    assert [(item.colleague.surname, item.time) for item in found.can] == [
        ("Kaur", "Thu 26 Nov 17:00 to Fri 27 Nov 08:00"),
        ("Lockyer", "Thu 3 Dec 17:00 to Fri 4 Dec 08:00"),
    ]
    why = {item.colleague.surname: item.why for item in found.cannot}
    assert set(why) == {"Dacre", "Free", "Past"}
    assert why["Dacre"].endswith("Dr Dacre: annual leave then.")
    assert why["Free"] == why["Past"] == "has no duty of this level within 28 days that lies ahead"
    assert past.person.surname == "Past"


def test_a_breach_for_either_is_named_and_can_only_be_set_aside_with_a_reason(
    duty: Duty, other: Duty, sam: User
) -> None:
    make.DutyFactory(rota=duty.rota, person=duty.person, during=make.night(12, 2))  # the giver would do two nights
    found = swap_choice(duty, viewer=sam, now=clock.now())
    assert found.can == []
    assert [item.colleague.surname for item in found.against] == ["Lockyer"]
    assert found.against[0].reasons[0].startswith("Dr Mbeki: Consecutive on-call")
    with pytest.raises(CoverReasonNeeded, match="breaks a rule for Dr Mbeki"):
        exchange(duty, other, by=sam)
    exchange(duty, other, by=sam, reason="Agreed with the lead")
    event = apps.get_model("rotas", "DutyEvent").objects.filter(pgh_obj=duty.pk).latest("pgh_id")
    assert (event.pgh_context["action"], event.pgh_context["reason"]) == ("Swap duties", "Agreed with the lead")


def test_leave_that_is_typed_and_not_saved_yet_counts(duty: Duty, other: Duty, sam: User) -> None:
    away = Dates(date(2026, 12, 2), date(2026, 12, 4))
    assert swap_choice(duty, viewer=sam, now=clock.now()).can
    found = swap_choice(duty, viewer=sam, now=clock.now(), away=away)
    assert not found.can
    assert "Dr Mbeki: annual leave then" in found.cannot[0].why


def test_on_call_is_not_exchanged_for_a_normal_day_of_a_grid(duty: Duty, other: Duty, sam: User) -> None:
    Duty.objects.filter(pk=other.pk).update(is_on_call=False)
    found = swap_choice(duty, viewer=sam, now=clock.now())
    assert (list(found.can), found.cannot[0].why) == ([], "has no duty of this level within 28 days that lies ahead")


# --- asked and answered ---


def test_a_link_shows_both_duties_without_a_name_and_works_once(duty: Duty, other: Duty, sam: User) -> None:
    offer, client = ask(duty, other, by=sam), Client()
    page = text_of(client.get(address_of(offer)))
    for text in ("Wednesday 25 November 2026, 17:00 to 08:00", "Thursday 3 December 2026", "Worcestershire Royal"):
        assert text in page
    for text in ("Lockyer", "Mbeki", "ENT 2nd"):
        assert text not in page
    offer.refresh_from_db()
    assert offer.answer == ""
    assert "You said yes" in text_of(client.post(address_of(offer), {"answer": "yes"}, follow=True))
    client.post(address_of(offer), {"answer": "no"})
    offer.refresh_from_db()
    assert (offer.answer, offer.answered_how, offer.answered_by.is_system) == ("yes", "link", True)
    duty.refresh_from_db()
    assert duty.person.surname == "Mbeki"  # a yes alone exchanges nothing


def test_the_email_waits_without_its_link_and_says_which_duty_for_which(duty: Duty, other: Duty, sam: User) -> None:
    offer = ask(duty, other, by=sam)
    mail = OutgoingMail.objects.get()
    assert (mail.recipient, mail.state, mail.link_key) == ("lockyer@nhs.net", "queued", offer.key)
    assert "can you do Wed 25 Nov 17:00 to Thu 26 Nov 08:00, Worcestershire Royal Hospital, from home?" in mail.text
    assert "In exchange your duty Thu 3 Dec 17:00 to Fri 4 Dec 08:00" in mail.text


def test_a_question_is_over_when_a_duty_is_somebody_elses(duty: Duty, other: Duty, sam: User) -> None:
    offer = ask(duty, other, by=sam)
    open_gap(duty.pk, cause=GapCause.SICK, by=sam)
    response = Client().get(address_of(offer))
    assert (response.status_code, "Not needed any more" in text_of(response)) == (410, True)
    with pytest.raises(OfferOver):
        answer_swap_by_link(offer.key, answer=Answer.YES)
    with pytest.raises(OfferOver, match="somebody else"):
        record_swap_answer(offer.pk, answer=Answer.YES, how=AnswerWay.PHONE, by=sam)


def test_asked_anew_the_earlier_link_is_withdrawn_and_a_yes_is_not_asked_again(
    duty: Duty, other: Duty, sam: User
) -> None:
    first, second = ask(duty, other, by=sam), ask(duty, other, by=sam)
    first.refresh_from_db()
    assert (first.withdrawn_by, first.mail.state) == (sam, "cancelled")
    record_swap_answer(second.pk, answer=Answer.YES, how=AnswerWay.PHONE, by=sam)
    with pytest.raises(CoverRefused, match="said yes already"):
        ask(duty, other, by=sam)


def test_only_what_is_possible_is_asked_and_by_email_only_with_an_address(duty: Duty, sam: User) -> None:
    without = make.DutyFactory(rota=duty.rota, person=make.registrar("Kaur"), during=make.night(12, 3))
    with pytest.raises(CoverRefused, match="Dr Kaur"):
        ask(duty, without, by=sam)
    assert ask(duty, without, by=sam, way=OfferWay.TEXT).mail is None
    make.DutyFactory(rota=duty.rota, person=without.person, during=make.night(11, 24))
    with pytest.raises(CoverRefused, match="within the rules"):
        ask(duty, without, by=sam, way=OfferWay.TEXT)


# --- exchanged ---


def test_both_duties_change_hands_at_once_with_history_and_what_was_asked_of_others_is_over(
    duty: Duty, other: Duty, sam: User
) -> None:
    third = make.DutyFactory(
        rota=duty.rota, person=make.registrar("Kaur", email="kaur@nhs.net"), during=make.night(12, 7)
    )
    to_others = ask(duty, third, by=sam)
    mbeki, lockyer = duty.person, other.person
    swap = exchange(duty, other, by=sam)
    duty.refresh_from_db()
    other.refresh_from_db()
    assert (duty.person, other.person) == (lockyer, mbeki)
    assert (swap.answer, swap.answered_how, swap.done_by) == ("yes", "phone", sam)
    [mail] = OutgoingMail.objects.filter(kind="swap-done")
    assert (mail.recipient, mail.subject) == (
        "lockyer@nhs.net",
        "Swapped: you are on call Wed 25 Nov 17:00 to Thu 26 Nov 08:00",
    )
    assert "ENT 2nd on call, Thu 3 Dec 17:00 to Fri 4 Dec 08:00: Dr Mbeki" in mail.text
    to_others.refresh_from_db()
    assert (to_others.withdrawn_by, to_others.mail.state) == (sam, "cancelled")
    for row in (duty, other):
        event = apps.get_model("rotas", "DutyEvent").objects.filter(pgh_obj=row.pk).latest("pgh_id")
        assert event.pgh_context["action"] == "Swap duties"


def test_it_is_checked_again_at_that_moment(
    duty: Duty, other: Duty, sam: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(duty, other, by=sam)
    AbsenceFactory(person=other.person, first_date=date(2026, 11, 25), last_date=date(2026, 11, 25))
    with pytest.raises(CoverRefused, match="Dr Lockyer cannot do it: annual leave then"):
        exchange(duty, other, by=sam, reason="we have nobody else")
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 25, 17, tzinfo=UTC))
    with pytest.raises(SwapGone, match="has begun"):
        exchange(duty, other, by=sam)
    duty.refresh_from_db()
    assert duty.person.surname == "Mbeki"


def test_twice_exchanges_once(duty: Duty, other: Duty, sam: User) -> None:
    exchange(duty, other, by=sam)
    open_gap(other.pk, cause=GapCause.SICK, by=sam)
    with pytest.raises(SwapGone):
        exchange(duty, other, by=sam)


def test_a_page_on_which_a_duty_was_another_doctors_exchanges_nothing(
    duty: Duty, other: Duty, sam: User, client_for: ClientFor
) -> None:
    kaur = make.DutyFactory(rota=duty.rota, person=make.registrar("Kaur"), during=make.night(12, 7))
    page = {"giver": duty.person_id, "other": f"{kaur.pk}-{kaur.person_id}", "how": "phone", "giver_agrees": "on"}
    exchange(duty, other, by=sam)
    response = client_for(sam).post(reverse("rotas:swap_find", args=[duty.pk]), page)
    assert (response.status_code, "The duty is Dr Lockyer&#39;s by now." in text_of(response)) == (422, True)
    with pytest.raises(SwapGone, match="somebody else"):
        exchange_duties(
            duty.pk, other_id=kaur.pk, doctors=(duty.person_id, kaur.person_id), by=sam, way=AnswerWay.PHONE
        )


@pytest.mark.cell("rota", "sm")
def test_a_rota_of_another_specialty_is_not_swapped(
    monday: datetime, everybody: dict[Role, User], client_for: ClientFor
) -> None:
    rota = make.RotaFactory(name="OMFS 2nd on call", specialty=SpecialtyFactory(code="omfs"))
    duty, other = (
        make.DutyFactory(rota=rota, person=make.registrar(name), during=during)
        for name, during in (("Quill", make.night(11, 25)), ("Rook", make.night(12, 3)))
    )
    manager = everybody[Role.SPECIALTY_MANAGER]
    with pytest.raises(PermissionDenied):
        exchange(duty, other, by=manager)
    assert client_for(manager).get(reverse("rotas:swap_find", args=[duty.pk])).status_code == 404


# --- pages ---


def test_from_the_page_to_swapped(duty: Duty, other: Duty, sam: User, client_for: ClientFor) -> None:
    client, address = client_for(sam), reverse("rotas:swap_find", args=[duty.pk])
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        page = text_of(client.get(address))
    assert len(queries) <= MOST_QUERIES, [query["sql"][:150] for query in queries]
    assert "Find a swap for Dr Mbeki" in page
    assert "<b>Dr Lockyer</b>: " in page
    assert "<b>Dr Mbeki</b>: " in page
    asked = {"duties": [other.pk], "way": "email", "expires": "2026-11-23T11:03:00+00:00"}
    page = text_of(client.post(reverse("rotas:swap_ask", args=[duty.pk]), asked, follow=True))
    assert "Links go out by e-mail: 1 swap asked for." in page
    offer = SwapOffer.objects.get()
    page = text_of(client.post(reverse("rotas:swap_record", args=[offer.pk]), {"answer": "yes"}, follow=True))
    assert "Exchange them below" in page
    agreed = {"giver": duty.person_id, "other": f"{other.pk}-{other.person_id}", "how": "phone"}
    response = client.post(address, agreed)
    assert response.status_code == 422
    assert "tick that they agree" in text_of(response)
    page = text_of(client.post(address, agreed | {"giver_agrees": "on"}, follow=True))
    assert "Swapped: Dr Mbeki and Dr Lockyer" in page
    assert "Dr Mbeki has no e-mail address: send the text yourself; Dr Lockyer was written to." in page
    assert "ENT 2nd on call, Wed 25 Nov 17:00 to Thu 26 Nov 08:00: Dr Lockyer" in page
    page = text_of(client.get(reverse("rotas:on_call_list")))
    assert "Dr Lockyer, swapped with Dr Mbeki" in page
    page = text_of(client.get(reverse("rotas:week_sheet")))
    assert "ENT 2nd on call, Wednesday 25 November 17:00: Dr Lockyer, swapped with Dr Mbeki" in page


def test_the_leave_preview_leads_to_the_swap_and_warns_no_more_after_it(
    duty: Duty, other: Duty, sam: User, client_for: ClientFor
) -> None:
    employ(duty.person)
    client = client_for(sam)
    preview = partial_preview(client, "mbe a 25/11 27/11")
    link = f"{reverse('rotas:swap_find', args=[duty.pk])}?away_from=2026-11-25&amp;away_to=2026-11-27"
    assert f'<a href="{link}">Find a swap</a>' in preview
    page = text_of(client.get(link.replace("&amp;", "&")))
    assert "Leave from 25 November 2026 to 27 November 2026 is counted" in page
    exchange(duty, other, by=sam)
    preview = partial_preview(client, "mbe a 25/11 27/11")
    assert "Mbeki" in preview
    assert "needs a swap" not in preview


def partial_preview(client: Client, line: str) -> str:
    response = client.post(reverse("staffing:leave_preview"), {"line": line}, headers={"HX-Request": "true"})
    return " ".join(response.text.split())  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "typed", ["?away_from=x&away_to=2026-11-27", "?away_from=2026-11-27&away_to=2026-11-25", "?away_to="]
)
def test_dates_that_cannot_be_read_are_no_leave(
    typed: str, duty: Duty, other: Duty, sam: User, client_for: ClientFor
) -> None:
    response = client_for(sam).get(reverse("rotas:swap_find", args=[duty.pk]) + typed)
    assert response.status_code == 200
    assert "is counted" not in text_of(response)


# --- constraints ---


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"done_at": NOON}, "swap_is_done_by_somebody_after_a_yes"),
        ({"withdrawn_at": NOON}, "swap_offer_is_withdrawn_by_somebody_at_some_time"),
        ({"answer": "yes"}, "swap_is_answered_by_somebody_at_some_time_in_some_way"),
    ],
    ids=["done without a yes", "withdrawn by nobody", "answered by nobody"],
)
def test_the_database_refuses_half_a_swap(wrong: dict[str, object], constraint: str, duty: Duty, other: Duty) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make.SwapOfferFactory(duty=duty, other=other, **wrong)


def test_the_database_refuses_a_swap_with_oneself_and_a_second_question(duty: Duty, other: Duty, sam: User) -> None:
    with pytest.raises(IntegrityError, match="two_duties_of_two_doctors_are_swapped"), transaction.atomic():
        make.SwapOfferFactory(duty=duty, other=duty)
    make.SwapOfferFactory(duty=duty, other=other)
    with pytest.raises(IntegrityError, match="doctor_is_asked_once_about_a_swap"), transaction.atomic():
        make.SwapOfferFactory(duty=duty, other=other)
    mail = OutgoingMail.objects.create(
        kind="x", recipient="a@nhs.net", subject="x", text="x", message_id="<x@x>", next_attempt_at=NOON,
        queued_at=NOON, queued_by=sam,
    )  # fmt: skip
    later = make.DutyFactory(rota=duty.rota, person=other.person, during=make.night(12, 9))
    with pytest.raises(IntegrityError, match="only_who_is_asked_for_a_swap"), transaction.atomic():
        make.SwapOfferFactory(duty=duty, other=later, way="text", mail=mail)
