"""Cover now: who can within the rules, why others cannot, and the gap that closes once."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from directorate.core.domain.access import Role
from directorate.core.models import Person, User
from rotas.actions.gaps import close_gap, open_gap
from rotas.actions.problems import CoverReasonNeeded, CoverRefused, GapClosed
from rotas.domain.clocks import local_minute
from rotas.domain.cover import judge_cover, margin_words
from rotas.domain.duties import Duty as EngineDuty
from rotas.domain.duties import Kind
from rotas.domain.terms import Terms
from rotas.models import AnswerWay, Gap, GapCause
from tests.factories import PersonFactory, SpecialtyFactory
from tests.rotas import factories as make
from tests.rotas.factories import hours
from tests.staffing.factories import AbsenceFactory

ClientFor = Callable[[User], Client]
THURSDAY_NIGHT = hours(datetime(2026, 11, 26, 17, tzinfo=UTC), datetime(2026, 11, 27, 8, tzinfo=UTC))
WEDNESDAY_LONG = hours(datetime(2026, 11, 25, 8, tzinfo=UTC), datetime(2026, 11, 25, 20, 30, tzinfo=UTC))


def duty(start: str, end: str, *, kind: Kind = "shift") -> EngineDuty:
    return EngineDuty(start=local_minute(start), end=local_minute(end), kind=kind)


NIGHT = duty("2026-11-25T20:00", "2026-11-26T08:30")


# --- the rule ---


def test_somebody_with_nothing_else_to_do_can() -> None:
    verdict = judge_cover([], gap=NIGHT, terms=Terms())
    assert verdict.can
    assert margin_words(verdict.margins) == "12 h 30 of 72 h in the fullest 7 days"


def test_the_rest_to_the_next_shift_is_the_margin_and_the_reason() -> None:
    verdict = judge_cover([duty("2026-11-26T09:00", "2026-11-26T17:00")], gap=NIGHT, terms=Terms())
    assert not verdict.can
    assert {item.code for item in verdict.breaches} == {"NIGHT46", "REST11"}
    assert margin_words(verdict.margins) == "20 h 30 of 72 h in the fullest 7 days; rest 0 h 30 after"


def test_a_breach_that_is_there_anyway_does_not_count_against_the_gap() -> None:
    before = [duty("2026-11-02T08:00", "2026-11-02T21:30")]
    assert judge_cover(before, gap=NIGHT, terms=Terms()).can


def test_a_breach_made_worse_counts() -> None:
    before = [duty("2026-11-02T08:00", "2026-11-02T21:15")]
    longer = duty("2026-11-25T08:00", "2026-11-25T22:00")
    assert [item.code for item in judge_cover(before, gap=longer, terms=Terms()).breaches] == ["SHIFT13"]


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (duty("2026-11-25T13:00", "2026-11-25T21:00"), "at work at that time"),
        (duty("2026-11-25T17:00", "2026-11-26T08:00", kind="nroc"), "on call at that time"),
    ],
    ids=["at work", "on call"],
)
def test_nobody_is_in_two_places(other: EngineDuty, why: str) -> None:
    assert judge_cover([other], gap=NIGHT, terms=Terms()).blocks == (why,)


def test_leave_is_named_as_it_may_be() -> None:
    assert judge_cover([], gap=NIGHT, terms=Terms(), is_away="annual leave").reasons == ("annual leave then",)


def test_on_call_from_home_between_two_days_of_work_is_no_missing_rest() -> None:
    days = [duty("2026-11-25T09:00", "2026-11-25T17:00"), duty("2026-11-26T09:00", "2026-11-26T17:00")]
    night = EngineDuty(
        start=local_minute("2026-11-25T17:00"),
        end=local_minute("2026-11-26T08:00"),
        kind="nroc",
        work_minutes=120,
        episodes=2,
    )
    words = margin_words(judge_cover(days, gap=night, terms=Terms(rule_set="WTR1998")).margins)
    between = "between work that ends as it begins and work that begins 1 h after it"
    assert words.endswith(f"in the fullest 7 days; on call from home {between}")
    assert "rest" not in words


# --- actions ---


def last_context(duty_id: int) -> dict[str, str]:
    """On whose behalf and why a duty was last changed."""
    event = apps.get_model("rotas", "DutyEvent").objects.filter(pgh_obj=duty_id).latest("pgh_id")
    found: dict[str, str] = event.pgh_context
    return found


@pytest.fixture
def registrar(reference: None) -> Callable[..., Person]:
    """Makes an ENT registrar."""

    def hire(surname: str, **fields: object) -> Person:
        said = {"title": "Dr", "staff_group": "medical", "grade": "Specialty registrar"} | fields
        return PersonFactory(surname=surname, **said)

    return hire


@pytest.mark.django_db
def test_a_doctor_who_cannot_come_leaves_a_gap_with_its_cause(
    monday: datetime, registrar: Callable[..., Person], sam: User
) -> None:
    made = make.DutyFactory(person=registrar("Mbeki"))
    gap = open_gap(made.pk, cause=GapCause.SICK, by=sam)
    made.refresh_from_db()
    assert made.person is None
    assert (gap.cause, gap.opened_by, gap.closed_at) == ("sick", sam, None)
    assert last_context(made.pk)["action"] == "Open gap"
    with pytest.raises(GapClosed, match="Nobody does this duty already"):
        open_gap(made.pk, cause=GapCause.SICK, by=sam)


@pytest.mark.django_db
def test_a_gap_is_closed_once(monday: datetime, registrar: Callable[..., Person], sam: User) -> None:
    gap = make.GapFactory()
    lockyer, nuttall = registrar("Lockyer"), registrar("Nuttall")
    closed = close_gap(gap.pk, person=lockyer, by=sam, way=AnswerWay.PHONE)
    assert closed.duty.person == lockyer
    assert (closed.how, closed.closed_by) == ("Said yes by phone", sam)
    with pytest.raises(GapClosed, match="closed already"):
        close_gap(gap.pk, person=nuttall, by=sam, way=AnswerWay.PHONE)


@pytest.mark.django_db
def test_somebody_away_is_never_given_a_duty(monday: datetime, registrar: Callable[..., Person], sam: User) -> None:
    gap, person = make.GapFactory(), registrar("Dacre")
    AbsenceFactory(person=person, first_date=date(2026, 11, 26), last_date=date(2026, 11, 27))
    with pytest.raises(CoverRefused, match="annual leave then"):
        close_gap(gap.pk, person=person, by=sam, way=AnswerWay.PHONE, reason="we have nobody else")


@pytest.mark.django_db
def test_a_broken_rule_needs_a_reason_which_the_history_keeps(
    monday: datetime, registrar: Callable[..., Person], sam: User
) -> None:
    gap, person = make.GapFactory(), registrar("Oyelaran")
    make.DutyFactory(person=person, during=THURSDAY_NIGHT)
    with pytest.raises(CoverReasonNeeded, match="Consecutive on-call"):
        close_gap(gap.pk, person=person, by=sam, way=AnswerWay.PHONE)
    close_gap(gap.pk, person=person, by=sam, way=AnswerWay.PHONE, reason="Nobody else, agreed with the lead")
    assert last_context(gap.duty_id)["reason"] == "Nobody else, agreed with the lead"


@pytest.mark.cell("rota", "sm")
@pytest.mark.django_db
def test_a_rota_of_another_specialty_is_not_changed(
    monday: datetime, registrar: Callable[..., Person], everybody: dict[Role, User]
) -> None:
    rota = make.RotaFactory(name="OMFS 2nd on call", specialty=SpecialtyFactory(code="omfs"))
    gap = make.GapFactory(duty__rota=rota, duty__person=None)
    with pytest.raises(PermissionDenied):
        close_gap(gap.pk, person=registrar("Quill"), by=everybody[Role.SPECIALTY_MANAGER], way=AnswerWay.PHONE)


# --- pages ---


def page_of(client: Client, gap: Gap) -> str:
    response = client.get(reverse("rotas:gap_cover", args=[gap.pk]))
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.mark.django_db
def test_the_page_says_who_can_and_why_others_cannot(
    monday: datetime, registrar: Callable[..., Person], sam: User, client_for: ClientFor
) -> None:
    gap = make.GapFactory()
    registrar("Lockyer")
    consultant = registrar("Shaw", grade="Consultant")
    make.DutyFactory(person=registrar("Kaur"), during=THURSDAY_NIGHT)
    AbsenceFactory(person=registrar("Dacre"), first_date=date(2026, 11, 25), last_date=date(2026, 11, 27))
    page = page_of(client_for(sam), gap)
    can, cannot = page.split("Cannot: ")
    assert re.search(r'<th scope="row"[^>]*><label for="id_people_0">Dr Lockyer</label>', can)
    assert consultant.surname not in page
    assert "<b>Dr Dacre</b>: annual leave then" in cannot
    assert "<b>Dr Kaur</b>: Consecutive on-call" in cannot
    assert "ENT 2nd on call, Wed 25 Nov 17:00 to Thu 26 Nov 08:00" in page


@pytest.mark.django_db
def test_from_sick_to_covered_in_four_requests(
    monday: datetime, registrar: Callable[..., Person], everybody: dict[Role, User], client_for: ClientFor
) -> None:
    made, lockyer = make.DutyFactory(person=registrar("Mbeki")), registrar("Lockyer")
    client = client_for(everybody[Role.ROTA_COORDINATOR])
    assert client.get(reverse("rotas:gap_open", args=[made.pk])).status_code == 200
    response = client.post(reverse("rotas:gap_open", args=[made.pk]), {"cause": "sick"})
    gap = Gap.objects.get(duty=made)
    assert response["Location"] == reverse("rotas:gap_cover", args=[gap.pk])
    assert "Dr Lockyer" in page_of(client, gap)
    said = client.post(response["Location"], {"person": lockyer.pk, "how": "phone", "reason": ""}, follow=True)
    assert "Dr Lockyer does it" in said.content.decode()
    made.refresh_from_db()
    assert made.person == lockyer


@pytest.mark.django_db
def test_nobody_chosen_says_so(monday: datetime, sam: User, client_for: ClientFor) -> None:
    gap = make.GapFactory()
    response = client_for(sam).post(reverse("rotas:gap_cover", args=[gap.pk]), {"how": "phone"})
    assert response.status_code == 422
    assert "Choose who does it" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["gap_cover", "gap_open"])
def test_what_is_out_of_reach_does_not_exist(
    name: str, monday: datetime, everybody: dict[Role, User], client_for: ClientFor
) -> None:
    rota = make.RotaFactory(name="OMFS 2nd on call", specialty=SpecialtyFactory(code="omfs"))
    gap = make.GapFactory(duty__rota=rota, duty__person=None)
    other = make.DutyFactory(rota=rota, during=THURSDAY_NIGHT)
    key = gap.pk if name == "gap_cover" else other.pk
    client = client_for(everybody[Role.SPECIALTY_MANAGER])
    assert client.get(reverse(f"rotas:{name}", args=[key])).status_code == 404


@pytest.mark.django_db
def test_gaps_of_the_next_14_days_are_listed(monday: datetime, sam: User, client_for: ClientFor) -> None:
    make.GapFactory()
    later = hours(datetime(2026, 12, 25, 17, tzinfo=UTC), datetime(2026, 12, 26, 8, tzinfo=UTC))
    make.GapFactory(duty__during=later, duty__person=None)
    page = client_for(sam).get(reverse("rotas:gap_list")).content.decode()
    assert "Wed 25 Nov 17:00" in page
    assert "25 Dec" not in page
