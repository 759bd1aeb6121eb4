"""Six numbers a team a week: who sees and enters them, what the form asks, what stands on Today."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from directorate.core import clock
from directorate.core.domain.access import Role
from directorate.core.models import Team, User
from staffing.domain.desk_counts import change_words, is_wanted
from staffing.models import DeskCount
from tests.staffing.factories import DeskCountFactory
from tests.staffing.pages import ClientFor, words_of

pytestmark = pytest.mark.django_db
LIST = reverse("staffing:desk_count_list")
SIX = {
    "letters_to_type": 212,
    "oldest_letter_days": 9,
    "referrals_to_triage": 96,
    "oldest_referral_days": 5,
    "results_to_file": 40,
    "voicemails": 7,
    "count_date": "27/11/2026",
}


@pytest.fixture
def friday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 27, 15, 0, tzinfo=UTC))


def page_of(name: str) -> str:
    return reverse("staffing:desk_count_team", args=[Team.objects.get(name=name).pk])


@pytest.mark.cell("desk_counts", "dm am sm tl sec rc con res ch hr fin aud adm")
def test_each_role_sees_and_enters_what_the_table_says(
    friday: None, everybody: dict[Role, User], dana: User, client_for: ClientFor
) -> None:
    own, other = page_of("ENT secretaries"), page_of("Dermatology secretaries")
    DeskCountFactory(team=Team.objects.get(name="ENT secretaries"))
    got: dict[str, Any] = {}
    for role, user in everybody.items():
        client = client_for(user)
        enters = [client.post(page, SIX).status_code == 302 for page in (own, other)]
        got[role.value] = (client.get(LIST).status_code, client.get(other).status_code, *enters)
    everything, reads = (200, 200, True, True), (200, 200, False, False)
    assert got == {
        "dm": everything, "am": everything, "sm": (200, 404, True, False), "tl": (200, 200, True, False),
        "sec": (200, 404, True, False), "rc": reads, "con": (200, 404, False, False), "res": (403, 403, False, False),
        "ch": (403, 403, False, False), "hr": (403, 403, False, False), "fin": reads, "aud": reads,
        "adm": (403, 403, False, False),
    }  # fmt: skip


def test_a_secretary_enters_six_numbers_and_puts_them_right_the_same_day(
    friday: None, amira: User, client_for: ClientFor
) -> None:
    client, page = client_for(amira), page_of("ENT secretaries")
    asked = f"Enter this week’s six numbers: {amira.person.team}"  # type: ignore[union-attr]
    assert asked in words_of(client.get("/"))
    assert client.post(page, SIX).status_code == 302
    assert client.post(page, SIX | {"letters_to_type": 0, "oldest_letter_days": ""}).status_code == 302
    row = DeskCount.objects.get()
    assert (row.letters_to_type, row.oldest_letter_days, row.voicemails, row.entered_by) == (0, None, 7, amira)
    shown = words_of(client.get(page))
    assert "Enter desk count" in shown
    assert "212" in shown
    today = words_of(client.get("/"))
    assert asked not in today
    assert "Referrals to triage: 96" in today
    assert "oldest 5 days" in today


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"letters_to_type": ""}, "Letters to type: enter a number, 0 for none"),
        ({"oldest_letter_days": ""}, "Oldest letter: enter how many days it has waited, 0 for today"),
        ({"voicemails": "many"}, "Voicemails must be a whole number"),
        ({"count_date": "28/11/2026"}, "Counted on: enter today or a day of the last year"),
    ],
    ids=["a number missing", "no age", "no number", "tomorrow"],
)
def test_a_form_that_cannot_be_kept_says_why(
    friday: None, amira: User, client_for: ClientFor, wrong: dict[str, str], said: str
) -> None:
    answer = client_for(amira).post(page_of("ENT secretaries"), SIX | wrong)
    assert answer.status_code == 422
    assert said in words_of(answer)
    assert not DeskCount.objects.exists()


def test_the_list_shows_the_change_and_today_the_oldest_of_all_teams(
    monday: datetime, sam: User, amira: User, dana: User, client_for: ClientFor
) -> None:
    ent, skin = (Team.objects.get(name=name) for name in ("ENT secretaries", "Dermatology secretaries"))
    DeskCountFactory(team=ent, count_date=date(2026, 11, 13), letters_to_type=200)
    DeskCountFactory(team=ent)
    DeskCountFactory(team=skin, letters_to_type=8, oldest_letter_days=2)
    client: Client = client_for(sam)
    assert "212, oldest 9 days (12 more)" in words_of(client.get(LIST))
    today = words_of(client.get("/"))
    assert "Letters to type: 220" in today
    assert "oldest 9 days, ENT secretaries" in today
    assert "six numbers" not in today
    assert 'data-chart="desk-spec"' in client.get(page_of("ENT secretaries")).text


@pytest.mark.parametrize(
    ("today", "counted", "wanted"),
    [
        (date(2026, 11, 26), None, False),
        (date(2026, 11, 27), None, True),
        (date(2026, 11, 27), date(2026, 11, 20), True),
        (date(2026, 11, 29), date(2026, 11, 23), False),
    ],
    ids=["Thursday", "Friday, never counted", "Friday, last week's", "Sunday, counted on Monday"],
)
def test_the_count_is_asked_for_from_friday_on(today: date, counted: date | None, wanted: bool) -> None:
    assert is_wanted(today, counted=counted) == wanted


def test_a_change_is_said_in_words() -> None:
    assert [change_words(212, before=before) for before in (200, 212, 215, None)] == [
        "12 more",
        "as before",
        "3 fewer",
        "",
    ]
