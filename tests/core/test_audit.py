"""The auditor's page: history over all tables, and who looked at what."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directorate.core import clock
from directorate.core.access_log import record_access
from directorate.core.audit_search import PAGE_ROWS, Question, Start, accesses, changes
from directorate.core.domain.access import Role, Subject
from directorate.core.history import acting
from directorate.core.models import AccessEvent, Site, User
from directorate.core.models.access import AccessKind
from tests.factories import ActionFactory, PolicyNumberFactory, SiteFactory, person_with_account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
PAGE = "/administration/history/"


@pytest.fixture
def ulla(reference: None) -> User:
    """Auditor."""
    return person_with_account(forename="Ulla", surname="Audit", role=Role.AUDITOR)


@pytest.fixture
def auditor(ulla: User, client_for: Callable[[User], Client]) -> Client:
    return client_for(ulla)


def search(client: Client, **asked: str) -> str:
    response = client.post(PAGE, asked)
    assert response.status_code == 302, response.content.decode()
    assert response["Location"] == PAGE
    return client.get(PAGE).content.decode()


def test_changes_are_found_by_who_did_them(auditor: Client, chris: User, sam: User) -> None:
    site = SiteFactory(code="RWP97", name="Before")
    with acting(by=chris, action="Rename a site"):
        Site.objects.filter(pk=site.pk).update(name="By Chris")
    with acting(by=sam, action="Rename a site"):
        Site.objects.filter(pk=site.pk).update(name="By Sam")
    page = search(auditor, what="changes", user_id=str(chris.pk))
    assert "Before" in page
    assert "By Chris" in page
    assert "By Sam" not in page


def test_changes_are_found_by_table_kind_and_number(ulla: User) -> None:
    site, other = SiteFactory(code="RWP97"), SiteFactory(code="RWP96")
    Site.objects.filter(pk=site.pk).update(name="Renamed")
    Site.objects.filter(pk=other.pk).update(name="Renamed too")
    found = changes(Question(table="core.Site", kind="update", object_key=str(site.pk)), viewer=ulla)
    told = [(change.record, change.kind, change.object_key) for change in found.rows]
    assert told == [("Site", "Changed", str(site.pk))]
    assert (found.previous, found.next) == ("", "")


@pytest.mark.parametrize(("day", "count"), [(0, 1), (-1, 0), (1, 0)], ids=["today", "yesterday", "tomorrow"])
def test_changes_are_found_by_london_day(ulla: User, monkeypatch: pytest.MonkeyPatch, day: int, count: int) -> None:
    site = SiteFactory(code="RWP97")
    written = changes(Question(table="core.Site", object_key=str(site.pk)), viewer=ulla).rows[0].at
    asked = date.fromordinal(clock.local(written).date().toordinal() + day)
    found = changes(Question(table="core.Site", object_key=str(site.pk), first_day=asked, last_day=asked), viewer=ulla)
    assert len(found.rows) == count


@pytest.mark.parametrize("key", ["abc", "9" * 30, "1;drop table", "-", "%"])
def test_a_number_that_fits_no_table_finds_nothing(ulla: User, key: str) -> None:
    assert changes(Question(object_key=key), viewer=ulla).rows == []


def test_patients_are_not_shown_to_the_auditor(auditor: Client, chris: User) -> None:
    ActionFactory(title="Ring Mrs Invented", owner=chris)
    page = search(auditor, what="changes", table="core.Action")
    assert "Invented" not in page
    assert "1 field is not shown to you." in page


def test_pages_follow_one_another_without_gap_or_repeat(ulla: User) -> None:
    site = SiteFactory(code="RWP97", name="0")
    for turn in range(1, PAGE_ROWS + 10):
        Site.objects.filter(pk=site.pk).update(name=str(turn))
    question = Question(table="core.Site", object_key=str(site.pk), kind="update")
    first = changes(question, viewer=ulla)
    second = changes(question, viewer=ulla, start=Start(first.next))
    names = [change.fields[0].after for change in first.rows + second.rows]
    assert names == [str(turn) for turn in range(PAGE_ROWS + 9, 0, -1)]
    assert (first.previous, second.next) == ("", "")
    assert changes(question, viewer=ulla, start=Start(second.previous, backwards=True)) == first


def test_changes_written_at_the_same_moment_follow_one_another_over_tables(
    ulla: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("directorate.core.audit_search.PAGE_ROWS", 40)
    for number in range(3):  # one transaction: one moment
        SiteFactory(code=f"RWP9{number}")
        PolicyNumberFactory(key=f"same_moment_{number}")
    forwards, start = [], Start()
    while start.key or not forwards:
        found = changes(Question(), viewer=ulla, start=start)
        forwards.append([(change.record, change.object_key, change.kind) for change in found.rows])
        start = Start(found.next)
    backwards = changes(Question(), viewer=ulla, start=Start(found.previous, backwards=True))
    assert [(change.record, change.object_key, change.kind) for change in backwards.rows] == forwards[-2]
    every = [row for page in forwards for row in page]
    assert len(every) == len(set(every)) == len(changes_at_once(ulla, monkeypatch))


def changes_at_once(reader: User, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    monkeypatch.setattr("directorate.core.audit_search.PAGE_ROWS", 10_000)
    return list(changes(Question(), viewer=reader).rows)


def test_readings_of_the_same_moment_follow_one_another_and_new_ones_shift_nothing(ulla: User, chris: User) -> None:
    def read(number: int) -> None:
        record_access(user=chris, kind=AccessKind.VIEW, subject=Subject.WAITING_LIST, object_key=str(number))

    for number in range(PAGE_ROWS + 2):
        read(number)
    first = accesses(Question())
    read(999)
    second = accesses(Question(), start=Start(first.next))
    assert [event.object_key for event in second.rows] == ["1", "0"]
    assert accesses(Question(), start=Start(second.previous, backwards=True)).rows == first.rows


@pytest.mark.parametrize("key", ["nothing", "core.SiteEvent:x", "core.SiteEvent:999999", "9" * 40, "core.User:1", "-1"])
def test_a_page_that_begins_nowhere_is_the_newest(auditor: Client, key: str) -> None:
    for what in ("changes", "accesses"):
        search(auditor, what=what)
        assert auditor.get(PAGE, {"after": key}).status_code == 200
        assert auditor.get(PAGE, {"before": key}).status_code == 200


def test_who_viewed_one_record(auditor: Client, chris: User, sam: User) -> None:
    record_access(user=chris, kind=AccessKind.VIEW, subject=Subject.WAITING_LIST, object_key="4711")
    record_access(user=sam, kind=AccessKind.VIEW, subject=Subject.WAITING_LIST, object_key="4712")
    page = search(auditor, what="accesses", table="waiting_list", object_key="4711")
    table = page[page.index("<table") :]
    assert "Chris Adams" in table
    assert "Sam Sharp" not in table


def test_accesses_are_found_by_kind(ulla: User, chris: User) -> None:
    record_access(user=chris, kind=AccessKind.EXPORT, subject=Subject.WAITING_LIST, row_count=12)
    record_access(user=None, kind=AccessKind.SIGN_IN_FAILED, subject="sign_in")
    found = accesses(Question(kind="export"))
    assert [(event.user, event.row_count) for event in found.rows] == [(chris, 12)]


def test_the_search_itself_is_logged_without_what_was_asked(auditor: Client, ulla: User, chris: User) -> None:
    search(auditor, what="changes", user_id=str(chris.pk), object_key="4711")
    event = AccessEvent.objects.filter(kind="search").latest("pk")
    assert event.user == ulla
    assert event.filters == {"what": "changes", "fields": ["object_key", "user_id", "what"], "from": ""}


def test_what_was_asked_is_in_no_address(auditor: Client, chris: User) -> None:
    for number in range(PAGE_ROWS + 1):
        record_access(user=chris, kind=AccessKind.VIEW, subject=Subject.WAITING_LIST, object_key=str(number))
    page = search(auditor, what="accesses", user_id=str(chris.pk))
    [following] = re.findall(r'href="[?]after=([^"]+)"', page)
    assert following.isdigit()
    assert auditor.get(PAGE, {"after": following}).status_code == 200


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"what": "changes", "kind": "export"}, "Choose what was done from the group"),
        ({"what": "accesses", "table": "core.Site"}, "Choose a kind of record from the group"),
        ({"what": "changes", "first_day_day": "31", "first_day_month": "2", "first_day_year": "2026"}, "a real date"),
        ({"what": "nothing"}, "What are you looking for: choose one from the list"),
    ],
    ids=["kind of the other list", "record of the other list", "31 February", "neither"],
)
def test_a_wrong_question_says_what_to_do(auditor: Client, asked: dict[str, str], said: str) -> None:
    response = auditor.post(PAGE, asked)
    assert response.status_code == 422
    assert said in response.content.decode()


def test_the_search_costs_no_more_queries_for_more_changes(auditor: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            auditor.get(PAGE)
        return len(queries)

    site = SiteFactory(code="RWP97")
    search(auditor, what="changes", table="core.Site")
    few = count()
    for turn in range(30):
        Site.objects.filter(pk=site.pk).update(name=str(turn))
    assert count() <= few + 1


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDITOR])
def test_only_the_auditor_opens_it(
    everybody: dict[Role, User], client_for: Callable[[User], Client], role: Role
) -> None:
    assert client_for(everybody[role]).get(PAGE).status_code == 403


def test_an_address_with_a_nul_names_nothing(auditor: Client) -> None:
    for name, arguments in (("record_readings", ["waiting_list", "1\0"]), ("register_view", ["sites", "1\0"])):
        assert auditor.get(reverse(f"core_admin:{name}", args=arguments)).status_code == 404
