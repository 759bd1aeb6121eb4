"""Today: at most four lines first, ten rows a card, ages of sources, and standing when a card fails."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from psycopg import errors
from pytest_django import DjangoAssertNumQueries

from directorate.core import registry
from directorate.core.access import Permissions
from directorate.core.domain.access import Role, Subject
from directorate.core.models import Person, User
from directorate.core.registry import Card, DoFirst, Line, QuickButton, SourceDate, StartStep
from directorate.shell.today import greeting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "empty_registry")]
SignIn = Callable[[User], Client]


def today_of(client: Client) -> str:
    response = client.get("/")
    assert response.status_code == 200
    return response.content.decode()


def lines(count: int) -> list[Line]:
    return [Line(f"Line number {n}", f"/rows/{n}/") for n in range(1, count + 1)]


def test_it_greets_by_first_name_and_shows_the_date(sam: User, client_for: SignIn) -> None:
    page = today_of(client_for(sam))
    assert "Good morning, Sam" in page
    assert "Monday 23 November 2026" in page


@pytest.mark.parametrize(
    ("hour", "words"),
    [(0, "Good morning"), (11, "Good morning"), (12, "Good afternoon"), (17, "Good afternoon"), (18, "Good evening")],
)
def test_the_greeting_follows_the_clock_in_london(hour: int, words: str) -> None:
    assert greeting(name="Sam Sharp", at=datetime(2026, 1, 5, hour, 30, tzinfo=UTC)) == f"{words}, Sam"


def test_in_summer_noon_in_london_is_afternoon() -> None:
    assert greeting(name="Sam Sharp", at=datetime(2026, 7, 6, 11, 0, tzinfo=UTC)) == "Good afternoon, Sam"


@pytest.mark.parametrize(
    ("name", "called"), [("Dr Anya Nguyen", "Dr Anya Nguyen"), ("Prof. Lee", "Prof. Lee"), ("", "")]
)
def test_a_title_is_not_taken_for_a_first_name(name: str, called: str) -> None:
    assert greeting(name=name, at=datetime(2026, 1, 5, 9, tzinfo=UTC)) == ("Good morning, " + called).rstrip(", ")


def test_do_first_holds_the_four_lowest_ranks_each_saying_why(sam: User, client_for: SignIn) -> None:
    def candidates(request: Any, held: Permissions) -> Sequence[DoFirst]:
        return [DoFirst(rank, Line(f"Thing {rank}", f"/thing/{rank}/"), why=f"because {rank}") for rank in (50, 10, 30)]

    registry.register_do_first(candidates)
    registry.register_do_first(lambda request, held: [DoFirst(20, Line("Release", "/r/"), why="sends at 12:00")])
    registry.register_do_first(lambda request, held: [DoFirst(40, Line("Later", "/l/"), why="due Friday")])
    page = today_of(client_for(sam))
    found = [page.index(text) for text in ("because 10", "sends at 12:00", "because 30", "due Friday")]
    assert found == sorted(found)
    assert "because 50" not in page


def test_a_card_shows_ten_rows_and_how_many_more(sam: User, client_for: SignIn) -> None:
    registry.register_card(
        lambda request, held: [Card("Leave to approve", lines(13), more_href="/all/", more_text="All requests")],
        section="paper",
        order=10,
    )
    page = today_of(client_for(sam))
    assert "Line number 10<" in page
    assert "Line number 11<" not in page
    assert "All requests (3 more)" in page


def test_a_card_without_rows_vanishes_and_its_section_with_it(sam: User, client_for: SignIn) -> None:
    registry.register_card(lambda request, held: [Card("Nothing here")], section="list", order=10)
    page = today_of(client_for(sam))
    assert "Nothing here" not in page
    assert 'id="section-list"' not in page


def test_sections_keep_their_order_whatever_was_registered_first(sam: User, client_for: SignIn) -> None:
    for section in ("paper", "list", "who_is_in"):
        registry.register_card(lambda request, held: [Card("A card", lines(1))], section=section, order=10)
    page = today_of(client_for(sam))
    places = [page.index(f'id="section-{key}"') for key in ("who_is_in", "list", "paper")]
    assert places == sorted(places)


def test_a_source_older_than_its_rhythm_says_how_old_it_is(sam: User, client_for: SignIn) -> None:
    registry.register_sources(
        lambda request, held: [
            SourceDate("Waiting list", date(2026, 11, 22), 7),
            SourceDate("Clinics", date(2026, 11, 20), 1),
            SourceDate("ESR", datetime(2026, 11, 22, 23, 30, tzinfo=UTC), 7),
            SourceDate("Timesheets", None, 7),
        ]
    )
    page = today_of(client_for(sam))
    assert "as at 22 Nov" in page
    assert page.count("old</strong>") == 1
    assert "3 days old" in page
    assert "Timesheets not loaded yet" in page


def test_a_card_that_fails_is_said_and_logged_and_the_others_stand(
    sam: User, client_for: SignIn, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(request: Any, held: Permissions) -> Sequence[Card]:
        raise KeyError("mistake in a card")

    registry.register_card(broken, section="list", order=10)
    registry.register_card(lambda request, held: [Card("Whole card", lines(1))], section="list", order=20)
    page = today_of(client_for(sam))
    assert "1 part of this section could not be shown" in page
    assert "Whole card" in page
    assert "broken" in caplog.text


def test_one_slow_query_that_was_stopped_does_not_take_the_page_down(sam: User, client_for: SignIn) -> None:
    def slow(request: Any, held: Permissions) -> Sequence[Card]:
        raise OperationalError("canceling statement due to statement timeout") from errors.QueryCanceled()

    registry.register_card(slow, section="list", order=10)
    assert "could not be shown" in today_of(client_for(sam))


def test_where_nothing_is_known_it_says_what_to_do_first(sam: User, client_for: SignIn) -> None:
    registry.register_start_step(
        StartStep("Load the staff list", "Without it: no leave.", "shell:help", (Subject.AC_LEAVE,), 10, lambda: False)
    )
    page = today_of(client_for(sam))
    assert "Nothing has been loaded yet" in page
    assert "Load the staff list" in page
    assert "Without it: no leave." in page


def test_who_may_not_take_a_step_is_not_asked_to(bola: User, client_for: SignIn) -> None:
    registry.register_start_step(
        StartStep("Load a list", "", "shell:help", (Subject.WAITING_LIST_IMPORT,), 10, lambda: False)
    )
    assert "Load a list" not in today_of(client_for(bola))


def test_a_quick_button_is_shown_to_those_who_may_use_it(everybody: dict[Role, User], client_for: SignIn) -> None:
    registry.register_quick_button(QuickButton("+ Leave", "shell:help", (Subject.AC_LEAVE,), 10))
    assert "+ Leave" in today_of(client_for(everybody[Role.SECRETARY]))
    assert "+ Leave" not in today_of(client_for(everybody[Role.AUDITOR]))


def test_a_button_to_a_page_that_is_not_mounted_is_left_out(sam: User, client_for: SignIn) -> None:
    registry.register_quick_button(QuickButton("+ Nothing", "nowhere:at_all", (Subject.AC_LEAVE,), 10))
    assert "+ Nothing" not in today_of(client_for(sam))


def test_the_page_itself_asks_the_database_three_questions(
    sam: User, client_for: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for order in range(9):
        registry.register_card(
            lambda request, held: [Card("People", [Line(str(Person.objects.count()), "/p/")])],
            section="who_is_in",
            order=order,
        )
    client = client_for(sam)
    client.get("/")  # the first request of a session writes when it began
    with django_assert_max_num_queries(12):
        client.get("/")


def test_the_start_page_says_which_steps_are_done(sam: User, client_for: SignIn) -> None:
    for text, done in (("Load the staff list", True), ("Load the waiting list", False)):
        registry.register_start_step(StartStep(text, "", "shell:help", (Subject.AC_LEAVE,), 10, lambda done=done: done))
    page = client_for(sam).get("/start/").content.decode()
    assert "1 of 2 done" in page
    assert "Not yet" in page
