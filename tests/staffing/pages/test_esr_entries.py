"""To enter in ESR: who sees what, what ticks itself off, what is said when it does not."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from directorate.core.domain.access import Role
from directorate.core.models import User
from staffing.domain.esr_entries import Dates, task_of
from staffing.models import Absence, EsrEntry
from tests.core.factories import ImportBatchFactory
from tests.factories import PersonFactory, SpecialtyFactory, TeamFactory
from tests.staffing import factories as make
from tests.staffing.pages import TODAY, ClientFor, words_of

pytestmark = pytest.mark.django_db
LIST = "/staffing/esr-entries/"


@pytest.fixture
def ill(monday: datetime, everybody: dict[Role, User]) -> Absence:
    return make.AbsenceFactory(
        person=PersonFactory(surname="Colleague", team=TeamFactory()),
        kind="sickness",
        first_date=TODAY - timedelta(days=3),
        last_date=TODAY - timedelta(days=1),
    )


def _page(client_for: ClientFor, user: User) -> str:
    return words_of(client_for(user).get(reverse("staffing:esr_entries")))


def test_a_logged_absence_stands_on_the_list_until_the_extract_shows_the_same_dates(
    ill: Absence, everybody: dict[Role, User], client_for: ClientFor
) -> None:
    leader = everybody[Role.TEAM_LEADER]
    assert "Enter the absence" in _page(client_for, leader)
    said = make.AbsenceSourceFactory(absence=ill, last_date=None)
    assert "Enter the last day" in _page(client_for, leader)
    said.last_date = ill.last_date
    said.save()
    assert "Nothing to enter" in _page(client_for, leader)


def test_entered_moves_it_to_those_that_wait_and_an_extract_that_lacks_it_says_so(
    ill: Absence, everybody: dict[Role, User], client_for: ClientFor
) -> None:
    leader = everybody[Role.TEAM_LEADER]
    client = client_for(leader)
    for _ in range(2):
        client.post(reverse("staffing:esr_entered", args=[ill.pk]))
    entry = EsrEntry.objects.get()
    assert (entry.entered_by, entry.last_date) == (leader, ill.last_date)
    page = _page(client_for, leader)
    assert "Nothing to enter" in page
    assert "Entered, not seen in an extract yet" in page
    ImportBatchFactory(
        feed="esr_absence",
        state="accepted",
        as_at=timezone.localdate(entry.entered_at),
        accepted_by=leader,
        accepted_at=entry.entered_at,
    )
    assert "Not in the extract" in _page(client_for, leader)
    client.post(reverse("staffing:esr_not_entered", args=[ill.pk]))
    assert "Enter the absence" in _page(client_for, leader)


def test_a_change_of_the_dates_brings_it_back(ill: Absence, everybody: dict[Role, User], client_for: ClientFor) -> None:
    leader = everybody[Role.TEAM_LEADER]
    client_for(leader).post(reverse("staffing:esr_entered", args=[ill.pk]))
    Absence.objects.filter(pk=ill.pk).update(last_date=ill.last_date + timedelta(days=1))  # type: ignore[operator]
    assert "Enter the absence" in _page(client_for, leader)


def test_leave_that_payroll_does_not_act_on_and_what_is_long_past_or_to_come_is_not_listed(
    monday: datetime, everybody: dict[Role, User], client_for: ClientFor
) -> None:
    person = PersonFactory(team=TeamFactory())
    make.AbsenceFactory(person=person, kind="annual_leave", first_date=TODAY, last_date=TODAY)
    make.AbsenceFactory(person=person, kind="special", first_date=TODAY + timedelta(1), last_date=TODAY + timedelta(1))
    make.AbsenceFactory(person=person, kind="sickness", first_date=date(2026, 5, 1), last_date=date(2026, 5, 2))
    assert "Nothing to enter" in _page(client_for, everybody[Role.TEAM_LEADER])


def test_another_team_is_not_listed_and_cannot_be_ticked(
    monday: datetime, everybody: dict[Role, User], client_for: ClientFor
) -> None:
    elsewhere = SpecialtyFactory(code="dermatology")
    other = make.AbsenceFactory(
        person=PersonFactory(
            specialty=elsewhere, team=TeamFactory(name="Dermatology secretaries", specialty=elsewhere)
        ),
        kind="sickness",
        first_date=TODAY,
        last_date=TODAY,
    )
    leader = everybody[Role.TEAM_LEADER]
    assert "Nothing to enter" in _page(client_for, leader)
    assert client_for(leader).post(reverse("staffing:esr_entered", args=[other.pk])).status_code == 404
    assert client_for(everybody[Role.SECRETARY]).get(reverse("staffing:esr_entries")).status_code == 403


def test_an_absence_that_does_not_stand_any_more_is_refused_in_words(
    ill: Absence, everybody: dict[Role, User], client_for: ClientFor
) -> None:
    Absence.objects.filter(pk=ill.pk).update(state="cancelled", ended_by=ill.decided_by, ended_at=ill.decided_at)
    answer = client_for(everybody[Role.TEAM_LEADER]).post(reverse("staffing:esr_entered", args=[ill.pk]), follow=True)
    assert "does not stand any more" in words_of(answer)


@pytest.mark.parametrize(
    "said",
    [[], [(0, 4)], [(0, None)], [(0, 2), (3, 4)], [(0, 2)], [(1, 4)], [(0, 9), (0, 4)]],
    ids=["nothing", "the same", "open", "two rows", "too short", "later", "an old row"],
)
@pytest.mark.parametrize("length", [4, None], ids=["ended", "open"])
def test_the_query_says_what_the_rule_says(
    said: list[tuple[int, int | None]], length: int | None, monday: datetime, reference: None
) -> None:
    first = TODAY - timedelta(days=10)
    last = None if length is None else first + timedelta(days=length)
    absence = make.AbsenceFactory(kind="sickness", first_date=first, last_date=last)
    dates = [Dates(first + timedelta(days=a), None if b is None else first + timedelta(days=b)) for a, b in said]
    for one in dates:
        make.AbsenceSourceFactory(absence=absence, first_date=one.first, last_date=one.last)
    listed = Absence.objects.to_enter_in_esr(today=TODAY).filter(pk=absence.pk).exists()
    assert listed == (task_of(Dates(first, last), esr=dates) != "nothing")
