"""The team calendar."""

import re
from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directorate.core.models import Person, User
from staffing.actions.leave import log_leave
from staffing.facts.cover import picture_of
from staffing.facts.team_calendar import Headings, team_calendar
from staffing.facts.today import people_today
from tests.factories import PersonFactory
from tests.staffing import factories as make
from tests.staffing.conftest import Worker, leave, sickness
from tests.staffing.pages import FRIDAY, MONDAY, TODAY, ClientFor, words_of

pytestmark = pytest.mark.django_db


def calendar_of(user: User, client_for: ClientFor, **query: str) -> str:
    return words_of(client_for(user).get(reverse("staffing:team_calendar"), query))


def test_colleagues_see_away_and_managers_the_kind(
    monday: datetime, dawn: User, amira: User, jones: Person, client_for: ClientFor
) -> None:
    log_leave(sickness(jones, TODAY, date(2026, 11, 24)), by=dawn)
    colleague, leader = calendar_of(amira, client_for), calendar_of(dawn, client_for)
    row = colleague[colleague.index("Jones, Sarah") :].split("</tr>")[0]
    assert row.count('class="x') == 2
    assert "sick" not in row
    assert ">S<" not in row
    own = leader[leader.index("Jones, Sarah") :].split("</tr>")[0]
    assert own.count('class="s') == 2


def test_the_calendar_counts_who_is_in_beside_the_minimum(
    monday: datetime, dawn: User, jones: Person, client_for: ClientFor
) -> None:
    make.MinimumCoverFactory(team=jones.team, weekday=0, half="am", minimum=2)
    log_leave(leave(jones, TODAY), by=dawn)
    page = calendar_of(dawn, client_for, weeks="1")
    assert 'class="low">1/2<span class="nhsuk-u-visually-hidden"> below the minimum' in page


def test_totals_equal_the_cover_rule(monday: datetime, dawn: User, worker: Worker) -> None:
    """The grid counts with arrays, for speed; the rule counts one by one. They agree on every half day."""
    people = [worker(f"P{n}") for n in range(4)]
    make.WorkPatternFactory(
        person=worker("Fortnight"), assignment_no="20999999", cycle_weeks=2, cycle_start=date(2020, 3, 30),
        am_minutes=[225] * 5 + [0, 0] + [0] * 7, pm_minutes=[0] * 7 + [225, 0, 225, 0, 225, 0, 0],
    )  # fmt: skip
    log_leave(leave(people[0], MONDAY, FRIDAY, last_part="am"), by=dawn)
    log_leave(leave(people[1], date(2026, 12, 8), date(2026, 12, 29), first_part="pm"), by=dawn)
    log_leave(sickness(people[2], date(2026, 12, 10)), by=dawn)
    team = people[0].team
    assert team is not None
    for weekday in range(7):
        for half in ("am", "pm"):
            make.MinimumCoverFactory(team=team, weekday=weekday, half=half, minimum=9)
    grid = team_calendar(
        Person.objects.filter(team=team),
        headings=Headings({team.pk: team.name}, {}),
        viewer=dawn, first=date(2026, 11, 30), days=42, today=TODAY,
    )  # fmt: skip
    counted = {
        (day.date, half): total.present
        for half, totals in (("am", grid.teams[0].mornings), ("pm", grid.teams[0].afternoons))
        for day, total in zip(grid.days, totals, strict=True)
        if total
    }
    short = picture_of([team.pk], first=date(2026, 11, 30), last=date(2027, 1, 10)).short_days(team.pk)
    assert {(s.breach.date, s.breach.half): s.breach.present for s in short} == counted


@pytest.mark.parametrize("query", [{}, {"weeks": "52"}], ids=["as it opens", "a year"])
def test_the_calendar_takes_at_most_twelve_queries(
    monday: datetime, dawn: User, worker: Worker, client_for: ClientFor, query: dict[str, str]
) -> None:
    for number in range(12):
        make.AbsenceFactory(person=worker(f"Surname{number:02d}"))
    client = client_for(dawn)
    client.get("/")
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("staffing:team_calendar"), query)
    assert len(queries) <= 12


@pytest.mark.parametrize(
    "query",
    [{"show": "team-x"}, {"show": "nothing"}, {"from": "yesterday"}, {"from": "9999-12-31"}, {"weeks": "-3"},
     {"weeks": "1000000"}, {"show": "team-999999999999999999999"}],
    ids=["team without number", "no such thing", "no date", "far future", "negative", "huge", "no such team"],
)  # fmt: skip
def test_nonsense_in_the_address_shows_the_usual_calendar(
    monday: datetime, dawn: User, client_for: ClientFor, query: dict[str, str]
) -> None:
    assert client_for(dawn).get(reverse("staffing:team_calendar"), query).status_code == 200


def test_the_calendar_says_what_each_row_and_column_is(monday: datetime, dawn: User, client_for: ClientFor) -> None:
    page = calendar_of(dawn, client_for)
    assert page.count('scope="col"') == 43
    assert 'scope="row"' in page
    assert 'aria-current="date"' in page


def test_a_year_stands_on_four_sheets_that_each_have_everybody(
    monday: datetime, dawn: User, jones: Person, client_for: ClientFor
) -> None:
    log_leave(leave(jones, date(2027, 8, 2), date(2027, 8, 6)), by=dawn)
    page = calendar_of(dawn, client_for, weeks="52")
    rows = [row.split("</tr>")[0] for row in page.split("Jones, Sarah")[1:]]
    assert [row.count('class="a') for row in rows] == [0, 0, 5, 0]
    assert page.count('scope="col"') == 4 + 364
    assert len(set(re.findall(r"<caption[^>]*>([^<]+)", page))) == 4


# --- what is shown ----------------------------------------------------------------------------------------------------


def chosen_in(page: str) -> str:
    return re.findall(r'<option value="([^"]+)" selected>[A-Z]', page)[0]


def test_managers_begin_with_every_team_and_team_leaders_with_their_own(
    monday: datetime, dawn: User, sam: User, dana: User, client_for: ClientFor
) -> None:
    page = calendar_of(sam, client_for)
    assert chosen_in(page) == "ac"
    assert "ENT secretaries" in page
    assert dana.person is not None
    assert f"{dana.person.surname}, {dana.person.forenames}" in page
    assert dawn.person is not None
    assert chosen_in(calendar_of(dawn, client_for)) == f"team-{dawn.person.team_id}"


def test_what_was_chosen_is_remembered_for_this_user_only(
    monday: datetime, dawn: User, sam: User, client_for: ClientFor
) -> None:
    address = reverse("staffing:team_calendar")
    client = client_for(sam)
    client.get(address, {"show": "ent-doctors"})
    assert chosen_in(words_of(client.get(address))) == "ent-doctors"
    client.get(address, {"show": "nonsense"})
    assert chosen_in(words_of(client.get(address))) == "ent-doctors"
    client.logout()
    client.force_login(dawn)
    assert dawn.person is not None
    assert chosen_in(words_of(client.get(address))) == f"team-{dawn.person.team_id}"


def test_the_calendar_of_every_team_takes_at_most_twelve_queries(
    monday: datetime, sam: User, worker: Worker, client_for: ClientFor
) -> None:
    for number in range(24):
        make.AbsenceFactory(person=worker(f"Surname{number:02d}", team=f"Team {number % 6}"))
    client = client_for(sam)
    client.get("/")
    with CaptureQueriesContext(connection) as queries:
        page = words_of(client.get(reverse("staffing:team_calendar")))
    assert "Team 5" in page
    assert len(queries) <= 12


def test_the_lines_of_today_open_the_days_and_people_they_count(
    monday: datetime, chris: User, amira: User, jones: Person, worker: Worker, client_for: ClientFor
) -> None:
    away, half = worker("Away"), worker("Halfday")
    make.AbsenceFactory(person=away, first_date=TODAY, last_date=TODAY)
    make.AbsenceFactory(person=half, first_date=TODAY, last_date=TODAY, first_part="am", last_part="am")
    doctor = PersonFactory(surname="Edgecombe", staff_group="medical", specialty__code="omfs")
    make.AbsenceFactory(person=doctor, first_date=TODAY, last_date=TODAY)
    address = reverse("staffing:team_calendar")
    calendar_of(chris, client_for, show="ent")
    today = words_of(client_for(chris).get("/"))
    counted = people_today(chris, today=TODAY)
    assert (counted.present, counted.working) == (2, 3)
    assert f'href="{address}?show=ac&amp;weeks=1"' in today
    assert "Today 2 of 3 are in." in calendar_of(chris, client_for, show="ac", weeks="1")
    assert f'href="{address}?show=doctors&amp;weeks=1"' in today
    doctors = calendar_of(chris, client_for, show="doctors", weeks="1")
    assert "Edgecombe" in doctors
    assert "Halfday" not in doctors
