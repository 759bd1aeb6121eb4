"""Posts and vacancies: who sees and keeps them, what is counted, funding from a date."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from psycopg.types.range import DateRange
from pytest_django import DjangoAssertNumQueries

from directorate.core.domain.access import Role
from directorate.core.models import Person, Specialty, User
from staffing.actions.posts import enter_post
from staffing.models import Assignment, Post, PostFunding
from tests.staffing import factories as make
from tests.staffing.conftest import Worker
from tests.staffing.pages import ClientFor, words_of

pytestmark = pytest.mark.django_db
SEE = {"dm", "am", "sm", "tl", "hr", "fin", "aud"}
KEEP = {"dm", "am", "sm"}


def a_post(**changes: str) -> dict[str, str]:
    """What is sent to enter a post of an ENT secretary."""
    return {
        "position_no": "30411111",
        "title": "Medical secretary",
        "specialty": str(Specialty.objects.get(code="ent").pk),
        "band": "4",
        "status": "active",
        "funded": "1.5",
        "first_day": "1/4/2026",
    } | changes


@pytest.fixture
def post(reference: None, jones: Person) -> Post:
    """An ENT post of 1.5 WTE that Jones holds full time."""
    made = make.PostFactory(position_no="30499999", specialty=jones.specialty)
    make.PostFundingFactory(post=made, wte=Decimal("1.5"))
    Assignment.objects.filter(person=jones).update(post=made)
    return made


@pytest.mark.parametrize(("name", "roles"), [("post_list", SEE), ("post_add", KEEP)])
def test_posts_open_for_the_roles_of_the_table(
    monday: datetime, everybody: dict[Role, User], client_for: ClientFor, name: str, roles: set[str]
) -> None:
    address = reverse(f"staffing:{name}")
    got = {role.value: client_for(user).get(address).status_code for role, user in everybody.items()}
    assert {role for role, status in got.items() if status == 200} == roles
    assert {status for role, status in got.items() if role not in roles} == {403}


@pytest.mark.cell("establishment", "sm tl")
def test_a_post_of_another_specialty_does_not_exist_for_its_manager(
    monday: datetime, everybody: dict[Role, User], post: Post, client_for: ClientFor
) -> None:
    elsewhere = make.PostFactory(specialty=Specialty.objects.get(code="dermatology"))
    manager = client_for(everybody[Role.SPECIALTY_MANAGER])
    for name in ("post_detail", "post_edit"):
        assert manager.get(reverse(f"staffing:{name}", args=[elsewhere.pk])).status_code == 404
        assert manager.get(reverse(f"staffing:{name}", args=[post.pk])).status_code == 200
    assert elsewhere.position_no not in words_of(manager.get(reverse("staffing:post_list")))
    leader = client_for(everybody[Role.TEAM_LEADER])
    assert leader.get(reverse("staffing:post_detail", args=[post.pk])).status_code == 200
    assert leader.get(reverse("staffing:post_detail", args=[elsewhere.pk])).status_code == 404
    assert leader.get(reverse("staffing:post_edit", args=[post.pk])).status_code == 403


def test_what_is_funded_held_and_vacant_is_counted(
    monday: datetime, chris: User, post: Post, jones: Person, worker: Worker, client_for: ClientFor
) -> None:
    Assignment.objects.filter(person=jones).update(status="maternity")
    cover = worker("Cover")
    Assignment.objects.filter(person=cover).update(
        post=post, contract_type="backfill", fte=Decimal("0.8"), backfill_for=jones
    )
    page = words_of(client_for(chris).get(reverse("staffing:post_list")))
    row = page[page.index("30499999") :].split("</tr>")[0]
    assert [cell in row for cell in (">1.50<", ">1.00<", ">0.50<")] == [True] * 3
    assert "Sarah Jones" in row
    assert "(cover)" in row
    assert "33.33" in page
    assert ">0.80<" in page
    detail = words_of(client_for(chris).get(reverse("staffing:post_detail", args=[post.pk])))
    assert "for Sarah Jones" in detail
    assert "Maternity" in detail


def test_a_post_is_entered_and_funded_from_a_day(monday: datetime, chris: User, client_for: ClientFor) -> None:
    client = client_for(chris)
    assert client.post(reverse("staffing:post_add"), a_post()).status_code == 302
    made = Post.objects.get(position_no="30411111")
    edit = reverse("staffing:post_edit", args=[made.pk])
    client.post(edit, a_post(funded="1", first_day="1/12/2026", reason="Panel of 20 November"))
    rows = PostFunding.objects.filter(post=made).order_by("valid").values_list("wte", "valid")
    assert list(rows) == [
        (Decimal("1.5"), DateRange(date(2026, 4, 1), date(2026, 12, 1))),
        (Decimal(1), DateRange(date(2026, 12, 1), None)),
    ]
    early = client.post(edit, a_post(funded="0.5", first_day="1/5/2026"))
    assert "Funding from 1 December 2026 is entered already" in words_of(early)
    page = words_of(client.get(reverse("staffing:post_detail", args=[made.pk])))
    assert "Reason: Panel of 20 November" in page
    assert "WTE" in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"position_no": "12"}, "six to eight digits"),
        ({"position_no": "30499999"}, "Another post has this position number"),
        ({"funded": "x"}, "must be a number, like 0.8"),
        ({"funded": "-1"}, "cannot be less than 0"),
        ({"funded": ""}, "Enter the funded WTE, 0 for none"),
        ({"first_day": "soon"}, "must be a date"),
        ({"specialty": ""}, "Choose a specialty"),
    ],
)
def test_what_is_wrong_with_a_post_is_said(
    monday: datetime, chris: User, post: Post, client_for: ClientFor, changes: dict[str, str], words: str
) -> None:
    response = client_for(chris).post(reverse("staffing:post_add"), a_post(**changes))
    assert response.status_code == 422
    assert words in words_of(response)
    assert Post.objects.filter(position_no="30411111").count() == 0


def test_a_specialty_manager_enters_posts_of_the_own_specialty_only(
    monday: datetime, everybody: dict[Role, User], client_for: ClientFor
) -> None:
    manager = everybody[Role.SPECIALTY_MANAGER]
    elsewhere = Specialty.objects.get(code="dermatology")
    sent = a_post(specialty=str(elsewhere.pk))
    assert client_for(manager).post(reverse("staffing:post_add"), sent).status_code == 422
    with pytest.raises(PermissionDenied):
        enter_post(
            make.PostFactory.build(specialty=elsewhere), funded=Decimal(1), first_day=date(2026, 4, 1), by=manager
        )


def test_posts_take_few_queries(
    monday: datetime,
    chris: User,
    post: Post,
    worker: Worker,
    client_for: ClientFor,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(12):
        worker(f"S{number}")
    client = client_for(chris)
    client.get("/")
    with django_assert_max_num_queries(12):
        client.get(reverse("staffing:post_list"))
