"""Doctors asked about a gap: links that work once, answers by phone, and what follows when somebody has the duty."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from directorate.core import clock
from directorate.core.actions.outgoing import AnswerLink, token_of
from directorate.core.domain.access import Role
from directorate.core.models import OutgoingMail, Person, User
from rotas.actions.gaps import close_gap
from rotas.actions.offers import ask_doctors, record_answer
from rotas.actions.problems import CoverRefused
from rotas.domain.offers import OfferStanding, hours_offered, standing_of
from rotas.models import Answer, AnswerWay, CoverOffer, Gap, OfferWay
from tests.factories import PersonFactory, SiteFactory, SpecialtyFactory
from tests.rotas import factories as make

ClientFor = Callable[[User], Client]
NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


# --- the rules ---


@pytest.mark.parametrize(
    ("answer", "withdrawn", "expires", "standing"),
    [
        ("", False, NOON, OfferStanding.OPEN),
        ("", False, NINE, OfferStanding.EXPIRED),
        ("", True, NOON, OfferStanding.WITHDRAWN),
        ("yes", True, NINE, OfferStanding.YES),
        ("no", False, NOON, OfferStanding.NO),
    ],
    ids=["open", "too late at the minute itself", "withdrawn", "an answer stays an answer", "no"],
)
def test_where_a_question_stands(answer: str, withdrawn: bool, expires: datetime, standing: OfferStanding) -> None:
    assert standing_of(answer=answer, is_withdrawn=withdrawn, expires_at=expires, now=NINE) is standing


def test_answers_are_asked_for_before_the_duty_begins() -> None:
    at = datetime(2026, 11, 23, 7, 31, 20, tzinfo=UTC)
    assert hours_offered(now=at, begins=NOON) == [datetime(2026, 11, 23, hour, 35, tzinfo=UTC) for hour in (8, 9, 11)]
    assert hours_offered(now=at, begins=at + timedelta(minutes=20)) == [at + timedelta(minutes=20)]


# --- actions and pages ---


@pytest.fixture
def gap(reference: None, monday: datetime) -> Gap:
    return make.GapFactory(duty__site=SiteFactory(name="Worcestershire Royal"))


@pytest.fixture
def lockyer(reference: None) -> Person:
    return registrar("Lockyer", email="lockyer@nhs.net")


def registrar(surname: str, **fields: object) -> Person:
    made: Person = PersonFactory(
        surname=surname, title="Dr", staff_group="medical", grade="Specialty registrar", **fields
    )
    return made


def ask(gap: Gap, *people: Person, by: User, way: OfferWay = OfferWay.EMAIL) -> CoverOffer:
    return ask_doctors(gap.pk, people=[person.pk for person in people], way=way, expires_at=NOON, by=by)[0]


def address_of(offer: CoverOffer) -> str:
    return reverse("rotas:offer_answer", args=[token_of(AnswerLink("rotas:offer_answer", offer.key))])


@pytest.mark.django_db
def test_a_link_shows_when_and_where_and_works_once(gap: Gap, lockyer: Person, sam: User) -> None:
    offer, client = ask(gap, lockyer, by=sam), Client()
    response = client.get(address_of(offer))
    page = response.content.decode()
    for text in ("Wednesday 25 November 2026", "17:00 to 08:00", "Worcestershire Royal"):
        assert text in page
    for text in ("Lockyer", "Sick", "ENT 2nd"):
        assert text not in page
    assert response["Referrer-Policy"] == "same-origin"  # with no-referrer a browser's answer is refused
    offer.refresh_from_db()
    assert offer.answer == ""  # a scanner of links answers nothing
    assert "You said yes" in client.post(address_of(offer), {"answer": "yes"}, follow=True).content.decode()
    client.post(address_of(offer), {"answer": "no"})
    offer.refresh_from_db()
    assert (offer.answer, offer.answered_how, offer.answered_by.is_system) == ("yes", "link", True)


@pytest.mark.django_db
def test_a_link_that_is_over_says_so_plainly(
    gap: Gap, lockyer: Person, sam: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer, client = ask(gap, lockyer, by=sam), Client()
    other = registrar("Nuttall")
    close_gap(gap.pk, person=other, by=sam, way=AnswerWay.PHONE)
    response = client.get(address_of(offer))
    assert response.status_code == 410
    assert "Not needed any more" in response.content.decode()
    CoverOffer.objects.filter(pk=offer.pk).update(withdrawn_at=None, withdrawn_by=None)
    monkeypatch.setattr(clock, "now", lambda: NOON)
    response = client.post(address_of(offer), {"answer": "yes"})
    assert "Too late to answer here" in response.content.decode()
    offer.refresh_from_db()
    assert offer.answer == ""


@pytest.mark.django_db
def test_a_link_of_another_page_opens_nothing(gap: Gap, lockyer: Person, sam: User) -> None:
    offer = ask(gap, lockyer, by=sam)
    for token in ("x", offer.key.hex, token_of(AnswerLink("rotas:other", offer.key))):
        assert Client().get(reverse("rotas:offer_answer", args=[token])).status_code == 404


@pytest.mark.django_db
def test_the_email_waits_in_the_outbox_without_its_link(gap: Gap, lockyer: Person, sam: User) -> None:
    offer = ask(gap, lockyer, by=sam)
    mail = OutgoingMail.objects.get()
    assert offer.mail == mail
    assert (mail.recipient, mail.state, mail.link_key) == ("lockyer@nhs.net", "queued", offer.key)
    assert "[link]" in mail.text
    assert "until 12:00 on Monday 23 November" in mail.text


@pytest.mark.django_db
def test_only_those_who_can_are_asked_and_by_email_only_with_an_address(gap: Gap, sam: User) -> None:
    without, consultant = registrar("Kaur"), registrar("Shaw", email="shaw@nhs.net")
    consultant.grade = "Consultant"
    consultant.save()
    with pytest.raises(CoverRefused, match="Dr Kaur"):
        ask(gap, without, by=sam)
    with pytest.raises(CoverRefused, match="within the rules"):
        ask(gap, consultant, by=sam)
    assert ask(gap, without, by=sam, way=OfferWay.TEXT).mail is None
    assert not OutgoingMail.objects.exists()


@pytest.mark.django_db
def test_asked_anew_the_earlier_link_is_withdrawn(gap: Gap, lockyer: Person, sam: User) -> None:
    first, second = ask(gap, lockyer, by=sam), ask(gap, lockyer, by=sam)
    first.refresh_from_db()
    assert first.withdrawn_by == sam
    assert first.mail.state == "cancelled"
    record_answer(second.pk, answer=Answer.YES, how=AnswerWay.PHONE, by=sam)
    with pytest.raises(CoverRefused, match="said yes already"):
        ask(gap, lockyer, by=sam)


@pytest.mark.django_db
def test_from_asked_to_given(gap: Gap, lockyer: Person, sam: User, client_for: ClientFor) -> None:
    client, address = client_for(sam), reverse("rotas:gap_cover", args=[gap.pk])
    nuttall = registrar("Nuttall", email="nuttall@nhs.net")
    client.get(address)
    asked = {"people": [lockyer.pk, nuttall.pk], "way": "email", "expires": "2026-11-23T11:03:00+00:00"}
    page = client.post(reverse("rotas:gap_ask", args=[gap.pk]), asked, follow=True).content.decode()
    assert "Links go out by e-mail to 2 doctors." in page
    assert "E-mail: waiting" in page
    offer = CoverOffer.objects.get(person=lockyer)
    record = reverse("rotas:offer_record", args=[offer.pk])
    page = client.post(record, {"answer": "yes"}, follow=True).content.decode()
    assert "Give it to Dr Lockyer" in page
    page = client.post(address, {"person": lockyer.pk, "how": "phone"}, follow=True).content.decode()
    assert "Covered: ENT 2nd on call" in page
    assert "Not needed any more" in page
    gap.refresh_from_db()
    assert (gap.duty.person, gap.how) == (lockyer, "Said yes by phone")
    other = CoverOffer.objects.get(person=nuttall)
    assert other.mail.state == "cancelled"
    assert client.post(record, {"answer": "no"}, follow=True).status_code == 200
    told = OutgoingMail.objects.get(kind="duty-given")
    assert told.recipient == "lockyer@nhs.net"
    assert "The duty is yours: ENT 2nd on call, Wed 25 Nov 17:00 to Thu 26 Nov 08:00" in told.text


@pytest.mark.django_db
def test_a_yes_by_the_link_is_recorded_as_such_and_of_nobody_else(
    gap: Gap, lockyer: Person, sam: User, client_for: ClientFor
) -> None:
    client, address = client_for(sam), reverse("rotas:gap_cover", args=[gap.pk])
    nuttall = registrar("Nuttall")
    assert client.post(address, {"person": nuttall.pk, "how": "link"}).status_code == 422
    Client().post(address_of(ask(gap, lockyer, by=sam)), {"answer": "yes"})
    page = client.get(address).content.decode()
    assert f'<option value="{lockyer.pk}" selected>' in page  # whoever said yes is chosen already
    assert "Said yes by the link" not in page
    client.post(address, {"person": lockyer.pk, "how": "phone"})
    gap.refresh_from_db()
    assert gap.how == "Said yes by the link"


@pytest.mark.django_db
def test_nobody_is_asked_for_the_duty_they_gave_up_and_it_can_be_given_back(
    gap: Gap, lockyer: Person, sam: User, client_for: ClientFor
) -> None:
    Gap.objects.filter(pk=gap.pk).update(given_up_by=lockyer)
    client, address = client_for(sam), reverse("rotas:gap_cover", args=[gap.pk])
    page = client.get(address).content.decode()
    assert "<b>Dr Lockyer</b>: gave it up: sickness" in page
    assert "Dr Lockyer (gave it up)</option>" in page
    with pytest.raises(CoverRefused):
        ask(gap, lockyer, by=sam)
    client.post(address, {"person": lockyer.pk, "how": "phone"})
    gap.duty.refresh_from_db()
    assert gap.duty.person == lockyer


@pytest.mark.django_db
def test_the_page_counts_questions_of_90_days_and_says_when_nobody_answered_in_time(
    gap: Gap, lockyer: Person, sam: User, client_for: ClientFor
) -> None:
    answered = {"answer": "yes", "answered_at": NINE, "answered_by": sam, "answered_how": "phone"}
    elsewhere = make.RotaFactory(name="OMFS 2nd on call")
    make.CoverOfferFactory(person=lockyer, gap__duty__rota=elsewhere, **answered)
    old = {"asked_at": NINE - timedelta(days=91), "expires_at": NINE - timedelta(days=90)}
    make.CoverOfferFactory(person=lockyer, gap__duty__rota=make.RotaFactory(name="OMFS 1st on call"), **old)
    make.CoverOfferFactory(person=lockyer, gap=gap, expires_at=NINE)
    page = client_for(sam).get(reverse("rotas:gap_cover", args=[gap.pk])).content.decode()
    assert 'data-label="Asked, said yes in 90 days:">2, 1</td>' in page
    assert "Nobody said yes by" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    "expires", ["", "x", "2026-11-23T08:00:00+00:00", "2026-11-25T17:01:00+00:00", "2026-11-24T09:00:00"]
)
def test_the_hour_set_lies_ahead_and_before_the_duty(
    expires: str, gap: Gap, lockyer: Person, sam: User, client_for: ClientFor
) -> None:
    asked = {"people": [lockyer.pk], "way": "email", "expires": expires}
    response = client_for(sam).post(reverse("rotas:gap_ask", args=[gap.pk]), asked)
    assert response.status_code == 422
    assert not CoverOffer.objects.exists()


@pytest.mark.django_db
def test_who_was_sent_the_text_is_noted(gap: Gap, lockyer: Person, sam: User, client_for: ClientFor) -> None:
    asked = {"people": [lockyer.pk], "way": "text", "expires": "2026-11-23T10:00:00+00:00"}
    page = client_for(sam).post(reverse("rotas:gap_ask", args=[gap.pk]), asked, follow=True).content.decode()
    assert "Noted as asked by text: 1 doctor." in page
    assert not OutgoingMail.objects.exists()


@pytest.mark.django_db
def test_nobody_ticked_says_so(gap: Gap, lockyer: Person, sam: User, client_for: ClientFor) -> None:
    response = client_for(sam).post(reverse("rotas:gap_ask", args=[gap.pk]), {"way": "email"})
    assert response.status_code == 422
    assert "Tick whom you ask" in response.content.decode()


@pytest.mark.django_db
def test_answers_about_rotas_of_another_specialty_are_out_of_reach(
    gap: Gap, everybody: dict[Role, User], client_for: ClientFor
) -> None:
    rota = make.RotaFactory(name="OMFS 2nd on call", specialty=SpecialtyFactory(code="omfs"))
    offer = make.CoverOfferFactory(gap__duty__rota=rota)
    manager = everybody[Role.SPECIALTY_MANAGER]
    assert client_for(manager).post(reverse("rotas:offer_record", args=[offer.pk])).status_code == 404
    with pytest.raises(PermissionDenied):
        record_answer(offer.pk, answer=Answer.YES, how=AnswerWay.PHONE, by=manager)
