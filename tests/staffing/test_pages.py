"""Pages of staffing: who may open them, what they show and hide, what comes of posting, how many queries they take."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from directorate.core import clock
from directorate.core.access import permissions
from directorate.core.domain.access import Role
from directorate.core.models import AccessEvent, Person, User
from staffing.actions.leave import log_leave
from staffing.actions.sickness import Reason, record_reason
from staffing.facts.cover import picture_of
from staffing.facts.team_calendar import Headings, team_calendar
from staffing.facts.today import counts, people_today
from staffing.models import Absence, AbsenceState, LeaveLedger, ReturnToWork, SicknessDetail
from tests.factories import CoverFactory, PersonFactory, SecretaryConsultantFactory
from tests.staffing import factories as make
from tests.staffing.conftest import Worker, employ, leave, sickness

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
TODAY = date(2026, 11, 23)
MONDAY, FRIDAY = date(2026, 12, 7), date(2026, 12, 11)

MAY_LOG = {"dm", "am", "sm", "tl", "sec", "rc", "con", "res", "ch", "fin"}
MAY_DECIDE = {"dm", "am", "sm", "tl", "con"}
MAY_SEE_CALENDAR = {"dm", "am", "sm", "tl", "sec", "rc", "con", "res", "ch", "hr", "fin"}
MAY_SET_SICKNESS = {"dm", "am", "sm", "tl", "rc"} - {"dm"}
PAGES = [
    ("staffing:leave_log", MAY_LOG),
    ("staffing:leave_inbox", MAY_DECIDE),
    ("staffing:team_calendar", MAY_SEE_CALENDAR),
    ("staffing:returns_to_work", MAY_SET_SICKNESS),
    ("staffing:my_leave", {role.value for role in Role}),
]


def words_of(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


# --- who may open what ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "roles"), PAGES, ids=[name for name, _ in PAGES])
def test_pages_open_for_the_roles_of_the_table(
    monday: datetime, everybody: dict[Role, User], client_for: ClientFor, name: str, roles: set[str]
) -> None:
    opened = {role.value for role, user in everybody.items() if client_for(user).get(reverse(name)).status_code == 200}
    assert opened == roles


def test_nothing_opens_without_signing_in(client: Client) -> None:
    for name, _ in PAGES:
        assert client.get(reverse(name)).status_code == 302


def test_a_persons_page_is_404_out_of_reach(
    monday: datetime, dawn: User, dana: User, amira: User, jones: Person, client_for: ClientFor
) -> None:
    page = reverse("staffing:person_detail", args=[dana.person_id])
    assert client_for(dawn).get(page).status_code == 404
    assert client_for(amira).get(reverse("staffing:person_detail", args=[jones.pk])).status_code == 404
    assert client_for(dawn).get(reverse("staffing:person_detail", args=[jones.pk])).status_code == 200


def test_every_absence_address_is_404_for_another_teams_leader(
    monday: datetime, dawn: User, dana: User, client_for: ClientFor
) -> None:
    absence = log_leave(leave(dana.person, MONDAY, FRIDAY), by=dana).absence
    client = client_for(dawn)
    for name in ("absence_detail", "absence_dates"):
        assert client.get(reverse(f"staffing:{name}", args=[absence.pk])).status_code == 404
    for name in ("absence_dates", "absence_end", "absence_cover", "absence_back", "absence_expected", "return_held"):
        assert client.post(reverse(f"staffing:{name}", args=[absence.pk])).status_code == 404, name
    assert client.post(reverse("staffing:leave_decide", args=[absence.pk]), {"decision": "approve"}).status_code == 404
    absence.refresh_from_db()
    assert absence.state == AbsenceState.REQUESTED


def test_opening_pages_changes_nothing(monday: datetime, dawn: User, jones: Person, client_for: ClientFor) -> None:
    absence = log_leave(leave(jones, MONDAY, FRIDAY), by=dawn).absence
    client = client_for(dawn)
    client.get("/")
    addresses = [reverse(name) for name, roles in PAGES if "tl" in roles]
    addresses += [reverse("staffing:person_detail", args=[jones.pk])]
    addresses += [reverse(f"staffing:{name}", args=[absence.pk]) for name in ("absence_detail", "absence_dates")]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        for address in addresses:
            assert client.get(address).status_code == 200, address
    written = [q["sql"] for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert written == []


@pytest.mark.parametrize("name", ["leave_preview", "leave_undo"])
def test_what_acts_refuses_get(monday: datetime, dawn: User, client_for: ClientFor, name: str) -> None:
    assert client_for(dawn).get(reverse(f"staffing:{name}")).status_code == 405


def test_a_decision_needs_a_post(monday: datetime, dawn: User, amira: User, client_for: ClientFor) -> None:
    absence = log_leave(leave(amira.person, MONDAY), by=amira).absence
    assert client_for(dawn).get(reverse("staffing:leave_decide", args=[absence.pk])).status_code == 405


# --- the line -------------------------------------------------------------------------------------------------------


def post_line(client: Client, line: str, **more: str) -> object:
    return client.post(reverse("staffing:leave_log"), {"line": line, **more}, follow=True)


def test_a_weeks_leave_takes_at_most_twenty_keystrokes(
    monday: datetime, dawn: User, jones: Person, client_for: ClientFor
) -> None:
    line = "jon a 7/12 11/12"
    assert len(line) + len("\n") <= 20
    page = words_of(post_line(client_for(dawn), line))
    absence = Absence.objects.get()
    assert (absence.first_date, absence.last_date, absence.state) == (MONDAY, FRIDAY, AbsenceState.APPROVED)
    assert "Saved." in page
    assert "Undo (" in page


def test_off_sick_today_is_name_s_enter_and_back_is_name_b_enter(
    monday: datetime, dawn: User, jones: Person, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_for(dawn)
    post_line(client, "jon s")
    absence = Absence.objects.get()
    assert (absence.kind, absence.first_date, absence.last_date) == ("sickness", TODAY, None)
    monkeypatch.setattr(clock, "now", lambda: monday + timedelta(days=2))
    # A new session, since the old one has been idle for two days.
    post_line(client_for(dawn), "jon b")
    absence.refresh_from_db()
    assert absence.last_date == date(2026, 11, 24)
    assert ReturnToWork.objects.get().due_date == date(2026, 11, 30)


def test_undo_takes_back_what_was_just_saved(
    monday: datetime, dawn: User, jones: Person, client_for: ClientFor
) -> None:
    client = client_for(dawn)
    post_line(client, "jon a 7/12 11/12")
    page = words_of(client.post(reverse("staffing:leave_undo"), follow=True))
    assert "Undone" in page
    assert Absence.objects.get().state == AbsenceState.CANCELLED
    again = words_of(client.post(reverse("staffing:leave_undo"), follow=True))
    assert "too late to undo" in again


def test_undo_ends_after_ten_seconds(
    monday: datetime, dawn: User, jones: Person, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_for(dawn)
    post_line(client, "jon a 7/12 11/12")
    monkeypatch.setattr(clock, "now", lambda: monday + timedelta(seconds=16))
    assert "too late to undo" in words_of(client.post(reverse("staffing:leave_undo"), follow=True))
    assert Absence.objects.get().state == AbsenceState.APPROVED


def test_two_people_of_one_name_are_listed_and_neither_is_taken(
    monday: datetime, dawn: User, worker: Worker, client_for: ClientFor
) -> None:
    sarah, sian = worker("Jones", forenames="Sarah"), worker("Jones", forenames="Siân")
    client = client_for(dawn)
    page = words_of(post_line(client, "jones a 7/12"))
    assert "Sarah Jones, Medical secretary, ENT secretaries" in page
    assert "Siân Jones" in page
    assert not Absence.objects.exists()
    post_line(client, "jones a 7/12", person=str(sian.pk))
    assert Absence.objects.get().person == sian
    post_line(client, "jones a 8/12", person=str(dawn.person_id))
    assert Absence.objects.count() == 1, sarah


def test_accents_and_first_names_find_people(
    monday: datetime, dawn: User, worker: Worker, client_for: ClientFor
) -> None:
    worker("Nuñez-Brown", forenames="Siân")
    for line in ("nunez a 7/12", "sian a 8/12", "brown a 9/12", "NUÑEZ-BROWN a 10/12"):
        post_line(client_for(dawn), line)
    assert Absence.objects.count() == 4


def test_people_out_of_reach_are_not_found(monday: datetime, dawn: User, dana: User, client_for: ClientFor) -> None:
    page = words_of(post_line(client_for(dawn), "dunn a 7/12"))
    assert "Nobody whose leave you may log is called" in page
    assert "Dermatology secretaries, " not in page


def test_the_line_means_oneself_except_for_a_team_leader(
    monday: datetime, dawn: User, amira: User, client_for: ClientFor
) -> None:
    employ(amira.person)
    post_line(client_for(amira), "a 7/12 pm")
    absence = Absence.objects.get()
    assert (absence.person, absence.first_part, absence.state) == (amira.person, "pm", AbsenceState.REQUESTED)
    assert "Begin with a name" in words_of(post_line(client_for(dawn), "a 7/12"))


def test_dates_far_away_are_asked_once(monday: datetime, dawn: User, jones: Person, client_for: ClientFor) -> None:
    client = client_for(dawn)
    page = words_of(post_line(client, "jon a 1/9/2026"))
    assert "more than 31 days ago" in page
    assert not Absence.objects.exists()
    post_line(client, "jon a 1/9/2026", confirmed="yes")
    assert Absence.objects.count() == 1


def test_a_clash_is_shown_before_saving_and_refused(
    monday: datetime, dawn: User, jones: Person, client_for: ClientFor
) -> None:
    log_leave(leave(jones, MONDAY, FRIDAY), by=dawn)
    client = client_for(dawn)
    seen = words_of(
        client.post(reverse("staffing:leave_preview"), {"line": "jon a 9/12"}, headers={"HX-Request": "true"})
    )
    assert "Already away Mon 7 to Fri 11 December 2026" in seen
    assert "<html" not in seen
    assert "already away then" in words_of(post_line(client, "jon a 9/12"))


def test_the_preview_says_hours_days_balance_bank_holidays_and_cover(
    monday: datetime, dawn: User, jones: Person, client_for: ClientFor
) -> None:
    call_command("run_entitlements", leave_year=2026)
    make.MinimumCoverFactory(team=jones.team, weekday=3, half="pm", minimum=2)
    seen = words_of(
        client_for(dawn).post(
            reverse("staffing:leave_preview"), {"line": "jon a 21/12 28/12"}, headers={"HX-Request": "true"}
        )
    )
    for text in (
        "Mon 21 to Mon 28 December 2026",
        "4 working days, 30 hours",
        "Christmas Day on Fri 25 December 2026 is a bank holiday",
        "Left after this in 2026/27: 187.5 hours (25 days)",
        "Thu 24 Dec pm: 1 in, minimum 2",
        "Saves as approved.",
    ):
        assert text in seen


def test_a_doctors_preview_says_notice_and_who_else_is_away(
    monday: datetime, amira: User, doctor: Worker, sam: User, client_for: ClientFor
) -> None:
    osborne, shaw = doctor("Osborne"), doctor("Shaw")
    SecretaryConsultantFactory(secretary=amira.person, consultant=osborne)
    log_leave(leave(shaw, MONDAY, FRIDAY), by=sam)
    seen = words_of(
        client_for(amira).post(
            reverse("staffing:leave_preview"), {"line": "osb a 7/12 11/12"}, headers={"HX-Request": "true"}
        )
    )
    assert "14 days’ notice: 42 days are asked for" in seen
    assert "Also away: Mr Shaw." in seen
    assert "Saves as a request to be approved" in seen


def test_the_preview_takes_few_queries_and_saves_nothing(
    monday: datetime, dawn: User, jones: Person, client_for: ClientFor
) -> None:
    make.MinimumCoverFactory(team=jones.team, weekday=0, half="pm", minimum=2)
    client = client_for(dawn)
    client.get("/")
    with CaptureQueriesContext(connection) as queries:
        client.post(reverse("staffing:leave_preview"), {"line": "jon a 7/12 11/12"}, headers={"HX-Request": "true"})
    assert len(queries) <= 24
    assert not Absence.objects.exists()


def test_the_preview_without_htmx_is_the_whole_page(
    monday: datetime, dawn: User, jones: Person, client_for: ClientFor
) -> None:
    page = words_of(client_for(dawn).post(reverse("staffing:leave_preview"), {"line": "jon a 7/12 11/12"}))
    assert "<html" in page
    assert "5 working days" in page


BAD_LINES = [
    "", " ", "jon", "jon a 31/2", "jon a 13/13", "jon a 11/12 7/12", "jon a 7/12 am 9/12", "jon q 7/12", "zzz a 7/12",
    "jon a " + "9" * 190, "<script>alert(1)</script> a 7/12", "jon a 7/12 \x00", "'; drop table staffing_absence; --",
    "jon a 0000-00-00", "jon a +999", "%s %(x)s {{ 7*7 }}", "٣/٤ a", "\u202ejon a 7/12\u0000",
]  # fmt: skip


@pytest.mark.parametrize("line", BAD_LINES, ids=range(len(BAD_LINES)))
def test_bad_lines_get_a_sentence_and_never_an_error(
    monday: datetime, dawn: User, jones: Person, client_for: ClientFor, line: str
) -> None:
    client = client_for(dawn)
    for name in ("leave_preview", "leave_log"):
        response = client.post(reverse(f"staffing:{name}"), {"line": line})
        assert response.status_code in {200, 302, 422}, name
        assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize("person", ["", "x", "-1", "9" * 40, "1.5", "٣"])
def test_a_person_that_is_no_number_is_ignored(
    monday: datetime, dawn: User, jones: Person, client_for: ClientFor, person: str
) -> None:
    response = client_for(dawn).post(reverse("staffing:leave_log"), {"line": "jon a 7/12", "person": person})
    assert response.status_code == 302


# --- the form -------------------------------------------------------------------------------------------------------


def form_of(who: Person, **more: str) -> dict[str, str]:
    return {
        "way": "form", "person": str(who.pk), "kind": "annual_leave", "first": "7/12/2026", "last": "11/12/2026",
        "first_part": "all", "last_part": "am", "note": "", **more,
    }  # fmt: skip


def test_the_form_saves_without_a_script(monday: datetime, dawn: User, jones: Person, client_for: ClientFor) -> None:
    client_for(dawn).post(reverse("staffing:leave_log"), form_of(jones))
    assert Absence.objects.get().last_part == "am"


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"person": ""}, "Choose whose leave it is"),
        ({"first": "12/31/2026"}, "must be a date with day, month and year"),
        ({"first": ""}, "Enter first day"),
        ({"last": "1/12/2026"}, "The last day is before the first"),
        ({"first_part": "am"}, "begins in the morning anyway"),
        ({"kind": "nonsense"}, "Select a valid choice"),
    ],
    ids=["nobody", "month first", "no date", "ends before it starts", "gap inside", "no such kind"],
)
def test_the_form_says_what_is_wrong(
    monday: datetime, dawn: User, jones: Person, client_for: ClientFor, fields: dict[str, str], text: str
) -> None:
    response = client_for(dawn).post(reverse("staffing:leave_log"), form_of(jones, **fields))
    assert response.status_code == 422
    assert text in response.content.decode()
    assert "<title>Error: " in response.content.decode()


def test_somebody_elses_person_cannot_be_posted(
    monday: datetime, dawn: User, dana: User, client_for: ClientFor
) -> None:
    response = client_for(dawn).post(reverse("staffing:leave_log"), form_of(dana.person))
    assert response.status_code == 422
    assert not Absence.objects.exists()


# --- inbox ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def asked(monday: datetime, amira: User) -> Absence:
    employ(amira.person)
    return log_leave(leave(amira.person, MONDAY, FRIDAY), by=amira).absence


def test_the_inbox_shows_what_is_asked_and_approves_it(asked: Absence, dawn: User, client_for: ClientFor) -> None:
    client = client_for(dawn)
    page = words_of(client.get(reverse("staffing:leave_inbox")))
    assert "Amira Aziz" in page
    assert "37.5 hours" in page
    response = client.post(reverse("staffing:leave_decide", args=[asked.pk]), {"decision": "approve"}, follow=True)
    assert "Approved: Amira Aziz" in response.content.decode()
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by) == (AbsenceState.APPROVED, dawn)


def test_htmx_gets_only_what_became_of_it(asked: Absence, dawn: User, client_for: ClientFor) -> None:
    address = reverse("staffing:leave_decide", args=[asked.pk])
    client = client_for(dawn)
    refused = client.post(address, {"decision": "decline"}, headers={"HX-Request": "true"}).content.decode()
    assert "Say why you decline" in refused
    assert "<html" not in refused
    done = client.post(address, {"decision": "approve"}, headers={"HX-Request": "true"}).content.decode()
    assert "Approved: Amira Aziz" in done
    again = client.post(address, {"decision": "approve"}, headers={"HX-Request": "true"}).content.decode()
    assert "already approved" in again
    assert LeaveLedger.objects.count() == 1


def test_declining_without_a_reason_is_said_beside_the_request(
    asked: Absence, dawn: User, client_for: ClientFor
) -> None:
    response = client_for(dawn).post(reverse("staffing:leave_decide", args=[asked.pk]), {"decision": "decline"})
    assert response.status_code == 422
    assert "Say why you decline" in response.content.decode()


def test_ones_own_request_is_not_in_the_inbox(monday: datetime, dawn: User, client_for: ClientFor) -> None:
    absence = log_leave(leave(dawn.person, MONDAY, FRIDAY), by=dawn).absence
    client = client_for(dawn)
    assert "No leave waits for you" in words_of(client.get(reverse("staffing:leave_inbox")))
    response = client.post(reverse("staffing:leave_decide", args=[absence.pk]), {"decision": "approve"})
    assert response.status_code == 404


def test_who_covers_is_set_with_the_approval(asked: Absence, dawn: User, worker: Worker, client_for: ClientFor) -> None:
    patel = worker("Patel")
    client_for(dawn).post(
        reverse("staffing:leave_decide", args=[asked.pk]), {"decision": "approve", "covering": str(patel.pk)}
    )
    assert patel.covers.get().covered == asked.person


def test_the_inbox_takes_as_many_queries_for_ten_requests_as_for_one(
    asked: Absence, dawn: User, worker: Worker, client_for: ClientFor
) -> None:
    make.MinimumCoverFactory(team=asked.person.team)
    client = client_for(dawn)
    client.get("/")
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("staffing:leave_inbox"))
    for number in range(9):
        colleague = worker(f"Colleague{number}")
        make.AbsenceFactory(person=colleague, state="requested")
    with CaptureQueriesContext(connection) as ten:
        client.get(reverse("staffing:leave_inbox"))
    assert len(ten) == len(one)


# --- team calendar --------------------------------------------------------------------------------------------------


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


def test_the_calendar_takes_at_most_twelve_queries(
    monday: datetime, dawn: User, worker: Worker, client_for: ClientFor
) -> None:
    for number in range(12):
        make.AbsenceFactory(person=worker(f"Surname{number:02d}"))
    client = client_for(dawn)
    client.get("/")
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("staffing:team_calendar"))
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


# --- person and absence ---------------------------------------------------------------------------------------------


def test_my_leave_shows_account_and_absences(
    monday: datetime, amira: User, asked: Absence, client_for: ClientFor
) -> None:
    call_command("run_entitlements", leave_year=2026)
    page = words_of(client_for(amira).get(reverse("staffing:my_leave")))
    assert "217.5 hours" in page
    assert "Mon 7 to Fri 11 December 2026" in page
    assert "Requested" in page


def test_leave_carried_over_is_entered_by_who_decides(
    monday: datetime, dawn: User, jones: Person, dana: User, client_for: ClientFor
) -> None:
    client, address = client_for(dawn), reverse("staffing:account_entry", args=[jones.pk])
    entry = {"kind": "carry_in", "hours": "37.5", "effective_date": "1/4/2026", "expires_date": "30/6/2026"}
    assert client.post(address, entry).status_code == 302
    assert LeaveLedger.objects.get().minutes == 2250
    for wrong, text in (
        ({"hours": "many"}, "Hours must be a number"),
        ({"hours": "0"}, "not nought"),
        ({"expires_date": "1/1/2026"}, "expire before it begins"),
        ({"kind": "adjustment"}, "Say why the account is adjusted"),
        ({"kind": "bought", "hours": "-4"}, "only an adjustment can lower"),
    ):
        response = client.post(address, entry | wrong)
        assert response.status_code == 422
        assert text in response.content.decode()
    assert client.post(reverse("staffing:account_entry", args=[dawn.person_id]), entry).status_code == 403
    assert client.post(reverse("staffing:account_entry", args=[dana.person_id]), entry).status_code == 404
    assert LeaveLedger.objects.count() == 1


def test_a_secretary_sees_the_leave_of_her_consultant_but_not_his_sickness(
    monday: datetime, amira: User, doctor: Worker, sam: User, client_for: ClientFor
) -> None:
    shaw = doctor("Shaw")
    SecretaryConsultantFactory(secretary=amira.person, consultant=shaw)
    log_leave(leave(shaw, MONDAY, FRIDAY), by=sam)
    ill = log_leave(sickness(shaw, date(2026, 11, 2), date(2026, 11, 6)), by=sam).absence
    client = client_for(amira)
    page = words_of(client.get(reverse("staffing:person_detail", args=[shaw.pk])))
    assert "7 to Fri 11 December 2026" in page
    assert "Sickness" not in page
    assert "November 2026" not in page
    assert client.get(reverse("staffing:absence_detail", args=[ill.pk])).status_code == 404


def test_the_reason_is_for_the_line_and_reading_it_is_logged(
    monday: datetime, dawn: User, sam: User, jones: Person, client_for: ClientFor
) -> None:
    ill = log_leave(sickness(jones, date(2026, 11, 2), date(2026, 11, 6)), by=dawn).absence
    record_reason(ill.pk, reason=Reason("S10", "Private words"), by=dawn)
    address = reverse("staffing:absence_reason", args=[ill.pk])
    assert "Private words" in words_of(client_for(dawn).get(address))
    event = AccessEvent.objects.get(subject="sickness_detail", kind="view")
    assert (event.user, event.object_key) == (dawn, f"absence {ill.pk}")
    assert client_for(sam).get(address).status_code == 403
    detail = words_of(client_for(sam).get(reverse("staffing:absence_detail", args=[ill.pk])))
    assert "Private words" not in detail
    assert "S10" not in detail


def test_the_reason_is_recorded_on_its_page(monday: datetime, dawn: User, jones: Person, client_for: ClientFor) -> None:
    ill = log_leave(sickness(jones, TODAY), by=dawn).absence
    address = reverse("staffing:absence_reason", args=[ill.pk])
    client = client_for(dawn)
    assert client.post(address, {"reason_code": ""}).status_code == 422
    assert client.post(address, {"reason_code": "S13", "recorded_by": "1"}).status_code == 302
    assert SicknessDetail.objects.get().reason_code == "S13"


def test_dates_are_changed_cancelled_and_kept_in_history(
    monday: datetime, dawn: User, jones: Person, client_for: ClientFor
) -> None:
    absence = log_leave(leave(jones, MONDAY, FRIDAY), by=dawn).absence
    client = client_for(dawn)
    client.post(
        reverse("staffing:absence_dates", args=[absence.pk]),
        {"first": "7/12/2026", "last": "8/12/2026", "first_part": "all", "last_part": "all", "reason": "Shorter"},
    )
    client.post(reverse("staffing:absence_end", args=[absence.pk]), {"reason": "Plans changed"})
    page = words_of(client.get(reverse("staffing:absence_detail", args=[absence.pk])))
    assert "Cancelled" in page
    assert "Plans changed" in page
    assert "Change dates" in page


def test_back_today_and_the_meeting_on_the_absence_page(
    monday: datetime, dawn: User, jones: Person, client_for: ClientFor
) -> None:
    ill = log_leave(sickness(jones, date(2026, 11, 18)), by=dawn).absence
    client = client_for(dawn)
    client.post(reverse("staffing:absence_expected", args=[ill.pk]), {"expected_date": "25/11/2026"})
    client.post(reverse("staffing:absence_back", args=[ill.pk]))
    assert "due 26 November 2026" in words_of(client.get(reverse("staffing:absence_detail", args=[ill.pk])))
    assert "Jones" in words_of(client.get(reverse("staffing:returns_to_work")))
    wrong = client.post(reverse("staffing:return_held", args=[ill.pk]), {"held_date": "24/12/2026"})
    assert wrong.status_code == 422
    client.post(reverse("staffing:return_held", args=[ill.pk]), {"held_date": "23/11/2026"})
    assert ReturnToWork.objects.get().held_date == TODAY


# --- Today, search --------------------------------------------------------------------------------------------------


def test_today_says_who_is_in_and_what_waits(asked: Absence, dawn: User, jones: Person, client_for: ClientFor) -> None:
    make.MinimumCoverFactory(team=jones.team, weekday=0, half="am", minimum=9)
    log_leave(sickness(jones, TODAY), by=dawn)
    page = words_of(client_for(dawn).get("/"))
    assert "2 of 3 administrative and clerical staff in" in page
    assert "ENT secretaries, Mon 23 Nov: am 2 in, minimum 9" in page
    assert "The team is below its minimum today" in page
    assert "Leave to approve: 1" in page


def test_today_tells_a_secretary_whom_she_covers(
    monday: datetime, amira: User, jones: Person, client_for: ClientFor
) -> None:
    employ(amira.person)
    CoverFactory(covered=jones, covering=amira.person, valid=(date(2026, 11, 16), date(2026, 11, 28)))
    page = words_of(client_for(amira).get("/"))
    assert "You are covering Sarah Jones until 27 November 2026" in page
    assert "Leave to approve" not in page


def test_staffings_part_of_today_takes_at_most_four_queries(
    monday: datetime, dawn: User, worker: Worker, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        make.AbsenceFactory(person=worker(f"S{number}"), first_date=TODAY)
    user = User.objects.select_related("person").get(pk=dawn.pk)
    assert permissions(user).grants
    with django_assert_max_num_queries(4):
        people_today(user, today=TODAY)
        counts(user, today=TODAY)


def test_the_search_finds_people_in_reach_only(
    monday: datetime, dawn: User, jones: Person, client_for: ClientFor
) -> None:
    PersonFactory(surname="Jonas", forenames="Far Away", specialty__code="dermatology")
    page = words_of(client_for(dawn).post(reverse("shell:search"), {"q": "jon"}))
    assert "Sarah Jones" in page
    assert "Jonas" not in page
