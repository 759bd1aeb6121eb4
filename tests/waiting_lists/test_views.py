"""The waiting list's pages: every role, other specialties, query counts, with and without script, bad input."""

import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directorate.core import clock
from directorate.core.domain.access import Role
from directorate.core.models import AccessEvent, Action, User
from tests.factories import CoverFactory, PersonFactory, SecretaryConsultantFactory
from tests.waiting_lists.conftest import SmallList
from tests.waiting_lists.factories import (
    CensusFactory,
    CensusPathwayFactory,
    CommentFactory,
    ListExportFactory,
    PlannedDateFactory,
    SavedViewFactory,
)
from waiting_lists.forms import PlannedDateForm
from waiting_lists.models import Comment, ListExport, PlannedDate, SavedView, ValidationQuery

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
HTMX = {"HX-Request": "true"}
READERS = {
    Role.DIRECTORATE_MANAGER,
    Role.ASSISTANT_MANAGER,
    Role.SPECIALTY_MANAGER,
    Role.TEAM_LEADER,
    Role.SECRETARY,
    Role.ROTA_COORDINATOR,
    Role.CONSULTANT,
}
AGGREGATE = set(Role) - {Role.HUMAN_RESOURCES, Role.ADMINISTRATOR}
LIST = reverse("waiting_lists:pathway_list")


def address(name: str, pathway: Any, *more: Any) -> str:
    return reverse(f"waiting_lists:{name}", args=[pathway.pathway_key, *more])


def text_of(response: Any) -> str:
    return response.content.decode()


# --- who may open what -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", list(Role))
def test_pages_open_for_the_roles_of_the_table_only(
    role: Role, everybody: dict[Role, User], small_list: SmallList, client_for: ClientFor
) -> None:
    client = client_for(everybody[role])
    assert client.get(reverse("waiting_lists:dashboard")).status_code == (200 if role in AGGREGATE else 403)
    assert client.get(LIST).status_code == (200 if role in READERS else 403)
    expected = {True: 200, False: 403}[role in READERS]
    if role is Role.CONSULTANT:
        expected = 404  # another consultant's patient
    assert client.get(address("pathway_detail", small_list.hers)).status_code == expected


@pytest.mark.parametrize("role", list(Role))
def test_comments_are_written_by_the_roles_of_the_table_only(
    role: Role, everybody: dict[Role, User], small_list: SmallList, client_for: ClientFor
) -> None:
    response = client_for(everybody[role]).post(address("comment_add", small_list.hers), {"text": "Rang"})
    writes = {Role.DIRECTORATE_MANAGER, Role.ASSISTANT_MANAGER, Role.SPECIALTY_MANAGER, Role.TEAM_LEADER}
    expected = 302 if role in writes else 404 if role is Role.CONSULTANT else 403
    assert response.status_code == expected
    assert Comment.objects.count() == (1 if role in writes else 0)


@pytest.mark.cell("waiting_list", "sec")
def test_another_specialty_is_not_there(small_list: SmallList, amira: User, client_for: ClientFor) -> None:
    client = client_for(amira)
    for name in ("pathway_detail", "pathway_history", "comment_add", "comment_latest"):
        assert client.get(address(name, small_list.skin)).status_code == 404
    for name in ("comment_add", "planned_date_set", "planned_date_remove", "action_add", "query_ask"):
        assert client.post(address(name, small_list.skin), {"text": "x"}).status_code == 404
    assert "BHATTI" not in text_of(client.get(f"{LIST}?tab=all"))
    assert "BHATTI" not in text_of(client.post(reverse("waiting_lists:pathway_search"), {"q": "Bhatti"}))


@pytest.mark.cell("waiting_list", "sec")
@pytest.mark.cell("pathway_work", "sec")
def test_validated_and_offers_are_comments_of_a_kind_in_two_keys(
    small_list: SmallList, amira: User, client_for: ClientFor
) -> None:
    client, where = client_for(amira), address("comment_add", small_list.hers)
    begun = text_of(client.get(f"{where}?kind=validated", headers={"HX-Request": "true"}))
    assert 'name="kind" value="validated"' in begun
    assert 'value="Validated"' in begun
    assert 'value="Offered "' in text_of(client.get(f"{where}?kind=offer", headers={"HX-Request": "true"}))
    client.post(where, {"kind": "validated", "text": "Validated"})
    assert Comment.objects.get().kind == "validated"
    assert '<span class="app-wl-badge">validated</span> “Validated”' in text_of(client.get(LIST))
    assert '<span class="app-wl-badge">validated</span>' in text_of(
        client.get(address("pathway_detail", small_list.hers))
    )
    refused = client.post(where, {"kind": "nonsense", "text": "x"})
    assert refused.status_code == 422
    assert "Choose what the comment records" in text_of(refused)
    client.post(where, {"text": "Rang"})
    assert Comment.objects.latest("pk").kind == "comment"
    assert client.get(f"{where}?kind=nonsense").status_code == 200


def test_a_secretary_reads_her_specialty_and_writes_for_her_consultants(
    small_list: SmallList, amira: User, client_for: ClientFor
) -> None:
    client = client_for(amira)
    assert client.post(address("comment_add", small_list.hers), {"text": "Rang"}).status_code == 302
    assert client.get(address("pathway_detail", small_list.colleagues)).status_code == 200
    assert client.post(address("comment_add", small_list.colleagues), {"text": "Rang"}).status_code == 403
    assert 'id="add-action"' in text_of(client.get(address("pathway_detail", small_list.colleagues)))
    assert "Save comment" not in text_of(client.get(address("pathway_detail", small_list.colleagues)))


def test_cover_lets_a_secretary_write_and_ends_with_it(
    small_list: SmallList, amira: User, client_for: ClientFor
) -> None:
    colleague = PersonFactory()
    SecretaryConsultantFactory(
        secretary=colleague, consultant=PersonFactory(consultant_code="C9001201", surname="Shaw")
    )
    cover = CoverFactory(covered=colleague, covering=amira.person, valid=(date(2026, 11, 23), date(2026, 11, 28)))
    post = lambda: client_for(User.objects.get(pk=amira.pk)).post(  # noqa: E731
        address("comment_add", small_list.colleagues), {"text": "Rang"}
    )
    assert post().status_code == 302
    cover.valid = (date(2026, 11, 16), date(2026, 11, 21))
    cover.save()
    assert post().status_code == 403


@pytest.mark.cell("waiting_list", "con")
@pytest.mark.cell("pathway_work", "con")
def test_a_consultant_sees_own_patients_only(small_list: SmallList, nguyen: User, client_for: ClientFor) -> None:
    page = text_of(client_for(nguyen).get(f"{LIST}?tab=all"))
    assert "ROLLASON" in page
    assert "WILKES" not in page
    assert client_for(nguyen).get(address("pathway_detail", small_list.long)).status_code == 404
    assert client_for(nguyen).post(address("comment_add", small_list.hers), {"text": "Seen"}).status_code == 302
    assert client_for(nguyen).post(address("comment_add", small_list.long), {"text": "Seen"}).status_code == 404


@pytest.mark.cell("waiting_list", "sm tl rc")
@pytest.mark.cell("pathway_work", "sm tl")
@pytest.mark.parametrize("role", [Role.SPECIALTY_MANAGER, Role.TEAM_LEADER, Role.ROTA_COORDINATOR])
def test_a_role_of_a_specialty_reads_and_writes_there_only(
    role: Role, everybody: dict[Role, User], small_list: SmallList, client_for: ClientFor
) -> None:
    client, writes = client_for(everybody[role]), role is not Role.ROTA_COORDINATOR
    page = text_of(client.get(f"{LIST}?tab=all"))
    assert "ROLLASON" in page
    assert "BHATTI" not in page
    assert client.get(address("pathway_detail", small_list.skin)).status_code == 404
    for pathway, expected in ((small_list.hers, 302), (small_list.skin, 404)):
        status = client.post(address("comment_add", pathway), {"text": "Rang"}).status_code
        assert status == (expected if writes else 403)


# --- the list ----------------------------------------------------------------------------------------------------------
def test_the_list_defaults_to_what_can_still_be_saved_by_next_breach(
    small_list: SmallList, sam: User, client_for: ClientFor
) -> None:
    page = text_of(client_for(sam).get(LIST))
    assert page.index("ZAPATA") < page.index("ROLLASON")
    assert "45w 0d" in page
    assert "from the list of 22 November 2026" in page
    assert "over 18 weeks" in page


def tile_of(page: str, day: str) -> str:
    """The words of one cohort above the list."""
    found = page.split("app-wl-cohorts__tiles")[1].split(f"<strong>{day}</strong>")[1].split("</li>", maxsplit=1)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


def test_the_cohorts_above_the_list_count_what_the_user_reads(
    small_list: SmallList, sam: User, amira: User, nguyen: User, client_for: ClientFor
) -> None:
    PlannedDateFactory(pathway_key=small_list.colleagues.pathway_key, date=date(2027, 3, 1))
    march = "31 March 2027"
    assert ": 4 over 52 weeks by then treatment date in time 1 ·" in tile_of(text_of(client_for(sam).get(LIST)), march)
    assert ": 3 over 52 weeks" in tile_of(text_of(client_for(amira).get(f"{LIST}?tab=save")), march)
    assert ": 1 over 52 weeks" in tile_of(text_of(client_for(amira).get(f"{LIST}?mine=1")), march)
    assert ": 1 over 52 weeks" in tile_of(text_of(client_for(nguyen).get(LIST)), march)
    skin = text_of(client_for(sam).get(f"{LIST}?specialty=dermatology"))
    assert ": 1 over 52 weeks" in tile_of(skin, march)


@pytest.mark.parametrize(
    ("step", "about"),
    [
        ("", "3 patients, without a treatment date in time"),
        ("in-time", "3 patients, without a treatment date in time"),
        ("untreated", "3 patients, without a treatment date"),
        ("none", "3 patients, without any date"),
    ],
)
def test_a_decision_is_asked_for_about_those_on_the_page(
    small_list: SmallList, sam: User, client_for: ClientFor, step: str, about: str
) -> None:
    PlannedDateFactory(pathway_key=small_list.colleagues.pathway_key, date=date(2027, 3, 1))
    client = client_for(sam)
    page = text_of(client.get(f"{LIST}?tab=all&over=52&by=31/3/2027&step={step}"))
    assert f"Ask for a decision about {about}" in tile_of(page, "31 March 2027")
    address = unescape(re.findall(r'href="([^"]+)">Ask for a decision', page)[0])
    form = text_of(client.get(address))
    assert f'name="patients" value="{about.split(maxsplit=1)[0]}"' in form
    opened = parse_qs(urlsplit(address).query)["rows"][0]
    listed = text_of(client.get(f"{LIST}?{opened}"))
    assert f"<strong>{about.split(maxsplit=1)[0]}</strong>" in listed


def test_the_workbook_says_in_words_which_patients_it_holds(
    small_list: SmallList, sam: User, client_for: ClientFor
) -> None:
    asked = {"tab": "all", "over": "52", "by": "2027-03-31", "step": "untreated", "specialty": "ent"}
    answer = client_for(sam).post(reverse("waiting_lists:list_export"), asked)
    assert (
        'filename="waiting-list-2026-11-22-ent-52-weeks-by-2027-03-31-untreated.xlsx"' in answer["Content-Disposition"]
    )
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    says = {row[0].value: row[1].value for row in book["About"].iter_rows(max_col=2)}
    assert says["Which patients"] == (
        "All, ENT, over 52 weeks on 31 March 2027 if nothing happens, no treatment date, sorted by next breach"
    )


def test_any_day_makes_a_cohort_and_an_unreadable_one_is_said(
    small_list: SmallList, sam: User, client_for: ClientFor
) -> None:
    page = text_of(client_for(sam).get(f"{LIST}?tab=all&over=52&by=30/6/2027"))
    assert ": 4 over 52 weeks" in tile_of(page, "30 June 2027")
    assert "WILKES" in page
    refused = text_of(client_for(sam).get(f"{LIST}?tab=all&over=52&by=31/2/2027"))
    assert "Type the date like 31/3/2026" in refused
    assert 'value="31/2/2027"' in refused
    assert "over 52 weeks on" not in refused
    for typed, says in (("1/1/1900", "Choose a date after that of the list"), ("31/12/2999", "within three years")):
        assert says in text_of(client_for(sam).get(f"{LIST}?tab=all&over=52&by={typed}"))


def test_each_listing_is_logged_with_its_filters_and_no_patient(
    small_list: SmallList, sam: User, client_for: ClientFor
) -> None:
    client_for(sam).get(f"{LIST}?tab=over&specialty=ent")
    event = AccessEvent.objects.get(kind="list")
    assert event.row_count == 1
    assert event.filters == {"tab": "over", "specialty": "ent", "sort": "wait"}


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("tab=over", {"WILKES"}),
        ("tab=all&specialty=dermatology", {"BHATTI"}),
        ("tab=all&cancer=1", {"ZAPATA"}),
        ("tab=all&consultant=nonsense", set()),
        ("tab=all&over=52", {"WILKES"}),
        ("tab=all&band=3", {"ZAPATA"}),
        ("tab=all&urgent=1&act=7", {"ZAPATA"}),
        ("tab=all&site=RWP99", set()),
        ("tab=all&priority=P2", set()),
        ("tab=all&list_type=inpatient", set()),
        ("tab=all&step=in-time", set()),
        ("tab=all&line=330&national=1&at=2026-11-22", {"BHATTI"}),
    ],
)
def test_a_filter_leaves(query: str, shown: set[str], small_list: SmallList, sam: User, client_for: ClientFor) -> None:
    page = text_of(client_for(sam).get(f"{LIST}?{query}"))
    assert {name for name in ("WILKES", "BHATTI", "ZAPATA", "ROLLASON", "SAHOTA") if name in page} == shown


@pytest.mark.parametrize(
    "query",
    [
        "tab=x",
        "sort=nhs_number",
        "sort=-id",
        "band=-1",
        "band=999999999",
        "after=abc",
        "after=99999999999999999",
        "before=0",
        "over=7",
        "by=yesterday",
        "act=1e9",
        "specialty=%27%3B--",
        "consultant={{7*7}}",
        "at=9999-12-31",
        "page=-1",
        "step=%00",
    ],
)
def test_an_odd_address_is_no_error(query: str, small_list: SmallList, sam: User, client_for: ClientFor) -> None:
    assert client_for(sam).get(f"{LIST}?tab=all&{query}").status_code == 200


def test_pages_follow_each_other(small_list: SmallList, sam: User, client_for: ClientFor, monkeypatch: Any) -> None:
    monkeypatch.setattr("waiting_lists.views.pathways.PAGE_SIZE", 2)
    client = client_for(sam)
    first = client.get(f"{LIST}?tab=all")
    following = first.context["next"] if first.context else None
    page = text_of(first)
    assert 'rel="next"' in page
    assert following is None or "after=" in following
    href = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = text_of(client.get(href))
    assert 'rel="prev"' in second
    back = second.split('rel="prev" href="')[1].split('"')[0].replace("&amp;", "&")
    assert text_of(client.get(back)).count("data-pathway") == 2


@pytest.mark.parametrize("who", ["sam", "amira", "nguyen"])
def test_queries_do_not_grow_with_the_rows(
    who: str,
    small_list: SmallList,
    client_for: ClientFor,
    request: pytest.FixtureRequest,
    django_assert_max_num_queries: Any,
) -> None:
    client = client_for(request.getfixturevalue(who))
    for _ in range(20):
        row = CensusPathwayFactory(census=small_list.census)
        CommentFactory(pathway_key=row.pathway_key)
    client.get(LIST)  # the first request of a session also notes its beginning
    for path in (LIST, f"{LIST}?tab=all&cancer=1", f"{LIST}?tab=all&sort=patient&after={small_list.hers.pk}"):
        with django_assert_max_num_queries(12):
            assert client.get(path).status_code == 200
    with django_assert_max_num_queries(12):
        assert client.get(address("pathway_detail", small_list.hers)).status_code == 200
    with django_assert_max_num_queries(12):
        assert client.get(reverse("waiting_lists:dashboard")).status_code == 200


def test_views_are_saved_used_and_removed_by_their_owner(
    small_list: SmallList, sam: User, chris: User, client_for: ClientFor
) -> None:
    client = client_for(sam)
    client.post(
        reverse("waiting_lists:view_save"), {"name": "My Monday", "tab": "over", "specialty": "ent", "q": "Rollason"}
    )
    view = SavedView.objects.get()
    assert view.choices == {"tab": "over", "specialty": "ent"}
    assert "My Monday" in text_of(client.get(LIST))
    assert "My Monday" not in text_of(client_for(chris).get(LIST))
    assert client_for(chris).post(reverse("waiting_lists:view_delete", args=[view.pk])).status_code == 404
    client.post(reverse("waiting_lists:view_delete", args=[view.pk]))
    assert not SavedView.objects.exists()


def test_a_view_without_a_name_is_refused_in_words(small_list: SmallList, sam: User, client_for: ClientFor) -> None:
    response = client_for(sam).post(reverse("waiting_lists:view_save"), {"name": " ", "tab": "over"}, follow=True)
    assert "Give the view a name" in text_of(response)


def test_a_name_in_use_is_replaced_only_when_that_was_asked(
    small_list: SmallList, sam: User, client_for: ClientFor
) -> None:
    client, where = client_for(sam), reverse("waiting_lists:view_save")
    client.post(where, {"name": "My Monday", "tab": "over"})
    refused = text_of(client.post(where, {"name": "My Monday", "tab": "all"}, follow=True))
    assert "You have a view “My Monday” already" in refused
    assert "Replace a view of this name" in refused
    assert SavedView.objects.get().choices == {"tab": "over"}
    said = text_of(client.post(where, {"name": "My Monday", "tab": "all", "replace": "1"}, follow=True))
    assert "in place of the one of that name" in said
    assert SavedView.objects.get().choices == {"tab": "all"}


# --- search ------------------------------------------------------------------------------------------------------------
def test_one_match_opens_its_page_and_the_search_is_logged_without_what_was_typed(
    small_list: SmallList, amira: User, client_for: ClientFor
) -> None:
    response = client_for(amira).post(
        reverse("waiting_lists:pathway_search"), {"q": small_list.hers.local_patient_identifier}
    )
    assert response.url == address("pathway_detail", small_list.hers)
    event = AccessEvent.objects.get(kind="search")
    assert event.row_count == 1
    assert event.filters == {}
    assert small_list.hers.local_patient_identifier not in event.path


def test_several_matches_are_listed(small_list: SmallList, sam: User, client_for: ClientFor) -> None:
    CensusPathwayFactory(census=small_list.census, surname="Rollason-Price", forename="Bo")
    page = text_of(client_for(sam).post(reverse("waiting_lists:pathway_search"), {"q": "rollason"}))
    assert "2 pathways" in page
    assert "ROLLASON-PRICE Bo" in page


def test_the_search_says_what_to_do(small_list: SmallList, sam: User, client_for: ClientFor) -> None:
    empty = client_for(sam).post(reverse("waiting_lists:pathway_search"), {"q": ""})
    assert empty.status_code == 422
    assert "Enter a hospital number, NHS number or name" in text_of(empty)
    nobody = text_of(client_for(sam).post(reverse("waiting_lists:pathway_search"), {"q": "Xyzzy"}))
    assert "Nobody found on the list of 22 November 2026" in nobody


@pytest.mark.parametrize("typed", ["Rollason 31/02/1950", "rollason 1950-02-31", "31.02.1950"])
def test_a_birth_date_that_is_no_day_is_said_to_be_unreadable(
    typed: str, small_list: SmallList, sam: User, client_for: ClientFor
) -> None:
    response = client_for(sam).post(reverse("waiting_lists:pathway_search"), {"q": typed})
    assert response.status_code == 422
    assert "is not a day of the calendar" in text_of(response)
    assert "Nobody found" not in text_of(response)
    assert not AccessEvent.objects.filter(kind="search").exists()


def test_the_header_search_finds_patients_for_those_who_may(
    small_list: SmallList, sam: User, bola: User, client_for: ClientFor
) -> None:
    assert "BHATTI Olive" in text_of(client_for(sam).post(reverse("shell:search"), {"q": "bhatti"}))
    assert "BHATTI Olive" not in text_of(client_for(bola).post(reverse("shell:search"), {"q": "bhatti"}))


# --- the pathway's page ------------------------------------------------------------------------------------------------
def test_the_page_says_every_clock_with_its_rule_and_source_and_is_logged(
    small_list: SmallList, amira: User, client_for: ClientFor
) -> None:
    page = text_of(client_for(amira).get(address("pathway_detail", small_list.cancer)))
    for words in (
        "28 days (cancer)",
        "62 days (cancer)",
        "18 weeks",
        "Cancer waiting times guidance v12.1",
        "27 November 2026",
    ):
        assert words in page
    event = AccessEvent.objects.get(kind="view")
    assert event.object_key == str(small_list.cancer.pathway_key)


def test_the_page_says_the_next_step_and_the_last_comment_before_the_clocks(
    small_list: SmallList, sam: User, client_for: ClientFor
) -> None:
    client, page = client_for(sam), address("pathway_detail", small_list.hers)

    def top() -> str:
        return text_of(client.get(page)).partition('<h2 id="clocks-heading">')[0]

    assert "Next step:" in top()
    assert "“Rang, wants Tuesday”" not in top()
    CommentFactory(pathway_key=small_list.hers.pathway_key, text="Rang, wants Tuesday")
    assert "Last comment: “Rang, wants Tuesday”" in top()


def test_history_over_the_censuses_shows_what_changed(small_list: SmallList, sam: User, client_for: ClientFor) -> None:
    earlier = CensusFactory(census_date=date(2026, 11, 15))
    CensusPathwayFactory(
        census=earlier,
        pathway_key=small_list.hers.pathway_key,
        rtt_period_start_date=date(2026, 1, 19),
        comments="Rings Mondays",
    )
    page = text_of(client_for(sam).get(address("pathway_detail", small_list.hers)))
    assert "19 January 2026" in page
    assert "from the list of 15 November 2026" in page
    assert "Prefers Kidderminster" in page


def test_text_is_shown_as_text(small_list: SmallList, amira: User, client_for: ClientFor) -> None:
    client = client_for(amira)
    client.post(address("comment_add", small_list.hers), {"text": "<script>alert(1)</script>{{7*7}}"})
    page = text_of(client.get(address("pathway_detail", small_list.hers)))
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "{{7*7}}" in page


@pytest.mark.parametrize(("typed", "day"), [("4/12", date(2026, 12, 4)), ("3.2", date(2027, 2, 3)), ("29-2", None)])
@pytest.mark.usefixtures("monday")
def test_a_day_and_month_is_the_next_such_day(typed: str, day: date | None) -> None:
    form = PlannedDateForm({"date": typed, "kind": "treatment"})
    assert form.is_valid() is (day is not None)
    assert form.cleaned_data.get("date") == day


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("comment_add", {"text": ""}, "Write a comment"),
        ("comment_add", {"text": "x" * 5000}, "Use 2,000 characters or fewer"),
        ("planned_date_set", {"date": "2026-11-22", "kind": "treatment"}, "The planned date must be today or later"),
        ("planned_date_set", {"date": "31/02/2027", "kind": "treatment"}, "Enter a date, day first"),
        ("planned_date_set", {"date": "31/2", "kind": "treatment"}, "Enter a date, day first"),
        ("planned_date_set", {"date": "", "kind": "treatment"}, "Enter a date, day first"),
        ("planned_date_set", {"date": "2126-01-01", "kind": "treatment"}, "within three years"),
        ("planned_date_set", {"date": "2226-01-01", "kind": "treatment"}, "check the year"),
        ("planned_date_set", {"date": "2026-12-01", "kind": "wish"}, "Choose what is planned"),
        ("action_add", {"title": "", "owner": "", "due_date": ""}, "Say what has to be done"),
        ("action_add", {"title": "Ring", "owner": "999999", "due_date": "2026-12-01"}, "Choose who will do it"),
        ("query_ask", {"question": ""}, "Say what should be checked"),
    ],
)
def test_a_refused_form_says_what_to_do(
    name: str, data: dict[str, str], words: str, small_list: SmallList, amira: User, client_for: ClientFor
) -> None:
    response = client_for(amira).post(address(name, small_list.hers), data)
    assert response.status_code == 422
    assert words in text_of(response)
    assert "<title>Error: " in text_of(response)


def test_work_without_script_ends_on_the_pathways_page(
    small_list: SmallList, amira: User, client_for: ClientFor
) -> None:
    client, key = client_for(amira), small_list.hers
    posts = [
        ("comment_add", {"text": "Rang, no answer"}),
        ("planned_date_set", {"date": "20/12/2026", "kind": "treatment", "note": "Alexandra"}),
        ("action_add", {"title": "Ring theatre", "owner": str(amira.pk), "due_date": "2026-11-27"}),
        ("query_ask", {"question": "Is the clock right?"}),
    ]
    for name, data in posts:
        response = client.post(address(name, key), data)
        assert response.status_code == 302, name
        assert response.url.startswith(address("pathway_detail", key))
    page = text_of(client.get(address("pathway_detail", key)))
    for words in ("Rang, no answer", "20 December 2026", "Ring theatre", "Is the clock right?"):
        assert words in page
    listed = text_of(client.get(LIST))
    assert "Rang, no answer" in listed
    assert "planned Sun 20 Dec 2026" in listed


def test_a_comment_in_the_row_comes_back_as_the_cell(small_list: SmallList, amira: User, client_for: ClientFor) -> None:
    client = client_for(amira)
    form = text_of(client.get(address("comment_add", small_list.hers), headers=HTMX))
    assert "<html" not in form
    assert 'name="text"' in form
    cell = text_of(client.post(address("comment_add", small_list.hers), {"text": "Rang"}, headers=HTMX))
    assert "data-just-saved" in cell
    assert "“Rang”" in cell
    refused = client.post(address("comment_add", small_list.hers), {"text": ""}, headers=HTMX)
    assert refused.status_code == 422
    assert "Write a comment" in text_of(refused)
    left = text_of(client.get(address("comment_latest", small_list.hers), headers=HTMX))
    assert "data-just-saved" not in left


def test_a_page_without_htmx_for_the_cell_leads_to_the_pathway(
    small_list: SmallList, amira: User, client_for: ClientFor
) -> None:
    assert client_for(amira).get(address("comment_latest", small_list.hers)).status_code == 302


def test_actions_are_closed_by_owner_or_writer(
    small_list: SmallList, amira: User, sam: User, dana: User, client_for: ClientFor
) -> None:
    client_for(sam).post(
        address("action_add", small_list.colleagues),
        {"title": "Ring", "owner": str(amira.pk), "due_date": "2026-11-27"},
    )
    work = Action.objects.get().pathway_action
    close = address("action_close", small_list.colleagues, work.pk)
    assert client_for(dana).post(close, {"state": "done"}).status_code == 404
    assert client_for(amira).post(close, {"state": "open"}).status_code == 404
    assert client_for(amira).post(close, {"state": "done"}).status_code == 302
    closed = Action.objects.get()
    assert (closed.state, closed.closed_by) == ("done", amira)


def test_history_says_who_changed_what(small_list: SmallList, amira: User, client_for: ClientFor) -> None:
    client = client_for(amira)
    client.post(address("planned_date_set", small_list.hers), {"date": "2026-12-01", "kind": "treatment"})
    client.post(address("planned_date_set", small_list.hers), {"date": "2026-12-08", "kind": "treatment"})
    page = text_of(client.get(address("pathway_history", small_list.hers)))
    assert "Set planned date" in page
    assert "Amira Aziz" in page
    assert "8 December 2026" in page
    assert PlannedDate.objects.standing().get().date == date(2026, 12, 8)


def test_a_question_is_asked_once_and_answered(small_list: SmallList, sam: User, client_for: ClientFor) -> None:
    client = client_for(sam)
    client.post(address("query_ask", small_list.hers), {"question": "Right?"})
    again = client.post(address("query_ask", small_list.hers), {"question": "Again?"})
    assert again.status_code == 422
    assert "answer it first" in text_of(again)
    query = ValidationQuery.objects.get()
    assert "Right?" in text_of(client.get(f"{LIST}?tab=queries"))
    client.post(address("query_answer", small_list.hers, query.pk), {"answer": "Yes"})
    assert ValidationQuery.objects.get().answered_by == sam


def test_a_comment_is_withdrawn_by_its_writer_only(
    small_list: SmallList, amira: User, sam: User, client_for: ClientFor
) -> None:
    client_for(amira).post(address("comment_add", small_list.hers), {"text": "Wrong patient"})
    withdraw = address("comment_withdraw", small_list.hers, Comment.objects.get().pk)
    assert client_for(sam).post(withdraw).status_code == 403
    assert client_for(amira).post(withdraw).status_code == 302
    assert "Wrong patient" not in text_of(client_for(amira).get(LIST))
    assert Comment.objects.get().withdrawn_by == amira


# --- files -------------------------------------------------------------------------------------------------------------
def read_all(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_csv_and_workbook_hold_the_rows_of_the_screen_and_no_live_formula(
    small_list: SmallList, sam: User, client_for: ClientFor
) -> None:
    CommentFactory(pathway_key=small_list.long.pathway_key, text='=HYPERLINK("http://evil","x")', created_by=sam)
    client, wanted = client_for(sam), {"tab": "over"}
    lines = read_all(client.post(reverse("waiting_lists:list_export"), {**wanted, "format": "csv"})).decode("utf-8-sig")
    assert "'=HYPERLINK" in lines
    assert "Wilkes" in lines
    assert "Rollason" not in lines
    book = openpyxl.load_workbook(
        io.BytesIO(read_all(client.post(reverse("waiting_lists:list_export"), {**wanted, "format": "xlsx"})))
    )
    sheet = book["Waiting list"]
    headings = [cell.value for cell in sheet[1]]
    assert headings[-4:-1] == ["New comment", "Planned date", "Owner"]
    comment = sheet.cell(2, headings.index("Latest comment") + 1)
    assert (comment.value, comment.data_type) == ('=HYPERLINK("http://evil","x")', "s")
    assert sheet.freeze_panes == "A2"
    assert "Exported by Sam Sharp, 23 November 2026" in str([cell.value for cell in book["About"]["B"]])
    event = AccessEvent.objects.filter(kind="export").latest("pk")
    assert (event.row_count, event.filters["format"]) == (1, "xlsx")


def test_more_than_500_rows_need_a_reason(
    small_list: SmallList, sam: User, client_for: ClientFor, monkeypatch: Any
) -> None:
    monkeypatch.setattr("waiting_lists.views.exports.NO_REASON_UP_TO", 2)
    client, export = client_for(sam), reverse("waiting_lists:list_export")
    asked = client.post(export, {"tab": "all", "format": "csv"})
    assert "Why do you need these 5 rows?" in text_of(asked)
    assert not AccessEvent.objects.filter(kind="export").exists()
    short = client.post(export, {"tab": "all", "format": "csv", "reason": "why"})
    assert short.status_code == 422
    given = read_all(client.post(export, {"tab": "all", "format": "csv", "reason": "Weekly meeting"})).decode()
    assert "Exported by Sam Sharp" in given
    assert AccessEvent.objects.get(kind="export").filters["reason"] == "Weekly meeting"


def test_the_usual_reason_stands_chosen_beside_excel_and_another_one_is_asked_for(
    small_list: SmallList, sam: User, client_for: ClientFor, monkeypatch: Any
) -> None:
    client, export = client_for(sam), reverse("waiting_lists:list_export")
    assert "Reason for a file (logged)" not in text_of(client.get(LIST, {"tab": "all"}))
    for place in ("views.exports", "views.pathways"):
        monkeypatch.setattr(f"waiting_lists.{place}.NO_REASON_UP_TO", 2)
    for shown in ({"tab": "all"}, {"tab": "save"}, {"tab": "all", "step": "none"}):
        page = client.get(LIST, shown).content.decode()
        first = re.search(r'<select [^>]*id="export-reason"[^>]*><option>([^<]+)</option>', page)
        assert first, shown
    sent = {"tab": "all", "format": "csv", "reason": first[1]}
    assert read_all(client.post(export, sent))
    assert AccessEvent.objects.get(kind="export").filters["reason"] == "Weekly waiting list meeting"
    asked = client.post(export, sent | {"reason": "another"})
    assert asked.status_code == 200
    assert "Why do you need these 5 rows?" in text_of(asked)
    few = {"tab": "over", "format": "csv", "reason": first[1]}
    assert read_all(client.post(export, few))
    assert "reason" not in AccessEvent.objects.filter(kind="export").latest("pk").filters


def test_a_large_workbook_is_made_in_the_background_for_its_requester(
    small_list: SmallList, sam: User, chris: User, client_for: ClientFor, monkeypatch: Any, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("waiting_lists.views.exports.AT_ONCE_UP_TO", 2)
    client = client_for(sam)
    page = client.post(reverse("waiting_lists:list_export"), {"tab": "all", "format": "xlsx"}, follow=True)
    assert "Download the workbook" in text_of(page)
    export = ListExport.objects.get()
    download = reverse("waiting_lists:export_download", args=[export.key])
    assert openpyxl.load_workbook(io.BytesIO(read_all(client.get(download))))["Waiting list"].max_row == 6
    assert client_for(chris).get(download).status_code == 404
    assert AccessEvent.objects.filter(kind="download").count() == 1


def test_progress_of_a_workbook_is_said(small_list: SmallList, sam: User, client_for: ClientFor) -> None:
    export = ListExportFactory(created_by=sam, rows_total=8000, rows_done=2000, state="running")
    page = text_of(client_for(sam).get(reverse("waiting_lists:export_detail", args=[export.key]), headers=HTMX))
    assert "2,000 of 8,000 rows" in page
    assert "<html" not in page


# --- empty, Today --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["dashboard", "pathway_list", "pathway_search"])
def test_an_empty_installation_says_what_to_do_first(name: str, sam: User, dana: User, client_for: ClientFor) -> None:
    for user in (sam, dana):
        assert "No waiting list has been loaded yet" in text_of(client_for(user).get(reverse(f"waiting_lists:{name}")))


def test_today_shows_the_desk_its_figures_and_a_secretary_her_rows(
    small_list: SmallList, sam: User, amira: User, bola: User, client_for: ClientFor
) -> None:
    desk = client_for(sam)
    desk.get("/")  # what never changes about a census is worked out once
    with CaptureQueriesContext(connection) as queries:
        page = text_of(desk.get("/"))
    # Figures of every app come in one query of their own, beside the user.
    asked = [query["sql"] for query in queries if 'FROM "waiting_lists_' in query["sql"]]
    assert len([sql for sql in asked if 'AS "my_actions"' not in sql]) <= 4
    assert "Over 52 weeks: 1" in page
    assert "31 March cohort: 4" in page
    assert "Cancer, P1 and P2: 1 patient is within 7 days of a breach" in page
    assert "as at 22 Nov" in page
    hers = text_of(client_for(amira).get("/"))
    assert "My list: 1 row to act on" in hers
    assert "31 March cohort" not in hers
    assert "Cancer, P1 and P2" not in text_of(client_for(bola).get("/"))


def test_the_parts_of_those_close_to_a_breach_add_up(small_list: SmallList, sam: User, client_for: ClientFor) -> None:
    def close(**row: Any) -> None:
        nothing = dict.fromkeys(("tci_date", "outpatient_future_appointment_date", "diagnostic_date"))
        CensusPathwayFactory(
            census=small_list.census, next_breach_date=clock.today() + timedelta(days=1), **(nothing | row)
        )

    def ago(days: int) -> date:
        return clock.today() - timedelta(days=days)

    close(procedure_priority_code="P2", priority_rank=2, decision_to_admit_date=ago(27), is_on_cancer_ptl=False)
    close(procedure_priority_code="P1B", priority_rank=1, decision_to_admit_date=ago(2), is_on_cancer_ptl=False)
    cancer = {"is_on_cancer_ptl": True, "procedure_priority_code": "", "cancer_listed_date": None}
    close(referral_received_date=ago(25), decision_to_admit_date=None, **cancer)
    close(referral_received_date=ago(60), decision_to_admit_date=ago(10), **cancer)
    close(referral_received_date=ago(40), decision_to_admit_date=ago(29), **cancer)
    page = text_of(client_for(sam).get("/"))
    found = re.search(r"(\d+) patients are within 7 days of a breach(.*?)No date that keeps it in time", page)
    assert found
    parts = re.findall(r"(\d+) to ([^,]+?(?= \d|,|$| Open))", found[2])
    assert sum(int(number) for number, _ in parts) == int(found[1]), found[0]
    assert len(parts) >= 5


def test_nothing_about_a_patient_stands_in_an_address(small_list: SmallList, sam: User, client_for: ClientFor) -> None:
    page = text_of(client_for(sam).get(f"{LIST}?tab=all"))
    addresses = [part.split('"')[0] for part in page.split('href="')[1:]]
    for row in (small_list.hers, small_list.long):
        private = (
            row.nhs_number,
            row.local_patient_identifier,
            row.surname,
            row.patient_pathway_identifier,
            row.consultant_code,
        )
        assert not [href for href in addresses if any(value in href for value in private)]


def test_the_rows_lead_to_the_addresses_of_the_url_table(
    small_list: SmallList, sam: User, client_for: ClientFor
) -> None:
    page = text_of(client_for(sam).get(LIST))
    for name in ("pathway_detail", "comment_add"):
        assert f'href="{address(name, small_list.hers)}"' in page


def test_a_view_of_somebody_elses_name_is_kept_apart(sam: User, chris: User) -> None:
    SavedViewFactory(user=sam)
    SavedViewFactory(user=chris)
    assert SavedView.objects.count() == 2


def test_rows_that_are_not_shown_are_said_until_they_are_settled(
    january: None, sam: User, amira: User, client_for: ClientFor
) -> None:
    for name in ("dashboard", "pathway_list"):
        page = text_of(client_for(sam).get(reverse(f"waiting_lists:{name}")))
        assert "62 rows of this list are not shown" in page
        assert "Sort out" in page
    assert "Sort out" not in text_of(client_for(amira).get(LIST))
    assert "62 rows of this list not shown" in text_of(client_for(sam).get("/"))
