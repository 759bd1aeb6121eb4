"""The line of leave: what it saves, asks, refuses and shows before."""

from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directorate.core import clock
from directorate.core.models import Person, User
from staffing.actions.leave import log_leave
from staffing.models import Absence, AbsenceState, MinimumCover, ReturnToWork
from tests.factories import SecretaryConsultantFactory
from tests.staffing import factories as make
from tests.staffing.conftest import Worker, employ, leave
from tests.staffing.pages import FRIDAY, MONDAY, TODAY, ClientFor, words_of

pytestmark = pytest.mark.django_db


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


def test_leave_that_costs_nothing_is_asked_once(
    monday: datetime, dawn: User, jones: Person, client_for: ClientFor
) -> None:
    client, question = client_for(dawn), "Sat 28 November 2026 costs 0 hours: no work is due then by the pattern."
    seen = client.post(reverse("staffing:leave_preview"), {"line": "jon a 28/11"}, headers={"HX-Request": "true"})
    assert question in words_of(seen)
    page = words_of(post_line(client, "jon a 28/11"))
    assert question in page
    assert "Yes, save" in page
    assert not Absence.objects.exists()
    plain = {"way": "form", "person": jones.pk, "kind": "annual_leave", "first": "28/11/2026", "last": "29/11/2026"}
    plain |= {"first_part": "all", "last_part": "all"}
    assert "Sat 28 to Sun 29 November 2026 costs 0 hours" in words_of(client.post(reverse("staffing:leave_log"), plain))
    assert not Absence.objects.exists()
    post_line(client, "jon a 28/11", confirmed="yes")
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


def test_the_preview_says_how_many_are_in_where_they_are_enough(
    monday: datetime, dawn: User, jones: Person, client_for: ClientFor
) -> None:
    for weekday in range(2):
        make.MinimumCoverFactory(team=jones.team, weekday=weekday, half="am", minimum=weekday)
    client = client_for(dawn)

    def seen(line: str) -> str:
        return words_of(client.post(reverse("staffing:leave_preview"), {"line": line}, headers={"HX-Request": "true"}))

    assert "Still enough in: at least 1 (Tue 24 Nov am), minimum 1." in seen("jon s")
    assert "Still enough in: at least 1 (Mon 7 Dec am), minimum 0." in seen("jon a 7/12")
    assert "enough in" not in seen("jon a 9/12")  # a Wednesday, which has no minimum
    MinimumCover.objects.filter(weekday=1).update(minimum=2)
    short = seen("jon s")
    assert "Tue 24 Nov am: 1 in, minimum 2" in short
    assert "enough in" not in short


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
        ({"kind": "nonsense"}, "What kind: choose one from the list"),
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


# --- what is refused, and how it is said ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("jon a 31/12/9999", "leave is booked in the years 2000 to 2099. Check the year"),
        ("jon a 8/2 31/12/9999", "leave is booked in the years 2000 to 2099. Check the year"),
        ("jon b 31/12/2098", "Bank holidays are known up to 31 December"),
        ("jon a 8/2 8/2/2031", "Bank holidays are known up to 31 December"),
        ("jon s 1/1/2031", "Choose dates up to then, or ask an administrator to add later ones"),
    ],
)
def test_a_year_that_cannot_be_is_refused_however_often_one_presses_enter(
    monday: datetime, dawn: User, jones: Person, client_for: ClientFor, line: str, words: str
) -> None:
    page = words_of(post_line(client_for(dawn), line, confirmed="yes"))
    assert words in page
    assert "Is that right?" not in page
    assert not Absence.objects.exists()


def test_the_form_refuses_the_same_years(monday: datetime, dawn: User, jones: Person, client_for: ClientFor) -> None:
    page = words_of(client_for(dawn).post(reverse("staffing:leave_log"), form_of(jones, last="8/2/2031")))
    assert "Bank holidays are known up to 31 December" in page


def test_five_thousand_characters_are_not_repeated(
    monday: datetime, dawn: User, jones: Person, client_for: ClientFor
) -> None:
    for line in ("x" * 5000, "y" * 150 + " a 7/12"):
        seen = words_of(
            client_for(dawn).post(reverse("staffing:leave_preview"), {"line": line}, headers={"HX-Request": "true"})
        )
        assert line[:40] not in seen
    assert "Nobody whose leave you may log is called “yyyyyyyyyyyyyyyyyyyyyyyyyyyyyy…”" in seen
    long = words_of(client_for(dawn).post(reverse("staffing:leave_preview"), {"line": "x" * 5000}))
    assert "The line is longer than 200 characters. Shorten the note" in long


# --- what one has logged ----------------------------------------------------------------------------------------------


def test_sickness_reads_recorded_and_leave_approved(
    monday: datetime, dawn: User, jones: Person, client_for: ClientFor
) -> None:
    client = client_for(dawn)
    post_line(client, "jon s")
    page = words_of(client.get(reverse("staffing:leave_log")))
    assert "The last one you logged" in page
    assert "Recorded" in page
    assert "Approved" not in page
    post_line(client, "jon a 7/12")
    page = words_of(client.get(reverse("staffing:leave_log")))
    assert "The last 2 you logged" in page
    assert "Approved" in page


def test_who_took_the_call_does_not_learn_later_dates(
    monday: datetime, amira: User, doctor: Worker, client_for: ClientFor
) -> None:
    employ(amira.person)
    osborne = doctor("Osborne")
    SecretaryConsultantFactory(secretary=amira.person, consultant=osborne)
    post_line(client_for(amira), "osb s")
    Absence.objects.update(first_date=date(2026, 11, 20))
    page = words_of(client_for(amira).get(reverse("staffing:leave_log")))
    assert "20 November" not in page
    assert "logged 23 November 2026" in page
    back = words_of(post_line(client_for(amira), "osb b"))
    assert "is back on Mon 23 November 2026" in back
    assert "20 November" not in back
    assert "20 to" not in back


def test_me_means_oneself_and_a_name_out_of_reach_says_for_whom_one_logs_leave(
    monday: datetime, amira: User, client_for: ClientFor
) -> None:
    client, preview = client_for(amira), reverse("staffing:leave_preview")
    assert amira.person is not None
    own = words_of(client.post(preview, {"line": "me a 24/12"}, headers={"HX-Request": "true"}))
    assert amira.person.surname in own
    assert "✗" not in own
    refused = words_of(client.post(preview, {"line": "nobody a 24/12"}, headers={"HX-Request": "true"}))
    assert "Nobody whose leave you may log is called “nobody”. You log leave for" in refused
    assert "yourself" in refused
