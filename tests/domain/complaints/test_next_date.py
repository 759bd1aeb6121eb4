"""The next date of ours."""

from datetime import date

import pytest

from complaints.domain.next_date import Awaited, NextDate, next_date
from complaints.domain.states import State

FRIDAY, TUESDAY, LATER = date(2026, 11, 20), date(2026, 11, 24), date(2026, 12, 14)


@pytest.mark.parametrize(
    ("state", "awaited", "unasked", "found"),
    [
        ("acknowledged", [Awaited(2, 7, FRIDAY)], [], NextDate(FRIDAY, "Statement on point 2", 7)),
        (
            "acknowledged",
            [Awaited(3, 7, FRIDAY), Awaited(1, 7, FRIDAY), Awaited(2, 8, FRIDAY)],
            [],
            NextDate(FRIDAY, "Statement on points 1 and 3", 7),
        ),
        ("acknowledged", [Awaited(2, 7, LATER)], [1, 3], NextDate(TUESDAY, "Nobody asked about points 1 and 3")),
        ("logged", [], [1], NextDate(TUESDAY, "Nobody asked about point 1")),
        ("investigating", [], [], NextDate(TUESDAY, "Draft")),
        ("checking", [], [], NextDate(LATER, "Response by the complaints team", is_with_team=True)),
        ("response_sent", [], [], NextDate(None, "To be closed", is_with_team=True)),
        ("phso", [], [], NextDate(None, "The Ombudsman’s decision", is_with_team=True)),
    ],
    ids=[
        "a statement before the draft", "two of one person together", "a statement after the draft", "nobody asked",
        "the draft", "with the complaints team", "sent", "with the Ombudsman",
    ],
)  # fmt: skip
def test_what_comes_first(state: State, awaited: list[Awaited], unasked: list[int], found: NextDate) -> None:
    assert next_date(state=state, awaited=awaited, unasked=unasked, draft_wanted=TUESDAY, policy_due=LATER) == found


def test_somebody_else_is_asked_before_anything_is_waited_for() -> None:
    found = next_date(
        state="investigating",
        awaited=[Awaited(1, 7, FRIDAY)],
        unasked=[4],
        refused=[Awaited(3, 8, LATER), Awaited(2, 8, TUESDAY)],
        draft_wanted=TUESDAY,
        policy_due=LATER,
    )
    assert found == NextDate(TUESDAY, "Ask somebody else about points 2 and 3")


def test_without_a_day_for_the_draft_the_response_date_counts() -> None:
    assert next_date(state="drafting", awaited=[], unasked=[], draft_wanted=None, policy_due=LATER).due == LATER
