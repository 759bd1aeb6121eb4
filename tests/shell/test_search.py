"""The search of the header: kinds in order, permissions of the apps, nothing of the text kept anywhere."""

import logging
from collections.abc import Callable, Sequence

import pytest
from django.http import HttpRequest
from django.test import Client

from directorate.core import registry
from directorate.core.models import AccessEvent, User
from directorate.core.models.access import AccessKind
from directorate.core.registry import SearchHit, SearchSource

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_registry")]
SignIn = Callable[[User], Client]


def hits(count: int) -> Callable[[HttpRequest, str], Sequence[SearchHit]]:
    return lambda request, text: [SearchHit(f"Hit {n} of it", f"/hit/{n}/") for n in range(count)]


def test_results_stand_by_kind_in_their_order_at_most_ten_each(sam: User, client_for: SignIn) -> None:
    registry.register_search(SearchSource("People", hits(2), order=20))
    registry.register_search(SearchSource("Patients", hits(12), order=10))
    page = client_for(sam).post("/search/", {"q": "smith"}).content.decode()
    assert page.index(">Patients<") < page.index(">People<")
    assert "12 results" in page
    assert "Hit 11 of it" not in page


def test_a_kind_whose_own_number_was_typed_comes_first(sam: User, client_for: SignIn) -> None:
    registry.register_search(SearchSource("Patients", hits(2), order=10))
    exact = SearchHit("ENT/26/001", "/case/", is_exact=True)
    registry.register_search(SearchSource("Complaints", lambda request, text: [exact], order=40))
    page = client_for(sam).post("/search/", {"q": "ENT/26/001"}).content.decode()
    assert page.index(">Complaints<") < page.index(">Patients<")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Type a name or a number to search for"),
        ("   ", "Type a name or a number to search for"),
        ("a", "Type at least 2 characters"),
        ("a" * 101, "Type at most 100 characters"),
        ("ab\0cd", "Remove the characters that cannot be printed"),
    ],
    ids=["nothing", "blanks", "one letter", "very long", "a NUL"],
)
def test_a_text_that_cannot_be_searched_is_answered_with_what_to_do(
    text: str, message: str, sam: User, client_for: SignIn
) -> None:
    page = client_for(sam).post("/search/", {"q": text}).content.decode()
    assert "There is a problem" in page
    assert "<title>Error: Search" in page
    assert message in page


def test_the_log_has_who_and_how_many_but_not_what(sam: User, client_for: SignIn) -> None:
    registry.register_search(SearchSource("Patients", hits(3)))
    client_for(sam).post("/search/", {"q": "9990000018"})
    event = AccessEvent.objects.get(kind=AccessKind.SEARCH)
    assert (event.user, event.row_count, event.path) == (sam, 3, "/search/")
    assert "999" not in str(event.filters)


def test_a_search_that_fails_hides_neither_itself_nor_the_others_and_does_not_log_the_text(
    sam: User, client_for: SignIn, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(request: HttpRequest, text: str) -> Sequence[SearchHit]:
        raise ValueError(text)

    registry.register_search(SearchSource("Cases", broken, order=10))
    registry.register_search(SearchSource("People", hits(1), order=20))
    with caplog.at_level(logging.DEBUG):
        page = client_for(sam).post("/search/", {"q": "9990000018"}).content.decode()
    assert "This could not be searched" in page
    assert "Hit 0 of it" in page
    assert "9990000018" not in caplog.text


def test_what_was_typed_is_shown_as_text(sam: User, client_for: SignIn) -> None:
    page = client_for(sam).post("/search/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert(1)" not in page
    assert "No results" in page


def test_an_address_with_a_question_is_not_a_search(sam: User, client_for: SignIn) -> None:
    page = client_for(sam).get("/search/?q=smith").content.decode()
    assert "smith" not in page
    assert not AccessEvent.objects.filter(kind=AccessKind.SEARCH).exists()
