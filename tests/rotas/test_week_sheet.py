"""The week sheet: the strongest wins, colleagues see "Away", gaps stand out, a few queries whatever the size."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directorate.core.domain.access import Role
from directorate.core.models import OutgoingMail, Person, User
from rotas.domain.week_sheet import Claim, changed_columns, group_of, strongest
from rotas.models import WeekPublication
from tests.factories import PersonFactory, SiteFactory, SpecialtyFactory
from tests.rotas import factories as make
from tests.rotas.factories import hours
from tests.staffing.factories import AbsenceFactory

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
LEAVE, SESSION = Claim(kind="leave", text="leave"), Claim(kind="session", text="session")
DUTY = Claim(kind="duty", text="duty", duty=1)


def sheet(client: Client, **query: str) -> str:
    response = client.get(reverse("rotas:week_sheet"), query)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def row_of(page: str, name: str) -> str:
    return page[page.index(f'<th scope="row">{name}') :].split("</tr>", maxsplit=1)[0]


@pytest.fixture
def kaur(reference: None) -> Person:
    """An ENT registrar who is on call on Wednesday 25 November and has a clinic on Wednesdays."""
    person = PersonFactory(
        surname="Kaur", title="Dr", staff_group="medical", grade="Specialty registrar", job_title="Registrar"
    )
    make.DutyFactory(person=person, site=SiteFactory())
    for session in ("am", "pm"):
        make.ActivityTemplateFactory(person=person, weekday=3, session=session, site=SiteFactory())
    return person


@pytest.mark.parametrize(
    ("published", "now", "changed"),
    [
        (["Clinic W", ""], ["Clinic W", ""], []),
        (["Clinic W", ""], ["away", "2nd on call 17–08 W"], [0, 1]),
        ([], ["Clinic W", ""], [0]),
    ],
    ids=["nothing changed", "both", "somebody new"],
)
def test_what_is_different_from_what_was_published(published: list[str], now: list[str], changed: list[int]) -> None:
    assert sorted(changed_columns(published, now=now)) == changed


@pytest.mark.parametrize(
    ("claims", "shown", "hides"),
    [
        ([SESSION, DUTY, LEAVE], "leave", True),
        ([SESSION, DUTY], "duty", False),
        ([SESSION], "session", False),
        ([], "–", False),
    ],
)
def test_the_strongest_wins(claims: list[Claim], shown: str, hides: bool) -> None:
    cell = strongest(claims)
    assert (cell.claim.text, cell.hides_duty) == (shown, hides)


@pytest.mark.parametrize(
    ("grade", "consultant", "group"),
    [
        ("Consultant", False, "Consultants"),
        ("", True, "Consultants"),
        ("Specialty doctor", False, "Registrars and specialty doctors"),
        ("ST5", False, "Registrars and specialty doctors"),
        ("Resident doctor", False, "Residents"),
        ("F1", False, "Residents"),
    ],
)
def test_doctors_stand_under_their_tier(grade: str, consultant: bool, group: str) -> None:
    assert group_of(grade, is_consultant=consultant) == group


def test_clinic_and_on_call_stand_in_their_half_days(
    monday: datetime, kaur: Person, sam: User, client_for: ClientFor
) -> None:
    row = row_of(sheet(client_for(sam)), "Dr Kaur")
    assert row.count("Clinic <b>W</b>") == 2
    assert row.count('class="duty"') == 1
    assert '2nd <span class="rota-hours">17–08</span>' in row  # beneath a head that says "on call"


def test_a_session_of_other_weeks_of_the_month_is_not_shown(
    monday: datetime, kaur: Person, sam: User, client_for: ClientFor
) -> None:
    kaur.activity_templates.update(weeks_of_month=[1])
    assert "Clinic" not in sheet(client_for(sam))
    assert "Clinic" in sheet(client_for(sam), **{"from": "2026-11-30"})


def test_colleagues_read_away_and_the_coordinator_the_kind(
    monday: datetime, kaur: Person, everybody: dict[Role, User], client_for: ClientFor
) -> None:
    AbsenceFactory(person=kaur, kind="sickness", first_date=date(2026, 11, 23), last_date=date(2026, 11, 24))
    colleague = row_of(sheet(client_for(everybody[Role.SECRETARY])), "Dr Kaur")
    coordinator = row_of(sheet(client_for(everybody[Role.ROTA_COORDINATOR])), "Dr Kaur")
    assert colleague.count(">Away<") == 6
    assert "Sick" not in colleague
    assert coordinator.count(">Sick<") == 6


def test_somebody_away_and_on_call_needs_a_swap(
    monday: datetime, kaur: Person, sam: User, client_for: ClientFor
) -> None:
    AbsenceFactory(person=kaur, first_date=date(2026, 11, 25), last_date=date(2026, 11, 25))
    page = sheet(client_for(sam))
    assert "AL" in row_of(page, "Dr Kaur")
    assert "Dr Kaur is away and on call on Wednesday 25 November" in page


def test_a_gap_stands_in_a_row_of_its_own(monday: datetime, sam: User, client_for: ClientFor) -> None:
    make.GapFactory()
    row = row_of(sheet(client_for(sam)), "ENT 2nd on call")
    assert 'Gap: 2nd <span class="rota-hours">17–08</span>' in row


def test_the_foot_says_who_is_on_call_today(monday: datetime, kaur: Person, sam: User, client_for: ClientFor) -> None:
    make.DutyFactory(
        person=kaur,
        during=hours(datetime(2026, 11, 23, 17, tzinfo=UTC), datetime(2026, 11, 24, 8, tzinfo=UTC)),
    )
    page = sheet(client_for(sam))
    assert "<b>ENT 2nd on call</b> Dr Kaur, bleep 274, until 24 November 2026 at 8am" in page


@pytest.mark.cell("rota", "sm")
def test_another_specialty_does_not_exist_for_a_specialty_manager(
    monday: datetime, kaur: Person, everybody: dict[Role, User], client_for: ClientFor
) -> None:
    SpecialtyFactory(code="omfs")
    client = client_for(everybody[Role.SPECIALTY_MANAGER])
    assert client.get(reverse("rotas:week_sheet"), {"specialty": "ent"}).status_code == 200
    assert client.get(reverse("rotas:week_sheet"), {"specialty": "omfs"}).status_code == 404


def test_strange_dates_show_this_week(monday: datetime, kaur: Person, sam: User, client_for: ClientFor) -> None:
    for text in ("yesterday", "1850-01-01", "2026-13-45"):
        assert "week of 23 November 2026" in sheet(client_for(sam), **{"from": text})


def publish(client: Client, **query: str) -> int:
    return client.post(reverse("rotas:week_publish"), {"specialty": "ent", "week": "2026-11-23"} | query).status_code


def test_what_changes_after_the_week_was_published_is_marked(
    monday: datetime, kaur: Person, sam: User, bola: User, client_for: ClientFor
) -> None:
    client = client_for(sam)
    assert "Not published yet." in sheet(client)
    assert publish(client) == 302
    page = sheet(client)
    assert "Published 23 November 2026" in page
    assert "<strong>0 changes since</strong>" in page
    assert "changed: " not in page
    AbsenceFactory(person=kaur, kind="sickness", first_date=date(2026, 11, 25), last_date=date(2026, 11, 25))
    page = sheet(client)
    assert "<strong>3 changes since</strong>" in page
    assert row_of(page, "Dr Kaur").count("changed: ") == 3
    kept = str(WeekPublication.objects.get().marks)
    assert str(kaur.pk) in kept
    assert publish(client) == 302
    kept = str(WeekPublication.objects.order_by("-pk")[0].marks)
    assert "away" in kept
    assert "ick" not in kept  # nobody can read from it why somebody is away
    assert "<strong>0 changes since</strong>" in sheet(client)


def test_doctors_are_told_of_their_own_week_and_later_of_what_changed(
    monday: datetime, kaur: Person, sam: User, client_for: ClientFor
) -> None:
    Person.objects.filter(pk=kaur.pk).update(email="kaur@nhs.net")
    other = PersonFactory(surname="Other", title="Dr", staff_group="medical", email="other@nhs.net")
    PersonFactory(surname="Silent", title="Dr", staff_group="medical", email="")
    client = client_for(sam)
    assert publish(client) == 302
    assert not OutgoingMail.objects.exists()
    WeekPublication.objects.all().delete()
    assert publish(client, tell="doctors") == 302
    assert set(OutgoingMail.objects.values_list("recipient", flat=True)) == {"kaur@nhs.net", "other@nhs.net"}
    text = OutgoingMail.objects.get(recipient="kaur@nhs.net").text
    assert "Wednesday 25 November: am Clinic W, pm Clinic W, from 17:00 2nd on call 17–08 W\n" in text
    assert "Nothing in this week." in OutgoingMail.objects.get(recipient="other@nhs.net").text
    AbsenceFactory(person=kaur, kind="sickness", first_date=date(2026, 11, 25), last_date=date(2026, 11, 25))
    OutgoingMail.objects.update(state="sent", sent_at=monday, sent_by=sam)
    assert "E-mails to doctors: 2 sent." in sheet(client)
    assert publish(client, tell="doctors") == 302
    again = OutgoingMail.objects.exclude(state="sent").get()
    assert (again.recipient, again.subject) == ("kaur@nhs.net", "Changed: your week of 23 November 2026")
    assert "am away*, pm away*, from 17:00 away*" in again.text
    assert "ick" not in again.text
    assert publish(client, tell="doctors") == 302
    assert OutgoingMail.objects.count() == 3
    assert publish(client, tell="everybody") == 302
    assert other.display_name not in again.text
    assert WeekPublication.objects.count() == 3


def test_what_changed_is_counted_from_what_doctors_were_told_last(
    monday: datetime, kaur: Person, sam: User, client_for: ClientFor
) -> None:
    Person.objects.filter(pk=kaur.pk).update(email="kaur@nhs.net")
    client = client_for(sam)
    publish(client)
    assert "Publish and e-mail the doctors" in sheet(client)
    publish(client, tell="doctors")
    assert OutgoingMail.objects.count() == 1  # nobody had been told before
    AbsenceFactory(person=kaur, first_date=date(2026, 11, 25), last_date=date(2026, 11, 25))
    publish(client)
    assert "e-mail whose week changed" in sheet(client)
    publish(client, tell="doctors")
    assert "am away*" in OutgoingMail.objects.latest("pk").text


def test_only_whoever_makes_its_rotas_publishes_a_week(
    monday: datetime, kaur: Person, everybody: dict[Role, User], client_for: ClientFor
) -> None:
    SpecialtyFactory(code="omfs")
    client = client_for(everybody[Role.SPECIALTY_MANAGER])
    assert publish(client, specialty="omfs") == 404
    assert client.get(reverse("rotas:week_rules"), {"specialty": "omfs"}).status_code == 404
    assert publish(client_for(everybody[Role.SECRETARY])) == 403
    assert not WeekPublication.objects.exists()


@pytest.mark.parametrize(
    "said", [{"specialty": "none"}, {"specialty": "\0"}, {"week": "soon"}, {"week": "1850-01-01"}, {"week": ""}]
)
def test_what_is_no_week_is_not_published(
    said: dict[str, str], monday: datetime, kaur: Person, sam: User, client_for: ClientFor
) -> None:
    client = client_for(sam)
    assert publish(client, **said) == 302
    assert "Nothing was published." in sheet(client)
    assert not WeekPublication.objects.exists()


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        (None, "<strong>nothing is decided</strong>"),
        ({"choice": "cancel"}, "is cancelled"),
        ({"choice": "someone_else", "part": "am"}, "Dr Other does it"),
    ],
)
def test_clinics_whose_doctor_is_away_stand_beneath(
    chosen: dict[str, str] | None, says: str, monday: datetime, kaur: Person, sam: User, client_for: ClientFor
) -> None:
    absence = AbsenceFactory(person=kaur, first_date=date(2026, 11, 25), last_date=date(2026, 11, 25))
    if chosen:
        other = PersonFactory(surname="Other", title="Dr", staff_group="medical")
        covering = other if chosen["choice"] == "someone_else" else None
        make.LeaveSessionFactory(
            absence=absence, date=date(2026, 11, 25), covering=covering, **{"part": "all"} | chosen
        )
    page = sheet(client_for(sam))
    beneath = page[page.index("Clinics and lists whose doctor is away") :]
    assert "<b>Wed 25 Nov 2026 am</b> Clinic W, Dr Kaur: " in beneath
    assert (reverse("rotas:half_day_edit", args=[kaur.pk, "2026-11-25", "am"]) in beneath) == (chosen is None)
    assert says in beneath


def test_the_rules_are_run_on_the_week(monday: datetime, kaur: Person, sam: User, client_for: ClientFor) -> None:
    ask = {"specialty": "ent", "from": "2026-11-23"}
    client = client_for(sam)
    page = client.get(reverse("rotas:week_rules"), ask).content.decode()
    assert "0 breaches" in page
    assert "Dr Kaur" in page
    night = hours(datetime(2026, 11, 26, 20, tzinfo=UTC), datetime(2026, 11, 27, 9, 30, tzinfo=UTC))
    make.DutyFactory(person=kaur, kind="shift", during=night, work_minutes=None, episodes=None)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(reverse("rotas:week_rules"), ask).content.decode()
    assert "Shift of at most 13 hours" in page
    assert len(queries) <= 12
    elsewhere = client.get(reverse("rotas:week_rules"), ask | {"from": "2026-12-14"}).content.decode()
    assert "Nobody is on call in this week" in elsewhere


@pytest.mark.parametrize("size", [1, 12])
def test_the_page_costs_twelve_queries_whatever_the_size(
    size: int, monday: datetime, kaur: Person, sam: User, client_for: ClientFor
) -> None:
    for number in range(size):
        person = PersonFactory(surname=f"Doctor{number}", title="Dr", staff_group="medical", grade="Consultant")
        make.ActivityTemplateFactory(person=person, site=SiteFactory())
        AbsenceFactory(person=person, first_date=date(2026, 11, 23), last_date=date(2026, 11, 23))
        rota = make.RotaFactory(name=f"Rota {number}")
        make.DutyFactory(person=person, rota=rota)
        make.GapFactory(duty__rota=make.RotaFactory(name=f"Other {number}"), duty__person=None)
    client = client_for(sam)
    publish(client, tell="doctors")
    sheet(client)
    with CaptureQueriesContext(connection) as queries:
        sheet(client)
    assert len(queries) <= 12


@pytest.mark.parametrize(("role", "status"), [(Role.SECRETARY, 200), (Role.AUDITOR, 200), (Role.ADMINISTRATOR, 403)])
def test_the_sheet_is_for_those_who_may_know_where_people_are(
    role: Role, status: int, monday: datetime, kaur: Person, everybody: dict[Role, User], client_for: ClientFor
) -> None:
    assert client_for(everybody[role]).get(reverse("rotas:week_sheet")).status_code == status
